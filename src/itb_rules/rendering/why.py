"""Why one rule holds or does not hold, and what is otherwise in a later decision, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itb_rules.explanation import Criterion, DecisionDifference, Differing, RuleDiffering, Status, Why
from itb_rules.rendering.markdown import marked_up
from itb_rules.rendering.outline import Item, Outline, Section
from itb_rules.rendering.reasons import listed
from itb_rules.rendering.text import WIDTH, laid_out
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_difference, translated_labels, translated_why
from itb_rules.wording.words import Words

STATUSES: tuple[Status, ...] = ("met", "unmet", "unknown")


def why_text(why: Why | DecisionDifference, *, width: int = WIDTH, language: str | Language = LANGUAGE) -> str:
    """Word why a rule holds or not, or what changed between two decisions, for a terminal or a log.

    Args:
        why: what `decision.rule(...)` or `decision.difference(...)` returned.
        width: columns to wrap at; less than 40 is taken as 40.
        language: as for `render`.
    """
    return laid_out(_outlined(why, language), width)


def why_markdown(why: Why | DecisionDifference, *, language: str | Language = LANGUAGE) -> str:
    """Word the same as Markdown.

    Args:
        why: what `decision.rule(...)` or `decision.difference(...)` returned.
        language: as for `render`.
    """
    return marked_up(_outlined(why, language))


def _outlined(why: Why | DecisionDifference, language: str | Language) -> Outline:
    language = language_of(language)
    words = Words(translated_labels(why.labels, language), language)
    if isinstance(why, Why):
        return _rule(translated_why(why, language), words)
    return _difference(translated_difference(why, language), words)


def _rule(why: Why, words: Words) -> Outline:
    clauses = why.when.parts if why.when.group == "all" else (why.when,)
    of = {status: [_clause(each, words) for each in clauses if each.status == status] for status in STATUSES}
    lifting = [] if why.lifted_by is None else [_clause(why.lifted_by, words)]
    asked = [Item(words.label(fact)) for fact in why.settled_by]
    heading = words.say("why.heading", title=why.title, rule=why.rule)
    by_status = tuple(_section(status, of[status], words) for status in STATUSES)
    rest = _section("lifted_by", lifting, words), _section("settled_by", asked, words)
    return Outline(heading, words.say(f"why.{why.status}"), loud=False, groups=(by_status, rest))


def _clause(criterion: Criterion, words: Words) -> Item:
    if criterion.group is None and criterion.status == "met":
        return Item(words.met(criterion))
    title = criterion.title
    shown = words.unmet(criterion)
    return Item(title, below=((shown,),)) if title else Item(shown)


def _difference(found: DecisionDifference, words: Words) -> Outline:
    heading = words.say("why.outcomes", before=words.name(found.before), after=words.name(found.after))
    groups = (
        (_section("fields", _differing(found.fields, words), words),),
        (
            _section("facts", _differing(found.facts, words), words),
            _section("parameters", _differing(found.parameters, words), words),
        ),
        (_section("rules", [_rule_differing(each, words) for each in found.rules], words),),
    )
    return Outline(heading, words.say("why.same" if found.same else "why.changed"), loud=False, groups=groups)


def _differing(found: Iterable[Differing], words: Words) -> Iterator[Item]:
    for each in found:
        name = words.label(each.name) if each.label == each.name else each.label
        before, after = words.value(each.before), words.value(each.after)
        yield Item(words.say("why.differs", name=name, before=before, after=after))


def _rule_differing(rule: RuleDiffering, words: Words) -> Item:
    before, after = (words.say(f"why.{status or 'absent'}") for status in (rule.before, rule.after))
    below = tuple(dict.fromkeys(words.unmet(clause) for clause in rule.clauses))
    text = words.say("why.rule", title=rule.title, before=before, after=after)
    return Item(text, cited=listed((rule.rule,)), below=(below,) if below else ())


def _section(name: str, items: Iterable[Item], words: Words) -> Section:
    return Section(words.say(f"why.section.{name}.label"), words.say(f"why.section.{name}.title"), tuple(items))
