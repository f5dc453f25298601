"""The one place that touches durable-rules: a Rete network that is told facts and says which of its rules fire.

Of the library only the network in C is used. Its Python layer above that would start two timer threads for ever, write
the state of a session once per firing, swallow exceptions of actions, and call a function that Python is removing.
`docs/decisions/durable-rules.md` says what else is avoided here, and why.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from itb_rules.errors import EngineError, MissingExtraError

try:
    from durable.engine import durable_rules_engine as rete
except ImportError as missing:
    raise MissingExtraError(
        "the engine `durable` needs durable-rules: `pip install 'itb-rules[durable]'`, which needs a C compiler, and on"
        " Python 3.13 and later the environment variable `CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject` while it"
        f" builds (after a build without it, add `--force-reinstall --no-cache-dir`); found: {missing}"
    ) from missing

MOST_PLACES = 16
"""Messages that one rule can join: the network keeps them in frames of this size (error 304 beyond)."""

MOST_RULES = 4000
"""Rules of one network (error 106 beyond 4096)."""

MOST_TESTS = 48
"""Different tests of one address: all that a message passes are kept on a stack of 64 (error 303 beyond)."""

MOST_USES = 200
"""Rules that share one test: they are kept in a list of 256, and beyond it the library writes into the next one."""

MOST_SESSIONS = 1000
"""Sessions that stay: the library holds 1,024, and one is needed for decisions that are forgotten at once."""

MOST_MESSAGES = 100_000
"""More ids of messages than any network has."""

Pattern: TypeAlias = Sequence[tuple[str, str, int]]
"""What one message must be, test by test: `("v", "$gte", 7)`. Rules share the tests that they begin with."""

_OPENING = '{"id":"opening","opening":1}'
_HANDLED, _NOT_HANDLED = 0, 1
_SESSION = "0"
"""The session of a message that names none. Only one is alive at a time, so one name will do."""


class Network:
    """Rules over small messages. Freed with its last reference.

    A network belongs to one caller at a time. If anything ends `run` or `update` early, an error or an interrupt, facts
    stay in it of which nobody knows any more: throw it away, and build another.

    Args:
        name: the rulebook's name, for errors.
        rules: for each rule the patterns it joins, from 1 to `MOST_PLACES`; no more than `MOST_RULES`.

    Raises:
        EngineError: if durable-rules refuses the rules.
    """

    def __init__(self, name: str, rules: Sequence[Sequence[Pattern]]) -> None:
        self._name = name
        self._count = len(rules)
        # By name, whether something has fired in it. A session in which nothing has frees a pointer that was never set.
        self._sessions = {_SESSION: False}
        written: dict[str, object] = {str(index): {"all": list(_written(rule))} for index, rule in enumerate(rules)}
        written[str(len(rules))] = {"all": [{"m": {"opening": 1}}]}
        try:
            self._handle: int = rete.create_ruleset(name, json.dumps(written))
        except rete.error as error:
            raise EngineError(f"rulebook `{name}`: durable-rules: {error}") from error
        # Not at exit: the process frees everything then, and the library's module may be gone.
        weakref.finalize(self, _free, self._handle, self._sessions).atexit = False
        # Sessions use the same memory again and again, so one firing now makes that pointer safe for good.
        self.run([_OPENING], lambda _: ())
        self._sessions[_SESSION] = True

    def run(self, messages: Iterable[str], fired: Callable[[int], Iterable[str]]) -> None:
        """Tell the network some facts and go on until no rule is left to fire; then it forgets everything.

        Args:
            messages: facts as JSON objects. Each is told on its own, because a batch loses some.
            fired: called with the index of each rule that fires, in no particular order; returns the messages of the
                facts that follow.

        Raises:
            EngineError: if durable-rules fails.
        """
        session = None
        try:
            for message in messages:
                session = self._tell(message)
            if session is None:
                return
            started = rete.start_action_for_state(self._handle, session)
            firing = started[1] if started else None
            while firing is not None:
                # `{"17":{...}}`: the name of the rule, then the messages, which it does not matter to see again.
                for message in fired(int(firing.split('"', 2)[1])):
                    self._tell(message)
                firing = rete.complete_and_start_action(self._handle, session)
            rete.delete_state(self._handle, _SESSION)
        except rete.error as error:
            raise EngineError(f"rulebook `{self._name}`: durable-rules: {error}") from error

    def update(
        self, session: str, taken_back: Iterable[str], added: Iterable[str], fired: Callable[[int], Iterable[str]]
    ) -> None:
        """Take facts back from a session that stays, tell it others, and go on until no rule is left to fire.

        Args:
            session: its name, one of `session_names`. It is opened when it is first named, and stays until `close`.
            taken_back: the messages that no longer hold, as they were told.
            added: the messages that hold from now on.
            fired: as for `run`. A rule fires again once a message that it joins was taken back and told anew.

        Raises:
            EngineError: if durable-rules fails.
        """
        named = f'{{"sid":"{session}",'
        try:
            if session not in self._sessions:
                self._sessions[session] = False
                self._fire(self._tell(named + _OPENING[1:]), named, lambda _: ())
                self._sessions[session] = True
            handle = None
            for message in taken_back:
                handle = rete.retract_fact(self._handle, named + message[1:])[1]
            for message in added:
                handle = self._tell(named + message[1:])
            if handle is not None:
                self._fire(handle, named, fired)
        except rete.error as error:
            raise EngineError(f"rulebook `{self._name}`: durable-rules: {error}") from error

    def close(self, session: str) -> None:
        """Let a session forget everything."""
        if session in self._sessions:
            rete.delete_state(self._handle, session)
            del self._sessions[session]

    def _fire(self, session: int, named: str, fired: Callable[[int], Iterable[str]]) -> None:
        started = rete.start_action_for_state(self._handle, session)
        firing = started[1] if started else None
        while firing is not None:
            index = int(firing.split('"', 2)[1])
            for message in fired(index) if index < self._count else ():
                self._tell(named + message[1:])
            firing = rete.complete_and_start_action(self._handle, session)

    def _tell(self, message: str) -> int:
        result, session = rete.assert_fact(self._handle, message)
        # A message that no rule asks for is no error; one told twice, or put off, is.
        if result not in (_HANDLED, _NOT_HANDLED):
            raise EngineError(f"rulebook `{self._name}`: durable-rules did not take {message} (result {result})")
        return int(session)


def too_many_rules(name: str, count: int) -> EngineError:
    """The error that a rulebook becomes more rules than a network holds.

    Args:
        name: the rulebook's.
        count: how many it becomes at the least.
    """
    return EngineError(
        f"rulebook `{name}` becomes at least {count} rules of durable-rules, which holds {MOST_RULES};"
        " use another engine"
    )


def _free(handle: int, sessions: Mapping[str, bool]) -> None:
    """Delete a network and its sessions, which the library would leave where they are."""
    for session, fired in sessions.items():
        with contextlib.suppress(rete.error):  # there is none of that name
            if not fired:
                _, state = rete.assert_fact(handle, f'{{"sid":"{session}",{_OPENING[1:]}')
                rete.start_action_for_state(handle, state)
            rete.delete_state(handle, session)
    rete.delete_ruleset(handle)


def message_ids() -> Iterator[str]:
    """Ids for messages that shall not be taken for each other.

    A session tells messages apart by a 32-bit hash of their ids alone, and the ids it makes up itself collide about
    once in 50,000 decisions of 400 messages; the second message is then dropped.
    """
    seen = {_fnv1a(f"sid-{_SESSION}")}
    for number in itertools.count():
        hashed = _fnv1a(str(number))
        if hashed not in seen:
            seen.add(hashed)
            yield str(number)


def session_names(count: int) -> list[str]:
    """Names for sessions that stay, none of which may be taken for a message (see `message_ids`).

    Raises:
        EngineError: more than durable-rules can keep.
    """
    if count > MOST_SESSIONS:
        raise EngineError(f"durable-rules keeps {MOST_SESSIONS} sessions at the most, not {count}")
    messages = {_fnv1a(str(number)) for number in range(MOST_MESSAGES)}
    names = (f"kept{number}" for number in itertools.count())
    safe = (name for name in names if _fnv1a(f"sid-{name}") not in messages)
    return list(itertools.islice(safe, count))


def _fnv1a(text: str) -> int:
    hashed = 0x811C9DC5
    for byte in text.encode():
        hashed = (hashed ^ byte) * 0x01000193 & 0xFFFFFFFF
    return hashed


def _written(rule: Sequence[Pattern]) -> Iterator[dict[str, object]]:
    for place, pattern in enumerate(rule):
        tests = [{name: number} if test == "$eq" else {test: {name: number}} for name, test, number in pattern]
        yield {f"m{place}": {"$and": tests}}
