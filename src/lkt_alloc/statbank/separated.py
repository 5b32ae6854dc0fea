"""A download as rows of cells, of CSV or of a workbook: a title, a heading, rows and notes. Each cell keeps its place."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from lkt_alloc.files.sheets import Grid, written
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.statbank import cells, layout
from lkt_alloc.statbank.cells import TOTAL, Ages, Download, DownloadCell, Spot

_MOST: Final = 50
_VALUE: Final = ("value", "verdi", "antall", "tal", "tall")
_ANEW: Final = sentence("Download the table anew.")
_ONLY: Final = sentence("Download the table with region, year and contents only, or with sex and age besides.")

_WORN: Final = sentence(
    "A spreadsheet or a program has taken the number for an amount, and dropped a zero in front. Look at what is read here, or download"
    " the table anew."
)

GridPlace = tuple[int, int]
"""Row and column, counted from 0."""


def read(name: str, grids: list[Grid]) -> Download:
    """The table in one of the sheets; the findings say what could not be understood."""
    table = Download(name)
    tables = [_Rows(table, grid, found) for grid in grids if (found := layout.find(_texts(grid)))]
    if len(tables) == 1:
        tables[0].read()
    elif tables:
        several = sentence(
            "Several sheets have a table: {names}.", names=listed((one.grid.name for one in tables), ",")
        )
        table.report(
            "wrong-type",
            Spot(*tables[1].grid.spot(0, 0)),
            several,
            sentence("Save the one that counts in a file of its own."),
        )
    else:
        spot = Spot(*grids[0].spot(0, 0)) if grids and grids[0].rows else Spot(cells.top(name), "")
        table.report("missing-field", spot, sentence('There is no column "region".'), cells.CHOOSE)
    return table


def _texts(grid: Grid) -> layout.TextRows:
    return [list(map(written if grid.name else str, row)) for row in grid.rows]


class _Column(Struct, frozen=True):
    """A column of figures; `year` is 0 where a column of its own has it."""

    at: int
    contents: str
    sex: str
    ages: Ages | str
    year: int


class _Rows:
    """The rows below a heading, and what its columns mean."""

    def __init__(self, table: Download, grid: Grid, found: layout.Layout) -> None:
        self.table, self.grid, self.found, self.rows = table, grid, found, _texts(grid)
        self.roles = found.roles
        self.columns: list[_Column] = []

    def read(self) -> None:
        """Understand the heading, and let the table have the rows."""
        self.table.spot = lambda at: Spot(*self.grid.spot(*at))
        self._read_title()
        for i in self.found.others:
            self._take_column(i)
        if not self.columns and not self.table.findings:
            self._report((self.found.below - 1, 0), "missing-field", sentence("There is no column with figures."))
        people = [column for column in self.columns if _counts_people(column.contents)]
        if people and len(people) < len(self.columns) and not self.table.code:
            message = sentence(
                'The figures are taken from the column "{name}".', name=self.found.headings[people[0].at][:80]
            )
            at = (self.found.below - 1, people[0].at)
            self.table.remark(
                "unknown-field", self.table.spot(at), message, sentence("The other figures are not used.")
            )
        years = {column.year for column in self.columns}
        if "year" in self.roles:
            years = {year for _, row in self._filled() if (year := cells.year(row[self.roles["year"]]))}
        self.table.years = tuple(sorted(years)) if not self.table.findings else ()
        self.table.cells = self._cells

    def _read_title(self) -> None:
        """The number of the table and its title, from above the rows; and the publisher, from anywhere around them."""
        around = [
            (at, " ".join(filter(None, map(str.strip, row))))
            for at, row in enumerate(self.rows)
            if not self._is_data(at)
        ]
        around = [(at, line) for at, line in around if line]
        title = next((line for at, line in around if at < self.found.below and cells.table_code(line)), "")
        self.table.code, self.table.title = cells.table_code(title), title
        for n, (at, line) in enumerate(around):
            after = around[n + 1][1] if n + 1 < len(around) else ""
            if said := cells.foreign_source(line, after):
                self._report((at, 0), "unknown-value", cells.not_ours(said), cells.CHOOSE)

    def _is_data(self, at: int) -> bool:
        row = self.rows[at]
        both = len(row) > 1 and row[0] and row[1]  # in nearly all rows, which are many
        return at >= self.found.below and bool(both or sum(map(bool, map(str.strip, row))) > 1)

    def _take_column(self, i: int) -> None:
        """One that is no role: figures, with their year; else something that the table must not be divided by."""
        text = self.found.headings[i]
        contents, sex, ages = cells.heading(text)
        years = cells.years_in(text) if "year" not in self.roles else ["0"]
        if contents.casefold() in _VALUE or cells.table_code(text):
            contents = ""
        if self._is_category(i, contents, years):
            message = sentence('The table is also divided by "{name}".', name=text[:80])
            self._report((self.found.below - 1, i), "unknown-field", message, _ONLY)
        elif cells.is_another_day(text):
            message = sentence('The column "{name}" is of another day than 1 January.', name=text[:80])
            self._report((self.found.below - 1, i), "unknown-value", message, cells.CHOOSE)
        elif len(years) == 1:
            self.columns.append(_Column(i, contents, sex, ages, int(years[0])))
        else:
            message = sentence('It is not clear what the column "{name}" is.', name=text[:80])
            self._report((self.found.below - 1, i), "unknown-field", message, _ONLY)

    def _is_category(self, i: int, contents: str, years: list[str]) -> bool:
        """Whether a column says what figures are for: in words, or in numbers beside a column that says it has the values."""
        if self.found.headings[i] and (_counts_people(contents) or ("year" not in self.roles and len(years) == 1)):
            return False
        if "year" in self.roles and any(text.casefold().strip() in _VALUE for text in self.found.headings):
            return True
        return any(not cells.is_number(row[i]) for _, row, _ in self._regions() if row[i].strip())

    def _filled(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows that have anything, as wide as the heading. Where Excel shows what rows have in common once, all of them have it."""
        wide = len(self.found.headings)
        before: Sequence[str] = [""] * wide
        stubs = sorted(self.roles.values()) if {*self.roles} - {"region", "name"} else []
        for at in range(self.found.below, len(self.rows)):
            row = self.rows[at]
            if len(row) < 2 or not any(map(str.strip, row)):
                continue
            row = row if len(row) >= wide else [*row, *[""] * (wide - len(row))]
            if stubs and not row[stubs[0]].strip() and (first := next((i for i in stubs if row[i].strip()), None)):
                row = [before[i] if i in stubs and i < first else text for i, text in enumerate(row)]
            before = row
            yield at, row

    def _regions(self) -> Iterator[tuple[int, Sequence[str], tuple[str, str]]]:
        """The rows of municipalities, each with its number and its name."""
        for at, row in self._filled():
            said = row[self.roles["region"]]
            if where := cells.region(said) or cells.worn_region(said):
                yield (
                    at,
                    row,
                    (where[0], cells.bare_name(row[self.roles["name"]]) if "name" in self.roles else where[1]),
                )

    def _rows(self, year: int) -> Iterator[tuple[int, Sequence[str], tuple[str, str]]]:
        """Those of one year. What is odd about a row is said."""
        before, any_at_all = len(self.table.findings), False
        for at, row, where in self._regions():
            any_at_all = True
            said = row[self.roles["region"]]
            if len(self.rows[at]) < len(self.found.headings) or any(map(str.strip, row[len(self.found.headings) :])):
                n, of = len(self.rows[at]), len(self.found.headings)
                message = sentence("This row has more or fewer cells than the heading: {n}, not {of}.", n=n, of=of)
                self._report((at, 0), "syntax", message)
            elif "year" not in self.roles or cells.year(row[self.roles["year"]]) == year:
                if not cells.region(said):
                    self._remark_worn((at, self.roles["region"]), said, where[0])
                yield at, row, where
            if len(self.table.findings) - before >= _MOST:
                return  # what is wrong with so many rows is wrong with all of them
        if not any_at_all:
            self._report_others()

    def _remark_worn(self, at: GridPlace, said: str, number: str) -> None:
        message = sentence('"{said}" is read as municipality number {number}.', said=said.strip()[:40], number=number)
        self.table.remark("ambiguous-text", self.table.spot(at), message, _WORN)

    def _report_others(self) -> None:
        """There are regions, but none of them is a municipality with its number."""
        rows = [
            (at, row[self.roles["region"]]) for at, row in self._filled() if sum(map(bool, map(str.strip, row))) > 1
        ]
        for at, said in rows:
            if cells.only_named(said):
                message = sentence(
                    "The regions have names and no numbers: Voss and Øygarden are two municipalities each."
                )
                remedy = sentence("Choose codes, or codes and texts, for the regions when you download the table.")
                self._report((at, self.roles["region"]), "missing-field", message, remedy)
                return
        if rows:
            message = sentence(
                'There are no municipalities here, only other regions, as "{said}".', said=rows[0][1].strip()[:40]
            )
            remedy = sentence("Choose the municipalities when you download the table.")
            self._report((rows[0][0], self.roles["region"]), "missing-field", message, remedy)

    def _cells(self, year: int) -> Iterator[DownloadCell]:
        contents = set[str]()
        columns = [column for column in self.columns if column.year in (0, year)]
        for at, row, where in self._rows(year):
            for column in columns:
                said = row[self.roles["contents"]] if "contents" in self.roles else column.contents
                contents.add(said)
                if _counts_people(said):
                    yield self._cell(at, row, column, where)
        if contents and not any(map(_counts_people, contents)):
            self._report((self.found.below - 1, 0), "unknown-value", cells.no_population(sorted(contents)))

    def _cell(self, at: int, row: Sequence[str], column: _Column, where: tuple[str, str]) -> DownloadCell:
        """One figure, for the sex and the ages that its row and its column say."""
        sex: str | None = column.sex
        ages: Ages | str | None = column.ages
        if "sex" in self.roles:
            sex = cells.sex(row[self.roles["sex"]])
        if "ages" in self.roles:
            ages = cells.ages(row[self.roles["ages"]])
        for role, value in (("sex", sex), ("ages", ages)):
            if value is None:
                said = row[self.roles[role]][:40]
                self._report(
                    (at, self.roles[role]), "unknown-value", sentence('"{said}" is not allowed here.', said=said)
                )
        return DownloadCell(*where, sex or TOTAL, ages or TOTAL, row[column.at], (at, column.at))

    def _report(self, at: GridPlace, rule: str, message: Sentence, remedy: Sentence = _ANEW) -> None:
        self.table.report(rule, self.table.spot(at), message, remedy)


def _counts_people(contents: str) -> bool:
    return not contents or cells.is_population(contents)
