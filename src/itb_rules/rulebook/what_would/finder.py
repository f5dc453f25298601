"""From a question to its answer: every set that was found, with the nearest values, and decided again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pydantic import ValidationError

from itb_rules.errors import EngineError, OptionError, Problem, unknown_choice
from itb_rules.explanation import ChangeSet, FactChange, GaveUp, WhatWould
from itb_rules.facts import Facts, Known, NotTogether
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.rulebook.explain.criteria import Leaf, leaves, normalised
from itb_rules.rulebook.resolution import Resolver, bits
from itb_rules.rulebook.what_would.bounds import Bounds
from itb_rules.rulebook.what_would.clauses import TooLargeError
from itb_rules.rulebook.what_would.combination import Combination, Common
from itb_rules.rulebook.what_would.domains import Domain, contradicting
from itb_rules.rulebook.what_would.search import Effort, Network, Solution, SpentError, State
from itb_rules.rulebook.what_would.targets import Targets
from itb_rules.rulebook.what_would.values import Chosen

EFFORT = 20_000
"""Steps of the search; a second or so."""

Found = dict[int, tuple[Combination, list[list[Solution]]]]


class Finder:
    """Answers for one definition.

    Args:
        definition: the rulebook.
        resolver: its resolver.
    """

    def __init__(self, definition: Definition, resolver: Resolver) -> None:
        model = definition.facts
        compared: dict[str, list[Leaf]] = {}
        nodes = (normalised(rule.condition, definition) for rule in definition.rules if rule.outcome is not None)
        for leaf in [*(leaf for node in nodes for leaf in leaves(node)), *contradicting(model.contradictions)]:
            compared.setdefault(leaf.fact, []).append(leaf)
        self._definition = definition
        self._resolver = resolver
        self._reference = ReferenceEngine(definition)
        self._domains = [
            Domain(spec, place, compared.get(name, ())) for place, (name, spec) in enumerate(model.specs.items())
        ]
        self._targets = Targets(definition, {domain.spec.name: domain for domain in self._domains})
        self._droppable = {
            term.fact
            for each in model.contradictions
            if isinstance(each, NotTogether)
            for term in (each.first, each.second)
            if isinstance(term, Known)
        }

    def find(self, facts: Facts, outcome: str | None, max_changes: int | None, limit: int) -> WhatWould:
        """The smallest sets of changes that lead from these facts to an outcome.

        Raises:
            OptionError: no outcome has this name, or a number is too small.
            EngineError: a set did not lead to the outcome when it was decided again: a mistake of this library.
        """
        wanted = self._wanted(outcome)
        _check(max_changes=max_changes, limit=limit)
        title = next(each.title for each in self._definition.outcomes if each.id == wanted)
        # What follows from the facts is observed like the facts themselves.
        facts = type(facts).model_validate({name: value for name, value in facts.known().items() if value is not None})
        now = self._outcome_of(facts)
        if now == wanted:
            return WhatWould(self._definition.name, wanted, title, now, (), 0)
        question = _Question(self, facts, wanted, max_changes, limit)
        question.ask()
        sets = _smallest(
            each for found in question.found.items() if (each := self._shown(facts, wanted, *found)) is not None
        )
        return WhatWould(
            self._definition.name,
            wanted,
            title,
            now,
            tuple(sets),
            question.searched,
            question.gave_up,
            question.possible,
        )

    def alternatives(self, facts: Facts, wanted: str, max_changes: int | None, effort: Effort) -> Iterator[Combination]:
        """Every way to the outcome that is not ruled out at once.

        Raises:
            TooLargeError: a condition is too large.
            SpentError: the effort is used up.
        """
        have = [facts.__dict__[domain.spec.name] for domain in self._domains]
        pairs = [each for each in self._definition.facts.contradictions if not isinstance(each, NotTogether)]
        bounds = Bounds(pairs, self._domains, have)
        values = [domain.bit(value) for domain, value in zip(self._domains, have, strict=True)]
        free = [self._free(domain, value) for domain, value in zip(self._domains, have, strict=True)]
        common = Common(bounds, effort, max_changes, self.preferred)
        for alternative in self._targets.of(wanted):
            if alternative.unknown and not any(
                values[place] & self._domains[place].unknown for place in alternative.unknown
            ):
                continue
            state = State(values.copy(), free.copy(), 0, alternative.own)
            # Most ways begin elsewhere; what they need by themselves already shows it.
            if Network(alternative.own, bounds, effort).settle(state.split()) is None:
                continue
            yield Combination(alternative, state, common)

    def preferred(self, facts: int) -> tuple[object, ...]:
        """The order of sets of one size: those that can be brought about first, then as the facts are declared."""
        places = tuple(bits(facts))
        return sum(not self._domains[place].spec.changeable for place in places), places

    def _free(self, domain: Domain, have: Any) -> int:
        name = domain.spec.name
        if have is not None and name in self._definition.position:
            return 0
        droppable = have is not None and name in self._droppable and domain.spec.default is None
        return domain.known | domain.unknown if droppable else domain.known

    def _wanted(self, outcome: str | None) -> str:
        names = [each.id for each in self._definition.outcomes]
        if outcome is None:
            return next((name for name in reversed(names) if name in self._definition.permissive), names[-1])
        if outcome not in names:
            raise OptionError([unknown_choice("outcome", "outcome", outcome, names)])
        return outcome

    def _outcome_of(self, facts: Facts) -> str:
        values = facts.known()
        return self._resolver.resolve(self._reference.truths(values), values).outcome

    def _shown(
        self, facts: Facts, wanted: str, changed: int, found: tuple[Combination, list[list[Solution]]]
    ) -> ChangeSet | None:
        """A set, decided again; None where its facts leave another fact no value, or more follows from them."""
        combination, parts = found
        chosen = Chosen(self._domains, combination, changed, parts, facts.__dict__)
        known = {name: value for name, value in facts.__dict__.items() if value is not None}
        try:
            after = type(facts).model_validate({**known, **chosen.named()})
        except ValidationError:
            return None
        reached = self._outcome_of(after)
        if reached != wanted:
            if after.consequences.following(after.__dict__):
                return None  # an answer brought another with it
            raise EngineError(
                f"{chosen.named()} was found to lead to `{wanted}` but leads to `{reached}`; a mistake of itb_rules,"
                f" please report it with these facts: {known}"
            )
        needed = self._needed(facts, wanted, chosen.named())
        places = [place for place in bits(changed) if self._domains[place].spec.name in needed]
        return ChangeSet(tuple(self._change(place, facts, after, chosen) for place in places))

    def _needed(self, facts: Facts, wanted: str, named: Mapping[str, Any]) -> Mapping[str, Any]:
        """The changes without the answers that follow from the others."""
        known = {name: value for name, value in facts.__dict__.items() if value is not None}
        for name in [each for each in named if each not in known]:
            fewer = {other: value for other, value in named.items() if other != name}
            after = type(facts).model_validate({**known, **fewer})
            if after.known()[name] == named[name] and self._outcome_of(after) == wanted:
                named = fewer
        return named

    def _change(self, place: int, before: Facts, after: Facts, chosen: Chosen) -> FactChange:
        spec = self._domains[place].spec
        low, high, values = chosen.range(place)
        left: Any = after.consequences.remaining(after.__dict__, spec.name)
        if self._domains[place].numeric and left and low is not None and high is not None:
            low, high = max(low, left[0]), min(high, left[1])
        return FactChange(
            fact=spec.name,
            label=spec.label,
            have=before.__dict__[spec.name],
            need=after.__dict__[spec.name],
            low=low,
            high=high,
            values=values,
            unit=spec.unit or None,
            asks=spec.asks,
            changeable=spec.changeable,
        )


def _smallest(found: Iterable[ChangeSet]) -> list[ChangeSet]:
    """The sets in order, without those that hold another one."""
    sets: list[ChangeSet] = []
    for each in sorted(
        found, key=lambda each: (len(each.changes), sum(not change.changeable for change in each.changes))
    ):
        facts = {change.fact for change in each.changes}
        if not any({change.fact for change in other.changes} <= facts for other in sets):
            sets.append(each)
    return sets


def _check(**numbers: int | None) -> None:
    """Refuse what is no number of sets or changes."""
    problems = [
        Problem(name, f"found `{value!r}`; allowed: a whole number from 1", repr(value), "a whole number from 1")
        for name, value in numbers.items()
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1)
    ]
    if problems:
        raise OptionError(problems)


class _Question:
    """One question while it is answered; `found` is what there is when it ends or gives up."""

    def __init__(self, finder: Finder, facts: Facts, wanted: str, max_changes: int | None, limit: int) -> None:
        self._ways = finder.alternatives
        self._arguments = facts, wanted, max_changes, Effort(EFFORT)
        self._everything = len(facts.__dict__)
        self._most = max_changes
        self._limit = limit
        self.found: Found = {}
        self.searched = 0
        self.possible = True
        self.gave_up: GaveUp | None = None

    def ask(self) -> None:
        """Look for sets, fewest changes first."""
        try:
            self._search([each for each in self._ways(*self._arguments) if each.possible])
        except (SpentError, TooLargeError):
            self.gave_up = "effort"

    def _search(self, ways: list[Combination]) -> None:
        most = self._most
        if not ways:
            self.possible = False
            self.searched = self._everything if most is None else most
            return
        last = max(each.largest for each in ways) if most is None else most
        for size in range(min(each.least for each in ways), last + 1):
            smaller = list(self.found)
            for way in ways:
                self._collect(way, size, smaller)
                if self.gave_up:
                    return
            self.searched = size
            if self.found and most is None:
                return
        self.searched = last

    def _collect(self, way: Combination, size: int, smaller: list[int]) -> None:
        for facts, parts in way.sets(size):
            if facts in self.found or any(facts & each == each for each in smaller):
                continue
            if len(self.found) == self._limit:
                self.gave_up = "limit"
                return
            self.found[facts] = way, [list(islice(each, 50)) for each in parts]
