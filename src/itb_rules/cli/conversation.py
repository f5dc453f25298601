"""The interview in a terminal, or with answers piped in: one card at a time, on standard error."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import Any

from itb_rules.cli.terminal import show, width
from itb_rules.errors import FactsError
from itb_rules.interview import AskedCard, AskedLine, Interview
from itb_rules.wording.words import Words, plain

PROMPT = "> "
MARGIN = 4
MOST_REASONS = 5
LONGEST = 1000
MOST = 60
NONE = frozenset({"0", "none"})

_NUMBER = re.compile(r"[-+]?[0-9]{1,15}([.,][0-9]{1,15})?")


class _EndedError(Exception):
    """Whoever answers has left."""


class _TurnedError(Exception):
    """The card is out of the way without an answer: it was skipped, or the last one is asked again."""


def ask_all(interview: Interview) -> None:
    """Ask until the interview is done, or whoever answers has left. Everything is written to standard error."""
    _Conversation(interview).ask_all()


class _Conversation:
    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self._words = words = Words(language=interview.language)
        self._say = words.say
        self._yes = frozenset(words.say("interview.typed_yes").split())
        self._no = frozenset(words.say("interview.typed_no").split())

    def ask_all(self) -> None:
        """Ask until nothing is open."""
        interview, words = self._interview, self._words
        _tell(self._say("interview.welcome"))
        try:
            while (card := interview.card) is not None:
                self._ask(card)
        except (_EndedError, KeyboardInterrupt):
            _tell("")
            _tell(words.say_count("interview.ended", interview.count))
        else:
            _tell("")
            _tell(words.say_count("interview.done", interview.count))
        show("", err=True)

    def _ask(self, card: AskedCard) -> None:
        """Show the next card, and read until something is done about it."""
        show("", err=True)
        _tell(card.title, lead=f"{f'{self._interview.count + 1}.':<{MARGIN}}")
        if card.text:
            _tell(card.text)
        try:
            while not self._answered(card):
                pass
        except _TurnedError:
            return

    def _answered(self, card: AskedCard) -> bool:
        """Read the answer to a card; whether it was taken."""
        try:
            given = self._ticks(card) if card.kind == "checklist" else self._fields(card)
            if not given:
                self._interview.none_of_these()
            elif all(value is None for value in given.values()):
                self._interview.skip()
                _tell(self._say("interview.passed"))
            else:
                self._interview.answer(given)
        except FactsError as error:
            for problem in error.problems:
                _tell(self._with_labels(problem.message))
            return False
        return True

    def _ticks(self, card: AskedCard) -> dict[str, Any]:
        """What is ticked of a list, by fact; empty for none of them."""
        say = self._say
        for place, line in enumerate(card.lines, 1):
            _tell(line.text, lead=f"{'':<{MARGIN}}{place} ")
        _tell(card.none or say("card.none"), lead=f"{'':<{MARGIN}}0 ")
        _tell(say("interview.tick"))
        while True:
            text = self._line().lower()
            if text in NONE or (text in self._no and text != "false"):
                return {}
            places = re.split(r"[\s,]+", text.strip(" ,"))
            if all(re.fullmatch(r"[0-9]{1,2}", place) and 0 < int(place) <= len(card.lines) for place in places):
                lines = [card.lines[int(place) - 1] for place in dict.fromkeys(places)]
                if len({line.name for line in lines}) == len(lines):
                    return {line.name: line.ticked for line in lines}
            _tell(self._refused(text, say("interview.ticks", most=len(card.lines))))

    def _fields(self, card: AskedCard) -> dict[str, Any]:
        """The answer to every field of a card; None for one that is left open."""
        given = {}
        for line in card.lines:
            if line.text != card.title and len(card.lines) > 1:
                _tell(line.text)
            for place, choice in enumerate(line.choices if line.kind == "choice" else (), 1):
                _tell(self._say("interview.choice", number=place, choice=choice.label))
            if line.kind != "choice":
                _tell(self._allowed(line))
            given[line.name] = self._field(line, whole=len(card.lines) == 1)
        return given

    def _field(self, line: AskedLine, *, whole: bool) -> Any:
        while True:
            text = self._line(whole=whole)
            if text in ("-", ""):
                return None
            read = self._typed(line, text)
            if read is not None:
                return read
            _tell(self._with_labels(self._refused(text, self._allowed(line))))

    def _typed(self, line: AskedLine, text: str) -> Any:
        """The value that a typed answer stands for: yes or no, a number, or a choice by its number (from 1) or name."""
        word = text.strip().lower()
        if line.kind == "yes_no":
            return True if word in self._yes else False if word in self._no else None
        if line.kind == "choice":
            values = [choice.value for choice in line.choices]
            if word.isascii() and word.isdigit() and 0 < int(word[:6]) <= len(values):
                return values[int(word[:6]) - 1]
            name = re.sub(r"[\s-]+", "_", word)
            named = [choice.value for choice in line.choices if word in (choice.label.lower(), str(choice.value))]
            return name if name in values else named[0] if len(named) == 1 else None
        if _NUMBER.fullmatch(word) and not ("," in word and self._words.language.is_source):
            value = float(word.replace(",", ".")) if re.search("[.,]", word) else int(word)
            fits = line.kind == "decimal" or value == int(value)
            within = line.low is not None and line.high is not None and line.low <= value <= line.high
            return value if fits and within else None
        return None

    def _refused(self, text: str, allowed: str) -> str:
        return self._say("interview.refused", found=plain(text)[:MOST], allowed=allowed)

    def _allowed(self, line: AskedLine) -> str:
        say, words = self._say, self._words
        if line.kind == "yes_no":
            return say("interview.yes_or_no")
        if line.kind == "choice":
            return say("interview.one_of", choices=", ".join(words.value(choice.value) for choice in line.choices))
        bounds = {"low": words.value(line.low or 0), "high": words.value(line.high or 0)}
        allowed = say("interview.whole" if line.kind == "whole" else "interview.decimal", **bounds)
        return say("interview.unit", allowed=allowed, unit=line.unit) if line.unit else allowed

    def _turn(self, text: str, *, whole: bool) -> bool:
        """Do what a typed sign asks for; whether it was one."""
        match text.lower():
            case "q":
                raise _EndedError
            case "?":
                self._explain()
            case "b":
                if not self._interview.back():
                    _tell(self._say("interview.nothing_back"))
                    return True
                _tell(self._say("interview.taken_back"))
                raise _TurnedError
            case "-" | "" if whole:
                self._interview.skip()
                _tell(self._say("interview.passed"))
                raise _TurnedError
            case _:
                return False
        return True

    def _with_labels(self, message: str) -> str:
        """A refusal with the facts' labels in place of their names, which nobody in an interview has seen."""
        specs, fact = self._interview.facts.specs, self._words.fact
        return re.sub(r"`(\w+)`", lambda name: fact(specs[name[1]]) if name[1] in specs else name[0], message)

    def _explain(self) -> None:
        say, reasons, lead = self._say, self._interview.why(), f"{'':<{MARGIN}}- "
        card = self._interview.card
        if card is not None and card.why:
            _tell(card.why)
        _tell(say("interview.why"))
        for each in reasons[:MOST_REASONS]:
            _tell(say("interview.reason", rule=each.title, outcome=self._words.name(each.outcome)), lead=lead)
        if len(reasons) > MOST_REASONS:
            _tell(say("interview.more", count=len(reasons) - MOST_REASONS), lead=lead)

    def _line(self, *, whole: bool = True) -> str:
        """One line of standard input that is an answer, shown again where it was piped in.

        Args:
            whole: whether leaving it open skips the card.

        Raises:
            _EndedError: there is no further line.
            _TurnedError: the card is out of the way.
        """
        while True:
            show(PROMPT, err=True, newline=False)
            if sys.stdin is None:
                raise _EndedError
            line = sys.stdin.buffer.readline(LONGEST).decode(sys.stdin.encoding, "replace")
            if not line:
                raise _EndedError
            if not sys.stdin.isatty():
                show(plain(line), err=True)
            if not self._turn(line.strip(), whole=whole):
                return line.strip()


def _tell(text: str, *, lead: str = "") -> None:
    indent = lead or " " * MARGIN
    wrapped = textwrap.wrap(plain(text), width(), initial_indent=indent, subsequent_indent=" " * len(indent))
    show("\n".join(wrapped), err=True)
