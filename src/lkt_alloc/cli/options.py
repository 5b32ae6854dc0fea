"""Options that several commands share, each once, and the decorator that adds them."""

from collections.abc import Callable, Iterable
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace

from lkt_alloc.cli import choices, completion
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.case_options import case_of
from lkt_alloc.cli.choices import Lang
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.results import is_for_programs
from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.render import OTHER_NAMES, formats_of
from lkt_alloc.reports.results import Result

if TYPE_CHECKING:
    from lkt_alloc.checks.typed import WhatIf

BudgetFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help=h(
            "Budget file, or a folder with one. Default: budget.yaml in this folder, else LKT_ALLOC_BUDGET, else the built-in LKT case."
        ),
    ),
]
MunicipalityFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help=h(
            "Municipality file. Default: the one that the budget names, else municipalities.yaml beside "
            "it; what is missing there is taken from Norway's."
        ),
    ),
]
Output = Annotated[Path | None, typer.Option(metavar="FILE", help=h("Write to this file instead of the terminal."))]
Force = Annotated[bool, typer.Option("--force", help=h("Let --output overwrite a file."))]
PopulationDate = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        callback=choices.a_date,
        autocompletion=completion.dates,
        help=h("Use the populations of another 1 January, such as 2019-01-01."),
    ),
]
OtherKey = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        metavar="[PAYER=]NAME",
        autocompletion=completion.keys,
        help=h("Share by another allocation key of the budget."),
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAMES",
        autocompletion=completion.several,
        help=h("Leave municipalities out, such as Voss,Os; the others pay more."),
    ),
]
Gap = Annotated[
    bool,
    typer.Option("--gap", help=h("With --without or --decided: nobody pays for those, and the shortfall is shown.")),
]
WithoutDeclined = Annotated[
    bool,
    typer.Option(
        "--decided", help=h("Leave out those who have declined, by the file of decisions; the others pay more.")
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAMES", autocompletion=completion.several, help=h("Share among these only, such as Bergen,Os.")
    ),
]
External = Annotated[
    list[str] | None,
    typer.Option(
        metavar="POST[.PERIOD]=KR",
        autocompletion=completion.amounts,
        help=h("External funding for a budget item, before the payers share it."),
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="post.POST.PERIOD=KR",
        autocompletion=completion.changes,
        help=h("Another amount of a budget item; also covered. and external."),
    ),
]
ScenarioFile = Annotated[
    Path | None, typer.Option("--scenario", metavar="FILE", help=h("Take the changes from a scenario file."))
]
DecisionsFile = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        metavar="FILE",
        help=h("File of decisions. Default: the one that the budget names, else decisions.yaml beside it."),
    ),
]
PeriodArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[PERIOD]",
        autocompletion=completion.periods,
        help=h("A period of the budget. Default: all of them side by side, and their sum."),
        show_default=False,
    ),
]
OnePeriod = Annotated[
    str, typer.Argument(metavar="PERIOD", autocompletion=completion.periods, help=h("A period of the budget."))
]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        autocompletion=completion.periods,
        help=h("A period of the budget. Default: all of them."),
    ),
]
KommuneOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|NUMBER",
        autocompletion=completion.municipalities,
        help=h("The municipality: name in any case (æøå also as ae, oe, aa) or number."),
    ),
]


def format_option(result: type[Result], *, by_ending: bool = True) -> Any:
    """The option --format of a command that makes such results; what it names comes out as the table has it."""
    names = tuple(formats_of(result))

    def checked(value: str | None) -> str | None:
        return choices.one_of(names)(OTHER_NAMES.get(value, value) if value else value)

    said = h("The format of the result; the ending of --output decides it too.") if by_ending else None
    return choices.option(names, said, "--format", check=checked, show_default=result.default)


def _what_if(
    decided: WithoutDeclined = False,
    key: OtherKey = None,
    population: PopulationDate = None,
    without: Without = None,
    gap: Gap = False,
    only: Only = None,
    external: External = None,
    set_: Set = None,
    scenario: ScenarioFile = None,
) -> "WhatIf":
    from lkt_alloc.checks.typed import WhatIf

    lists = {"key": key, "without": without, "only": only, "external": external, "set_": set_}
    typed_lists = {name: tuple(typed or ()) for name, typed in lists.items()}
    return WhatIf(population, gap, scenario, **typed_lists, decided=decided)


def _asked(
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
    decisions: DecisionsFile = None,
    **changes: Any,
) -> Asked:
    return Asked(budget, municipalities, _what_if(**changes), lang, decisions=decisions)


def with_options(
    result: type[Result], *, what_if: bool = True, decisions: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command that makes such results the options for its parameters `asked`, `wanted` and `case`, each handed over as one value.

    In help, what can be changed in the budget (if `what_if`) stands where `asked` does, the format and where it goes where `wanted`
    does, what is known of a case where `case` does, and the files last; a file of decisions only if `decisions`.
    """

    def wanted(
        format_: Annotated[str | None, format_option(result)] = None, output: Output = None, force: Force = False
    ) -> Wanted:
        return Wanted(format_, output, force)

    changes, of_wanted, of_case = _options(_what_if) if what_if else {}, _options(wanted), _options(case_of)
    files = {name: option for name, option in _options(_asked).items() if name != "changes"}
    if not decisions:
        del files["decisions"]
    in_place = {"asked": changes, "wanted": of_wanted, "case": of_case}

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        own, parameters = _options(command), dict[str, Parameter]()
        for name, option in own.items():
            parameters |= in_place.get(name, {name: option})
        parameters |= files if "asked" in own else {}

        @wraps(command)
        def run(**given: Any) -> None:
            def taken(options: Iterable[str]) -> dict[str, Any]:
                return {option: given.pop(option) for option in options}

            values: dict[str, Asked | Wanted | CaseFacts] = {}
            for_programs = False
            if "wanted" in own:
                values["wanted"] = form = wanted(**taken(of_wanted))
                for_programs = is_for_programs(result, form)
            if "asked" in own:
                asked = _asked(**taken(files), **taken(changes))
                values["asked"] = replace(asked, is_paper=result.is_paper, for_programs=for_programs)
            if "case" in own:
                values["case"] = case_of(**taken(of_case))
            command(**given, **values)

        vars(run)["__signature__"] = Signature(
            [option.replace(kind=Parameter.KEYWORD_ONLY) for option in parameters.values()]
        )
        run.__annotations__ = {name: option.annotation for name, option in parameters.items()}
        return run

    return decorated


def _options(function: Callable[..., object]) -> dict[str, Parameter]:
    return dict(signature(function).parameters)
