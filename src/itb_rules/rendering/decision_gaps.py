"""What is missing: the withheld outcome, the questions with what answers lead to, and the ways that are not open."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.decision import Decision
from itb_rules.explanation import Answer, Criterion, Question, Way
from itb_rules.rendering.outline import Entry, Line, Section
from itb_rules.rendering.sections import section
from itb_rules.wording.words import Words, as_words

MOST = 10
"""How many questions are shown in full; of the rest, the facts are named."""

MOST_WAYS = 3
"""How many ways are shown with what they need."""


def missing(decision: Decision, words: Words) -> Iterator[Section]:
    """What would have to be known, or to happen, for another outcome."""
    count = len(decision.questions)
    if decision.withheld:
        rules = words.one_of([words.say("withheld.rule", rule=hit.title) for hit in decision.would_hold])
        text = words.say("withheld.one" if count == 1 else "withheld.other", rules=rules, count=count)
        yield from section(words, "withheld", [Entry(text)])
    first, rest = decision.questions[:MOST], decision.questions[MOST:]
    yield from section(
        words,
        "ask",
        [Entry(_asked(question, words), aside=_leads(question, decision.outcome, words)) for question in first],
        first=1 if count > 1 else 0,
        columns=("ask.columns.question", "ask.columns.answers"),
    )
    if rest:
        yield from section(words, "later", [Entry("", below=(tuple(words.label(one.fact) for one in rest),))])
    met = dict.fromkeys(words.met(fact) for hit in decision.would_hold for fact in hit.facts)
    yield from section(words, "met", [Entry("", below=(tuple(met),))] if met else [])
    yield from section(words, "blocked", list(_ways(decision.blocked_by, words)))


def _asked(question: Question, words: Words) -> str:
    text = question.text
    if question.unit and not words.says(text, question.unit):
        text = words.say("ask.unit", question=text, unit=words.unit(question.unit))
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
        words.say("ask.answer", answers=", ".join(answers), outcome=as_words(outcome))
        for outcome, answers in leads.items()
    ]
    if set(leads) <= {now}:
        shown = [words.say("ask.alone")]
    if question.could_lead_to not in {*leads, now}:
        shown.append(words.say("ask.together", outcome=as_words(question.could_lead_to)))
    return tuple(shown)


def _answer(answer: Answer, words: Words, *, onward: bool) -> str:
    if answer.low == answer.high or isinstance(answer.low, str | bool):
        return words.value(answer.low)
    return words.say("value.onward", low=words.value(answer.low)) if onward else words.range(answer.low, answer.high)


def _ways(ways: tuple[Way, ...], words: Words) -> Iterator[Entry]:
    """Each way that is not open; what an earlier one needs as well is only referred to.

    Many ways mean that nobody knows where the runner is; what each would need is then as much as nothing, and left out.
    """
    if len(ways) > MOST_WAYS:
        yield from (Entry(way.title, cited=", ".join(way.source)) for way in ways)
        return
    told: dict[Criterion, str] = {}
    for way in ways:
        new = [criterion for criterion in way.unmet if criterion not in told]
        unknown = [criterion for criterion in new if criterion.group is None and criterion.status == "unknown"]
        below = _listed("blocked.needed", [words.unmet(one) for one in new if one not in unknown], words)
        below += _listed("blocked.unknown", [words.unknown(one) for one in unknown], words)
        again: dict[str, dict[str, None]] = {}
        for criterion in way.unmet:
            if criterion in told:
                again.setdefault(told[criterion], {}).update(dict.fromkeys(words.named(criterion)))
        below += [(words.say("blocked.same", rule=rule, facts=", ".join(facts)),) for rule, facts in again.items()]
        below += _listed("blocked.met", [words.met(one) for one in way.met], words)
        told |= {criterion: way.title for criterion in way.unmet if criterion not in told}
        yield Entry(way.title, cited=", ".join(way.source), below=tuple(below))


def _listed(phrase: str, facts: list[str], words: Words) -> list[Line]:
    first, *rest = dict.fromkeys(facts) or [""]
    return [(words.say(phrase, facts=first), *rest)] if first else []
