"""The keys of laws, by kind."""

from __future__ import annotations

from itb_rules.rulebook.loading.format.entries import ByKind, Entry, Key, ListOf, MappingOf
from itb_rules.rulebook.loading.format.shapes import OneOf, Scalar
from itb_rules.rulebook.loading.format.vocabulary import CONDITION, ID, NAMES, REFERRED, TEXT, TITLE, cited

_REASON = Key(TEXT, "Why it need not hold there; a person reads it.", needed=True)


def _law(kind: str, says: str, keys: dict[str, Key]) -> Entry:
    return Entry(
        f"a law of kind `{kind}`",
        {
            "id": Key(ID, "The name that reports show.", needed=True),
            "title": Key(TITLE, "What it demands, as a person reads it.", needed=True),
            "kind": Key(OneOf((kind,)), says, needed=True),
            **keys,
            "source": cited(),
        },
    )


def _except(kind: str, keys: dict[str, Key]) -> Key:
    entry = Entry(f"an exception of `{kind}`", {**keys, "reason": _REASON})
    return Key(ListOf(entry, least=1), "Where it need not hold, and why.")


_WHEN = Key(CONDITION, "The assessments that are excepted; left out: all.")


def _carried_out(kind: str, says: str) -> Entry:
    return _law(
        kind,
        says,
        {
            "entered": Key(
                MappingOf(Scalar(empty=True), "a mapping of facts"),
                "The value that facts have on entering a stage; `null` for unknown.",
            ),
            "free": Key(NAMES, "Facts that may then have any value."),
            "except": _except(
                kind, {"when": Key(CONDITION, "The assessments excepted, before the first decision.", needed=True)}
            ),
        },
    )


LAWS = {
    "red_flag_refers": _law(
        "red_flag_refers",
        "A sign that always leads to a cautious outcome.",
        {
            "when": Key(CONDITION, "The sign.", needed=True),
            "outcome": Key(REFERRED, "The answer is this outcome or a more cautious one.", needed=True),
        },
    ),
    "unknown_safe": _law(
        "unknown_safe",
        "No bold answer while a more cautious rule is unknown.",
        {
            "outcomes": Key(
                ListOf(REFERRED, least=1, unique=True), "The outcomes that must not be given then.", needed=True
            )
        },
    ),
    "monotone": _law(
        "monotone",
        "A worse value of a fact never makes the answer less cautious.",
        {
            "facts": Key(
                ListOf(REFERRED, least=1, unique=True), "These facts; left out: all that declare which way is worse."
            ),
            "except": _except("monotone", {"fact": Key(REFERRED, "The fact.", needed=True), "when": _WHEN}),
        },
    ),
    "stable_under_answers": _law("stable_under_answers", "Answering an unknown fact never takes an answer back.", {}),
    "stricter_profile": _law(
        "stricter_profile",
        "The profile `cautious` is never bolder than `permissive`.",
        {"except": _except("stricter_profile", {"when": Key(CONDITION, "The assessments excepted.", needed=True)})},
    ),
    "no_flapping": _carried_out(
        "no_flapping", "A decision carried out and made again on the same symptoms is not reversed."
    ),
    "no_cascade": _carried_out(
        "no_cascade", "A decision carried out and made again on the same symptoms moves nobody a second time."
    ),
    "referral_stands": _law(
        "referral_stands", "A referral that is stored is never less than it was until somebody has looked.", {}
    ),
    "no_dead_end": _law(
        "no_dead_end",
        "From every value of a fact some assessment leads on.",
        {
            "fact": Key(REFERRED, "The fact, such as the stage.", needed=True),
            "outcome": Key(REFERRED, "The outcome that must be possible.", needed=True),
            "when": Key(CONDITION, "What must hold as well, such as no clearance."),
            "except": _except("no_dead_end", {"value": Key(Scalar(), "The value of the fact.", needed=True)}),
        },
    ),
    "settled_means_settled": _law(
        "settled_means_settled", "Once settled, no answer to an unknown fact changes a decision.", {}
    ),
}

LAW = ByKind("a law", LAWS)
