"""How a rulebook hangs together: facts, findings, rules and outcomes, and which of them one decision went through."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from itb_rules.explanation import Criterion
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import Compare, Condition, Holds, Measured, Truth, walk
from itb_rules.rulebook.definition import Rule
from itb_rules.rulebook.engines.reference import truth
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.translation import translated_definition
from itb_rules.wording.words import Words

Kind = Literal["fact", "finding", "rule", "outcome"]
State = Literal["plain", "lit", "open", "dark"]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing of the graph.

    Attributes:
        kind: what it is.
        id: its name in the rulebook.
        title: what a person reads for it.
        note: a second line: a value, or whether it holds.
        state: `lit`: true, and part of the decision; `open`: unknown; `dark`: neither; `plain` without facts.
    """

    kind: Kind
    id: str
    title: str
    note: str
    state: State

    @property
    def key(self) -> tuple[Kind, str]:
        """What tells it from every other node."""
        return self.kind, self.id


@dataclass(frozen=True, slots=True)
class Edge:
    """From what is read to what reads it, and from a rule to its outcome.

    Attributes:
        source: the key of the one.
        target: the key of the other.
        lit: whether the decision went along it.
        lifts: whether it only lifts the rule, as a clearance does.
    """

    source: tuple[Kind, str]
    target: tuple[Kind, str]
    lit: bool
    lifts: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges, in the order of the rulebook."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph_of(
    rulebook: Rulebook, facts: Facts | None, rules: Collection[str] | None, language: str | Language = LANGUAGE
) -> Graph:
    """The graph of a rulebook.

    Args:
        rulebook: the rulebook.
        facts: the facts of one decision; without them nothing is lit.
        rules: ids of the rules to keep, with all that leads to them; None for every rule.
        language: the language of its texts.
    """
    return _Drawn(rulebook, facts, rules, Words(language=language)).graph()


def holding(rulebook: Rulebook, facts: Facts) -> list[str]:
    """The rules that hold for these facts, those of a withheld outcome included."""
    definition = rulebook.definition
    return [rule.id for rule in definition.rules if truth(rule.condition, facts.known(), definition)]


class _Drawn:
    def __init__(self, rulebook: Rulebook, facts: Facts | None, rules: Collection[str] | None, words: Words) -> None:
        self._definition = translated_definition(rulebook.definition, words.language.text)
        self._facts = facts
        self._rules = [rule for rule in self._definition.rules if rules is None or rule.id in rules]
        self._words = words
        self._decision = None if facts is None else rulebook.decide(facts)
        self._because = {*self._reasons()}

    def graph(self) -> Graph:
        definition = self._definition
        edges: list[Edge] = []
        findings: dict[str, None] = {}
        for rule in self._rules:
            lit = self._true(rule.condition)
            edges += self._into(("rule", rule.id), rule.when, findings, lit=lit)
            if rule.lifted_by is not None:
                edges += self._into(("rule", rule.id), rule.lifted_by, findings, lit=False, lifts=True)
            if rule.outcome is not None:
                chosen = self._decision is not None and self._decision.outcome == rule.outcome
                edges.append(Edge(("rule", rule.id), ("outcome", rule.outcome), lit and chosen))
        used = {edge.source[1] for edge in edges if edge.source[0] == "fact"}
        outcomes = {rule.outcome for rule in self._rules}
        if self._decision is not None:
            outcomes.add(self._decision.outcome)
        nodes = [
            *(self._fact(name) for name in definition.facts.specs if name in used),
            *(self._finding(name) for name in definition.findings if name in findings),
            *map(self._rule, self._rules),
            *(self._outcome(each.id, each.title) for each in definition.outcomes if each.id in outcomes),
        ]
        return Graph(tuple(nodes), tuple(dict.fromkeys(edges)))

    def _into(
        self,
        target: tuple[Kind, str],
        condition: Condition,
        findings: dict[str, None],
        *,
        lit: bool,
        lifts: bool = False,
    ) -> Iterator[Edge]:
        """The edges that lead to a rule or a finding, those of its findings included, each finding once."""
        for node in walk(condition):
            if isinstance(node, Compare):
                yield Edge(("fact", node.fact), target, lit and node.fact in self._because, lifts)
            elif isinstance(node, Measured):
                for fact in node.derived.facts:
                    yield Edge(("fact", fact), target, lit and fact in self._because, lifts)
            elif isinstance(node, Holds):
                when = self._definition.findings[node.finding].when
                holds = self._true(when)
                yield Edge(("finding", node.finding), target, lit and holds, lifts)
                if node.finding not in findings:
                    findings[node.finding] = None
                    yield from self._into(("finding", node.finding), when, findings, lit=holds)

    def _reasons(self) -> Iterator[str]:
        """The facts that made rules hold."""
        if self._decision is not None:
            for hit in (*self._decision.because, *self._decision.also, *self._decision.would_hold):
                yield from _named(hit.facts)

    def _truth(self, condition: Condition) -> Truth:
        return None if self._facts is None else truth(condition, self._facts.known(), self._definition)

    def _true(self, condition: Condition) -> bool:
        return self._truth(condition) is True

    def _fact(self, name: str) -> Node:
        spec = self._definition.facts.specs[name]
        label = self._words.fact(spec)
        if self._facts is None:
            return Node("fact", name, label, "", "plain")
        value = self._facts.known()[name]
        shown = self._words.amount(value, self._words.unit_beside(label, spec.unit))
        state: State = "open" if value is None else "lit" if name in self._because else "dark"
        return Node("fact", name, label, shown, state)

    def _finding(self, name: str) -> Node:
        finding = self._definition.findings[name]
        return Node("finding", name, finding.title, *self._holding(finding.when))

    def _rule(self, rule: Rule) -> Node:
        note, state = self._holding(rule.condition)
        return Node(
            "rule",
            rule.id,
            rule.title,
            self._words.say("graph.note", id=rule.id, note=note) if note else rule.id,
            state,
        )

    def _holding(self, condition: Condition) -> tuple[str, State]:
        if self._facts is None:
            return "", "plain"
        found = self._truth(condition)
        if found is None:
            return self._words.say("graph.unknown"), "open"
        return (self._words.say("graph.holds"), "lit") if found else (self._words.say("graph.fails"), "dark")

    def _outcome(self, name: str, title: str) -> Node:
        if self._decision is None:
            return Node("outcome", name, self._words.name(name).upper(), title, "plain")
        chosen = self._decision.outcome == name
        return Node("outcome", name, self._words.name(name).upper(), title, "lit" if chosen else "dark")


def _named(criteria: Iterable[Criterion]) -> Iterator[str]:
    for criterion in criteria:
        if criterion.fact is not None:
            yield criterion.fact
        yield from _named(criterion.parts)
