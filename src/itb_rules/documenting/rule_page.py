"""The page of one rule: when it holds, what follows, who says so, its parameters, its cases and its boundary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from itb_rules.documenting.boundaries import Sweeps
from itb_rules.documenting.boundary_section import boundary_blocks, chart_of
from itb_rules.documenting.citations import cited_parts
from itb_rules.documenting.markdown import block, bullets, code, link, page, table
from itb_rules.documenting.references import findings_of, numbers_of, parameters_of
from itb_rules.documenting.tables import dose_table, finding_table, parameter_table
from itb_rules.documenting.words import PageWords
from itb_rules.rendering.conditions_in_yaml import rule_as_written
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.definition import Effect, Rule


def rule_pages(wording: PageWords, sweeps: Sweeps, *, charts: bool) -> Iterator[tuple[str, str]]:
    """The pages of all rules, and their pictures: where each lies below the rulebook's folder, and what it holds.

    Args:
        wording: the words of the rulebook.
        sweeps: what finds the boundaries.
        charts: whether to draw pictures.
    """
    for rule in wording.definition.rules:
        boundaries = list(sweeps.boundaries(rule))
        pictures = {each.fact: f"charts/{rule.id}.{each.fact}.svg" for each in boundaries} if charts else {}
        blocks = [
            *_answer(wording, rule),
            *_grounds(wording, rule),
            *_used(wording, rule),
            *_cases(wording, sweeps, rule),
        ]
        blocks += boundary_blocks(wording, rule, boundaries, pictures)
        shown = {each.fact for each in boundaries}
        silent = [fact for fact in numbers_of(wording.definition, rule.condition) if fact not in shown]
        if silent:
            labels = ", ".join(map(wording.label, silent))
            blocks.append(wording.say("pages.boundary.silent", facts=labels))
        yield f"rules/{rule.id}.md", page(blocks)
        for boundary in boundaries if charts else ():
            yield pictures[boundary.fact], chart_of(wording, rule, boundary)


def _answer(wording: PageWords, rule: Rule) -> Iterator[str]:
    say, words = wording.say, wording.words
    yield f"# {escaped(rule.title)}"
    yield f"{code(rule.id)} · {link(wording.heading, '../index.md')}"
    yield f"## {say('pages.rule.when')}"
    yield escaped(wording.conditions.rule(rule))
    yield block(rule_as_written(rule), "yaml")
    yield f"## {say('pages.rule.follows')}"
    lines = [(say("pages.rule.outcome"), wording.outcome(rule))]
    if rule.do:
        lines.append((say("pages.rule.told"), rule.do))
    lines += [(say("pages.rule.effect"), effect) for effect in _effects(wording, rule.effect)]
    for figure in rule.figures:
        times = words.say("pages.figure", fact=wording.label(figure.fact), times=figure.times)
        lines.append((code(f"{{{figure.name}}}"), times))
    for phrase, names in (("suspects", rule.suspects), ("refer_to", rule.refer_to), ("codes", rule.codes)):
        if names:
            lines.append((say(f"pages.rule.{phrase}"), ", ".join(map(words.label, names))))
    yield bullets(f"**{what}:** {escaped(says)}" for what, says in lines)


def _effects(wording: PageWords, effect: Effect) -> Iterator[str]:
    words = wording.words
    if effect.move:
        yield words.say_one("moves", effect.move, move=words.name(effect.move))
    if effect.load:
        yield words.say_one("loads", effect.load, load=words.name(effect.load))
    if effect.next_exercise:
        yield words.say("next.exercise", exercise=words.value(effect.next_exercise))
    yield from map(wording.change, effect.changes)


def _grounds(wording: PageWords, rule: Rule) -> Iterator[str]:
    say, words, sources = wording.say, wording.words, wording.definition.sources
    yield f"## {say('pages.rule.grounds')}"
    parts = dict.fromkeys(part for source in rule.source for part in cited_parts(source))
    yield table(wording.columns("source", "says"), ([escaped(part), escaped(sources.get(part, ""))] for part in parts))
    yield bullets([
        f"**{say('pages.rule.basis')}:** {escaped(words.say_one('basis', rule.basis, name=rule.basis))}",
        f"**{say('pages.rule.evidence')}:** {escaped(words.say_one('evidence', rule.evidence, name=rule.evidence))}",
    ])  # fmt: skip
    yield escaped(rule.note)


def _used(wording: PageWords, rule: Rule) -> Iterator[str]:
    """The parameters, doses and findings that the rule refers to."""
    say, definition = wording.say, wording.definition
    named = dict.fromkeys(name.partition(".")[0] for name in parameters_of(definition, rule))
    thresholds = [definition.thresholds[name] for name in named if name in definition.thresholds]
    doses = [definition.doses[name] for name in named if name in definition.doses]
    for title, content in (
        ("parameters", parameter_table(wording, thresholds)),
        ("doses", dose_table(wording, doses)),
        ("findings", finding_table(wording, findings_of(definition, rule))),
    ):
        if content:
            yield f"## {say(f'pages.rule.{title}')}"
            yield content


def _cases(wording: PageWords, sweeps: Sweeps, rule: Rule) -> Iterator[str]:
    if not rule.cases:
        return
    yield f"## {wording.say('pages.rule.cases')}"
    yield wording.say("pages.cases")
    yield table(wording.columns("case", "rule", "facts", "decides"), _case_rows(wording, sweeps, rule))


def _case_rows(wording: PageWords, sweeps: Sweeps, rule: Rule) -> Iterator[list[str]]:
    first: Mapping[str, Any] = rule.cases[0].facts
    for number, case in enumerate(rule.cases, 1):
        differs = {fact: value for fact, value in case.facts.items() if fact not in first or first[fact] != value}
        differs |= dict.fromkeys(fact for fact in first if fact not in case.facts)
        facts = wording.facts(case.facts)
        if number > 1 and len(differs) < len(case.facts):
            facts = wording.words.say("pages.as_first", facts=wording.facts(differs))
        answers = sweeps.answers(rule, case.facts)
        cells = (str(number), wording.truths(answers), facts, wording.decided(answers))
        yield [*map(escaped, cells)]
