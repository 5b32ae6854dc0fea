"""What a download of populations changes in a municipality file, laid out."""

from fractions import Fraction
from typing import Final

from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.language.sentences import Fixed, Sentence, listed, sentence
from lkt_alloc.reports.blocks import Block, Column, Heading, Paragraph, Report, Row, Table
from lkt_alloc.reports.members import kind_of
from lkt_alloc.statbank.age_measure import AgeMeasure
from lkt_alloc.statbank.population_update import Change, Update, called
from lkt_alloc.statbank.renumbering import Renumbered
from lkt_alloc.statbank.totals import said_ages


def population_report(update: Update) -> Report:
    """What is going to be different, and what is not going to be written, for people."""
    columns = (
        Column(sentence("No."), False),
        Column(kind_of([]), False),
        Column(sentence("In the file")),
        Column(sentence("In the download")),
        Column(sentence("Change")),
        Column(sentence("Change in per cent")),
    )
    blocks: list[Block] = [Heading(sentence("Populations on {day}", day=update.day), 1)]
    if update.renumbered:
        blocks.append(Paragraph((*map(_became, update.renumbered), _GROUPS)))
    if update.changes:
        blocks.append(Table(columns, tuple(map(_row, update.changes)), (), 2))
    said = [sentence("New or changed: {new}. The same: {same}.", new=len(update.changes), same=update.unchanged)]
    if update.missing:
        said.append(sentence("Not in the download: {names}.", names=called(update.missing)))
    if update.marked:
        names = listed((f"{m.number} {m.name} ({mark})" for m, mark in update.marked), ",")
        said.append(sentence("Without a figure in the download, so not written: {names}.", names=names))
    if update.outside:
        said.append(
            sentence(
                "Not in use on that date according to the municipality file, so not written: {names}.",
                names=called(update.outside),
            )
        )
    return (*blocks, Paragraph(tuple(said)))


def measure_report(measure: AgeMeasure) -> Report:
    """How many of some ages each municipality has, for people."""
    columns = (
        Column(sentence("No."), False),
        Column(kind_of([]), False),
        Column(sentence("In the download")),
    )
    rows = tuple((municipality.number, municipality.name, n) for municipality, n in measure.values)
    heading = sentence("Inhabitants aged {ages} on {day}", ages=said_ages(measure.ages), day=measure.day)
    blocks: list[Block] = [Heading(heading, 1), Table(columns, rows, (), 2)]
    if measure.missing:
        blocks.append(Paragraph((sentence("Not in the download: {names}.", names=called(measure.missing)),)))
    return tuple(blocks)


_GROUPS: Final = sentence(
    "Groups and allocation keys still use the old numbers: list the new ones there for periods from that day."
)


def _became(one: Renumbered) -> Sentence:
    new = listed(f"{municipality.number} {municipality.name}" for municipality in one.new)
    return sentence("{old} became {new} on {day}.", old=one.old.number, new=new, day=one.day)


def _row(change: Change) -> Row:
    municipality = change.municipality
    if change.old is None:
        return (municipality.number, municipality.name, None, change.new, None, None)
    difference = change.new - change.old
    percent = to_nearest(Fraction(difference * 10_000, change.old)) if change.old else None
    return (
        municipality.number,
        municipality.name,
        change.old,
        change.new,
        difference,
        None if percent is None else Fixed(percent, 2, percent=True),
    )
