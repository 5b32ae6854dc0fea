"""Laws of the house that no tool knows: the engine has no floating-point numbers, and knows nothing of its surroundings."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.replay import ROOT

pytestmark = pytest.mark.slow  # the source is the same with all versions of everything
SOURCE = ROOT / "src" / "lkt_alloc"
WHOLE = {"factorial", "gcd", "lcm"}
"""Functions of `math` that give whole numbers."""


def imported(tree: ast.Module) -> dict[str, set[str]]:
    """The modules that a module imports, each with the names it takes of it (none: the module itself)."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.setdefault(node.module or "", set()).update(name.name for name in node.names)
        elif isinstance(node, ast.Import):
            for name in node.names:
                found.setdefault(name.name, set())
    return found


ENGINE = sorted((SOURCE / "engine").glob("*.py"))
"""The modules that amounts come from; of ours they may only know `language` (the contract in pyproject.toml)."""


KNOWN = {"bisect", "collections", "collections.abc", "datetime", "difflib", "fractions", "functools", "graphlib", "itertools", "math",
         "msgspec", "msgspec.structs", "operator", "re", "typing", "unicodedata"}  # fmt: skip
"""What else the engine knows: nothing that can tell one run from another."""


def test_the_engine_is_where_it_is_looked_for() -> None:
    assert {"allocate", "apportion", "keys", "quotas", "settlement"} < {room.stem for room in ENGINE}


@pytest.mark.parametrize("room", ENGINE, ids=lambda path: path.stem)
def test_the_engine_has_no_floats_clocks_environments_or_chance(room: Path) -> None:
    tree = ast.parse(room.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        assert not (isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "fromtimestamp"))
    uses = imported(tree)
    assert {name for name in uses if not name.startswith("lkt_alloc.")} <= KNOWN
    assert "math" not in uses or set() < uses["math"] <= WHOLE


@pytest.mark.parametrize("room", sorted((ROOT / "src" / "lkt_alloc").rglob("*.py")), ids=lambda path: path.stem)
def test_of_msgspec_we_use_values_and_not_its_validation(room: Path) -> None:
    for node in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "msgspec":
            assert {name.name for name in node.names} <= {"Struct", "field", "replace"}
        assert not (isinstance(node, ast.Import) and any(name.name.startswith("msgspec") for name in node.names))


@pytest.mark.parametrize("room", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.stem)
def test_halves_go_the_same_way_everywhere(room: Path) -> None:
    """Python's own `round` takes them to the even number; spreadsheets, and `to_nearest`, away from zero."""
    for node in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Name) and node.id == "round")


def constants(tree: ast.Module) -> Iterator[str]:
    """The names in capitals that a module gives a value, as often as it does."""
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets += [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else []
        for target in targets:
            for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(name, ast.Name) and name.id.isupper():
                    yield name.id


@pytest.mark.parametrize("room", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.stem)
def test_a_module_constant_has_one_value(room: Path) -> None:
    names = list(constants(ast.parse(room.read_text(encoding="utf-8"))))
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize("room", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.stem)
def test_a_module_constant_is_final_so_that_the_type_checker_sees_a_second_value(room: Path) -> None:
    for node in ast.parse(room.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            name = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            is_constant = isinstance(name, ast.Name) and name.id.isupper() and len(name.id) > 1  # one letter: a type
            is_final = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation).startswith("Final")
            assert is_final or not is_constant, ast.unparse(name)


def named_types(tree: ast.Module) -> Iterator[str]:
    """The names of classes, and of types that are given a name; not of variables for types."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name.strip("_")[:1].isupper() and not name.isupper() and "TypeVar" not in ast.unparse(node.value):
                yield name


def test_a_name_of_a_type_means_one_thing_in_the_whole_program() -> None:
    names = [name for path in SOURCE.rglob("*.py") for name in named_types(ast.parse(path.read_text(encoding="utf-8")))]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_rooms_know_nothing_of_the_package_but_its_version() -> None:
    """The Python API stands above all rooms; the contract of layers cannot see who looks up to it."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "lkt_alloc":
                taken = {name.name for name in node.names}
                assert taken <= {"__version__"} | {room.name for room in SOURCE.iterdir() if room.is_dir()}, path
