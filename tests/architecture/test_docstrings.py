"""What docstrings name is there: every entry under `Args` and `Attributes`, held against the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pytest
from tests.architecture.sources import classes, functions, trees

_SECTION = re.compile(r"^(\w+):$")
_ENTRY = re.compile(r"^    (\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: \([^)]*\))?:(?: |$)")
Callable = ast.FunctionDef | ast.AsyncFunctionDef


def entries(docstring: str, section: str) -> list[str]:
    """The names that a section of a docstring describes."""
    found: list[str] = []
    inside = False
    for line in docstring.splitlines():
        if title := _SECTION.match(line):
            inside = title[1] == section
        elif inside and (entry := _ENTRY.match(line)):
            found += re.findall(r"\w+", entry[1])
    return found


def parameters(function: Callable) -> set[str]:
    """The names of a function's parameters."""
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return {each.arg for each in every if each is not None}


def members(node: ast.ClassDef) -> set[str]:
    """What a class itself declares: fields, slots, methods, and what its methods set on `self`."""
    found: set[str] = set()
    for each in ast.walk(node):
        match each:
            case ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name), *_]):
                found.add(name)
            case ast.Attribute(value=ast.Name("self"), attr=name, ctx=ast.Store()):
                found.add(name)
            case ast.FunctionDef(name=name):
                found.add(name)
            case _:
                pass
    return found


@cache
def by_name() -> Mapping[str, list[ast.ClassDef]]:
    """Every class of the package, by its name alone: bases are looked up so."""
    found: dict[str, list[ast.ClassDef]] = {}
    for tree in trees().values():
        for node in classes(tree):
            found.setdefault(node.name, []).append(node)
    return found


def inherited(node: ast.ClassDef, known: Mapping[str, list[ast.ClassDef]]) -> Iterator[ast.ClassDef]:
    """A class and its bases, as far as they are classes of the package."""
    yield node
    for base in node.bases:
        name = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""
        for each in known.get(name, ()):
            if each is not node:
                yield from inherited(each, known)


def missing(tree: ast.Module, known: Mapping[str, list[ast.ClassDef]]) -> Iterable[str]:
    """Every name that a docstring of a module describes and that is not in the code."""
    for function in functions(tree):
        named = entries(ast.get_docstring(function) or "", "Args")
        yield from (f"{function.name}: {name}" for name in named if name not in parameters(function))
    for node in classes(tree):
        family = list(inherited(node, known))
        there = set().union(*map(members, family))
        made_with = there.union(
            *(parameters(each) for one in family for each in functions(one) if each.name == "__init__")
        )
        docstring = ast.get_docstring(node) or ""
        yield from (f"{node.name}: {name}" for name in entries(docstring, "Attributes") if name not in there)
        yield from (f"{node.name}: {name}" for name in entries(docstring, "Args") if name not in made_with)


@pytest.mark.parametrize("module", trees())
def test_what_docstrings_describe_is_there(module: str) -> None:
    """A reader who looks for a name under `Args` or `Attributes` finds it in the code beside it."""
    assert list(missing(trees()[module], by_name())) == []


def test_a_name_that_is_not_there_is_found() -> None:
    """A field, a parameter and an argument of `__init__` that were renamed and whose docstrings were not."""
    tree = ast.parse(
        '''
def run(fast):
    """Run.

    Args:
        fast: whether to.
        slow: gone.
        **others: gone as well.
    """

class Base:
    """A base.

    Attributes:
        kept: set below.
        keeps: gone.
    """

    def __init__(self, given):
        self.kept = given

class Derived(Base):
    """Derived.

    Args:
        given: of the base.
        taken: gone.

    Attributes:
        kept: of the base.
    """
'''
    )
    known = {node.name: [node] for node in classes(tree)}
    assert list(missing(tree, known)) == ["run: slow", "run: others", "Base: keeps", "Derived: taken"]
