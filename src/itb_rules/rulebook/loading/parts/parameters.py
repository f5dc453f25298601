"""Reads thresholds and doses."""

from __future__ import annotations

from itb_rules.rulebook.definition import Dose, Number, Threshold
from itb_rules.rulebook.loading.parts.dates import follow_each_other, read_date
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At, YamlMapping
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
    both = [key for key in ("cautious", "permissive", "range", "basis", "later") if key in node]
    for key in both:
        scope.problems.add(at.key(key), f"a dose has no `{key}`: both its ends are used")
    low, high = node["dose"]
    if low > high:
        scope.problems.add(at.to("dose"), f"the dose begins at `{low}`, above its end `{high}`")
    elif not both:
        return Dose(node["id"], node["title"], low, high, node.get("unit", ""), cited)
    return None


def _threshold(at: At, cited: tuple[str, ...], scope: Scope) -> Threshold | None:
    first = _version(at, at.node, cited, scope)
    if first is None or "later" not in at.node:
        return first
    versions = []
    for index in range(len(at.node["later"])):
        place = at.to("later", index)
        since = read_date(place.to("from"), scope)
        version = _version(place, at.node, cited, scope)
        if since is not None and version is not None:
            versions.append((since, version))
    if len(versions) == len(at.node["later"]):
        follow_each_other(at, first, versions, scope)
    return first


def _version(at: At, whole: YamlMapping, cited: tuple[str, ...], scope: Scope) -> Threshold | None:
    """The values that a parameter has, at first or from some day on."""
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
    basis, unit = whole.get("basis", "article"), whole.get("unit", "")
    return Threshold(whole["id"], whole["title"], cautious, permissive, low, high, unit, cited, basis)
