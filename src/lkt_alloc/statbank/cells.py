"""What the two formats of the StatBank have in common: cells with a region, a year and perhaps a sex and an age, and their words.

Knows how Statistics Norway writes these in Norwegian and English; nothing of either format.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct, field

from lkt_alloc.diagnostics.catalogue import RULES
from lkt_alloc.diagnostics.findings import Finding, Place
from lkt_alloc.language.sentences import Sentence, listed, sentence

TABLES: Final = ("07459", "06913")
"""The tables that have populations on 1 January by municipality."""

TOTAL: Final = "total"
"""A sex or an age that stands for all of them."""

Ages = tuple[int, int | None]
"""From and to, both included; `None` where there is no upper end."""


class Spot(Struct, frozen=True):
    """Where a cell stands, with the line it stands on."""

    place: Place
    excerpt: str


class DownloadCell(Struct, frozen=True):
    """One figure as it is written. `sex` and `ages` are those it is for; a table that does not divide by them has totals.

    `at` is for the table's `spot`, which finds the place only when there is something to say about it.
    """

    number: str
    name: str
    sex: str
    ages: Ages | str
    written: str
    at: Any


class Download(Struct):
    """A download: the table's number and title if it gives them, the years it has, and the cells of one year.

    `findings` say what is wrong with it, and `remarks` what was understood all the same; reading the cells may add some.
    """

    name: str
    code: str = ""
    title: str = ""
    years: tuple[int, ...] = ()
    cells: Callable[[int], Iterator[DownloadCell]] = field(default=lambda _: iter(()))
    spot: Callable[[Any], Spot] = field(default=lambda at: at)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    def report(self, rule: str, spot: Spot, message: Sentence, remedy: Sentence) -> None:
        """Note a finding about the download, once."""
        found = Finding(RULES[rule], RULES[rule].severity, spot.place, spot.excerpt, message, remedy)
        if found not in self.findings:
            self.findings.append(found)

    def remark(self, rule: str, spot: Spot, message: Sentence, remedy: Sentence) -> None:
        """Note a warning about the download, once, and of many only the first."""
        found = Finding(RULES[rule], "warning", spot.place, spot.excerpt, message, remedy)
        if found not in self.remarks and len(self.remarks) < _MOST_REMARKS:
            self.remarks.append(found)


_MOST_REMARKS: Final = 20


ROLES: Final = {
    "region": (
        "region",
        "kommune",
        "municipality",
        "kommunenr",
        "kommunenummer",
        "kommunekode",
        "knr",
        "regionkode",
        "kommunenavn",
        "kommunenamn",
        "regionnavn",
        "regionnamn",
    ),
    "sex": ("kjønn", "kjonn", "sex"),
    "ages": ("alder", "age"),
    "contents": ("statistikkvariabel", "contents", "contentscode"),
    "year": ("år", "tid", "year", "time"),
}
"""What a dimension is about, and the names that the StatBank has for it."""

_ROLE: Final = {name: role for role, names in ROLES.items() for name in names}
_REGION: Final = re.compile(r"(?:K[-_])?([0-9]{4})(?:\s+(?:[-–]\s+)?(.*\S))?\s*", re.DOTALL)
_WORN_REGION: Final = re.compile(
    r"(?:K[-_]?)?([0-9](?:[ \xa0\u202f]?[0-9]){2,3})(?:[.,]0)?(?:\s+(?:[-–]\s+)?([^\W\d].*\S))?\s*", re.DOTALL
)
_OTHER_REGION: Final = re.compile(r"(?:[FK][-_]?)?[0-9]{1,4}(?:\s.*)?", re.DOTALL)
_NUMBER: Final = re.compile(r"[-+−]?[0-9][0-9 \xa0\u2009\u202f.,]*|\.{1,2}|:|-")
_AS_A_DAY: Final = re.compile(r"\b0?1\.\s?0?1\.\s?(?=[0-9]{4}\b)|(?<=\b[0-9]{4})-01-01\b(?: 00:00:00)?")
_ANY_DAY: Final = re.compile(r"\b(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4})\b")
_FIRST_OF_JANUARY: Final = re.compile(r"(?:0?1\.0?1\.)?([0-9]{4})(?:[.,]0|-01-01)?")
_IN_USE: Final = re.compile(r" ?\([0-9]{0,4}-[0-9]{0,4}\)$")
_NAMED: Final = re.compile(r"\s*[^\W\d_][^\W\d_](?![^\W\d_]*[-_][0-9])")
_CODE: Final = re.compile(r"\b([0-9]{5}): ")
_YEAR: Final = re.compile(r"(?<![0-9])(?:1[6-9]|2[0-9])[0-9]{2}(?![0-9])")
_POPULATION: Final = re.compile(
    r"(?:persons?|personer|personar|population|folketal(?:et|let|l)?|folkemengden?|befolkning(?:en)?|innbygg(?:ja|a|e)ra?r?)1?"
    r"(?:[ ,(]+(?:per |pr\.? |on |at |as of )?1\.? ?(?:jan(?:uary?|\.)?|1\.?)\)?)?"
)
_SEXES: Final = {
    "male": ("1", "menn", "mann", "males", "male", "men"),
    "female": ("2", "kvinner", "kvinne", "females", "female", "women"),
    TOTAL: ("0", "begge kjønn", "both sexes", "i alt", "total", "alle"),
}
_SEX: Final = {word: sex for sex, words in _SEXES.items() for word in words}
_ALL_AGES: Final = ("999", "999a", "alle aldre", "alle aldrar", "all ages", "i alt", "total", "alle")
_OF_AGE: Final = r"(?:år|years?)"
_ONE_AGE: Final = re.compile(rf"([0-9]{{1,3}})(?: *{_OF_AGE})?")
_AGES: Final = re.compile(rf"([0-9]{{1,3}}) *[-–] *([0-9]{{1,3}})(?: *{_OF_AGE})?")
_OPEN_AGES: Final = re.compile(rf"([0-9]{{1,3}}) *{_OF_AGE}? *(?:\+|(?:eller|og|or|and) [a-zæøå]+)")
_SEX_IN: Final = re.compile(
    rf"\b(?:{'|'.join(word for word in _SEX if word.isalpha() or ' ' in word)})\b", re.IGNORECASE
)
_AGES_IN: Final = re.compile(
    rf"\b(?:{_OPEN_AGES.pattern}|{_AGES.pattern}|[0-9]{{1,3}} *{_OF_AGE}|alle aldre|alle aldrar|all ages)",
    re.IGNORECASE,
)


_KEPT: Final = 5000
"""So many words are remembered with their meaning: a download says the same few in every row."""


def role(name: str) -> str | None:
    """What a dimension is about, by its name or by its code and name; `None` if that is unknown.

    >>> role("Region"), role("ContentsCode - statistikkvariabel"), role("Kommune-nr.")
    ('region', 'contents', 'region')
    """
    plain = _plain(name)
    ways = (plain, re.sub(r"[\s._-]", "", plain), *plain.split(" - "))
    return next((_ROLE[way] for way in ways if way in _ROLE), None)


@lru_cache(_KEPT)
def region(written: str) -> tuple[str, str] | None:
    """The number and the name of a municipality; `None` for counties, the country and other regions.

    >>> region("K-4601 Bergen"), region("4601 - Bergen"), region("46 Vestland")
    (('4601', 'Bergen'), ('4601', 'Bergen'), None)
    """
    found = _REGION.fullmatch(written.strip())
    return (found[1], bare_name(found[2] or "")) if found else None


@lru_cache(_KEPT)
def worn_region(written: str) -> tuple[str, str] | None:
    """The number and the name of a municipality that a spreadsheet or a program has taken for a number.

    >>> (
    ...     worn_region("301"),
    ...     worn_region("K301 Oslo"),
    ...     worn_region("4 601"),
    ...     worn_region("5001.0"),
    ...     worn_region("46 Vestland"),
    ... )
    (('0301', ''), ('0301', 'Oslo'), ('4601', ''), ('5001', ''), None)
    """
    found = _WORN_REGION.fullmatch(written.strip())
    return (re.sub(r"\D", "", found[1]).zfill(4), bare_name(found[2] or "")) if found else None


def is_region(written: str) -> bool:
    """Whether this looks like the number of a region of any kind, with or without its name."""
    return bool(_OTHER_REGION.fullmatch(written.strip()) or worn_region(written))


def is_number(written: str) -> bool:
    """Whether this is a figure of any kind, or what stands instead of one."""
    return bool(_NUMBER.fullmatch(written.strip()))


def bare_name(name: str) -> str:
    """A name without the years in which the number was in use.

    >>> bare_name("Os (Hordaland) (-2019)"), bare_name("Oslo municipality")
    ('Os (Hordaland)', 'Oslo')
    """
    return _IN_USE.sub("", " ".join(name.split())).removesuffix(" municipality")


def only_named(written: str) -> bool:
    """Whether a region has a name and no number."""
    return bool(_NAMED.match(written))


def table_code(text: str) -> str:
    """The number of the table, as titles have it: `07459: Population, by region …`; else nothing."""
    found = _CODE.search(text)
    return found[1] if found else ""


def years_in(text: str) -> list[str]:
    """All that looks like a year, each once."""
    return list(dict.fromkeys(_YEAR.findall(text)))


def is_another_day(text: str) -> bool:
    """Whether a day stands here that is not 1 January.

    >>> is_another_day("Folketal 1.7.2024"), is_another_day("2024-01-01")
    (True, False)
    """
    return bool(_ANY_DAY.search(_AS_A_DAY.sub("", text)))


@lru_cache(_KEPT)
def year(written: str) -> int | None:
    """The year that stands alone, perhaps as its first day or with its code.

    >>> year("2024"), year("2024 - 2024"), year("2024-01-01"), year("2024K1")
    (2024, 2024, 2024, None)
    """
    found = _FIRST_OF_JANUARY.fullmatch(_label(written))
    return int(found[1]) if found and years_in(found[1]) else None


@lru_cache(_KEPT)
def is_population(contents: str) -> bool:
    """Whether these contents are people on 1 January; other contents of 06913 are births, deaths and the like.

    >>> is_population("Folkemengde 1. januar"), is_population("Population growth")
    (True, False)
    """
    return bool(_POPULATION.fullmatch(_label(contents)))


@lru_cache(_KEPT)
def sex(written: str) -> str | None:
    """`male`, `female` or `TOTAL`."""
    return _SEX.get(_plain(written)) or _SEX.get(_label(written))


@lru_cache(_KEPT)
def ages(written: str) -> Ages | str | None:
    """The ages, or `TOTAL`; `None` when they are written in another way.

    >>> ages("0-5 år"), ages("105 years or older"), ages("Alle aldre")
    ((0, 5), (105, None), 'total')
    """
    return _ages(_plain(written)) or _ages(_label(written))


def _ages(plain: str) -> Ages | str | None:
    if plain in _ALL_AGES:
        return TOTAL
    if one := _ONE_AGE.fullmatch(plain):
        return int(one[1]), int(one[1])
    if some := _AGES.fullmatch(plain):
        return int(some[1]), int(some[2])
    above = _OPEN_AGES.fullmatch(plain)
    return (int(above[1]), None) if above else None


def heading(text: str) -> tuple[str, str, Ages | str]:
    """What stands together in the heading of a column of figures, the year apart: contents, sex, ages.

    >>> heading("Persons 2023 Males 0-17 years"), heading("01.01.2023")
    (('Persons', 'male', (0, 17)), ('', 'total', 'total'))
    """
    rest = _YEAR.sub(" ", _AS_A_DAY.sub("", text))
    found_ages = _AGES_IN.search(rest)
    if found_ages:
        rest = rest.replace(found_ages[0], " ", 1)
    found_sex = _SEX_IN.search(rest)
    if found_sex:
        rest = rest.replace(found_sex[0], " ", 1)
    its_sex = sex(found_sex[0]) if found_sex else None
    its_ages = ages(found_ages[0]) if found_ages else None
    return " ".join(rest.split()).strip(" -"), its_sex or TOTAL, its_ages or TOTAL


def no_population(contents: Sequence[str]) -> Sentence:
    """What is said when none of these are people on 1 January."""
    return sentence("None of the contents is the population on 1 January: {names}.", names=listed(contents, ","))


CHOOSE: Final = sentence(
    "Choose table 07459 or 06913 in the StatBank, and download it as Excel, as CSV with semicolons or as JSON-stat 2."
)
_SOURCE: Final = re.compile(r"(?:data ?)?(?:source|kilde|kjelde|källa)\s*(?::|$)\s*", re.IGNORECASE)
_OURS: Final = re.compile(r"statistisk sentralbyrå|statistics norway|\bssb\b", re.IGNORECASE)


def top(name: str) -> Place:
    """The beginning of a file."""
    return Place(name, 1, 1, 2)


def foreign_source(line: str, after: str) -> str:
    """Who a line says that the figures are from, perhaps in the line `after` it, if that is not Statistics Norway; else nothing.

    >>> foreign_source("Kilde: Danmarks Statistik", ""), foreign_source("Source:", "Statistics Norway")
    ('Danmarks Statistik', '')
    """
    found = _SOURCE.match(line)
    said = (line[found.end() :] or after).strip() if found else ""
    return "" if _OURS.search(said) else said


def not_ours(said: str) -> Sentence:
    """What is said of another publisher's table."""
    return sentence("The figures are from {said}, and not from Statistics Norway.", said=said[:80])


def _label(written: str) -> str:
    """What stands after a code: `1 - Menn`, as UseCodesAndTexts has it."""
    return _plain(written).strip(" -").rsplit(" - ", 1)[-1]


def _plain(written: str) -> str:
    return " ".join(written.casefold().split())
