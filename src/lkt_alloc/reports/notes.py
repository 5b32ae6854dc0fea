"""What is said below tables: key, populations, method, ties, and which files a result was made from. Knows nothing of formats."""

from collections.abc import Iterator, Sequence

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation
from lkt_alloc.engine.apportion import NEAREST, TABLE_METHOD
from lkt_alloc.engine.limits import LIMIT_METHOD
from lkt_alloc.engine.model import Key, Register, Source
from lkt_alloc.engine.names import with_number
from lkt_alloc.language.sentences import Ore, Sentence, Value, listed, sentence
from lkt_alloc.reports.blocks import Paragraph
from lkt_alloc.reports.inputs import Input


def what_if_note(allocation: Allocation) -> list[Paragraph]:
    """What is changed in the budget, where anything is: it stands above all results."""
    if not allocation.what_if:
        return []
    said = sentence("What if: this is not the budget as it stands in the file. Changed:")
    return [Paragraph((said, *allocation.what_if))]


def population_note(register: Register, division: Division) -> Sentence:
    """Which populations a key uses, and where they come from."""
    day = division.key.population_date
    source = register.sources.get(register.population_sources.get(day, ""))
    if not source:
        return sentence("Population on {day}.", day=day)
    publisher = source.publisher or source.title
    if not source.table:
        return sentence("Population on {day}: {publisher}.", day=day, publisher=publisher)
    return sentence(
        "Population on {day}: {publisher}, table {table}.", day=day, publisher=publisher, table=source.table
    )


def source_note(source: Source) -> Sentence:
    """Where something comes from."""
    parts: list[Value] = [part for part in (source.title, source.publisher, source.table) if part]
    templates = (sentence("Source: {a}."), sentence("Source: {a}, {b}."), sentence("Source: {a}, {b}, {c}."))
    return templates[len(parts) - 1].filled(**dict(zip("abc", parts, strict=False)))


def method_note(allocation: Allocation, divisions: Sequence[Division], *, by_post: bool) -> Paragraph:
    """The method line below a table: key, population, rounding, method and version, and whether a tie decided."""
    key = divisions[0].key
    counted = [population_note(allocation.register, divisions[0])] if uses_population(key) else []
    said = [
        sentence("Key: {key}.", key=key.name),
        *counted,
        *(_rounding(key.unit_ore, method) for method in dict.fromkeys(division.method for division in divisions)),
        *([sentence("Limits hold all at once ({method}).", method=LIMIT_METHOD)] if key.limits else []),
        *_differences(allocation, divisions),
    ]
    if by_post:
        said.append(sentence("Posts: every row and every column adds up ({method}).", method=TABLE_METHOD))
    decided = [
        tie for period, division in zip(allocation.periods, divisions, strict=True) for tie in ties(period, division)
    ]
    if not decided and any(division.method != NEAREST for division in divisions):
        decided = [sentence("No equal leftovers decided anything in the rounding.")]
    return Paragraph((*said, *decided), note=True)


def uses_population(key: Key) -> bool:
    """Whether anything in a key goes by population."""
    return any(part.measure == "population" for part in key.parts)


def _rounding(unit: int, method: str) -> Sentence:
    if method == NEAREST:
        return sentence(
            "Each municipality's total for a period is rounded by itself, to the nearest {unit} ({method}).",
            unit=Ore(unit),
            method=method,
        )
    return sentence(
        "Each municipality's total for a period is rounded once, to {unit}, by largest remainder ({method}).",
        unit=Ore(unit),
        method=method,
    )


def rounding_note(method: str) -> Sentence:
    """How amounts were rounded, in a few words."""
    if method == NEAREST:
        return sentence("Rounding: each amount by itself, to the nearest unit ({method}).", method=method)
    return sentence("Rounding: largest remainder ({method}).", method=method)


def _differences(allocation: Allocation, divisions: Sequence[Division]) -> Iterator[Sentence]:
    """What nobody pays, or what is paid too much, period by period, and who is not with them."""
    for period, division in zip(allocation.periods, divisions, strict=True):
        values: dict[str, Value] = {
            "period": period.period.name,
            "left": Ore(division.left),
            "total": Ore(division.total),
        }
        if division.absent:
            names = listed((with_number(share.name, share.number) for share in division.absent), ",")
            yield sentence(
                "{period}: {left} of {total} is not covered; it is the part of {names}.", **values, names=names
            )
        elif division.left * division.total > 0 or (division.left > 0 and not division.total):
            yield sentence("{period}: {left} of {total} is not covered by the key.", **values)
        elif division.left:
            values["left"] = Ore(-division.left)
            yield sentence("{period}: the key gives {left} more than the {total} that are needed.", **values)


def ties(period: PeriodAllocation, division: Division) -> list[Sentence]:
    """What ties decided in one period."""
    said = []
    if division.tied:
        tied = (share for share in division.everyone if share.number in division.tied)
        said.append(
            sentence(
                "{period}: equal leftovers decided the rounding for {names}; the lower municipality number goes first.",
                period=period.period.name,
                names=listed((with_number(share.name, share.number) for share in tied), ","),
            )
        )
    if period.payer_tie:
        said.append(
            sentence(
                "{period}: leftovers alone did not decide which payer bears an odd krone: among equal ones it is the first in the"
                " budget file, and nobody bears a krone of a post it has no part in.",
                period=period.period.name,
            )
        )
    return said


def inputs_note(inputs: Sequence[Input]) -> Sentence:
    """Which files a result was made from."""
    names = listed((f"{file.name} (sha256 {file.sha256[:12]})" for file in inputs), ",")
    return sentence("Based on: {names}.", names=names)
