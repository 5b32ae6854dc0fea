"""Mutants of the engine: one small fault at a time, and whether the tests of its own room see it.

    python bench/mutants.py [--count 25] [--seed 1] [MODULE ...]

For each module of `engine/` (or those named) as many faults as asked for, drawn by lot: another comparison, operator, constant or
branch, `and` for `or`, `min` for `max`, no `sorted` or `abs`, no condition in a comprehension. Each is made in a copy of the package,
and tested in a fork of a process that has imported the libraries: by the tests of `tests/engine/` that run through the statement with
the fault, the quickest first, with few examples. What lives is printed: either a test is missing, or no input can tell the two apart.
"""

import argparse
import ast
import contextlib
import difflib
import importlib
import io
import json
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from copy import copy
from pathlib import Path

import pytest
from coverage import CoverageData
from hypothesis import Phase, settings

settings.register_profile(
    "mutants", deadline=None, derandomize=True, max_examples=15, phases=(Phase.explicit, Phase.generate)
)
ROOT = Path(__file__).resolve().parent.parent
OTHER: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult, ast.Mod: ast.Add, ast.And: ast.Or, ast.Or: ast.And,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "abs": "", "reversed": ""}


def alternatives(node: ast.AST) -> Iterator[ast.AST]:
    """The same piece of code with one fault, in each way there is."""
    match node:
        case ast.Compare(ops=[first, *rest]) if type(first) in OTHER:
            yield _with(node, ops=[OTHER[type(first)](), *rest])
        case ast.BoolOp(op=op, values=values):
            yield _with(node, op=OTHER[type(op)]())
            yield from (_with(node, values=values[:i] + values[i + 1 :]) for i in range(len(values)))
        case ast.BinOp() | ast.AugAssign() if type(node.op) in OTHER:
            yield _with(node, op=OTHER[type(node.op)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.If(test=test) | ast.IfExp(test=test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int(number)):
            yield ast.Constant(number + 1)
        case ast.comprehension(ifs=ifs):
            yield from (_with(node, ifs=ifs[:i] + ifs[i + 1 :]) for i in range(len(ifs)))
        case ast.Call(func=ast.Name(id=name), args=[one, *_]) if name in CALLED:
            yield _with(node, func=ast.Name(CALLED[name]), keywords=[]) if CALLED[name] else one


def _with(node: ast.AST, **changes: object) -> ast.AST:
    other = copy(node)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


class Fault(ast.NodeTransformer):
    """Makes the fault with this number in a module; `seen` is how many there are, `lines` those of the statement that has it."""

    def __init__(self, number: int = -1) -> None:
        self.number, self.seen = number, 0
        self.statement, self.lines = ast.stmt(), range(0)

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.stmt):
            self.statement = node
        for other in alternatives(node):
            self.seen += 1
            if self.seen == self.number + 1:
                self.lines = range(self.statement.lineno, (self.statement.end_lineno or 0) + 1)
                return other
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list"):  # types are mypy's
                continue
            if isinstance(node, ast.ClassDef) and field == "keywords":  # whether a value is frozen changes no result
                continue
            if isinstance(node, ast.keyword) and node.arg == "strict":  # nor whether `zip` is sure of what holds
                continue
            if isinstance(value, list):
                value[:] = [self.visit(item) if isinstance(item, ast.AST) else item for item in value]
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node


def mutated(source: str, number: int) -> tuple[str, range]:
    """The module with one fault, and where that stands; comments are lost."""
    fault = Fault(number)
    return ast.unparse(ast.fix_missing_locations(fault.visit(ast.parse(source)))), fault.lines


class Chosen:
    """Asks pytest for some tests only (all: `None`), the quickest first; `seconds` is what each took."""

    def __init__(self, names: Iterable[str] | None = None, seconds: dict[str, float] | None = None) -> None:
        self.names, self.seconds = names, seconds or {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.names is not None:
            items[:] = sorted((i for i in items if i.nodeid in self.names), key=lambda i: self.seconds[i.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration

    def pytest_sessionfinish(self) -> None:
        if self.names is None:
            libraries = [
                name for name in sys.modules if name.partition(".")[0] not in ("lkt_alloc", "tests", "__main__")
            ]
            Path("seen.json").write_text(json.dumps([self.seconds, libraries]), encoding="utf-8")


def passes(shadow: Path, chosen: Chosen, *options: str) -> bool:
    """Whether the tests pass with the package that is in `shadow`."""
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        # what the first run compiles, all others have
        code, sys.dont_write_bytecode = 1, chosen.names is not None
        if chosen.names is not None:
            limit = 20 + 3 * int(sum(chosen.seconds[name] for name in chosen.names))
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))  # who takes too long dies
        sys.path[:0] = [str(shadow / "src"), str(shadow)]
        os.chdir(shadow)
        os.environ |= {"BUDGETS": "50"}
        files = sorted({name.partition("::")[0] for name in chosen.names or ["tests/engine"]})
        given = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-m", "not slow"]
        given += ["--hypothesis-profile=mutants", *options, *files]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                code = int(pytest.main(given, [chosen]))
            finally:
                os._exit(code)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return status == 0


def survivors(shadow: Path, module: str, seconds: dict[str, float], args: argparse.Namespace) -> tuple[int, list[str]]:
    """How many mutants of a module were made, and the diffs of those that live."""
    path = shadow / "src" / "lkt_alloc" / "engine" / f"{module}.py"
    source = path.read_text(encoding="utf-8")
    counter = Fault()
    counter.visit(ast.parse(source))
    numbers = random.Random(f"{args.seed} {module}").sample(range(counter.seen), min(args.count, counter.seen))
    data = CoverageData(str(shadow / ".coverage"))
    data.read()
    through = data.contexts_by_lineno(str(path))
    (plain, _), found = mutated(source, -1), list[str]()
    for cached in path.parent.glob(f"__pycache__/{module}.*"):
        cached.unlink()  # a mutant may be as old and as long as what was compiled
    for number in sorted(numbers):
        mutant, lines = mutated(source, number)
        path.write_text(mutant, encoding="utf-8")
        # what is run on import alone concerns every test that knows the module
        names = tests_of(through, lines) or tests_of(through, through)
        if not names or passes(shadow, Chosen(names, seconds)):
            diff = difflib.unified_diff(
                plain.splitlines(), mutant.splitlines(), module, f"mutant {number}", n=1, lineterm=""
            )
            found.append("\n".join(diff))
            print(found[-1], flush=True)
    path.write_text(source, encoding="utf-8")
    return len(numbers), found


def tests_of(through: dict[int, list[str]], lines: Iterable[int]) -> set[str]:
    """The tests that run through some lines."""
    return {name.rpartition("|")[0] for line in lines for name in through.get(line, ()) if name}


def main() -> None:
    """Print the survivors and the rate of each module."""
    known = sorted(path.stem for path in (ROOT / "src" / "lkt_alloc" / "engine").glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("modules", nargs="*", default=known)
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shadow = Path(folder)
        for entry in ROOT.iterdir():  # a copy of what is run: whoever edits meanwhile is not in the way
            if entry.name in ("src", "tests"):
                shutil.copytree(entry, shadow / entry.name, ignore=shutil.ignore_patterns("__pycache__"))
            elif not entry.name.startswith("."):
                (shadow / entry.name).symlink_to(entry)
        if not passes(shadow, Chosen(), "--cov=lkt_alloc.engine", "--cov-context=test", "--cov-report="):
            raise SystemExit("tests fail without any fault")
        seconds, libraries = json.loads((shadow / "seen.json").read_text(encoding="utf-8"))
        for name in libraries:  # so that the forks have them
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        all_made = all_killed = 0
        for module in args.modules:
            made, alive = survivors(shadow, module, seconds, args)
            print(f"{module:15} {made:4} mutants, {made - len(alive):4} killed", flush=True)
            all_made, all_killed = all_made + made, all_killed + made - len(alive)
    print(f"{'all':15} {all_made:4} mutants, {all_killed:4} killed")


if __name__ == "__main__":
    main()
