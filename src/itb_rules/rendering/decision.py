"""From a decision to its outline: what to do, why, what is missing, the plan, and what is around it, in this order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from itb_rules.decision import Decision
from itb_rules.explanation import Answer, Changed, Criterion, Plan, PlanItem, Question, Running, Way
from itb_rules.rendering.outline import Item, Line, Outline, Section, section
from itb_rules.rendering.reasons import MOST_WAYS, Reasons, listed, nearest
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.phrases import phrases
from itb_rules.wording.translation import translated_decision
from itb_rules.wording.words import Words

SHORT = 12
MOST = 10
"""How many questions are shown in full; of the rest, the facts are named."""
DETAILS = frozenset({"phases", "record", "provenance"})
"""Sections for a program or an auditor."""
FREQUENCY = "times_a_day"


def outline(decision: Decision, *, details: bool = False, language: str | Language = LANGUAGE) -> Outline:
    """Outline a decision.

    Args:
        decision: the decision.
        details: as for `render`.
        language: as for `render`.
    """
    decision = translated_decision(decision, language_of(language))
    words = Words(decision.labels, language)
    reasons = Reasons(decision, words)
    groups = (
        (*_what_to_do(decision, words, reasons),),
        (*reasons.sections(),),
        (*_missing(decision, words),),
        (*_plan(decision.plan, words),),
        (*_around(decision, words, reasons),),
        (*_foot(decision, words),),
    )
    state = words.say("settled.yes" if decision.settled else "settled.no")
    shown = groups if details else tuple(tuple(map(_short, _readable(group))) for group in groups)
    return Outline(_heading(decision, words), state, is_loud(decision), shown, words.say_one("tone", decision.outcome))


def _readable(group: Iterable[Section]) -> Iterator[Section]:
    return (each for each in group if each.id not in DETAILS)


def _short(section: Section) -> Section:
    return replace(section, items=tuple(replace(item, cited="") for item in section.items))


def is_loud(decision: Decision) -> bool:
    """Whether the heading must not be overlooked: the phrases have one of its own for this outcome."""
    return f"heading.{decision.outcome}" in phrases()


def _heading(decision: Decision, words: Words) -> str:
    outcome = words.name(decision.outcome).upper()
    heading = words.say_one("heading", decision.outcome, outcome=outcome, title=_title(decision, words))
    if decision.next_stage is None:
        return heading
    stage, following = decision.stage, words.label(decision.next_stage)
    if stage is None:
        return words.say("move.to", heading=heading, next=following)
    if stage == decision.next_stage:
        return words.say("move.stay", heading=heading, next=following)
    return words.say("move.from_to", heading=heading, stage=words.label(stage), next=following)


def _title(decision: Decision, words: Words) -> str:
    """The outcome's title, or what it comes to in a stage from which nothing leads on and where nothing is wrong."""
    onward = f"onward.{decision.outcome}.{decision.stage}"
    ends = decision.settled and not decision.because and decision.stage == decision.next_stage
    return words.say(onward) if ends and onward in words.phrases else decision.title


def _what_to_do(decision: Decision, words: Words, reasons: Reasons) -> Iterator[Section]:
    yield section(words, "do", [Item(do) for do in dict.fromkeys(hit.do for hit in reasons.deciding) if do])
    yield section(words, "see", reasons.who_should_look())
    yield section(words, "changes", [Item(_change(change, words)) for change in decision.changes])
    following = []
    if decision.next_exercise is not None:
        following.append(words.say("next.exercise", exercise=words.value(decision.next_exercise)))
    if decision.next_load is not None:
        following.append(words.say("next.load", load=words.value(decision.next_load)))
    yield section(words, "next", [Item(text) for text in following])


def _change(change: Changed, words: Words) -> str:
    title = change.title
    if not title:
        values = words.one_of([words.value(value) for value in change.values])
        what = words.label(change.what)
        title = words.say("change.only", what=what, values=values) if values else what
    bounds = words.bounds(change)
    return words.say("change.bound", title=title, bounds=bounds) if bounds else title


