"""The graph of a rulebook: everything that a rule reads leads to it, and the path of a decision is the decision's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.unit.rendering.test_html import Reader

from itb_rules import Assessment, FactsError, OptionError, Rulebook, decide, load_rulebook
from itb_rules.drawing import rule_graph
from itb_rules.drawing.graph_nodes import Graph, Node, graph_of, holding

RULEBOOKS = [load_rulebook(name) for name in ("progression", "exercise", "activity")]
PROGRESSION = RULEBOOKS[0]
FLARE = Assessment(stage="return_week_2", run_pain="worsening", swelling="lateral", pressure_tenderness=True)


def before(graph: Graph, node: tuple[str, str]) -> set[str]:
    """The facts from which edges lead to a node, through findings too."""
    facts: set[str] = set()
    for edge in graph.edges:
        if edge.target == node:
            facts |= {edge.source[1]} if edge.source[0] == "fact" else before(graph, edge.source)
    return facts


def node_of(graph: Graph, name: str) -> Node:
    """The node of this name."""
    return next(node for node in graph.nodes if node.id == name)


@pytest.mark.parametrize("rulebook", RULEBOOKS, ids=lambda each: each.name)
def test_every_fact_of_a_rule_leads_to_it(rulebook: Rulebook) -> None:
    """Directly or through findings; what lifts a rule leads to it as well."""
    graph = graph_of(rulebook, None, None)
    for rule in rulebook.rules:
        assert before(graph, ("rule", rule.id)) == rulebook.definition.facts_of(rule.condition), rule.id
        outcomes = {edge.target[1] for edge in graph.edges if edge.source == ("rule", rule.id)}
        assert outcomes == ({rule.outcome} if rule.outcome else set())
    keys = {node.key for node in graph.nodes}
    assert len(keys) == len(graph.nodes)
    assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= keys
    assert {node.state for node in graph.nodes} == {"plain"}


def test_the_path_of_a_decision_is_lit() -> None:
    """From the facts that made rules hold, through them, to the outcome that won; other outcomes stay dark."""
    graph = graph_of(PROGRESSION, FLARE, holding(PROGRESSION, FLARE))
    decision = decide(FLARE)
    held = {hit.rule for hit in (*decision.because, *decision.also)}
    assert {node.id for node in graph.nodes if node.kind == "rule"} == held
    lit = {node.key for node in graph.nodes if node.state == "lit"}
    assert lit == {
        *(("fact", name) for name in ("run_pain", "swelling", "pressure_tenderness")),
        ("finding", "swollen"),
        *(("rule", rule) for rule in held),
        ("outcome", "refer"),
    }
    won = {(edge.source, edge.target) for edge in graph.edges if edge.lit and edge.target[0] == "outcome"}
    assert won == {(("rule", hit.rule), ("outcome", "refer")) for hit in decision.because}


def test_what_is_unknown_is_told_from_what_is_false() -> None:
    """By its words and a dashed frame, not by colour."""
    graph = graph_of(PROGRESSION, FLARE, None)
    assert (node_of(graph, "fever").state, node_of(graph, "fever").note) == ("open", "not known")
    assert node_of(graph, "red-flag.fever").note.endswith("unknown")
    known = graph_of(PROGRESSION, FLARE.answered(fever=False), None)
    assert (node_of(known, "fever").state, node_of(known, "fever").note) == ("dark", "no")
    assert node_of(known, "red-flag.fever").note.endswith("does not hold")


def test_a_lifted_rule_shows_what_lifts_it() -> None:
    """A clearance is an edge of its own kind."""
    graph = graph_of(PROGRESSION, None, ["referral.swelling"])
    lifting = [edge for edge in graph.edges if edge.lifts]
    assert [(edge.source[1], edge.target[1]) for edge in lifting] == [("cleared", "referral.swelling")]


def test_when_nothing_holds_the_default_is_shown() -> None:
    """A decision by no rule is a graph with its outcome alone."""
    graph = graph_of(PROGRESSION, Assessment(), holding(PROGRESSION, Assessment()))
    assert [(node.id, node.state) for node in graph.nodes] == [("hold", "lit")]


def test_it_is_drawn_as_svg_with_names() -> None:
    """Every node and edge says what it is to whoever points at it, and nothing is left of how it was made."""
    svg = rule_graph(PROGRESSION, FLARE)
    assert svg.startswith("<svg ")
    assert 'role="img" aria-label="Facts, findings, rules and outcomes: ' in svg
    assert "<title>outcome REFER: Have the knee assessed before you go on</title>" in svg
    assert "Graphviz" not in svg
    assert not re.search(r"https?://(?!www\.w3\.org)", svg)
    assert svg.count('class="node itb-rule itb-lit"') == len(holding(PROGRESSION, FLARE))
    Reader(svg)


def test_one_rule_or_the_whole() -> None:
    """With facts the path alone, unless more is asked for."""
    count = lambda svg: svg.count('class="node itb-rule')  # noqa: E731
    assert count(rule_graph(PROGRESSION)) == len(PROGRESSION.rules)
    assert count(rule_graph(PROGRESSION, FLARE, whole=True)) == len(PROGRESSION.rules)
    assert count(rule_graph(PROGRESSION, rules=["red-flag.fever"])) == 1


def test_wrong_rules_and_facts_are_refused() -> None:
    """All unknown rules at once, each with the nearest."""
    with pytest.raises(OptionError, match=r"did you mean `red-flag\.fever`") as caught:
        rule_graph(PROGRESSION, rules=["red-flag.fevr", "nope"])
    assert len(caught.value.problems) == 2
    with pytest.raises(FactsError, match="pain_at_rest"):
        rule_graph(PROGRESSION, {"pain_at_rest": 11})


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "a\\Nb \\l c", '"quoted"', "<script>alert(1)</script>", "{a|b}", "x" * 200]
)
def test_a_strangers_text_is_only_text(text: str) -> None:
    """Nothing in a title is a command to Graphviz or markup on a page."""
    definition = PROGRESSION.definition
    rules = tuple(replace(rule, title=text) if rule.id == "red-flag.fever" else rule for rule in definition.rules)
    svg = rule_graph(Rulebook(replace(definition, rules=rules)), rules=["red-flag.fever"])
    assert "<script" not in svg
    assert "<b>" not in svg
    shown = Reader(svg).text.replace(" ", "")
    assert text.replace(" ", "") in shown
