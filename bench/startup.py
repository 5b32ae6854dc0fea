"""Whole processes, each command beside `python -c pass`: all take turns, so that what the machine does meanwhile falls on all alike."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.instructions import instructions

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
BARE = "python -c pass"
LIBRARIES = {
    'python -c "import typer, msgspec"': "import typer, msgspec",
    'python -c "import typer, msgspec, yaml, pydantic_core"': "import typer, msgspec, yaml, pydantic_core",
}
"""What a run imports of others at the least: when it remembers the files, and when it reads them."""
COLD = ", nothing remembered"
COMPLETING = {"_LKT_ALLOC_COMPLETE": "complete_bash", "COMP_WORDS": "lkt-alloc comp", "COMP_CWORD": "1"}


class Measured(NamedTuple):
    """Milliseconds, the median ratio to `python -c pass` in the same round, and instructions, 0 where valgrind is not there."""

    ms: float
    ratio: float
    instructions: int


def commands(folder: Path) -> dict[str, list[str]]:
    """Each command as a user types it, by what it is called in the table."""
    ledger, files = (
        folder / "split.beancount",
        [str(ROOT / "data" / f) for f in ("municipalities.yaml", "budget_2018_2019.yaml")],
    )
    ledger.write_text(_ledger(), encoding="utf-8")
    ours = (
        "--version", "--help", "compute 2019 --format csv", "compute 2019 --format json", "compute 2019 --format table",
        "explain --kommune Os", "invoice 2019", "document --kommune Os", "rule", "schema budget", "init --help", "population --help",
    )  # fmt: skip
    found = {name: [str(BIN / "lkt-alloc"), *name.split()] for name in ours}
    found["check (both files)"] = [str(BIN / "lkt-alloc"), "check", *files]
    found["completion"] = [str(BIN / "lkt-alloc")]
    for name in ("compute 2019 --format csv", "check (both files)"):
        found[name + COLD] = found[name]
    journal = folder / "split.journal"
    journal.write_text("2019-01-02" + _ledger().partition("\n2019-01-02")[2], encoding="utf-8")
    hledger = {"hledger balance": ["hledger", "-f", str(journal), "balance"]} if shutil.which("hledger") else {}
    return {
        BARE: [sys.executable, "-c", "pass"],
        **{name: [sys.executable, "-c", code] for name, code in LIBRARIES.items()},
        **{f"lkt-alloc {name}": words for name, words in found.items()},
        "bean-check": [str(BIN / "bean-check"), str(ledger)],
        "bean-query": [str(BIN / "bean-query"), str(ledger), "SELECT account, sum(position) GROUP BY account"],
        **hledger,
    }


def _ledger() -> str:
    """1 525 000 kroner over 24 municipalities, divided beforehand: Beancount checks it and does not divide."""
    from bench.engine import reference, weights_of  # noqa: PLC0415

    shares = reference(1_525_000, weights_of(24))
    names = [f"Assets:M{i:02}" for i in range(24)]
    opened = [f"2019-01-01 open {name} NOK" for name in [*names, "Income:Cost"]]
    postings = [f"  {name}  {share} NOK" for name, share in zip(names, shares, strict=True)]
    return "\n".join([*opened, '2019-01-02 * "split"', *postings, "  Income:Cost  -1525000 NOK"]) + "\n"


def startup(rounds: int) -> dict[str, Measured]:
    """Each command, beside the others."""
    with tempfile.TemporaryDirectory() as name:
        each = commands(Path(name))
        spent: dict[str, list[float]] = {command: [] for command in each}
        around = {command: _environment(command, name) for command in each}
        for turn in range(rounds + 1):
            for command, words in each.items():
                started = time.perf_counter()
                done = subprocess.run(words, env=around[command], cwd=name, capture_output=True, check=False)
                if turn:  # the first is for the disk to become warm
                    spent[command].append((time.perf_counter() - started) * 1000)
                elif done.returncode or not (done.stdout + done.stderr or command in _SILENT):
                    raise SystemExit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr.decode()}")
        valgrind = shutil.which("valgrind")
        counted = {c: instructions(valgrind, each[c], around[c]) if valgrind else 0 for c in each}
    bare = spent[BARE]
    return {
        c: Measured(median(ms), median(m / b for m, b in zip(ms, bare, strict=True)), counted[c])
        for c, ms in spent.items()
    }


_SILENT = (BARE, *LIBRARIES, "bean-check")


def _environment(command: str, folder: str) -> dict[str, str]:
    known = os.environ | {"LKT_ALLOC_CACHE": str(Path(folder) / "cache")}
    known.pop("PYTHONDONTWRITEBYTECODE", None)  # else a program that was changed is compiled at every start
    if command.endswith(COLD):
        known["LKT_ALLOC_CACHE"] = "off"
    return known | (COMPLETING if command.endswith("completion") else {})
