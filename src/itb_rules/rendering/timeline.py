"""A timeline in words: each change of stage and why, the days in between, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from itb_rules.diary.timeline import Pending, Referral, StageMove, Timeline, TimelineDay
from itb_rules.rendering.markdown import marked_up
from itb_rules.rendering.outline import Item, Outline, section
from itb_rules.rendering.text import WIDTH, laid_out
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_labels
from itb_rules.wording.words import Words

JOINT = "; "
"""What stands between the titles of several rules in the reason of a change."""


def timeline_text(timeline: Timeline, *, width: int = WIDTH, language: str | Language = LANGUAGE) -> str:
    """Word a timeline for a terminal or a log.

    Args:
        timeline: what `Diary.replay` returned.
        width: columns to wrap at; less than 40 is taken as 40.
        language: as for `render`.
    """
    return laid_out(timeline_outline(timeline, language), width)


def timeline_markdown(timeline: Timeline, *, language: str | Language = LANGUAGE) -> str:
    """Word a timeline as Markdown.

    Args:
        timeline: what `Diary.replay` returned.
        language: as for `render`.
    """
    return marked_up(timeline_outline(timeline, language))


def timeline_outline(timeline: Timeline, language: str | Language = LANGUAGE) -> Outline:
    """Outline a timeline."""
    language = language_of(language)
    words = Words(translated_labels(timeline.labels, language), language)
    if not timeline.days:
        return Outline(words.say("timeline.empty"), "", loud=False)
    first, last = timeline.days[0].date, timeline.days[-1]
    decision = last.decision
    heading = words.say(
        "timeline.heading",
        date=last.date,
        outcome=words.name(decision.outcome).upper(),
        title=language.text(f"outcome.{decision.outcome}", decision.title),
    )
    state = words.say("timeline.span", first=first, last=last.date)
    groups = (
        (section(words, "stages", [_change(change, words) for change in timeline.changes]),),
        (
            section(words, "referral", [_referral(last.referral, words)] if last.referral else []),
            section(words, "pending", [_pending(timeline.pending, words)] if timeline.pending else []),
        ),
        (section(words, "open_facts", [*_questions(last, words)]),),
        (section(words, "days", [*_spans(timeline, words)]),),
    )
    return Outline(heading, state, loud=False, groups=groups, tone=words.say_one("tone", decision.outcome))


def _change(change: StageMove, words: Words) -> Item:
    stage = _stage(change.stage, words)
    if change.before is None:
        text = words.say("timeline.begins", date=change.date, stage=stage)
    else:
        text = words.say("timeline.change", date=change.date, before=_stage(change.before, words), stage=stage)
    reason = words.say_one("by", change.by, by=change.by, reason=_reason(change.reason, words))
    return Item(text, below=((reason,),))


def _reason(reason: str, words: Words) -> str:
    """Why the stage changed: the titles of rules, or what a clinician wrote."""
    return JOINT.join(words.language.text("reason", title) for title in reason.split(JOINT))


def _pending(pending: Pending, words: Words) -> Item:
    text = words.say("timeline.pending", date=pending.since, stage=_stage(pending.stage, words))
    return Item(text, below=((words.say("by.rule", reason=_reason(pending.reason, words)),),))


def _referral(referral: Referral, words: Words) -> Item:
    what = words.name(referral.outcome)
    text = words.say("timeline.referral", date=referral.since, outcome=what) if referral.since else what
    return Item(
        text,
        below=((", ".join(words.language.text("reason", each) for each in referral.reasons),),)
        if referral.reasons
        else (),
    )


def _questions(day: TimelineDay, words: Words) -> Iterator[Item]:
    """What the decision of a day hangs on, each with the date from which it can be answered where that is later."""
    for each in day.questions:
        label = words.fact(day.assessment.specs[each.question.fact])
        yield Item(
            label if each.answerable == day.date else words.say("timeline.from", fact=label, date=each.answerable)
        )


def _spans(timeline: Timeline, words: Words) -> Iterator[Item]:
    """Days in a row of one stage, one outcome and one reason to wait."""
    for (stage, outcome, withheld), span in groupby(timeline.days, _alike):
        first, *rest = [day.date for day in span]
        days = words.say("timeline.span", first=first, last=rest[-1]) if rest else words.language.date(first)
        shown = words.name(outcome)
        if withheld:
            shown = words.say("timeline.withheld", outcome=shown)
        yield Item(words.say("timeline.days", days=days, stage=_stage(stage, words), outcome=shown))


def _alike(day: TimelineDay) -> tuple[str | None, str, bool]:
    return day.decision.stage, day.decision.outcome, day.decision.withheld


def _stage(stage: str | None, words: Words) -> str:
    return words.say("timeline.nowhere") if stage is None else words.label(stage)
