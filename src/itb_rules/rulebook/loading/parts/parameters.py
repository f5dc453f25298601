"""Reads thresholds and doses."""

from __future__ import annotations

from itb_rules.rulebook.definition import Dose, Number, Threshold
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import shown


def read_parameters(scope: Scope) -> None:
    """Read every parameter of the rulebook's own files into the scope; note every problem."""
    for at in scope.sections.entries("parameters"):
        cited = scope.cite(at)
        name: str = at.node["id"]
        if "dose" in at.node:
            dose = _dose(at, cited, scope)
            if dose:
                scope.doses[name] = dose
        else:
            threshold = _threshold(at, cited, scope)
            if threshold:
                scope.thresholds[name] = threshold


def _dose(at: At, cited: tuple[str, ...], scope: Scope) -> Dose | None:
    node = at.node
    both = [key for key in ("cautious", "permissive", "range", "basis") if key in node]
    for key in both:
        scope.problems.add(at.key(key), f"a dose has no `{key}`: both its ends are used")
    low, high = node["dose"]
    if low > high:
        scope.problems.add(at.to("dose"), f"the dose begins at `{low}`, above its end `{high}`")
    elif not both:
        return Dose(node["id"], node["title"], low, high, node.get("unit", ""), cited)
    return None


def _threshold(at: At, cited: tuple[str, ...], scope: Scope) -> Threshold | None:
    node = at.node
    if "cautious" not in node:
        scope.problems.add(at, "a parameter needs `cautious`, or `dose`")
        return None
    cautious: Number = node["cautious"]
    permissive: Number = node.get("permissive", cautious)
    ends = sorted((cautious, permissive))
    low, high = node.get("range", ends)
    if low > high:
        scope.problems.add(at.to("range"), f"the range begins at `{low}`, above its end `{high}`")
        return None
    good = True
    for key, value in (("cautious", cautious), ("permissive", permissive)):
        if key in node and not low <= value <= high:
            message = f"{shown(value)} is outside the range from `{low}` to `{high}`"
            scope.problems.add(at.to(key), message, found=value, allowed=f"{low} to {high}")
            good = False
    # From the permissive end on, only stricter values may be set.
    edge = (low, high) if permissive == cautious else (low,) if permissive < cautious else (high,)
    if good and permissive not in edge:
        scope.problems.add(at.to("range"), f"the range must end at the permissive value, {shown(permissive)}")
        good = False
    if not good:
        return None
    basis, unit = node.get("basis", "article"), node.get("unit", "")
    return Threshold(node["id"], node["title"], cautious, permissive, low, high, unit, cited, basis)
