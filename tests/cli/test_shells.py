"""What Tab puts on the line in real shells, and that the command then gets the name as one word."""

import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path
from select import select

import pytest

from tests.acceptance.programs import needed
from tests.acceptance.replay import environment, run

pytestmark = pytest.mark.slow

REGISTER = """
format: lkt-alloc/municipalities/1
sources: {s: {title: t}}
population_sources: {2024-01-01: s}
municipalities:
  "3332": {name: Sigdal, population: {2024-01-01: 3453}}
  "3338": {name: Nore og Uvdal, population: {2024-01-01: 2442}}
  "5001": {name: "Trondheim - Tråante", population: {2024-01-01: 214565}}
  "9999": {name: "Per's $HOME & \\"co\\" AS", population: {2024-01-01: 1}}
  "9998": {name: "Nore\\e[31m", population: {2024-01-01: 1}}
"""
BUDGET = """
format: lkt-alloc/budget/1
periods: {"Q1: 2024": {}, "2025": {}}
keys: {etter folketal: {}}
"""
FILES = "--budget b.yaml --municipalities m.yaml"
CASES = {
    f"explain {FILES} --kommune Nor": "Nore og Uvdal",
    f"explain {FILES} --kommune nore\\ o": "nore og Uvdal",
    f"explain {FILES} --kommune=Nor": "--kommune=Nore og Uvdal",
    f'explain {FILES} --kommune "Nore o': "Nore og Uvdal",
    f"explain {FILES} --kommune 'Nore o": "Nore og Uvdal",
    f"explain {FILES} --kommune Per": 'Per\'s $HOME & "co" AS',
    f'explain {FILES} --kommune "Per': 'Per\'s $HOME & "co" AS',
    f"explain {FILES} --kommune Tron": "Trondheim - Tråante",
    f"compute {FILES} --without Sigdal,Nor": "Sigdal,Nore og Uvdal",
    f"compute {FILES} --only=Sigdal,Nor": "--only=Sigdal,Nore og Uvdal",
    f"compute {FILES} Q": "Q1: 2024",
    f"compute {FILES} --key ett": "etter folketal",
    f"compute {FILES} --key kommuner=ett": "kommuner=etter folketal",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files, and a program that prints its last argument, or completes as ours does."""
    (tmp_path / "b.yaml").write_text(BUDGET, encoding="utf-8")
    (tmp_path / "m.yaml").write_text(REGISTER, encoding="utf-8")
    program = tmp_path / "lkt-alloc"
    ours = f'exec "{sys.executable}" -m lkt_alloc "$@"'
    shown = "for last; do :; done; printf '<<%s>>\\n' \"$last\""
    program.write_text(f'#!/bin/sh\ntest -n "$_LKT_ALLOC_COMPLETE" && {ours}\n{shown}\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def variables(folder: Path) -> dict[str, str]:
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return environment(PATH=path, HOME=str(folder), LC_ALL="C.UTF-8", TERM="dumb", PS1="", LKT_ALLOC_CACHE="off")


def script(shell: str, folder: Path) -> str:
    more = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    said, code = run(f"lkt-alloc --show-completion {shell}", folder, **more)
    assert code == 0
    return said


def typed(command: list[str], lines: list[str], folder: Path) -> list[str]:
    """What the commands get as their last argument when these lines are typed to a shell in a terminal."""
    main, worker = pty.openpty()
    termios.tcsetwinsize(worker, (50, 250))
    with subprocess.Popen(
        command, cwd=folder, env=variables(folder), stdin=worker, stdout=worker, stderr=worker, start_new_session=True
    ) as process:
        os.close(worker)
        printed = ""
        for line in lines:
            os.write(main, line.encode())
            if line.endswith("\n"):
                printed += _until(main, ">>\r\n" if "\t" in line else "ready\r\n")
        os.close(main)
        process.kill()
    return re.findall(r"<<([^%].*?)>>\r\n", printed)


def _until(main: int, end: str) -> str:
    printed = b""
    while end.encode() not in printed and select([main], [], [], 5)[0]:
        printed += os.read(main, 65536)
    return printed.decode("utf-8", "replace")


def test_bash_puts_a_word_on_the_line(folder: Path) -> None:
    (folder / "rc").write_text(f"{script('bash', folder)}\nbind 'set enable-bracketed-paste off'\n", encoding="utf-8")
    bash = needed("bash", package="bash")
    lines = ["echo rea''dy\n", *(f"lkt-alloc {words}\t\n" for words in CASES)]
    got = typed([bash, "--noprofile", "--rcfile", "rc", "-i"], lines, folder)
    assert got == list(CASES.values())


def test_zsh_puts_a_word_on_the_line(folder: Path) -> None:
    begin = "PS1=''\nunset zle_bracketed_paste\nautoload -U compinit\ncompinit -D -u\n"
    (folder / ".zshrc").write_text(f"{begin}{script('zsh', folder)}\n", encoding="utf-8")
    lines = ["echo rea''dy\n", *(f"lkt-alloc {words}\t\n" for words in list(CASES)[:5])]
    assert typed([needed("zsh", package="zsh"), "-i"], lines, folder) == list(CASES.values())[:5]


def test_fish_offers_the_whole_word(folder: Path) -> None:
    fish = needed("fish", package="fish")
    (folder / "c.fish").write_text(script("fish", folder), encoding="utf-8")
    for words in (f"explain {FILES} --kommune Nor", f"explain {FILES} --kommune=Nor"):
        done = subprocess.run(
            [fish, "--no-config", "-c", f"source c.fish; complete -C 'lkt-alloc {words}'"],
            cwd=folder,
            env=variables(folder),
            capture_output=True,
            check=True,
        )
        assert done.stdout.decode().splitlines() == [CASES[words]]


def complete(words: str, shell: str = "bash", **more: str) -> str:
    return run("lkt-alloc", Path(more.pop("cwd")), _LKT_ALLOC_COMPLETE=f"complete_{shell}", **more)[0]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (f"explain {FILES} --kommune Nor", "Nore\\ og\\ Uvdal\n"),
        (f"explain {FILES} --kommune = Nor", "Nore\\ og\\ Uvdal\n"),
        (f"explain {FILES} --kommune =", "Nore\\ og\\ Uvdal\nPer\\'s\\ \\$HOME\\ \\&\\ \\\"co\\\"\\ AS\nSigdal\nTrondheim\\ -\\ Tråante\n"),
        (f"compute {FILES} Q", "Q1:\\ 2024\n"),
        (f"compute {FILES} Q1 :", "\\ 2024\n"),
        (f"compute {FILES} nothing", ""),
        (f"explain {FILES} --kommune Nore\x1b", ""),
    ],
)  # fmt: skip
def test_bash_is_told_what_stands_after_the_last_break(words: str, offered: str, folder: Path) -> None:
    line = f"lkt-alloc {words}"
    number = str(len(line.split(" ")) - 1)
    for joined in (line, line.replace(" ", "\n")):
        assert complete(words, cwd=str(folder), COMP_WORDS=joined, COMP_CWORD=number) == offered


def test_zsh_is_told_the_whole_word(folder: Path) -> None:
    for words, offered in (("--kommune Nor", "Nore og Uvdal"), ("--kommune=Nor", "--kommune=Nore og Uvdal")):
        line = f"lkt-alloc explain {FILES} {words}"
        said = complete(words, "zsh", cwd=str(folder), _TYPER_COMPLETE_ARGS=line)
        assert said == f"_arguments '*: :((\"{offered}\"))'\n"
