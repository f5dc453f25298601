"""The keys of a card."""

from __future__ import annotations

from itb_rules.rulebook.card import KINDS, MOST_LINES
from itb_rules.rulebook.loading.format.containers import Key, ListOf, MappingOf, MappingShape
from itb_rules.rulebook.loading.format.shapes import Number, OneOf, Scalar, YesNo
from itb_rules.rulebook.loading.format.vocabulary import CONDITION, NAME, REFERRED, TEXT, TITLE

LOG_CHOICE = MappingShape(
    "an answer of the diary",
    {
        "value": Key(NAME, "The answer.", needed=True),
        "label": Key(TITLE, "What a person reads.", needed=True),
        "again": Key(ListOf(REFERRED, least=1, most=MOST_LINES), "The cards that it asks for again."),
    },
)

LINE = MappingShape(
    "a line of a card",
    {
        "fact": Key(REFERRED, "The fact that it asks for."),
        "log": Key(NAME, "Instead of a fact: the name under which a diary keeps the answer, yes or no."),
        "line": Key(TITLE, "What a person reads.", needed=True),
        "value": Key(Scalar(), "On a checklist: what ticking the line says; left out for yes or no."),
        "alone": Key(Scalar(), "What is so where nobody who could answer is there."),
        "chance": Key(Number(), "How often the answer is not the typical one, from 0 to 1. For the order alone."),
        "opens": Key(NAME, "Of a line of the diary: what a yes leads to."),
        "choices": Key(
            ListOf(LOG_CHOICE, least=2, most=MOST_LINES), "Of a line of the diary: answers instead of yes or no."
        ),
        "gap": Key(
            YesNo(), "Of a line of the diary: whether it asks for the days without a check-in before; a no closes them."
        ),
        "early": Key(YesNo(), "Whether a diary may ask for it before its answer is out of date; left out: yes."),
        "daily": Key(YesNo(), "Whether a diary asks for the fact every day."),
    },
    also={"oneOf": [{"required": ["fact"]}, {"required": ["log"]}]},
)

CARD = MappingShape(
    "a card",
    {
        "id": Key(NAME, "The card's name.", needed=True),
        "title": Key(TITLE, "The question, or what the fields are about.", needed=True),
        "text": Key(TEXT, "More words, below the title."),
        "kind": Key(OneOf(KINDS), "How it is answered.", needed=True),
        "who": Key(OneOf(("runner", "clinician")), "Who can answer; left out: the runner."),
        "why": Key(TEXT, "Why it is asked."),
        "after": Key(CONDITION, "What has to hold before it is asked: it is a follow-up."),
        "place": Key(OneOf(("first", "last")), "Asked before, or after, the others."),
        "says": Key(MappingOf(YesNo(), "a mapping of names to yes or no"), "What a diary keeps beside the answers."),
        "none": Key(TITLE, "What is said to all lines of a checklist at once."),
        "lines": Key(ListOf(LINE, least=1, most=MOST_LINES), "The lines, each with one fact.", needed=True),
    },
)
