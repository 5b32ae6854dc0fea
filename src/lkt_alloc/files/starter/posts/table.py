"""What was understood of a table of posts, with everything that there is to say about it."""

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from lkt_alloc.diagnostics.catalogue import RULES
from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.engine.register import Source
from lkt_alloc.files.sheets import Grid, GridCell
from lkt_alloc.files.starter.plan import PlannedPost
from lkt_alloc.files.starter.posts.columns import Columns
from lkt_alloc.language.sentences import Sentence


class TableOfPosts(Struct):
    """What was understood of a table: posts, the sums that it states by year (øre), and what else there is to know.

    `sums` are rows of sums that agree with the posts above them, `passed_over` rows without amounts, `unread` the headings of columns
    that nothing is taken from; each with its cell. `notes` are what a person should look at.
    """

    grid: Grid
    columns: Columns
    unit: int
    source: Source
    posts: list[PlannedPost] = field(default_factory=list)
    totals: dict[int, int] = field(default_factory=dict)
    sums: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def years(self) -> tuple[int, ...]:
        """All years that there are amounts for."""
        return tuple(sorted({year for post in self.posts for year in post.amounts}))

    def of(self, years: Sequence[int]) -> tuple[PlannedPost, ...]:
        """The posts with what they have in these years."""
        return tuple(
            replace(
                post,
                amounts={year: post.amounts[year] for year in years if year in post.amounts},
                covered={year: post.covered[year] for year in years if post.covered.get(year)},
            )
            for post in self.posts
        )

    def at(self, row: int, column: int) -> str:
        """A cell as a person finds it."""
        return self.grid.address(row, column) or f"{self.grid.file}:{row + 1}"

    def cell(self, row: int, column: int | None) -> GridCell:
        """What stands in a cell; rows may be shorter than the headings."""
        cells = self.grid.rows[row]
        return cells[column] if column is not None and column < len(cells) else ""

    def report(self, rule: str, row: int, column: int, message: Sentence, remedy: Sentence) -> None:
        """Note a finding about a cell."""
        place, excerpt = self.grid.spot(row, column)
        self.findings.append(Finding(RULES[rule], RULES[rule].severity, place, excerpt, message, remedy))
