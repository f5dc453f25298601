"""Twenty mistakes that somebody could make in the rulebook `ankle`, and what finds each of them.

Run it with `python examples/own_rulebook/faults.py`: it prints the table of the guide (extra `verify`).
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from facts import AnkleSprain

from itb_rules import Rulebook, RulebookError
from itb_rules.rulebook.loading import load_definition
from itb_rules.testing import read_scenarios, run_scenarios
from itb_rules.verification import check
from itb_rules.verification.golden import committed, replay

FOLDER = Path(__file__).parent / "rules" / "ankle"
GONE = object()


class Fault(NamedTuple):
    """One mistake: what is at a place of the rule files is gone, or is something else."""

    says: str
    place: tuple[str | int, ...]
    instead: Any


class Found(NamedTuple):
    """What finds a mistake.

    Attributes:
        cases: whether a case beside a rule does not come out as it says, so that the rulebook does not load.
        laws: the laws that are refuted.
        golden: how many golden cases are answered otherwise.
        scenarios: how much comes out otherwise than scenarios say, or cannot be said any more.
    """

    cases: bool
    laws: tuple[str, ...]
    golden: int
    scenarios: int


FAULTS = (
    Fault("25 heel rises have become 24", ("parameters", "enough_rises", "cautious"), 24),
    Fault("5 days without swelling have become 6", ("parameters", "quiet_days", "cautious"), 6),
    Fault("a leg may hop 89 per cent", ("parameters", "hop_symmetry"), {"cautious": 89, "range": [89, 110]}),
    Fault("6 weeks have become 41 days", ("parameters", "slow_days"), {"cautious": 41, "range": [14, 41]}),
    Fault("the ends of the tolerated pain are swapped", ("parameters", "tolerated_pain"),
          {"cautious": 2, "permissive": 1, "range": [1, 2]}),
    Fault("`above` 2 has become `at_least` 2", ("rules", "load.hurts", "when", "any", 0, "pain_walking"),
          {"at_least": 2}),
    Fault("balance `below` 30 has become `at_most` 30",
          ("rules", "load.may-give-way", "when", "score", 3, "when", "balance_seconds"), {"at_most": 30}),
    Fault("an earlier sprain gives 3 points", ("rules", "load.may-give-way", "when", "score", 1, "points"), 3),
    Fault("4 points are needed", ("rules", "load.may-give-way", "when", "at_least"), 4),
    Fault("the swollen calf is missing", ("rules", "sign.calf"), GONE),
    Fault("the tender midfoot is missing", ("rules", "sign.ottawa", "when", "any", 2), GONE),
    Fault("`is: false` has become `is: true`", ("rules", "sign.ottawa", "when", "any", 0, "four_steps"), {"is": True}),
    Fault("a clearance lifts the hot ankle", ("rules", "sign.hot", "lifted_by"), {"clearance": {"is": "given"}}),
    Fault("no clearance lifts the tender bone", ("rules", "sign.ottawa", "lifted_by"), GONE),
    Fault("the snap is only advice", ("rules", "sign.snap", "outcome"), GONE),
    Fault("squeezing only holds back", ("rules", "sign.above-the-joint", "outcome"), "rest"),
    Fault("`all` has become `any`", ("findings", "works", "when"), "any"),
    Fault("the days without swelling do not count", ("findings", "settled", "when", "all", 1), GONE),
    Fault("`run` is not permissive", ("rulebook", "permissive"), ["walk_run"]),
    Fault("walk-runs have no limit", ("rules", "run.begin", "when", "all", 2), GONE),
)  # fmt: skip


def content() -> dict[str, Any]:
    """Everything that the rule files say, as one mapping."""
    whole: dict[str, Any] = {}
    for path in (*sorted(FOLDER.glob("*.yaml")), *sorted((FOLDER / "interview").glob("*.yaml"))):
        for section, entries in yaml.safe_load(path.read_text("utf-8")).items():
            whole[section] = whole.get(section, []) + entries if isinstance(entries, list) else entries
    return whole


def planted(fault: Fault) -> dict[str, Any]:
    """The rule files with a mistake in them."""
    whole = copy.deepcopy(content())
    *way, last = fault.place
    node: Any = whole
    for key in way:
        node = _below(node, key)
    last = next(i for i, each in enumerate(node) if each.get("id") == last) if _by_id(node, last) else last
    if fault.instead is GONE:
        del node[last]
    elif fault.instead == "any":
        node[last] = {"any": node[last]["all"]}
    elif _by_id(node, fault.place[-1]):
        node[last] |= fault.instead
    else:
        node[last] = fault.instead
    return whole


def found(fault: Fault) -> Found:
    """What finds a mistake."""
    whole = planted(fault)
    try:
        Rulebook.from_mapping(whole, facts=AnkleSprain)
    except RulebookError as error:
        cases = all("case" in problem.message for problem in error.problems)
        if not cases:
            raise
    else:
        cases = False
    with tempfile.TemporaryDirectory() as folder:
        # The cases beside the rules are looked at above: here the mistake has to be found without them.
        Path(folder, "rulebook.yaml").write_text(json.dumps(whole), "utf-8")
        definition = load_definition(Path(folder), facts=AnkleSprain, check_cases=False)
    rulebook = Rulebook(definition)
    declared = {law.id for law in definition.laws}
    # Of a law about many facts or outcomes the subject is one of these.
    laws = dict.fromkeys(
        law.id
        for each in check(definition).refuted
        for law in definition.laws
        if each.subject == law.id or (each.subject not in declared and each.check == law.kind)
    )
    golden = sum(len(replay(cases, rulebook)) for cases in committed(FOLDER))
    try:
        scenarios = len(run_scenarios(read_scenarios(FOLDER, rulebook), rulebook, engines=["reference"]).failures)
    except RulebookError as error:  # a scenario names a rule that is gone
        scenarios = len(error.problems)
    return Found(cases, tuple(laws), golden, scenarios)


def table() -> Iterator[str]:
    """The table, line by line, in Markdown."""
    yield "| mistake | a case beside the rule | laws | golden cases | scenarios |"
    yield "| --- | --- | --- | --- | --- |"
    for fault in FAULTS:
        by = found(fault)
        laws = ", ".join(f"`{law}`" for law in by.laws)
        yield f"| {fault.says} | {'yes' if by.cases else ''} | {laws} | {by.golden or ''} | {by.scenarios or ''} |"


def _by_id(node: Any, key: str | int) -> bool:
    return isinstance(node, list) and isinstance(key, str)


def _below(node: Any, key: str | int) -> Any:
    return next(each for each in node if each["id"] == key) if _by_id(node, key) else node[key]


if __name__ == "__main__":
    print("\n".join(table()))
