"""Digests: which rules and which facts a decision was made from.

SHA-256 over canonical JSON: sorted keys, unknown and absent the same, decimals as scaled integers. Parameter values are
in; cases, laws, file positions and the order of files are out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from itb_rules.definition import Definition
from itb_rules.facts import FACTS_VERSION, Facts

LEFT_OUT = frozenset({"cases", "where"})
SCALE = 100


def facts_digest(facts: Facts) -> str:
    """Digest of the known facts, under the model's name and the version of the facts' contract."""
    specs = type(facts).specs
    known: dict[str, Any] = {}
    for name, value in facts.__dict__.items():
        if value is not None:
            known[name] = round(value * SCALE) if specs[name].kind == "decimal" else value
    return _digest({"model": type(facts).__name__, "version": FACTS_VERSION, "facts": known})


def definition_digest(definition: Definition) -> str:
    """Digest of everything a rulebook means, its parameter values included."""
    content = {
        field.name: getattr(definition, field.name)
        for field in fields(definition)
        if field.name not in {"facts", "rules", "findings", "laws"}
    }
    content["rules"] = {rule.id: rule for rule in definition.rules}
    content["findings"] = {name: finding for name, finding in definition.findings.items() if finding.rule is None}
    content["imported"] = {finding.id: finding.rule for finding in definition.imported}
    content["facts"] = {"model": definition.facts.__name__, "version": FACTS_VERSION}
    return _digest(_plain(content))


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    """Plain JSON values; a kind of node is told from another by its class name."""
    if is_dataclass(value) and not isinstance(value, type):
        plain = {
            field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name not in LEFT_OUT
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
