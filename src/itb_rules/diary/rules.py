"""How facts are derived, as data: read from the packaged rules when a diary first needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from itb_rules.errors import ParameterError, Problem, misnamed
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Number, Threshold
from itb_rules.rulebook.named import packaged
from itb_rules.rulebook.parameters import out_of_range


@dataclass(frozen=True, slots=True)
class DerivationRule:
    """Where one fact comes from.

    Attributes:
        fact: its name.
        how: the derivation, by its name in the code.
        says: the same for a person.
        days: the parameter that says for how many days an answer speaks; empty where none does.
        finding: whether it is something that a clinician's clearance was given for.
        stays: whether a yes cannot become a no, so that it speaks until it is answered again.
        yields: whether it becomes unknown before any fact that it contradicts.
        edges: the parameters of the rulebook that are the ages at which a rule changes.
    """

    fact: str
    how: str
    says: str
    days: str = ""
    finding: bool = False
    stays: bool = False
    yields: bool = False
    edges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """What completing an exercise takes.

    Attributes:
        sets: the fewest sets.
        reps: the fewest repetitions (or steps) a side in each.
    """

    sets: int
    reps: int


@dataclass(frozen=True, slots=True)
class DiaryRules:
    """Everything that a derivation is told by data.

    Attributes:
        derivations: one for each fact of an assessment, in the order of the file.
        parameters: how long answers speak, and the like.
        never: the flare stage of a runner who never backed off.
        return_from: the stage whose entry begins the return to running.
        clears_flare: the stage whose entry forgets the flare.
        doses: what completing each exercise takes.
    """

    derivations: Mapping[str, DerivationRule]
    parameters: Mapping[str, Threshold]
    never: str
    return_from: str
    clears_flare: str
    doses: Mapping[str, Dose]

    def edges(self, rulebook: Rulebook) -> dict[str, Number]:
        """The ages at which a rule of a rulebook changes, by parameter; the packaged ones where it has none."""
        names = [edge for rule in self.derivations.values() for edge in rule.edges]
        return {name: rulebook.parameters.get(name, packaged("progression").parameters[name]) for name in names}

    @property
    def findings(self) -> tuple[str, ...]:
        """The facts whose coming or growing voids a clearance."""
        return tuple(name for name, rule in self.derivations.items() if rule.finding)

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


@cache
def diary_rules() -> DiaryRules:
    """The packaged data, read once per process."""
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading.packaged_data import packaged_data

    derivations = [_derivation(entry) for entry in packaged_data("diary", "derivation.yaml")["derivations"]]
    content = packaged_data("diary", "parameters.yaml")
    exercises = packaged("progression").definition.catalogue["exercises"]
    return DiaryRules(
        derivations={rule.fact: rule for rule in derivations},
        parameters={entry["id"]: _threshold(entry) for entry in content["parameters"]},
        doses={name: _dose(entry["dose"]) for name, entry in exercises.items()},
        **content["stages"],
    )


def _derivation(entry: Mapping[str, Any]) -> DerivationRule:
    days = entry.get("days", "").removeprefix("$")
    edges = tuple(edge.removeprefix("$") for edge in entry.get("edges", ()))
    return DerivationRule(**{**entry, "days": days, "edges": edges})


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
