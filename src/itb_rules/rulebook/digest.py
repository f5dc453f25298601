"""Digests: which rules and which facts a decision was made from.

SHA-256 over canonical JSON: sorted keys, unknown and absent the same, decimals as scaled integers. Parameter values are
in; cases, laws, titles, file positions and the order of files are out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from itb_rules.facts import FACTS_VERSION, Facts
from itb_rules.rulebook.definition import Change, Definition

LEFT_OUT = frozenset({"cases", "where", "title"})
SCALE = 100

_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True)


def facts_digest(facts: Facts) -> str:
    """Digest of the known facts, under the model's name and the version of the facts' contract."""
    values = facts.__dict__
    known = {
        name: round(value * SCALE) if decimal else value
        for name, decimal in _in_order(type(facts))
        if (value := values[name]) is not None
    }
    return _sha256(_ENCODER.encode({"facts": known, "model": facts.model_name(), "version": FACTS_VERSION}))


@lru_cache(maxsize=64)
def _in_order(model: type[Facts]) -> tuple[tuple[str, bool], ...]:
    """The facts of a model by name, each with whether it is a decimal: sorted once, not for every digest."""
    return tuple((name, spec.kind == "decimal") for name, spec in sorted(model.specs.items()))


def definition_digest(definition: Definition) -> str:
    """Digest of everything a rulebook means, its parameter values included."""
    content = {
        field.name: getattr(definition, field.name)
        for field in fields(definition)
        if field.name not in {"facts", "rules", "findings", "laws", "cards", "title", "extends", "derived", "dates"}
    }
    content["catalogue"] = {kind: _untitled(entries) for kind, entries in definition.catalogue.items()}
    content["plan"] = {**definition.plan, "stages": _untitled(definition.plan.get("stages", {}))}
    content["rules"] = {rule.id: rule for rule in definition.rules}
    content["findings"] = {name: finding for name, finding in definition.findings.items() if finding.rule is None}
    content["imported"] = {finding.id: finding.rule for finding in definition.imported}
    content["facts"] = {"model": definition.facts.__name__, "version": FACTS_VERSION}
    return _sha256(json.dumps(_plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _untitled(entries: Mapping[str, Any]) -> dict[str, Any]:
    """Entries by id without what they are called: a name says what a thing is, and not what to do."""
    return {
        name: {key: value for key, value in entry.items() if key != "title"} if isinstance(entry, Mapping) else entry
        for name, entry in entries.items()
    }


def _plain(value: Any) -> Any:
    """Plain JSON values; a kind of node is told from another by its class name."""
    if is_dataclass(value) and not isinstance(value, type):
        plain = {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            # What a change is called is the instruction itself.
            if field.name not in LEFT_OUT or (field.name == "title" and isinstance(value, Change))
        }
        return {"": type(value).__name__, **plain}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        # 2.0 in one file and 2 in another are the same figure.
        return int(value) if value.is_integer() else repr(value)
    return value
