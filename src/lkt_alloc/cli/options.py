"""Options that several commands share, each once."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from lkt_alloc.cli import choices, completion

Lang = Annotated[
    str | None,
    typer.Option(
        metavar=choices.metavar(choices.LANGUAGES),
        callback=choices.one_of(choices.LANGUAGES),
        help="Language of results. Default: the locale's if it is Norwegian or English, else the budget's.",
    ),
]
BudgetFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Budget file. Default: the built-in LKT budget 2018-2019.")
]
MunicipalityFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Municipality file. Default: the built-in one.")
]
Retrieved = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        callback=choices.a_date,
        help="The day on which the download was fetched from the StatBank. Default: today.",
        show_default=False,
    ),
]
StatbankTable = Annotated[
    str | None,
    typer.Option(
        metavar=choices.metavar(choices.STATBANK_TABLES),
        callback=choices.one_of(choices.STATBANK_TABLES),
        help="The table, where the download does not say. Default: 07459.",
    ),
]
Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Write to this file instead of the terminal.")]
Force = Annotated[bool, typer.Option("--force", help="Let --output overwrite a file.")]
PopulationDate = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", callback=choices.a_date, help="Use the populations of another 1 January, as 2019-01-01."
    ),
]
OtherKey = Annotated[
    list[str] | None,
    typer.Option(
        "--key", metavar="[PAYER=]NAME", autocompletion=completion.keys, help="Share by another key of the budget."
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAMES",
        autocompletion=completion.several,
        help="Leave municipalities out, as Voss,Os; the others pay more.",
    ),
]
Gap = Annotated[bool, typer.Option("--gap", help="With --without: nobody pays for those, and what lacks is shown.")]
Only = Annotated[
    list[str] | None,
    typer.Option(metavar="NAMES", autocompletion=completion.several, help="Share between these only, as Bergen,Os."),
]
External = Annotated[
    list[str] | None,
    typer.Option(metavar="POST[.PERIOD]=KR", help="External money for a post, before the payers share it."),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="post.POST.PERIOD=KR", help="Another amount of a post; also covered. and external."),
]
ScenarioFile = Annotated[
    Path | None, typer.Option("--scenario", metavar="FILE", help="Take the changes from a scenario file.")
]
Period = Annotated[
    str | None,
    typer.Argument(
        metavar="[PERIOD]",
        autocompletion=completion.periods,
        help="A period of the budget. Default: all of them side by side, and their sum.",
        show_default=False,
    ),
]
OnePeriod = Annotated[
    str, typer.Argument(metavar="PERIOD", autocompletion=completion.periods, help="A period of the budget.")
]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        autocompletion=completion.periods,
        help="A period of the budget. Default: all of them.",
    ),
]
_KOMMUNE: Final = typer.Option(
    metavar="NAME|NUMBER",
    autocompletion=completion.municipalities,
    help="The municipality: name in any case (æøå also as ae, oe, aa) or number.",
)
Kommune = Annotated[str, _KOMMUNE]
KommuneOption = Annotated[str | None, _KOMMUNE]


def format_option(formats: tuple[str, ...], default: str = "") -> Any:
    """The option --format of a command. With a `default`, the ending of --output is asked first, and the help says so."""
    said = f"Default: by the ending of --output, else {default}." if default else None
    return typer.Option(
        "--format",
        metavar=choices.metavar(formats),
        callback=choices.one_of(formats),
        help=said,
        show_default=not default,
    )
