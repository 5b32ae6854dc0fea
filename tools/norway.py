"""Makes data/norway.txt, the built-in register of Norway, from three tables: `python tools/norway.py FOLDER`.

The folder has `norway_population_1jan.csv` (number, name, date, population, source), `norway_municipality_changes.csv` (old, new,
date, kind, share_if_split, note) and `norway_organisation_numbers.csv` (number, orgnr, source), UTF-8, with commas. How they were
made from files of Statistics Norway, and how they were proved, is in docs/decisions.md. Everything is text here but populations.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

Row = dict[str, str]

TARGET = Path(__file__).parents[1] / "data" / "norway.txt"
HEAD = """\
# Every municipality of Norway that was in use on a 1 January, from the first to the last year below: each number once, under its
# newest name. Made by tools/norway.py, not by hand; read by src/lkt_alloc/files/norway.py. Figures: Statistics Norway (SSB), NLOD.
#
# First the sources: of the populations of each 1 January, of the changes and of the organisation numbers. Then a line for
# each municipality. plain: its Norwegian name where it has one in another language too, or a county in brackets. called: what it is
# called in a sentence where it is no kommune but a herad; council: where its council is not called kommunestyret or heradsstyret.
# valid_from is the first day this file vouches for, valid_to the last day of use; became: what it was merged into
# or renumbered to on the day after, or what it was split into, each with its share of the inhabitants.

"""
TITLES = {
    "ssb": (
        "Folketal 1. januar etter kommune",
        "Folketall 1. januar etter kommune",
        "Population on 1 January by municipality",
    ),
    "changes": (
        "kommunenummer og endringar i dei",
        "kommunenummer og endringer i dem",
        "municipality numbers and their changes",
    ),
    "organisation_numbers": (
        "organisasjonsnummer for kommunane",
        "organisasjonsnummer for kommunene",
        "organisation numbers of municipalities",
    ),
}
CHANGES = (
    "klass-131",
    "KLASS 131",
    "statisticsnorway/ssb-klassr, klass_131_graph.RData of 20 January 2025",
    "shares of a split of 2017 or 2020 are estimates by what the receivers grew in the year",
)
ORGANISATIONS = (
    "klass-582",
    "KLASS 582",
    "correspondence 1236 of November 2023, equal in statisticsnorway/barn-barnevern-xsd, commit 5673978",
    "carried to numbers of 2024 along changes of number alone. Not known for Haram. Not confirmed that Ålesund kept its own in 2024",
)
HERAD = {"1233", "1234", "1238", "4620", "4621", "4622"}
"""Ulvik, Granvin and Kvam, and since 2020 Ulvik, Voss and Kvam: municipalities that call themselves herad."""
CITIES = {"0301", "1201", "4601", "1601", "5001"}
"""Oslo, Bergen and Trondheim, whose council is called bystyret."""
NORWEGIAN_LATER = {
    "Snåsa",
    "Røyrvik",
    "Hattfjelldal",
    "Hamarøy",
    "Tjeldsund",
    "Lavangen",
    "Kåfjord",
    "Kautokeino",
    "Karasjok",
    "Tana",
    "Nesseby",
}
"""Norwegian names that stand after the Sami one; all others stand first."""


def lines(populations: Sequence[Row], changes: Sequence[Row], organisations: Sequence[Row]) -> Iterator[str]:
    """The lines of the file below its head."""
    years = sorted({row["date"][:4] for row in populations})
    yield "name;title_nn;title_nb;title_en;table;licence;via;note"
    for year in years:
        own = [row for row in populations if row["date"].startswith(year)]
        yield ";".join([f"ssb-07459-{year}", *TITLES["ssb"], "07459", "NLOD 2.0", *origin(own)])
    for of, (name, table, via, note) in {"changes": CHANGES, "organisation_numbers": ORGANISATIONS}.items():
        yield ";".join([name, *TITLES[of], table, "NLOD 2.0", via, note])
    yield ""
    yield ";".join(
        [
            "number",
            "name",
            "plain",
            "called",
            "council",
            "valid_from",
            "valid_to",
            "became",
            "organisation_number",
            *years,
        ]
    )
    yield from municipalities(years, populations, changes, {row["number"]: row["orgnr"] for row in organisations})


def origin(rows: Sequence[Row]) -> tuple[str, str]:
    """The copy that most figures of a year were taken from, and which were taken from another."""
    names: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        names[row["source"].removeprefix("SSB 07459 ")].append(row["name"])
    first, *others = sorted(names, key=lambda source: -len(names[source]))
    via = re.sub(r"\((.*)\) via ([^@]*)@(\w+)", r"\2, commit \3 (\1)", first)
    return via, ". ".join(f"{', '.join(names[other])}: {other}" for other in sorted(others))


def municipalities(
    years: Sequence[str], populations: Sequence[Row], changes: Sequence[Row], organisations: dict[str, str]
) -> Iterator[str]:
    """A line for each number, ascending."""
    people: dict[str, Row] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in sorted(populations, key=lambda row: row["date"]):
        people[row["number"]][row["date"][:4]] = row["population"]
        names[row["number"]] = row["name"]
    for number in sorted(people):
        own = people[number]
        assert list(own) == [year for year in years if min(own) <= year <= max(own)], number
        fields = [number, names[number], *called(number, names[number]), f"{min(own)}-01-01"]
        if max(own) == years[-1]:
            fields += ["", ""]
        else:
            fields += [f"{max(own)}-12-31", successors(number, str(int(max(own)) + 1), changes, people)]
        yield ";".join([*fields, organisations.get(number, ""), *(own.get(year, "") for year in years)])


def called(number: str, name: str) -> tuple[str, str, str]:
    """Its plain name, what it is called in a sentence, and its council; empty where there is nothing to say."""
    in_languages = re.sub(r" \(.*\)", "", name).split(" - ")
    plain = next((one for one in in_languages if one in NORWEGIAN_LATER), in_languages[0])
    herad = f"{plain} herad" if number in HERAD else ""
    return plain if plain != name else "", herad, "bystyret" if number in CITIES else ""


def successors(number: str, year: str, changes: Sequence[Row], people: dict[str, Row]) -> str:
    """What a number became on 1 January of a year: another number, or several with shares; those that are not exact are marked."""
    day = f"{year}-01-01"
    own = {row["new"]: row for row in changes if row["old"] == number and row["date"] == day and row["new"] != number}
    if len(own) == 1:
        return next(iter(own))
    assert own
    assert all(row["kind"] == "split" for row in own.values()), number
    if all(row["note"].startswith("exact") for row in own.values()):
        whole = sum(int(people[new][year]) for new in own)
        return ", ".join(f"{new} {people[new][year]}/{whole}" for new in own)
    return (
        ", ".join(f"{new} {row['share_if_split'].removeprefix('0.')}/100" for new, row in own.items()) + ", estimated"
    )


def table(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    tables = [
        table(folder / f"norway_{name}.csv")
        for name in ("population_1jan", "municipality_changes", "organisation_numbers")
    ]
    TARGET.write_text(HEAD + "\n".join(lines(*tables)) + "\n", encoding="utf-8")
