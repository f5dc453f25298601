"""The keys of laws, by kind."""

from __future__ import annotations

from collections.abc import Mapping

from itb_rules.rulebook.laws import (
    LAWS,
    Law,
    Monotone,
    NoCascade,
    NoDeadEnd,
    NoFlapping,
    RedFlagRefers,
    ReferralStands,
    SettledMeansSettled,
    StableUnderAnswers,
    StricterProfile,
    UnknownSafe,
)
from itb_rules.rulebook.loading.format.containers import ByKind, Key, ListOf, MappingOf, MappingShape
from itb_rules.rulebook.loading.format.shapes import OneOf, Scalar
from itb_rules.rulebook.loading.format.vocabulary import CONDITION, ID, NAMES, REFERRED, TEXT, TITLE, cited

_REASON = Key(TEXT, "Why it need not hold there; a person reads it.", needed=True)
_SOME = ListOf(REFERRED, least=1, unique=True)

SAYS: Mapping[type[Law], str] = {
    RedFlagRefers: "A sign that always leads to a cautious outcome.",
    UnknownSafe: "No bold answer while a more cautious rule is unknown.",
    Monotone: "A worse value of a fact never makes the answer less cautious.",
    StableUnderAnswers: "Answering an unknown fact never takes an answer back.",
    StricterProfile: "The profile `cautious` is never bolder than `permissive`.",
    NoFlapping: "A decision carried out and made again on the same symptoms is not reversed.",
    NoCascade: "A decision carried out and made again on the same symptoms moves nobody a second time.",
    ReferralStands: "A referral that is stored is never less than it was until somebody has looked.",
    NoDeadEnd: "From every value of a fact some assessment leads on.",
    SettledMeansSettled: "Once settled, no answer to an unknown fact changes a decision.",
}

_CARRIED_OUT = {
    "entered": Key(
        MappingOf(Scalar(empty=True), "a mapping of facts"),
        "The value that facts have on entering a stage; `null` for unknown.",
    ),
    "free": Key(NAMES, "Facts that may then have any value."),
}
_BEFORE = {"when": Key(CONDITION, "The assessments excepted, before the first decision.", needed=True)}

KEYS: Mapping[type[Law], Mapping[str, Key]] = {
    RedFlagRefers: {
        "when": Key(CONDITION, "The sign.", needed=True),
        "outcome": Key(REFERRED, "The answer is this outcome or a more cautious one.", needed=True),
    },
    UnknownSafe: {"outcomes": Key(_SOME, "The outcomes that must not be given then.", needed=True)},
    Monotone: {"facts": Key(_SOME, "These facts; left out: all that declare which way is worse.")},
    NoFlapping: _CARRIED_OUT,
    NoCascade: _CARRIED_OUT,
    NoDeadEnd: {
        "fact": Key(REFERRED, "The fact, such as the stage.", needed=True),
        "outcome": Key(REFERRED, "The outcome that must be possible.", needed=True),
        "when": Key(CONDITION, "What must hold as well, such as no clearance."),
    },
}
"""The keys of a law beside those that all have."""

EXCEPTED: Mapping[type[Law], Mapping[str, Key]] = {
    Monotone: {
        "fact": Key(REFERRED, "The fact.", needed=True),
        "when": Key(CONDITION, "The assessments that are excepted; left out: all."),
    },
    StricterProfile: {"when": Key(CONDITION, "The assessments excepted.", needed=True)},
    NoFlapping: _BEFORE,
    NoCascade: _BEFORE,
    NoDeadEnd: {"value": Key(Scalar(), "The value of the fact.", needed=True)},
}
"""The keys of an exception, for the laws that may have some."""


def _shape(law: type[Law]) -> MappingShape:
    keys = dict(KEYS.get(law, {}))
    if law in EXCEPTED:
        entry = MappingShape(f"an exception of `{law.kind}`", {**EXCEPTED[law], "reason": _REASON})
        keys["except"] = Key(ListOf(entry, least=1), "Where it need not hold, and why.")
    return MappingShape(
        f"a law of kind `{law.kind}`",
        {
            "id": Key(ID, "The name that reports show.", needed=True),
            "title": Key(TITLE, "What it demands, as a person reads it.", needed=True),
            "kind": Key(OneOf((law.kind,)), SAYS[law], needed=True),
            **keys,
            "source": cited(),
        },
    )


LAW = ByKind("a law", {kind: _shape(law) for kind, law in LAWS.items()})
