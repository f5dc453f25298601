"""Reads a file of golden cases, as strictly as a rule file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itb_rules.rulebook.loading.format.containers import Key, ListOf, MappingOf, MappingShape
from itb_rules.rulebook.loading.format.shapes import Number, Report, Scalar, Text, YesNo
from itb_rules.rulebook.loading.yaml.nodes import Where
from itb_rules.rulebook.loading.yaml.problems import Problems
from itb_rules.rulebook.loading.yaml.reader import Kind, read_file
from itb_rules.verification.golden.cases import Answer, GoldenCase, GoldenSet

KIND = Kind("golden file", "cases: [...]")
NAME, SENTENCE = Text(80), Text(2000)
MOST_CASES = 20_000
NAMES = ListOf(NAME, most=2000, unique=True)
SENTENCES = ListOf(SENTENCE, most=MOST_CASES)

CHANGE = MappingShape(
    "a change",
    {
        "what": Key(NAME, "What changes.", needed=True),
        "at_least": Key(Number(), "Its lower bound."),
        "at_most": Key(Number(), "Its upper bound."),
        "values": Key(ListOf(Scalar()), "The values that remain allowed."),
    },
)
EFFECT = MappingShape(
    "an effect",
    {
        "next_stage": Key(NAME, "The stage to go to."),
        "flare_stage": Key(NAME, "The stage of the flare, to be stored."),
        "open_referral": Key(NAME, "The referral that nobody has followed yet, to be stored."),
        "next_load": Key(NAME, "The load to use."),
        "next_exercise": Key(NAME, "The exercise to go on with."),
        "changes": Key(ListOf(CHANGE), "What to change about an activity."),
    },
)
CASE = MappingShape(
    "a golden case",
    {
        "shows": Key(SENTENCE, "What the case shows.", needed=True),
        "faults": Key(Number(), "How many faults it catches.", needed=True),
        "facts": Key(MappingOf(Scalar(empty=True), "a mapping of facts"), "What is not typical.", needed=True),
        "outcome": Key(NAME, "The outcome.", needed=True),
        "effect": Key(EFFECT, "What the outcome does."),
        "withheld": Key(YesNo(), "Whether a permissive outcome is held back."),
        "settled": Key(YesNo(), "Whether no answer can change it.", needed=True),
        "holds": Key(NAMES, "The rules that hold.", needed=True),
    },
)
SET = MappingShape(
    "`golden`",
    {
        "rulebook": Key(NAME, "The rulebook's id.", needed=True),
        "version": Key(NAME, "Its version.", needed=True),
        "profile": Key(NAME, "The profile.", needed=True),
        "unnoticed": Key(SENTENCES, "Faults that nobody can notice."),
        "undecided": Key(SENTENCES, "Faults that the solver could not decide about."),
    },
)
FILE = MappingShape(
    "a golden file",
    {
        "golden": Key(SET, "What the cases belong to.", needed=True),
        "cases": Key(ListOf(CASE, most=MOST_CASES), "The cases.", needed=True),
    },
)


def read_golden(path: Path) -> GoldenSet:
    """Read a file of golden cases.

    Raises:
        RulebookError: it cannot be read; every problem is listed with its place.
    """
    problems = Problems()
    name = f"{path.parent.name}/{path.name}"
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.add(Where(name, 0, 0), f"cannot be read: {(error.strerror or type(error).__name__).lower()}")
        problems.raise_if_any()
        raise
    root = read_file(data, name, problems, KIND)
    if root is not None:
        FILE.check(root, root.mark, "the file", Report(name, problems))
    problems.raise_if_any()
    return _golden_set(root)


def _golden_set(root: Any) -> GoldenSet:
    head = root["golden"]
    return GoldenSet(
        rulebook=head["rulebook"],
        version=head["version"],
        profile=head["profile"],
        cases=tuple(_case(node) for node in root["cases"]),
        unnoticed=tuple(head.get("unnoticed", ())),
        undecided=tuple(head.get("undecided", ())),
    )


def _case(node: Any) -> GoldenCase:
    answer = Answer(
        outcome=node["outcome"],
        effect=_plain(node.get("effect", {})),
        withheld=node.get("withheld", False),
        settled=node["settled"],
        holds=tuple(node["holds"]),
    )
    return GoldenCase(node["shows"], node["faults"], dict(node["facts"]), answer)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _plain(value) for name, value in node.items()}
    return [_plain(value) for value in node] if isinstance(node, list) else node
