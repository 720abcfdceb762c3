"""The tests are the specification, so they have to read like one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests").rglob("test_*.py"))


def specified(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_every_test_states_a_promise(path: Path) -> None:
    """Each test says in one sentence what it promises, and asserts or expects something."""
    for function in specified(path):
        promise = ast.get_docstring(function) or ""

        assert promise.endswith("."), f"{function.name} states no promise"
        checks = [
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Assert)
            or (isinstance(node, ast.Attribute) and node.attr in ("raises", "fail"))
            or (isinstance(node, ast.Call) and "expect" in ast.unparse(node.func))
            or (isinstance(node, ast.Call) and "assert" in ast.unparse(node.func))
        ]
        assert checks, f"{function.name} checks nothing"
