"""Which formats a result has, and which is chosen."""

from pathlib import Path

import pytest

from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.results import chosen
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from lkt_alloc.render import FORMATS, OTHER_NAMES, formats_of
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.results import Computed, Found, Laid, Result
from lkt_alloc.reports.shares import SORTS
from tests.acceptance.replay import ROOT
from tests.cli.commands import PARAMETERS
from tests.cli.inside import inside


class Bare(Result, frozen=True):
    """Rows and a table, and nothing that is said about them."""

    def rows(self) -> None: ...
    def table(self) -> None: ...


@pytest.mark.parametrize(
    ("result", "names"),
    [
        (Laid, "text markdown html docx pdf"),
        (Explained, "text markdown html docx pdf json"),
        (Computed, "text markdown html docx pdf csv csv-excel xlsx json"),
        (Found, "text json github sarif junit"),
        (Bare, "csv csv-excel"),
        (object, ""),
    ],
)
def test_formats_follow_from_what_a_result_has(result: type, names: str) -> None:
    assert list(formats_of(result)) == names.split()


def test_of_two_ways_to_a_format_the_result_has_its_own() -> None:
    """Also that every renderer is there, and says which formats have room for remarks and for bars."""
    assert [formats_of(Computed)[name].renderer for name in ("html", "xlsx")] == ["page", "xlsx"]
    assert [formats_of(Laid)[name].renderer for name in ("html", "text")] == ["page:render_report", "text"]
    assert all(callable(form.render()) for form in FORMATS)
    assert {name for name, form in formats_of(Computed).items() if form.is_bare} == {"csv", "csv-excel"}
    assert {form.name for form in FORMATS if form.draws_bars} == {"text", "markdown"}


@pytest.mark.parametrize(
    ("result", "format_", "output", "name"),
    [
        (Computed, None, None, "text"),
        (CaseNote, None, None, "markdown"),
        (CaseNote, None, "-", "markdown"),
        (CaseNote, None, "note", "markdown"),
        (CaseNote, None, "note.txt", "text"),
        (CaseNote, None, "folder.docx", "markdown"),
        (Computed, None, "a.XLSX", "xlsx"),
        (Computed, None, "a.csv", "csv"),
        (Computed, "csv-excel", "a.csv", "csv-excel"),
    ],
)
def test_the_name_decides_else_the_ending_else_the_result(
    result: type[Result], format_: str | None, output: str | None, name: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.docx").mkdir()
    assert chosen(result, Wanted(format_, tmp_path / output if output not in (None, "-") else None)).name == name


def test_an_ending_that_a_result_has_no_format_for_is_refused() -> None:
    with pytest.raises(CannotRun) as refused:
        chosen(Explained, Wanted(None, Path("a.csv")))
    assert refused.value.remedy
    assert ".txt, .md, .html, .docx, .pdf, .json" in Words("en").say(refused.value.remedy)


def test_text_may_be_called_as_it_was_before() -> None:
    assert OTHER_NAMES == {"table": "text"}
    said = [inside(["rule", "LKT301", "--format", name], ROOT) for name in ("text", "table")]
    assert said[0] == said[1]
    assert said[0][1] == 0


@pytest.mark.parametrize("command", [name for name in PARAMETERS if "budget" in PARAMETERS[name]])
def test_shared_options_stand_in_the_same_order_in_every_help(command: str) -> None:
    order = [
        "key",
        "population",
        "without",
        "gap",
        "only",
        "external",
        "set_",
        "scenario",
        "sort",
        "format_",
        "template",
        "output",
        "force",
        "lang",
        "budget",
        "municipalities",
    ]
    names = list(PARAMETERS[command])
    assert [name for name in names if name in order] == [name for name in order if name in names]


def test_the_orders_that_help_names_are_those_there_are() -> None:
    assert tuple(SORTS) == choices.SORTS
