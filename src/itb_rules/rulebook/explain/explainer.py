"""The explanation of a decision: why, what is missing, what to do now. Worked out only when somebody reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from itb_rules.explanation import Advice, Code, Criterion, FactsStamp, Hit, Labels, RulebookStamp, Way
from itb_rules.facts import FACTS_VERSION, Facts
from itb_rules.rulebook.definition import CodeSet, Definition, Figure, Rule
from itb_rules.rulebook.digest import definition_digest, facts_digest
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.engines.reference import truth
from itb_rules.rulebook.explain.criteria import (
    Group,
    Leaf,
    Node,
    facts_below,
    leaves,
    measures,
    met_parts,
    normalised,
    open_parts,
    reasons,
    unknown_facts,
)
from itb_rules.rulebook.explain.plan import Planner
from itb_rules.rulebook.explain.questions import Questioner
from itb_rules.rulebook.resolution import Resolution, Resolver, bits


class Explainer:
    """Explains the decisions of one definition.

    Args:
        definition: the rulebook.
        resolver: its resolver.
        truths_of: the truths for facts given as plain values, for what an answer would lead to. Whatever engine
            decided, this is the fast one: engines agree on truths, and a question has many answers.
    """

    def __init__(
        self, definition: Definition, resolver: Resolver, truths_of: Callable[[Mapping[str, Any]], Truths]
    ) -> None:
        self._definition = definition
        self._resolver = resolver
        self._truths_of = truths_of
        self._nodes: dict[str, Node] = {}
        self._conditions: dict[str, Node] = {}
        self._planner = Planner(definition)
        self._imported = definition.imported
        self._lifted = [rule for rule in definition.rules if rule.lifted_by is not None]
        self._lifting = list(dict.fromkeys(rule.lifted_by for rule in self._lifted if rule.lifted_by is not None))

    def explained(self, facts: Facts, truths: Truths, resolution: Resolution) -> dict[str, Any]:
        """Every field of a decision that is worked out when it is read."""
        definition, values = self._definition, facts.known()
        silent = resolution.outcome in definition.silent
        because = [definition.rules[bit] for bit in bits(resolution.deciding)]
        would_hold = [definition.rules[bit] for bit in bits(resolution.would_hold)]
        also = [
            rule
            for rule in self._holding(truths.true & ~resolution.deciding & ~resolution.would_hold)
            # Something more cautious has decided; "go ahead" may not stand beside it.
            if rule.outcome is not None and rule.outcome not in definition.permissive
        ]
        imported = self._imported_true(truths)
        cleared = list(self._cleared(values))
        explained: dict[str, Any] = {
            "because": self._hits(because, values),
            "also": self._hits(also, values),
            "would_hold": self._hits(would_hold, values),
            "cleared": self._hits(cleared, values),
            "blocked_by": () if silent else tuple(self._ways(truths, resolution, values)),
            "questions": self._questions(truths, resolution, values),
            "suspected": tuple(dict.fromkeys(one for rule in (*because, *also, *imported) for one in rule.suspects)),
            "refer_to": self._refer_to(because, imported),
            "refer_within_days": min(
                (rule.within_days for rule in (*because, *also, *imported) if rule.within_days is not None),
                default=None,
            ),
            "codes": tuple(self._codes((*because, *also, *imported), values)),
            "advice": () if silent else tuple(self._advice(truths, values)),
            "plan": None if silent else self._planner.plan(resolution.result.next_stage, resolution.outcome, truths),
            "rulebook": self._stamp,
            "facts": FactsStamp(facts.model_name(), FACTS_VERSION, facts_digest(facts)),
        }
        if values is not facts.__dict__:
            self._mark_what_follows(explained, facts.__dict__, values)
        explained["labels"] = self._labels(explained)
        return explained

    def _mark_what_follows(self, explained: dict[str, Any], told: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Say of every fact that nobody told from which told facts its value follows."""
        found = follows(self._definition, told, values)
        for key in ("because", "also", "would_hold", "cleared"):
            explained[key] = tuple(replace(hit, facts=marked(hit.facts, found)) for hit in explained[key])
        explained["blocked_by"] = tuple(
            replace(way, unmet=marked(way.unmet, found), met=marked(way.met, found)) for way in explained["blocked_by"]
        )

    @cached_property
    def _stamp(self) -> RulebookStamp:
        definition = self._definition
        values = Labels({name: definition.values[name] for name in sorted(definition.thresholds)})
        digest = definition_digest(definition)
        return RulebookStamp(
            definition.name, definition.version, definition.profile, digest, values, _library(), definition.extends
        )

    @cached_property
    def _questioner(self) -> Questioner:
        compared: dict[str, list[Leaf]] = {}
        for rule in self._definition.rules:
            for leaf in leaves(self._condition(rule)):
                compared.setdefault(leaf.fact, []).append(leaf)
        found = [each for rule in self._definition.rules for each in measures(self._condition(rule))]
        return Questioner(self._definition, compared, tuple(dict.fromkeys(found)), self._outcome_of)

    def _outcome_of(self, values: Mapping[str, Any]) -> str:
        return self._resolver.resolve(self._truths_of(values), values).outcome

    def _holding(self, mask: int) -> Iterator[Rule]:
        rules = self._definition.rules
        return (rules[bit] for bit in bits(mask & (1 << len(rules)) - 1))

    def _when(self, rule: Rule) -> Node:
        """What makes the rule hold, for a reader: its own condition without what could lift it."""
        if rule.id not in self._nodes:
            self._nodes[rule.id] = normalised(rule.when, self._definition)
        return self._nodes[rule.id]

    def _condition(self, rule: Rule) -> Node:
        if rule.lifted_by is None:
            return self._when(rule)
        if rule.id not in self._conditions:
            self._conditions[rule.id] = normalised(rule.condition, self._definition)
        return self._conditions[rule.id]

    def _hits(self, rules: Iterable[Rule], values: Mapping[str, Any]) -> tuple[Hit, ...]:
        return tuple(
            Hit(
                rule=rule.id,
                title=rule.title,
                outcome=rule.outcome or "",
                do=rule.do,
                facts=reasons(self._when(rule).judged(values)),
                suspects=rule.suspects,
                refer_to=rule.refer_to,
                source=rule.source,
                basis=rule.basis,
                evidence=rule.evidence,
                note=rule.note,
            )
            for rule in rules
        )

    def _cleared(self, values: Mapping[str, Any]) -> Iterator[Rule]:
        """Rules that only a clearance keeps from holding."""
        definition = self._definition
        lifting = {one for one in self._lifting if truth(one, values, definition) is True}
        if lifting:
            for rule in self._lifted:
                if rule.lifted_by in lifting and truth(rule.when, values, definition) is True:
                    yield rule

    @cached_property
    def _permissive(self) -> list[tuple[int, int, Rule, list[Node]]]:
        """The rules with a permissive outcome: place, rank, rule, and the parts that only say where it starts."""
        definition = self._definition
        position = set(definition.position)
        rules = []
        for index, rule in enumerate(definition.rules):
            if rule.outcome is not None and rule.outcome in definition.permissive:
                node = self._condition(rule)
                parts = node.parts if isinstance(node, Group) and node.kind == "all" else (node,)
                starts = [part for part in parts if not {*facts_below(part)} - position]
                rules.append((index, definition.rank(rule.outcome), rule, starts))
        return rules

    def _ways(self, truths: Truths, resolution: Resolution, values: Mapping[str, Any]) -> Iterator[Way]:
        """Each way from where the runner is to an outcome more permissive than this one, that is not open yet."""
        standing = self._definition.rank(resolution.outcome)
        for index, rank, rule, starts in self._permissive:
            if rank <= standing or truths.of(index):
                continue
            if any(part.status(values) == "unmet" for part in starts):
                continue
            judged = self._condition(rule).judged(values)
            unmet = open_parts(judged, self._definition.position)
            yield Way(rule.id, rule.title, rule.outcome or "", unmet, met_parts(judged), rule.source)

    def leads_to(self, resolution: Resolution, values: Mapping[str, Any]) -> dict[str, set[str]]:
        """The unknown facts that can still change something, each with the outcomes of the open rules it stands in."""
        leads_to: dict[str, set[str]] = {fact: set() for fact in resolution.hangs_on}
        for rule in self._holding(resolution.open):
            for fact in unknown_facts(self._condition(rule).judged(values)):
                leads_to.setdefault(fact, set()).add(rule.outcome or "")
        return leads_to

    def refers(self, truths: Truths, resolution: Resolution) -> bool:
        """Whether what decided says who should look."""
        rules = self._definition.rules
        imported = self._imported_true(truths)
        return bool(self._refer_to([rules[bit] for bit in bits(resolution.deciding)], imported))

    def _imported_true(self, truths: Truths) -> list[Rule]:
        return [
            finding.rule
            for index, finding in enumerate(self._imported, len(self._definition.rules))
            if finding.rule is not None and truths.true >> index & 1
        ]

    def _questions(self, truths: Truths, resolution: Resolution, values: Mapping[str, Any]) -> Any:
        if resolution.settled:
            return ()
        definition = self._definition
        reachable = resolution.outcome
        if not truths.true & sum(self._resolver.masks[: self._resolver.default + 1]):
            possible = truths.true | truths.unknown
            for outcome, mask in zip(self._resolver.outcomes, self._resolver.masks, strict=True):
                if possible & mask and definition.rank(outcome) > definition.rank(reachable):
                    reachable = outcome
        leads_to = self.leads_to(resolution, values)
        return self._questioner.ranked(leads_to, reachable, resolution.outcome, values)

    def _refer_to(self, because: Iterable[Rule], imported: list[Rule]) -> tuple[str, ...]:
        """Who should look, most urgent first as the rulebook lists them; of used rules only the most cautious."""
        named = {person for rule in because for person in rule.refer_to}
        named |= {person for rule in imported if rule.outcome == imported[0].outcome for person in rule.refer_to}
        return tuple(person for person in self._definition.people if person in named)

    def _codes(self, rules: Iterable[Rule], values: Mapping[str, Any]) -> Iterator[Code]:
        definition = self._definition
        side = values[definition.side] if definition.side else None
        for name in dict.fromkeys(code for rule in rules for code in rule.codes):
            yield from _coded(definition.codes[name], side)

    def _advice(self, truths: Truths, values: Mapping[str, Any]) -> Iterator[Advice]:
        for rule in self._holding(truths.true):
            if rule.outcome is None:
                do = rule.do
                for figure in rule.figures:
                    # Not `format`: a rule file is data, and a format string can reach into objects.
                    do = do.replace(f"{{{figure.name}}}", str(self._figure(figure, values)))
                yield Advice(rule.id, rule.title, do, rule.source, rule.basis, rule.evidence, rule.note)

    def _figure(self, figure: Figure, values: Mapping[str, Any]) -> int | None:
        if values[figure.fact] is None:
            return None
        number = values[figure.fact] * figure.times
        lowest, highest = (self._definition.value(bound) for bound in (figure.at_least, figure.at_most))
        if lowest is not None:
            number = max(number, lowest)
        if highest is not None:
            number = min(number, highest)
        rounded: int = round(number)
        return rounded

    def _labels(self, explained: Mapping[str, Any]) -> dict[str, str]:
        """What a person reads for every id in this decision."""
        definition = self._definition
        labels = definition.titles
        for name in explained["suspected"]:
            labels[name] = definition.suspects[name].title
        hits: tuple[Hit, ...] = sum((explained[name] for name in ("because", "also", "would_hold", "cleared")), ())
        for name in (*explained["refer_to"], *(person for hit in hits for person in hit.refer_to)):
            labels[name] = definition.people[name].title
        for name in (one for hit in hits for one in hit.suspects):
            labels[name] = definition.suspects[name].title
        for fact in facts_in(criterion for hit in hits for criterion in hit.facts):
            labels[fact] = definition.facts.specs[fact].label
        for fact in facts_in(criterion for way in explained["blocked_by"] for criterion in (*way.unmet, *way.met)):
            labels[fact] = definition.facts.specs[fact].label
        for question in explained["questions"]:
            labels[question.fact] = definition.facts.specs[question.fact].label
        return dict(sorted(labels.items()))


