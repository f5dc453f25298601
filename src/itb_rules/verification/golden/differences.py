"""What changed from one golden set to another, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.rulebook.loading.yaml.flow_text import flow_text
from itb_rules.verification.golden.cases import GoldenCase, GoldenSet
from itb_rules.verification.golden.replay import changes


def differences(old: GoldenSet, new: GoldenSet) -> list[str]:
    """Every difference between two golden sets, in the order of the new one, then what is gone."""
    return list(_differences(old, new))


def _differences(old: GoldenSet, new: GoldenSet) -> Iterator[str]:
    if old.version != new.version:
        yield f"version {new.version}, before {old.version}"
    before = {flow_text(case.differs): case for case in old.cases}
    now = {flow_text(case.differs): case for case in new.cases}
    for facts, case in now.items():
        yield from _changed(facts, before[facts], case) if facts in before else [f"new: {_in_words(case)}"]
    yield from (f"gone: {_in_words(case)}" for facts, case in before.items() if facts not in now)
    if list(now) != list(before) and sorted(now) == sorted(before):
        yield "the same cases in another order"
    yield from _listed("nobody can notice", old.unnoticed, new.unnoticed)
    yield from _listed("undecided whether anybody can notice", old.undecided, new.undecided)


def _changed(facts: str, before: GoldenCase, now: GoldenCase) -> Iterator[str]:
    yield from (f"changed: for {facts} {change}" for change in changes(before.answer, now.answer))
    if before.shows != now.shows:
        yield f"changed: {facts} shows {now.shows}; before, {before.shows}"
    if before.faults != now.faults:
        yield f"changed: {facts} catches {now.faults} faults, before {before.faults}"


def _listed(words: str, before: tuple[str, ...], now: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{words}: {one}" for one in now if one not in before)
    yield from (f"no longer {words}: {one}" for one in before if one not in now)


def _in_words(case: GoldenCase) -> str:
    return f"{case.shows}: for {flow_text(case.differs)} the outcome is {case.answer.outcome}"
