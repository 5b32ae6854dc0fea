"""What each command imports: start-up time is a feature, and it goes when somebody imports a library at the top of a file."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lkt_alloc.cli.app import FOR_FILES, FOR_RESULTS
from tests.acceptance.replay import ROOT, environment

HEAVY = ("pydantic", "pydantic_core", "yaml", "rich", "jinja2", "xlsxwriter", "docx", "docxtpl", "lxml", "markupsafe")
"""Libraries that are for some commands only."""

FOR_UNKNOWN_INPUT = (
    "schema",
    "gate",
    "faults",
    "source",
    "decoding",
    "syntax",
    "rules",
    "acknowledgements",
    "catalogue",
)
"""Our rooms that files which are known to be sound have no use for."""

FOR_RESULTS_ONLY = {
    "lkt_alloc.engine.model",
    "lkt_alloc.engine.allocate",
    "lkt_alloc.language.words",
    "lkt_alloc.files.cache",
    "msgspec",
}

FILES = [str(ROOT / "data" / name) for name in ("budget_2018_2019.yaml", "municipalities.yaml")]
COMPLETION = {"_LKT_ALLOC_COMPLETE": "complete_bash", "COMP_CWORD": "1", "COMP_WORDS": "lkt-alloc "}


def imported(arguments: Sequence[str], cache: Path, **more: str) -> set[str]:
    """The modules that a command imports, as Python itself reports them."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "lkt_alloc", *arguments],
        env=environment(LKT_ALLOC_CACHE=str(cache), **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def heavy(modules: set[str]) -> list[str]:
    """What of this nobody should have to wait for."""
    ours = {f"lkt_alloc.{room}" for room in FOR_UNKNOWN_INPUT}
    return sorted(m for m in modules if m.partition(".")[0] in HEAVY or m in ours)


@pytest.mark.parametrize("arguments", [["--help"], ["compute", "--help"], ["check", "-h"], ["population", "-h"]])
def test_help_imports_nothing_that_results_are_made_with(arguments: list[str], tmp_path: Path) -> None:
    modules = imported(arguments, tmp_path)
    assert not heavy(modules)
    assert not modules & FOR_RESULTS_ONLY


def test_completion_of_commands_imports_nothing_that_results_are_made_with(tmp_path: Path) -> None:
    modules = imported([], tmp_path, **COMPLETION)
    assert not heavy(modules)
    assert not modules & FOR_RESULTS_ONLY


def test_the_version_is_said_without_typer(tmp_path: Path) -> None:
    ours = {module for module in imported(["--version"], tmp_path) if module.startswith(("typer", "lkt_alloc."))}
    assert ours <= {"lkt_alloc.cli", "lkt_alloc.__main__"}


RESULTS = {
    "csv": ["compute", "2019", "--format", "csv"],
    "json": ["compute", "2019", "--format", "json"],
    "table": ["compute", "2019"],
    "explain": ["explain", "--kommune", "Bergen"],
    "check": ["check", *FILES],
    "check json": ["check", "--format", "json", *FILES],
}


@pytest.mark.parametrize("command", RESULTS)
def test_what_is_known_to_be_sound_passes_without_the_gate_and_the_rules(command: str, tmp_path: Path) -> None:
    before = imported(RESULTS[command], tmp_path)
    assert {"pydantic", "yaml", "lkt_alloc.checks.rules"} <= before  # so the next lines would see them
    assert not heavy(imported(RESULTS[command], tmp_path))


@pytest.mark.parametrize("command", ["csv", "json"])
def test_results_without_sentences_read_none(command: str, tmp_path: Path) -> None:
    imported(RESULTS[command], tmp_path)
    modules = imported(RESULTS[command], tmp_path)
    assert not modules & {
        "lkt_alloc.reports.compute",
        "lkt_alloc.diagnostics.findings",
        "lkt_alloc.files.notation",
        "lkt_alloc.engine.invoice",
    }


def test_a_command_alone_is_made_known_when_it_is_named(tmp_path: Path) -> None:
    assert "lkt_alloc.cli.for_files" not in imported(["compute", "-h"], tmp_path)
    assert "lkt_alloc.cli.for_results" not in imported(["check", "-h"], tmp_path)


def said(code: str, **more: str) -> tuple[int, bytes, bytes]:
    around = environment(**more)
    done = subprocess.run([sys.executable, "-c", code], env=around, cwd=ROOT, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


NAMED = [
    ["--version"],
    *([name, option] for name in (*FOR_RESULTS, *FOR_FILES) for option in ("--help", "--no-such-option")),
    ["population", "--help"],
    ["population", "import", "--no-such-option"],
    ["compute", "2019", "--format", "nothing"],
    ["explain"],
    ["rule", "LKT001", "--lang", "en"],
]


@pytest.mark.parametrize("arguments", NAMED, ids=" ".join)
def test_the_short_ways_print_the_same_bytes_as_typer_with_all_commands(arguments: list[str]) -> None:
    assert said(SHORT_WAY.replace("ARGUMENTS", repr(arguments))) == said(LONG_WAY.replace("ARGUMENTS", repr(arguments)))


LONG_WAY = (
    "from lkt_alloc.cli.app import COMMANDS, app, prepare; prepare(COMMANDS); app(ARGUMENTS, prog_name='lkt-alloc')"
)
SHORT_WAY = "import sys; sys.argv[1:] = ARGUMENTS; from lkt_alloc.cli import main; main()"
TYPED = [
    "", " ", " c", " comp", " compute", " comp ", " comp ch", " compute --f", " compute 2", " ch --f", " xyz", " --v", " -h comp",
    " population", " population ", " population im", " population import --", " rule LKT1", " check comp",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_offered_the_same_as_with_all_commands(shell: str, typed: str) -> None:
    line = f"lkt-alloc{typed}"
    words = len(line.split()) - (not line[-1].isspace())
    around = {"_LKT_ALLOC_COMPLETE": f"complete_{shell}"}
    around |= {"COMP_WORDS": line, "COMP_CWORD": str(words)} if shell == "bash" else {"_TYPER_COMPLETE_ARGS": line}
    if shell == "fish":
        around["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    short, long = (said(way.replace("ARGUMENTS", "[]"), **around) for way in (SHORT_WAY, LONG_WAY))
    assert (short[0], short[1].strip(), short[2]) == (long[0], long[1].strip(), long[2])
