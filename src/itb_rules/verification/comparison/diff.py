"""The semantic difference of two rulebooks: which is stricter, and which assessment shows what became of each rule."""

from __future__ import annotations

from dataclasses import replace

from itb_rules.errors import IncomparableError
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.verification.comparison.data import Kind, RulebookDiff, RuleDiff, Verdict
from itb_rules.verification.comparison.order import order_of, shared_outcomes
from itb_rules.verification.comparison.rules import (
    ANSWER,
    GROUNDS,
    LETTER,
    changed_fields,
    entries,
    parameter_diffs,
    same_condition,
    sections,
    side,
    used_parameters,
)
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.solver import TIME_LIMIT, GaveUpError, Solver
from itb_rules.verification.witness.data import Witness
from itb_rules.verification.witness.search import witness_pair


def diff(
    before: Rulebook | Definition, after: Rulebook | Definition, *, time_limit: float = TIME_LIMIT
) -> RulebookDiff:
    """Say how one rulebook differs from another, proven for all admissible assessments.

    The two may be read from different folders, or be the same rules under two profiles or with other parameter values.
    If the facts model of one extends that of the other, both are compared over the wider one.

    Args:
        before: the first rulebook, or its definition.
        after: the second one.
        time_limit: seconds for one question to the solver; beyond it the verdict is `unknown`, never a guess.

    Raises:
        IncomparableError: neither facts model extends the other, or the outcomes have no order in common.
        MissingExtraError: z3, the extra `verify`, is not installed.
        VerificationError: the solver and the reference engine disagree: a mistake of this library.
    """
    first, second = (each.definition if isinstance(each, Rulebook) else each for each in (before, after))
    return _Comparison(first, second, time_limit).result()


