"""What holds of every sentence, whatever it says: each a function from a paper to what is wrong in it. `CHECKS` has them all."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from lkt_alloc.engine.allocate import Division
from lkt_alloc.language.sentences import Fixed, Ore
from lkt_alloc.reports.blocks import SHARE, SUM, Cell, Column, Table
from tests.acceptance.sentences.arithmetic import follows, of_cell
from tests.acceptance.sentences.figures import NUMBER, SPACE, value_of
from tests.acceptance.sentences.papers import Paper
from tests.acceptance.sentences.words import NOUNS, OTHERS

Check = Callable[[Paper], Iterator[str]]

_HERAD = {"1233": "Ulvik", "1234": "Granvin", "1238": "Kvam", "4620": "Ulvik", "4621": "Voss", "4622": "Kvam"}
"""Whose legal name is herad: from the municipalities' own papers, and not from our register."""

_SINGULAR_PAYERS = r"(?:the host municipality|the neighbourhood|the state|the league)"


def heads_where_a_key_counts_them(paper: Paper) -> Iterator[str]:
    """No inhabitants without a part by population; and as many as the register has."""
    by_population = any(part.measure == "population" for division in _divisions(paper) for part in division.key.parts)
    for line in paper.lines:
        if not by_population and not _about_all_of_norway(paper) and paper.finds(_HEADS, line):
            yield line
        for found in re.finditer(rf"({NUMBER[paper.words.language]}){SPACE}(?:innbyg|inhabitant)", paper.own(line)):
            if value_of(found[1], paper.words.language) not in _populations(paper):
                yield line


_HEADS = re.compile(r"(?i)innbyg|folketa|inhabitant|population|per head")


def _about_all_of_norway(paper: Paper) -> bool:
    """A comparison shows what the difference is per head, whatever the keys count."""
    everyone = (paper.about.register.municipalities[number] for number in paper.about.members)
    return paper.command.startswith("compare") and any(member.population for member in everyone)


def _divisions(paper: Paper) -> list[Division]:
    """What is shared out, and of one member's paper what the member shares."""
    return [
        division
        for period in paper.about.periods
        for division in period.divisions
        if not paper.member or any(share.number == paper.member for share in division.everyone)
    ]


def _populations(paper: Paper) -> set[Fraction | int]:
    """Of everyone, and of those together who share a part."""
    everyone = [share for division in _divisions(paper) for share in division.everyone]
    found: set[Fraction | int] = {share.population or 0 for share in everyone}
    for stake in (stake for share in everyone for stake in share.stakes):
        if stake.part.measure == "population":
            found |= {stake.size, stake.full, stake.size_sum}
    return found


def no_municipality_that_is_none(paper: Paper) -> Iterator[str]:
    """Herad are herad, parties have no municipality's number, and where all are parties nobody is a municipality."""
    members = [paper.about.register.municipalities[number] for number in paper.about.members]
    herad = {name for number, name in _HERAD.items() if number in paper.about.members}
    parties = {word for each in members if each.is_party for word in (each.name, each.number)}
    names = "|".join(map(re.escape, herad | parties))
    alone = all(each.is_party for each in members)
    wrong = [
        rf"\b(?:{names})(?: kommune\b|{SPACE}municipality\b)",
        rf"(?i:kommunenummer|municipality number) (?:{names})\b",
    ]
    for line in paper.lines:
        if (names and any(re.search(pattern, line) for pattern in wrong)) or (alone and paper.finds(_MUNICIPAL, line)):
            yield line


_MUNICIPAL = re.compile(r"(?i)kommun|municipal")


def numbers_agree_with_their_nouns(paper: Paper) -> Iterator[str]:
    """One in the singular, all else in the plural; and a payer in the singular pays."""
    language = paper.words.language
    pattern = (
        rf"(?<![\w,.])({NUMBER[language]}){SPACE}(?:(?:største|andre|largest|other) )?({_either(NOUNS[language])})\b"
    )
    for line in paper.lines:
        for found in re.finditer(pattern, line):
            one = value_of(found[1], language) == 1
            if one != (found[2] in NOUNS[language]):
                yield line
        if re.search(rf"{_SINGULAR_PAYERS} (?:pay|share|bear|get)\b", line):
            yield line


def _either(nouns: dict[str, str]) -> str:
    return "|".join([*nouns.values(), *nouns])


def nothing_is_unfilled(paper: Paper) -> Iterator[str]:
    """Every place in a sentence has its value, once, and no sign stands twice."""
    unfilled = r"[{}]|\bNone\b|\w\(\w*=|\[object|  |kr\s+kr\b|NOK\s+NOK|\s[.,;:]|[,;:]\.|\.\.|\(\)|«»|\"\"|\bFraction\b"
    yield from (line for line in paper.lines if re.search(unfilled, line))


def one_currency(paper: Paper) -> Iterator[str]:
    """kr in Norwegian, NOK in English."""
    other = re.compile(r"\bNOK\b" if paper.words.language != "en" else r"\bkr\b")
    yield from (line for line in paper.lines if paper.finds(other, line))


def one_language(paper: Paper) -> Iterator[str]:
    """Nothing of another language, but in the files' own names."""
    for line in (*paper.lines, *_cells(paper)):
        if found := paper.finds(OTHERS[paper.words.language], line):
            yield f"[{found[0]}] {line}"


def _cells(paper: Paper) -> list[str]:
    cells = (cell for table in paper.tables for row in (*table.rows, table.total) for cell in row)
    return [paper.words.cell(cell) for cell in cells if cell is not None and not isinstance(cell, int | Ore | Fixed)]


