"""Coverage: what is counted agrees with what each decision says, and with rules that are worked out anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from tests.unit.testing.hopping import PROJECT, RULES, Hop

from itb_rules import Decision, Rulebook, load_rulebook
from itb_rules.errors import DetachedError, IncomparableError
from itb_rules.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Not,
    Parameter,
    Setting,
    Truth,
    parts_of,
)
from itb_rules.rulebook.engines.reference import truth
from itb_rules.testing import Coverage, assessments, coverage_html

PROGRESSION = load_rulebook("progression")
WELL: dict[str, Any] = {"hops": 20, "landing": "quiet", "pain": 0, "dizzy": False}
HOUSE = """
rulebook:
  id: house
  version: 1.0.0
  title: Hopping in our house
  extends: hop
  switches_off: {rules: [hop.hurts]}
rules:
  - id: house.few
    title: Few hops
    when: {hops: {below: 5}}
    outcome: wait
    source: [T.3]
    basis: interpretation
    evidence: expert
    cases: {holds: {hops: 4}, fails: {hops: 5}, unknown: {hops: null}}
"""
GRID = [{**WELL, "hops": hops, "pain": pain, "dizzy": dizzy} for hops in (19, 20) for pain in (0, 3, None)
        for dizzy in (True, False, None)]  # fmt: skip


def forced(rulebook: Rulebook, condition: Condition, known: Mapping[str, Any], one: Compare, *, so: bool) -> Truth:
    """The truth of a condition with one comparison made true or false: the meaning written down a second time."""
    if isinstance(condition, Compare | Setting):
        return so if condition == one else truth(condition, known, rulebook.definition)
    if isinstance(condition, Holds):
        return forced(rulebook, rulebook.definition.findings[condition.finding].when, known, one, so=so)
    parts = [forced(rulebook, part, known, one, so=so) for part in parts_of(condition)]
    if isinstance(condition, Not):
        return None if parts[0] is None else not parts[0]
    if isinstance(condition, AllOf):
        return False if False in parts else None if None in parts else True
    if isinstance(condition, AnyOf):
        return True if True in parts else None if None in parts else False
    assert isinstance(condition, AtLeast)
    sure, open_ = parts.count(True), parts.count(None)
    return True if sure >= condition.count else None if sure + open_ >= condition.count else False


def test_rules_are_counted_as_decisions_say() -> None:
    """True, false, unknown as `decision.rule` has it, decisive as `because` has it."""
    coverage = Coverage(RULES, GRID)
    decisions = [RULES.decide(facts) for facts in GRID]
    assert coverage.decisions == len(GRID) == 18
    for rule in coverage.rules:
        whys = [decision.rule(rule.rule) for decision in decisions]
        for name in ("met", "unmet", "unknown"):
            assert getattr(rule, name) == sum(why.status == name for why in whys)
        assert rule.decided == sum(why.decided for why in whys)


def test_a_comparison_is_decisive_where_the_rule_would_be_otherwise() -> None:
    """Pain decides while nobody is dizzy, or nobody knows; it does not once somebody is."""
    (hurts,) = [rule for rule in Coverage(RULES, GRID).rules if rule.rule == "hop.hurts"]
    pain, dizzy = hurts.clauses
    assert (pain.fact, pain.need, pain.than, pain.parameter) == ("pain", "above", 2, None)
    assert (pain.met, pain.unmet, pain.unknown, pain.decided) == (6, 6, 6, 8)
    assert (dizzy.met, dizzy.unmet, dizzy.unknown, dizzy.decided) == (6, 6, 6, 8)


def test_parameters_have_their_value_and_their_name() -> None:
    """The same rules under another profile count as well."""
    coverage = Coverage(RULES, [WELL, RULES.with_profile("permissive").decide({**WELL, "hops": 15})])
    (ready,) = [rule for rule in coverage.rules if rule.rule == "hop.ready"]
    hops = ready.clauses[0]
    assert (hops.than, hops.parameter, hops.met, hops.decided) == (20, "enough_hops", 2, 2)
    assert coverage.merge(Coverage(RULES, [WELL])).decisions == 3
    assert coverage.rules[-1].met == 3


@settings(max_examples=10, deadline=None, derandomize=True)
@given(assessments(near_thresholds=True))
def test_a_packaged_rulebook_is_counted_as_its_decisions_say(assessment: Any) -> None:
    """With findings, counts and clearances: the truth of every rule, and of every comparison of one."""
    decision = PROGRESSION.decide(assessment)
    known = assessment.known()
    for rule, plain in zip(Coverage(PROGRESSION, [decision]).rules, PROGRESSION.rules, strict=True):
        status = {True: "met", False: "unmet", None: "unknown"}[truth(plain.condition, known, PROGRESSION.definition)]
        assert getattr(rule, status) == 1
        assert rule.met + rule.unmet + rule.unknown == 1
        for each in rule.clauses:
            value = each.than if each.parameter is None else Parameter(each.parameter)
            clause = Compare(each.fact, each.need, value)  # type: ignore[arg-type]
            with_it = [forced(PROGRESSION, plain.condition, known, clause, so=so) for so in (True, False)]
            assert each.decided == (known[each.fact] is not None and with_it[0] is not with_it[1])


def test_the_items_of_a_score_are_decisive_while_their_points_matter() -> None:
    """One of two points hangs on the item that has them; once both are there, on neither alone where one is enough."""
    rule = {
        "at_least": 2,
        "score": [
            {"points": 2, "when": {"pain": {"above": 2}}},
            {"points": 2, "when": {"dizzy": {"is": True}}},
            {"points": -1, "when": {"landing": {"is": "quiet"}}},
        ],
    }
    content = yaml.safe_load((PROJECT / "src/hop_rules/rules/rulebook.yaml").read_text("utf-8"))
    content["rules"] = [
        {
            **content["rules"][1],
            "when": rule,
            "cases": {
                "holds": {"pain": 3, "dizzy": False, "landing": "heavy"},
                "fails": {"pain": 2},
                "unknown": {"pain": None},
            },
        }
    ]
    content["laws"] = []
    scored = Rulebook.from_mapping(content, facts=type(Hop()))
    facts = {"pain": 3, "dizzy": False, "landing": "heavy"}

    def decided(**now: Any) -> list[int]:
        (found,) = Coverage(scored, [{**facts, **now}]).rules
        assert found.met == (scored.decide({**facts, **now}).outcome == "stop")
        return [clause.decided for clause in found.clauses]

    assert decided() == [1, 0, 1]
    assert decided(dizzy=True) == [0, 0, 0]
    assert decided(dizzy=None) == [1, 0, 1]
    assert decided(landing="quiet") == [0, 1, 1]


def test_decisions_that_cannot_be_counted_are_refused() -> None:
    """One that was read back, and one of another rulebook."""
    coverage = Coverage(RULES)
    with pytest.raises(DetachedError):
        coverage.add(Decision.model_validate_json(RULES.decide(WELL).model_dump_json()))
    with pytest.raises(IncomparableError, match="`exercise` and not `hop`"):
        coverage.add(load_rulebook("exercise").decide({}))
    with pytest.raises(IncomparableError, match="`exercise`"):
        coverage.merge(Coverage(load_rulebook("exercise")))
    assert coverage.decisions == 0


def test_the_page_shows_the_rule_files_with_what_is_missing_lit() -> None:
    """Each rule and comparison with its counts; no script, and nothing loaded."""
    page = coverage_html(Coverage(RULES, GRID), PROJECT / "src" / "hop_rules" / "rules")
    lit = dict(re.findall(r'title="([^"]+)">([^<]+)</mark>', page))
    assert lit["pain above: true 6, false 6, unknown 6, decisive 8"] == "pain: {above: 2"
    assert lit["hops at_least: true 9, false 9, unknown 0, decisive 12"] == "hops: {at_least: $enough_hops"
    assert 'id="hop.hurts"' in page
    assert "<script" not in page
    assert "http" not in page
    assert "sources:" in page
    in_use = coverage_html(Coverage(RULES, GRID))
    assert coverage_html(Coverage(RULES, GRID), Path("gone") / "by_now") == in_use
    assert lit == dict(re.findall(r'title="([^"]+)">([^<]+)</mark>', in_use))
    assert "sources:" not in in_use
    assert "hops: {at_least: $enough_hops" in in_use


def test_the_page_of_an_extension_shows_the_files_of_both(tmp_path: Path) -> None:
    """What it extends first; a rule that it switches off is not counted, and stands in its file all the same."""
    base = Path(shutil.copytree(PROJECT / "src" / "hop_rules" / "rules", tmp_path / "hop"))
    house = tmp_path / "house"
    house.mkdir()
    (house / "rulebook.yaml").write_text(HOUSE, encoding="utf-8")
    rulebook = load_rulebook(house, facts=type(Hop()))
    page = coverage_html(Coverage(rulebook, [WELL, {"hops": 3}]), house)
    assert re.findall(r"<h2>(.*?)</h2>", page)[1:] == [f"{base.name}/rulebook.yaml", "house/rulebook.yaml"]
    lit = re.findall(r'title="([^"]+)">', page)
    assert "hops below: true 1, false 1, unknown 0, decisive 2" in lit
    assert not [each for each in lit if each.startswith("dizzy")]
