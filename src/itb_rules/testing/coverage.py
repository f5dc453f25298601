"""What decisions show of a rulebook: how often each rule, and each comparison in it, was true, false and unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from itb_rules.decision import Decision
from itb_rules.errors import IncomparableError
from itb_rules.facts import Facts
from itb_rules.rendering.rulebook import as_written
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import (
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Parameter,
    Score,
    Setting,
    Truth,
    hundredths,
    parts_of,
)
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.engines.reference import at_least, bounds, truth

COUNTS = ("met", "unmet", "unknown", "decided")
"""What is counted of a rule and of a comparison."""

Truths = tuple[Truth, ...]
"""The truth of each comparison of a rule, in order."""


Clause = Compare | Measured
"""A comparison of a fact, or of a number that is worked out of facts."""


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """One comparison of a rule as it is written, those of its findings included.

    Attributes:
        fact: the fact, or what is worked out of facts.
        need: the comparison, such as `at_least`.
        than: what it is compared with: a value, of a parameter its value, or the name of another fact.
        parameter: the parameter, where there is one.
        met: in how many decisions it was true.
        unmet: in how many it was false.
        unknown: in how many it was unknown.
        decided: in how many it was true or false and the rule hung on it: with this comparison the other way round,
            and all else as it was, the rule would have come out otherwise.
    """

    fact: str
    need: str
    than: Any
    parameter: str | None
    met: int
    unmet: int
    unknown: int
    decided: int

    def plus(self, other: ClauseCoverage) -> ClauseCoverage:
        """What both counted of the same comparison."""
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in COUNTS})

    @property
    def missing(self) -> tuple[str, ...]:
        """What no decision shows: `met`, `unmet`, `unknown`, `decided`."""
        return tuple(name for name in COUNTS if not getattr(self, name))


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One rule.

    Attributes:
        outcome: the outcome it speaks for; None for advice, which never decides.
        met: in how many decisions it held.
        unmet: in how many it did not.
        unknown: in how many it was unknown.
        decided: in how many it was among those that decided.
        clauses: its comparisons, each once, in order.
    """

    rule: str
    outcome: str | None
    met: int
    unmet: int
    unknown: int
    decided: int
    clauses: tuple[ClauseCoverage, ...]

    def plus(self, other: RuleCoverage) -> RuleCoverage:
        """What both counted of the same rule."""
        clauses = tuple(mine.plus(theirs) for mine, theirs in zip(self.clauses, other.clauses, strict=True))
        return replace(self, clauses=clauses, **{name: getattr(self, name) + getattr(other, name) for name in COUNTS})

    @property
    def missing(self) -> tuple[str, ...]:
        """What no decision shows: `met`, `unmet`, `unknown`, and for a rule with an outcome `decided`."""
        shown = ("met", "unmet", "unknown", *(["decided"] if self.outcome is not None else []))
        return tuple(name for name in shown if not getattr(self, name))