def units_stay_with_their_numbers(paper: Paper) -> Iterator[str]:
    """A no-break space between a number and its unit and in a day; names in cells are as the files have them."""
    for line in paper.lines:
        if found := _LOOSE.search(line):
            yield f"[{found[0]}] {line}"


_MONTHS = "(?i:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[sc])[a-z]*"


_LOOSE = re.compile(rf"\d (?:kr\b|%)|NOK \d|(?<=\d\.) (?={_MONTHS})|\b\d{{1,2}} (?=(?:{_MONTHS}) \d)")


def no_verb_before_a_minus(paper: Paper) -> Iterator[str]:
    """Who gets money back is not said to pay less than nothing."""
    less = rf"\b(?:{_VERBS}) (?:NOK{SPACE})?[−-]\d|[−-]\d[^.]*(?:i tillegg|in addition)|: [−-]\d[^=]*\b(?:pay|betal)"
    yield from (line for line in paper.lines if re.search(less, line))


_VERBS = "betaler|betale|betalar|får|er|blir|dekkjer|dekker|pays|pay|gets|get|is|are|covers|bears|med|with|skal"


def lists_end_with_and(paper: Paper) -> Iterator[str]:
    """Members in a row: `A, B og C`."""
    names = {paper.about.register.municipalities[number].name for number in paper.about.members}
    one = rf"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?: \(\w+\))?"
    periods = "|".join(re.escape(paper.words.show(period.period.name)) for period in paper.about.periods)
    rows = [re.compile(rf"(?<![\w–-])({each}), (?!\1)(?:{each})(?! og| and|, | \(|[\w-])") for each in (one, periods)]
    rows.append(re.compile(r"\b(?:[Dd]el|[Pp]art) \d, \d(?! og| and|,)"))
    yield from (line for line in paper.lines if any(row.search(line) for row in rows))


def no_capital_after_a_comma(paper: Paper) -> Iterator[str]:
    """Things in a row begin with small letters, but for names."""
    yield from (line for line in paper.lines if paper.finds(_CAPITAL, line))


_CAPITAL = re.compile(r", [A-ZÆØÅ][a-zæøå]")


def covered_only_where_something_is(paper: Paper) -> Iterator[str]:
    """Without covered amounts nothing is covered, and nothing is an increase, but from one side to another that are compared."""
    if any(amount for post in paper.about.budget.posts for amount in post.covered.values()) or paper.command.startswith(
        "compare"
    ):
        return
    left = any(division.left for period in paper.about.periods for division in period.divisions)
    pattern = re.compile(
        rf"(?i)\b(?:auken?|økning(?:en)?|increase{'' if left else '|(?:dekt|dekket)(?! over)|covered'})\b"
    )
    yield from (line for line in paper.lines if paper.finds(pattern, line))


def columns_make_their_sums(paper: Paper) -> Iterator[str]:
    """In every table: kroner, counts and percentages add up to the row of sums."""
    for table in paper.tables:
        for column, cells, total in _columns(table):
            adds_up = isinstance(total, Ore | int) or (column.title is SHARE and total is not None)
            if adds_up and not _is_the_sum(cells, total):
                yield f"{paper.words.title(column.title)}: {paper.words.cell(total)}"


def _columns(table: Table) -> Iterator[tuple[Column, Sequence[Cell], Cell]]:
    rows, total = table.rows, table.total
    if rows and SUM in rows[-1]:  # what these lack stands below them
        rows, total = rows[:-1], rows[-1]
    for i, column in enumerate(table.columns) if total else ():
        yield column, [row[i] for row in rows], total[i]


def _is_the_sum(cells: Sequence[Cell], total: Cell) -> bool:
    """Whether cells make their sum."""
    return sum((of_cell(cell) or Fraction() for cell in cells), Fraction()) == of_cell(total)


def resolutions_have_the_tables_amounts(paper: Paper) -> Iterator[str]:
    """Every amount in a point stands in a table of the same paper."""
    language = paper.words.language
    in_tables = {
        abs(cell.ore)
        for table in paper.tables
        for row in (*table.rows, table.total)
        for cell in row
        if isinstance(cell, Ore)
    }
    amount = rf"NOK{SPACE}({NUMBER[language]})" if language == "en" else rf"({NUMBER[language]}){SPACE}kr\b"
    for point in paper.points:
        for found in re.finditer(amount, paper.own(point)):
            if abs(value_of(found[1], language)) * 100 not in in_tables:
                yield f"[{found[1]}] {point}"


def points_that_differ_only_by_their_key_say_what_it_shares(paper: Paper) -> Iterator[str]:
    """Two keys are for two things: each point that has one says which posts, payer or period."""
    keys = {paper.words.show(division.key.name) for division in _divisions(paper)}
    bare = [re.sub("|".join(map(re.escape, sorted(keys, key=len, reverse=True))), "•", point) for point in paper.points]
    yield from (point for point, each in zip(paper.points, bare, strict=True) if bare.count(each) > 1)


CHECKS: Sequence[Check] = (
    heads_where_a_key_counts_them,
    covered_only_where_something_is,
    nothing_is_unfilled,
    one_currency,
    one_language,
    columns_make_their_sums,
    resolutions_have_the_tables_amounts,
    no_municipality_that_is_none,
    units_stay_with_their_numbers,
    points_that_differ_only_by_their_key_say_what_it_shares,
    no_verb_before_a_minus,
    lists_end_with_and,
    numbers_agree_with_their_nouns,
    no_capital_after_a_comma,
    follows,
)
"""All that hold."""
