"""The options that say what a case note knows of its case; what they leave out is as the budget file has it."""

from datetime import date
from itertools import zip_longest
from typing import Annotated

import typer

from lkt_alloc.cli import choices
from lkt_alloc.cli.help_page import h
from lkt_alloc.engine.case import CaseFacts, Meeting
from lkt_alloc.language.sentences import Text

CaseNumber = Annotated[str, typer.Option(metavar="TEXT", help=h("The case number, for the head of the note."))]
Officer = Annotated[str, typer.Option(metavar="NAME", help=h("Who writes the note."))]
Sender = Annotated[str, typer.Option(metavar="NAME", help=h("Who sends the note."))]
Dated = Annotated[
    str | None, typer.Option(metavar="DATE", callback=choices.a_date, help=h("The date of the note, as 2018-09-10."))
]
Committee = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help=h("A committee or council that treats the case. Repeatable."))
]
MeetingDate = Annotated[
    list[str] | None,
    typer.Option(metavar="DATE", callback=choices.dates, help=h("When it meets; one for each, in order. Repeatable.")),
]
PaidFrom = Annotated[str, typer.Option(metavar="TEXT", help=h("What the amounts are paid from."))]


def case_of(
    case_number: CaseNumber = "",
    officer: Officer = "",
    sender: Sender = "",
    dated: Dated = None,
    committee: Committee = None,
    meeting_date: MeetingDate = None,
    paid_from: PaidFrom = "",
) -> CaseFacts:
    """The case as the options have it. Meetings without a committee are of those whose turn it is."""
    days = map(date.fromisoformat, meeting_date or ())
    meetings = (Meeting(_text(name or ""), day) for name, day in zip_longest(committee or (), days))
    return CaseFacts(
        number=case_number,
        officer=officer,
        sender=_text(sender),
        day=date.fromisoformat(dated) if dated else None,
        meetings=tuple(meetings),
        paid_from=_text(paid_from),
    )


def _text(typed: str) -> Text | None:
    return Text({"": typed}) if typed else None
