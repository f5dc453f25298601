"""The interview in a terminal, or with answers piped in: one card at a time, on standard error."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import Any

from itb_rules.cli.terminal import show, width
from itb_rules.errors import FactsError, Problem
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
    words = _words(interview)
    _say(words.say("interview.welcome"))
    try:
        while (card := interview.card) is not None:
            _ask(interview, card)
    except (_EndedError, KeyboardInterrupt):
        _say("")
        _say(words.say_count("interview.ended", interview.count))
    else:
        _say("")
        _say(words.say_count("interview.done", interview.count))
    show("", err=True)


def _ask(interview: Interview, card: AskedCard) -> None:
    """Show the next card, and read until something is done about it."""
    show("", err=True)
    _say(card.title, lead=f"{f'{interview.count + 1}.':<{MARGIN}}")
    if card.text:
        _say(card.text)
    try:
        while not _answered(interview, card):
            pass
    except _TurnedError:
        return


def _answered(interview: Interview, card: AskedCard) -> bool:
    """Read the answer to a card; whether it was taken."""
    try:
        given = _ticks(interview, card) if card.kind == "checklist" else _fields(interview, card)
        if not given:
            interview.none_of_these()
        elif all(value is None for value in given.values()):
            interview.skip()
            _say(_words(interview).say("interview.passed"))
        else:
            interview.answer(given)
    except FactsError as error:
        for problem in error.problems:
            _say(_with_labels(problem.message, interview))
        return False
    return True


def _ticks(interview: Interview, card: AskedCard) -> dict[str, Any]:
    """What is ticked of a list, by fact; empty for none of them."""
    say = _words(interview).say
    for place, line in enumerate(card.lines, 1):
        _say(line.text, lead=f"{'':<{MARGIN}}{place} ")
    _say(card.none or say("card.none"), lead=f"{'':<{MARGIN}}0 ")
    _say(say("interview.tick"))
    while True:
        text = _line(interview).lower()
        if text in NONE or text in say("interview.typed_no").split():
            return {}
        places = re.split(r"[\s,]+", text.strip(" ,"))
        if all(re.fullmatch(r"[0-9]{1,2}", place) and 0 < int(place) <= len(card.lines) for place in places):
            lines = [card.lines[int(place) - 1] for place in dict.fromkeys(places)]
            if len({line.name for line in lines}) == len(lines):
                return {line.name: line.ticked for line in lines}
        _say(say("interview.refused", found=plain(text)[:MOST], allowed=say("interview.ticks", most=len(card.lines))))


def _fields(interview: Interview, card: AskedCard) -> dict[str, Any]:
    """The answer to every field of a card; None for one that is left open."""
    words = _words(interview)
    given = {}
    for line in card.lines:
        if line.text != card.title and len(card.lines) > 1:
            _say(line.text)
        for place, choice in enumerate(line.choices if line.kind == "choice" else (), 1):
            _say(words.say("interview.choice", number=place, choice=choice.label))
        if line.kind != "choice":
            _say(_allowed(line, words))
        given[line.name] = _field(interview, line, whole=len(card.lines) == 1)
    return given


def _field(interview: Interview, line: AskedLine, *, whole: bool) -> Any:
    while True:
        text = _line(interview, whole=whole)
        if text in ("-", ""):
            return None
        try:
            return typed(line, text, _words(interview))
        except FactsError as error:
            _say(_with_labels(error.problems[0].message, interview))


def typed(line: AskedLine, text: str, words: Words) -> Any:
    """The value that a typed answer stands for: yes or no, a number, or a choice by its number (from 1) or name.

    Args:
        line: what was asked.
        text: what was typed.
        words: words in the language of the interview.

    Raises:
        FactsError: it is none of those allowed.
    """
    word = text.strip().lower()
    read: Any = None
    if line.kind == "yes_no":
        yes, no = (words.say(f"interview.typed_{answer}").split() for answer in ("yes", "no"))
        read = True if word in yes else False if word in no else None
    elif line.kind == "choice":
        values = [choice.value for choice in line.choices]
        name: Any = re.sub(r"[\s-]+", "_", word)
        if word.isascii() and word.isdigit() and 0 < int(word[:6]) <= len(values):
            name = values[int(word[:6]) - 1]
        named = [choice.value for choice in line.choices if word == choice.label.lower()]
        read = name if name in values else named[0] if len(named) == 1 else None
    elif _NUMBER.fullmatch(word) and not ("," in word and words.language.is_source):
        value = float(word.replace(",", ".")) if re.search("[.,]", word) else int(word)
        fits = line.kind == "decimal" or value == int(value)
        within = line.low is not None and line.high is not None and line.low <= value <= line.high
        read = value if fits and within else None
    if read is None:
        allowed = _allowed(line, words)
        message = words.say("interview.refused", found=plain(text)[:MOST], allowed=allowed)
        raise FactsError([Problem(line.name, message, text[:MOST], allowed)])
    return read


def _allowed(line: AskedLine, words: Words) -> str:
    say = words.say
    if line.kind == "yes_no":
        return say("interview.yes_or_no")
    if line.kind == "choice":
        return say("interview.one_of", choices=", ".join(words.value(choice.value) for choice in line.choices))
    bounds = {"low": words.value(line.low or 0), "high": words.value(line.high or 0)}
    allowed = say("interview.whole" if line.kind == "whole" else "interview.decimal", **bounds)
    return say("interview.unit", allowed=allowed, unit=line.unit) if line.unit else allowed


def _turn(interview: Interview, text: str, *, whole: bool) -> bool:
    """Do what a typed sign asks for; whether it was one."""
    say = _words(interview).say
    match text.lower():
        case "q":
            raise _EndedError
        case "?":
            _explain(interview)
        case "b":
            if not interview.back():
                _say(say("interview.nothing_back"))
                return True
            _say(say("interview.taken_back"))
            raise _TurnedError
        case "-" | "" if whole:
            interview.skip()
            _say(say("interview.passed"))
            raise _TurnedError
        case _:
            return False
    return True


def _with_labels(message: str, interview: Interview) -> str:
    """A refusal with the facts' labels in place of their names, which nobody in an interview has seen."""
    specs, fact = interview.facts.specs, _words(interview).fact
    return re.sub(r"`(\w+)`", lambda name: fact(specs[name[1]]) if name[1] in specs else name[0], message)


def _explain(interview: Interview) -> None:
    words, reasons = _words(interview), interview.why()
    say = words.say
    card = interview.card
    if card is not None and card.why:
        _say(card.why)
    _say(say("interview.why"))
    for each in reasons[:MOST_REASONS]:
        _say(say("interview.reason", rule=each.title, outcome=words.name(each.outcome)), lead=f"{'':<{MARGIN}}- ")
    if len(reasons) > MOST_REASONS:
        _say(say("interview.more", count=len(reasons) - MOST_REASONS), lead=f"{'':<{MARGIN}}- ")


def _line(interview: Interview, *, whole: bool = True) -> str:
    """One line of standard input that is an answer, shown again where it was piped in.

    Args:
        interview: the interview, for what is asked or done by a sign instead.
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
        if not _turn(interview, line.strip(), whole=whole):
            return line.strip()


def _words(interview: Interview) -> Words:
    return Words(language=interview.language)


def _say(text: str, *, lead: str = "") -> None:
    indent = lead or " " * MARGIN
    wrapped = textwrap.wrap(plain(text), width(), initial_indent=indent, subsequent_indent=" " * len(indent))
    show("\n".join(wrapped), err=True)
