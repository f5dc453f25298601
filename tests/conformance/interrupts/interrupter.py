"""Ends a call early: at one of the points where the interpreter looks for signals, or at a moment in time."""

from __future__ import annotations

import contextlib
import ctypes
import dis
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import itb_rules

OURS = str(Path(itb_rules.__file__).parent)
LONGEST = 2.0
"""Seconds after which an action has been interrupted or is over."""


class Interrupt(SystemExit):
    """What ends the call; as with Ctrl-C, `except Exception` does not see it."""


@cache
def points(code: CodeType) -> frozenset[int]:
    """The instructions before which a signal can be noticed: at the start of a function, after a call, in a loop."""
    found, after_call = set[int](), False
    for instruction in dis.get_instructions(code):
        name = instruction.opname
        if after_call or name.startswith(("RESUME", "JUMP_BACKWARD")):
            found.add(instruction.offset)
        after_call = name.startswith("CALL") and not name.startswith("CALL_INTRINSIC")
    return frozenset(found)


class _Tracer:
    """Counts the points in the code of the library, and raises at one of them."""

    def __init__(self, at: int) -> None:
        self.passed = 0
        self._at = at

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any] | None:
        if not frame.f_code.co_filename.startswith(OURS):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return self._step

    def _step(self, frame: FrameType, event: str, argument: Any) -> Callable[..., Any]:
        if event == "opcode" and frame.f_lasti in points(frame.f_code):
            self.passed += 1
            if self.passed == self._at:
                sys.settrace(None)
                raise Interrupt
        return self._step


class Interrupter:
    """Interrupts actions.

    Args:
        chance: what draws the moments.
        ways: how: `traced`, `signalled` (main thread only), `killed`, which runs the action in a thread of its own.

    Attributes:
        landed: how many actions were interrupted, by way.
        swallowed: how many interrupts Python threw away, because they came while it freed something.
    """

    def __init__(self, chance: random.Random, ways: tuple[str, ...] = ("traced", "signalled", "killed")) -> None:
        self._chance = chance
        self._ways = ways
        self._points: dict[str, int] = {}
        self._seconds: dict[tuple[str, str], float] = {}
        self.landed: Counter[str] = Counter()
        self.swallowed = 0

    def __call__(self, name: str, action: Callable[[], object]) -> bool:
        """Run an action and end it early, at a moment between its beginning and where it ended before.

        Args:
            name: of the action: those of one name take about as long.
            action: what to run; what it raises itself goes on.

        Returns:
            whether it was interrupted, and not over before.
        """
        way = self._chance.choice(self._ways)
        with self._swallowing():
            landed = self._traced(name, action) if way == "traced" else self._timed(way, name, action)
        self.landed[way] += landed
        return landed

    def _traced(self, name: str, action: Callable[[], object]) -> bool:
        tracer = _Tracer(self._chance.randint(1, self._points.get(name, 1000)))
        before = sys.gettrace()
        try:
            sys.settrace(tracer)
            action()
        except Interrupt:
            return True
        finally:
            sys.settrace(before)
        self._points[name] = max(1, tracer.passed)
        return False

    def _timed(self, way: str, name: str, action: Callable[[], object]) -> bool:
        run = _signalled if way == "signalled" else _killed

        def timed() -> None:
            begun = time.perf_counter()
            action()
            self._seconds[way, name] = min(LONGEST, time.perf_counter() - begun)

        return run(timed, self._chance.uniform(0, self._seconds.get((way, name), 0.01)))

    @contextlib.contextmanager
    def _swallowing(self) -> Iterator[None]:
        hook = sys.unraisablehook

        def seen(unraisable: Any) -> None:
            if isinstance(unraisable.exc_value, Interrupt):
                self.swallowed += 1
            else:
                hook(unraisable)

        sys.unraisablehook = seen
        try:
            yield
        finally:
            sys.unraisablehook = hook


def _raise(*_: object) -> None:
    raise Interrupt


def _signalled(action: Callable[[], object], after: float) -> bool:
    before = signal.signal(signal.SIGALRM, _raise)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, max(after, 1e-6))
            action()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Interrupt:
        return True
    finally:
        signal.signal(signal.SIGALRM, before)
    return False


def _killed(action: Callable[[], object], after: float) -> bool:
    began, errors, ended = threading.Event(), list[Exception](), list[bool]()

    def run() -> None:
        # It may come at any time here, too.
        with contextlib.suppress(Interrupt):
            began.set()
            try:
                action()
            except Exception as error:
                errors.append(error)
            ended.append(True)

    thread = threading.Thread(target=run)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # or the other thread is over before this one is woken
    try:
        thread.start()
        began.wait()
        time.sleep(after)
        if not ended:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(Interrupt))
        thread.join()
    finally:
        sys.setswitchinterval(interval)
    for error in errors:
        raise error
    return not ended
