"""A card as it is put before somebody: plain values, with everything that a form needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from itb_rules.explanation import Value
from itb_rules.facts import FactSpec
from itb_rules.facts.consequences import Left
from itb_rules.rulebook.card import Card, CardKind, Line, Who
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_card
from itb_rules.wording.words import Words

STEPS = {"whole": 1, "decimal": 0.01}
LONGEST_SCALE = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from.

    Attributes:
        value: the answer.
        label: what a person reads.
    """

    value: Value
    label: str


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line of a card.

    Attributes:
        name: the fact, or what a diary keeps the answer under; the name that `answer` takes.
        kind: `yes_no`, `choice`, `whole` or `decimal`.
        text: the short line.
        label: the fact's label.
        group: the part of a questionnaire that the fact belongs to.
        choices: what can be answered, of a yes or no and of a choice.
        low: the lowest number that the other answers leave; None where it is no number.
        high: the highest one.
        step: what to count by.
        unit: the unit in words; empty where there is none.
        ticked: on a checklist, what ticking the line says.
        healthy: on a checklist, what leaving it says.
        opens: what a yes leads to beside the next card, such as the form for a run; empty for nothing.
    """

    name: str
    kind: str
    text: str
    label: str = ""
    group: str = ""
    choices: tuple[Choice, ...] = ()
    low: int | float | None = None
    high: int | float | None = None
    step: int | float | None = None
    unit: str = ""
    ticked: Value = None
    healthy: Value = None
    opens: str = ""


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A card as it is put before somebody.

    Attributes:
        id: the card's name.
        title: the question, or what the fields are about.
        text: more words; may be empty.
        kind: `checklist`, `choice`, `scale`, `number` or `several`. With one field left it is that field's own kind,
            and its line is the title.
        who: who can answer, `runner` or `clinician`.
        why: why it is asked.
        none: what `none_of_these` is called; empty where it cannot be said.
        lines: what is asked, none of it known and all of it able to matter.
    """

    id: str
    title: str
    text: str
    kind: CardKind
    who: Who
    why: str
    none: str
    lines: tuple[AskedLine, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What is asked, each once, by the names that `answer` takes."""
        return tuple(dict.fromkeys(line.name for line in self.lines))

    def to_json(self) -> dict[str, Any]:
        """The card as plain JSON values."""
        return asdict(self)


def asked_card(
    card: Card,
    lines: Iterable[Line],
    specs: Mapping[str, FactSpec],
    left: Mapping[str, Left],
    language: str | Language = LANGUAGE,
) -> AskedCard:
    """Put a card before somebody.

    Args:
        card: the card.
        lines: those of its lines that are asked.
        specs: the facts.
        left: for each of them what the other facts leave of its values.
        language: the language of its texts.
    """
    words = Words(language=language)
    card = translated_card(replace(card, lines=tuple(lines)), language_of(language).text)
    asked = tuple(
        _log_line(line, words) if line.log else _fact_line(line, specs[line.fact], left[line.fact], words)
        for line in card.lines
    )
    kind, title = card.kind, card.title
    if kind == "several" and len(asked) == 1:
        only = asked[0]
        title = only.text
        kind = (
            "choice" if only.choices else "scale" if only.high is not None and only.high <= LONGEST_SCALE else "number"
        )
    none = card.none if kind == "checklist" else ""
    return AskedCard(card.id, title, card.text, kind, card.who, card.why, none, asked)


def _log_line(line: Line, words: Words) -> AskedLine:
    if line.choices:
        choices = tuple(Choice(each.value, each.label) for each in line.choices)
        return AskedLine(line.log, "choice", line.text, choices=choices)
    return AskedLine(line.log, "yes_no", line.text, choices=_yes_no(words), opens=line.opens)


def _fact_line(line: Line, spec: FactSpec, values: Left, words: Words) -> AskedLine:
    texts = words.language.fact(spec)
    choices: tuple[Choice, ...] = ()
    low = high = step = None
    if spec.kind == "yes_no":
        choices = tuple(each for each in _yes_no(words) if each.value in values)
    elif spec.kind == "choice":
        named = texts.choices
        choices = tuple(
            Choice(value, named.get(value) or words.name(value)) for value in spec.values if value in values
        )
    else:
        (low, high), step = values, STEPS[spec.kind]
    return AskedLine(
        name=spec.name,
        kind=spec.kind,
        text=line.text,
        label=texts.label,
        group=words.name(spec.group),
        choices=choices,
        low=low,
        high=high,
        step=step,
        unit=words.unit(spec.unit) if spec.unit else "",
        ticked=line.value,
        healthy=None if line.value is None else spec.healthy,
    )


def _yes_no(words: Words) -> tuple[Choice, ...]:
    return Choice(True, words.value(True).capitalize()), Choice(False, words.value(False).capitalize())
