"""From a question to its answer: every set that was found, with the nearest values, and decided again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from itb_rules.errors import EngineError, OptionError, Problem, unknown_choice
from itb_rules.explanation import ChangeSet, FactChange, GaveUp, Value, WhatWould
from itb_rules.facts import Facts, Known, NotTogether, Term
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.rulebook.explain.criteria import Leaf, leaves, measures, normalised
from itb_rules.rulebook.explain.questions import contradicting
from itb_rules.rulebook.resolution import Resolver, bits
from itb_rules.rulebook.what_would.bounds import Bounds
from itb_rules.rulebook.what_would.clauses import Clause, TooLargeError
from itb_rules.rulebook.what_would.combination import Combination, Common
from itb_rules.rulebook.what_would.domains import Domain
from itb_rules.rulebook.what_would.measures import ANYTHING, Measure, Measures, bit_of, key_of
from itb_rules.rulebook.what_would.search import Effort, Network, Solution, SpentError, State
from itb_rules.rulebook.what_would.targets import Targets
from itb_rules.rulebook.what_would.values import Chosen

EFFORT = 20_000
"""Steps of the search; a second or so."""


class Finder:
    """Answers for one definition.

    Args:
        definition: the rulebook.
        resolver: its resolver.
    """

    def __init__(self, definition: Definition, resolver: Resolver) -> None:
        model = definition.facts
        compared: dict[str, list[Leaf]] = {}
        nodes = [normalised(rule.condition, definition) for rule in definition.rules if rule.outcome is not None]
        for leaf in [*(leaf for node in nodes for leaf in leaves(node)), *contradicting(model.contradictions)]:
            compared.setdefault(leaf.fact, []).append(leaf)
        self._definition = definition
        self._resolver = resolver
        self._reference = ReferenceEngine(definition)
        self._domains = [
            Domain(spec, place, compared.get(name, ())) for place, (name, spec) in enumerate(model.specs.items())
        ]
        # Numbers that others leave hardly any room cannot have every value, whatever the others are.
        self._possible = [domain.among(model.consequences.remaining({}, domain.spec.name)) for domain in self._domains]
        places = {domain.spec.name: domain.place for domain in self._domains}
        self._measures = [
            Measure(each, len(places) + index, tuple(places[fact] for fact in each.derived.facts))
            for index, each in enumerate({key_of(each): each for node in nodes for each in measures(node)}.values())
        ]
        domains = {domain.spec.name: domain for domain in self._domains}
        self._targets = Targets(definition, domains | {key_of(each.worked): each for each in self._measures})
        self._places: list[Domain | Measure] = [*self._domains, *self._measures]
        self._droppable = self._not_applying(model)

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
        told, facts = facts, type(facts).model_validate({**facts.known()})
        now = self._outcome_of(facts)
        if now == wanted:
            return WhatWould(self._definition.name, wanted, title, now, (), 0)
        question = _Question(self, (told, facts), wanted, max_changes, limit)
        question.ask()
        # An answer that has to be given again makes a set larger than it was when it was found.
        most = max_changes or min((len(each.changes) for each in question.found.values()), default=0)
        sets = sorted(
            (each for each in question.found.values() if len(each.changes) <= most),
            key=lambda each: (
                len(each.changes),
                sum(change.asks == "clinician" for change in each.changes),
                sum(not change.changeable for change in each.changes),
            ),
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
        values += [bit_of(each.worked.truth(facts.__dict__)) for each in self._measures]
        free += [ANYTHING] * len(self._measures)
        worked = Measures(self._measures, self._domains, have, effort.spend)
        common = Common(bounds, worked, effort, max_changes, self.preferred)
        kept = [clause for place, clause in self._droppable.items() if have[place] is not None]
        for plain in self._targets.of(wanted):
            alternative = plain._replace(shared=[*plain.shared, *kept])
            if alternative.unknown and not any(
                (values[place] | free[place]) & self._places[place].unknown for place in alternative.unknown
            ):
                continue
            state = State(values.copy(), free.copy(), 0, alternative.own)
            # Most ways begin elsewhere; what they need by themselves already shows it.
            if Network(alternative.own, bounds, worked, effort).settle(state.split()) is None:
                continue
            yield Combination(alternative, state, common)

    def preferred(self, facts: int) -> tuple[object, ...]:
        """The order of sets of one size: the runner's own, those that can be brought about, then as declared."""
        places = tuple(bits(facts))
        specs = [self._domains[place].spec for place in places]
        return sum(spec.asks == "clinician" for spec in specs), sum(not spec.changeable for spec in specs), places

    def _free(self, domain: Domain, have: Any) -> int:
        if have is not None and domain.spec.name in self._definition.position:
            return 0
        known = self._possible[domain.place]
        return known | domain.unknown if have is not None and domain.place in self._droppable else known

    def _not_applying(self, model: type[Facts]) -> dict[int, Clause]:
        """For each fact that may cease to apply: it stays known, or something is so that leaves it no value."""
        reasons: dict[str, list[Term]] = {}
        for each in model.contradictions:
            if isinstance(each, NotTogether):
                for term, other in ((each.first, each.second), (each.second, each.first)):
                    if isinstance(term, Known) and model.specs[term.fact].default is None:
                        reasons.setdefault(term.fact, []).append(other)
        domains = {domain.spec.name: domain for domain in self._domains}
        clauses: dict[int, Clause] = {}
        for fact, terms in reasons.items():
            masks = {domains[fact].place: domains[fact].known}
            for term in terms:
                place = domains[term.fact].place
                masks[place] = masks.get(place, 0) | domains[term.fact].meets(term)
            clauses[domains[fact].place] = tuple(sorted(masks.items()))
        return clauses

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

    def shown(
        self,
        observed: tuple[Facts, Facts],
        wanted: str,
        changed: int,
        combination: Combination,
        parts: list[list[Solution]],
    ) -> ChangeSet | None:
        """A set that was found, with its values; None where something follows from it that leads elsewhere.

        What followed from the facts that were told, and follows no more once they change, has to be answered as well.

        Args:
            observed: the facts as they were told, and with what follows from them.
            wanted: the outcome.
            changed: the facts that change.
            combination: the way.
            parts: the values that lead there, part by part.

        Raises:
            EngineError: nothing follows from it, and it leads elsewhere: a mistake of this library.
        """
        told, facts = observed
        chosen = Chosen(self._domains, combination, changed, parts, facts.__dict__)
        known = {name: value for name, value in facts.__dict__.items() if value is not None}
        then = {**dict.fromkeys(facts.__dict__), **known, **chosen.named()}
        if next(facts.consequences.impossible(then), None) is not None:
            return None
        after = type(facts).model_validate(then)
        reached = self._outcome_of(after)
        if reached != wanted:
            if after.known() != after.__dict__:
                return None
            raise EngineError(
                f"{chosen.named()} was found to lead to `{wanted}` but leads to `{reached}`; a mistake of itb_rules,"
                f" please report it with these facts: {known}"
            )
        again = self._answered_again(told, facts, chosen.named(), wanted)
        return ChangeSet((*(self._change(place, facts, after, chosen) for place in bits(changed)), *again))

    def _answered_again(
        self, told: Facts, facts: Facts, named: Mapping[str, Value], wanted: str
    ) -> Iterator[FactChange]:
        """The facts that followed from others, follow no more, and without which the outcome is not reached."""
        after = type(facts).model_validate({**told.__dict__, **named})
        lost = {
            name: value
            for name, value in after.known().items()
            if value is None and name not in named and facts.__dict__[name] is not None
        }
        again = {name: facts.__dict__[name] for name in lost}
        for name in lost:
            fewer = {other: value for other, value in again.items() if other != name}
            if self._outcome_of(after.answered(**fewer)) == wanted:
                again = fewer
        for name, value in again.items():
            spec = facts.specs[name]
            number = value if spec.kind in ("whole", "decimal") else None
            yield FactChange(
                fact=name,
                label=spec.label,
                have=None,
                need=value,
                low=number,
                high=number,
                values=() if number is not None else (value,),
                unit=spec.unit or None,
                asks=spec.asks,
                changeable=spec.changeable,
            )

    def _change(self, place: int, before: Facts, after: Facts, chosen: Chosen) -> FactChange:
        spec = self._domains[place].spec
        low, high, values = chosen.range(place)
        # Cut to what the facts that stay leave of it, one through the other.
        stay = {**before.__dict__, **dict.fromkeys(chosen.named())}
        if self._domains[place].numeric and (left := before.consequences.remaining(stay, spec.name)):
            least, most = left
            low = low if least == spec.low or (low is not None and low >= least) else least
            high = high if most == spec.high or (high is not None and high <= most) else most
            if after.__dict__[spec.name] is not None:
                low = self._following_alike(place, after, low, upper=False)
                high = self._following_alike(place, after, high, upper=True)
        return FactChange(
            fact=spec.name,
            label=spec.label,
            have=before.__dict__[spec.name],
            need=after.__dict__[spec.name],
            low=low,
            high=high,
            values=tuple(value for value in values if self._reaches({**after.__dict__, spec.name: value}, after)),
            unit=spec.unit or None,
            asks=spec.asks,
            changeable=spec.changeable,
        )

    def _reaches(self, facts: dict[str, Any], after: Facts) -> bool:
        """Whether other facts lead where these do, what follows from them included."""
        if next(after.consequences.impossible(facts), None) is not None:
            return False
        known = after.consequences.known(facts)
        return self._resolver.resolve(self._reference.truths(known), known).outcome == self._outcome_of(after)

    def _following_alike(self, place: int, after: Facts, end: Any, *, upper: bool) -> Any:
        """An end of a range; where what follows from it leads elsewhere, cut to where nothing else follows."""
        spec, facts = self._domains[place].spec, after.__dict__
        scale = 100 if spec.kind == "decimal" else 1

        def then(step: int) -> dict[str, Any]:
            return {**facts, spec.name: step / scale if scale > 1 else step}

        outer: Any = (spec.high if upper else spec.low) if end is None else end
        near, far = round(facts[spec.name] * scale), round(outer * scale)
        follows, impossible = after.consequences.following, after.consequences.impossible
        alike = follows(facts)
        if next(impossible(then(far)), None) is not None or follows(then(far)) == alike:
            return end
        if self._reaches(then(far), after):
            return end
        while abs(far - near) > 1:
            middle = (near + far) // 2
            near, far = (middle, far) if follows(then(middle)) == alike else (near, middle)
        return near / scale if scale > 1 else near


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

    def __init__(
        self, finder: Finder, observed: tuple[Facts, Facts], wanted: str, max_changes: int | None, limit: int
    ) -> None:
        self._finder = finder
        self._complete = True
        self._observed, self._wanted = observed, wanted
        self._arguments = observed[1], wanted, max_changes, Effort(EFFORT)
        self._everything = len(observed[1].__dict__)
        self._most = max_changes
        self._limit = limit
        self.found: dict[int, ChangeSet] = {}
        self.searched = 0
        self.possible = True
        self.gave_up: GaveUp | None = None

    def ask(self) -> None:
        """Look for sets, fewest changes first."""
        try:
            self._search([each for each in self._finder.alternatives(*self._arguments) if each.possible])
        except (SpentError, TooLargeError):
            self.gave_up = "effort"
        if not self._complete:
            # With other values, or other facts beside, such a set may lead there.
            self.gave_up, self.searched, self.possible = "effort", 0, True

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
            shown = self._finder.shown(
                self._observed, self._wanted, facts, way, [list(islice(each, 50)) for each in parts]
            )
            if shown is None:
                self._complete = False
            else:
                self.found[facts] = shown
