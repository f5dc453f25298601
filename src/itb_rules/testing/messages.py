"""What a broken law says: the facts that differ from typical, and the decisions as a reader would want them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any

from itb_rules.decision import Decision
from itb_rules.facts import Facts, FactSpec
from itb_rules.rendering.decision import outline
from itb_rules.wording.language import number
from itb_rules.wording.phrases import phrases

WIDTH = 100
_MARGIN = 10
_SECTIONS = ("changes", "next", "because", "withheld")


class LawBrokenError(AssertionError):
    """A law does not hold for a rulebook; the message shows the facts and the decisions."""


def broken(what: str, *parts: Iterable[str]) -> LawBrokenError:
    """The error for a broken law.

    Args:
        what: what happened, in one sentence.
        *parts: blocks of lines, set apart by empty lines.
    """
    return LawBrokenError("\n\n".join([what, *("\n".join(part) for part in parts)]))


def describe(facts: Facts) -> str:
    """Facts in words: those that differ from a typical runner's, or where most are unknown those that are known.

    Put it into a test of your own as `note(describe(facts))`.
    """
    return "\n".join(described(facts))


def described(facts: Facts) -> Iterator[str]:
    """The lines of `describe`."""
    specs = type(facts).specs
    values = facts.__dict__
    known = {name: value for name, value in values.items() if value is not None}
    different = {name: value for name, value in values.items() if value != specs[name].typical}
    if len(known) < len(different):
        yield "A runner of whom nothing is known" + (" but" if known else "")
        yield from listed(known, specs)
    else:
        yield "A typical runner" + (", but for" if different else "")
        yield from listed(different, specs)


def listed(values: Mapping[str, Any], specs: Mapping[str, FactSpec]) -> Iterator[str]:
    """Facts by name with their values, one a line, aligned."""
    width = max(map(len, values), default=0)
    for name, value in values.items():
        yield f"  {name:<{width}}  {worded(value, specs[name])}"


def worded(value: Any, spec: FactSpec) -> str:
    """One value, with its unit."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else f"{number(value)} {spec.unit or ''}".rstrip()


def shown(when: str, decision: Decision) -> Iterator[str]:
    """A decision as far as it matters here: what to do, whether it is settled, and why."""
    yield when
    whole, known = outline(decision, details=True), phrases()
    yield f"  {whole.heading} ({whole.state})"
    labels = {known.say(f"section.{name}.label") for name in _SECTIONS}
    for section in (section for group in whole.groups for section in group if section.label in labels):
        label = section.label
        for item in section.items:
            yield from _wrapped(label, f"{item.text}{f' ({item.ground})' if item.ground else ''}")
            # Of what explains a rule only the facts that were observed.
            yield from (wrapped for line in item.below[:1] for wrapped in _wrapped("", "  " + " · ".join(line)))
            label = ""


def _wrapped(label: str, text: str) -> Iterator[str]:
    beside = " " * (2 + _MARGIN)
    deeper = " " * (len(text) - len(text.lstrip()))
    return iter(
        wrap(text.lstrip(), WIDTH, initial_indent=f"  {label:<{_MARGIN}}{deeper}", subsequent_indent=beside + deeper)
    )
