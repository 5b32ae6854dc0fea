"""The rows of a table of posts: each is a post, a sum of posts, a heading, or a finding."""

import re
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.files.sheets import written
from lkt_alloc.files.starter.plan import PlannedPost
from lkt_alloc.files.starter.posts import columns
from lkt_alloc.files.starter.posts.columns import AMOUNT, COVERED, ID, NAME, PAYER, YEAR
from lkt_alloc.files.starter.posts.table import TableOfPosts
from lkt_alloc.files.starter.posts.values import ore_of, payers_of
from lkt_alloc.language.sentences import Ore, listed, sentence

_SUM: Final = re.compile(
    r"(?:(?:del|total|netto|brutto)?sum|i ?alt|total(?:t|en|e|s)?|til sam[ae]n|til sammen|subtotal|saml[ae]t?|netto|brutto)\b",
    re.IGNORECASE,
)

_OF_ALL: Final = re.compile(r"(?:sum\s+)?(?:total|i ?alt\b|til sam|saml)", re.IGNORECASE)
"""What only the sum of all posts is called."""

Of = tuple[str, int]
"""What an amount is of: `amount` or `covered`, and the year."""


class _Draft(Struct):
    """A post that is being read."""

    id: str
    name: str
    paid_by: dict[str, Fraction]
    at: str
    cell: tuple[int, int]
    found: dict[Of, int]

    def planned(self) -> PlannedPost:
        """The post as it is now."""
        by_kind = {
            kind: {year: ore for (own, year), ore in self.found.items() if own == kind} for kind in (AMOUNT, COVERED)
        }
        return PlannedPost(self.id, self.name, by_kind[AMOUNT], by_kind[COVERED], self.paid_by, self.at)


