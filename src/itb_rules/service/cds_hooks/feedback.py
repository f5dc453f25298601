"""What became of a card: read and handed back, and kept by nobody here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from itb_rules.errors import FactsError, Problem

MOST = 1000
_UUID = re.compile(r"[0-9A-Za-z-]{1,64}")


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody did with one card.

    Attributes:
        card: the card's uuid, which follows from the rules and the facts.
        outcome: `accepted` or `overridden`.
        accepted: the uuids of the suggestions that were taken.
        reason: the code of the reason for an override; None where none was given.
        comment: what was written beside it; None for nothing.
        at: when.
    """

    card: str
    outcome: Literal["accepted", "overridden"]
    accepted: tuple[str, ...]
    reason: str | None
    comment: str | None
    at: datetime


def cds_feedback(body: Mapping[str, Any]) -> tuple[Feedback, ...]:
    """Read the body of `POST {base}/cds-services/{id}/feedback`.

    Args:
        body: the body, as plain JSON values.

    Raises:
        FactsError: it is refused; every problem is listed with its place.
    """
    problems: list[Problem] = []
    entries = body.get("feedback") if isinstance(body, Mapping) else None
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST:
        raise FactsError([Problem("feedback", f"allowed: a list of 1 to {MOST} entries")])
    found = [_entry(each, f"feedback[{number}]", problems) for number, each in enumerate(entries)]
    if problems:
        raise FactsError(problems)
    return tuple(each for each in found if each is not None)


def _entry(entry: Any, where: str, problems: list[Problem]) -> Feedback | None:
    def refuse(name: str, value: object, allowed: str) -> None:
        shown = str(value)[:80]
        problems.append(Problem(f"{where}.{name}", f"found `{shown}`; allowed: {allowed}", shown, allowed))

    if not isinstance(entry, Mapping):
        problems.append(Problem(where, "allowed: an object"))
        return None
    before = len(problems)
    card, outcome, accepted = entry.get("card"), entry.get("outcome"), entry.get("acceptedSuggestions", [])
    if not isinstance(card, str) or not _UUID.fullmatch(card):
        refuse("card", card, "the uuid of a card")
    taken = []
    if outcome not in ("accepted", "overridden"):
        refuse("outcome", outcome, "accepted or overridden")
    if not isinstance(accepted, list) or (outcome == "accepted" and not accepted):
        refuse("acceptedSuggestions", accepted, "a list of suggestions, of at least one where the card was accepted")
    else:
        for number, each in enumerate(accepted):
            identifier = each.get("id") if isinstance(each, Mapping) else None
            if not isinstance(identifier, str) or not _UUID.fullmatch(identifier):
                refuse(f"acceptedSuggestions[{number}].id", identifier, "the uuid of a suggestion")
            else:
                taken.append(identifier)
    reason, comment = _reason(entry.get("overrideReason"), refuse)
    at = _at(entry.get("outcomeTimestamp"))
    if at is None:
        refuse("outcomeTimestamp", entry.get("outcomeTimestamp"), "a moment with its time zone")
    if len(problems) > before or at is None:
        return None
    return Feedback(str(card), "accepted" if outcome == "accepted" else "overridden", tuple(taken), reason, comment, at)


def _reason(reason: Any, refuse: Any) -> tuple[str | None, str | None]:
    if reason is None:
        return None, None
    coding = reason.get("reason") if isinstance(reason, Mapping) else reason
    comment = reason.get("userComment") if isinstance(reason, Mapping) else None
    code = coding.get("code") if isinstance(coding, Mapping) else None
    if coding is not None and not isinstance(code, str):
        refuse("overrideReason.reason.code", coding, "a code")
    if comment is not None and not isinstance(comment, str):
        refuse("overrideReason.userComment", comment, "text")
    return code, comment


def _at(written: Any) -> datetime | None:
    if not isinstance(written, str):
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
