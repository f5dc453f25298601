"""How facts are derived, as data: read from the packaged rules when a diary first needs it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from itb_rules.errors import ParameterError, Problem, misnamed
from itb_rules.facts import Assessment, Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import Compare, Parameter, walk
from itb_rules.rulebook.definition import Definition, Number, Threshold
from itb_rules.rulebook.named import packaged
from itb_rules.rulebook.parameters import out_of_range


@dataclass(frozen=True, slots=True)
class DerivationRule:
    """Where one fact comes from.

    Attributes:
        fact: its name.
        how: the derivation, by its name in the code.
        says: the same for a person.
        days: the parameter that says for how many days an answer speaks that is no alarm; empty where none does.
        stands: for how many days an alarm stands that nobody denies; None for as long as nobody does.
        finding: whether it is something that a clinician's clearance was given for.
        yields: whether it becomes unknown before any fact that it contradicts.
        carried: whether a check-in that says since when nothing else happened tells it of the days since then as well.
        of: the fact that it counts, for a count that an app declares.
        value: the answer that is counted; None for any.
        within: the days in which it is counted.
        lasts: for a clearance, for how many days each of its values stands, or the parameter that says so.
    """

    fact: str
    how: str
    says: str
    days: str = ""
    stands: int | None = None
    finding: bool = False
    yields: bool = False
    carried: bool = False
    of: str = ""
    value: Any = None
    within: int = 0
    lasts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dose:
    """What completing an exercise takes.

    Attributes:
        sets: the fewest sets.
        reps: the fewest repetitions (or steps) a side in each.
    """

    sets: int
    reps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFacts:
    """The facts that say where in a programme somebody is; empty for those that a model does not have.

    Attributes:
        stage: the stage.
        flare: the stage that the last back-off left.
        referral: the most urgent advice to be seen that nobody has followed.
        stage_day: the day in the stage.
        return_weeks: the weeks since the return to running was entered.
        rehab_day: the day of rehab.
        ranks: the place of each stage in their order.
        urgency: the place of each referral, the more urgent the later.
        flares: what the flare can be.
        never: the flare of somebody who never backed off.
        return_from: the stage whose entry begins the return to running; empty for none.
        clears_flare: the stage whose entry forgets the flare; empty for none.
    """

    stage: str
    flare: str = ""
    referral: str = ""
    stage_day: str = ""
    return_weeks: str = ""
    rehab_day: str = ""
    ranks: Mapping[str, int]
    urgency: Mapping[str, int]
    flares: tuple[str, ...] = ()
    never: str = ""
    return_from: str = ""
    clears_flare: str = ""

    @property
    def facts(self) -> frozenset[str]:
        """The names of those that the model has."""
        names = (self.stage, self.flare, self.referral, self.stage_day, self.return_weeks, self.rehab_day)
        return frozenset(name for name in names if name)

    @property
    def no_referral(self) -> str | None:
        """What a runner begins with: no open referral; None where the model has no such fact."""
        return next(iter(self.urgency), None)


def course_of(model: type[Facts], **names: str) -> CourseFacts:
    """The course by the names that its facts have in a model, in the words of `CourseFacts`."""

    def places(fact: str) -> dict[str, int]:
        return {value: place for place, value in enumerate(model.specs[fact].values)} if fact else {}

    flare = names.get("flare", "")
    return CourseFacts(
        **names,
        ranks=places(names["stage"]),
        urgency=places(names.get("referral", "")),
        flares=model.specs[flare].values if flare else (),
    )


@dataclass(frozen=True, slots=True)
class DiaryRules:
    """Everything that a derivation is told by data.

    Attributes:
        derivations: one for each fact of an assessment, in the order of the file.
        parameters: how long answers speak, and the like.
        of_rulebook: the parameters of the rulebook that decides which a derivation needs, and their values for a
            rulebook that has none of that name.
        course: the facts that say where in the programme the runner is.
        doses: what completing each exercise takes.
    """

    derivations: Mapping[str, DerivationRule]
    parameters: Mapping[str, Threshold]
    of_rulebook: Mapping[str, Number]
    course: CourseFacts
    doses: Mapping[str, Dose]

    @property
    def findings(self) -> tuple[str, ...]:
        """The facts whose coming or growing voids a clearance."""
        return tuple(name for name, rule in self.derivations.items() if rule.finding)

    @property
    def carried(self) -> frozenset[str]:
        """The facts that a check-in tells of the days since the one that it names."""
        return frozenset(name for name, rule in self.derivations.items() if rule.carried)

    def values(self, chosen: Mapping[str, Any]) -> dict[str, Number]:
        """The value of every parameter, some of them chosen by hand.

        Args:
            chosen: values by parameter; whole numbers, within the range of the parameter.

        Raises:
            ParameterError: unknown names and values outside their range, all at once.
        """
        problems = []
        for name, value in chosen.items():
            threshold = self.parameters.get(name)
            if threshold is None:
                unknown = Problem(str(name), f"unknown parameter `{name}`", str(name))
                problems.append(misnamed(unknown, self.parameters, f"; allowed: {', '.join(self.parameters)}"))
            elif problem := out_of_range(threshold, value, whole=True):
                problems.append(problem)
        if problems:
            raise ParameterError(problems)
        return {name: threshold.cautious for name, threshold in self.parameters.items()} | {
            name: int(value) for name, value in chosen.items()
        }

    def values_for(self, rulebook: Rulebook) -> dict[str, Number]:
        """The parameters of the rulebook that decides, as far as a derivation needs them."""
        return {name: rulebook.parameters.get(name, value) for name, value in self.of_rulebook.items()}


@cache
def diary_rules() -> DiaryRules:
    """The packaged data, read once per process."""
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading.packaged_data import packaged_data

    content = packaged_data("diary", "parameters.yaml")
    validity = {fact: group for group in content["validity"] for fact in group["facts"]}
    derivations = derivations_of(packaged_data("diary", "derivation.yaml")["derivations"], validity)
    exercises = packaged("progression").definition.catalogue["exercises"]
    spoken = spoken_for(validity)
    return DiaryRules(
        derivations={fact: derivations[fact] for fact in Assessment.specs},
        parameters={each.id: each for each in (*spoken, *map(_threshold, content["parameters"]))},
        of_rulebook=content["of_rulebook"],
        course=course_of(Assessment, **content["course"]),
        doses={name: _dose(entry["dose"]) for name, entry in exercises.items()},
    )


def figures(definition: Definition, fact: str) -> frozenset[Number]:
    """The numbers from which on the rules of a rulebook take a fact otherwise than below them."""
    conditions = [rule.condition for rule in definition.rules] + [each.when for each in definition.findings.values()]
    return frozenset(each for condition in conditions for each in _figures(condition, definition, fact))


def _figures(condition: Any, definition: Definition, fact: str) -> Iterator[Number]:
    for node in walk(condition):
        if isinstance(node, Compare) and node.fact == fact:
            given = node.value if isinstance(node.value, tuple) else (node.value,)
            for each in given:
                value = definition.value(each) if isinstance(each, Parameter) else each
                if isinstance(value, int | float):
                    if node.operator in ("at_least", "below", "is", "in"):
                        yield value
                    if node.operator in ("at_most", "above", "is", "in"):
                        yield value + 1


def derivations_of(entries: Iterable[Mapping[str, Any]], validity: Collection[str]) -> dict[str, DerivationRule]:
    """Derivations from their data, by fact.

    Args:
        entries: what the file says of one `fact`, or of all its `facts`.
        validity: the facts of which an answer that is no alarm speaks for so many days.
    """
    found = {}
    for entry in entries:
        shared = {name: value for name, value in entry.items() if name not in ("fact", "facts")}
        for fact in entry.get("facts") or [entry["fact"]]:
            found[fact] = DerivationRule(fact=fact, days=_days(fact) if fact in validity else "", **shared)
    return found


def _days(fact: str) -> str:
    return f"{fact}_days"


def spoken_for(validity: Mapping[str, Mapping[str, Any]]) -> list[Threshold]:
    """The parameters that say for how many days an answer speaks.

    Args:
        validity: by fact, the `days`, and where they come from.
    """
    return [
        Threshold(
            id=_days(fact),
            title=f"Days for which an answer about `{fact}` speaks that is no alarm, its own included",
            cautious=group["days"],
            permissive=group["days"],
            low=1,
            high=group["days"],
            unit="days",
            source=tuple(group.get("source", ())),
            basis=group.get("basis", "interpretation"),
        )
        for fact, group in validity.items()
    ]


def _threshold(entry: Mapping[str, Any]) -> Threshold:
    low, high = entry["range"]
    permissive = entry.get("permissive", entry["cautious"])
    source = tuple(entry["source"])
    return Threshold(
        entry["id"], entry["title"], entry["cautious"], permissive, low, high, entry["unit"], source, entry["basis"]
    )


def _dose(dose: Mapping[str, Any]) -> Dose:
    reps = dose.get("reps") or dose["steps"]
    return Dose(dose["sets"]["low"], reps["low"])
