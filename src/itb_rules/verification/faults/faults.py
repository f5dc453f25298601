"""The fault model: one mistake in a rulebook, every mistake that its author could easily have made.

A fault is a changed copy of the definition. Making them takes no solver; which of them anybody could notice is asked in
`detection`. Rules and findings lent by another rulebook are left alone: their faults are that rulebook's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from itb_rules.rulebook.conditions import Compare, Measured, Parameter, Score, walk
from itb_rules.rulebook.definition import Definition, Finding, Number, Rule
from itb_rules.verification.faults.conditions import NEVER, Kind, Mistake, Slips, steps
from itb_rules.verification.faults.effects import faulty_effects, faulty_kinds

LIFTED = "lifted by "


@dataclass(frozen=True, slots=True)
class Fault:
    """A rulebook with one mistake in it.

    Attributes:
        subject: the rule, finding or parameter that it is in.
        mistake: what is wrong there.
        definition: the whole faulty rulebook.
        nth: which one it is of several that read alike: the same words, in another place of the condition.
    """

    subject: str
    mistake: Mistake
    definition: Definition = field(repr=False)
    nth: int = 1

    @property
    def kind(self) -> Kind:
        """The kind of mistake."""
        return self.mistake.kind

    @property
    def sentence(self) -> str:
        """What is wrong."""
        wrong, right, alone = self.mistake[1:]
        return self._phrase(wrong if alone else f"{wrong}, instead of {_shorter(right, wrong)}")

    @property
    def shown(self) -> str:
        """What is right, and so what a case shows that tells the fault from the real rulebook."""
        wrong, right, alone = self.mistake[1:]
        return self._phrase(right if alone else f"{right}, not {_shorter(wrong, right)}")

    def _phrase(self, words: str) -> str:
        return f"{self.subject}: {words}" + (f" (place {self.nth})" if self.nth > 1 else "")


def _shorter(second: str, first: str) -> str:
    """The second of two phrases without the fact (or the sort of effect) that both begin with."""
    if second.startswith(LIFTED) and first.startswith(LIFTED):
        return _shorter(second.removeprefix(LIFTED), first.removeprefix(LIFTED))
    word, _, rest = second.partition(" ")
    named = word.startswith("`") or word in ("outcome", "move", "load", "next")
    return rest if rest and named and first.startswith(f"{word} ") else second


def faults(definition: Definition) -> list[Fault]:
    """Every fault of a rulebook under its profile: the manifest, findings and rules by id, parameters last.

    Under the profile `permissive` only those that the profile `cautious` cannot show: of comparisons with a parameter
    whose two ends differ, and of those parameters themselves.
    """
    model = _Model(definition)
    cautious = definition.profile == "cautious"
    found = [model.in_manifest(), model.in_findings(), model.in_rules()] if cautious else [model.at_ends()]
    return _numbered([fault for each in (*found, model.in_profiles()) for fault in each])


def _numbered(found: list[Fault]) -> list[Fault]:
    """The same faults, told apart where they read alike."""
    seen: Counter[str] = Counter()
    numbered = []
    for fault in found:
        seen[fault.sentence] += 1
        numbered.append(replace(fault, nth=seen[fault.sentence]))
    return numbered


class _Model:
    """Makes the faults of one definition."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._slips = Slips(definition.facts.specs, definition.value)
        self._places = {rule.id: place for place, rule in enumerate(definition.rules)}
        self._findings = sorted((each for each in definition.findings.values() if _own(each)), key=lambda one: one.id)
        self._rules = sorted(definition.rules, key=lambda rule: rule.id)
        self._compared = _compared(definition)
        # A used rulebook brings all its parameters; those that no rule reads are none of this one's.
        read = {*self._compared, *_bounding(definition), *_scoring(definition)}
        self._ends = sorted(
            name for name, one in definition.thresholds.items() if one.cautious != one.permissive and name in read
        )

    def in_manifest(self) -> Iterator[Fault]:
        """A mistake in the manifest: an outcome that is no longer permissive or silent, another default, the effect."""
        definition = self._definition

        def fault(wrong: str, right: str, faulty: Definition) -> Fault:
            return Fault(definition.name, Mistake("manifest", wrong, right, alone=True), faulty)

        for outcome in definition.permissive:
            rest = tuple(other for other in definition.permissive if other != outcome)
            faulty = replace(definition, permissive=rest)
            yield fault(
                f"{outcome} stands beside the unknown", f"{outcome} withheld while something is unknown", faulty
            )
        for outcome in definition.silent:
            rest = tuple(other for other in definition.silent if other != outcome)
            yield fault(f"{outcome} not silent", f"{outcome} silent", replace(definition, silent=rest))
        for other in definition.outcomes:
            if other.id != definition.default and other.id not in definition.permissive:
                faulty = replace(definition, default=other.id)
                yield fault(f"{other.id} by default", f"{definition.default} by default", faulty)
        for mistake, effect in faulty_kinds(definition):
            yield Fault(definition.name, mistake, replace(definition, effect=effect))

    def in_findings(self) -> Iterator[Fault]:
        """A mistake in a finding."""
        for finding in self._findings:
            for slip in self._slips.of(finding.when):
                faulty = self._with_finding(replace(finding, when=slip.condition))
                yield Fault(finding.id, slip.mistake, faulty)

    def in_rules(self) -> Iterator[Fault]:
        """A mistake in a rule: in its condition, in what lifts it, in its outcome, in what it does, or no such rule."""
        for rule in self._rules:
            missing = Mistake("missing", "never holds", "holds", alone=True)
            yield self._rule(missing, replace(rule, when=NEVER))
            for slip in self._slips.of(rule.when):
                yield self._rule(slip.mistake, replace(rule, when=slip.condition))
            if rule.lifted_by is not None:
                lifting = self._slips.worded(rule.lifted_by)
                mistake = Mistake("lifting", f"not lifted by {lifting}", f"{LIFTED}{lifting}", alone=True)
                yield self._rule(mistake, replace(rule, lifted_by=None))
                for slip in self._slips.of(rule.lifted_by):
                    _, wrong, right, _ = slip.mistake
                    mistake = slip.mistake._replace(wrong=f"{LIFTED}{wrong}", right=f"{LIFTED}{right}")
                    yield self._rule(mistake, replace(rule, lifted_by=slip.condition))
            yield from self._outcomes(rule)
            for mistake, effect in faulty_effects(rule.effect, rule.outcome, self._definition):
                yield self._rule(mistake, replace(rule, effect=effect))

    def in_profiles(self) -> Iterator[Fault]:
        """The two ends of a parameter swapped, wherever it is used."""
        definition = self._definition
        for name in self._ends:
            threshold = definition.thresholds[name]
            here = definition.values[name]
            there = threshold.permissive if here == threshold.cautious else threshold.cautious
            faulty = replace(definition, values={**definition.values, name: there})
            yield Fault(name, Mistake("profile", f"{there} (the other profile's)", f"{here}"), faulty)

    def at_ends(self) -> Iterator[Fault]:
        """The value of a two-ended parameter one step off, wherever it is used."""
        definition = self._definition
        for name in self._ends:
            here = definition.values[name]
            facts = self._compared.get(name)
            near: tuple[Number, ...] = (here - 1, here + 1)
            if facts:
                # The finest step of any fact that is compared with it.
                finest = [steps(definition.facts.specs[fact], here) for fact in sorted(facts)]
                near = min(finest, key=lambda pair: pair[1])
            for there in near:
                faulty = replace(definition, values={**definition.values, name: there})
                yield Fault(name, Mistake("threshold", f"{there}", f"{here}"), faulty)

    def _outcomes(self, rule: Rule) -> Iterator[Fault]:
        if rule.outcome is None:
            return
        known = [outcome.id for outcome in self._definition.outcomes]
        place = known.index(rule.outcome)
        for other in known[max(place - 1, 0) : place] + known[place + 1 : place + 2]:
            mistake = Mistake("outcome", f"outcome {other}", f"outcome {rule.outcome}")
            yield self._rule(mistake, replace(rule, outcome=other))

    def _rule(self, mistake: Mistake, faulty: Rule) -> Fault:
        rules = list(self._definition.rules)
        # In its old place: the order of the rules means nothing, and the truths stay comparable bit by bit.
        rules[self._places[faulty.id]] = faulty
        return Fault(faulty.id, mistake, replace(self._definition, rules=tuple(rules)))

    def _with_finding(self, finding: Finding) -> Definition:
        return replace(self._definition, findings={**self._definition.findings, finding.id: finding})


