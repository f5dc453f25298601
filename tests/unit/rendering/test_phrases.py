"""Every phrase of the renderers and the command line is data: none is missing, none left over, none in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.rendering.decisions import ROOT

from itb_rules import load_rulebook
from itb_rules.rulebook.conditions import OPERATORS
from itb_rules.rulebook.definition import BASES, EVIDENCE
from itb_rules.rulebook.explain.criteria import NEGATED
from itb_rules.rulebook.loading.format.plan import CATALOGUE
from itb_rules.wording.phrases import Phrases, phrases

PACKAGES = ("rendering", "wording", "interview", "cli", "documenting", "drawing", "notebook", "report", "service")
SOURCES = [path for package in PACKAGES for path in sorted((ROOT / "src/itb_rules" / package).rglob("*.py"))]
SOURCES.append(ROOT / "src/itb_rules/diary/importing/result.py")
SOURCES.append(ROOT / "src/itb_rules/diary/importing/runs_from.py")
TEMPLATES = sorted((ROOT / "src/itb_rules").rglob("*.j2"))
RULEBOOKS = ("progression", "exercise", "activity")


def strings(path: Path) -> Iterator[str]:
    """Every string of a module that is no docstring; a `{}` stands for what an f-string puts in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told | inside:
            yield node.value


def calls(method: str) -> Iterator[str]:
    """The first arguments of all calls of a method, as far as they are written down."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def written() -> set[str]:
    """Every string of the renderers and of the command line, and every phrase that a template asks for."""
    asked = {phrase for path in TEMPLATES for phrase in re.findall(r"say\(\"([a-z_.]+)\"", path.read_text("utf-8"))}
    asked |= {f"{phrase}.{number}" for phrase in calls("say_count") for number in ("one", "other")}
    return asked | {string for path in SOURCES for string in strings(path)}


def families() -> list[re.Pattern[str]]:
    """The phrases whose ids are put together: by an f-string, or by `say_one` from a family's name."""
    patterns = [
        re.escape(each).replace(r"\{\}", ".+")
        for each in written()
        if re.fullmatch(r"[a-z_]+\.[a-z_.{}]*\{\}[a-z_.{}]*", each)
    ]
    patterns += [rf"{family}\..+" for family in calls("say_one")]
    return [re.compile(pattern) for pattern in patterns]


def members(family: str) -> set[str]:
    """The names that a family has phrases for, its general one left out."""
    found = {phrase.removeprefix(f"{family}.").split(".")[0] for phrase in phrases() if phrase.startswith(f"{family}.")}
    return found - {"other"}


def test_every_phrase_that_is_used_exists() -> None:
    """A phrase that is asked for by its id is in the file."""
    top = {phrase.split(".")[0] for phrase in phrases()}
    wanted = {each for each in written() if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", each) and each.split(".")[0] in top}
    wanted = {each for each in wanted if not each.endswith((".js", ".css", ".md"))} - {*calls("say_count")}
    assert len(wanted) > 50
    assert wanted <= set(phrases())


def test_every_phrase_is_used() -> None:
    """The file holds nothing that nobody says."""
    used, made = written(), families()
    assert {
        phrase for phrase in phrases() if phrase not in used and not any(one.fullmatch(phrase) for one in made)
    } == set()


def test_every_section_is_made_by_somebody() -> None:
    """A section's name in the file is the name that a renderer gives it."""
    assert members("section") <= written()


def test_every_basis_grade_and_comparison_has_its_phrase() -> None:
    """Whatever a rule may say about itself has words."""
    assert members("basis") == set(BASES)
    assert members("evidence") == set(EVIDENCE)
    assert members("need") == {*OPERATORS, *NEGATED.values()}
    assert {*OPERATORS} <= members("when")
    assert members("kind") == set(CATALOGUE) - {"phases"}


def test_every_dose_and_unit_that_has_a_phrase_is_in_the_rules() -> None:
    """Phrases for doses and units serve the packaged rules and facts, none is left over from earlier ones."""
    definitions = [load_rulebook(name).definition for name in RULEBOOKS]
    kinds = {name: kind for one in definitions for name, kind in one.catalogue.items() if name != "phases"}
    entries = [entry for kind in kinds.values() for entry in kind.values()]
    assert members("dose") == {what for entry in entries for what in entry.get("dose") or {}}
    assert members("per") == {entry["per"] for entry in entries if entry.get("per")}
    facts = {spec.unit for one in definitions for spec in one.facts.specs.values()}
    figures = {each.unit for one in definitions for each in (*one.thresholds.values(), *one.doses.values())}
    assert members("unit") | members("amount") <= facts | figures


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if {"rendering", "documenting"} & {*path.parts} and path.stem != "__init__"],
    ids=lambda path: path.name,
)
def test_no_sentence_stands_in_the_code(path: Path) -> None:
    """Two English words in a row belong into the file of phrases."""
    found = {each for each in strings(path) if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", each)}
    assert found == set()


def test_a_value_is_never_searched_for_names() -> None:
    """A text of a stranger's rulebook that looks like a place for a value stays as it is."""
    made = Phrases({"a": "{text}, {other}"})
    assert made.say("a", text="{other} {0.__class__}", other="fine") == "{other} {0.__class__}, fine"


def test_a_missing_value_is_an_error() -> None:
    """A phrase that names a value nobody gives is noticed, not shown half."""
    with pytest.raises(KeyError):
        Phrases({"a": "{text}"}).say("a")


def test_a_family_has_a_phrase_for_every_other_name() -> None:
    """A name without a phrase of its own gets the family's general one."""
    made = Phrases({"unit.days": "d", "unit.other": "{unit}"})
    assert made.say_one("unit", "days", unit="days") == "d"
    assert made.say_one("unit", "parsecs", unit="parsecs") == "parsecs"


def test_a_count_chooses_its_phrase() -> None:
    """One thing has a phrase of its own; for more, or none, the count stands in the general one, its digits grouped."""
    made = Phrases({"rows.one": "a row of {path}", "rows.other": "{count} rows of {path}"})
    assert made.say_count("rows", 1, path="x") == "a row of x"
    assert [made.say_count("rows", count, path="x") for count in (0, 2, 12345)] == [
        "0 rows of x",
        "2 rows of x",
        "12,345 rows of x",
    ]


def test_the_phrases_are_read_once() -> None:
    """The file is read when the first phrase is needed, and then kept."""
    assert phrases() is phrases()
