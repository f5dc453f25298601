"""A rulebook in use: load it, set its parameters, decide."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

from itb_rules.decision import FORMAT, Decision
from itb_rules.errors import CrossCheckError, FactsError, OverdueWarning, Problem
from itb_rules.explanation import Changed, WhatWould
from itb_rules.facts import Facts
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook.dates import in_force, read_day
from itb_rules.rulebook.definition import Change, Definition, Number, Rule, StageEffect
from itb_rules.rulebook.derived import told_anyway
from itb_rules.rulebook.digest import definition_digest
from itb_rules.rulebook.effects import Result
from itb_rules.rulebook.engines.base import Engine, Truths
from itb_rules.rulebook.engines.direct import DirectEngine
from itb_rules.rulebook.engines.registry import build_engine
from itb_rules.rulebook.explain.behind import DecisionFacts
from itb_rules.rulebook.explain.explainer import Explainer
from itb_rules.rulebook.loading import definition_from_mapping, definition_from_text, load_definition
from itb_rules.rulebook.parameters import with_values
from itb_rules.rulebook.resolution import Resolution, Resolver, bits
from itb_rules.rulebook.what_would import Finder
from itb_rules.slots import Displayed

SECOND_OPINION = "durable"
MOST_KEPT = 4096


class StillOpen(NamedTuple):
    """What is decided by now, and what can change it.

    Attributes:
        outcome: the outcome by now.
        settled: whether no answer can change it, or what it does.
        refers: whether it says who should look.
        facts: the unknown facts that matter, each with the rank of the most cautious outcome it can lead to.
    """

    outcome: str
    settled: bool
    refers: bool
    facts: Mapping[str, int]


class Rulebook(Displayed):
    """Rules with values for their parameters, ready to decide. Immutable, and safe to share between threads.

    Get one from `load_rulebook`, `from_text`, `from_mapping`, `with_parameters` or `with_profile`. Two that mean the
    same are equal: the same digest, which covers the profile and every parameter, on the same facts model.
    """

    def __init__(self, definition: Definition, chosen: Mapping[str, Number] | None = None) -> None:
        self._definition = definition
        self._chosen = dict(chosen or {})
        self._known = definition.facts.consequences.known
        self._direct = DirectEngine(definition)
        self._engines: dict[str, Engine] = {"direct": self._direct}
        self._resolver = Resolver(definition)
        self._stage = definition.effect.stage if isinstance(definition.effect, StageEffect) else None
        self._titles = {outcome.id: outcome.title for outcome in definition.outcomes}
        self._decided: dict[tuple[Any, ...], tuple[Resolution, dict[str, Any]]] = {}

    @classmethod
    def from_text(cls, text: str | bytes, *, facts: type[Facts] | None = None, profile: str = "cautious") -> Self:
        """Load a rulebook from one text: YAML that holds all that the files of a folder would.

        Args:
            text: the YAML; bytes are UTF-8. `include` and `uses` find packaged files and rulebooks.
            facts: as for `load_rulebook`.
            profile: `cautious` or `permissive`.

        Raises:
            RulebookError: the text has problems; every one is listed with its line and column.
            OptionError: no profile has this name.
        """
        return cls(_in_use(definition_from_text(text, facts=facts), profile))

    @classmethod
    def from_mapping(
        cls, content: Mapping[str, Any], *, facts: type[Facts] | None = None, profile: str = "cautious"
    ) -> Self:
        """Load a rulebook from plain data that holds all that the files of a folder would, under the same keys.

        Args:
            content: mappings, lists, texts, numbers, booleans and None, as JSON gives them, or built by `rule`, `when`
                and `fact` of `itb_rules.rulebook`.
            facts: as for `load_rulebook`.
            profile: `cautious` or `permissive`.

        Raises:
            RulebookError: the data has problems; every one is listed with the keys that lead to it.
            OptionError: no profile has this name.
        """
        return cls(_in_use(definition_from_mapping(content, facts=facts), profile))

    @property
    def definition(self) -> Definition:
        """Everything the rulebook says, as plain data."""
        return self._definition

    @property
    def name(self) -> str:
        """The rulebook's id, for instance `progression`."""
        return self._definition.name

    @property
    def version(self) -> str:
        """The rulebook's own version."""
        return self._definition.version

    @property
    def profile(self) -> str:
        """The profile its parameters come from: `cautious` or `permissive`."""
        return self._definition.profile

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, the most cautious outcome first, advice last."""
        return self._definition.rules

    @property
    def parameters(self) -> dict[str, Number]:
        """The value of every parameter as this rulebook uses it."""
        return {name: self._definition.values[name] for name in self._definition.thresholds}

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is no error, and is to be seen to: no disclaimer, no words on what is stale, a review overdue."""
        return self._definition.warnings

    @property
    def facts(self) -> type[Facts]:
        """The model of the facts it decides on."""
        return self._definition.facts

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rulebook's meaning, parameter values included."""
        return definition_digest(self._definition)

    @cached_property
    def _explainer(self) -> Explainer:
        return Explainer(self._definition, self._resolver, self._direct.truths)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self._definition, self._resolver)

    def with_parameters(self, **values: Number) -> Rulebook:
        """The same rules with some parameters set by hand.

        Args:
            values: by parameter name. A value stricter than the cautious end is allowed; one more permissive than the
                permissive end of the source's range is not.

        Raises:
            ParameterError: unknown names and values outside their range, all at once.
        """
        chosen = {**self._chosen, **values}
        definition = with_values(self._definition, self.profile, chosen)
        return Rulebook(definition, chosen)

    def on(self, day: date | str) -> Rulebook:
        """The rulebook in force on a day.

        As it is loaded, a rulebook has every rule that begins some day and none that ends, and the last values of its
        parameters: no clock decides. What is in force has a digest of its own.

        Args:
            day: the day, or its text, such as `2027-01-31`.

        Raises:
            OptionError: the text is no date.
            ParameterError: a value set by hand is outside the range of that day.
        """
        definition = in_force(self._definition, read_day(day))
        if definition is self._definition:
            return self
        return Rulebook(with_values(definition, self.profile, self._chosen), self._chosen)

    def with_profile(self, profile: str) -> Rulebook:
        """The same rules with the values of a profile; parameters set by hand keep their values.

        Args:
            profile: `cautious` (the cautious end of every range) or `permissive`.

        Raises:
            OptionError: an unknown profile.
        """
        return Rulebook(with_values(self._definition, profile, self._chosen), self._chosen)

    def decide(
        self,
        facts: Facts | Mapping[str, Any],
        *,
        engine: str = "direct",
        cross_check: bool | str = False,
    ) -> Decision:
        """Decide.

        Args:
            facts: an instance of the rulebook's facts model, or a mapping to make one from. Absent and None: unknown.
            engine: `direct` (compiled, the default), `reference` (the meaning) or `durable` (Rete, an extra).
            cross_check: decide on a second engine as well and compare: True for `durable` (for `direct` if `engine`
                is `durable`), or the name of an engine.

        Raises:
            FactsError: the facts were refused; every problem is listed.
            OptionError: an unknown engine.
            MissingExtraError: the engine needs an extra that is not installed.
            CrossCheckError: the two engines differ; it carries both decisions.
        """
        if not isinstance(facts, self._definition.facts):
            facts = self.validated(facts)
        values = self._known(facts.__dict__)
        truths = (self._engines.get(engine) or self._engine(engine)).truths(values)
        decision = self._decision(facts, values, truths, engine)
        if cross_check is not False:
            second = cross_check if isinstance(cross_check, str) else SECOND_OPINION
            if second == engine:
                second = "direct" if engine == SECOND_OPINION else SECOND_OPINION
            other = self._engine(second).truths(values)
            if other != truths:
                both = decision, self._decision(facts, values, other, second)
                cautious, permissive = sorted(both, key=lambda one: self._definition.rank(one.outcome))
                raise CrossCheckError((cautious, permissive))
        return decision

    def what_would(
        self,
        facts: Facts | Mapping[str, Any],
        outcome: str | None = None,
        *,
        max_changes: int | None = None,
        limit: int = 10,
    ) -> WhatWould:
        """Find the smallest sets of changes to the facts that lead to an outcome.

        A change gives a fact another value, or answers one that is unknown; a fact is made unknown only where it no
        longer applies. Facts that say where the runner is (`position` in the manifest) stay as they are when known.
        No solver is needed. Every set is decided by the reference engine before it is returned.

        Args:
            facts: as for `decide`.
            outcome: the outcome to reach; None for the most permissive one.
            max_changes: None for the smallest sets only; a number for every set of up to so many changes of which none
                can be left out.
            limit: how many sets to return at the most.

        Raises:
            FactsError: the facts were refused; every problem is listed.
            OptionError: no outcome has this name.
        """
        if not isinstance(facts, self._definition.facts):
            facts = self.validated(facts)
        return self._finder.find(facts, outcome, max_changes, limit)

    def still_open(self, values: Mapping[str, Any]) -> StillOpen:
        """Which unknown facts can still change the decision: what an interview goes by, without the explanation.

        Args:
            values: every fact by name as it is known, with what follows, None for unknown; as `Facts.known` gives them.
        """
        truths = self._direct.truths(values)
        resolution = self._resolver.resolve(truths, values)
        rank, now = self._definition.rank, self._definition.rank(resolution.outcome)
        remaining = self._definition.facts.consequences.remaining
        leads_to = {} if resolution.settled else self._explainer.leads_to(resolution, values)
        return StillOpen(
            outcome=resolution.outcome,
            settled=resolution.settled,
            refers=self._explainer.refers(truths, resolution),
            facts={
                fact: min((rank(outcome) for outcome in outcomes), default=now)
                for fact, outcomes in leads_to.items()
                if remaining(values, fact)
            },
        )

    def decision_of(self, facts: Facts, truths: Truths, engine: str) -> Decision:
        """The decision for facts whose truths are known already.

        Args:
            facts: an instance of the rulebook's facts model.
            truths: what an engine found for them.
            engine: its name.
        """
        return self._decision(facts, self._known(facts.__dict__), truths, engine)

    def _decision(self, facts: Facts, values: Mapping[str, Any], truths: Truths, engine: str) -> Decision:
        # What is decided follows from the truths and a fact or two, and many runners have these in common.
        rules = self._resolver.rules
        key = truths.true & rules, truths.unknown & rules, *[values[fact] for fact in self._resolver.reads]
        decided = self._decided.get(key)
        if decided is None:
            if len(self._decided) >= MOST_KEPT:
                self._decided.clear()
            decided = self._decided[key] = self._resolved(truths, values)
        resolution, answer = decided
        return Decision.deferred(
            answer | {"engine": engine},
            lambda: self._explainer.explained(facts, truths, resolution),
            lambda: self._behind(facts, resolution),
        )

    def _behind(self, facts: Facts, resolution: Resolution) -> DecisionFacts:
        deciding = frozenset(self.rules[bit].id for bit in bits(resolution.deciding))
        return DecisionFacts(self._definition, facts, deciding, self.what_would)

    def _resolved(self, truths: Truths, values: Mapping[str, Any]) -> tuple[Resolution, dict[str, Any]]:
        """The resolution, and what a decision says of it before anybody asks why."""
        resolution = self._resolver.resolve(truths, values)
        outcome, result, settled, withheld = resolution[:4]
        return resolution, {
            "format": FORMAT,
            "outcome": outcome,
            "title": self._titles[outcome],
            "stage": values[self._stage] if self._stage else None,
            "next_stage": result.next_stage,
            "flare_stage": result.flare_stage,
            "open_referral": result.open_referral,
            "next_load": result.next_load,
            "next_exercise": result.next_exercise,
            "changes": _changed(result) if result.changes else (),
            "settled": settled,
            "withheld": withheld,
            "stale_when": self._definition.stale,
            "disclaimer": self._definition.disclaimer,
        }

    def _engine(self, name: str) -> Engine:
        # No lock, which another thread could hold while this one forks. Two threads may both build one.
        if name not in self._engines:
            self._engines.setdefault(name, build_engine(name, self._definition))
        return self._engines[name]

    def validated(self, facts: Facts | Mapping[str, Any]) -> Facts:
        """Facts as an instance of the rulebook's model.

        Args:
            facts: as for `decide`.

        Raises:
            FactsError: the facts were refused; every problem is listed.
        """
        model = self._definition.facts
        if isinstance(facts, model):
            return facts
        if isinstance(facts, Facts) or not isinstance(facts, Mapping):
            kind = type(facts).__name__
            message = f"found a `{kind}`; allowed: a `{model.__name__}`, or a mapping of its facts"
            raise FactsError([Problem("facts", message, kind, model.__name__)])
        derived = self._definition.derived
        if not derived:
            return model.model_validate(dict(facts))
        worked_out = [
            Problem(name, told_anyway(derived[name]), found_text(facts[name]), code="unknown_fact")
            for name in facts
            if name in derived
        ]
        try:
            found = model.model_validate({name: value for name, value in facts.items() if name not in derived})
        except FactsError as error:
            raise FactsError([*error.problems, *worked_out]) from None
        if worked_out:
            raise FactsError(worked_out)
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rulebook):
            return NotImplemented
        return self is other or (self.digest == other.digest and self.facts is other.facts)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        # Engines are compiled again where it is read.
        return type(self), (self._definition, self._chosen)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        chosen = "".join(f", {name}={value}" for name, value in self._chosen.items())
        return f"<Rulebook {self.name} {self.version}, {self.profile}{chosen}>"


