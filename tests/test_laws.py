"""Laws of the house that no tool knows: the engine has no floating-point numbers, and knows nothing of its surroundings."""

import ast
from pathlib import Path

import pytest

from tests.replay import ROOT

ENGINE = ("apportion", "keys", "payers", "allocate", "model")


@pytest.mark.parametrize("room", ENGINE)
def test_the_engine_has_no_floats_clocks_environments_or_chance(room: str) -> None:
    tree = ast.parse((ROOT / "src" / "lkt_alloc" / f"{room}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id == "float")
        imported = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        imported += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not {"os", "time", "random", "logging", "sys", "decimal"}.intersection(imported)


@pytest.mark.parametrize("room", sorted((ROOT / "src" / "lkt_alloc").rglob("*.py")), ids=lambda path: path.stem)
def test_of_msgspec_we_use_values_and_not_its_validation(room: Path) -> None:
    for node in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "msgspec":
            assert {name.name for name in node.names} <= {"Struct", "field", "replace"}
        assert not (isinstance(node, ast.Import) and any(name.name.startswith("msgspec") for name in node.names))
