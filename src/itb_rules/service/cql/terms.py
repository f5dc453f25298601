"""The few constructs of CQL that every engine means alike: no `in`, no `is true`, no `~` on what may be unknown."""

from __future__ import annotations

from collections.abc import Iterable

from itb_rules.facts import FactSpec

TRUE, FALSE, NULL = "true", "false", "null"
TYPES = {"whole": "Integer", "decimal": "Decimal", "yes_no": "Boolean", "choice": "String"}

MOST_IN_A_ROW = 12


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(value: object, spec: FactSpec | None = None) -> str:
    """A value; a number as a decimal where the fact that it is compared with is one."""
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    number = f"{value:.8f}".rstrip("0") if isinstance(value, float) else f"{value}"
    decimal = spec is not None and spec.kind == "decimal" and "." not in number
    number = f"{number}.0" if decimal else number
    return f"({number})" if number.startswith("-") else number


def every(parts: Iterable[str]) -> str:
    """All of them; what is plainly true or false is left out or decides."""
    kept = [part for part in dict.fromkeys(parts) if part != TRUE]
    if FALSE in kept:
        return FALSE
    return _joined(" and ", kept, TRUE)


def some(parts: Iterable[str]) -> str:
    """Any of them."""
    kept = [part for part in dict.fromkeys(parts) if part != FALSE]
    if TRUE in kept:
        return TRUE
    return _joined(" or ", kept, FALSE)


def known(fact: str) -> str:
    """Whether a fact was told; never null."""
    return f"not ({name(fact)} is null)"


def certain(condition: str) -> str:
    """Whether a condition is true; false where it is unknown."""
    return condition if condition in (TRUE, FALSE) else f"(if {condition} then true else false)"


def cases(pairs: Iterable[tuple[str, str]], otherwise: str) -> str:
    """The value of the first condition that is true; one that is unknown is passed over."""
    kept = []
    for condition, value in pairs:
        if condition == FALSE:
            continue
        if condition == TRUE:
            otherwise = value
            break
        kept.append(f"when {condition} then {value}")
    return f"case {' '.join(kept)} else {otherwise} end" if kept else otherwise


def _joined(by: str, parts: list[str], empty: str) -> str:
    if len(parts) < 2:
        return "".join(parts) or empty
    if len(parts) > MOST_IN_A_ROW:  # engines go one step deeper for each part of a row
        rows = range(0, len(parts), MOST_IN_A_ROW)
        parts = [_joined(by, parts[start : start + MOST_IN_A_ROW], empty) for start in rows]
        return _joined(by, parts, empty)
    return f"({by.join(parts)})"
