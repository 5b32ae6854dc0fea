"""The program as a whole, where sessions do not reach: terminals, streams, files, completion, the same bytes twice."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lkt_alloc.files.disk import embedded
from lkt_alloc.render import FORMATS, formats_of
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.invoice import Invoiced
from lkt_alloc.reports.results import Computed, Found
from lkt_alloc.reports.rule_pages import Rules
from tests.acceptance.replay import ROOT, environment, run
from tests.cli.terminals import in_terminal

COMMAND = [sys.executable, "-m", "lkt_alloc"]


@pytest.mark.parametrize(("columns", "lang"), [(80, "nn"), (80, "nb"), (80, "en"), (120, "nn")])
def test_the_main_table_fits_a_terminal_and_keeps_its_numbers_whole(columns: int, lang: str) -> None:
    printed = in_terminal(["compute", "2019", "--lang", lang], columns, NO_COLOR="1")
    assert max(map(len, printed.splitlines())) <= columns
    words = {"nn": "762\xa0500", "nb": "762\xa0500", "en": "762,500"}
    assert any(words[lang] in line and "1201" in line for line in printed.splitlines())


def test_a_narrow_terminal_gets_the_table_in_pieces() -> None:
    printed = in_terminal(["compute", "2019"], 50, NO_COLOR="1")
    assert max(map(len, printed.splitlines())) <= 50
    assert printed.count("1201  Bergen") > 1
    assert "1\xa0525\xa0000" in printed


def test_colours_are_for_terminals_that_want_them() -> None:
    assert "\x1b[" in in_terminal(["compute", "2019"], 80)
    assert "\x1b[" not in in_terminal(["compute", "2019"], 80, NO_COLOR="1")
    assert "\x1b[" not in run("lkt-alloc compute 2019", ROOT)[0]


def test_the_terminal_shows_the_same_figures_as_plain_text() -> None:
    plain, _ = run("lkt-alloc compute 2019", ROOT)
    terminal = in_terminal(["compute", "2019"], 80, NO_COLOR="1")
    numbers = re.compile(r"\d[\d\xa0]*(?:,\d+)?")
    assert sorted(numbers.findall(plain)) == sorted(numbers.findall(terminal))


CALLS: dict[str, type] = {
    "compute 2019 --by-post": Computed,
    "explain --kommune Voss": Explained,
    "document --kommune Fjell": CaseNote,
    "compare 2018 2019": Compared,
    "invoice 2019 --instalments 2": Invoiced,
    "check examples": Found,
    "rule": Rules,
}


def test_every_format_of_every_command_is_the_same_bytes_at_another_time_in_another_place() -> None:
    """All of them in one process, and again in another: with other hashes, in another time zone, some seconds later."""
    commands = [[*call.split(), "--format", name] for call, result in CALLS.items() for name in formats_of(result)]
    assert {form for result in CALLS.values() for form in formats_of(result).values()} == {*FORMATS}
    once, again = (
        subprocess.run(
            [sys.executable, "-m", "tests.cli.inside", json.dumps(commands)],
            cwd=ROOT,
            env=environment(PYTHONHASHSEED=seed, TZ=zone),
            capture_output=True,
            check=True,
            text=True,
        ).stdout.splitlines()
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland"))
    )
    assert once == again
    assert len(set(once)) == len(commands)
    assert {line.split()[0] for line in once} == {"0"}


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_formats_for_programs_are_the_same_in_every_language(format_: str) -> None:
    said = {
        run(f"lkt-alloc compute --by-post --format {format_} --lang {lang}", ROOT)[0] for lang in ("nn", "nb", "en")
    }
    assert len(said) == 1


@pytest.mark.parametrize(
    ("locale", "word"),
    [
        ("nn_NO.UTF-8", "Namn"),
        ("nb_NO", "Navn"),
        ("no_NO", "Navn"),
        ("en_GB.UTF-8", "Name "),
        ("de_DE", "Namn"),
        ("C", "Namn"),
    ],
)
def test_the_locale_decides_the_language_when_it_is_one_of_ours(locale: str, word: str) -> None:
    assert word in run("lkt-alloc compute 2019", ROOT, LC_ALL=locale)[0]
    assert "Navn" in run("lkt-alloc compute 2019 --lang nb", ROOT, LC_ALL=locale)[0]


def test_output_is_utf_8_whatever_the_locale_and_python_say() -> None:
    around = environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    printed = subprocess.run(
        [*COMMAND, "compute", "2019"], capture_output=True, check=True, cwd=ROOT, env=around
    ).stdout
    assert "Askøy" in printed.decode("utf-8")


def complete(words: str, **more: str) -> list[str]:
    printed, _ = run(
        "lkt-alloc",
        ROOT,
        _LKT_ALLOC_COMPLETE="complete_bash",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split(" ")) - 1),
        **more,
    )
    return printed.split()


def test_the_shell_completes_periods_and_municipalities() -> None:
    assert complete("lkt-alloc compute 20") == ["2018", "2019"]
    assert complete("lkt-alloc explain --kommune ask") == ["askøy"]
    assert complete("lkt-alloc explain --kommune Ask") == ["Askøy"]
    assert complete("lkt-alloc document --kommune Ask") == ["Askøy"]
    assert complete("lkt-alloc document --period 20") == ["2018", "2019"]
    assert complete("lkt-alloc explain --format ") == ["text", "markdown", "html", "docx", "pdf", "json"]
    assert complete("lkt-alloc compute --sort n") == ["number", "name"]
    assert {"amount", "-amount"} <= {*complete("lkt-alloc compute --sort ")}
    assert complete("lkt-alloc compute --population 2026") == ["2026-01-01"]
    assert complete("lkt-alloc compute --external 1.5") == ["1.5.2018=", "1.5.2019="]
    assert complete("lkt-alloc compute --set ") == ["post.", "covered.", "external."]
    assert complete("lkt-alloc compute --set covered.1.6.2019") == ["covered.1.6.2019="]
    assert complete("lkt-alloc compute --set other.") == []
    years = "--scenario examples/scenarios/to_aar_til.yaml"
    assert complete(f"lkt-alloc compute {years} 202") == ["2020", "2021"]
    assert complete(f"lkt-alloc compute {years} --set post.1.6.202") == ["post.1.6.2020=", "post.1.6.2021="]
    assert complete("lkt-alloc compute --scenario nothing.yaml 20") == ["2018", "2019"]
    assert complete("lkt-alloc rule LKT30")[:2] == ["LKT301", "LKT302"]
    assert complete("lkt-alloc rule mixed") == ["mixed-vat"]
    assert complete("lkt-alloc schema b") == ["budget"]
    assert complete("lkt-alloc help f") == ["format"]
    assert complete("lkt-alloc explain --kommune 143") == []
    assert complete("lkt-alloc explain --kommune 141") == ["1411"]


def test_completion_is_silent_about_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- a\n")
    assert complete(f"lkt-alloc compute --budget {tmp_path}/list.yaml 20") == []
    assert complete("lkt-alloc compute --budget nothing.yaml 20") == []


def test_a_result_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    printed, code = run(f"lkt-alloc compute 2019 --lang en --output {tmp_path}/no/such/folder.csv", ROOT)
    assert (code, printed.startswith("lkt-alloc: ")) == (2, True)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "compute", "2019"], stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"lkt-alloc: Kan ikkje skrive til standard ut: disken er full.\n"


def test_a_reader_that_goes_away_is_no_error_of_ours() -> None:
    with subprocess.Popen(
        [*COMMAND, "compute"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_file_is_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    printed, code = run("lkt-alloc compute 2019 --output table.json", tmp_path)
    assert (printed, code) == ("", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["table.json"]
    assert json.loads((tmp_path / "table.json").read_text(encoding="utf-8"))["format"] == "lkt-alloc/compute/2"


def test_an_old_file_survives_when_the_new_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "table.md").write_text("mine")
    _, code = run("lkt-alloc compute 2019 --output table.md", tmp_path)
    assert (code, (tmp_path / "table.md").read_text()) == (2, "mine")


def test_a_device_can_be_written_to(tmp_path: Path) -> None:
    assert run("lkt-alloc compute 2019 --output /dev/null", tmp_path) == ("", 0)


def test_nothing_is_checked_when_nothing_is_named() -> None:
    printed, code = run("lkt-alloc check --lang en", ROOT, LKT_ALLOC_BUDGET="")
    assert (code, printed.splitlines()[0]) == (2, "lkt-alloc: No file is named.")


@pytest.mark.parametrize("path", ["budget", "municipalities"])
def test_a_budget_may_be_read_only_and_have_an_odd_name(path: str, tmp_path: Path) -> None:
    odd = tmp_path / "budsjett (kopi) æøå 😀.yaml"
    odd.write_bytes(embedded(path).read_bytes())
    odd.chmod(0o400)
    printed, code = run(f"lkt-alloc check '{odd.name}' --lang en", tmp_path)
    assert (code, printed) == (0, f"No findings: {odd.name}.\n")
