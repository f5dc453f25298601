"""What can be asked: plain values in, plain values out. HTTP and MCP both hand these on, so that they answer alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from itb_rules.decision import Decision
from itb_rules.errors import FactsError, MissingExtraError, OptionError, Problem, misnamed, unknown_choice
from itb_rules.facts import facts_json_schema
from itb_rules.interview import AskedCard, Interview
from itb_rules.rendering import render
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.engines.registry import ENGINES
from itb_rules.rulebook.loading.files import packaged_rulebooks
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.wording.language import LANGUAGE, Language, language_of, packaged_languages
from itb_rules.wording.translation import translated_decision

MOST_SETS = 50
MOST_CHANGES = 4
OBJECT: Mapping[str, Any] = {"type": "object"}
MOVES = ("answer", "back", "skip", "none")


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that can be asked.

    Attributes:
        name: its name: a path over HTTP, a tool over MCP.
        title: what it answers, in one line.
        text: what to know before asking.
        schema: the JSON Schema of what it is given.
        answer: the answer.
    """

    name: str
    title: str
    text: str
    schema: Mapping[str, Any]
    answer: Callable[[Mapping[str, Any]], dict[str, Any]]


class Calls:
    """Everything that can be asked about some rulebooks. Holds the rulebooks, and nothing of anybody who asks.

    Args:
        rulebooks: loaded rulebooks, names of packaged ones or folders of rule files; all packaged ones where none is
            given.

    Raises:
        OptionError: no packaged rulebook has this name, or two rulebooks have the same.
        RulebookError: a rulebook's files have problems.
    """

    def __init__(self, rulebooks: Iterable[Rulebook | str] = ()) -> None:
        self.rulebooks: dict[str, Rulebook] = {}
        for each in [*rulebooks] or packaged_rulebooks():
            book = chosen_rulebook(each)
            if book.name in self.rulebooks:
                raise OptionError([Problem("rulebook", f"two rulebooks are called `{book.name}`", book.name)])
            self.rulebooks[book.name] = book

    @cached_property
    def all(self) -> dict[str, Call]:
        """The calls by their names."""
        names = [*self.rulebooks]
        default = "progression" if "progression" in names else names[0]
        book = {"type": "string", "enum": names, "default": default, "description": "The rulebook."}
        facts = {**OBJECT, "description": FACTS}
        engine = {"type": "string", "enum": [*ENGINES], "default": "direct"}
        spoken = {"language": {"type": "string", "enum": [*self.languages], "default": LANGUAGE, "description": IN}}
        parts = {"facts": facts, "profile": PROFILE, "engine": engine, "text": TEXT, "compact": COMPACT, **spoken}
        calls = [
            Call("decide", "Decide on facts", DECIDE, _object({"rulebook": book, **parts}, "facts"), self.decide),
            Call(
                "interview",
                "Begin to ask",
                INTERVIEW,
                _object({"rulebook": book, "who": WHO, "facts": facts, **spoken}),
                self.begin,
            ),
            Call(
                "answer",
                "Answer a card",
                ANSWER,
                _object({"state": OBJECT, "answers": OBJECT, "move": MOVE, **spoken}, "state"),
                self.go_on,
            ),
            Call(
                "what-would",
                "What it would take",
                WHAT_WOULD,
                _object({"rulebook": book, "facts": facts, "outcome": {"type": "string"}, **_LIMITS}, "facts"),
                self.what_would,
            ),
            Call("facts", "What can be told", TELL, _object({"rulebook": book}), self.facts),
        ]
        for name, of, title in (
            ("check", "activity", "May I do this today?"),
            ("review", "exercise", "Review an exercise"),
        ):
            if of in self.rulebooks:
                calls.append(Call(name, title, DECIDE, _object(parts, "facts"), _fixed(self.decide, of)))
        return {call.name: call for call in calls}

    def decide(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A decision, whoever should look first, and the card to ask next."""
        _only(given, ("rulebook", "facts", "profile", "engine", "text", "compact", "language"))
        book, language = self._rulebook(given), self._language(given)
        facts = book.validated(_mapping(given, "facts"))
        decision = book.decide(facts, engine=_text(given, "engine", "direct"))
        card = None if decision.settled else Interview(book, facts=facts, language=language).card
        found = told(decision, card, language, compact=_flag(given, "compact"))
        return found | ({"text": render(decision, "text", language=language)} if _flag(given, "text") else {})

    def begin(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The first card of an interview."""
        _only(given, ("rulebook", "who", "facts", "profile", "language"))
        book, language = self._rulebook(given), self._language(given)
        who = _text(given, "who", "runner")
        facts = book.validated(_mapping(given, "facts", {}))
        if who not in ("runner", "clinician"):
            raise OptionError([unknown_choice("who", "one who answers", who, ("runner", "clinician"))])
        who_answers: Literal["runner", "clinician"] = "clinician" if who == "clinician" else "runner"
        return _shown(Interview(book, who=who_answers, facts=facts, language=language))

    def go_on(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The next card, after an answer to the last one."""
        _only(given, ("state", "answers", "move", "language"))
        state = _mapping(given, "state")
        move = _text(given, "move", "answer")
        if move not in MOVES:
            raise OptionError([unknown_choice("move", "move", move, MOVES)])
        language = self._language(given if "language" in given else state)
        interview = Interview.from_state(state, self._rulebook({"rulebook": state.get("rulebook")}), language=language)
        try:
            match move:
                case "back":
                    interview.back()
                case "skip":
                    interview.skip()
                case "none":
                    interview.none_of_these()
                case _:
                    interview.answer(_mapping(given, "answers", {}))
        except LookupError:
            raise FactsError([Problem("state", "the interview is done: there is nothing left to answer")]) from None
        return _shown(interview)

    def what_would(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The smallest sets of changes that lead to an outcome."""
        _only(given, ("rulebook", "facts", "profile", "outcome", "limit", "max_changes"))
        book = self._rulebook(given)
        outcome = _text(given, "outcome", "") or None
        limit = _whole(given, "limit", 10, MOST_SETS)
        most = _whole(given, "max_changes", None, MOST_CHANGES)
        found = book.what_would(_mapping(given, "facts"), outcome, limit=limit or 10, max_changes=most)
        return dict(json_values(found.to_json()))

    def facts(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What can be told to a rulebook, as JSON Schema with the questions to ask."""
        _only(given, ("rulebook",))
        return facts_json_schema(self._rulebook(given).facts)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that answers can be in: those that are packaged, where the extra `languages` is there."""
        try:
            return tuple(language_of(each).code for each in packaged_languages())
        except MissingExtraError:
            return (LANGUAGE,)

    def _language(self, given: Mapping[str, Any]) -> Language:
        # Of these alone: whatever else has the form of a language would be read, and kept, once for each name.
        name = _text(given, "language", LANGUAGE)
        if name not in self.languages:
            raise OptionError([unknown_choice("language", "language", name[:80], self.languages)])
        return language_of(name)

    def _rulebook(self, given: Mapping[str, Any]) -> Rulebook:
        name = given.get("rulebook", "progression" if "progression" in self.rulebooks else next(iter(self.rulebooks)))
        book = self.rulebooks.get(name) if isinstance(name, str) else None
        if book is None:
            raise OptionError([unknown_choice("rulebook", "rulebook", str(name)[:80], self.rulebooks)])
        profile = given.get("profile")
        return book if profile is None else book.with_profile(_text(given, "profile", "cautious"))


def told(decision: Decision, card: AskedCard | None, language: Language, *, compact: bool = False) -> dict[str, Any]:
    """A decision as plain values; a referral comes first, and stands alone.

    Titles, and what a referral says, are in the language; the decision itself is the same in each.
    """
    referral, shown = None, translated_decision(decision, language)
    if decision.refer_to:
        referral = {
            "title": shown.title,
            "who": [shown.labels.get(each, each) for each in decision.refer_to],
            "within_days": decision.refer_within_days,
            "do": [*dict.fromkeys(hit.do for hit in shown.because if hit.do)],
        }
    return {
        "referral": referral,
        "outcome": decision.outcome,
        "title": shown.title,
        "settled": decision.settled,
        "withheld": decision.withheld,
        "card": None if card is None else json_values(card.to_json()),
        "decision": json.loads(decision.compact_json() if compact else decision.model_dump_json()),
    }


def json_values(values: Any) -> Any:
    """Plain values as JSON has them."""
    return json.loads(json.dumps(values))


def _shown(interview: Interview) -> dict[str, Any]:
    # While there is something to ask, what is decided by now is said in short.
    found = told(interview.decision, interview.card, interview.language, compact=not interview.done)
    return found | {"remaining": interview.remaining, "state": json_values(interview.state)}


def _fixed(call: Callable[[Mapping[str, Any]], dict[str, Any]], rulebook: str) -> Callable[..., dict[str, Any]]:
    def fixed(given: Mapping[str, Any]) -> dict[str, Any]:
        _only(given, ("facts", "profile", "engine", "text", "compact", "language"))
        return call({**given, "rulebook": rulebook})

    return fixed


def _only(given: Mapping[str, Any], allowed: Iterable[str]) -> None:
    names = [*allowed]
    problems = [
        misnamed(Problem(str(name)[:80], f"unknown key `{str(name)[:80]}`", str(name)[:80], ", ".join(names)), names)
        for name in given
        if name not in names
    ]
    if problems:
        raise FactsError(problems)


def _refused(name: str, value: object, allowed: str) -> FactsError:
    shown = str(value)[:80]
    return FactsError([Problem(name, f"found `{shown}`; allowed: {allowed}", shown, allowed)])


def _mapping(given: Mapping[str, Any], name: str, missing: Any = None) -> Mapping[str, Any]:
    value = given.get(name, missing)
    if not isinstance(value, Mapping):
        raise _refused(name, value, "an object")
    return value


def _text(given: Mapping[str, Any], name: str, missing: str) -> str:
    value = given.get(name)
    if value is None:
        return missing
    if not isinstance(value, str):
        raise _refused(name, value, "text")
    return value


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise _refused(name, value, "true or false")
    return value


def _whole(given: Mapping[str, Any], name: str, missing: int | None, most: int) -> int | None:
    value = given.get(name)
    if value is None:
        return missing
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise _refused(name, value, f"a whole number from 1 to {most}")
    return value


def _object(properties: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [*required],
        "additionalProperties": False,
    }


FACTS = (
    "What was told, by fact. Leave out whatever nobody has said: unknown is never no, and no fact may be guessed. The "
    "call `facts` lists them, with the questions to ask."
)
PROFILE = {"type": "string", "enum": ["cautious", "permissive"], "description": "Which end of each range counts."}
TEXT = {"type": "boolean", "default": False, "description": "Whether the decision comes as text as well."}
COMPACT = {"type": "boolean", "default": False, "description": "Whether what the same rules say again is left out."}
IN = "The language of what a person reads. The decision itself is the same in each, and what is refused is in English."
WHO = {"type": "string", "enum": ["runner", "clinician"], "default": "runner", "description": "Who answers."}
MOVE = {
    "type": "string",
    "enum": [*MOVES],
    "default": "answer",
    "description": "`none`: none of these, on a checklist; `skip`: not known; `back`: take the last card back.",
}
_LIMITS = {
    "profile": PROFILE,
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_SETS, "default": 10},
    "max_changes": {"type": "integer", "minimum": 1, "maximum": MOST_CHANGES},
}
DECIDE = (
    "The rules decide, not whoever asks: pass on what was told, and repeat what comes back. Where `referral` is not "
    "null, say it first and by itself. Where `settled` is false the decision can still change: ask the `card`, and "
    "call again with the answer."
)
INTERVIEW = "Gives the first card to ask, what is decided by now, and a `state` to send back with the answer."
ANSWER = (
    "Answers the card that the `state` came with, and gives the next one. On a checklist only what applies is named; "
    "`move` says none of these, skip or back."
)
WHAT_WOULD = "The fewest changes to the facts that would lead to an outcome, each set decided again before it is shown."
TELL = "The facts that the rules know, with their bounds and the question to ask for each."