def load_rulebook(source: str | Path, *, facts: type[Facts] | None = None, profile: str = "cautious") -> Rulebook:
    """Load a rulebook.

    Args:
        source: `progression`, `exercise` or `activity` for a packaged one, or the path of a folder of rule files.
        facts: the facts model of an app's own rulebook, or a subclass of a packaged model with further fields.
        profile: `cautious` or `permissive`.

    Raises:
        RulebookError: the files have problems; every one is listed with file, line and column.
        OptionError: no packaged rulebook, or no profile, has this name.
    """
    return Rulebook(_in_use(load_definition(source, facts=facts), profile))


def _in_use(definition: Definition, profile: str) -> Definition:
    """A definition under a profile; a warning where a day of review has passed."""
    overdue = [problem.message for problem in definition.overdue(date.today())]
    if overdue:
        warnings.warn(f"{definition.name}: {'; '.join(overdue)}", OverdueWarning, stacklevel=3)
    return with_values(definition, profile, {})


def _changed(result: Result) -> tuple[Changed, ...]:
    return tuple(_plain(change) for change in result.changes)


def _plain(change: Change) -> Changed:
    bounds = {
        name: bound for name in ("at_least", "at_most") if isinstance(bound := getattr(change, name), (int, float))
    }
    return Changed(what=change.what, title=change.title, values=change.values, unit=change.unit or None, **bounds)
