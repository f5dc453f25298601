"""Working memory that stays: the facts of many runners in the network at once, changed where they change.

The network only ever adds: when a fact changes, whatever it has led to has to be taken back by hand. What that is
follows from the rules alone, and is worked out once: the rules that join the fact, the derived facts that they tell,
the rules that join those, and so on. All of it is taken back, and the network finds anew what still follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from itb_rules.facts import Facts
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.engines.durable.engine import DurableEngine
from itb_rules.rulebook.engines.durable.messages import Source
from itb_rules.rulebook.engines.durable.network import session_names


@dataclass(slots=True)
class _Held:
    """What one session holds.

    Attributes:
        session: its name.
        facts: the number that was told of each fact.
        derived: the derived facts that were told.
        standing: mask of the rules of the network that have fired, and whose messages all stand.
    """

    session: str
    facts: dict[str, int] = field(default_factory=dict)
    derived: set[int] = field(default_factory=set)
    standing: int = 0


class WorkingMemory(DurableEngine):
    """A network with a session for each of some runners, at most so many at a time. For one caller at a time.

    If anything ends a change early, an error or an interrupt, the next one begins with another network and nobody in
    it: everybody's facts are told anew.

    Args:
        definition: the rulebook.
        most: how many sessions; 1,000 at the most.

    Raises:
        EngineError: the rulebook is too large for durable-rules, or there are too many sessions.
    """

    def __init__(self, definition: Definition, most: int) -> None:
        super().__init__(definition)
        self._names = session_names(most)
        self._begin()
        self._follows = cache(self._following)
        self._fact_heads = {name: heads for name, _, heads in self._facts}
        self._derived_heads = {number: heads for _, _, derived in self._effects for number, heads in derived}

    def _begin(self) -> None:
        self._sound = False
        self._network = self._unused()
        self._free = [*self._names]
        self._held: dict[str, _Held] = {}
        self._sound = True

    def _begin_change(self) -> None:
        """Note that something may be left half done, until `_sound` says otherwise."""
        if not self._sound:
            self._begin()
        self._sound = False

    def __contains__(self, runner: str) -> bool:
        return runner in self._held

    @property
    def full(self) -> bool:
        """Whether somebody has to be forgotten before somebody new can be held."""
        return not self._free

    def forget(self, runner: str) -> None:
        """Forget a runner's facts, if they are held."""
        self._begin_change()
        held = self._held.pop(runner, None)
        if held is not None:
            self._network.close(held.session)
            self._free.append(held.session)
        self._sound = True

    def truths_of(self, runner: str, facts: Facts) -> Truths:
        """The truth of every rule for a runner's facts, from what they were before and what has changed.

        Args:
            runner: whose facts they are. A new runner needs a free session.
            facts: all of them, as they are now.

        Raises:
            EngineError: if durable-rules fails.
        """
        self._begin_change()
        held = self._held.get(runner)
        if held is None:
            held = self._held[runner] = _Held(self._free.pop())
        values = facts.known()
        now = {name: number(values[name]) for name, number, _ in self._facts if values[name] is not None}
        changed = [name for name, _, _ in self._facts if held.facts.get(name) != now.get(name)]
        if changed:
            self._change(held, now, changed)
        self._sound = True
        true, false = self._always.true, self._always.false
        for index, (now_true, now_false, _) in enumerate(self._effects):
            if held.standing >> index & 1:
                true |= now_true
                false |= now_false
        return self._truths(true, false)

    def _change(self, held: _Held, now: dict[str, int], changed: list[str]) -> None:
        rules, derived = 0, set[int]()
        for name in changed:
            more_rules, more_derived = self._follows(name)
            rules |= more_rules
            derived |= more_derived
        taken_back = [*self._about_facts(held.facts, changed), *self._about_derived(held.derived & derived)]
        held.derived -= derived
        held.standing &= ~rules
        held.facts = now
        # A derived fact that another rule still supports is told again, so that what follows from it is found anew.
        supported = {
            number
            for index, (_, _, follows) in enumerate(self._effects)
            if held.standing >> index & 1
            for number, _ in follows
            if number in derived
        }
        held.derived |= supported

        def fired(index: int) -> Iterator[str]:
            held.standing |= 1 << index
            for number, heads in self._effects[index][2]:
                if number not in held.derived:
                    held.derived.add(number)
                    for head in heads:
                        yield head + "}"

        added = [*self._about_facts(now, changed), *self._about_derived(supported)]
        self._network.update(held.session, taken_back, added, fired)

    def _about_facts(self, numbers: dict[str, int], names: list[str]) -> Iterator[str]:
        for name in names:
            if name in numbers:
                for head in self._fact_heads[name]:
                    yield f"{head}{numbers[name]}}}"

    def _about_derived(self, derived: set[int]) -> Iterator[str]:
        for number in derived:
            for head in self._derived_heads[number]:
                yield head + "}"

    def _following(self, fact: str) -> tuple[int, frozenset[int]]:
        """The mask of the rules that hang on a fact, and the derived facts that do."""
        rules = 0
        sources: set[Source] = {fact}
        grown: set[Source] = {fact}
        while grown:
            reached = [index for index, joined in enumerate(self._joined) if joined & grown]
            rules |= sum(1 << index for index in reached if not rules >> index & 1)
            found: set[Source] = {number for index in reached for number, _ in self._effects[index][2]}
            grown = found - sources
            sources |= found
        return rules, frozenset(each for each in sources if isinstance(each, int))