def _library() -> str:
    """The version of this library; empty where it was never installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("itb-rules")
    except PackageNotFoundError:
        return ""


def follows(definition: Definition, told: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The facts that nobody told and that are known all the same, each with the told facts that it follows from."""
    because = definition.facts.consequences.because
    return {name: because(told, name) for name in values if told[name] is None and values[name] is not None}


def marked(criteria: Iterable[Criterion], follows: Mapping[str, tuple[str, ...]]) -> tuple[Criterion, ...]:
    """Criteria that say from which told facts theirs follow."""
    said = []
    for criterion in criteria:
        parts, found = marked(criterion.parts, follows), follows.get(criterion.fact or "", ())
        said.append(replace(criterion, parts=parts, follows_from=found) if found or parts else criterion)
    return tuple(said)


def facts_in(criteria: Iterable[Criterion]) -> Iterator[str]:
    """Every fact that criteria name, groups included, and those that they follow from."""
    for criterion in criteria:
        if criterion.fact is not None:
            yield criterion.fact
        yield from criterion.follows_from
        yield from facts_in(criterion.parts)


def _coded(code: CodeSet, side: str | None) -> Iterator[Code]:
    if side in ("left", "both"):
        yield Code(code.left, code.system, code.title, "left")
    if side in ("right", "both"):
        yield Code(code.right, code.system, code.title, "right")
    if side is None:
        yield Code(code.unspecified, code.system, code.title, "unspecified")
