"""What own templates may contain: every placeholder once, with its meaning; and their values for one municipality.

A public interface (docs/format.md): names stay, new ones may come. Texts are in words already; amounts also as whole øre.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, Final

from lkt_alloc.engine.allocate import Allocation, PeriodAllocation
from lkt_alloc.language.sentences import Ore, Sentence, cut, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import POPULATION, SHARE, Column, Heading, Paragraph, Report, Table
from lkt_alloc.reports.case_note.own import StrandOfPayer, ore_by_period, portions
from lkt_alloc.reports.case_note.points import resolution
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.members import called
from lkt_alloc.reports.notes import method_note
from lkt_alloc.reports.shares import shares_table
from lkt_alloc.reports.strands import shares_of_sum

PLACEHOLDERS: Final[dict[str, Sentence]] = {
    "language": sentence("language of the texts: nn, nb or en"),
    "municipality.name": sentence("the municipality's name"),
    "municipality.called": sentence("the municipality as it is spoken of in a sentence"),
    "municipality.number": sentence("its number"),
    "municipality.committee": sentence("the committee or region it belongs to"),
    "budget.name": sentence("name of the budget"),
    "resolution[]": sentence("the points of the proposed resolution"),
    "periods[].id": sentence("identifier of a period"),
    "periods[].name": sentence("name of a period"),
    "periods[].start": sentence("its first day"),
    "periods[].end": sentence("its last day"),
    "periods[].amount": sentence("what the municipality pays in the period"),
    "periods[].kroner": sentence("the same without the currency"),
    "periods[].amount_ore": sentence("the same in whole øre, to calculate with"),
    "total.amount": sentence("what the municipality pays in all periods together"),
    "total.kroner": sentence("the same without the currency"),
    "total.amount_ore": sentence("the same in whole øre, to calculate with"),
    "posts[].id": sentence("identifier of a budget item"),
    "posts[].name": sentence("name of a budget item"),
    "posts[].periods[].name": sentence("name of a period"),
    "posts[].periods[].cost": sentence("what the budget item costs in the period"),
    "posts[].periods[].covered": sentence("what of it is committed already"),
    "posts[].periods[].increase": sentence("the rest, which is shared"),
    "payers[].name": sentence("a payer whose total the municipality has a part in"),
    "payers[].key": sentence("the allocation key in words"),
    "payers[].population_date": sentence("the day whose populations the allocation key uses"),
    "payers[].population": sentence("the municipality's population on that day"),
    "payers[].share": sentence("the municipality's share of the payer's total for all periods, six decimals of it"),
    "payers[].unit": sentence("the unit that amounts are rounded to"),
    "payers[].method": sentence("name and version of the rounding method"),
    "payers[].notes[]": sentence("the method lines below the table"),
    "payers[].periods[].name": sentence("name of a period"),
    "payers[].periods[].total": sentence("what the payer pays in the period"),
    "payers[].periods[].share": sentence("the municipality's share of it, six decimals of it"),
    "payers[].periods[].exact": sentence("the municipality's exact part of it, six decimals of it"),
    "payers[].periods[].amount": sentence("the same, rounded: what the municipality pays of it"),
    "payers[].rows[].number": sentence("the table of all municipalities: number"),
    "payers[].rows[].name": sentence("name"),
    "payers[].rows[].population": sentence("population"),
    "payers[].rows[].share": sentence("share, rounded to three decimals for reading"),
    "payers[].rows[].amounts[]": sentence("kroner in each period"),
    "payers[].rows[].sum": sentence("kroner in all periods together"),
    "payers[].rows[].own": sentence("whether this is the municipality's own row"),
    "payers[].sums.population": sentence("the sum of the populations"),
    "payers[].sums.amounts[]": sentence("the sum of each period's kroner"),
    "payers[].sums.sum": sentence("the sum of all kroner"),
    "inputs[].name": sentence("a file that the amounts are calculated from"),
    "inputs[].sha256": sentence("its fingerprint"),
}
"""Every placeholder, with its meaning. `[]` stands for the items of a list: `{% for period in periods %}{{ period.name }}{% endfor %}`."""


class PlaceholderGroup(SimpleNamespace):
    """Placeholders that belong together. Has no methods, so that a template finds nothing in it but them."""

    def __str__(self) -> str:
        raise TypeError(f"a group of placeholders is no text: {', '.join(vars(self))}")


def placeholders(allocation: Allocation, inputs: Sequence[Input], number: str, words: Words) -> dict[str, Any]:
    """The value of every placeholder for one municipality."""
    municipality, own = allocation.register.municipalities[number], portions(allocation, number)
    ore = ore_by_period(allocation, own)
    return {
        "language": words.language,
        "municipality": PlaceholderGroup(
            name=words.show(municipality.name),
            called=words.show(called(municipality)),
            number=words.show(number),
            committee=words.show(municipality.committee),
        ),
        "budget": PlaceholderGroup(name=words.show(allocation.budget.name)),
        "resolution": [words.title(point) for point in resolution(allocation, number)],
        "periods": [_period(period, amount, words) for period, amount in zip(allocation.periods, ore, strict=True)],
        "total": _amount(sum(ore), words),
        "posts": [_post(rows, words) for rows in _posts(allocation)],
        "payers": [_payer(portion, words) for portion in own],
        "inputs": [PlaceholderGroup(name=words.show(file.called), sha256=file.sha256) for file in inputs],
    }


def _amount(ore: int, words: Words, **more: str) -> PlaceholderGroup:
    return PlaceholderGroup(amount=words.show(Ore(ore)), kroner=words.amount(ore), amount_ore=ore, **more)


def _period(period: PeriodAllocation, ore: int, words: Words) -> PlaceholderGroup:
    start, end = words.show(period.period.start), words.show(period.period.end)
    return _amount(ore, words, id=words.show(period.id), name=words.show(period.period.name), start=start, end=end)


def _posts(allocation: Allocation) -> Iterator[list[tuple[PeriodAllocation, int]]]:
    for place in range(len(allocation.budget.posts)):
        yield [(period, place) for period in allocation.periods]


def _post(places: Sequence[tuple[PeriodAllocation, int]], words: Words) -> PlaceholderGroup:
    post = places[0][0].posts[places[0][1]].post
    periods = []
    for period, place in places:
        sums = period.posts[place].amounts
        periods.append(
            PlaceholderGroup(
                name=words.show(period.period.name),
                cost=words.show(Ore(sums.total)),
                covered=words.show(Ore(sums.covered)),
                increase=words.show(Ore(sums.increase)),
            )
        )
    return PlaceholderGroup(id=words.show(post.id), name=words.title(post.name), periods=periods)


def _payer(portion: StrandOfPayer, words: Words) -> PlaceholderGroup:
    strand, first = portion.strand, portion.shares[0]
    table = shares_table(strand, marked=first.number)
    *rows, total = table.shown()
    *_, population, _, amounts_, sum_ = _table_row(total, table, strand.allocation, words)
    return PlaceholderGroup(
        name=words.show(strand.payer.name),
        key=words.show(strand.key.called),
        population_date=words.show(
            listed(dict.fromkeys(d.key.population_date for d in strand.divisions if d.key.population_date), ",")
        ),
        population=words.cell(first.population),
        share=_percent(strand.share_of(first.number), words),
        unit=words.show(Ore(strand.key.unit_ore)),
        method=strand.divisions[0].method,
        notes=[words.title(said) for said in method_note(strand.allocation, strand.divisions, by_post=False).sentences],
        periods=[
            PlaceholderGroup(
                name=words.show(period.period.name),
                total=words.show(Ore(own.total)),
                share=_percent(shares_of_sum([own]).get(part.number), words),
                exact=words.show(cut(part.quota)),
                amount=words.show(Ore(part.amount)),
            )
            for period, own, part in portion.by_period()
        ],
        rows=[
            _row(_table_row(row, table, strand.allocation, words), own=place == table.marked)
            for place, row in enumerate(rows)
        ],
        sums=PlaceholderGroup(population=population, amounts=amounts_, sum=sum_),
    )


def _percent(share: Fraction | None, words: Words) -> str:
    return words.cell(None if share is None else cut(share * 100, percent=True))


def _table_row(row: Sequence[Any], table: Table, allocation: Allocation, words: Words) -> tuple[Any, ...]:
    """Number, name, population (empty where the key does not go by it), share, the amounts, and their sum."""
    titles, (number, name, *cells) = [column.title for column in table.columns], [words.cell(cell) for cell in row]
    place, count = titles.index(SHARE), len(allocation.periods)
    population = cells[0] if POPULATION in titles else ""
    share, *kroner = cells[place - 2 :]
    return number, name, population, share, kroner[:count], kroner[-1]


def _row(cells: Sequence[Any], *, own: bool) -> PlaceholderGroup:
    number, name, population, share, kroner, sum_ = cells
    return PlaceholderGroup(
        number=number, name=name, population=population, share=share, amounts=kroner, sum=sum_, own=own
    )


def example(values: dict[str, Any], name: str) -> str:
    """The value of a placeholder, with the first item of each list."""
    value: Any = PlaceholderGroup(**values)
    for part in name.split("."):
        value = getattr(value, part.removesuffix("[]"))
        if part.endswith("[]"):
            value = value[0]
    return str(value)


def help_report(values: dict[str, Any]) -> Report:
    """What `--template-help` shows: all placeholders with these values as examples, and how they are used."""
    columns = (
        Column(sentence("Placeholder"), False),
        Column(sentence("Meaning"), False),
        Column(sentence("Example"), False),
    )
    rows = tuple((name, said, example(values, name)) for name, said in PLACEHOLDERS.items())
    return (
        Heading(sentence("Placeholders in templates"), 1),
        Paragraph(
            (
                sentence(
                    "A template is a text in UTF-8 (.md, .txt, .html …), a Word file (.docx) "
                    "or Typst (.typ, of which a PDF is made), with placeholders in it."
                ),
                sentence("Write {example}.", example="{{ municipality.name }}"),
                sentence("[] marks a list; write {example}.", example=_LOOP),
                sentence(
                    "In Word, {example} repeats a row of a table and {other} a paragraph.",
                    example=_ROWS,
                    other=_PARAGRAPHS,
                ),
            )
        ),
        Table(columns, rows, (), 1),
    )


_LOOP: Final = "{% for period in periods %}{{ period.name }}: {{ period.amount }} {% endfor %}"
_ROWS: Final = "{%tr for row in payers[0].rows %} … {%tr endfor %}"
_PARAGRAPHS: Final = "{%p for point in resolution %} … {%p endfor %}"
