"""The interview in a terminal, or with answers piped in: one question at a time, on standard error."""

from __future__ import annotations

import re
import sys
import textwrap

from itb_rules.cli.terminal import show, width
from itb_rules.errors import FactsError
from itb_rules.interview import Interview
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import Words, as_words, plain

PROMPT = "> "
MARGIN = 4
MOST_REASONS = 5
LONGEST = 1000


class _EndedError(Exception):
    """Whoever answers has left."""


def ask_all(interview: Interview) -> None:
    """Ask until the interview is done, or whoever answers has left. Everything is written to standard error."""
    _say(say("interview.welcome"))
    try:
        while not interview.done:
            _ask(interview)
    except (_EndedError, KeyboardInterrupt):
        _say("")
        _say(phrases().say_count("interview.ended", interview.count))
    else:
        _say("")
        _say(phrases().say_count("interview.done", interview.count))
    show("", err=True)


def _ask(interview: Interview) -> None:
    """Show the next question, and read until something is done about it."""
    question, spec = interview.question, interview.spec
    if question is None:
        return
    show("", err=True)
    number = f"{interview.count + 1}."
    _say(question.text, lead=f"{number:<{MARGIN}}")
    if spec.kind == "choice":
        for place, value in enumerate(spec.values, 1):
            _say(say("interview.choice", number=place, choice=as_words(value)))
    elif spec.kind == "yes_no":
        _say(say("interview.yes_or_no"))
    else:
        words = Words()
        unit = words.unit_beside(question.text, spec.unit)
        _say(say("interview.unit", allowed=spec.allowed, unit=words.unit(unit)) if unit else spec.allowed)
    while not _taken(interview, _line()):
        pass


def _taken(interview: Interview, text: str) -> bool:
    """Do what was typed; whether the question is out of the way."""
    match text.lower():
        case "q":
            raise _EndedError
        case "?":
            _explain(interview)
            return False
        case "-" | "":
            interview.pass_over()
            _say(say("interview.passed"))
            return True
        case "b":
            back = interview.back()
            _say(say("interview.taken_back" if back else "interview.nothing_back"))
            return back
    try:
        interview.answer(text)
    except FactsError as error:
        for problem in error.problems:
            _say(_with_labels(problem.message, interview))
        return False
    return True


def _with_labels(message: str, interview: Interview) -> str:
    """A refusal with the facts' labels in place of their names, which nobody in an interview has seen."""
    specs = interview.facts.specs
    return re.sub(r"`(\w+)`", lambda name: specs[name[1]].label if name[1] in specs else name[0], message)


def _explain(interview: Interview) -> None:
    rules = interview.reasons()
    _say(say("interview.why"))
    for rule in rules[:MOST_REASONS]:
        _say(say("interview.reason", rule=rule.title, outcome=as_words(rule.outcome or "")), lead=f"{'':<{MARGIN}}- ")
    if len(rules) > MOST_REASONS:
        _say(say("interview.more", count=len(rules) - MOST_REASONS), lead=f"{'':<{MARGIN}}- ")


def _line() -> str:
    """One line of standard input, shown again where it was piped in.

    Raises:
        _EndedError: there is no further line.
    """
    show(PROMPT, err=True, newline=False)
    if sys.stdin is None:
        raise _EndedError
    line = sys.stdin.buffer.readline(LONGEST).decode(sys.stdin.encoding, "replace")
    if not line:
        raise _EndedError
    if not sys.stdin.isatty():
        show(plain(line), err=True)
    return line.strip()


def say(phrase: str, /, **values: object) -> str:
    """A phrase of the command line."""
    return phrases().say(phrase, **values)


def _say(text: str, *, lead: str = "") -> None:
    indent = lead or " " * MARGIN
    wrapped = textwrap.wrap(plain(text), width(), initial_indent=indent, subsequent_indent=" " * len(indent))
    show("\n".join(wrapped), err=True)
