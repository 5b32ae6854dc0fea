"""The sheet of posts × municipalities: formulas where the engine's first way is enough, else its amounts, with a guard."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.engine.post_table import PostTable, post_table
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import NUMBER, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.greedy import COLUMNS, Greedy
from lkt_alloc.reports.workbook.making import BlockSpot, Control, kroner, money, step
from lkt_alloc.reports.workbook.steps.amounts import LiveSteps, Steps

_SAID: Final = sentence("Values from the program. They become #N/A when something that they depend on is changed.")
_UNSURE: Final = sentence("Formulas cannot tell how these are rounded. Change the budget file instead.")
_SAME, _CERTAIN, _T = 2, 3, 4
"""The rows below a block's first with tests, and with the smallest certain difference."""

_MOST: Final = 40_000
"""With more cells than this the sheet has values: each has five more, and a spreadsheet would be slow."""


class ByPost:
    """One period of the sheet, from a row on. `borne` are where the payer's parts of the posts stand, by their places."""

    def __init__(
        self, spot: BlockSpot, divided: tuple[PeriodAllocation, Division], steps: Steps, borne: dict[int, str]
    ) -> None:
        self.making, self.sheet, self.row = spot
        (self.period, self.division), self.steps = divided, steps
        self.table = post_table(self.period, self.division)
        self.is_live = self._can_follow(self.table)
        paid = self.period.posts_of(self.division)
        self.posts = [r for r in paid if self.is_live or self.period.posts[r].increase_by_payer[self.division.payer]]
        self.borne = [borne[r] for r in self.posts]
        self.head = self.row + _T + 1
        self.rows = range(self.head + 1, self.head + 1 + len(self.division.shares))
        self.last = 2 + len(self.posts)

    def _can_follow(self, table: PostTable) -> bool:
        """Whether posts are whole units of the key, and nothing is left or rounded off."""
        division, live = self.division, self.steps.live
        amounts = [row.increase_by_payer[division.payer] for row in self.period.posts_of(division).values()]
        plain = not (table.leaves or table.from_rounded or division.has_odd_ore or division.absent)
        few = len(amounts) * len(division.shares) <= _MOST // COLUMNS
        return bool(live and amounts and division.total and plain and few and not division.key.uncovered)

    def fill(self, unchanged: str) -> int:
        """All of it; gives the row after. `unchanged` is the test of what it depends on."""
        self.sheet.put(self.row, 0, SheetCell(self.making.say(self.period.period.name), role="period"))
        labels = (
            sentence("Nothing that it depends on is changed (1 = yes)"),
            sentence("Certain (1 = yes)"),
            sentence("Smallest certain difference, in units"),
        )
        for row, label in zip((_SAME, _CERTAIN, _T), labels, strict=True):
            self.sheet.put(self.row + row, 1, SheetCell(self.making.say(label), role="step"))
        self.sheet.folded.append(range(self.row + _SAME, self.row + _T + 1))
        self.sheet.put(self.row + _SAME, 2, step(1, f"IFERROR(IF(AND({unchanged}),1,0),0)"))
        live = self.steps.live
        greedy = self._greedy(live) if live and self.is_live and not self._is_alone else None
        self._certain(greedy)
        self._heads()
        for n, row in enumerate(self.rows):
            self._member(row, n, greedy)
        self._foot()
        return self.rows.stop + 3

    def _at(self, which: int) -> str:
        return fixed(self.row + which, 2)

    def _greedy(self, live: LiveSteps) -> Greedy:
        rows = [self.period.posts[r] for r in self.posts]
        amounts = [row.amounts.increase * row.post.paid_by[self.division.payer] for row in rows]
        made = Greedy(
            *(self.sheet, self.division, self.steps, live, self.rows, self.last + 3),
            *(self.borne, amounts, self._at(_T)),
        )
        made.fill()
        self.sheet.hidden |= set(range(self.last + 3, made.end))
        size = sum(map(abs, amounts), Fraction()) / abs(self.division.total)
        t = 4 * live.t_made * (1 + size)
        formula = f"4*{live.t}*(1+SUMPRODUCT(ABS({made.across(made.units_row, 0)}))/{live.units})"
        self.sheet.put(self.row + _T, 2, step(t, formula, "tiny"))
        return made

    def _certain(self, greedy: Greedy | None) -> None:
        certain = "0"
        if self._is_alone:
            certain = self.steps.certain
        if greedy:
            tests = [f"{self.steps.certain}=1", *greedy.certain()]
            certain = f"IFERROR(IF(AND({','.join(tests)}),1,0),0)"
        found = self._is_alone or (greedy is not None and not greedy.left_over and self._is_whole())
        self.sheet.put(self.row + _CERTAIN, 2, step(int(found), certain))
        if certain == "0":
            self.sheet.put(self.row + 1, 0, SheetCell(self.making.say(_SAID), role="note"))
            return
        unsure = self.making.quoted(_UNSURE)
        said = f'IF(OR({self._at(_CERTAIN)}=1,{self._at(_SAME)}=1),"",{unsure})'
        self.sheet.put(self.row + 1, 0, SheetCell("", role="wrong", formula=said))

    @property
    def _is_alone(self) -> bool:
        """Whether there is one post: then everyone pays of it what it pays."""
        return self.is_live and len(self.posts) == 1

    def _is_whole(self) -> bool:
        """Whether the payer's exact part of every post is a whole number of units."""
        rows = [self.period.posts[r] for r in self.posts]
        exact = (row.amounts.increase * row.post.paid_by[self.division.payer] for row in rows)
        return all(part % self.division.key.unit_ore == 0 for part in exact)

    def _heads(self) -> None:
        ids = (self.making.words.cell(self.period.posts[r].post.id) for r in self.posts)
        ends = (SUM, sentence("Amount, NOK"), sentence("Control: difference"))
        heads = self.making.head(NUMBER, kind_of(self.division.shares), *ids, *ends, texts=2)
        self.sheet.fill(self.head, 0, heads)

    def _member(self, row: int, n: int, greedy: Greedy | None) -> None:
        words, share = self.making.words, self.division.shares[n]
        origin, names = self.steps.rows[share.number], (words.cell(share.number), words.cell(share.name))
        cells = [SheetCell(name, formula=self.steps.sheet.at(origin, column)) for column, name in enumerate(names)]
        for place, post in enumerate(self.posts):
            ore = self.table.cells[post][n]
            kept = f"IF({self._at(_SAME)}=1,{float(kroner(ore))!r},NA())"
            paid = greedy.amount(row, place) if greedy else self.steps.amount(share.number)
            cells.append(money(ore, f"IF({self._at(_CERTAIN)}=1,{paid},{kept})" if self.is_live else kept))
        across = f"SUM({near(row, 2)}:{near(row, self.last - 1)})" if self.posts else "0"
        cells += [money(share.amount, across), money(share.amount, self.steps.amount(share.number))]
        difference = f"ABS(ROUND({near(row, self.last)}-{near(row, self.last + 1)},2))"
        self.sheet.fill(row, 0, [*cells, SheetCell(0, "kroner", "step", difference)])

    def _foot(self) -> None:
        sums, whole = [sum(self.table.cells[r]) for r in self.posts], range(self.head, self.rows.stop)
        columns: Sequence[int] = [*sums, sum(sums), sum(sums), 0]
        foot = [SheetCell(None, role="sum"), SheetCell(self.making.say(SUM), role="sum")]
        foot += [money(ore, f"SUM({down(2 + n, whole)})", "sum") for n, ore in enumerate(columns)]
        self.sheet.fill(self.rows.stop, 0, foot)
        payer, period = self.making.allocation.budget.payers[self.division.payer].name, self.period.period.name
        label = sentence("{payer}, {period}: items add up to the amounts", payer=payer, period=period)
        # of values that are not there any more nothing is said
        known = f"ISNUMBER({self.sheet.at(self.rows.stop, self.last)})"
        reference = f"IF({known},{self.sheet.at(self.rows.stop, self.last + 2)},0)"
        self.making.controls.append(Control(self.making.say(label), reference))
        self.sheet.widths |= {0: 7, 1: 30} | dict.fromkeys(range(2, max(self.last + 3, 3)), 13)
        self.sheet.printed_columns = max(self.sheet.printed_columns, self.last + 3)
