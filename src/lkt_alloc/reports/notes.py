"""What is said below tables: key, populations, method, ties, and which files a result was made from. Knows nothing of formats."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, Division
from lkt_alloc.engine.apportion import BY_POST, NEAREST, SHARE_METHOD, TABLE_METHOD
from lkt_alloc.engine.limits import LIMIT_METHOD
from lkt_alloc.engine.names import with_number
from lkt_alloc.language.sentences import Ore, Sentence, Value, listed, sentence
from lkt_alloc.reports.blocks import Paragraph
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.steps.measures import part_years
from lkt_alloc.reports.steps.rounding import in_period, rounding_rules, ties
from lkt_alloc.reports.steps.sources import population_notes
from lkt_alloc.reports.steps.sums import what_is_meant
from lkt_alloc.reports.strands import strands
from lkt_alloc.reports.vat import vat_notes


def what_if_note(allocation: Allocation) -> list[Paragraph]:
    """What is changed in the budget, where anything is: it stands above all results."""
    if not allocation.what_if:
        return []
    said = sentence("What if: this is not the budget as it is in the file. Changed:")
    return [Paragraph((said, *allocation.what_if))]


def method_note(allocation: Allocation, divisions: Sequence[Division], *, by_post: bool) -> Paragraph:
    """The method line below a table: key, population, rounding, method and version, and whether a tie decided."""
    key = divisions[0].key
    said = [
        sentence("Allocation key: {key}.", key=key.called),
        *_populations(allocation, divisions),
        *what_is_meant(allocation.register, key),
        *vat_notes(allocation.budget, divisions),
        *_part_years(allocation, divisions),
        *rounding_rules(divisions, "below a table"),
        *([sentence("All limits apply at once ({method}).", method=LIMIT_METHOD)] if key.limits else []),
        *_differences(allocation, divisions),
    ]
    if key.share_unit is not None:
        said.append(
            sentence("Shares are rounded to {unit} first ({method}).", unit=key.share_unit, method=SHARE_METHOD)
        )
    if by_post and not divisions[0].apart:
        said.append(sentence("Items: every row and every column adds up ({method}).", method=TABLE_METHOD))
    decided = [
        tie for period, division in zip(allocation.periods, divisions, strict=True) for tie in ties(period, division)
    ]
    if not decided and any(division.method not in (NEAREST, BY_POST[NEAREST]) for division in divisions):
        decided = [sentence("No equal remainders decided the rounding.")]
    return Paragraph((*said, *decided), note=True)


def method_notes(allocation: Allocation) -> list[Paragraph]:
    """The method lines of all that an allocation shares, each once: keys that differ in nothing that is said have them in common.

    Where there are several, each begins with what it is of.
    """
    found: list[tuple[Paragraph, list[Sentence]]] = []
    for strand in strands(allocation):
        note = method_note(strand.allocation, strand.divisions, by_post=False)
        same = next((titles for other, titles in found if other == note), None)
        if same is None:
            found.append((note, [strand.title]))
        else:
            same.append(strand.title)
    if len(found) == 1:
        return [note for note, _ in found]
    return [replace(note, sentences=(*titles, *note.sentences)) for note, titles in found]


def _populations(allocation: Allocation, divisions: Sequence[Division]) -> Iterator[Sentence]:
    """Which populations are used, period by period where these are of several days."""
    if len(together := list(population_notes(allocation.register, divisions))) == 1:
        yield from together
        return
    for period, division in zip(allocation.periods, divisions, strict=True):
        yield from (in_period(period, said) for said in population_notes(allocation.register, [division]))


def _part_years(allocation: Allocation, divisions: Sequence[Division]) -> Iterator[Sentence]:
    """Who takes part for some of a period only, period by period where there are several."""
    for period, division in zip(allocation.periods, divisions, strict=True):
        for said in part_years(allocation, division):
            yield in_period(period, said) if len(divisions) > 1 else said


def _differences(allocation: Allocation, divisions: Sequence[Division]) -> Iterator[Sentence]:
    """What nobody pays, or what is paid too much, period by period, and who is not with them."""
    for period, division in zip(allocation.periods, divisions, strict=True):
        values: dict[str, Value] = {
            "period": period.period.name,
            "left": Ore(division.left),
            "total": Ore(division.total),
        }
        if division.absent:
            names = listed(with_number(share.name, share.number) for share in division.absent)
            yield sentence(
                "{period}: {left} of {total} is not covered; it is the share of {names}.", **values, names=names
            )
        elif division.left * division.total > 0 or (division.left > 0 and not division.total):
            yield sentence("{period}: {left} of {total} is not covered by the allocation key.", **values)
        elif division.left:
            values["left"] = Ore(-division.left)
            yield sentence("{period}: the allocation key gives {left} more than the {total} that are needed.", **values)


def inputs_note(inputs: Sequence[Input]) -> Sentence:
    """Which files a result was made from."""
    names = (sentence("{name} (sha256 {digits})", name=file.called, digits=file.sha256[:12]) for file in inputs)
    return sentence("Based on: {names}.", names=listed(names, ","))
