"""The page of one rule: when it holds, what follows, who says so, its parameters, its cases and its boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from itb_rules.documenting.boundaries import Sweeps
from itb_rules.documenting.boundary_section import boundary_blocks, chart_of
from itb_rules.documenting.citations import cited_parts
from itb_rules.documenting.conditions_in_yaml import rule_as_written
from itb_rules.documenting.markdown import block, bullets, code, link, page, table
from itb_rules.documenting.references import findings_of, numbers_of, parameters_of
from itb_rules.documenting.tables import dose_table, finding_table, parameter_table
from itb_rules.documenting.words import Telling
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.definition import Effect, Rule
from itb_rules.wording.words import as_words


def rule_pages(telling: Telling, sweeps: Sweeps, *, charts: bool) -> Iterator[tuple[str, str]]:
    """The pages of all rules, and their pictures: where each lies below the rulebook's folder, and what it holds.

    Args:
        telling: the words of the rulebook.
        sweeps: what finds the boundaries.
        charts: whether to draw pictures.
    """
    for rule in telling.definition.rules:
        boundaries = list(sweeps.boundaries(rule))
        pictures = {each.fact: f"charts/{rule.id}.{each.fact}.svg" for each in boundaries} if charts else {}
        blocks = [
            *_told(telling, rule),
            *_grounds(telling, rule),
            *_used(telling, rule),
            *_cases(telling, sweeps, rule),
        ]
        blocks += boundary_blocks(telling, rule, boundaries, pictures)
        shown = {each.fact for each in boundaries}
        silent = [fact for fact in numbers_of(telling.definition, rule.condition) if fact not in shown]
        if silent:
            labels = ", ".join(map(telling.label, silent))
            blocks.append(telling.say("pages.boundary.silent", facts=labels))
        yield f"rules/{rule.id}.md", page(blocks)
        for boundary in boundaries if charts else ():
            yield pictures[boundary.fact], chart_of(telling, rule, boundary)


def _told(telling: Telling, rule: Rule) -> Iterator[str]:
    say, words = telling.say, telling.words
    yield f"# {escaped(rule.title)}"
    yield f"{code(rule.id)} · {link(telling.heading, '../index.md')}"
    yield f"## {say('pages.rule.when')}"
    yield escaped(telling.conditions.rule(rule))
    yield block(rule_as_written(rule), "yaml")
    yield f"## {say('pages.rule.follows')}"
    told = [(say("pages.rule.outcome"), telling.outcome(rule))]
    if rule.do:
        told.append((say("pages.rule.told"), rule.do))
    told += [(say("pages.rule.effect"), effect) for effect in _effects(telling, rule.effect)]
    for figure in rule.figures:
        times = words.say("pages.figure", fact=telling.label(figure.fact), times=figure.times)
        told.append((code(f"{{{figure.name}}}"), times))
    for phrase, names in (("suspects", rule.suspects), ("refer_to", rule.refer_to), ("codes", rule.codes)):
        if names:
            told.append((say(f"pages.rule.{phrase}"), ", ".join(map(words.label, names))))
    yield bullets(f"**{what}:** {escaped(says)}" for what, says in told)


def _effects(telling: Telling, effect: Effect) -> Iterator[str]:
    words = telling.words
    if effect.move:
        yield words.say_one("moves", effect.move, move=as_words(effect.move))
    if effect.load:
        yield words.say_one("loads", effect.load, load=as_words(effect.load))
    if effect.next_exercise:
        yield words.say("next.exercise", exercise=words.value(effect.next_exercise))
    yield from map(telling.change, effect.changes)


def _grounds(telling: Telling, rule: Rule) -> Iterator[str]:
    say, words, sources = telling.say, telling.words, telling.definition.sources
    yield f"## {say('pages.rule.grounds')}"
    parts = dict.fromkeys(part for source in rule.source for part in cited_parts(source))
    yield table(telling.columns("source", "says"), ([escaped(part), escaped(sources.get(part, ""))] for part in parts))
    yield bullets([
        f"**{say('pages.rule.basis')}:** {escaped(words.say_one('basis', rule.basis, name=rule.basis))}",
        f"**{say('pages.rule.evidence')}:** {escaped(words.say_one('evidence', rule.evidence, name=rule.evidence))}",
    ])  # fmt: skip
    yield escaped(rule.note)


def _used(telling: Telling, rule: Rule) -> Iterator[str]:
    """The parameters, doses and findings that the rule refers to."""
    say, definition = telling.say, telling.definition
    named = dict.fromkeys(name.partition(".")[0] for name in parameters_of(definition, rule))
    thresholds = [definition.thresholds[name] for name in named if name in definition.thresholds]
    doses = [definition.doses[name] for name in named if name in definition.doses]
    for title, content in (
        ("parameters", parameter_table(telling, thresholds)),
        ("doses", dose_table(telling, doses)),
        ("findings", finding_table(telling, findings_of(definition, rule))),
    ):
        if content:
            yield f"## {say(f'pages.rule.{title}')}"
            yield content


def _cases(telling: Telling, sweeps: Sweeps, rule: Rule) -> Iterator[str]:
    if not rule.cases:
        return
    yield f"## {telling.say('pages.rule.cases')}"
    yield telling.say("pages.cases")
    yield table(telling.columns("case", "rule", "facts", "decides"), _case_rows(telling, sweeps, rule))


def _case_rows(telling: Telling, sweeps: Sweeps, rule: Rule) -> Iterator[list[str]]:
    first: Mapping[str, Any] = rule.cases[0].facts
    for number, case in enumerate(rule.cases, 1):
        differs = {fact: value for fact, value in case.facts.items() if fact not in first or first[fact] != value}
        differs |= dict.fromkeys(fact for fact in first if fact not in case.facts)
        facts = telling.facts(case.facts)
        if number > 1 and len(differs) < len(case.facts):
            facts = telling.words.say("pages.as_first", facts=telling.facts(differs))
        answers = sweeps.answers(rule, case.facts)
        told = (str(number), telling.truths(answers), facts, telling.decided(answers))
        yield [*map(escaped, told)]
