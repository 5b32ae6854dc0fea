"""Does the time to check grow with the file, or with its square? Ratios in one run: time at 2n / time at n, and peak memory.

    python bench/growth.py            every kind, one table
    python bench/growth.py laughs     the kinds with this in their name

Each measurement is a process of its own, so that its peak memory is its own; the time is the processor's for `check` alone, start-up
aside, the shorter of two. The exponent is log2 of the ratio: 1 is growth with the file, 2 with its square.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from math import log2
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUDGET = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
HEAD = BUDGET[: BUDGET.index("posts:")] + "posts:\n"
POST = (
    "  - {{id: 'x{0}', name: p, source: cost-overview, paid_by: {{municipalities: 100 %}}, amounts: {{'2018': 5}}}}\n"
)


def posts(n: int, old: str = "", new: str = "") -> str:
    """A budget with `n` posts, with something else in each."""
    each = (POST.format(i) for i in range(n))
    return HEAD + "".join(post.replace(old, new.format(i)) if old else post for i, post in enumerate(each))


def laughs(n: int) -> str:
    """Each of `n` lines refers nine times to the line before."""
    lines = (f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, n))
    return "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(lines)


def strangers(n: int) -> str:
    """A key with `n` members that are not in the municipality file."""
    return BUDGET.replace("members: lkt", f"members: [{', '.join(f'9{i} Os' for i in range(n))}]", 1)


def municipalities(n: int) -> str:
    """A municipality file with `n` municipalities."""
    head = "format: lkt-alloc/municipalities/1\nmunicipalities:\n"
    return head + "".join(f"  '{i}': {{name: m{i}}}\n" for i in range(1, n + 1))


def subtotals(n: int) -> str:
    """A budget with `n` posts, and a stated sub-total for each that is wrong."""
    stated = ", ".join(f"x{i}: 6" for i in range(n))
    return posts(n) + f"control_totals:\n  '2018': {{source: cost-overview, subtotals: {{{stated}}}}}\n"


KINDS: dict[str, tuple[int, Callable[[int], str]]] = {
    "posts, all sound": (1_000, posts),
    "posts, an amount that is none": (1_000, lambda n: posts(n, ": 5}", ": 1.525.000}}")),
    "posts, an unknown field": (1_000, lambda n: posts(n, "name: p", "nmae: p")),
    "posts, an unknown payer each": (1_000, lambda n: posts(n, "{municipalities", "{{m{0}")),
    "posts, an unknown source each": (1_000, lambda n: posts(n, "cost-overview", "overview-{0}")),
    "posts, the same identifier": (1_000, lambda n: posts(n, "'x", "'x' #")),
    "unknown fields at the top": (10_000, lambda n: BUDGET + "".join(f"x{i}: 1\n" for i in range(n))),
    "duplicate keys": (10_000, lambda n: "a: 1\n" * n),
    "members that nobody knows": (5_000, strangers),
    "municipalities": (5_000, municipalities),
    "control totals of parts": (500, subtotals),
    "deep lists": (50_000, lambda n: "a: " + "[" * n),
    "deep tables": (50_000, lambda n: "{a: " * n),
    "one long line": (1_000_000, lambda n: "note: " + "x" * n),
    "one long amount": (500_000, lambda n: posts(1, "5}", "5" * n + "}}")),
    "one long number of groups": (500_000, lambda n: posts(1, "5}", "1" + ".000" * (n // 4) + "}}")),
    "empty lines": (1_000_000, lambda n: "\n" * n),
    "20 MB of posts": (80_000, posts),
    "laughs": (1_000, laughs),
}  # fmt: skip


def measure(path: str) -> None:
    """Check one file; print seconds and peak memory in megabytes."""
    from lkt_alloc.checks.check import check_files  # noqa: PLC0415 - only the measured process needs it

    started = time.process_time()
    check_files([Path(path)])
    print(time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def run(text: str, times: int) -> tuple[float, float]:
    """The shortest time, and the greatest peak memory, of some processes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.yaml"
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, __file__, "--measure", str(path)]
        said = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(times)]
    pairs = [tuple(map(float, line.split())) for line in said]
    return min(pair[0] for pair in pairs), max(pair[1] for pair in pairs)


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    print(f"{'kind':32} {'n':>10} {'MB at 2n':>9} {'ratio':>6} {'exponent':>9} {'memory, MB':>11}")
    for name, (n, make) in KINDS.items():
        if wanted in name:
            small, large = make(n), make(2 * n)
            (one, _), (two, memory) = run(small, 2), run(large, 2)
            size = len(large.encode()) / 1e6
            print(
                f"{name:32} {n:>10} {size:>9.1f} {two / one:>6.2f} {log2(two / one):>9.2f} {memory:>11.0f}", flush=True
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2])
    else:
        main()
