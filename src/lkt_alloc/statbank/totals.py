"""Cells become figures: one population for each municipality, chosen where the table has a total, else summed over sexes and ages.

A sum is only made where nothing is left out: a table of children, or of women, is no population.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from lkt_alloc.language.sentences import sentence
from lkt_alloc.statbank.cells import TOTAL, Ages, Download, DownloadCell

_COUNT: Final = re.compile(r"[0-9]{1,3}(?:[ \xa0\u2009\u202f][0-9]{3}){1,4}|[0-9]{1,15}")
_MARKS: Final = ("", ".", "..", ":", "-")


class Figure(Struct, frozen=True):
    """A municipality's population in the download. `None` with the `mark` that stands there instead: a dot is "no figure"."""

    number: str
    name: str
    population: int | None
    mark: str
    at: Any


def figures(table: Download, year: int) -> dict[str, Figure]:
    """Every municipality's population on 1 January of a year, by number. What cannot be summed becomes findings of the table."""
    by_number: dict[str, list[DownloadCell]] = {}
    for cell in table.cells(year):
        by_number.setdefault(cell.number, []).append(cell)
    found: dict[str, Figure] = {}
    for number, cells in by_number.items():
        before = len(table.findings)
        chosen = _whole(table, cells)
        figure = _figure(table, cells[0], chosen)
        if len(table.findings) == before:
            found[number] = figure
        elif table.findings[before].rule.name == "wrong-type":
            break  # what the table leaves out, it leaves out for everyone
    return found


def _whole(table: Download, cells: Sequence[DownloadCell]) -> list[DownloadCell]:
    """Cells that together are everyone, each once."""
    sexes: dict[str, list[DownloadCell]] = {}
    for cell in cells:
        sexes.setdefault(cell.sex, []).append(cell)
    if TOTAL in sexes:
        return _all_ages(table, sexes[TOTAL])
    if len(sexes) == 1:
        table.report(
            "wrong-type",
            table.spot(cells[0].at),
            sentence("The figures are for one sex only."),
            sentence("Download the table with both sexes, or without sex."),
        )
        return []
    return [cell for of_one_sex in sexes.values() for cell in _all_ages(table, of_one_sex)]


def _all_ages(table: Download, cells: Sequence[DownloadCell]) -> list[DownloadCell]:
    by_ages: dict[Ages | str, DownloadCell] = {}
    for cell in cells:
        first = by_ages.setdefault(cell.ages, cell)
        if first is not cell and first.written != cell.written:
            table.report(
                "duplicate-key",
                table.spot(cell.at),
                sentence(
                    "{number} {name} stands here once more, with another figure.", number=cell.number, name=cell.name
                ),
                sentence("Download the table anew."),
            )
    if TOTAL in by_ages:
        return [by_ages[TOTAL]]
    expected: int | None = 0
    for low, high in sorted((ages for ages in by_ages if not isinstance(ages, str)), key=lambda ages: ages[0]):
        if low != expected:
            break
        expected = high + 1 if high is not None else None
    else:
        if expected is None:
            return list(by_ages.values())
    table.report(
        "wrong-type",
        table.spot(cells[0].at),
        sentence("The figures leave out some ages, or have some twice, so they do not add up to the population."),
        sentence("Download the table with every age, or without age."),
    )
    return []


def _figure(table: Download, first: DownloadCell, chosen: Sequence[DownloadCell]) -> Figure:
    """The sum of the chosen cells; a mark in one of them is a mark for the whole."""
    total, mark = 0, None
    for cell in chosen:
        written = cell.written.strip()
        if written in _MARKS:
            mark = mark or written or "."
        elif _COUNT.fullmatch(written):
            total += int(re.sub(r"\D", "", written))
        else:
            table.report(
                "not-a-number",
                table.spot(cell.at),
                sentence('"{said}" is not a whole number.', said=written[:40]),
                sentence("Download the table anew."),
            )
    return Figure(first.number, first.name, None if mark else total, mark or "", first.at)
