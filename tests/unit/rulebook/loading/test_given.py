"""Rulebooks that are no folder: a text, plain data, and rules written in Python."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.unit.rulebook.loading.rulebooks import GOOD, MANIFEST, RULE, facts_of

from itb_rules import Assessment, Facts, Rulebook, RulebookError, load_rulebook
from itb_rules.facts import yes_no
from itb_rules.rulebook import Expression, at_least, fact, finding, parameter, rule, when
from itb_rules.rulebook.loading import load_definition

TEXT = MANIFEST + RULE


def content() -> dict[str, Any]:
    """The same as plain data."""
    loaded: dict[str, Any] = yaml.safe_load(TEXT)
    return loaded


def folder(path: Path) -> Path:
    """The same as a folder of two files."""
    (path / "rulebook.yaml").write_text(MANIFEST)
    (path / "rules.yaml").write_text(RULE)
    return path


def refused(given: Any) -> list[str]:
    """What is said of a rulebook that is refused."""
    load = Rulebook.from_text if isinstance(given, str | bytes) else Rulebook.from_mapping
    with pytest.raises(RulebookError) as raised:
        load(given)
    return [str(problem) for problem in raised.value.problems]


def test_folder_text_and_data_are_the_same_rulebook(tmp_path: Path) -> None:
    """The same content has the same digest wherever it came from, and the rulebooks are equal and hash alike."""
    loaded = [load_rulebook(folder(tmp_path)), Rulebook.from_text(TEXT), Rulebook.from_text(TEXT.encode())]
    loaded += [Rulebook.from_mapping(content()), Rulebook.from_mapping(json.loads(json.dumps(content())))]
    assert {each.digest for each in loaded} == {loaded[0].digest}
    assert len({*loaded}) == 1
    assert loaded[3].rules[0].where == "mapping:rules.0"


def together(path: Path) -> dict[str, Any]:
    """All that the files of a folder hold, as one mapping."""
    whole: dict[str, Any] = {}
    for file in sorted(path.glob("*.yaml")):
        for section, entries in yaml.safe_load(file.read_text("utf-8")).items():
            whole[section] = whole[section] + entries if section in whole else entries
    return whole


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_good_rulebooks_load_as_text_and_data(path: Path) -> None:
    """Every construct of the format that the good rulebooks use is read from a text and from data alike."""
    whole, definition = together(path), load_definition(path, facts=facts_of(path))
    beside = {each.name for each in path.parent.iterdir()}
    if beside & {*whole["rulebook"].get("include", ()), *whole["rulebook"].get("uses", ())}:
        assert refused(whole)
        return
    assert Rulebook.from_mapping(whole, facts=facts_of(path)).digest == Rulebook(definition).digest
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False)
    assert Rulebook.from_text(text, facts=facts_of(path)).digest == Rulebook(definition).digest


def test_a_text_includes_packaged_files_only() -> None:
    """What stands in the working directory is never opened for a rulebook without a folder."""
    included = TEXT.replace("facts: Assessment", "facts: Assessment\n  include: [sources.yaml]")
    assert len(Rulebook.from_text(included).definition.sources) > 1
    assert refused(TEXT.replace("facts: Assessment", "facts: Assessment\n  include: [pyproject.toml]")) != []


def test_problems_of_a_text_have_line_and_column() -> None:
    """All at once, as in a file."""
    wrong = TEXT.replace("pain_at_rest: {is", "pain_at_rst: {is").replace("basis: article", "basis: artcle")
    assert refused(wrong) == [
        "text:14:12: unknown fact `pain_at_rst`; did you mean `pain_at_rest`?",
        "text:17:12: unknown basis `artcle`; did you mean `article`?",
    ]


def test_problems_of_data_have_the_keys_that_lead_there() -> None:
    """The same problems, at the place that a program can go to."""
    wrong = content()
    wrong["rules"][0] |= {"when": {"pain_at_rst": {"is": 0}}, "basis": "artcle"}
    wrong["rules"].append(wrong["rules"][0])
    assert refused(wrong) == [
        "mapping:rules.0.when.pain_at_rst: unknown fact `pain_at_rst`; did you mean `pain_at_rest`?",
        "mapping:rules.0.basis: unknown basis `artcle`; did you mean `article`?",
        "mapping:rules.1.id: the rule `ready` is already declared at mapping:rules.0.id",
        "mapping:rules.1.when.pain_at_rst: unknown fact `pain_at_rst`; did you mean `pain_at_rest`?",
        "mapping:rules.1.basis: unknown basis `artcle`; did you mean `article`?",
    ]


def test_data_that_no_rule_file_could_hold_is_refused() -> None:
    """Values of other types, numbers that are none, keys that are no text, hidden characters, endless data."""
    endless: dict[str, Any] = {}
    endless["rules"] = [endless]
    assert any("deep" in each for each in refused(endless))
    assert refused([1]) == ["mapping: a rulebook is a mapping, such as `{rules: [...]}`, not a list"]
    wrong = content()
    wrong["rules"][0]["title"] = "hid\u200bden"
    wrong["rulebook"]["version"] = date(2024, 1, 1)
    wrong["parameters"] = [{"cautious": float("nan"), "permissive": 10**20, 5: "five"}]
    allowed = "allowed: mappings, lists, text, numbers, `True`, `False`, `None`"
    assert refused(wrong) == [
        f"mapping:rulebook.version: found a value of type `date`; {allowed}",
        "mapping:rules.0.title: the invisible character U+200B",
        "mapping:parameters.0: the key `5` is no text",
        f"mapping:parameters.0.cautious: found a value of type `float`; {allowed}",
        "mapping:parameters.0.permissive: the number has too many digits",
    ]


def test_a_rulebook_without_a_manifest_is_refused() -> None:
    """Whatever it was given as."""
    assert refused("rules: []") == ["text: a rulebook needs `rulebook`, the manifest"]
    assert refused({"rules": []}) == ["mapping: a rulebook needs `rulebook`, the manifest"]
    assert refused(b"\xff") == ["text:1:1: not UTF-8: the byte 0xff"]


def test_cases_are_replayed() -> None:
    """A case that does not come out as it says is an error, as in a folder."""
    wrong = content()
    wrong["rules"][0]["cases"]["fails"] = {"pain_at_rest": 0}
    assert refused(wrong) == ["mapping:rules.0.cases.fails: the case `fails` of `ready` is true, not false"]


def test_conditions_in_python_say_what_rule_files_say() -> None:
    """Every comparison and every connective."""
    pain = fact("daily_pain")
    assert [each.written for each in (pain >= 3, pain <= 3, pain > 3, pain < 3, pain == 3, pain >= 3)] == [
        {"daily_pain": {operator: 3}} for operator in ("at_least", "at_most", "above", "below", "is", "at_least")
    ]
    assert (pain != 3).written == {"not": {"daily_pain": {"is": 3}}}
    assert (pain >= parameter("tolerated_pain")).written == {"daily_pain": {"at_least": "$tolerated_pain"}}
    assert fact("stage").one_of("protect", "strengthen").written == {"stage": {"in": ["protect", "strengthen"]}}
    calm, sore = finding("calm"), pain > 2
    assert (calm & sore & ~calm).written == {"all": ["calm", sore.written, {"not": "calm"}]}
    assert (calm | sore).written == {"any": ["calm", sore.written]}
    assert when(calm, sore).written == {"all": ["calm", sore.written]}
    assert when(sore).written == sore.written
    assert when().written == "always"
    assert at_least(2, calm, sore, ~sore).written["at_least"] == 2


def test_a_condition_in_python_is_no_truth_value() -> None:
    """`and`, `or`, `not` and a chained comparison would lose a part without a word."""
    with pytest.raises(TypeError, match="join conditions with `&`"):
        _ = 1 <= fact("daily_pain") <= 3
    with pytest.raises(TypeError):
        hash(fact("daily_pain"))


def test_rules_written_in_python_are_the_same_rulebook() -> None:
    """`rule`, `when` and `fact` build the same definition as the text; conditions may also stand in plain data."""
    written = content()
    cases = written["rules"][0]["cases"]
    rest = {"source": "T.1", "basis": "article", "evidence": "article", "cases": cases}
    built = {**written, "rules": [rule("ready", "Ready to go on", when(fact("pain_at_rest") == 0), "progress", **rest)]}
    assert Rulebook.from_mapping(built) == Rulebook.from_text(TEXT)
    mixed = {**written, "rules": [{**written["rules"][0], "when": fact("pain_at_rest") == 0}]}
    assert isinstance(mixed["rules"][0]["when"], Expression)
    assert Rulebook.from_mapping(mixed).digest == Rulebook.from_text(TEXT).digest


def test_rulebooks_are_plain_objects() -> None:
    """They pickle and copy, decide the same afterwards, and differ by profile and by parameters set by hand."""
    rulebook = load_rulebook("progression").with_parameters(pain_free_days=9)
    again = pickle.loads(pickle.dumps(rulebook))  # noqa: S301
    assert again == rulebook
    assert hash(again) == hash(rulebook)
    assert repr(again) == repr(rulebook)
    assert copy.copy(rulebook) is copy.deepcopy(rulebook) is rulebook
    assert again.decide({"stage": "protect"}) == rulebook.decide({"stage": "protect"})
    assert rulebook != load_rulebook("progression")
    assert load_rulebook("progression", profile="permissive") != load_rulebook("progression")
    assert rulebook != "progression"


@pytest.mark.parametrize("name", ["all", "any", "not", "at_least", "of", "always"])
def test_words_of_rule_files_are_no_facts(name: str) -> None:
    """No rule could read such a fact, so that it is refused where it is declared."""
    field = yes_no(question="Is it?", label="it", asks="runner", group="g", typical=False)
    with pytest.raises(TypeError, match=f"fact `{name}` of `Own`: `{name}` is a word of rule files"):
        type("Own", (Facts,), {"__annotations__": {name: bool | None}, name: field, "__module__": __name__})


def test_a_facts_model_can_be_handed_in() -> None:
    """As for a folder: a model of that name, or a subclass of the packaged one."""

    class Longer(Assessment):
        pass

    assert Rulebook.from_text(TEXT, facts=Longer).facts is Longer
    assert Rulebook.from_mapping(content(), facts=Longer, profile="permissive").profile == "permissive"
