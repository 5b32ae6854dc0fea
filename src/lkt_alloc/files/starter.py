"""The two files of a new collaboration, as text: commented in its language, and sound as they stand.

Knows how the files are laid out; nothing of disks, and nothing of where populations come from.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from textwrap import wrap
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.model import Municipality, Register, Source
from lkt_alloc.files.register_text import source_fields
from lkt_alloc.files.yaml_text import amount, scalar, share
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.language.words import Words

KEYS: Final = ("population", "equal", "host+population", "equal+population")
"""The kinds of key that a new collaboration can have."""

BUDGET, MUNICIPALITIES = "budget.yaml", "municipalities.yaml"
"""The names of the files."""

_WIDTH: Final = 100
_NBSP: Final = "\N{NO-BREAK SPACE}"


class Plan(Struct, frozen=True):
    """What the files are to say. `share` is the host's, or that of the equal part; `host` is a member's number.

    `sources` are those of the members' populations, by date.
    """

    name: str
    year: int
    amount_ore: int
    key: str
    share: Fraction
    host: str
    members: tuple[Municipality, ...]
    day: date
    sources: dict[date, tuple[str, Source]]


def population_day(members: Sequence[Municipality], year: int, wanted: date | None, *, needed: bool) -> date:
    """The date whose populations the key uses: the one wanted, else the last that everyone has by 1 January of the year.

    Raises `CannotRun` when there is none, if the key needs it.
    """
    dates = set.intersection(*(set(municipality.population) for municipality in members))
    known = sorted(day for day in dates if day <= date(year, 1, 1))
    if wanted is None and known:
        return known[-1]
    if wanted in dates or not needed:
        return wanted or date(year, 1, 1)
    raise CannotRun(
        sentence("There are no populations on {day} for everyone who shares.", day=wanted or date(year, 1, 1)),
        sentence("There are: {names}.", names=listed(map(str, sorted(dates)), ","))
        if dates
        else sentence("Give a download from the StatBank: --population FILE."),
    )


def sources_of(members: Sequence[Municipality], register: Register) -> dict[date, tuple[str, Source]]:
    """The sources of all populations that the members have."""
    dates = sorted({day for municipality in members for day in municipality.population})
    named = {day: register.population_sources[day] for day in dates if day in register.population_sources}
    return {day: (name, register.sources[name]) for day, name in named.items() if name in register.sources}


def budget_text(plan: Plan, words: Words) -> str:
    """The budget file: one period, one payer, one key, one post."""
    year = scalar(str(plan.year))
    whole = amount(plan.amount_ore)
    lines = [
        *_comment(words, sentence("A new budget: go through it line by line, and change what is not right.")),
        *_comment(words, sentence("Every field is described in docs/format.md.")),
        "",
        "format: lkt-alloc/budget/1",
        f"name: {scalar(plan.name)}",
        f"language: {words.language}",
        "",
        *_comment(words, sentence("The documents that amounts and key come from: add dates and case numbers.")),
        "sources:",
        "  agreement:",
        f"    title: {scalar(words.say(_AGREEMENT))}",
        "  decision:",
        f"    title: {scalar(words.say(_DECISION))}",
        "",
        *_comment(words, sentence("A period is a column of amounts. There can be several.")),
        "periods:",
        f"  {year}:",
        f"    name: {year}",
        f"    from: {plan.year}-01-01",
        f"    to: {plan.year}-12-31",
        "",
        *_comment(
            words, sentence("Who pays for posts. What a payer with a key bears is shared between the key's members.")
        ),
        "payers:",
        "  municipalities:",
        f"    name: {scalar(words.say(_MUNICIPALITIES))}",
        "    key: main",
        "",
        *_comment(words, sentence("The key. Its name is printed under every result.")),
        "keys:",
        "  main:",
        f"    name: {scalar(words.say(_key_name(plan)).replace(_NBSP, ' '))}",
        "    source: agreement",
        *_indented(_comment(words, sentence("A group in municipalities.yaml.")), 4),
        "    members: members",
        f"    population_date: {plan.day}",
        *_indented(_comment(words, sentence("The smallest unit: øre, 1 kr, 10 kr, 100 kr or 1000 kr.")), 4),
        f"    rounding: {'øre' if plan.amount_ore % 100 else '1 kr'}",
        *_indented(_comment(words, sentence("The shares of the parts make 100 per cent; a third is 1/3.")), 4),
        "    parts:",
        *(f"      {line}" for line in _parts(plan)),
        "",
        *_comment(words, sentence("What is to be paid. Add posts as you need; amounts are whole kroner.")),
        "posts:",
        '  - id: "1"',
        f"    name: {scalar(words.say(_OPERATIONS))}",
        "    source: decision",
        "    paid_by: {municipalities: 100 %}",
        f"    amounts: {{{year}: {whole if ',' not in whole else scalar(whole)}}}",
        "",
        *_comment(
            words, sentence("What the decision itself gives as the sum: lkt-alloc check compares it with the posts.")
        ),
        "control_totals:",
        f"  {year}:",
        "    source: decision",
        f"    total: {whole}",
    ]
    return "\n".join(lines) + "\n"


def municipalities_text(plan: Plan, words: Words) -> str:
    """The municipality file: the members, their populations with sources, and the group of them."""
    lines = [
        *_comment(words, sentence("The municipalities that share, with their populations.")),
        *_comment(words, sentence("Every field is described in docs/format.md.")),
        "",
        "format: lkt-alloc/municipalities/1",
        "",
        "sources:",
        "  agreement:",
        f"    title: {scalar(words.say(_AGREEMENT))}",
    ]
    for name, source in dict(plan.sources.values()).items():
        lines += [f"  {scalar(name)}:", *(f"    {field}: {value}" for field, value in source_fields(source).items())]
    if plan.sources:
        lines += ["", *_comment(words, sentence("The source of each date's populations.")), "population_sources:"]
        lines += [f"  {day}: {scalar(name)}" for day, (name, _) in plan.sources.items()]
    lines += ["", *_comment(words, sentence("Numbers are text and stand in quotes.")), "municipalities:"]
    for municipality in plan.members:
        lines += _municipality(municipality)
    lines += [
        "",
        "groups:",
        "  members:",
        f"    name: {scalar(words.say(_MEMBERS))}",
        "    source: agreement",
        "    members:",
        *(f"      - {_member(municipality)}" for municipality in plan.members),
    ]
    return "\n".join(lines) + "\n"


_AGREEMENT: Final = sentence("the collaboration agreement")
_DECISION: Final = sentence("the budget decision")
_MUNICIPALITIES: Final = sentence("the municipalities")
_MEMBERS: Final = sentence("the member municipalities")
_OPERATIONS: Final = sentence("Operations")


def _key_name(plan: Plan) -> Sentence:
    match plan.key:
        case "population":
            return sentence("by population")
        case "equal":
            return sentence("equally")
        case "host+population":
            host = next(municipality.name for municipality in plan.members if municipality.number == plan.host)
            return sentence(
                "{host} {share}, the others {rest} by population", host=host, share=plan.share, rest=1 - plan.share
            )
    return sentence("{share} equally, {rest} by population", share=plan.share, rest=1 - plan.share)


def _parts(plan: Plan) -> list[str]:
    match plan.key:
        case "population" | "equal":
            return _part(Fraction(1), "all", plan.key)
        case "host+population":
            host = next(municipality for municipality in plan.members if municipality.number == plan.host)
            return [
                *_part(plan.share, f"[{_member(host)}]", "equal"),
                *_part(1 - plan.share, "others", "population"),
            ]
    return [*_part(plan.share, "all", "equal"), *_part(1 - plan.share, "all", "population")]


def _part(part: Fraction, to: str, by: str) -> list[str]:
    return [f"- share: {share(part)}", f"  to: {to}", f"  by: {by}"]


def _municipality(municipality: Municipality) -> Iterator[str]:
    yield f'  "{municipality.number}":'
    yield f"    name: {scalar(municipality.name)}"
    for field, day in (("valid_from", municipality.valid_from), ("valid_to", municipality.valid_to)):
        if day:
            yield f"    {field}: {day}"
    entries = [f"{day}: {people}" for day, people in sorted(municipality.population.items())]
    if entries:
        rows = [", ".join(row) for row in (entries[i : i + 4] for i in range(0, len(entries), 4))]
        yield "    population: {" + (",\n" + " " * 17).join(rows) + "}"


def _member(municipality: Municipality) -> str:
    """A number with its name where that can stand plainly, else the number alone."""
    if scalar(municipality.name) == municipality.name:
        return f"{municipality.number} {municipality.name}"
    return f'"{municipality.number}"'


def _comment(words: Words, said: Sentence) -> list[str]:
    return [f"# {line}" for line in wrap(words.say(said), _WIDTH)]


def _indented(lines: Sequence[str], by: int) -> list[str]:
    return [" " * by + line for line in lines]
