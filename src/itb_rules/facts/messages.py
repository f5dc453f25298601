"""The line of an error for each thing that can be wrong with facts.

What the user wrote comes last in every context: pydantic fills templates in that order, so nothing that was written
can be taken for a placeholder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic_core import InitErrorDetails, PydanticCustomError

from itb_rules.errors import did_you_mean, nearest_name
from itb_rules.facts.contradictions import Contradiction, found_together
from itb_rules.facts.shown_values import found_text, kind_text, name_text, plain_text, portable
from itb_rules.facts.spec import FactSpec
from itb_rules.facts.values import RefusedError


def refused_value(spec: FactSpec, value: object, refused: RefusedError) -> InitErrorDetails:
    """A value that is not one the fact can have."""
    context = {"kind": kind_text(value), "allowed": spec.allowed}
    template = "found `{found}` ({kind}); allowed: {allowed}"
    if refused.nearest is not None:
        context["nearest"] = refused.nearest
        template = f"found `{{found}}` ({{kind}}){did_you_mean('{nearest}')} allowed: {{allowed}}"
    context["found"] = found_text(value)
    return _line(refused.code, template, context, (spec.name,), value)


def unknown_fact(name: object, value: object, model: str, known: Iterable[str]) -> InitErrorDetails:
    """A name that is no fact."""
    nearest = nearest_name(name.lower(), known) if isinstance(name, str) else None
    context = {"allowed": f"the facts of `{model}`"}
    template = "unknown fact `{found}`; allowed: {allowed}"
    if nearest is not None:
        context["nearest"] = nearest
        template = "unknown fact `{found}`" + did_you_mean("{nearest}")
    context["found"] = name_text(name) if isinstance(name, str) else found_text(name)
    return _line("unknown_fact", template, context, (context["found"],), value)


def contradicted(
    contradiction: Contradiction, facts: Mapping[str, object], specs: Mapping[str, FactSpec]
) -> InitErrorDetails:
    """Two facts that cannot both be so; the error is placed at the first one."""
    first, _second = contradiction.facts
    context = {
        "allowed": contradiction.allowed(facts, specs),
        "found": found_together(contradiction, facts),
    }
    template = "{found}; allowed: {allowed}"
    return _line("contradiction", template, context, (first,), facts[first])


def nothing_left(
    names: Sequence[str], without: str, facts: Mapping[str, object], specs: Mapping[str, FactSpec]
) -> InitErrorDetails:
    """Facts of which no two contradict each other, and which together leave another fact no value."""
    context = {
        "allowed": f"facts beside which `{without}` can be {specs[without].allowed}",
        "found": " and ".join(f"`{name}` is {plain_text(facts[name])}" for name in names),
        "without": without,
    }
    template = "{found}, which leaves no value for `{without}`; allowed: {allowed}"
    return _line("contradiction", template, context, (names[0],), facts[names[0]])


def not_facts(value: object, model: str) -> InitErrorDetails:
    """Something that does not map names to values at all."""
    context = {
        "kind": kind_text(value),
        "allowed": f"a mapping from the facts of `{model}` to their values",
        "found": found_text(value),
    }
    template = "found `{found}` ({kind}); allowed: {allowed}"
    return _line("not_facts", template, context, (), value)


def _line(code: str, template: str, context: dict[str, str], place: tuple[str, ...], value: object) -> InitErrorDetails:
    error = PydanticCustomError(code, template, context)
    given = portable(value) if type(value) is str else value
    return InitErrorDetails(type=error, loc=place, input=given)
