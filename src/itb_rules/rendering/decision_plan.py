"""The plan: phases, running, what to do with which dose, and what to mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from itb_rules.decision import Decision
from itb_rules.explanation import Plan, PlanItem, Running
from itb_rules.rendering.outline import Entry, Section
from itb_rules.rendering.sections import section
from itb_rules.wording.words import Words, as_words

FREQUENCY = "times_a_day"


def planned(decision: Decision, words: Words) -> Iterator[Section]:
    """The sections of the plan, all after the first as parts of it."""
    if decision.plan is not None:
        head, *parts = _sections(decision.plan, words)
        yield head
        yield from (replace(part, part=True) for part in parts)


def _sections(plan: Plan, words: Words) -> Iterator[Section]:
    phases = ((words.say("plan.phases", phases=", ".join(plan.phases)),),) if plan.phases else ()
    yield from section(words, "plan", [Entry(plan.title, cited=", ".join(plan.source), below=phases)])
    if plan.running is not None:
        yield from section(words, "running", [Entry(_running(plan.running, words))])
    kinds: dict[str, list[PlanItem]] = {}
    for item in plan.items:
        kinds.setdefault(item.kind, []).append(item)
    for kind, items in kinds.items():
        yield _items(kind, items, words)
    notes = [Entry(note.do, cited=", ".join(note.source)) for note in plan.notes]
    yield from section(words, "notes", notes)


def _running(running: Running, words: Words) -> str:
    if running.most_minutes is None:
        return running.do
    return words.say("plan.most", do=running.do, minutes=words.value(running.most_minutes))


def _items(kind: str, items: Sequence[PlanItem], words: Words) -> Section:
    """Everything of one kind. How often is said once where it is the same for all."""
    often = {item.times for item in items}
    shared = items[0].times if len(items) > 1 and len(often) == 1 else None
    entries = [_item(item, words, shared) for item in items]
    if shared:
        entries.append(Entry("", below=((words.say("plan.each", times=_small(shared)),),)))
    label = title = as_words(kind)
    if f"kind.{kind}.label" in words.phrases:
        label, title = words.say(f"kind.{kind}.label"), words.say(f"kind.{kind}.title")
    columns = tuple(words.say(f"plan.columns.{column}") for column in ("what", "dose", "how"))
    return Section(label, title, tuple(entries), columns=columns)


def _item(item: PlanItem, words: Words, shared: str | None) -> Entry:
    # How often is said in words where there are any; the figure alone says less.
    dose = words.dose([one for one in item.dose if not (item.times and one.what == FREQUENCY)], item.per)
    if item.times and item.times != shared:
        times = _small(item.times)
        dose = words.say("plan.times", dose=dose, times=times) if dose else times
    extra = [item.how]
    for part in ("error", "correction", "next"):
        text = getattr(item, part)
        if text:
            extra.append(words.say(f"item.{part}", text=text))
    if item.note:
        extra.append(item.note)
    return Entry(item.title, aside=(dose,) if dose else (), cited=", ".join(item.source), extra=tuple(extra))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