class RowsOfPosts:
    """Goes through the rows below the headings, and keeps account of the sums so far, in øre: all, and all at each heading or sum."""

    def __init__(self, table: TableOfPosts) -> None:
        self._table = table
        self._column = {role: column for column, role in table.columns.roles.items()}
        self._is_long = YEAR in self._column
        self._drafts: dict[str, _Draft] = {}
        self._all: Counter[Of] = Counter()
        self._begins: list[Counter[Of]] = [Counter()]
        self._stated: dict[Of, int] = {}

    def read(self) -> None:
        """Fill the table."""
        table, head = self._table, self._table.columns.head
        for n in range(head + 1, len(table.grid.rows)):
            self._row(n)
        self._refuse_what_counts_twice()
        self._refuse_years_without_amounts()
        table.posts += [draft.planned() for draft in self._drafts.values()]
        last = {of: said for of, said in self._stated.items() if of[0] == AMOUNT and said == self._all[of]}
        table.totals |= {year: said for (_, year), said in sorted(last.items())}
        if not table.posts and not table.findings:
            message = sentence("There are no budget items below the headings.")
            remedy = sentence(
                "Specify which row has the headings: {example}.", example=f'--columns "{table.columns.written()}"'
            )
            table.report("missing-field", head, 0, message, remedy)

    def _row(self, n: int) -> None:
        table, before = self._table, len(self._table.findings)
        if columns.recognised(replace(table.grid, rows=[table.grid.rows[n]])):
            message = sentence("Another table begins here.")
            table.report("unknown-value", n, 0, message, sentence("Give each table a sheet or a file of its own."))
            return
        amounts = self._amounts(n)
        label, column = self._label(n)
        if len(table.findings) > before:
            return
        if not amounts and label:
            self._begins.append(self._all.copy())
            table.passed_over.append(f"{table.at(n, column)} «{label}»")
        elif amounts and (_SUM.match(label) or (not label and self._agree(amounts, self._all))):
            self._sum(n, label, amounts)
        elif amounts:
            self._post(n, amounts)

    def _text(self, n: int, role: str) -> str:
        return " ".join(written(self._table.cell(n, self._column.get(role))).split())

    def _label(self, n: int) -> tuple[str, int]:
        """What a row is called, and in which column: its identifier and name, else the first text beside the columns that are read."""
        if own := " ".join(filter(None, (self._text(n, ID), self._text(n, NAME)))):
            return own, self._column[ID if self._text(n, ID) else NAME]
        others = [column for column in range(len(self._table.grid.rows[n])) if column not in self._table.columns.roles]
        said = [(text, column) for column in others if (text := " ".join(written(self._table.cell(n, column)).split()))]
        return next(((text, column) for text, column in said if not text[-1].isdigit()), ("", 0))

    def _amounts(self, n: int) -> dict[Of, tuple[int, int]]:
        """Øre, and the column that has them; what is no amount is a finding."""
        found: dict[Of, tuple[int, int]] = {}
        for column, role in self._table.columns.roles.items():
            cell, of = self._table.cell(n, column), self._of(n, role)
            try:
                ore = ore_of(cell, self._table.unit) if of else None
            except ValueError:
                message = sentence('"{said}" is not certain to be an amount in kroner.', said=written(cell)[:80])
                remedy = _NEVER_CALCULATED if written(cell).startswith("=") else _IN_DIGITS
                self._table.report("not-an-amount", n, column, message, remedy)
                continue
            if of and ore is not None:
                found[of] = ore, column
        return found

    def _of(self, n: int, role: str) -> Of | None:
        """What stands in a column, if it is amounts; with a row for each post and year, the row says the year."""
        if role == AMOUNT:
            year = self._text(n, YEAR)
            return (AMOUNT, int(year)) if re.fullmatch("(?:19|20)[0-9]{2}", year) else None
        kind = COVERED if role.startswith(COVERED) else AMOUNT
        return (kind, int(role[-4:])) if role[-4:].isdigit() else None

    def _agree(self, amounts: Mapping[Of, tuple[int, int]], sums: Mapping[Of, int]) -> bool:
        return bool(self._drafts) and all(ore == sums.get(of, 0) for of, (ore, _) in amounts.items())

    def _since(self, before: Counter[Of]) -> dict[Of, int]:
        """The sums of the posts after a heading or another sum."""
        return {of: ore - before[of] for of, ore in self._all.items()}

    def _sum(self, n: int, label: str, amounts: Mapping[Of, tuple[int, int]]) -> None:
        """A row of sums agrees with all posts above it, or, if it is not called the sum of all, with those since a heading or a sum."""
        parts = [] if _OF_ALL.match(label) else [self._since(before) for before in self._begins]
        if self._agree(amounts, self._all):
            self._stated |= {of: ore for of, (ore, _) in amounts.items()}
        elif not any(self._agree(amounts, sums) for sums in parts):
            last = self._since(self._begins[-1])
            some_agree = bool(parts) and any(ore == last.get(of, 0) for of, (ore, _) in amounts.items())
            sums = Counter(last) if some_agree else self._all
            of, (ore, column) = next((of, found) for of, found in amounts.items() if found[0] != sums[of])
            message = sentence(
                "{label} is {said}, but the budget items above add up to {found}.",
                label=label,
                said=Ore(ore),
                found=Ore(sums[of]),
            )
            remedy = sentence("Correct the amount that is wrong. A budget item must not be called a sum.")
            self._table.report("control-total", n, column, message, remedy)
            return
        at = self._table.at(n, min(column for _, column in amounts.values()))
        self._table.sums.append(f"{at} «{label}»" if label else at)
        self._begins.append(self._all.copy())

    def _refuse_what_counts_twice(self) -> None:
        """A post `1` that is the sum of `1.1` and `1.2` is no post beside them."""
        for draft in self._drafts.values():
            parts = [other for other in self._drafts.values() if other.id.startswith(f"{draft.id}.")]
            if parts and all(ore == sum(part.found.get(of, 0) for part in parts) for of, ore in draft.found.items()):
                message = sentence(
                    "{post} is the sum of {names} and would be counted twice.",
                    post=f"{draft.id} {draft.name}",
                    names=listed(part.id for part in parts),
                )
                self._table.report("control-total", *draft.cell, message, sentence("Call the row a sum, or delete it."))

    def _refuse_years_without_amounts(self) -> None:
        years = {year for draft in self._drafts.values() for _, year in draft.found}
        for column, role in self._table.columns.roles.items():
            if self._drafts and role.isdigit() and int(role) not in years:
                message = sentence("There are no amounts for {year}.", year=role)
                remedy = sentence("Fill them in, or delete the column.")
                self._table.report("missing-field", self._table.columns.head, column, message, remedy)

    def _post(self, n: int, amounts: Mapping[Of, tuple[int, int]]) -> None:
        if not (draft := self._draft(n, amounts)):
            return
        is_again = bool(draft.found) and not self._is_long
        for of, (ore, column) in amounts.items():
            if is_again or of in draft.found:
                message = sentence("{post} is listed more than once.", post=f"{draft.id} {draft.name}")
                remedy = sentence("Give each budget item an identifier and a name of its own.")
                self._table.report("duplicate-post", n, column, message, remedy)
                return
            draft.found[of] = ore
            self._all[of] += ore

    def _draft(self, n: int, amounts: Mapping[Of, tuple[int, int]]) -> _Draft | None:
        """The post of a row: a new one, or one that another row has begun."""
        name, id_ = self._text(n, NAME), self._text(n, ID)
        for role, text in ((NAME, name), (ID, id_ or ID not in self._column)):
            if not text:
                message = sentence("This is empty, but the row has amounts.")
                remedy = sentence("Fill in the cell; where the row is a sum, write so.")
                self._table.report("missing-field", n, self._column[role], message, remedy)
                return None
        key = id_ or (name if self._is_long else str(n))
        at = sorted(column for _, column in amounts.values())
        where = self._table.at(n, at[0])
        return self._drafts.setdefault(
            key, _Draft(id_ or str(len(self._drafts) + 1), name, self._payers(n), where, (n, at[0]), {})
        )

    def _payers(self, n: int) -> dict[str, Fraction]:
        text = self._text(n, PAYER)
        try:
            return payers_of(text)
        except ValueError:
            message = sentence('"{said}" does not tell who pays the whole budget item.', said=text[:80])
            remedy = sentence(
                "Write one payer, or several with shares that add up to 100%: {example}.", example=_PAYERS
            )
            self._table.report("payer-shares", n, self._column[PAYER], message, remedy)
            return {}


_IN_DIGITS: Final = sentence("Write the digits alone or in groups of three: 900000 or 900 000.")
_NEVER_CALCULATED: Final = sentence(
    "The formula has never been calculated: open the file in a spreadsheet, and save it."
)
_PAYERS: Final = "kommunane 60 %, Helse Nord 40 %"