def _own(finding: Finding) -> bool:
    """Whether a finding is the rulebook's own; a lent one has the lender's name before its id."""
    return finding.rule is None and ":" not in finding.id


def _compared(definition: Definition) -> dict[str, set[str]]:
    """For each parameter the facts that are compared with it."""
    found: dict[str, set[str]] = {}
    for condition in (
        *(rule.condition for rule in definition.rules),
        *(one.when for one in definition.findings.values()),
    ):
        for node in walk(condition):
            if isinstance(node, Compare) and isinstance(node.value, Parameter):
                found.setdefault(node.value.name, set()).add(node.fact)
    return found


def _scoring(definition: Definition) -> set[str]:
    """The parameters that say how many points are needed, or what something worked out is compared with."""
    conditions = [rule.condition for rule in definition.rules]
    conditions += [each.when for each in definition.findings.values()]
    nodes = [node for condition in conditions for node in walk(condition)]
    compared = [node.least for node in nodes if isinstance(node, Score)]
    compared += [node.value for node in nodes if isinstance(node, Measured)]
    return {value.name for value in compared if isinstance(value, Parameter)}


def _bounding(definition: Definition) -> set[str]:
    """The parameters that bound an activity."""
    changes = [change for rule in definition.rules for change in rule.effect.changes]
    bounds = [bound for change in changes for bound in (change.at_least, change.at_most)]
    return {bound.name for bound in bounds if isinstance(bound, Parameter)}