def _missing(decision: Decision, words: Words) -> Iterator[Section]:
    """The withheld outcome, the questions with what answers lead to, and the ways that are not open."""
    count = len(decision.questions)
    if decision.withheld:
        rules = words.one_of([words.say("withheld.rule", rule=hit.title) for hit in decision.would_hold])
        yield section(words, "withheld", [Item(words.say_count("withheld", count, rules=rules))])
    first, rest = decision.questions[:MOST], decision.questions[MOST:]
    yield section(
        words,
        "ask",
        [Item(_question(question, words), aside=_leads(question, decision.outcome, words)) for question in first],
        first=1 if count > 1 else 0,
        columns=("ask.columns.question", "ask.columns.answers"),
    )
    yield section(words, "later", _lined([words.label(question.fact) for question in rest]))
    met = dict.fromkeys(words.met(fact) for hit in decision.would_hold for fact in hit.facts)
    yield section(words, "met", _lined([*met]))
    # Under a referral, what is lacking for a step on would read as if waiting for it would do.
    ways = [] if decision.refer_to else [way for way in decision.blocked_by if way is not nearest(decision)]
    yield section(words, "blocked", [*_ways(ways, words)])


def _lined(pieces: Sequence[str]) -> list[Item]:
    """Pieces side by side, without a text of their own."""
    return [Item("", below=(tuple(pieces),))] if pieces else []


def _question(question: Question, words: Words) -> str:
    text = question.text
    unit = words.unit_beside(text, question.unit)
    if unit:
        text = words.say("ask.unit", question=text, unit=words.unit(unit))
    if question.asks == "clinician":
        text = words.say("ask.clinician", question=text)
    return text


def _leads(question: Question, now: str, words: Words) -> Line:
    """What each answer leads to, beside the outcome as it is now; answers that lead to the same are put together."""
    leads: dict[str, list[str]] = {}
    last = question.answers[-1] if len(question.answers) > 1 else None
    for answer in question.answers:
        leads.setdefault(answer.outcome, []).append(_answer(answer, words, onward=answer is last))
    shown = [
        words.say("ask.answer", answers=", ".join(answers), outcome=words.name(outcome))
        for outcome, answers in leads.items()
    ]
    if set(leads) <= {now}:
        shown = [words.say("ask.alone")]
    if question.could_lead_to not in {*leads, now}:
        shown.append(words.say("ask.together", outcome=words.name(question.could_lead_to)))
    return tuple(shown)


def _answer(answer: Answer, words: Words, *, onward: bool) -> str:
    if answer.low == answer.high or isinstance(answer.low, str | bool):
        return words.value(answer.low)
    return words.say("value.onward", low=words.value(answer.low)) if onward else words.range(answer.low, answer.high)


def _ways(ways: Sequence[Way], words: Words) -> Iterator[Item]:
    """Each way that is not open; what an earlier one needs as well is only referred to.

    Many ways mean that nobody knows where the runner is; what each would need is then as much as nothing, and left out.
    """
    if len(ways) > MOST_WAYS:
        yield from (Item(way.title, cited=listed(way.source)) for way in ways)
        return
    shown: dict[Criterion, str] = {}
    for way in ways:
        new = [criterion for criterion in way.unmet if criterion not in shown]
        unknown = [criterion for criterion in new if criterion.group is None and criterion.status == "unknown"]
        below = _listed("blocked.needed", [words.unmet(one) for one in new if one not in unknown], words)
        below += _listed("blocked.unknown", [words.unknown(one) for one in unknown], words)
        again: dict[str, dict[str, None]] = {}
        for criterion in way.unmet:
            if criterion in shown:
                again.setdefault(shown[criterion], {}).update(dict.fromkeys(words.named(criterion)))
        below += [(words.say("blocked.same", rule=rule, facts=", ".join(facts)),) for rule, facts in again.items()]
        below += _listed("blocked.met", [words.met(one) for one in way.met], words)
        shown |= {criterion: way.title for criterion in way.unmet if criterion not in shown}
        yield Item(way.title, cited=listed(way.source), below=tuple(below))


