"""Refuse a table: one error that counts every kind of problem and shows some rows of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.errors import FrameError, Problem
from itb_rules.facts import FactSpec
from itb_rules.facts.contradictions import found_together
from itb_rules.facts.shown_values import found_text
from itb_rules.frame.backends.base import ROW, Backend, Built, Frame
from itb_rules.frame.checks import Check, any_wrong, told_apart
from itb_rules.frame.conditions import yes
from itb_rules.frame.messages import plain

SHOWN = 3


def refuse_wrong(backend: Backend, built: Built) -> None:
    """Look through the rows of a prepared frame, and refuse it if any is wrong.

    Raises:
        FrameError: with one problem for each kind, in the order of the facts.
    """
    if built.looked is None or not backend.rows(backend.real(built.looked))[0][0]:
        return
    frame, checks = backend.real(built.prepared), told_apart(built.checks)
    counted = [nw.len(), any_wrong(checks).cast(nw.Int64()).sum()]
    counted += [check.wrong.cast(nw.Int64()).sum() for check in checks]
    found = backend.rows(frame.select(**{f"count_{place}": count for place, count in enumerate(counted)}))[0]
    rows, wrong, *counts = (int(count or 0) for count in found)
    if backend.numbered:
        frame = backend.number(frame)
    specs = {name: fact.spec for name, fact in built.facts.items()}
    raise FrameError(
        [_problem(backend, frame, check, count, specs) for check, count in zip(checks, counts, strict=True) if count],
        rows=wrong,
        of=rows,
    )


def _problem(backend: Backend, frame: Frame, check: Check, count: int, specs: Mapping[str, FactSpec]) -> Problem:
    names = check.contradiction.facts if check.contradiction else (check.fact,)
    shown = [ROW, *names] if backend.numbered else list(names)
    samples = backend.rows(frame.filter(yes(check.wrong)).select(*shown).head(SHOWN))
    texts = [_sample(check, shown, sample) for sample in samples]
    if check.contradiction:
        allowed = check.contradiction.allowed(dict(zip(shown, map(plain, samples[0]), strict=True)), specs)
    else:
        allowed = specs[check.fact].allowed
    kind = check.code.replace("_", " ")
    listed = "; ".join([*texts, *(["..."] if count > len(texts) else [])])
    message = f"{count:,} row{'s' * (count != 1)}, {kind}: {listed}; allowed: {allowed}"
    return Problem(check.fact, message, texts[0] if texts else None, allowed)


def _sample(check: Check, shown: Sequence[str], sample: Sequence[Any]) -> str:
    values = dict(zip(shown, map(plain, sample), strict=True))
    row = values.pop(ROW, None)
    found = (
        found_together(check.contradiction, values) if check.contradiction else f"`{found_text(values[check.fact])}`"
    )
    return found if row is None else f"{found} in row {row}"
