"""Mutants of the engine: one small fault at a time, and whether the tests of its own room see it.

    python bench/mutants.py [--count 25] [--seed 1] [--timeout 90] [MODULE ...]

For each module of `engine/` (or those named) as many faults as asked for, drawn by lot: another comparison, operator, constant or
branch, `and` for `or`, `min` for `max`, no `sorted` or `abs`, no condition in a comprehension. Each is made in a copy of the package,
and tested in a fork of a process that has imported the libraries: first by the tests that are called as the module, then by the rest
of `tests/engine/`, with few examples. What lives is printed: either a test is missing, or no input can tell the two apart.
"""

import argparse
import ast
import compileall
import contextlib
import difflib
import io
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pydantic  # noqa: F401 - so that the forks have it; as the others here
import pytest
import typer  # noqa: F401
import xlsxwriter  # noqa: F401

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
    """Makes the fault with this number in a module; `seen` is how many there are."""

    def __init__(self, number: int = -1) -> None:
        self.number, self.seen = number, 0

    def visit(self, node: ast.AST) -> ast.AST:
        for other in alternatives(node):
            self.seen += 1
            if self.seen == self.number + 1:
                return other
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list"):  # types are mypy's
                continue
            if isinstance(node, ast.ClassDef) and field == "keywords":  # whether a value is frozen changes no result
                continue
            if isinstance(value, list):
                value[:] = [self.visit(item) if isinstance(item, ast.AST) else item for item in value]
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node


def mutated(source: str, number: int) -> str:
    """The module with one fault; comments are lost."""
    return ast.unparse(ast.fix_missing_locations(Fault(number).visit(ast.parse(source))))


def lives(shadow: Path, files: list[str], timeout: int) -> bool:
    """Whether all tests in some files pass with the package that is in `shadow`."""
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (timeout, timeout))  # who takes too long dies
        code, sys.dont_write_bytecode = 1, True
        sys.path[:0] = [str(shadow / "src"), str(shadow)]
        os.chdir(shadow)
        os.environ |= {"EXAMPLES": "15", "BUDGETS": "50"}
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow", *files]))
            finally:
                os._exit(code)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    return status == 0


def survivors(shadow: Path, module: str, args: argparse.Namespace) -> tuple[int, list[str]]:
    """How many mutants of a module were made, and the diffs of those that live."""
    path = shadow / "src" / "lkt_alloc" / "engine" / f"{module}.py"
    source = path.read_text(encoding="utf-8")
    counter = Fault()
    counter.visit(ast.parse(source))
    numbers = random.Random(f"{args.seed} {module}").sample(range(counter.seen), min(args.count, counter.seen))
    tests = shadow / "tests" / "engine"
    own, plain, found = tests / f"test_{module}.py", mutated(source, -1), list[str]()
    rest = [str(file) for file in sorted(tests.glob("test_*.py")) if file != own]
    for cached in path.parent.glob(f"__pycache__/{module}.*"):
        cached.unlink()  # a mutant may be as old and as long as what was compiled
    if not lives(shadow, [str(own)] if own.exists() else rest, args.timeout):
        raise SystemExit(f"the tests of {module} fail without any fault")
    for number in sorted(numbers):
        mutant = mutated(source, number)
        path.write_text(mutant, encoding="utf-8")
        if (not own.exists() or lives(shadow, [str(own)], args.timeout)) and lives(shadow, rest, args.timeout):
            diff = difflib.unified_diff(
                plain.splitlines(), mutant.splitlines(), module, f"mutant {number}", n=1, lineterm=""
            )
            found.append("\n".join(diff))
            print(found[-1], flush=True)
    path.write_text(source, encoding="utf-8")
    return len(numbers), found


def main() -> None:
    """Print the survivors, and the rate of each module."""
    known = sorted(path.stem for path in (ROOT / "src" / "lkt_alloc" / "engine").glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("modules", nargs="*", default=known)
    parser.add_argument("--count", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=int, default=60, help="seconds of processor time")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shadow = Path(folder)
        for entry in ROOT.iterdir():  # a copy of what is run: whoever edits meanwhile is not in the way
            if entry.name in ("src", "tests"):
                shutil.copytree(entry, shadow / entry.name, ignore=shutil.ignore_patterns("__pycache__"))
            elif not entry.name.startswith("."):
                (shadow / entry.name).symlink_to(entry)
        compileall.compile_dir(shadow / "src", quiet=1)
        rates = {module: survivors(shadow, module, args) for module in args.modules}
    for module, (made, alive) in rates.items():
        print(f"{module:12} {made:4} mutants, {made - len(alive):4} killed")
    print(
        f"all: {sum(made - len(alive) for made, alive in rates.values())} of {sum(made for made, _ in rates.values())}"
    )


if __name__ == "__main__":
    main()
