"""The rooms of the house: face, page, picture and contracts name the same ones, and docstrings what is there."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from tests.architecture.sources import PACKAGE, ROOT

import itb_rules

THERE = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
ROOMS = THERE - {"__init__"}
PACKAGES = [path.parent for path in sorted(PACKAGE.rglob("__init__.py")) if path.parent != PACKAGE]
EXTRAS = {*tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]}
Floors = list[set[str]]


def by_floor(named: list[tuple[str, str]]) -> Floors:
    """Rooms by floor, from the roof down; a room without a number is on the floor of the one before it."""
    floors: Floors = []
    for number, room in named:
        if number.strip():
            floors.append(set())
        floors[-1].add(room)
    return floors


def of_the_contract() -> Floors:
    """The layers that import-linter holds."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["id"] == "layers")
    return [set(re.findall(r"\w+", layer)) for layer in layers]


def of_the_face() -> Floors:
    """The tree in the docstring of the package."""
    return by_floor(re.findall(r"^    ([1-9 ])  (\w+) ", itb_rules.__doc__ or "", re.MULTILINE))


def of_the_page() -> Floors:
    """The table of the architecture."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    return by_floor(re.findall(r"^\| ([1-9]?) ?\| `(\w+)(?:/|\.py)`", page, re.MULTILINE))


def of_the_picture() -> Floors:
    """The boxes of the picture, each with the number to its left."""
    picture = (ROOT / "docs" / "pipeline.svg").read_text("utf-8")
    found = re.findall(r'class="(floor|name)"[^>]*>(\w+)', picture)
    floors: Floors = []
    for kind, text in found:
        if kind == "floor":
            floors.append(set())
        else:
            floors[-1].add(text)
    return floors


def test_everything_that_names_the_rooms_names_the_same() -> None:
    """On the same nine floors, and none that is not there."""
    floors = of_the_contract()
    assert len(floors) == 9
    assert set().union(*floors) == ROOMS
    assert of_the_face() == floors
    assert of_the_page() == floors
    assert of_the_picture() == floors


def public(package: Path) -> set[str]:
    """The names that a package says are its own, and those of the whole."""
    tree = ast.parse((package / "__init__.py").read_text("utf-8"))
    listed = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    return {*itb_rules.__all__}.union(*map(ast.literal_eval, listed))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_says_what_is_in_it(package: Path) -> None:
    """In its docstring; one of several modules says which of them to read first, and names none that is gone."""
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    assert docstring
    inside = {path.stem for path in package.iterdir()} - {"__init__", "__pycache__"}
    named = {name.partition("/")[0] for name in re.findall(r"`([a-z_]+(?:/[a-z_]+)?)`", docstring)}
    if package.parent == PACKAGE and len(inside) > 1:
        assert named & inside, "it does not say what to read first"
    below = {path.stem for path in package.rglob("*.py")}
    assert named <= inside | below | EXTRAS | public(package) | {package.name}
