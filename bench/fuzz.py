"""A coverage-guided fuzzer of `check`: bytes → source → gate → rules → every format → corrections → results.

    python -m venv /tmp/fz && /tmp/fz/bin/pip install atheris -e . && /tmp/fz/bin/python bench/fuzz.py --seconds 600 --folder /tmp/corpus

What must hold is in tests/checks/scrutiny.py. A failure is written to the folder `failures` beside the corpus, by its kind (where it was
raised), the shortest input of each kind; the run goes on. Each becomes a test in tests/checks/test_fuzz.py.
"""

import argparse
import os
import sys
import time
import traceback
from pathlib import Path
from random import Random

import atheris

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
with atheris.instrument_imports(include=["lkt_alloc"]):
    from tests.checks import scrutiny
    from tests.files import mutations


class Fuzzer:
    """Runs inputs, keeps the shortest failing one of each kind, and stops in time."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.failures = folder / "failures"
        self.failures.mkdir(parents=True, exist_ok=True)
        self.until = time.monotonic() + seconds
        self.runs = 0
        self.slowest = 0.0
        self.kinds: dict[str, int] = {}
        self.findings: set[str] = set()

    def one(self, data: bytes) -> None:
        """One input."""
        started = time.perf_counter()
        if time.monotonic() > self.until:
            self.report()
            sys.stdout.flush()
            os._exit(0)
        self.runs += 1
        try:
            checked = scrutiny.scrutinize(data, (("en",), ("nn",), ("nb",))[self.runs % 3])
            self.findings |= {finding.rule.name for finding in checked.findings}
        except RecursionError as error:
            self.keep(data, "RecursionError", error)
        except Exception as error:  # every failure is kept
            self.keep(data, _kind(error), error)
        took = time.perf_counter() - started
        if took > max(self.slowest, 0.5):
            (self.failures / f"slow-{took:05.1f}.yaml").write_bytes(data)
        self.slowest = max(took, self.slowest)

    def keep(self, data: bytes, kind: str, error: BaseException) -> None:
        if kind in self.kinds and len(data) >= self.kinds[kind]:
            return
        self.kinds[kind] = len(data)
        name = "".join(char if char.isalnum() else "-" for char in kind)[:120]
        (self.failures / f"{name}.yaml").write_bytes(data)
        said = "".join(traceback.format_exception(error, limit=-8))
        (self.failures / f"{name}.txt").write_text(said, encoding="utf-8", errors="backslashreplace")

    def report(self) -> None:
        print(
            f"runs {self.runs}, rules met {len(self.findings)}, slowest {self.slowest:.2f} s, kinds of failure {len(self.kinds)}"
        )
        for kind, size in sorted(self.kinds.items()):
            print(f"  {size:>7} bytes  {kind}")


def _kind(error: BaseException) -> str:
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if "lkt_alloc" in frame.filename or "tests" in frame.filename
    ]
    at = frames[-1]
    return f"{type(error).__name__} {Path(at.filename).name}:{at.lineno} {at.name}"


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Half of the time as libFuzzer does, else token by token."""
    random = Random(seed)
    if random.random() < 0.4:
        return bytes(atheris.Mutate(data, max_size))
    return mutations.mutated(data, mutations.random_steps(random, 4))[:max_size]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/lkt-fuzz"))
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    corpus = options.folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, raw in mutations.seeds().items():
        if len(raw) < 20_000:
            (corpus / name.replace("/", "_")).write_bytes(raw)
    fuzzer = Fuzzer(options.folder, options.seconds)
    arguments = [
        sys.argv[0],
        str(corpus),
        "-max_len=20000",
        f"-seed={options.seed}",
        "-verbosity=0",
        "-timeout=60",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup(arguments, fuzzer.one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
