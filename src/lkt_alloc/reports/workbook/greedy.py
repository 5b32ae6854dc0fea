"""Posts × municipalities as formulas: every post goes to those that still lack most, then to the largest remainder, then to the first.

That is how the engine begins (`engine.apportion.controlled_rounding`), and nearly always all it does; where it has to move units
afterwards, or where 15 digits cannot tell, nothing is sure.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.reports.workbook.cells import Sheet, down, fixed, near, rectangle
from lkt_alloc.reports.workbook.making import step
from lkt_alloc.reports.workbook.steps.amounts import LiveSteps, Steps
from lkt_alloc.reports.workbook.steps.rounding import COARSEST

COLUMNS: Final = 5
"""So many hidden columns each post has: exact, whole units, what is lacking, one more, and what is not sure; those of a kind together."""


class Greedy(Struct):
    """The hidden columns of a block, from `first` on; before them one with the rows' numbers. `posts` are where the posts' amounts stand.

    `t` is the cell with the smallest certain difference of this block, in units.
    """

    sheet: Sheet
    division: Division
    steps: Steps
    live: LiveSteps
    rows: range
    first: int
    posts: Sequence[str]
    amounts: Sequence[Fraction]
    t: str
    left_over: bool = False

    def column(self, post: int, which: int) -> int:
        """One of the columns of a post."""
        return self.first + 1 + which * len(self.posts) + post

    def across(self, row: int, which: int) -> str:
        """A row of all columns of a kind."""
        return f"{near(row, self.column(0, which))}:{near(row, self.column(len(self.posts) - 1, which))}"

    @property
    def end(self) -> int:
        """The first column after."""
        return self.column(0, COLUMNS)

    @property
    def units_row(self) -> int:
        """The row with the posts in units, of the sign that the total has as a positive number: above their exact columns."""
        return self.rows.start - 1

    def units(self, post: int) -> str:
        """A post in units."""
        return fixed(self.units_row, self.column(post, 0))

    def fill(self) -> None:
        """All cells. Somebody may lack something in the end: then nothing is sure."""
        found, sign = self._found(), -1 if self.division.total < 0 else 1
        for post, (where, amount) in enumerate(zip(self.posts, self.amounts, strict=True)):
            units = step(
                sign * amount / self.division.key.unit_ore, f"{self.live.sign}*{where}/{self.live.unit}", "fraction"
            )
            self.sheet.put(self.units_row, self.column(post, 0), units)
        for n, row in enumerate(self.rows):
            self.sheet.put(row, self.first, step(row + 1, "ROW()"))
            for post in range(len(self.posts)):
                self._cell(row, n, post, found[post][n])

    def amount(self, row: int, post: int) -> str:
        """What a member pays of a post, in kroner."""
        whole, more = near(row, self.column(post, 1)), near(row, self.column(post, 3))
        return f"ROUND({self.live.sign}*({whole}+{more})*{self.live.unit},2)"

    def certain(self) -> list[str]:
        """What must be so: posts are whole units, nothing is unsure, and nobody lacks anything in the end."""
        last = len(self.posts) - 1
        unsure = f"SUM({rectangle(self.rows, range(self.column(0, 4), self.column(last, 4) + 1))})"
        posts = self.across(self.units_row, 0)
        lacking = f"SUMPRODUCT(ABS({down(self.column(last, 2), self.rows)}-{down(self.column(last, 3), self.rows)}))"
        return [
            f"{self.t}<{COARSEST}",
            f"SUMPRODUCT(ABS(ROUND({posts},0)-{posts}))<0.000001",
            f"{unsure}=0",
            f"{lacking}=0",
        ]

    def _cell(self, row: int, n: int, post: int, values: tuple[Fraction, int, int, int]) -> None:
        exact, whole, lacking, more = (near(row, self.column(post, k)) for k in range(4))
        wholes, lacks, mores = (down(self.column(post, k), self.rows) for k in (1, 2, 3))
        exacts = down(self.column(post, 0), self.rows)
        rests, rest = f"({exacts}-{wholes})", f"({exact}-{whole})"
        own = self.live.exact_units(self._number(n))
        share = f"{self.units(post)}*{own}/{self.live.units}"
        before = near(row, self.column(post - 1, 2)), near(row, self.column(post - 1, 3))
        lacks_now = f"{before[0]}-{before[1]}" if post else self._lacks_at_first(row, n)
        numbers, mine = down(self.first, self.rows), near(row, self.first)
        equal = f"(ABS({rests}-{rest})<={self.t})"
        ahead = (
            f"SUMPRODUCT(({rests}>{self.t})*(({lacks}>{lacking})+({lacks}={lacking})"
            f"*(({rests}>{rest}+{self.t})+{equal}*({numbers}<{mine}))))"
        )
        left = f"ROUND({self.units(post)}-SUM({wholes}),0)"
        near_whole = f"AND(ABS({exact}-ROUND({exact},0))<={self.t},ABS({exact})>{self.t},{self._cannot_be_whole(n)})"
        alike = f"({self.live.all_the_same()}<>{self.live.same_as(self._number(n))})"
        tied = f"SUMPRODUCT(({rests}>{self.t})*({lacks}={lacking})*(ABS({rests}-{rest})<=2*{self.t})*({mores}<>{more})*{alike})>0"
        formulas: tuple[tuple[str, int | Fraction, str], ...] = (
            (share, values[0], "fraction"),
            (f"ROUND({exact}-0.5+{self.t}/2,0)", values[1], "number"),
            (lacks_now, values[2], "number"),
            (f"IF({rest}>{self.t},IF({ahead}<{left},1,0),0)", values[3], "number"),
            (f"IF(OR({near_whole},AND({rest}>{self.t},{tied})),1,0)", 0, "number"),
        )
        for k, (formula, value, form) in enumerate(formulas):
            self.sheet.put(row, self.column(post, k), step(value, formula, form))

    def _number(self, n: int) -> str:
        return self.division.shares[n].number

    def _cannot_be_whole(self, n: int) -> str:
        """Whether a number that is nearly whole may be another: not where shares have small denominators, whatever the total."""
        if not self.division.key.is_proportional:
            return "1=1"
        return f"{self.live.digits_of(self._number(n))}>=-LOG10(4*{self.t})"

    def _lacks_at_first(self, row: int, n: int) -> str:
        amount = f"{self.live.sign}*{self.steps.amount(self._number(n))}/{self.live.unit}"
        return f"ROUND({amount},0)-SUM({self.across(row, 1)})"

    def _found(self) -> list[list[tuple[Fraction, int, int, int]]]:
        """What the cells come to: for each post and member the exact units, the whole ones, what is lacking, and one more."""
        division, unit = self.division, self.division.key.unit_ore
        sign = -1 if division.total < 0 else 1
        shares = [share.quota * 100 / division.total for share in division.shares]
        exact = [[amount * sign / unit * share for share in shares] for amount in self.amounts]
        wholes = [[number.numerator // number.denominator for number in own] for own in exact]
        lacking = [
            sign * share.amount // unit - sum(own[n] for own in wholes) for n, share in enumerate(division.shares)
        ]
        found = []
        for amount, numbers, own in zip(self.amounts, exact, wholes, strict=True):
            rests = [number - whole for number, whole in zip(numbers, own, strict=True)]
            order = sorted((i for i, rest in enumerate(rests) if rest), key=lambda i: (-lacking[i], -rests[i], i))
            raised = set(order[: max(to_nearest(amount * sign / unit) - sum(own), 0)])
            found.append([(numbers[i], own[i], lacking[i], int(i in raised)) for i in range(len(own))])
            lacking = [lack - (i in raised) for i, lack in enumerate(lacking)]
        self.left_over = any(lacking)
        return found
