"""The graph of a rulebook as SVG, laid out by Graphviz: facts on the left, outcomes on the right."""

from __future__ import annotations

import re
import textwrap
import threading
from collections.abc import Collection, Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any

from itb_rules.drawing.graph_nodes import Graph, Node, graph_of, holding
from itb_rules.drawing.svg import Picture
from itb_rules.errors import MissingExtraError, OptionError, unknown_choice
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.phrases import Phrases, phrases
from itb_rules.wording.words import plain

try:
    import pygraphviz
except ModuleNotFoundError as missing:
    if missing.name != "pygraphviz":
        raise
    raise MissingExtraError(
        "the graph of rules needs the extra `notebook`: pip install 'itb-rules[notebook]'"
    ) from missing

STYLE = (Path(__file__).parent / "graph.css").read_text("utf-8")
WRAP = 30
LIT = "lit"
ARROW = " \N{RIGHTWARDS ARROW} "
SHAPES = {"fact": ("box", "rounded"), "finding": ("hexagon", ""), "rule": ("box", ""), "outcome": ("box", "")}
"""The shape of each kind of node, and what its corners are."""

_ONE_AT_A_TIME = threading.Lock()
"""Graphviz itself is not made for threads."""

_HEAD = re.compile(
    r".*?<svg[^>]*?width=\"([0-9.]+)pt\"\s+height=\"([0-9.]+)pt\"[^>]*?(viewBox=\"[^\"]*\")[^>]*>", re.DOTALL
)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_GROUND = re.compile(r"<polygon fill=\"white\"[^>]*/>\n?")
_TITLE = re.compile(r"<title>([^<]*)</title>")


def rule_graph(
    rulebook: Rulebook,
    facts: Facts | Mapping[str, Any] | None = None,
    *,
    rules: Collection[str] | None = None,
    whole: bool = False,
    language: str | Language = LANGUAGE,
) -> Picture:
    """Draw how facts lead through findings and rules to outcomes.

    Args:
        rulebook: the rulebook, with the parameter values in use.
        facts: the facts of one decision, whose path is lit: what is true has a bold frame and says that it holds, what
            is unknown a dashed one. Without `rules`, only the rules that hold are drawn.
        rules: ids of the rules to draw, with all that leads to them.
        whole: draw every rule, also with `facts`.
        language: as for `itb_rules.render`.

    Returns:
        One `svg` element, which can stand in a page or be a file of its own; it follows the light or dark scheme.

    Raises:
        OptionError: no rule has one of the ids.
        FactsError: the facts were refused.
        MissingExtraError: pygraphviz is not installed.
    """
    known = [rule.id for rule in rulebook.rules]
    unknown = [rule for rule in rules or () if rule not in known]
    if unknown:
        raise OptionError([unknown_choice("rules", "rule", rule, known) for rule in unknown])
    checked = None if facts is None else rulebook.validated(facts)
    if rules is None and checked is not None and not whole:
        rules = holding(rulebook, checked)
    parts = graph_of(rulebook, checked, rules, language_of(language))
    said = phrases(language)
    title = said.language.text(f"rulebook.{rulebook.name}", rulebook.definition.title)
    with _ONE_AT_A_TIME:
        drawn = _laid_out(parts)
    return Picture(_cleaned(drawn, parts, said.say("graph.label", rulebook=title), said))


def _laid_out(parts: Graph) -> str:
    """The SVG as Graphviz writes it; only classes say what is what, and the style gives them colours."""
    graph = pygraphviz.AGraph(
        directed=True, strict=False, rankdir="LR", nodesep="0.08", ranksep="0.6", bgcolor="transparent"
    )
    graph.node_attr.update(fontname="sans-serif", fontsize="11", margin="0.24,0.07", height="0.3")
    graph.edge_attr.update(arrowsize="0.6")
    ids = {node.key: f"n{place}" for place, node in enumerate(parts.nodes)}
    for node in parts.nodes:
        shape, corners = SHAPES[node.kind]
        look = _look(node.kind, node.state, corners, dashed=node.state == "open")
        graph.add_node(ids[node.key], label=_label(node), shape=shape, **look)
    for edge in parts.edges:
        graph.add_edge(ids[edge.source], ids[edge.target], **_look("edge", LIT if edge.lit else "", dashed=edge.lifts))
    outcomes = [ids[node.key] for node in parts.nodes if node.kind == "outcome"]
    graph.add_subgraph(outcomes, rank="sink")
    drawn: bytes = graph.draw(format="svg", prog="dot")
    return drawn.decode()


def _look(kind: str, state: str, *more: str, dashed: bool) -> dict[str, Any]:
    """Classes for the style, and what shows without one: bold for what is lit, dashes for what is unknown or lifts."""
    bold = state == LIT
    style = [each for each in ("bold" if bold else "", "dashed" if dashed else "", *more) if each]
    names = " ".join(f"itb-{name}" for name in (kind, state) if name)
    look = {"class": names, "penwidth": "2.4" if bold else "1"}
    return {**look, "style": ",".join(style)} if style else look


def _label(node: Node) -> str:
    """Both lines, wrapped; a backslash and what looks like markup mean nothing to Graphviz then."""
    lines = [line for text in (node.title, node.note) for line in textwrap.wrap(plain(text), WRAP)]
    return " " + "\\n".join(line.replace("\\", "\\\\") for line in lines)


def _cleaned(drawn: str, parts: Graph, label: str, words: Phrases) -> str:
    """Without what only says how it was made, and with the words of each node as its tooltip."""
    drawn = _COMMENT.sub("", drawn).replace("&#45;", "-")
    drawn = _GROUND.sub("", drawn)
    said = {f"n{place}": _said(node, words) for place, node in enumerate(parts.nodes)}
    drawn = _TITLE.sub(lambda title: _titled(title[1], said), drawn)
    return _HEAD.sub(lambda head: _headed(head, label), drawn, count=1)


def _said(node: Node, words: Phrases) -> str:
    kind = words.say(f"graph.{node.kind}")
    return words.say("graph.says", kind=kind, title=plain(node.title), note=plain(node.note))


def _titled(name: str, said: Mapping[str, str]) -> str:
    """The words of a node, or of both ends of an edge; nothing for the whole."""
    ends = [said[end] for end in unescape(name).split("->") if end in said]
    return f"<title>{escape(ARROW.join(ends))}</title>" if ends else ""


def _headed(head: re.Match[str], label: str) -> str:
    width, height = (float(points) * 4 / 3 for points in (head[1], head[2]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {head[3]} width="{width:.0f}" height="{height:.0f}"'
        f' class="itb-picture itb-graph" role="img" aria-label="{escape(label)}"'
        f' style="width:100%;max-width:{width:.0f}px;height:auto"><style>{STYLE}</style>'
    )
