"""Cells become figures: one population for each municipality, chosen where the table has a total, else summed over sexes and ages.

A sum is only made where nothing is left out: a table of children, or of women, is no population.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from lkt_alloc.language.sentences import sentence
from lkt_alloc.statbank.cells import TOTAL, Ages, Download, DownloadCell

_COUNT: Final = re.compile(r"[0-9]{1,3}(?:[ \xa0\u2009\u202f][0-9]{3}){1,4}|[0-9]{1,15}")
_MARKS: Final = ("", ".", "..", ":", "-")


class Figure(Struct, frozen=True):
    """A municipality's population in the download. `None` with the `mark` that stands there instead: a dot is "no figure"."""

    number: str
    name: str
    population: int | None
    mark: str
    at: Any


def figures(table: Download, year: int, ages: Ages | None = None) -> dict[str, Figure]:
    """Every municipality's population on 1 January of a year, by number: everyone, or those of some ages.

    What cannot be summed becomes findings of the table.
    """
    by_number: dict[str, list[DownloadCell]] = {}
    for cell in table.cells(year):
        by_number.setdefault(cell.number, []).append(cell)
    found: dict[str, Figure] = {}
    for number, cells in by_number.items():
        before = len(table.findings)
        chosen = _whole(table, cells, ages)
        figure = _figure(table, cells[0], chosen)
        if len(table.findings) == before:
            found[number] = figure
        elif table.findings[before].rule.name == "wrong-type":
            break  # what the table leaves out, it leaves out for everyone
    return found


def _whole(table: Download, cells: Sequence[DownloadCell], ages: Ages | None) -> list[DownloadCell]:
    """Cells that together are everyone, or everyone of some ages, each once."""
    sexes: dict[str, list[DownloadCell]] = {}
    for cell in cells:
        sexes.setdefault(cell.sex, []).append(cell)
    if TOTAL in sexes:
        return _all_ages(table, sexes[TOTAL], ages)
    if len(sexes) == 1:
        table.report(
            "wrong-type",
            table.spot(cells[0].at),
            sentence("The figures are for one sex only."),
            sentence("Download the table with both sexes, or without sex."),
        )
        return []
    return [cell for of_one_sex in sexes.values() for cell in _all_ages(table, of_one_sex, ages)]


def _all_ages(table: Download, cells: Sequence[DownloadCell], ages: Ages | None) -> list[DownloadCell]:
    by_ages: dict[Ages | str, DownloadCell] = {}
    for cell in cells:
        first = by_ages.setdefault(cell.ages, cell)
        if first is not cell and first.written != cell.written:
            table.report(
                "duplicate-key",
                table.spot(cell.at),
                sentence(
                    "{number} {name} is here a second time, with another figure.", number=cell.number, name=cell.name
                ),
                sentence("Download the table anew."),
            )
    if TOTAL in by_ages and not ages:
        return [by_ages[TOTAL]]
    low, high = ages or (0, None)
    within = [one for one in by_ages if not isinstance(one, str) and one[0] >= low and _no_higher(one[1], high)]
    if _without_a_gap(sorted(within, key=lambda one: one[0]), low, high):
        return [by_ages[one] for one in within]
    if ages:
        table.report(
            "wrong-type",
            table.spot(cells[0].at),
            sentence("The ages {ages} cannot be composed of the age groups in the table.", ages=said_ages(ages)),
            sentence("Download the table with one-year age groups and both sexes."),
        )
        return []
    table.report(
        "wrong-type",
        table.spot(cells[0].at),
        sentence("Some ages are missing or counted twice, so the figures do not add up to the population."),
        sentence("Download the table with every age, or without age."),
    )
    return []


def _no_higher(high: int | None, most: int | None) -> bool:
    return most is None or (high is not None and high <= most)


def _without_a_gap(those: Sequence[Ages], low: int, high: int | None) -> bool:
    """Whether ages follow each other from `low` to `high`, each once."""
    expected: int | None = low
    for first, last in those:
        if first != expected:
            return False
        expected = last + 1 if last is not None else None
    return bool(those) and expected == (high + 1 if high is not None else None)


def said_ages(ages: Ages) -> str:
    """Ages as they are written: `0–17`, `67+`."""
    return f"{ages[0]}+" if ages[1] is None else f"{ages[0]}–{ages[1]}" if ages[0] != ages[1] else str(ages[0])


def _figure(table: Download, first: DownloadCell, chosen: Sequence[DownloadCell]) -> Figure:
    """The sum of the chosen cells; a mark in one of them is a mark for the whole."""
    total, mark = 0, None
    for cell in chosen:
        written = cell.written.strip()
        if written in _MARKS:
            mark = mark or written or "."
        elif _COUNT.fullmatch(written):
            total += int(re.sub(r"\D", "", written))
        else:
            table.report(
                "not-a-number",
                table.spot(cell.at),
                sentence('"{said}" is not a whole number.', said=written[:40]),
                sentence("Download the table anew."),
            )
    return Figure(first.number, first.name, None if mark else total, mark or "", first.at)