class _Comparison:
    """Two rulebooks over the facts of one runner."""

    def __init__(self, before: Definition, after: Definition, time_limit: float) -> None:
        model = wider_facts(before, after)
        outcomes = shared_outcomes(before, after)
        self.plain = before, after
        self.definitions = replace(before, facts=model), replace(after, facts=model)
        self.before = Encoding(self.definitions[0])
        self.after = Encoding(self.definitions[1], self.before.facts)
        names = (self.before.effects.names, self.after.effects.names)
        if any(names[0][each] != names[1][each] for each in set(names[0]) & set(names[1])):
            raise IncomparableError(f"the effects of `{before.name}` and `{after.name}` name different stages or loads")
        self.order = order_of(self.before, self.after, outcomes)
        self.solver = Solver(self.before, self.after, time_limit=time_limit)
        self.other = smt.Or(self.order.stricter, self.order.laxer)
        self.rules = tuple({rule.id: (i, rule) for i, rule in enumerate(each.rules)} for each in self.definitions)

    def result(self) -> RulebookDiff:
        """The whole difference."""
        gave_up = []
        shown: list[Witness | None] = []
        for term in self.order:
            try:
                shown.append(self._shown(term))
            except GaveUpError as error:
                gave_up.append(str(error))
                shown.append(None)
        stricter, laxer = shown
        return RulebookDiff(
            before=side(self.plain[0]),
            after=side(self.plain[1]),
            verdict=_verdict(stricter, laxer, given_up=bool(gave_up)),
            stricter=stricter,
            more_permissive=laxer,
            rules=tuple(sorted(self._rules(), key=lambda each: each.rule)),
            parameters=tuple(parameter_diffs(*self.plain)),
            sections=sections(*self.plain),
            model=self.definitions[0].facts,
            gave_up=gave_up[0] if gave_up else "",
        )

    def _rules(self) -> list[RuleDiff]:
        found = []
        for name in sorted(self.rules[0].keys() & self.rules[1].keys()):
            rule = self._compared(name)
            if rule is not None:
                found.append(rule)
        gone = sorted(self.rules[0].keys() - self.rules[1].keys())
        come = sorted(self.rules[1].keys() - self.rules[0].keys())
        for old in list(gone):
            new = next((name for name in come if self._renamed(old, name)), None)
            if new is not None:
                gone.remove(old)
                come.remove(new)
                fields = changed_fields(self.rules[0][old][1], self.rules[1][new][1], *self.definitions)
                found.append(RuleDiff(new, "renamed", old, fields))
        found += [RuleDiff(name, "removed") for name in gone] + [RuleDiff(name, "added") for name in come]
        # What shows one change shows no other one, where that can be had.
        terms = {each.rule: self._touched(each) for each in found}
        return [self._witnessed(each, terms) for each in found]

    def _compared(self, name: str) -> RuleDiff | None:
        """What became of a rule that both have; None when it is the same."""
        before, after = (each[name][1] for each in self.rules)
        fields = changed_fields(before, after, *self.definitions)
        same = same_condition(before, after, *self.definitions)
        if not fields and same:
            return None
        kind, reason = self._kind(name, {change.name for change in fields}, same=same)
        used = used_parameters(before, self.definitions[0]) | used_parameters(after, self.definitions[1])
        moved = {each for each in used if self.plain[0].values.get(each) != self.plain[1].values.get(each)}
        return RuleDiff(name, kind, None, fields, tuple(sorted(moved)), gave_up=reason)

    def _kind(self, name: str, fields: set[str], *, same: bool) -> tuple[Kind, str]:
        if fields & {*ANSWER, *LETTER}:
            return "changed", ""
        if not same:
            try:
                if self.solver.satisfiable(self._unlike(name, name)):
                    return "changed", ""
            except GaveUpError as error:
                return "changed", str(error)
            return "rewritten", ""
        return ("source" if fields & set(GROUNDS) else "text"), ""

    def _renamed(self, old: str, new: str) -> bool:
        """Whether a rule that is gone and one that is new mean the same."""
        both = [
            entries(rule, definition)
            for (_, rule), definition in zip((self.rules[0][old], self.rules[1][new]), self.definitions, strict=True)
        ]
        if any(both[0][name] != both[1][name] for name in (*ANSWER, *LETTER)):
            return False
        try:
            return not self.solver.satisfiable(self._unlike(old, new))
        except GaveUpError:
            return False

    def _unlike(self, old: str, new: str) -> smt.Term:
        """When a rule has another truth than another one."""
        there, here = self.rules[0][old][0], self.rules[1][new][0]
        return smt.Or(
            self.before.rule_true(there) != self.after.rule_true(here),
            self.before.rule_false(there) != self.after.rule_false(here),
        )

    def _touched(self, found: RuleDiff) -> smt.Term:
        """For which assessments a rule is not the same; the unknown counts where it may hold something back."""
        name = found.rule
        if found.kind in ("added", "removed"):
            encoding, rules = (self.after, self.rules[1]) if found.kind == "added" else (self.before, self.rules[0])
            return smt.Not(encoding.rule_false(rules[name][0]))
        if found.kind != "changed":
            return smt.BoolVal(False)
        terms = [self._unlike(name, name)]
        if {change.name for change in found.fields} & {*ANSWER, *LETTER}:
            terms += [
                smt.Not(self.before.rule_false(self.rules[0][name][0])),
                smt.Not(self.after.rule_false(self.rules[1][name][0])),
            ]
        return smt.any_of(terms)

    def _witnessed(self, found: RuleDiff, terms: dict[str, smt.Term]) -> RuleDiff:
        """With the canonical assessment that shows the change."""
        if found.kind not in ("added", "removed", "changed"):
            return found
        here = terms[found.rule]
        others = smt.Not(smt.any_of([term for name, term in terms.items() if name != found.rule]))
        try:
            witness = self._shown(here, self.other, others) or self._shown(here, self.other)
            decides = witness is not None
            witness = witness or self._shown(here, self._holds(found)) or self._shown(here)
        except GaveUpError as error:
            return replace(found, gave_up=str(error))
        return replace(found, decides=decides, witness=witness)

    def _holds(self, found: RuleDiff) -> smt.Term:
        """When the rule holds, before or after."""
        pairs: tuple[tuple[Encoding, dict[str, tuple[int, Rule]]], ...]
        pairs = (self.before, self.rules[0]), (self.after, self.rules[1])
        return smt.any_of([each.rule_true(rules[found.rule][0]) for each, rules in pairs if found.rule in rules])

    def _shown(self, *goal: smt.Term) -> Witness | None:
        if not self.solver.satisfiable(*goal):
            return None
        return witness_pair(self.before, self.after, *goal, solver=self.solver)


def _verdict(stricter: Witness | None, laxer: Witness | None, *, given_up: bool) -> Verdict:
    if stricter is not None and laxer is not None:
        return "mixed"
    if given_up:
        return "unknown"
    if stricter is not None:
        return "stricter"
    return "equivalent" if laxer is None else "more permissive"


def wider_facts(before: Definition, after: Definition) -> type[Facts]:
    """The facts model of both.

    Raises:
        IncomparableError: neither extends the other.
    """
    for wider, other in ((before.facts, after.facts), (after.facts, before.facts)):
        if issubclass(wider, other):
            return wider
    raise IncomparableError(
        f"`{before.name}` decides on `{before.facts.__name__}` and `{after.name}` on `{after.facts.__name__}`; allowed:"
        " the same facts model, or one that extends the other"
    )
