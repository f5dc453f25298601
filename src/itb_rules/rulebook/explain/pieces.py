"""What is worked out of facts of which some may have any value of a range: how a comparison may come out.

From it the pieces of one number's range on which everything that is worked out of it stays decided alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from itb_rules.facts import FactSpec
from itb_rules.rulebook.derived import DECIDED, SIGNS, WHOLE, Ends, Gap, exact, gap
from itb_rules.rulebook.explain.criteria import Worked

TRUE, FALSE, UNKNOWN = 1, 2, 4


class Span(NamedTuple):
    """What a fact may be, in hundredths: one of these, or where it is unknown any of them."""

    low: int
    high: int
    unknown: bool


def span_of(spec: FactSpec, value: Any) -> Span:
    """The span of a fact as it is known; all of its values where it is not."""
    low, high = (spec.low or 0, spec.high or 0) if value is None else (value, value)
    return Span(exact(low), exact(high), unknown=value is None)


def possible(worked: Worked, spans: Mapping[str, Span]) -> int:
    """How a comparison may come out, a `not` above it left aside: the bits of the truths.

    Args:
        worked: the comparison.
        spans: for each fact in it what it is, the range that its value is in, or that it is unknown.
    """
    low, high, bottom = _gap(worked, spans, lambda span: Ends(span.low, span.high))
    at = {"low": low, "high": high}
    true, false = DECIDED[worked.operator]
    surely = bottom is None or bottom > 0
    if surely and all(SIGNS[sign](at[end], 0) for end, sign in true):
        return TRUE
    if surely and any(SIGNS[sign](at[end], 0) for end, sign in false):
        return FALSE
    unknown = any(span.unknown for span in spans.values()) or not surely
    # What has a range at the end that favours a decision, what is unknown at the one that does not.
    best = _gap(worked, spans, lambda span: Ends(span.low, span.high) if span.unknown else Ends(span.high, span.low))
    if best.bottom is not None and best.bottom <= 0:
        return UNKNOWN
    at = {"low": best.low, "high": best.high}
    found = UNKNOWN if unknown else 0
    if all(SIGNS[sign](at[end], 0) for end, sign in true):
        found |= TRUE
    return found | (FALSE if any(SIGNS[sign](at[end], 0) for end, sign in false) else 0)


def _gap(worked: Worked, spans: Mapping[str, Span], ends: Callable[[Span], Ends[int]]) -> Gap[int]:
    return gap(worked.derived, worked.value, lambda fact: ends(spans[fact]), WHOLE)


def pieces(
    spec: FactSpec, low: Any, high: Any, measures: Iterable[Worked], known: Callable[[Any], Mapping[str, Any]]
) -> Iterator[tuple[Any, Any]]:
    """The pieces of a range, lowest first, each as its first and last value.

    Args:
        spec: the number.
        low: the first value of the range.
        high: its last value.
        measures: what is worked out of the number.
        known: every fact as it is known, for a value of the number; the others are the same in all of the range.
    """
    reading = [each for each in measures if spec.name in each.derived.facts]
    if not reading:
        yield low, high
        return
    facts = known(low)
    others = {name: span_of(reading[0].specs[name], facts[name]) for each in reading for name in each.derived.facts}
    scale = 100 if spec.kind == "decimal" else 1
    start: int | None = None
    before: tuple[int, ...] = ()
    last = 0
    waiting = [(round(low * scale), round(high * scale))]
    while waiting:
        first, end = waiting.pop()
        spans = {**others, spec.name: Span(first * 100 // scale, end * 100 // scale, unknown=False)}
        found = tuple(possible(each, spans) for each in reading)
        if first < end and any(bits & (bits - 1) for bits in found):
            middle = (first + end) // 2
            waiting += [(middle + 1, end), (first, middle)]
            continue
        if start is None:
            start, before = first, found
        elif found != before:
            yield (start / scale, last / scale) if scale > 1 else (start, last)
            start, before = first, found
        last = end
    if start is not None:
        yield (start / scale, last / scale) if scale > 1 else (start, last)
