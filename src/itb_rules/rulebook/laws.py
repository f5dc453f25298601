"""What must hold of a rulebook whatever the facts are: laws, declared in its rule files and proven by `verification`.

A law is no part of what a rulebook decides; it says what its decisions may never do. Plain frozen data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args

from itb_rules.rulebook.conditions import Condition


@dataclass(frozen=True, slots=True)
class LawException:
    """Where a law need not hold, and why.

    Attributes:
        reason: why; a person reads it.
        fact: `monotone`: the fact that it is about.
        value: `no_dead_end`: the value of the law's fact.
        when: the assessments that are excepted; None for all of them.
    """

    reason: str
    fact: str | None = None
    value: Any = None
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class _Law:
    """What every law has.

    Attributes:
        title: what it demands, as a person reads it.
        exceptions: where it need not hold.
        where: `file:line` of the law, for people.
    """

    id: str
    title: str
    source: tuple[str, ...]
    exceptions: tuple[LawException, ...] = field(default=(), kw_only=True)
    where: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class RedFlagRefers(_Law):
    """While `when` is TRUE, the answer is `outcome` or a more cautious one."""

    kind: ClassVar[str] = "red_flag_refers"
    when: Condition
    outcome: str


@dataclass(frozen=True, slots=True)
class UnknownSafe(_Law):
    """While a rule with a more cautious outcome is UNKNOWN, none of `outcomes` is the answer."""

    kind: ClassVar[str] = "unknown_safe"
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Monotone(_Law):
    """A worse value of one known fact, all others the same, never makes the answer less cautious.

    Nor does it lead to a later stage, where the answer names one before and after.

    Attributes:
        facts: the facts it speaks of; () for every fact that declares which way it gets worse.
    """

    kind: ClassVar[str] = "monotone"
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StableUnderAnswers(_Law):
    """Answering unknown facts never takes an answer back.

    An answer more cautious than the default is never followed by a less cautious one, and one that is less cautious
    than the default never by a more cautious one.
    """

    kind: ClassVar[str] = "stable_under_answers"


@dataclass(frozen=True, slots=True)
class StricterProfile(_Law):
    """The answer of the profile `cautious` is never less cautious than that of `permissive`."""

    kind: ClassVar[str] = "stricter_profile"


@dataclass(frozen=True, slots=True)
class NoFlapping(_Law):
    """A decision that is carried out, and decided again on the same symptoms, is not reversed.

    Carried out: the stage (or load) to go to is taken, the flare to store is stored; where that is another stage, the
    facts in `entered` have the values of a stage just begun and those in `free` may have any. All other facts stay. No
    move forward is then followed by a move back, and no move back by a move forward.

    Attributes:
        entered: the value of facts on entering a stage, None for unknown.
        free: facts whose value then cannot be told.
    """

    kind: ClassVar[str] = "no_flapping"
    entered: Mapping[str, Any] = field(default_factory=dict)
    free: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoDeadEnd(_Law):
    """For every value of `fact` there is an assessment, with `when` TRUE, whose answer is `outcome`."""

    kind: ClassVar[str] = "no_dead_end"
    fact: str
    outcome: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class SettledMeansSettled(_Law):
    """Once a decision is settled, no answer to an unknown fact changes the outcome or what it does."""

    kind: ClassVar[str] = "settled_means_settled"


Law = (
    RedFlagRefers
    | UnknownSafe
    | Monotone
    | StableUnderAnswers
    | StricterProfile
    | NoFlapping
    | NoDeadEnd
    | SettledMeansSettled
)

LAWS: Mapping[str, type[Law]] = {law.kind: law for law in get_args(Law)}
"""Every kind of law, by the name that rule files give it. What a law may hold, its class declares."""
