"""Reads findings: conditions of their own, or rules of a used rulebook."""

from __future__ import annotations

from itb_rules.facts.declarations import GRAMMAR
from itb_rules.rulebook.definition import Finding
from itb_rules.rulebook.loading.parts.conditions import read_condition
from itb_rules.rulebook.loading.parts.references import Sizes, findings_of, in_order
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.parts.used_rulebooks import Used
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import shown


def read_findings(scope: Scope, used: Used, sizes: Sizes) -> dict[str, Finding]:
    """Read every finding, those that the used rulebooks lend included; each refers only to earlier ones."""
    places: dict[str, At] = {}
    own: dict[str, Finding] = {}
    for at in scope.sections.entries("findings"):
        name: str = at.node["id"]
        places[name] = at
        if name in GRAMMAR or name in scope.specs:
            what = "a word of rule files" if name in GRAMMAR else "the name of a fact"
            scope.problems.add(at.to("id"), f"{shown(name)} is {what}; a finding needs another id", found=name)
            continue
        finding = _finding(at, scope, used)
        if finding is not None:
            own[name] = finding
    for at in scope.sections.misshapen("findings"):
        if "when" in at.node:
            read_condition(at.to("when"), scope)
    lent = used.lent()
    ordered = in_order({**lent, **own}, places, scope.problems)
    fit: dict[str, Finding] = {}
    for name, finding in ordered.items():
        if not all(each in fit for each in findings_of(finding.when)):
            continue
        sizes.add(finding)
        too_large = sizes.too_large(finding.when)
        if too_large is None:
            fit[name] = finding
        elif name in places:
            scope.problems.add(places[name], f"the condition of {shown(name)} is too large: {too_large}")
    return fit


def _finding(at: At, scope: Scope, used: Used) -> Finding | None:
    node = at.node
    cited = scope.cite(at)
    if ("when" in node) == ("rules" in node):
        problem = "`when` and `rules` exclude each other" if "when" in node else "a finding needs `when` or `rules`"
        scope.problems.add(at.key("rules") if "when" in node else at, problem)
        return None
    when = read_condition(at.to("when"), scope) if "when" in node else used.any_of(at.to("rules"))
    return None if when is None else Finding(node["id"], node["title"], when, cited)
