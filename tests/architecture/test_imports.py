"""Our own modules are imported by `import`, which contracts, type checkers and rename tools see: never by a string."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from tests.architecture.sources import trees

FACE = "__init__.py"
USERS_OWN = "cli/facts_model.py"
"""It imports what the caller of the command line names: a module of theirs, by the name that they give."""
BY_STRING = frozenset({"import_module", "__import__", "find_spec", "load_module", "resolve_name"})


def by_string(tree: ast.AST) -> Iterator[int]:
    """The lines on which something may be imported by a string that is no foreign module's name."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in BY_STRING:
            name = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if not isinstance(name, str) or name.startswith((".", "itb_rules")):
                yield node.lineno


@pytest.mark.parametrize("module", [name for name in trees() if name not in {FACE, USERS_OWN}])
def test_no_module_of_ours_is_imported_by_a_string(module: str) -> None:
    """Only the face of the package may, whose names are imported when they are first used."""
    assert list(by_string(trees()[module])) == []


def test_the_face_is_the_exception() -> None:
    """It does import by strings; were that to end, the exception should go as well."""
    assert list(by_string(trees()[FACE]))


def test_an_import_by_a_string_is_found() -> None:
    """Written out, put together, relative, or under another function; a foreign module is none of our business."""
    tree = ast.parse(
        "import_module('itb_rules.diary')\n"
        "importlib.import_module(f'{room}.page')\n"
        "importlib.import_module('.page', __package__)\n"
        "__import__('itb_rules')\n"
        "importlib.import_module('z3')\n"
    )
    assert list(by_string(tree)) == [1, 2, 3, 4]
