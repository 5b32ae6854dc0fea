"""What is taken from a download: its figures on one day, once nothing is wrong with them, and where they come from."""

import hashlib
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.diagnostics.unsound import stop_at
from lkt_alloc.engine.register import Register
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.statbank import Figure, figures, read, scrutiny
from lkt_alloc.statbank.cells import Ages
from lkt_alloc.statbank.population_update import Origin


class FiguresAsked(Struct, frozen=True):
    """Which figures are wanted: of a day, for everyone or those of some ages, and of which table the download is said to be."""

    day: date
    table: str | None = None
    ages: Ages | None = None


class Taken(Struct, frozen=True):
    """The figures of a download on one day, by number; `remarks` are warnings of it. `table` is empty if nobody knows which it is."""

    day: date
    figures: Mapping[str, Figure]
    remarks: list[Finding]
    table: str
    sha256: str

    def retrieved_before(self, register: Register) -> date | None:
        """When this very download was retrieved, if the register has it already and says so."""
        known = [source.retrieved for source in register.sources.values() if source.sha256 == self.sha256]
        return next(filter(None, known), None)

    def origin(self, retrieved: date) -> Origin:
        """Where the figures come from. Raises `CannotRun` when nobody knows which table it is."""
        if not self.table:
            raise CannotRun(
                sentence("The download does not state which table it is."),
                sentence("If it is table 07459 or 06913 of Statistics Norway, specify it: --table 07459."),
            )
        return Origin(self.table, retrieved, self.sha256)


def take(name: str, raw: bytes, asked: FiguresAsked, names: tuple[Register, Sentence]) -> Taken:
    """The figures of a download, known as `name`.

    Names are held against those of a register, which is called as given with it. Raises `Unsound`, and `CannotRun` for another download.
    """
    download, day, table = read(name, raw), asked.day, asked.table
    stop_at(download.findings)
    if table and download.code and table != download.code:
        raise CannotRun(
            sentence("According to the download it is table {found}, not {table}.", found=download.code, table=table),
            sentence("Leave out --table."),
        )
    if day.year not in download.years:
        raise CannotRun(
            sentence("The download has no figures for {year}.", year=str(day.year)),
            sentence("There are: {names}.", names=listed(map(str, download.years), ",")),
        )
    found = figures(download, day.year, asked.ages)
    stop_at(download.findings)
    misnamed = scrutiny.misnamed(*names, found, download)
    stop_at(finding for finding in misnamed if finding.severity == "error")
    found = scrutiny.scrutinise(download, found, day, some=asked.ages is not None)
    stop_at(download.findings)
    remarks = sorted([*download.remarks, *misnamed], key=lambda finding: finding.place)
    return Taken(day, found, remarks, download.code or table or "", hashlib.sha256(raw).hexdigest())


def last_day(name: str, raw: bytes, year: int) -> date:
    """The last 1 January that a download has by a year; that of the year itself if it has none."""
    return date(max((known for known in read(name, raw).years if known <= year), default=year), 1, 1)
