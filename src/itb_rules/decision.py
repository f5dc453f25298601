"""The decision: frozen plain data that explains itself.

What to do is worked out at once; why, what is missing and what to do now is worked out when somebody first reads it,
and always in the same way, so that every engine gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Protocol, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from itb_rules.errors import DetachedError, IncomparableError
from itb_rules.explanation import (
    Advice,
    Changed,
    Code,
    DecisionDifference,
    FactsStamp,
    Flag,
    Hit,
    Labels,
    Plan,
    Question,
    RulebookStamp,
    Unchangeable,
    Way,
    WhatWould,
    Whole,
    Why,
)
from itb_rules.slots import Displayed

FORMAT = 2
"""The format of the JSON. It rises when a field is added or changes; what reads one format reads older and newer."""
FIRST_FORMAT = 1
"""What is taken for the format where the JSON does not say: that of 0.1.0."""


class Behind(Protocol):
    """What knows the facts and the rulebook behind a decision."""

    @property
    def whys(self) -> Mapping[str, Why]:
        """Why each rule holds or not, by its id."""
        ...

    @property
    def known(self) -> Mapping[str, Any]:
        """Every fact as it is known."""
        ...

    def what_would(self, outcome: str | None, *, max_changes: int | None, limit: int) -> WhatWould:
        """As `Decision.what_would`."""
        ...

    @property
    def definition(self) -> Any:
        """The `Definition` of the rulebook."""
        ...

    @property
    def deciding(self) -> frozenset[str]:
        """The ids of the rules that decided."""
        ...

    def rule(self, name: str) -> Why:
        """As `Decision.rule`."""
        ...

    def difference(self, mine: Decision, other: Decision, behind: Behind) -> DecisionDifference:
        """As `Decision.difference`, with what is behind the other."""
        ...


class Content(BaseModel):
    """The fields of a decision in the order of its JSON; `Decision` says what they mean."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False, defer_build=True)

    format: Whole = FIRST_FORMAT
    outcome: str
    title: str
    stage: str | None
    next_stage: str | None
    flare_stage: str | None
    open_referral: str | None = None
    next_load: str | None
    next_exercise: str | None
    changes: tuple[Changed, ...]
    settled: Flag
    withheld: Flag
    because: tuple[Hit, ...]
    also: tuple[Hit, ...] = ()
    would_hold: tuple[Hit, ...] = ()
    cleared: tuple[Hit, ...]
    blocked_by: tuple[Way, ...] = ()
    questions: tuple[Question, ...] = ()
    suspected: tuple[str, ...]
    refer_to: tuple[str, ...]
    refer_within_days: Whole | None = None
    codes: tuple[Code, ...] = ()
    advice: tuple[Advice, ...] = ()
    plan: Plan | None = None
    rulebook: RulebookStamp
    facts: FactsStamp
    labels: Unchangeable[str] = Field(default_factory=Labels)
    stale_when: tuple[str, ...] = ()
    disclaimer: str
    engine: str


