"""From a decision to its outline: what to do, why, what is missing, the plan, and what is around it, in this order."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.decision import Decision
from itb_rules.rendering.decision_gaps import missing
from itb_rules.rendering.decision_plan import planned
from itb_rules.rendering.decision_reasons import Reasons, cited
from itb_rules.rendering.outline import Entry, Outline, Section
from itb_rules.rendering.sections import section
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import Words, as_words

SHORT = 12


def outline(decision: Decision) -> Outline:
    """Outline a decision."""
    words = Words(phrases(), decision.labels)
    reasons = Reasons(decision, words)
    loud = is_loud(decision)
    groups = (
        (*_what_to_do(decision, words, reasons),),
        (*reasons.sections(),),
        (*missing(decision, words),),
        (*planned(decision, words),),
        (*_around(decision, words, reasons),),
        (*_foot(decision, words),),
    )
    state = words.say("settled.yes" if decision.settled else "settled.no")
    tone = words.say_one("tone", decision.outcome)
    return Outline(_heading(decision, words), state, loud, tuple(group for group in groups if group), tone)


def is_loud(decision: Decision) -> bool:
    """Whether the heading must not be overlooked: the phrases have one of its own for this outcome."""
    return f"heading.{decision.outcome}" in phrases()


def _heading(decision: Decision, words: Words) -> str:
    outcome = as_words(decision.outcome).upper()
    heading = words.say_one("heading", decision.outcome, outcome=outcome, title=decision.title)
    if decision.next_stage is None:
        return heading
    stage, following = decision.stage, words.label(decision.next_stage)
    if stage is None:
        return words.say("move.to", heading=heading, next=following)
    if stage == decision.next_stage:
        return words.say("move.stay", heading=heading, next=following)
    return words.say("move.from_to", heading=heading, stage=words.label(stage), next=following)


def _what_to_do(decision: Decision, words: Words, reasons: Reasons) -> Iterator[Section]:
    yield from section(words, "do", [Entry(do) for do in dict.fromkeys(hit.do for hit in reasons.deciding) if do])
    yield from section(words, "see", reasons.who_should_look())
    changes = []
    for change in decision.changes:
        title = change.title
        if not title:
            values = words.one_of([words.value(value) for value in change.values])
            what = words.label(change.what)
            title = words.say("change.only", what=what, values=values) if values else what
        bounds = words.bounds(change)
        changes.append(Entry(words.say("change.bound", title=title, bounds=bounds) if bounds else title))
    yield from section(words, "changes", changes)
    following = []
    if decision.next_exercise is not None:
        following.append(words.say("next.exercise", exercise=words.value(decision.next_exercise)))
    if decision.next_load is not None:
        following.append(words.say("next.load", load=words.value(decision.next_load)))
    yield from section(words, "next", [Entry(text) for text in following])


def _around(decision: Decision, words: Words, reasons: Reasons) -> Iterator[Section]:
    advice = [
        Entry(
            one.do or one.title,
            cited=cited(words, one.source, one.basis, one.evidence),
            extra=(one.note,) if one.note else (),
        )
        for one in decision.advice
    ]
    yield from section(words, "advice", advice)
    yield from section(words, "suspected", reasons.suspected())
    codes = [
        Entry(
            words.say(
                "codes.code",
                code=code.code,
                title=code.title,
                system=code.system,
                side=words.say(f"side.{code.side}"),
            )
        )
        for code in decision.codes
    ]
    yield from section(words, "codes", codes)


def _foot(decision: Decision, words: Words) -> Iterator[Section]:
    yield from section(words, "disclaimer", [Entry(decision.disclaimer)])
    yield from section(words, "stale", [Entry(text) for text in decision.stale_when])
    if decision.next_stage is not None and decision.flare_stage is not None:
        kept = (
            words.say("record.stage", stage=decision.next_stage),
            words.say("record.flare_stage", stage=decision.flare_stage),
        )
        yield from section(words, "record", [Entry("", below=(kept,))])
    rulebook, facts = decision.rulebook, decision.facts
    stamps = (
        words.say(
            "provenance.rulebook",
            name=rulebook.name,
            version=rulebook.version,
            profile=rulebook.profile,
            digest=rulebook.digest[:SHORT],
        ),
        words.say("provenance.facts", model=facts.model, version=facts.version, digest=facts.digest[:SHORT]),
        words.say("provenance.engine", engine=decision.engine),
    )
    yield from section(words, "provenance", [Entry("", below=(stamps,))])
