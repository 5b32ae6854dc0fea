"""Which column of a table of posts is what: by its heading where that is certain, else as a person says.

Knows the words that Norwegian and English budgets have for things; reads no amounts.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from lkt_alloc.files.sheets import Grid, GridCell, column_letters, written
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

ID, NAME, PAYER, YEAR, AMOUNT, COVERED = "id", "name", "payer", "year", "amount", "covered"
"""What a column can be: with a year after it, `amount` and `covered` are of that year."""

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)[0-9]{2}(?!\d)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_ROLES: Final[Mapping[str, str]] = {
    word: role
    for role, words in {
        ID: "id nr nummer no number kode postnr postnummer identifikator identifier",
        NAME: "namn navn name tekst text beskriving beskrivelse description postnamn postnavn tiltak føremål formål",
        PAYER: "betalar betaler betalast betales finansiering payer payers",
        YEAR: "år periode year period budsjettår",
        AMOUNT: "beløp amount budsjett budget kostnad kostnader cost kroner kr",
        COVERED: "dekt dekka dekket covered",
    }.items()
    for word in words.split()
}
_BESIDE: Final = (
    "av by i in the of på post posten kven hvem som who pays paid betalt frå fra før already forslag proposal plan "
    "økonomiplan øp vedteke vedtatt år nok sum kr kroner beløp budsjett budget kostnad kostnader cost amount "
    "hele heile tusen tkr thousand mill million millioner millionar mnok"
)
"""Words that may stand beside the one that says what a column is."""

_POST: Final = frozenset({"post", "poster", "postar", "posts"})


class Columns(Struct, frozen=True):
    """The row of the headings, counted from 0, and what each column is: `id`, `name`, `payer`, `2026`, `covered 2026`."""

    head: int
    roles: Mapping[int, str]

    def written(self) -> str:
        """The same as it is typed: for whoever wants to change something."""
        return ",".join((f"head={self.head + 1}", *(f"{column_letters(c)}={role}" for c, role in self.roles.items())))

    @property
    def is_whole(self) -> bool:
        """Whether posts can be read: they have a name, and amounts of years."""
        years = any(role.isdigit() for role in self.roles.values())
        return NAME in self.roles.values() and (years or {YEAR, AMOUNT} <= {*self.roles.values()})


def role_of(heading: GridCell) -> str:
    r"""What a heading says that its column is; nothing if that is not certain.

    >>> [
    ...     role_of(said)
    ...     for said in (2026, "Budsjett\n2026", "Dekket fra før 2026", "Regnskap 2024", "Hvem betaler?", "Sum")
    ... ]
    ['2026', '2026', 'covered 2026', '', 'payer', '']
    """
    text = written(heading).casefold()
    years, words = [found[0] for found in _YEAR.finditer(text)], _WORD.findall(text)
    roles = {_ROLES[word] for word in words if word in _ROLES}
    if len(years) > 1 or any(word not in _ROLES and word not in _BESIDE.split() for word in words):
        return ""
    if years:
        if roles <= {AMOUNT, YEAR}:
            return years[0]
        return f"{COVERED} {years[0]}" if COVERED in roles else ""
    own = roles - {AMOUNT} if len(roles) > 1 else roles
    return own.pop() if len(own) == 1 else ""


def year_perhaps_budgeted(heading: str) -> str | None:
    """The year whose budget a column may have too, though its heading says something more: `Justert budsjett 2026`."""
    words, years = _WORD.findall(heading.casefold()), [found[0] for found in _YEAR.finditer(heading)]
    return years[0] if len(years) == 1 and any(_ROLES.get(word) == AMOUNT for word in words) else None


def recognised(grid: Grid) -> Columns | None:
    """The columns as their headings have them: of the first row that says all that is needed."""
    for n, row in enumerate(grid.rows):
        roles = {column: role for column, heading in enumerate(row) if (role := role_of(heading))}
        posts = [column for column, heading in enumerate(row) if written(heading).strip(" .:").casefold() in _POST]
        if len(posts) == 1:
            is_name = NAME not in roles.values() and any(
                _is_text(other[posts[0] :][:1]) for other in grid.rows[n + 1 :]
            )
            roles[posts[0]] = NAME if is_name else ID
        found = Columns(n, dict(sorted(roles.items())))
        if found.is_whole:
            return found
    return None


def likely(grid: Grid) -> Columns | None:
    """What the columns perhaps are, where headings do not say it: a row with years, and the first column of texts before them."""
    for n, row in enumerate(grid.rows):
        roles = {column: role for column, heading in enumerate(row) if (role := role_of(heading))}
        years = [column for column, role in roles.items() if role.isdigit()]
        before = [
            c for c in range(min(years, default=0)) if any(_is_text(other[c : c + 1]) for other in grid.rows[n + 1 :])
        ]
        if years and before:
            return Columns(n, dict(sorted(({before[-1]: NAME} | roles).items())))
    return None


def _is_text(cells: Sequence[GridCell]) -> bool:
    return any(isinstance(cell, str) and _WORD.search(cell) for cell in cells)


def chosen(typed: str, grid: Grid) -> Columns:
    """The columns as a person says: `head=3,A=id,B=name,C=2026,D=covered 2026`. Raises `CannotRun`."""
    head, roles = None, dict[int, str]()
    for part in typed.split(","):
        column, _, role = (bit.strip() for bit in part.partition("="))
        if column.casefold() == "head" and role.isdigit() and int(role):
            head = int(role) - 1
        elif re.fullmatch("[A-Za-z]{1,2}", column) and re.fullmatch(_TYPED, role):
            roles[_number(column.upper())] = role
        else:
            raise CannotRun(
                sentence('"{said}" does not tell what a column is.', said=part.strip()),
                sentence("Write {example}.", example="head=3,A=id,B=name,C=2026,D=2027"),
            )
    found = Columns(_head(grid, roles) if head is None else head, dict(sorted(roles.items())))
    if len({*roles.values()}) < len(roles) or not found.is_whole:
        raise CannotRun(
            sentence("Budget items need one column with the name, and one for each year."),
            sentence("Write {example}.", example="head=3,A=id,B=name,C=2026,D=2027"),
        )
    return found


_TYPED: Final = f"{ID}|{NAME}|{PAYER}|{YEAR}|{AMOUNT}|(?:{COVERED} )?(?:19|20)[0-9]{{2}}"


def _head(grid: Grid, roles: Mapping[int, str]) -> int:
    """The row whose headings name the years, else the first."""
    for n, row in enumerate(grid.rows):
        if any(role in written(cell) for c, role in roles.items() if role.isdigit() for cell in row[c : c + 1]):
            return n
    return 0


def _number(letters: str) -> int:
    """A column counted from 0.

    >>> _number("B"), _number("AA")
    (1, 26)
    """
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
