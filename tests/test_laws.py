"""Laws of the house that no tool knows: the engine has no floating-point numbers, and knows nothing of its surroundings."""

import ast

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
