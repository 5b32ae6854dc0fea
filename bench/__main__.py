"""Run everything and write docs/performance.md; `python -m bench --quick` runs a smaller selection and only prints.

Each measurement of memory is a process of its own.
"""

import json
import os
import platform
import resource
import shutil
import subprocess
import sys
from importlib.metadata import version
from math import log
from pathlib import Path
from typing import Any

from bench import engine, reading, startup

PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
PEERS = ("apportionment", "votelib", "beancount", "beanquery", "typer", "pydantic-core", "PyYAML", "lkt-alloc")
Measured = dict[str, Any]

HEAD = """# Speed and memory

This page is written by `make bench`, in one run; it is not part of the tests. Times differ from machine to machine, so what counts
is the ratio to something measured in the same run. Measured with {python} on {machine}, {cores} processor cores, with {versions}.
"""


def apart(what: str, *arguments: object) -> Measured:
    """The result of one measurement in a process of its own, with the peak of its memory in megabytes."""
    command = [sys.executable, "-m", "bench", "--measure", what, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{what} {arguments}: {done.stderr}")
    print(what, *arguments, file=sys.stderr)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def measure(what: str, arguments: list[str]) -> None:
    """Carry out one measurement and print it."""
    found: Measured = {}
    if what == "one-way":
        found = engine.one_way(int(arguments[0]), int(arguments[1]))
    elif what == "two-ways":
        found = engine.two_ways(int(arguments[0]), int(arguments[1]))
    else:
        found["us"] = reading.reading(int(arguments[0]), arguments[1])
    found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown, the first column to the left and the others to the right."""
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---", *["--:"] * (len(head) - 1)], *rows]) + "\n"


def reach(rows: list[tuple[str, float, float, bool]]) -> str:
    """What was aimed for, what was measured, and whether it is met; the last of each row says whether less is better."""
    lines = []
    for what, value, aim, less in rows:
        met = value <= aim if less else value >= aim
        lines.append([what, f"{'≤' if less else '≥'} {aim:g}", f"{value:.2f}", "yes" if met else "**no**"])
    return table(["what", "aim", "measured", "met"], lines)


def startup_part(rounds: int) -> str:
    found = startup.startup(rounds)
    bare = found[startup.BARE]
    rows = [
        [f"`{name}`", f"{one.ms:.0f}", f"{one.ratio:.1f}", f"{one.instructions / bare.instructions:.1f}" if bare.instructions else "–"]
        for name, one in found.items()
    ]  # fmt: skip
    warm = ("--version", "completion", "compute 2019 --format csv", "compute 2019 --format json", "check (both files)")
    cold = ("compute 2019 --format csv", "check (both files)")
    aims = dict.fromkeys(warm, 8) | {"compute 2019 --format table": 12} | {name + startup.COLD: 16 for name in cold}  # fmt: skip
    reached = reach([(f"`{name}`", found[f"lkt-alloc {name}"].ratio, aim, True) for name, aim in aims.items()])
    return (
        "\n## Start-up\n\nWhole processes that take turns: the median of milliseconds, and of the ratio to `python -c pass` in the same"
        f" round ({rounds} rounds). *Instructions* is the ratio of instructions executed, as valgrind counts them, which nothing else on"
        " the machine changes. Our commands have been run before, as what they find out about sound files is remembered; those with"
        " *nothing remembered* find all out anew. Beancount is given the split of 1 525 000 over 24 ready-made and only checks it,"
        f" hledger the same{'' if shutil.which('hledger') else ' (it was not at hand)'}. The floor of ours is what they import of"
        " others: the second line when files are remembered, the third when nothing is.\n\n"
        + table(["command", "ms", "ratio", "instructions"], rows) + "\n" + reached
    )  # fmt: skip


def engine_part(sizes: list[int], rows: int) -> str:
    found = {n: apart("one-way", n, 25 if n < 10**5 else 3) for n in sizes}
    lines, reached = [], []
    for n, measured in found.items():
        bare = measured["reference"]["ns"]
        for name in engine.DIVIDERS:
            one = measured[name]
            ns = one["ns"]
            shown = ["–", "–", "–", "–"] if ns is None else [
                f"{ns:.0f}", f"{ns / bare:.2f}", _yes(one["agrees"]), _yes(one["exact"]) if "exact" in one else "–"
            ]  # fmt: skip
            lines.append([f"{n:,}".replace(",", " "), name, *shown])
        mine = measured["lkt-alloc"]["ns"]
        reached.append((f"reference, n = {n}: ours to it", mine / bare, 1.15, True))
        for name, aim in (("apportionment", 7), ("votelib", 15)):
            theirs = measured[name]["ns"]
            said = f"{name}, n = {n}: it to ours" + ("" if theirs else " (more than this)")
            reached.append((said, (theirs or engine.LIMIT * 1e9 / n) / mine, aim, False))
    least, most = sizes[1], sizes[-1]
    own, mine = (_exponent(found, name, least, most) for name in ("reference", "lkt-alloc"))
    # what no longer fits in the processor's caches makes everybody slower
    reached.append((f"exponent from {least} to {most} (the reference's own is {own:.2f})", mine, 1.25, True))
    both = apart("two-ways", rows, 357)
    reached.append((f"{rows} × 357: two ways to one way", both["two ways"] / both["lkt-alloc"], 4, True))
    cells = [
        [name, f"{both[name]:.0f}", f"{both[name] / both['lkt-alloc']:.2f}"] for name in (*engine.DIVIDERS, "two ways")
    ]
    return (
        f"\n## Dividing\n\nProcessor time in ns a member, the shortest of several; the total is {engine.TOTAL} øre. *Same*"
        " says that every share is the reference's (ties to the first), *same at 10¹⁵* the same for 10¹⁵ øre. A dash: one"
        f" division took more than {engine.LIMIT} s.\n\n"
        + table(["members", "program", "ns", "ratio to the reference", "same", "same at 10¹⁵"], lines)
        + f"\nA table of {rows} posts by 357 municipalities, nanoseconds a cell, the shortest of three ({engine.FEWER} posts for the slower"
        f" peers). One way, every row is the reference's: {_yes(both['agrees'])}. Two ways, every row and column adds up and no cell is"
        f" off by a whole øre: {_yes(both['sound'])}; at most {both['MB']:.0f} MB.\n\n"
        + table(["how", "ns", "ratio to one way"], cells) + "\n" + reach(reached)
    )  # fmt: skip


def _exponent(found: dict[int, Measured], name: str, least: int, most: int) -> float:
    return 1 + log(found[most][name]["ns"] / found[least][name]["ns"]) / log(most / least)


def reading_part(sizes: list[int], rounds: int) -> str:
    found: dict[tuple[int, str], Measured] = {}
    for n in sizes:
        turns = [{what: apart("reading", n, what) for what in reading.THINGS} for _ in range(rounds)]
        shortest = {what: min((turn[what] for turn in turns), key=lambda one: one["us"]) for what in reading.THINGS}
        bare = shortest["CSafeLoader"]["us"]
        found |= {(n, what): {**one, "ratio": one["us"] / bare} for what, one in shortest.items()}
    lines, reached = [], []
    for n in sizes:
        base = found[n, "nothing"]["MB"]
        for what in reading.THINGS[1:]:
            one = found[n, what]
            memory = f"{(one['MB'] - base) * 1024 / n:.1f}"
            shown = f"{n:,}".replace(",", " ")
            lines.append([shown, what, f"{one['us']:.0f}", f"{one['ratio']:.2f}", f"{one['MB']:.0f}", memory])
        if n > 1_000:
            reached.append((f"{n} posts: reading to `CSafeLoader`", found[n, "read"]["ratio"], 0.8, True))
    least, most = sizes[-2:]
    for what in ("read", "check"):
        grown = 1 + log(found[most, what]["us"] / found[least, what]["us"]) / log(most / least)
        reached.append((f"exponent of {what} from {least} to {most}", grown, 1.25, True))
    more = {
        what: (found[most, what]["MB"] - found[least, what]["MB"]) * 1024 / (most - least) for what in reading.THINGS
    }
    return (
        f"\n## Reading\n\nProcessor time for a post, the shortest of {rounds} processes that take turns, as what else the machine does can"
        " only lengthen it, and its ratio to the shortest of `CSafeLoader`; and the peak of the process's memory. *read* is text, places"
        " and form; *check* also the rules."
        " The last column is memory for a post beyond that of an idle process with the same text (of 100 posts it is mostly our"
        " libraries'). Every post has an identifier, a name and an amount of its own. Memory grows with the file:"
        f" {more['read']:.1f} KiB for each post more than {least} when reading, {more['check']:.1f} when checking,"
        f" {more['CSafeLoader']:.1f} with `CSafeLoader`, {more['nothing']:.1f} of it the text.\n\n"
        + table(["posts", "what", "µs a post", "ratio to CSafeLoader", "MB", "KiB a post"], lines) + "\n" + reach(reached)
    )  # fmt: skip


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "**no**"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    named = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return named[0].partition(":")[2].strip() if named else platform.processor() or platform.machine()


def main() -> None:
    quick = "--quick" in sys.argv
    versions = ", ".join(f"{name} {version(name)}" for name in PEERS)
    head = HEAD.format(
        python=f"{platform.python_implementation()} {platform.python_version()}",
        machine=f"{platform.system()} {platform.machine()} ({_processor()})",
        cores=os.cpu_count(),
        versions=versions,
    )
    text = head + startup_part(3 if quick else 15)
    text += engine_part([24, 357, 10_000] if quick else [24, 357, 10_000, 1_000_000], 300 if quick else 10_000)
    text += reading_part(*([100, 10_000], 2) if quick else ([100, 10_000, 100_000], 3))
    if quick:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], sys.argv[3:])
    else:
        main()