def _listed(phrase: str, facts: list[str], words: Words) -> list[Line]:
    first, *rest = dict.fromkeys(facts) or [""]
    return [(words.say(phrase, facts=first), *rest)] if first else []


def _plan(plan: Plan | None, words: Words) -> Iterator[Section]:
    """What matters now comes first, running and what to mind; then each thing to do with its dose."""
    if plan is None:
        return
    yield section(words, "plan", [Item(plan.title, cited=listed(plan.source))])
    running = [] if plan.running is None else [Item(_running(plan.running, words))]
    yield replace(section(words, "running", running), part=True)
    # Two rules may ask for the same.
    minded = {note.do: note for note in reversed(plan.notes)}
    notes = [Item(do, cited=listed(minded[do].source)) for do in dict.fromkeys(note.do for note in plan.notes)]
    yield replace(section(words, "notes", notes), part=True)
    yield replace(section(words, "phases", _lined(plan.phases)), part=True)
    kinds: dict[str, list[PlanItem]] = {}
    for item in plan.items:
        kinds.setdefault(item.kind, []).append(item)
    for kind, items in kinds.items():
        yield _of_kind(kind, items, words)


def _running(running: Running, words: Words) -> str:
    if running.most_minutes is None:
        return running.do
    return words.say("plan.most", do=running.do, minutes=words.value(running.most_minutes))


def _of_kind(kind: str, items: Sequence[PlanItem], words: Words) -> Section:
    """Everything of one kind. How often is said once where it is the same for all."""
    often = {item.times for item in items}
    shared = items[0].times if len(items) > 1 and len(often) == 1 else None
    shown = [_planned(item, words, shared) for item in items]
    if shared:
        shown += _lined([words.say("plan.each", times=_small(shared))])
    label = title = words.name(kind)
    if f"kind.{kind}.label" in words.phrases:
        label, title = words.say(f"kind.{kind}.label"), words.say(f"kind.{kind}.title")
    columns = tuple(words.say(f"plan.columns.{column}") for column in ("what", "dose", "how"))
    return Section(label, title, tuple(shown), columns=columns, part=True)


def _planned(item: PlanItem, words: Words, shared: str | None) -> Item:
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
    return Item(item.title, aside=(dose,) if dose else (), cited=listed(item.source), extra=tuple(extra))


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _around(decision: Decision, words: Words, reasons: Reasons) -> Iterator[Section]:
    advice = [
        Item(
            one.do or one.title,
            cited=listed(one.source),
            graded=words.graded(one.basis, one.evidence),
            extra=(one.note,) if one.note else (),
        )
        for one in decision.advice
    ]
    yield section(words, "advice", advice)
    yield section(words, "suspected", reasons.suspected())
    codes = [
        words.say("codes.code", code=one.code, title=one.title, system=one.system, side=words.say(f"side.{one.side}"))
        for one in decision.codes
    ]
    yield section(words, "codes", [Item(code) for code in codes])


def _foot(decision: Decision, words: Words) -> Iterator[Section]:
    yield section(words, "disclaimer", [Item(decision.disclaimer)])
    stands = [words.say("stale.referral")] if decision.refer_to else []
    yield section(words, "stale", [Item(text) for text in (*stands, *decision.stale_when)])
    kept = {
        "stage": decision.next_stage,
        "flare_stage": decision.flare_stage,
        "open_referral": decision.open_referral,
    }
    known = {name: value for name, value in kept.items() if value is not None}
    yield section(words, "record", _lined([words.say(f"record.{name}", value=value) for name, value in known.items()]))
    rulebook, facts = decision.rulebook, decision.facts
    stamps = (
        words.say(
            "provenance.rulebook",
            name=rulebook.name,
            version=rulebook.version,
            profile=words.name(rulebook.profile),
            digest=rulebook.digest[:SHORT],
        ),
        words.say("provenance.facts", model=facts.model, version=facts.version, digest=facts.digest[:SHORT]),
        words.say("provenance.engine", engine=decision.engine),
    )
    yield section(words, "provenance", _lined(stamps))
