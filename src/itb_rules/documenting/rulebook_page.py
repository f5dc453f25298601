"""The first page of a rulebook: its rules by outcome, its findings, parameters, doses, laws and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itb_rules.documenting.citations import citations
from itb_rules.documenting.markdown import bullets, code, link, page, table
from itb_rules.documenting.tables import dose_table, finding_table, parameter_table
from itb_rules.documenting.words import Telling
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.laws import Law
from itb_rules.wording.words import as_words


def overview(telling: Telling) -> str:
    """The page of the rulebook as a whole."""
    words, definition = telling.words, telling.definition
    say = telling.say
    blocks = [f"# {escaped(telling.heading)}", _summary(telling)]
    for outcome in definition.outcomes:
        title = words.say("rules.outcome", outcome=as_words(outcome.id).upper(), title=outcome.title)
        blocks += _section(title, _rules(telling, outcome.id))
    blocks += _section(words.say("rules.advice.title"), _rules(telling, None))
    findings = [finding for finding in definition.findings.values() if finding.rule is None]
    blocks += _section(words.say("rules.findings.title"), finding_table(telling, findings))
    thresholds, doses = definition.thresholds.values(), definition.doses.values()
    blocks += _section(words.say("rules.parameters.title"), parameter_table(telling, thresholds))
    blocks += _section(words.say("rules.doses.title"), dose_table(telling, doses))
    blocks += _section(words.say("pages.laws"), _laws(telling))
    cited = [source for source, citing in citations([definition]).items() if citing]
    blocks += _section(
        words.say("pages.sources"),
        table(
            telling.columns("source", "says"),
            ([escaped(source), escaped(definition.sources.get(source, ""))] for source in cited),
        ),
    )
    if definition.disclaimer:
        blocks += _section(say("section.disclaimer.title"), escaped(definition.disclaimer))
    return page(blocks)


def contents(definitions: Iterable[Definition], *, coverage: str) -> str:
    """The page above all rulebooks.

    Args:
        definitions: the rulebooks.
        coverage: where the page about sources lies.
    """
    listed = list(definitions)
    telling = Telling(listed[0])
    rows = (
        [link(one.name, f"{one.name}/index.md"), escaped(one.title), escaped(one.version), escaped(one.profile)]
        for one in listed
    )
    return page([
        f"# {telling.say('pages.contents.title')}",
        telling.say("pages.contents.says"),
        table(telling.columns("rulebook", "about", "version", "profile"), rows),
        f"[{telling.say('pages.coverage.title')}]({coverage})",
    ])  # fmt: skip


def _section(title: str, content: str) -> list[str]:
    return [f"## {escaped(title)}", content] if content else []


def _summary(telling: Telling) -> str:
    words, definition = telling.words, telling.definition
    outcomes = {one.id: one.title for one in definition.outcomes}
    told = [
        words.say("rules.profile", profile=definition.profile),
        words.say("pages.facts", model=definition.facts.model_name()),
        words.say("pages.default", outcome=as_words(definition.default), title=outcomes[definition.default]),
    ]
    if definition.permissive:
        told.append(words.say("pages.permissive", outcomes=words.one_of([*map(as_words, definition.permissive)])))
    return bullets(map(escaped, told))


def _rules(telling: Telling, outcome: str | None) -> str:
    rules = [rule for rule in telling.definition.rules if rule.outcome == outcome]
    return table(telling.columns("rule", "when", "source"), (_rule(telling, rule) for rule in rules))


def _rule(telling: Telling, rule: Rule) -> list[str]:
    name = f"{link(rule.title, f'rules/{rule.id}.md')}<br>{code(rule.id)}"
    return [name, escaped(telling.conditions.rule(rule)), telling.cited(rule.source)]


def _laws(telling: Telling) -> str:
    return table(
        telling.columns("law", "kind", "exceptions", "source"), (_law(telling, law) for law in telling.definition.laws)
    )


def _law(telling: Telling, law: Law) -> list[str]:
    return [
        f"{escaped(law.title)}<br>{code(law.id)}",
        escaped(telling.words.say_one("proven", law.kind, check=as_words(law.kind))),
        "<br>".join(_reasons(law)),
        telling.cited(law.source),
    ]


def _reasons(law: Law) -> Iterator[str]:
    yield from dict.fromkeys(escaped(exception.reason) for exception in law.exceptions)
