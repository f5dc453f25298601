"""The keys of a rule file: which there are, which are needed, what each holds.

`docs/rule-files.md` says what they mean. The JSON Schema for editors is made from these tables too, so every key is
described.
"""

from __future__ import annotations

from itb_rules.rulebook.definition import BASES, EVIDENCE
from itb_rules.rulebook.derived import HOWS
from itb_rules.rulebook.loading.format.cards import CARD
from itb_rules.rulebook.loading.format.containers import ByKind, Key, ListOf, MappingOf, MappingShape, OneOrMany
from itb_rules.rulebook.loading.format.laws import LAW
from itb_rules.rulebook.loading.format.plan import CATALOGUE, CATALOGUE_ENTRY, PLAN
from itb_rules.rulebook.loading.format.shapes import Number, OneOf, Scalar, Shape, Text, Whole, YesNo
from itb_rules.rulebook.loading.format.vocabulary import (
    BOUND,
    CONDITION,
    ID,
    LONG,
    NAME,
    NAMES,
    REFERRED,
    SOURCE_ID,
    TEXT,
    TITLE,
    cited,
)

MOVES = ("forward", "back", "to_first", "resume")
LOADS = ("up", "down")

DATE = Text(10, r"\d{4}-\d{2}-\d{2}", "a date such as `2027-01-31`")
REVIEW_BY = Key(DATE, "The day by which somebody is to look whether it still holds; afterwards it is warned of.")

