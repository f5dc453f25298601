"""The keys of catalogue entries and of the plan."""

from __future__ import annotations

from itb_rules.rulebook.loading.format.containers import Key, ListOf, MappingOf, MappingShape
from itb_rules.rulebook.loading.format.shapes import YesNo
from itb_rules.rulebook.loading.format.vocabulary import (
    BOUND,
    LONG,
    NAME,
    NAMES,
    REFERENCE_TEXT,
    REFERRED,
    TEXT,
    TITLE,
    cited,
)

CATALOGUE = ("phases", "exercises", "rolls", "stretches", "cross_training", "care")
"""Kinds of catalogue entries."""

CATALOGUE_ENTRY = MappingShape(
    "a catalogue entry",
    {
        "id": Key(NAME, "The name that the plan uses.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
        "how": Key(LONG, "How it is done.", needed=True),
        "dose": Key(
            MappingOf(REFERENCE_TEXT, "a mapping of names to doses"), "Amounts: ids of doses, such as `$name`."
        ),
        "per": Key(REFERRED, "What the dose is for, such as `side`."),
        "times": Key(REFERRED, "How often."),
        "next": Key(TEXT, "What makes it harder, and when."),
        "error": Key(TEXT, "The fault that stops progression."),
        "correction": Key(TEXT, "What to do about the fault."),
        "note": Key(TEXT, "What else a person should know."),
        "source": cited(),
    },
)

NOTE = MappingShape("a note", {"do": Key(TEXT, "What to do.", needed=True), "source": cited()})

RUNNING = MappingShape(
    "a word on running",
    {
        "allowed": Key(YesNo(), "Whether running is allowed.", needed=True),
        "do": Key(TEXT, "What to do, in plain words.", needed=True),
        "most_minutes": Key(BOUND, "The longest run: a number or a parameter."),
        "notes": Key(ListOf(NOTE), "What to mind about running, while it is allowed."),
    },
)

PLAN_STAGE = MappingShape(
    "a stage of the plan",
    {
        "stage": Key(REFERRED, "The stage.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
        "phases": Key(NAMES, "Ids of `phases`."),
        "running": Key(RUNNING, "What holds for running."),
        "exercises": Key(NAMES, "Ids of catalogue entries, of any kind."),
        "notes": Key(ListOf(NOTE), "What else to do."),
        "source": cited(),
    },
)

_LIMITS = {
    "running": Key(RUNNING, "What holds for running, whatever the stage says."),
    "without": Key(NAMES, "Kinds or ids of catalogue entries that are left out."),
    "notes": Key(ListOf(NOTE), "What else to do."),
    "source": cited(),
}

PLAN_OUTCOME = MappingShape(
    "an outcome of the plan", {"outcome": Key(REFERRED, "The outcome that takes this away.", needed=True), **_LIMITS}
)

PLAN_RULE = MappingShape(
    "a rule of the plan", {"rule": Key(REFERRED, "The rule that takes this away.", needed=True), **_LIMITS}
)

PLAN = MappingShape(
    "a plan",
    {
        "stages": Key(ListOf(PLAN_STAGE), "What to do in each stage."),
        "outcomes": Key(ListOf(PLAN_OUTCOME), "What an outcome takes away from the stage's plan."),
        "rules": Key(ListOf(PLAN_RULE), "What a rule takes away while it holds, whichever outcome won."),
        "unanswered": Key(NOTE, "What to do about running while a rule that would forbid it is unknown."),
    },
)
