"""Everything that is said of a budget: each command that makes sentences, in each language, as blocks and as text."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import fields, replace

from lkt_alloc.checks.reading import Sound, read_pair
from lkt_alloc.checks.registers import whose_answers
from lkt_alloc.checks.what_if import with_changes
from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.comparison import compare
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.decisions import (
    ADOPTED,
    CONDITIONAL,
    DECLINED,
    MISSING,
    Answer,
    Decisions,
)
from lkt_alloc.engine.invoice import InvoiceTerms, invoice_list
from lkt_alloc.engine.keys import numbers
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.engine.overview import DeclineCosts, overview, with_costs
from lkt_alloc.engine.scenario import Actual, Scenario
from lkt_alloc.engine.settlement import settle
from lkt_alloc.files.norway import with_successors
from lkt_alloc.language.sentences import Text
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Block, Heading, Numbered, Paragraph, Report, Table
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.comparison.sides import side_names
from lkt_alloc.reports.decisions import Decided
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.invoice import Invoiced
from lkt_alloc.reports.page import Page
from lkt_alloc.reports.reminder import Reminder
from lkt_alloc.reports.results import Computed
from lkt_alloc.reports.settlement import Settled
from lkt_alloc.reports.thousands import Thousands
from tests.acceptance.replay import ROOT

OWN = sorted((Path(__file__).parent / "budgets").glob("*.yaml"))
"""Budgets made for this, with all that sentences depend on; their names are in all languages."""

OTHERS = [
    path
    for path in (*sorted((ROOT / "examples").glob("*.yaml")), ROOT / "data" / "budget_2018_2019.yaml")
    if "format: lkt-alloc/budget/" in path.read_text(encoding="utf-8")
]
"""Every other budget of ours."""


@cache
def sound(path: Path) -> Sound:
    """A budget with its register."""
    register = path.parent / "municipalities.yaml"
    return read_pair(path, register if register.exists() else None)


class Paper(Struct, frozen=True, dict=True):
    """What one command gives in one language, `about` an allocation and perhaps one member of it. A page has no blocks."""

    path: Path
    command: str
    words: Words
    about: Allocation
    blocks: Report
    member: str = ""

    @cached_property
    def prose(self) -> list[str]:
        """Every sentence and heading, in order."""
        said = (_said(block) for block in self.blocks)
        return [self.words.title(value) for value in chain.from_iterable(said)]

    @cached_property
    def lines(self) -> list[str]:
        """Every sentence, heading and title of a column, each once."""
        return list(dict.fromkeys((*self.prose, *self.titles)))

    @cached_property
    def points(self) -> list[str]:
        """The numbered points of a resolution."""
        return [
            self.words.title(each) for block in self.blocks if isinstance(block, Numbered) for each in block.sentences
        ]

    @cached_property
    def tables(self) -> list[Table]:
        """All tables."""
        return [block for block in self.blocks if isinstance(block, Table)]

    @cached_property
    def titles(self) -> list[str]:
        """What columns and rows of sums are called."""
        return [self.words.title(column.title) for table in self.tables for column in table.columns]

    @cached_property
    def names(self) -> re.Pattern[str]:
        """What the files themselves say: no word of the program's."""
        return _names_of(self.path, self.words.language)

    def own(self, line: str) -> str:
        """A line with a dot for each name that is the files'."""
        return self.names.sub("•", line)

    def finds(self, pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
        """A pattern in a line, where it is no part of a name that is the files'."""
        return pattern.search(self.own(line)) if pattern.search(line) else None


def _said(block: Any) -> tuple[Any, ...]:
    match block:
        case Heading():
            return (block.text,)
        case Paragraph() | Numbered():
            return block.sentences
    return ()


@cache
def _names_of(path: Path, language: str) -> re.Pattern[str]:
    budget, register = sound(path).budget, sound(path).register
    members = {number for key in budget.keys.values() for number in numbers(key.members, register)}
    known = [register.municipalities[number] for number in members if number in register.municipalities]
    called = [name for each in known for name in (each.name, each.committee)]
    found = {
        *called,
        *(party.name for party in budget.parties.values()),
        *_texts((budget, register.groups, register.sources, register.measures), language),
    }
    longest = sorted((name for name in found if re.search(r"[^\W\d]", name)), key=len, reverse=True)
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(_spaced, longest))})(?!\w)")


def _spaced(name: str) -> str:
    return re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(name))


def _texts(value: Any, language: str) -> Iterator[str]:
    """Every text in a value, in a language."""
    match value:
        case Text():
            yield value.in_language(language)
        case Mapping():
            yield from _texts(tuple(value.values()), language)
        case tuple():
            for each in value:
                yield from _texts(each, language)
        case Struct():
            for field in fields(value):
                yield from _texts(getattr(value, field.name), language)


RESULTS = (Computed, Explained, CaseNote, Invoiced, Settled, Compared, Decided, Reminder, Thousands)
"""What is laid out here: all results that have a budget in them."""


def papers(path: Path) -> Iterator[Paper]:
    """Everything that is said of a budget: of one made for this in each language, of the others each thing in one of them."""
    for n, said in enumerate(_all_that_is_said(sound(path))):
        for words in map(Words, LANGUAGES if path in OWN else (LANGUAGES[n % 3],)):
            command, about, blocks, *member = said
            yield Paper(path, command, words, about, blocks, *member)


Said = tuple[str, Allocation, Report] | tuple[str, Allocation, Report, str]
"""A command, what it is about, what it says, and of whom if that is one member."""


