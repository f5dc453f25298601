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

    Nor does it lead to a later stage, where the answer names one before and after. A worse value from which the value
    of an unknown fact follows is left aside: then more is known, and it may be good.

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
class _CarriedOut(_Law):
    """A law about a decision that is carried out and made again on the same symptoms.

    Carried out: the stage (or load) to go to is taken, what is to be stored is stored; where that is another stage, the
    facts in `entered` have the values of a stage just begun and those in `free` may have any. All other facts stay.

    Attributes:
        entered: the value of facts on entering a stage, None for unknown.
        free: facts whose value then cannot be told.
    """

    entered: Mapping[str, Any] = field(default_factory=dict)
    free: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoFlapping(_CarriedOut):
    """A decision that is carried out is not reversed: no move forward is followed by one back, nor the other way."""

    kind: ClassVar[str] = "no_flapping"


@dataclass(frozen=True, slots=True)
class NoCascade(_CarriedOut):
    """A decision that is carried out moves nobody a second time: one event is answered once."""

    kind: ClassVar[str] = "no_cascade"


@dataclass(frozen=True, slots=True)
class ReferralStands(_Law):
    """A referral that is stored is never less than it was until it is ended, whatever is answered later.

    Whenever a rule that stores its referral is TRUE, what is stored is that or more urgent, unless a clearance ends it
    and the outcome is none that stores despite one. And whatever the facts are, while nothing ends it, the answer is
    what is stored or more cautious, and what is stored again is no less urgent.
    """

    kind: ClassVar[str] = "referral_stands"


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
    | NoCascade
    | ReferralStands
    | NoDeadEnd
    | SettledMeansSettled
)

LAWS: Mapping[str, type[Law]] = {law.kind: law for law in get_args(Law)}
"""Every kind of law, by the name that rule files give it. What a law may hold, its class declares."""
