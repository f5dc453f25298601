"""What is behind one decision: why each rule holds or not, and what is otherwise in a later one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from itb_rules.decision import Behind, Decision
from itb_rules.errors import OptionError, Problem, misnamed
from itb_rules.explanation import (
    Criterion,
    DecisionDifference,
    Differing,
    Labels,
    RuleDiffering,
    WhatWould,
    Why,
)
from itb_rules.facts import Facts
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.explain.criteria import normalised, unknown_facts
from itb_rules.rulebook.explain.explainer import facts_in, follows, marked

FIELDS = ("outcome", "stage", "next_stage", "flare_stage", "open_referral", "next_load", "next_exercise")
FLAGS = ("settled", "withheld", "refer_within_days")


class DecisionFacts:
    """The facts behind one decision, and the rulebook.

    Attributes:
        definition: the rulebook.
        deciding: the ids of the rules that decided.

    Args:
        definition: as the attribute.
        facts: the facts as they were told.
        deciding: as the attribute.
        find: answers `what_would` for these facts.
    """

    def __init__(
        self, definition: Definition, facts: Facts, deciding: frozenset[str], find: Callable[..., WhatWould]
    ) -> None:
        self.definition = definition
        self.deciding = deciding
        self._facts = facts
        self._find = find

    @cached_property
    def known(self) -> Mapping[str, Any]:
        """Every fact as it is known."""
        return self._facts.known()

    @cached_property
    def whys(self) -> Mapping[str, Why]:
        """Why each rule holds or not, by its id, in the order of the rulebook."""
        return {rule.id: self._why(rule) for rule in self.definition.rules}

    def what_would(self, outcome: str | None, *, max_changes: int | None, limit: int) -> WhatWould:
        """As `Decision.what_would`."""
        return self._find(self._facts, outcome, max_changes=max_changes, limit=limit)

    def rule(self, name: str) -> Why:
        """As `Decision.rule`."""
        for rule in self.definition.rules:
            if rule.id == name:
                return self._why(rule)
        problem = Problem("rule", f"unknown rule `{name}`", name)
        hint = f"; `{self.definition.name}` has {len(self.definition.rules)} rules, see `rulebook.rules`"
        raise OptionError([misnamed(problem, [rule.id for rule in self.definition.rules], hint)])

    def _why(self, rule: Rule) -> Why:
        definition, values = self.definition, self.known
        whole = normalised(rule.condition, definition).judged(values)
        told = follows(definition, self._facts.__dict__, values)
        (when,) = marked([normalised(rule.when, definition).judged(values)], told)
        lifted = () if rule.lifted_by is None else marked([normalised(rule.lifted_by, definition).judged(values)], told)
        return Why(
            rule=rule.id,
            title=rule.title,
            outcome=rule.outcome,
            status=whole.status,
            decided=rule.id in self.deciding,
            when=when,
            lifted_by=lifted[0] if lifted else None,
            settled_by=tuple(dict.fromkeys(unknown_facts(whole))),
            source=rule.source,
            basis=rule.basis,
            evidence=rule.evidence,
            labels=self._labelled(facts_in([when, *lifted])),
        )

    def difference(self, mine: Decision, other: Decision, behind: Behind) -> DecisionDifference:
        """As `Decision.difference`, with what is behind the other."""
        specs = self.definition.facts.specs
        before, after = self.known, behind.known
        names = [*before, *(name for name in after if name not in before)]
        facts = [_differing(name, before.get(name), after.get(name), self._labels) for name in names]
        fields = [_differing(name, getattr(mine, name), getattr(other, name), {}) for name in (*FIELDS, *FLAGS)]
        values = mine.rulebook.parameters, other.rulebook.parameters
        parameters = [
            _differing(name, values[0].get(name), values[1].get(name), self._parameter_titles)
            for name in dict.fromkeys((*values[0], *values[1]))
        ]
        rules = sorted(self._rules(behind), key=lambda each: not each.decides)
        changed = tuple(each for each in facts if each is not None)
        named = {each.name for each in changed if each.name in specs}
        named |= {*facts_in(clause for each in rules for clause in each.clauses)} & specs.keys()
        return DecisionDifference(
            rulebook=self.definition.name,
            before=mine.outcome,
            after=other.outcome,
            fields=tuple(each for each in fields if each is not None),
            facts=changed,
            parameters=tuple(each for each in parameters if each is not None),
            same_rules=mine.rulebook.digest == other.rulebook.digest,
            rules=tuple(rules),
            labels=Labels({**self.definition.titles, **self._labelled(iter(named))}),
        )

    def _rules(self, behind: Behind) -> Iterator[RuleDiffering]:
        mine, theirs = self.whys, behind.whys
        for name in dict.fromkeys((*mine, *theirs)):
            before, after = mine.get(name), theirs.get(name)
            if before is not None and after is not None and before.status == after.status:
                continue
            shown = after or before
            if shown is not None:
                yield RuleDiffering(
                    rule=name,
                    title=shown.title,
                    outcome=shown.outcome,
                    before=before.status if before is not None else None,
                    after=after.status if after is not None else None,
                    decides=any(each.decided for each in (before, after) if each is not None),
                    clauses=_changed(before, after),
                )

    @property
    def _labels(self) -> Mapping[str, str]:
        return {name: spec.label for name, spec in self.definition.facts.specs.items()}

    @property
    def _parameter_titles(self) -> Mapping[str, str]:
        return {name: threshold.title for name, threshold in self.definition.thresholds.items()}

    def _labelled(self, facts: Iterator[str]) -> Labels[str]:
        labels = self._labels
        return Labels({name: labels[name] for name in sorted({*facts})})


def _differing(name: str, before: Any, after: Any, labels: Mapping[str, str]) -> Differing | None:
    return None if before == after else Differing(name, labels.get(name, name), before, after)


def _changed(before: Why | None, after: Why | None) -> tuple[Criterion, ...]:
    """The comparisons as they are now whose status is another than before."""
    if before is None or after is None:
        return ()
    earlier = {(each.fact, each.need, str(each.than)): each.status for each in _single(before)}
    found = [each for each in _single(after) if earlier.get((each.fact, each.need, str(each.than))) != each.status]
    return tuple(dict.fromkeys(found))


def _single(why: Why) -> Iterator[Criterion]:
    waiting = [why.when, *([why.lifted_by] if why.lifted_by is not None else [])]
    while waiting:
        criterion = waiting.pop(0)
        if criterion.compared:
            yield criterion
        else:
            waiting = [*criterion.parts, *waiting]
