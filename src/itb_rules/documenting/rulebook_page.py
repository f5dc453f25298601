"""The first page of a rulebook: its rules by outcome, its findings, parameters, doses, laws and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itb_rules.documenting.citations import citations
from itb_rules.documenting.markdown import bullets, code, link, page, table
from itb_rules.documenting.tables import derived_table, dose_table, finding_table, parameter_table
from itb_rules.documenting.words import PageWords
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.definition import Rule
from itb_rules.rulebook.laws import Law


def overview(wording: PageWords) -> str:
    """The page of the rulebook as a whole."""
    words, definition = wording.words, wording.definition
    say = wording.say
    blocks = [f"# {escaped(wording.heading)}", _summary(wording)]
    for outcome in definition.outcomes:
        title = words.say("rules.outcome", outcome=words.name(outcome.id).upper(), title=outcome.title)
        blocks += _section(title, _rules(wording, outcome.id))
    blocks += _section(words.say("rules.advice.title"), _rules(wording, None))
    findings = [finding for finding in definition.findings.values() if finding.rule is None]
    derived = definition.derived.values()
    blocks += _section(words.say("rules.derived.title"), derived_table(wording, derived))
    blocks += _section(words.say("rules.findings.title"), finding_table(wording, findings))
    thresholds, doses = definition.thresholds.values(), definition.doses.values()
    blocks += _section(words.say("rules.parameters.title"), parameter_table(wording, thresholds))
    blocks += _section(words.say("rules.doses.title"), dose_table(wording, doses))
    blocks += _section(words.say("pages.laws"), _laws(wording))
    cited = [source for source, citing in citations([definition]).items() if citing]
    blocks += _section(
        words.say("pages.sources"),
        table(
            wording.columns("source", "says"),
            ([escaped(source), escaped(definition.sources.get(source, ""))] for source in cited),
        ),
    )
    if definition.disclaimer:
        blocks += _section(say("section.disclaimer.title"), escaped(definition.disclaimer))
    return page(blocks)


def contents(rulebooks: Sequence[PageWords], *, coverage: str) -> str:
    """The page above all rulebooks.

    Args:
        rulebooks: the words of each.
        coverage: where the page about sources lies.
    """
    wording = rulebooks[0]
    rows = (
        [link(one.name, f"{one.name}/index.md"), escaped(one.title), escaped(one.version), escaped(one.profile)]
        for one in (each.definition for each in rulebooks)
    )
    return page([
        f"# {wording.say('pages.contents.title')}",
        wording.say("pages.contents.says"),
        table(wording.columns("rulebook", "about", "version", "profile"), rows),
        f"[{wording.say('pages.coverage.title')}]({coverage})",
    ])  # fmt: skip


def _section(title: str, content: str) -> list[str]:
    return [f"## {escaped(title)}", content] if content else []


def _summary(wording: PageWords) -> str:
    words, definition = wording.words, wording.definition
    outcomes = {one.id: one.title for one in definition.outcomes}
    lines = [
        words.say("rules.profile", profile=definition.profile),
        words.say("pages.facts", model=definition.facts.model_name()),
        words.say("pages.default", outcome=words.name(definition.default), title=outcomes[definition.default]),
    ]
    if definition.permissive:
        lines.append(words.say("pages.permissive", outcomes=words.one_of([*map(words.name, definition.permissive)])))
    return bullets(map(escaped, lines))


def _rules(wording: PageWords, outcome: str | None) -> str:
    rules = [rule for rule in wording.definition.rules if rule.outcome == outcome]
    return table(wording.columns("rule", "when", "source"), (_rule(wording, rule) for rule in rules))


def _rule(wording: PageWords, rule: Rule) -> list[str]:
    name = f"{link(rule.title, f'rules/{rule.id}.md')}<br>{code(rule.id)}"
    return [name, escaped(wording.conditions.rule(rule)), wording.cited(rule.source)]


def _laws(wording: PageWords) -> str:
    return table(
        wording.columns("law", "kind", "exceptions", "source"), (_law(wording, law) for law in wording.definition.laws)
    )


def _law(wording: PageWords, law: Law) -> list[str]:
    return [
        f"{escaped(law.title)}<br>{code(law.id)}",
        escaped(wording.words.say_one("proven", law.kind, check=wording.words.name(law.kind))),
        "<br>".join(_reasons(law)),
        wording.cited(law.source),
    ]


def _reasons(law: Law) -> Iterator[str]:
    yield from dict.fromkeys(escaped(exception.reason) for exception in law.exceptions)