OUTCOME = MappingShape(
    "an outcome",
    {
        "id": Key(NAME, "The name that rules and decisions use.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
    },
)

REFERRAL = MappingShape(
    "a referral that stands",
    {
        "stored": Key(
            REFERRED, "The fact that keeps it: its first value is none, the others are outcomes.", needed=True
        ),
        "clearance": Key(REFERRED, "The fact that says whether somebody has looked.", needed=True),
        "ended_by": Key(ListOf(REFERRED, least=1, unique=True), "The values of it that end the referral.", needed=True),
    },
)

STAGES = MappingShape(
    "an effect of kind `stages`",
    {
        "kind": Key(OneOf(("stages",)), "Rules move between stages.", needed=True),
        "stage": Key(
            REFERRED, "The fact that says where the runner is; its values in order are the stages.", needed=True
        ),
        "flare": Key(REFERRED, "The fact that says which stage the last back-off left.", needed=True),
        "none": Key(REFERRED, "The value of `flare` for never.", needed=True),
        "resume_from": Key(REFERRED, "The earliest stage that `resume` leads to.", needed=True),
        "clears_flare": Key(REFERRED, "Entering this stage forgets the flare.", needed=True),
        "back_off": Key(REFERRED, "The outcome whose moves go back.", needed=True),
        "carries": Key(NAMES, "Outcomes that carry the move of a back-off that also holds."),
        "referral": Key(REFERRAL, "How a referral outlasts the day on which its sign was told."),
    },
)

LADDERS = MappingShape(
    "an effect of kind `loads`",
    {
        "kind": Key(OneOf(("loads",)), "Rules change the load of an exercise.", needed=True),
        "exercise": Key(REFERRED, "The fact that names the exercise.", needed=True),
        "load": Key(REFERRED, "The fact that names its load.", needed=True),
        "ladders": Key(
            MappingOf(NAMES, "a mapping of exercises to their loads"),
            "For each exercise its loads, lowest first; `[]` where load plays no part.",
            needed=True,
        ),
    },
)

CHANGES = MappingShape(
    "an effect of kind `changes`",
    {
        "kind": Key(OneOf(("changes",)), "Rules change an activity.", needed=True),
        "on": Key(REFERRED, "The outcome that carries changes.", needed=True),
    },
)


def _named(what: str) -> Key:
    return Key(ListOf(Text(80), least=1, unique=True), f"Ids of its {what}.")


ENTRIES = MappingShape(
    "a selection of entries",
    {
        "parameters": _named("parameters and doses"),
        "derived": _named("derived facts"),
        "findings": _named("findings"),
        "rules": _named("rules"),
        "laws": _named("laws"),
        "cards": _named("cards"),
        "sources": _named("sources"),
        "suspected": _named("suspects"),
        "people": _named("people"),
        "codes": _named("codes"),
        **{kind: _named(f"entries under `{kind}`") for kind in CATALOGUE},
    },
)

EXTENDS = {
    "extends": Key(REFERRED, "The rulebook that this one begins as; what its manifest leaves out is as there."),
    "replaces": Key(ENTRIES, "What this one declares anew under the same id."),
    "switches_off": Key(ENTRIES, "What this one does without."),
}

MANIFEST = MappingShape(
    "a manifest",
    {
        "id": Key(NAME, "The rulebook's name.", needed=True),
        "version": Key(Text(40, r"\d+\.\d+\.\d+", "a version such as `1.0.0`"), "Its version.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
        "facts": Key(REFERRED, "The facts model: a packaged one, or the one handed to the loader.", needed=True),
        "include": Key(
            ListOf(REFERRED, most=50, unique=True), "Files and folders beside this folder, or else packaged ones."
        ),
        "uses": Key(ListOf(REFERRED, most=10, unique=True), "Rulebooks whose rules this one's findings may refer to."),
        "outcomes": Key(ListOf(OUTCOME, least=1, most=20), "The most cautious first.", needed=True),
        "default": Key(REFERRED, "The outcome when no rule holds.", needed=True),
        "permissive": Key(NAMES, "Outcomes that stand only while every more cautious rule is false."),
        "silent": Key(NAMES, "Outcomes that decide at once: no questions, no plan, no advice, no move."),
        "position": Key(NAMES, "Facts that say where the runner is."),
        "side": Key(REFERRED, "The fact that chooses left or right in `codes`."),
        "effect": Key(
            ByKind("an effect", {"stages": STAGES, "loads": LADDERS, "changes": CHANGES}),
            "What rules may do beside giving an outcome.",
        ),
        "stale": Key(ListOf(TEXT), "What makes a decision stale."),
        "review_by": REVIEW_BY,
        "disclaimer": Key(LONG, "What a person has to know before using a decision."),
        **EXTENDS,
    },
    also={
        "required": ["id", "version", "title"],
        "anyOf": [{"required": ["extends"]}, {"required": ["facts", "outcomes", "default"]}],
    },
)

SOURCE = MappingShape(
    "a source",
    {
        "id": Key(SOURCE_ID, "The id that others cite.", needed=True),
        "says": Key(TEXT, "What it says, in short.", needed=True),
    },
)

_PAIR = ListOf(Number(), least=2, most=2)

LATER = MappingShape(
    "later values",
    {
        "from": Key(DATE, "The first day on which they hold.", needed=True),
        "cautious": Key(Number(), "As of the parameter.", needed=True),
        "permissive": Key(Number(), "As of the parameter."),
        "range": Key(_PAIR, "As of the parameter."),
    },
)

PARAMETER = MappingShape(
    "a parameter",
    {
        "id": Key(NAME, "Rules write `$id`; for a dose `$id.low` or `$id.high`.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
        "cautious": Key(Number(), "The value of the profile `cautious`, the default."),
        "permissive": Key(Number(), "The value of the profile `permissive`; left out: the same as `cautious`."),
        "range": Key(_PAIR, "What may be set: from the permissive end on to the stricter side."),
        "dose": Key(_PAIR, "An amount to take: both ends are used, neither can be set."),
        "unit": Key(Text(40), "The unit, in words."),
        "source": cited(),
        "basis": Key(OneOf(BASES), "What the number rests on; left out: `article`."),
        "later": Key(ListOf(LATER, least=1, most=50), "Other values from some day on, in the order of their dates."),
        "review_by": REVIEW_BY,
    },
    also={"oneOf": [{"required": ["cautious"]}, {"required": ["dose"]}]},
)

_PARTS = ListOf(Scalar(), least=2, most=20)

DERIVED = MappingShape(
    "a derived fact",
    {
        "id": Key(NAME, "Conditions compare it as they do a fact.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
        "unit": Key(Text(40), "The unit, in words; left out: that of the parts, none for a ratio."),
        "sum": Key(_PARTS, "Facts, numbers and derived facts that are added."),
        "difference": Key(_PARTS, "The first less the others."),
        "ratio": Key(ListOf(Scalar(), least=2, most=2), "The first in terms of the second, which is never 0."),
        "times": Key(Number(), "Of a ratio: what it is multiplied by, such as 100 for per cent."),
        "larger": Key(_PARTS, "The largest of these."),
        "smaller": Key(_PARTS, "The smallest of these."),
        "source": Key(OneOrMany(SOURCE_ID), "Sources, protocol ids first."),
    },
    also={"oneOf": [{"required": [how]} for how in HOWS]},
)

USED_RULES = MappingShape(
    "a selection of rules",
    {
        "of": Key(REFERRED, "The used rulebook.", needed=True),
        "outcome": Key(REFERRED, "Every rule with this outcome."),
        "ids": Key(ListOf(REFERRED, least=1, unique=True), "These rules."),
    },
    also={"oneOf": [{"required": ["outcome"]}, {"required": ["ids"]}]},
)

FINDING = MappingShape(
    "a finding",
    {
        "id": Key(ID, "Conditions refer to the finding by it.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
        "when": Key(CONDITION, "When it holds."),
        "rules": Key(USED_RULES, "It holds when any of these rules of a used rulebook holds."),
        "source": cited(),
    },
    also={"oneOf": [{"required": ["when"]}, {"required": ["rules"]}]},
)

CHANGE = MappingShape(
    "a change",
    {
        "what": Key(NAME, "A fact, or a name of the rulebook's own.", needed=True),
        "at_least": Key(BOUND, "Lower bound: a number or a parameter."),
        "at_most": Key(BOUND, "Upper bound: a number or a parameter."),
        "values": Key(ListOf(Scalar(), least=1), "The values that remain allowed."),
        "unit": Key(Text(40), "The unit of the bounds, in words."),
        "title": Key(TITLE, "What a person reads.", needed=True),
    },
)

FIGURE = MappingShape(
    "a figure",
    {
        "name": Key(NAME, "`do` shows the number where it says {name}.", needed=True),
        "fact": Key(REFERRED, "The fact that it is worked out from.", needed=True),
        "times": Key(Number(), "The factor.", needed=True),
        "at_least": Key(BOUND, "Never below this number or parameter."),
        "at_most": Key(BOUND, "Never above this number or parameter."),
    },
)

FACTS = MappingOf(Scalar(empty=True), "a mapping of facts")

CASES = MappingShape(
    "a set of cases",
    {
        "holds": Key(OneOrMany(FACTS), "Facts for which the rule is true."),
        "fails": Key(OneOrMany(FACTS), "As the first `holds`, but for this: the rule is false."),
        "unknown": Key(OneOrMany(FACTS), "As the first `holds`, but for this: the rule is unknown."),
    },
)

RULE = MappingShape(
    "a rule",
    {
        "id": Key(ID, "The name that decisions show.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
        "when": Key(CONDITION, "When it holds.", needed=True),
        "lifted_by": Key(CONDITION, "While this holds, the rule no longer counts; it stays visible as lifted."),
        "outcome": Key(REFERRED, "What follows; left out: advice, which never changes an outcome."),
        "move": Key(OneOf(MOVES), "Effect kind `stages`: where the runner goes."),
        "load": Key(OneOf(LOADS), "Effect kind `loads`: up or down the ladder of the exercise."),
        "next_exercise": Key(REFERRED, "Effect kind `loads`: the exercise to go on with."),
        "change": Key(ListOf(CHANGE, least=1, most=20), "Effect kind `changes`: what to change."),
        "do": Key(TEXT, "What the runner should do now, in plain words."),
        "figures": Key(ListOf(FIGURE, least=1, most=20), "Numbers put into `do` where it says {name}."),
        "suspects": Key(NAMES, "Ids of `suspected`."),
        "refer_to": Key(NAMES, "Ids of `people`."),
        "codes": Key(NAMES, "Ids of `codes`."),
        "within_days": Key(Whole(0, 365), "For a referral: the days within which somebody should look; 0: today."),
        "stands": Key(YesNo(), "For a referral that is stored: `false` where it ends with its sign."),
        "source": cited(),
        "basis": Key(OneOf(BASES), "What the rule rests on.", needed=True),
        "evidence": Key(OneOf(EVIDENCE), "How good the evidence is.", needed=True),
        "holds_from": Key(DATE, "The first day on which the rule holds; left out: from ever."),
        "holds_until": Key(DATE, "The last day on which it holds; left out: for ever."),
        "review_by": REVIEW_BY,
        "note": Key(TEXT, "What a reader should know about the evidence or the interpretation."),
        "cases": Key(CASES, "Worked examples: at least one that holds, one that fails, one unknown."),
    },
)

TITLED = MappingShape(
    "an entry",
    {
        "id": Key(NAME, "The name that rules use.", needed=True),
        "title": Key(TITLE, "What a person reads.", needed=True),
    },
)

_CODE = Text(20, r"[A-Z0-9][A-Z0-9.]*", "a code of capital letters, digits and `.`")

CODE = MappingShape(
    "a code",
    {
        "id": Key(NAME, "The name that rules use.", needed=True),
        "title": Key(TITLE, "What the code means.", needed=True),
        "system": Key(REFERRED, "The system it belongs to.", needed=True),
        "left": Key(_CODE, "The code for the left side.", needed=True),
        "right": Key(_CODE, "The code for the right side.", needed=True),
        "unspecified": Key(_CODE, "The code for an unknown side.", needed=True),
        "source": cited(),
    },
)

SINGLE: dict[str, tuple[MappingShape, str]] = {
    "rulebook": (MANIFEST, "The manifest: what the rulebook decides. Only in `rulebook.yaml`."),
    "plan": (PLAN, "What to do now, by stage and by outcome."),
}
"""Sections that one file of a rulebook has."""

LISTS: dict[str, tuple[Shape, str]] = {
    "sources": (SOURCE, "What may be cited."),
    "parameters": (PARAMETER, "Thresholds and doses."),
    "derived": (DERIVED, "Numbers worked out of facts: never asked, their parts are."),
    "findings": (FINDING, "Named conditions."),
    "rules": (RULE, "The rules."),
    "cards": (CARD, "How facts are asked for, a few on one card."),
    "laws": (LAW, "What decisions may never do; proven by the solver."),
    "suspected": (TITLED, "What may be suspected; never a diagnosis."),
    "people": (TITLED, "Who may be referred to."),
    "codes": (CODE, "Codes of a published system, by side of the body."),
    "phases": (CATALOGUE_ENTRY, "Phases of the rehab."),
    "exercises": (CATALOGUE_ENTRY, "Strength exercises."),
    "rolls": (CATALOGUE_ENTRY, "Foam rolling."),
    "stretches": (CATALOGUE_ENTRY, "Stretches."),
    "cross_training": (CATALOGUE_ENTRY, "What keeps the runner fit meanwhile."),
    "care": (CATALOGUE_ENTRY, "Ice, heat, food."),
}
"""Sections that any file may add to."""

MOST_ENTRIES = 2000

SECTIONS: dict[str, Shape] = {
    **{name: entry for name, (entry, _) in SINGLE.items()},
    **{name: ListOf(entry, most=MOST_ENTRIES) for name, (entry, _) in LISTS.items()},
}