class Coverage:
    """Counts what decisions show of a rulebook. Not to be added to from several threads at once.

    Args:
        rulebook: the rulebook. Decisions of the same rules with other values count as well.
        shown: decisions, or facts to decide on.
    """

    def __init__(self, rulebook: Rulebook, shown: Iterable[Decision | Facts | Mapping[str, Any]] = ()) -> None:
        self._rulebook = rulebook
        self._rules = [_Rule(rule, rulebook.definition) for rule in rulebook.rules]
        self._clauses = list(dict.fromkeys(clause for rule in self._rules for clause in rule.clauses))
        place = {clause: index for index, clause in enumerate(self._clauses)}
        self._places = [[place[clause] for clause in rule.clauses] for rule in self._rules]
        self._seen: list[Counter[Truths]] = [Counter() for _ in self._rules]
        self._deciding: Counter[str] = Counter()
        self._decisions = 0
        self._latest = rulebook.definition
        self.extend(shown)

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook."""
        return self._rulebook

    @property
    def decisions(self) -> int:
        """How many decisions were counted."""
        return self._decisions

    def extend(self, shown: Iterable[Decision | Facts | Mapping[str, Any]]) -> None:
        """Count several, as `add` does."""
        for each in shown:
            self.add(each)

    def add(self, shown: Decision | Facts | Mapping[str, Any]) -> None:
        """Count a decision.

        Args:
            shown: the decision, or facts to decide on.

        Raises:
            FactsError: the facts were refused; every problem is listed.
            DetachedError: the decision was read back from JSON or a pickle, and knows its facts no longer.
            IncomparableError: another rulebook decided.
        """
        decision = shown if isinstance(shown, Decision) else self._rulebook.decide(shown)
        behind = decision.behind("rulebook.decide(facts)")
        # Most come from one and the same; to compare rules takes longer than to count.
        if behind.definition is not self._latest and not self.covers(behind.definition):
            names = f"`{behind.definition.name}` and not `{self._rulebook.name}`"
            raise IncomparableError(f"a decision of other rules cannot be counted here: those of {names}")
        self._latest = definition = behind.definition
        known = behind.known
        truths = [truth(clause, known, definition) for clause in self._clauses]
        for places, seen in zip(self._places, self._seen, strict=True):
            seen[tuple([truths[place] for place in places])] += 1
        self._deciding.update(behind.deciding)
        self._decisions += 1

    def covers(self, definition: Definition) -> bool:
        """Whether a definition has the same rules, whatever the values of its parameters."""
        mine = self._rulebook.definition
        return definition is mine or shape_of(definition) == shape_of(mine)

    @property
    def rules(self) -> tuple[RuleCoverage, ...]:
        """Every rule, in the order of the rulebook."""
        return tuple(self._rule(rule, seen) for rule, seen in zip(self._rules, self._seen, strict=True))

    def _rule(self, rule: _Rule, seen: Counter[Truths]) -> RuleCoverage:
        found: Counter[Truth] = Counter()
        hung: Counter[int] = Counter()
        each: list[Counter[Truth]] = [Counter() for _ in rule.clauses]
        for truths, count in seen.items():
            found[rule.truth(truths)] += count
            for index, one in enumerate(truths):
                each[index][one] += count
            for index in rule.decisive(truths):
                hung[index] += count
        clauses = tuple(self._clause(clause, each[index], hung[index]) for index, clause in enumerate(rule.clauses))
        name, outcome = rule.rule.id, rule.rule.outcome
        return RuleCoverage(name, outcome, found[True], found[False], found[None], self._deciding[name], clauses)

    def _clause(self, clause: Clause, found: Counter[Truth], hung: int) -> ClauseCoverage:
        """What was counted of a comparison, with its names as a rule file has them."""
        ((fact, compared),) = as_written(clause).items()
        ((need, than),) = compared.items()
        parameter = clause.value.name if isinstance(clause.value, Parameter) else None
        if parameter is not None:
            than = self._rulebook.definition.value(clause.value)
        than = tuple(than) if isinstance(than, list) else than
        return ClauseCoverage(fact, need, than, parameter, found[True], found[False], found[None], hung)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "rulebook": self._rulebook.name,
            "version": self._rulebook.version,
            "decisions": self._decisions,
            "rules": [asdict(rule) for rule in self.rules],
        }

    def merge(self, other: Coverage) -> Self:
        """Add what another one of the same rules counted.

        Raises:
            IncomparableError: it is about other rules.
        """
        if not self.covers(other.rulebook.definition):
            raise IncomparableError(f"coverage of other rules cannot be merged: `{other.rulebook.name}`")
        self._decisions += other.decisions
        self._deciding.update(other._deciding)
        for seen, more in zip(self._seen, other._seen, strict=True):
            seen.update(more)
        return self

    def __repr__(self) -> str:
        return f"<Coverage of {self._rulebook.name}: {self._decisions} decisions>"


def shape_of(definition: Definition) -> tuple[Any, ...]:
    """What two definitions share that have the same rules, whatever the values of their parameters."""
    rules = tuple((rule.id, rule.condition) for rule in definition.rules)
    return definition.name, rules, tuple((name, each.when) for name, each in definition.findings.items())


class _Rule:
    """One rule, as something to be worked out from the truths of its comparisons."""

    def __init__(self, rule: Rule, definition: Definition) -> None:
        self.rule = rule
        self.clauses: list[Clause] = []
        self._definition = definition
        self._stand: Counter[int] = Counter()
        self._tree = self._compiled(rule.condition)
        self._repeated = [index for index, places in self._stand.items() if places > 1]
        self._kept: dict[Truths, tuple[Truth, tuple[int, ...]]] = {}

    def _compiled(self, condition: Condition) -> _Node:
        match condition:
            case Compare() | Measured():
                if condition not in self.clauses:
                    self.clauses.append(condition)
                self._stand[self.clauses.index(condition)] += 1
                return _Node(condition, self.clauses.index(condition))
            case Holds(finding):
                return self._compiled(self._definition.findings[finding].when)
            case _:
                return _Node(condition, None, [self._compiled(part) for part in parts_of(condition)])

    def truth(self, truths: Truths) -> Truth:
        """The truth of the rule."""
        return self._found(truths)[0]

    def decisive(self, truths: Truths) -> tuple[int, ...]:
        """The comparisons, by their place, that the truth hangs on."""
        return self._found(truths)[1]

    def _found(self, truths: Truths) -> tuple[Truth, tuple[int, ...]]:
        found = self._kept.get(truths)
        if found is None:
            whole = self._evaluated(self._tree, truths)
            hung = [*self._hung(self._tree, truths, {True: True, False: False, None: None})]
            hung += [index for index in self._repeated if self._turns(truths, index)]
            found = self._kept[truths] = whole, tuple(hung)
        return found

    def _turns(self, truths: Truths, index: int) -> bool:
        """Whether a known comparison that stands in several places, turned in all of them, makes a difference."""
        turned = [(*truths[:index], each, *truths[index + 1 :]) for each in (True, False)]
        first, second = (self._evaluated(self._tree, each) for each in turned)
        return truths[index] is not None and first is not second

    def _evaluated(self, node: _Node, truths: Truths) -> Truth:
        if node.clause is not None:
            return truths[node.clause]
        return self._combined(node.condition, [self._evaluated(part, truths) for part in node.parts])

    def _combined(self, condition: Condition, parts: list[Truth]) -> Truth:
        match condition:
            case Setting():
                return self._definition.set_so(condition)
            case Not():
                return None if parts[0] is None else not parts[0]
            case AnyOf():
                return at_least(1, parts)
            case AtLeast(count):
                return at_least(count, parts)
            case Score(least, items):
                points = [hundredths(item.points) for item in items]
                needed = hundredths(self._definition.value(least))
                low, high = bounds(list(zip(points, parts, strict=True)))
                return True if low >= needed else None if high >= needed else False
            case _:
                return at_least(len(parts), parts)

    def _hung(self, node: _Node, truths: Truths, leads_to: Mapping[Truth, Truth]) -> Iterator[int]:
        """The known comparisons below a node, each in one place, whose truth makes a difference to the rule.

        Args:
            node: the node.
            truths: the truth of each comparison.
            leads_to: what becomes of the rule for each truth of the node, all beside it as it is.
        """
        if len(set(leads_to.values())) == 1:
            return
        if node.clause is not None:
            if truths[node.clause] is not None and leads_to[True] is not leads_to[False]:
                yield from () if node.clause in self._repeated else (node.clause,)
            return
        parts = [self._evaluated(part, truths) for part in node.parts]
        for index, part in enumerate(node.parts):
            then = {
                each: leads_to[self._combined(node.condition, [*parts[:index], each, *parts[index + 1 :]])]
                for each in (True, False, None)
            }
            yield from self._hung(part, truths, then)


class _Node:
    """A part of a condition, with what it refers to written out."""

    __slots__ = ("clause", "condition", "parts")

    def __init__(self, condition: Condition, clause: int | None, parts: Iterable[_Node] = ()) -> None:
        self.condition = condition
        self.clause = clause
        self.parts = tuple(parts)