class Decision(Displayed, Content):
    """What a rulebook answers for one set of facts, and why.

    A decision cannot be changed, in no part of it, and compares by content: two engines that agree give equal decisions
    (`engine` alone is left out of the comparison). `model_dump_json()` and `Decision.model_validate_json()` round-trip;
    what was changed in between is taken for no value that it is not, and every problem is named. Fields that a newer
    version added are passed over, and those that an older one had not have their defaults: stored decisions last.

    Attributes:
        format: the format of the JSON; 1 where it does not say, as in 0.1.0.
        outcome: the answer, one of the rulebook's outcomes.
        title: what a person reads for it.
        stage: the stage the runner is in, as far as the facts say.
        next_stage: stage to go on in; None when it cannot be told, or the outcome moves nobody (`refer_now`).
        flare_stage: value of `flare_stage` to store; None as for `next_stage`.
        open_referral: value of `open_referral` to store: the most urgent referral that nobody has followed yet. None
            when it cannot be told, or the rulebook stores none.
        next_load: the load to change to; None when it does not change.
        next_exercise: the exercise to go on with, if one is named.
        changes: what to change about the activity.
        settled: no admissible answer to an unknown fact can change the outcome or the effect.
        withheld: a permissive outcome would hold, but something more cautious is unknown and holds it back.
        because: the rules that decided.
        also: other rules that hold.
        would_hold: the rules of a withheld outcome.
        cleared: rules that a clinician's clearance lifts; they would hold without it.
        blocked_by: each way to a permissive outcome that is not open yet, with what is met and what is not.
        questions: the unknown facts that could still change something, best first.
        suspected: what the rules that hold point to, whichever outcome won. Never a diagnosis.
        refer_to: who should look at it.
        refer_within_days: within how many days somebody should look: the shortest of the referrals that hold and are
            not cleared, 0 for the same day; None where none of them says. No part of what has to be settled.
        codes: codes for a referral letter about what is suspected.
        advice: what to do beyond the outcome.
        plan: what to do now; None when the outcome is silent or the stage unknown.
        rulebook: provenance of the rules.
        facts: provenance of the facts.
        labels: what a person reads for each id that this decision mentions.
        stale_when: what makes this decision out of date.
        disclaimer: always shown.
        engine: the engine that found the truths.
    """

    _explain: Callable[[], Mapping[str, Any]] | None = PrivateAttr(default=None)
    _behind: Callable[[], Behind] | None = PrivateAttr(default=None)

    LAZY: ClassVar[frozenset[str]] = frozenset()
    """The fields that are worked out on first reading; filled in below the class."""
    ALL: ClassVar[set[str]] = set()

    @classmethod
    def deferred(
        cls, known: dict[str, Any], explain: Callable[[], Mapping[str, Any]], behind: Callable[[], Behind]
    ) -> Self:
        """Make a decision whose answer is known and whose explanation is worked out when it is read.

        Args:
            known: the values of the fields that are not in `LAZY`.
            explain: gives the values of all other fields.
            behind: gives what answers further questions about it.
        """
        decision = cls.__new__(cls)
        put = object.__setattr__
        put(decision, "__dict__", known)
        put(decision, "__pydantic_fields_set__", cls.ALL)
        put(decision, "__pydantic_extra__", None)
        put(decision, "__pydantic_private__", {"_explain": explain, "_behind": behind})
        return decision

    def what_would(self, outcome: str | None = None, *, max_changes: int | None = None, limit: int = 10) -> WhatWould:
        """Find the smallest sets of changes to the facts that lead to an outcome; see `Rulebook.what_would`.

        Raises:
            DetachedError: the decision was read back from JSON or a pickle, and knows its facts no longer.
            OptionError: no outcome has this name.
        """
        return self.behind("rulebook.what_would(facts, outcome=...)").what_would(
            outcome, max_changes=max_changes, limit=limit
        )

    def rule(self, name: str) -> Why:
        """Say why a rule holds or does not hold, whichever outcome won: every clause, with have and need.

        Args:
            name: the id of any rule of the rulebook, advice included.

        Raises:
            DetachedError: the decision was read back from JSON or a pickle, and knows its facts no longer.
            OptionError: no rule has this id.
        """
        return self.behind("rulebook.decide(facts).rule(...)").rule(name)

    def difference(self, other: Decision) -> DecisionDifference:
        """Say what changed from this decision to a later one, and why: fields, facts, parameters and rules.

        Args:
            other: the later decision, by the same rulebook; its version and values may be others.

        Raises:
            DetachedError: one of the two was read back from JSON or a pickle, and knows its facts no longer.
            IncomparableError: it was decided by another rulebook.
        """
        how = "rulebook.decide(facts) with the facts of both"
        before, after = self.behind(how), other.behind(how)
        if self.rulebook.name != other.rulebook.name:
            names = f"`{self.rulebook.name}` and `{other.rulebook.name}`"
            raise IncomparableError(f"decisions of different rulebooks cannot be compared: {names}")
        return before.difference(self, other, after)

    def behind(self, instead: str) -> Behind:
        """What is behind it: the facts, and the rulebook.

        Args:
            instead: what to ask where it is not there any more.

        Raises:
            DetachedError: the decision was read back from JSON or a pickle, and knows its facts no longer.
        """
        behind = self.__pydantic_private__["_behind"] if self.__pydantic_private__ else None
        if behind is None:
            raise DetachedError(f"a decision that was read back knows its facts no longer; ask `{instead}`")
        found: Behind = behind()
        return found

    def model_dump_json(self, **options: Any) -> str:
        """The decision as JSON; options as for any pydantic model."""
        # Through the serializer of the plain fields: the one below, for decisions inside other models, takes a detour
        # by way of a dict.
        return Content.__pydantic_serializer__.to_json(self._complete(), **options).decode()

    def canonical_json(self) -> str:
        """The decision as JSON without `engine`: the same bytes for the same facts and rules, on every engine."""
        return self.model_dump_json(exclude={"engine"})

    def compact_json(self) -> str:
        """The decision as JSON without what the same rules say again of the same facts; the same call reads it back.

        Left out are the plan, advice, questions, ways on, other rules that hold, codes, labels and when it is out of
        date. What was decided, by which rules, on which facts, who should look by when and the disclaimer stay.
        """
        return self.model_dump_json(exclude=set(DERIVED))

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Read a decision back; options as for any pydantic model.

        Raises:
            ValidationError: with every problem; a key that is there twice is one, as nobody can tell which was meant.
        """
        from itb_rules.facts.strict_json import strict_json

        twice: list[str] = []
        # What is no JSON at all, pydantic says better.
        with suppress(ValueError, RecursionError):
            _, twice = strict_json(bytes(json_data) if isinstance(json_data, bytearray) else json_data)
        if twice:
            refused = PydanticCustomError("key_twice", "the key is there twice")
            raise ValidationError.from_exception_data(
                cls.__name__, [{"type": refused, "loc": (key,), "input": key} for key in twice]
            )
        return super().model_validate_json(json_data, **options)

    def _complete(self) -> Self:
        """Work out what has not been read yet. Two threads may both do it; they get the same result."""
        private = self.__pydantic_private__
        explain = private["_explain"] if private else None
        if private is not None and explain is not None:
            values = self.__dict__
            explained = explain()
            # In the order of the fields, so that dumps and reprs do not depend on when something was read.
            whole = {name: explained[name] if name in explained else values[name] for name in type(self).model_fields}
            whole["labels"] = Labels(whole["labels"])
            object.__setattr__(self, "__dict__", whole)
            private["_explain"] = None
        return self

    def __getattr__(self, name: str) -> Any:
        if name in type(self).LAZY:
            return self._complete().__dict__[name]
        # A private attribute or a misspelt name: pydantic knows which.
        return super().__getattr__(name)  # type: ignore[misc]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /) -> JsonSchemaValue:
        """The schema of the fields, for what is written as well: the serializer below only completes them first."""
        fields: Any = {key: value for key, value in core_schema.items() if key != "serialization"}
        return handler(fields)

    @model_serializer(mode="wrap")
    def _serialise(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        whole: dict[str, Any] = handler(self._complete())
        return whole

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        mine, theirs = self._complete().__dict__, other._complete().__dict__
        return all(mine[name] == theirs[name] for name in type(self).model_fields if name != "engine")

    def __hash__(self) -> int:
        return hash(self.canonical_json())

    def __getstate__(self) -> dict[Any, Any]:
        state = super(Decision, self._complete()).__getstate__()
        # What answers `what_would` and `rule` holds the whole rulebook: it stays here.
        return {**state, "__pydantic_private__": {"_explain": None, "_behind": None}}

    def __copy__(self) -> Self:
        return super(Decision, self._complete()).__copy__()

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return super(Decision, self._complete()).__deepcopy__(memo)

    def __iter__(self) -> Any:
        self._complete()
        return super().__iter__()

    def __repr_args__(self) -> Any:
        self._complete()
        return super().__repr_args__()

    def __str__(self) -> str:
        return f"{self.outcome} (settled)" if self.settled else f"{self.outcome} (not settled)"


DERIVED = ("also", "would_hold", "blocked_by", "questions", "codes", "advice", "plan", "labels", "stale_when")
"""The fields that a compact decision leaves out."""

EAGER = frozenset(
    {
        "format",
        "outcome",
        "title",
        "stage",
        "next_stage",
        "flare_stage",
        "open_referral",
        "next_load",
        "next_exercise",
        "changes",
        "settled",
        "withheld",
        "stale_when",
        "disclaimer",
        "engine",
    }
)
Decision.ALL = set(Decision.model_fields)
Decision.LAZY = frozenset(Decision.model_fields) - EAGER
