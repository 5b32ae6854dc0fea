"""The commands that make results, as Typer sees them. What a command does is imported when it runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lkt_alloc.cli import choices, completion
from lkt_alloc.cli.options import (
    BudgetFile,
    External,
    Force,
    Gap,
    Kommune,
    KommuneOption,
    Lang,
    MunicipalityFile,
    OnePeriod,
    Only,
    OtherKey,
    Output,
    Period,
    PeriodOption,
    PopulationDate,
    ScenarioFile,
    Set,
    Without,
    format_option,
)

if TYPE_CHECKING:
    from lkt_alloc.cli.asked import WhatIf


def compute(
    period: Period = None,
    by_post: Annotated[bool, typer.Option("--by-post", help="Show what each municipality pays of each post.")] = False,
    chart: Annotated[bool, typer.Option("--chart", help="Draw the shares as bars instead of a table.")] = False,
    key: OtherKey = None,
    population: PopulationDate = None,
    without: Without = None,
    gap: Gap = False,
    only: Only = None,
    external: External = None,
    set_: Set = None,
    scenario: ScenarioFile = None,
    sort: Annotated[
        str,
        typer.Option(
            metavar=choices.metavar(choices.SORTS),
            callback=choices.a_sort,
            help="Order of the municipalities; a minus in front turns it round.",
        ),
    ] = "number",
    format_: Annotated[str | None, format_option(choices.COMPUTE_FORMATS, "table")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Share out a period, and show how the posts give the total."""
    from lkt_alloc.cli.asked import Asked, Wanted
    from lkt_alloc.cli.compute import compute as run

    what_if = _what_if(population, gap, scenario, key, without, only, external, set_)
    asked, wanted = Asked(budget, municipalities, what_if, lang), Wanted(format_, output, force)
    run(asked, wanted, period, sort=sort, by_post=by_post, chart=chart)


def explain(
    kommune: Kommune,
    period: PeriodOption = None,
    key: OtherKey = None,
    population: PopulationDate = None,
    without: Without = None,
    gap: Gap = False,
    only: Only = None,
    external: External = None,
    set_: Set = None,
    scenario: ScenarioFile = None,
    format_: Annotated[str | None, format_option(choices.EXPLAIN_FORMATS, "text")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Show step by step why a municipality pays what it pays."""
    from lkt_alloc.cli.asked import Asked, Wanted
    from lkt_alloc.cli.explain import explain as run

    what_if = _what_if(population, gap, scenario, key, without, only, external, set_)
    run(Asked(budget, municipalities, what_if, lang), Wanted(format_, output, force), kommune, period)


_SIDE: Final = "A period, key:NAME, or a budget or scenario file, perhaps with a period: budget.yaml:2019."


def compare(
    a: Annotated[str, typer.Argument(metavar="A", autocompletion=completion.periods, help=_SIDE)],
    b: Annotated[str, typer.Argument(metavar="B", autocompletion=completion.periods, help="The same.")],
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 if anybody pays something else, with 0 if not.")
    ] = False,
    format_: Annotated[str | None, format_option(choices.COMPARE_FORMATS, "table")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Compare what everyone pays in two periods, keys, scenarios or budgets, and say why it differs."""
    from lkt_alloc.cli.asked import Asked, Wanted, WhatIf
    from lkt_alloc.cli.compare import compare as run

    asked, wanted = Asked(budget, municipalities, WhatIf(), lang), Wanted(format_, output, force)
    run(asked, wanted, a, b, exit_code=exit_code)


def invoice(
    period: OnePeriod,
    instalments: Annotated[
        int, typer.Option(metavar="N", min=1, max=12, help="How many invoices each municipality gets.")
    ] = 1,
    due: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE",
            callback=choices.dates,
            help="When an invoice is due, as 2019-03-31; one for each instalment, in order. Repeatable.",
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What is to stand on the invoices. Default: the budget and the period."),
    ] = None,
    actual: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Final figures: invoice the balances, or carry them into this period."),
    ] = None,
    key: OtherKey = None,
    population: PopulationDate = None,
    without: Without = None,
    gap: Gap = False,
    only: Only = None,
    external: External = None,
    set_: Set = None,
    scenario: ScenarioFile = None,
    format_: Annotated[str | None, format_option(choices.INVOICE_FORMATS, "table")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """List what to invoice each municipality for a period."""
    from datetime import date

    from lkt_alloc.cli.asked import Asked, Wanted
    from lkt_alloc.cli.invoice import invoice as run
    from lkt_alloc.engine.invoice import Terms

    what_if = _what_if(population, gap, scenario, key, without, only, external, set_)
    asked, wanted = Asked(budget, municipalities, what_if, lang), Wanted(format_, output, force)
    run(asked, wanted, period, Terms(instalments, tuple(map(date.fromisoformat, due or ())), text), actual)


def document(
    kommune: KommuneOption = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every municipality: one file each, in the folder --output.")
    ] = False,
    period: PeriodOption = None,
    key: OtherKey = None,
    population: PopulationDate = None,
    without: Without = None,
    gap: Gap = False,
    only: Only = None,
    external: External = None,
    set_: Set = None,
    scenario: ScenarioFile = None,
    format_: Annotated[str | None, format_option(choices.DOCUMENT_FORMATS, "markdown")] = None,
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your own template: text (Jinja) or Word (.docx), with placeholders."),
    ] = None,
    template_help: Annotated[
        bool, typer.Option("--template-help", help="List the placeholders of templates, and do nothing else.")
    ] = False,
    actual: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Final figures: the note says what is left to pay.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write to this file; with --all, to files in this folder.")
    ] = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Write the case note with a proposed resolution."""
    if template_help:
        from lkt_alloc.cli.document import template_help as show

        show(lang)
        return
    if (kommune is not None) == all_:
        raise typer.BadParameter("Name one municipality with --kommune, or take all of them with --all.")
    from lkt_alloc.cli.asked import Asked, Wanted
    from lkt_alloc.cli.document import document as one
    from lkt_alloc.cli.document import documents as several

    what_if = _what_if(population, gap, scenario, key, without, only, external, set_)
    asked, wanted = Asked(budget, municipalities, what_if, lang), Wanted(format_, output, force)
    if kommune is not None:
        one(asked, wanted, kommune, period, template, actual)
    else:
        several(asked, wanted, period, template, actual)


def settle(
    period: OnePeriod,
    actual: Annotated[Path, typer.Option(metavar="FILE", help="What the period really cost, and what was paid.")],
    carry: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Carry the balances into this period, and show the sum.")
    ] = None,
    format_: Annotated[str | None, format_option(choices.COMPUTE_FORMATS, "table")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Settle a period after the accounts: final share, paid on account, and the difference."""
    from lkt_alloc.cli.asked import Asked, Wanted, WhatIf
    from lkt_alloc.cli.settle import settle as run

    run(Asked(budget, municipalities, WhatIf(), lang), Wanted(format_, output, force), period, actual, carry)


def _what_if(population: str | None, gap: bool, scenario: Path | None, *texts: list[str] | None) -> "WhatIf":
    """What is to be changed, as typed; `texts` in the order of the fields."""
    from lkt_alloc.cli.asked import WhatIf

    return WhatIf(population, gap, scenario, *(tuple(each or ()) for each in texts))
