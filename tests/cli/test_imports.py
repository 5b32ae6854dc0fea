"""What the program imports: start-up time is a feature, and it goes when somebody imports a library at the top of a file."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from lkt_alloc.cli.app import COMMANDS, loaded
from tests.acceptance.replay import ROOT, environment

HEAVY = {
    "pydantic_core",
    "yaml",
    "rich",
    "jinja2",
    "xlsxwriter",
    "docx",
    "docxtpl",
    "typst",
    "lxml",
    "markupsafe",
}
"""Libraries that are for some commands only."""

FILES = ["data/budget_2018_2019.yaml", "data/municipalities.yaml"]
TAB = {"_LKT_ALLOC_COMPLETE": "complete_bash", "COMP_CWORD": "1", "COMP_WORDS": "lkt-alloc "}


WATCHED = """
import atexit, sys
sys.argv[1:] = ARGUMENTS
atexit.register(lambda: print("imported:", *sys.modules, file=sys.__stderr__))
from lkt_alloc.cli import main
main()
"""


def imported(arguments: Sequence[str], cache: Path, **more: str) -> set[str]:
    """The modules that are there when a command has ended."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED.replace("ARGUMENTS", repr(arguments))],
        env=environment(LKT_ALLOC_CACHE=str(cache), **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return set(done.stderr.rpartition("imported: ")[2].split())


def heavy(modules: set[str]) -> set[str]:
    return HEAVY & {module.partition(".")[0] for module in modules}


@pytest.mark.parametrize(("arguments", "more"), [(["--help"], {}), ([], TAB)], ids=["help", "completion"])
def test_the_list_of_commands_needs_none_of_them(arguments: list[str], more: dict[str, str], tmp_path: Path) -> None:
    modules = imported(arguments, tmp_path, **more)
    assert not heavy(modules)
    assert not {f"lkt_alloc.cli.{name}" for name in COMMANDS} & modules


def test_help_of_a_command_and_results_that_are_known_to_be_sound_are_quick(tmp_path: Path) -> None:
    for name in ("compute", "check"):
        modules = imported([name, "--help"], tmp_path)
        assert not heavy(modules)
        assert {f"lkt_alloc.cli.{other}" for other in COMMANDS} & modules == {f"lkt_alloc.cli.{name}"}
    commands = [["compute", "2019", "--format", "csv"], ["explain", "--kommune", "Os"], ["check", *FILES]]
    assert {"pydantic_core", "yaml"} <= heavy(imported(commands[0], tmp_path))  # so the next lines would see them
    imported(commands[2], tmp_path)
    for command in commands:
        modules = imported(command, tmp_path)
        assert not heavy(modules), command
        assert "lkt_alloc.checks.rules" not in modules
    assert not {"lkt_alloc.reports.compute", "lkt_alloc.reports.page"} & imported(commands[0], tmp_path)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_its_own_help_begins_with(name: str) -> None:
    about, command = COMMANDS[name], loaded(name)
    assert command.help.split("\n\n") == [text for text in (about.line, about.more) if text]
    assert command.callback is None or command.callback.__doc__.partition("\n\n")[0] == about.line