def _all_that_is_said(own: Sound) -> Iterator[Said]:
    whole = allocate(own.budget, own.register, list(own.budget.periods))
    yield "compute", whole, _computed(own, whole).report()
    yield "page", whole, tuple(_page(_computed(own, whole, "--by-post").page()))
    thousands = Thousands(whole, own.files, Words(own.budget.language), "number")
    yield "compute --thousands", whole, thousands.report()
    for period in whole.periods:
        yield from _of_period(own, replace(whole, periods=(period,)))
    for number in sorted(whole.members):
        yield f"explain {number}", whole, Explained(whole, own.files, number).report(), number
        yield f"document {number}", whole, CaseNote(whole, own.files, number).report(), number
    yield from _compared(own, whole)
    yield from _settled(own)
    yield from _decided(own)
    yield from _what_if(own)


def _page(own: Page) -> Iterator[Block]:
    """What a page has, one thing after the other."""
    yield from own.what_if
    for section in own.sections:
        yield Heading(section.title)
        yield Paragraph((section.answer, *(called for called, _ in section.facts)))
        rows = tuple(entry.row for entry in section.entries)
        yield Table(section.columns, (*rows, *section.unpaid), section.total, 2)
        yield section.method
        for entry in section.entries:
            yield from entry.derivation
        yield from section.common
    yield from own.to_be_shared
    yield from own.about


def _of_period(own: Sound, one: Allocation) -> Iterator[Said]:
    (period,) = one.periods
    for option in ("", "--chart", "--by-post"):
        blocks = _computed(own, one, option).report()
        yield f"compute {period.id} {option}", one, blocks
    for terms in (InvoiceTerms(), InvoiceTerms(2), InvoiceTerms(2, odd="last", by_key=True)):
        blocks = Invoiced(one, own.files, Words(own.budget.language), invoice_list(one, terms)).report()
        option = " --odd last --by-key" if terms.by_key else ""
        yield f"invoice {period.id} --instalments {terms.instalments}{option}", one, blocks


def _computed(own: Sound, about: Allocation, option: str = "") -> Computed:
    words = Words(own.budget.language)
    return Computed(about, own.files, words, "number", by_post=option == "--by-post", chart=option == "--chart")


def _compared(own: Sound, whole: Allocation) -> Iterator[Said]:
    """The first period and the last, and once more with the first again."""
    if len(whole.periods) > 1:
        a, b = (Side(own.budget, with_successors(own.register), whole.periods[n].id) for n in (0, -1))
        yield "compare", whole, _differences(own, a, b)
        yield "compare several", whole, _differences(own, a, b, a)


def _differences(own: Sound, *sides: Side) -> Report:
    comparison = compare(*sides)
    names = side_names(comparison, "ABC"[: len(sides)])
    return Compared(comparison, own.files, names, tuple(side.period for side in sides)).report()


def _what_if(own: Sound) -> Iterator[Said]:
    """In the first period, who has the least is left out, where two are left: the others pay more, or nobody does."""
    period = next(iter(own.budget.periods))
    as_is = allocate(own.budget, own.register, [period])
    shares = max((division.shares for division in as_is.periods[0].divisions), key=len)
    least, *_, most = sorted(shares, key=lambda share: share.amount)
    for option in ("", " --gap") if len(shares) > 2 else ():
        scenario = Scenario(without=(least.number,), gap=bool(option))
        budget, said = with_changes(own.budget, own.register, period, scenario)
        changed = replace(allocate(budget, own.register, [period]), what_if=said)
        options = f"--without {least.number}{option}"
        yield f"compute {period} {options}", changed, _computed(own, changed).report()
        for what, kind in (("explain", Explained), ("document", CaseNote)):
            yield (
                f"{what} {most.number} {options}",
                changed,
                kind(changed, own.files, most.number).report(),
                most.number,
            )
        register = with_successors(own.register)
        sides = Side(own.budget, register, period), Side(budget, register, period, said)
        yield f"compare {period} {options}", as_is, _differences(own, *sides)


def _decided(own: Sound) -> Iterator[Said]:
    """Of four kinds of answer one each, as far as there are members; the adopted one of another amount."""
    whole = allocate(own.budget, own.register, list(own.budget.periods))
    kinds = (
        Answer(ADOPTED, date(2024, 3, 1), amounts=dict.fromkeys(own.budget.periods, 1000_00)),
        Answer(DECLINED),
        Answer(CONDITIONAL, note="2024"),
    )
    answers = dict(zip(sorted(whole.members), kinds, strict=False))
    decided = overview(whose_answers(Decisions(date(2024, 2, 1), answers=answers), own.budget, own.register), whole)
    costs: DeclineCosts = {row.number: dict.fromkeys(own.budget.periods, 5_00) for row in decided.rows}
    decided = with_costs(decided, costs)
    yield "decisions", whole, Decided(decided, own.files, date(2024, 1, 1)).report()
    for row in decided.of(MISSING)[:2]:
        blocks = Reminder(whole, own.files, decided, row).report()
        yield f"document {row.number} --reminder", whole, blocks, row.number


def _settled(own: Sound) -> Iterator[Said]:
    """The first period: its first post has cost a little less, and the first member has paid a little more."""
    (period, *following), post = own.budget.periods, own.budget.posts[0]
    one = allocate(own.budget, own.register, [period])
    first, *others = one.periods[0].divisions[0].shares
    cost, unchanged = {post.id: post.amounts[period] - 1000_00}, tuple(each.id for each in own.budget.posts[1:])
    final = Actual(period, cost, unchanged, {}, {}, None, {first.number: first.amount + 5_00}, {})
    settlement = settle(final, own.budget, own.register, following[0] if following else None)
    yield f"settle {period}", settlement.final, Settled(settlement, own.files).report()
    for share in (first, *others[:1]):
        blocks = CaseNote(one, own.files, share.number, settlement).report()
        yield f"document {share.number} --actual", one, blocks, share.number
