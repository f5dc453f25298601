"""Golden cases: written by the solver, small, the same each time, and enough."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from itb_rules import Facts, RulebookError, load_rulebook
from itb_rules.facts import NotAbove, choice, whole, yes_no
from itb_rules.rulebook.definition import Definition
from itb_rules.verification.faults.faults import faults
from itb_rules.verification.golden import (
    GoldenCase,
    GoldenSet,
    committed,
    differences,
    golden,
    golden_path,
    missed,
    read_golden,
    regenerate,
    replay,
    to_text,
)
from itb_rules.verification.golden.answers import Answerer
from itb_rules.verification.golden.selection import smallest

RULES = """
rulebook:
  id: swim
  version: 1.0.0
  title: Back to swimming
  facts: Swimmer
  outcomes: [{id: stop, title: Stop}, {id: hold, title: Stay}, {id: more, title: Swim more}]
  default: hold
  permissive: [more]
sources: [{id: T.1, says: So.}]
parameters:
  - {id: calm_swims, title: Swims without pain, cautious: 3, permissive: 2, range: [2, 5], unit: swims, source: [T.1],
     basis: article}
findings:
  - {id: calm, title: Calm, when: {any: [kick: {is: gentle}, kick: {is: none}]}, source: [T.1]}
rules:
  - id: stop.pain
    title: It hurts
    when: {all: [hurts: {is: true}, kick: {in: [gentle, hard]}]}
    lifted_by: {seen: {is: true}}
    outcome: stop
    source: [T.1]
    basis: article
    evidence: article
    cases:
      holds: {hurts: true, kick: hard, seen: false}
      fails: {hurts: false}
      unknown: {hurts: null}
  - id: more.swims
    title: Enough swims
    when: {all: [swims: {at_least: $calm_swims}, painful: {below: 1}, calm]}
    outcome: more
    source: [T.1]
    basis: article
    evidence: article
    cases:
      holds: {swims: 3, painful: 0, kick: gentle}
      fails: {swims: 2}
      unknown: {swims: null}
  - id: hold.twice
    title: Twice is enough
    # Nobody can notice the second half: whoever has swum four times has swum.
    when: {all: [swims: {at_least: 4}, swims: {above: 0}, {at_least: 2, of: [hurts: {is: true}, kick: {is: hard}]}]}
    outcome: hold
    source: [T.1]
    basis: article
    evidence: article
    cases:
      holds: {swims: 4, hurts: true, kick: hard}
      fails: {swims: 3}
      unknown: {swims: null}
"""


class Swimmer(Facts):
    """Few enough facts that every assessment can be listed."""

    swims: int | None = whole(
        0, 5, unit="swims", question="How many?", label="swims", asks="runner", group="swim", typical=2
    )
    painful: int | None = whole(
        0, 2, unit="swims", question="How many hurt?", label="painful swims", asks="runner", group="swim", typical=0
    )
    hurts: bool | None = yes_no(question="Does it hurt?", label="pain", asks="runner", group="swim", typical=False)
    seen: bool | None = yes_no(question="Seen?", label="seen", asks="runner", group="swim", typical=None)
    kick: Literal["none", "gentle", "hard"] | None = choice(
        question="Which kick?", label="kick", asks="runner", group="swim", typical="gentle"
    )

    contradictions = (NotAbove("painful", "swims"),)


def everybody() -> Iterator[Swimmer]:
    """Every admissible assessment, unknown facts included."""
    domains = {
        "swims": (None, *range(6)),
        "painful": (None, *range(3)),
        "hurts": (None, False, True),
        "seen": (None, False, True),
        "kick": (None, "none", "gentle", "hard"),
    }
    for values in itertools.product(*domains.values()):
        facts = dict(zip(domains, values, strict=True))
        if not any(one.violated(facts) for one in Swimmer.contradictions):
            yield Swimmer.model_validate(facts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rulebook of an app."""
    folder = tmp_path_factory.mktemp("rules") / "swim"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(RULES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def definition(folder: Path) -> Definition:
    """The same, loaded."""
    return load_rulebook(folder, facts=Swimmer).definition


@pytest.fixture(scope="module")
def made(definition: Definition) -> GoldenSet:
    """Its golden cases."""
    return golden(definition)


def test_a_fault_is_listed_as_unnoticed_exactly_when_nobody_could_notice_it(
    definition: Definition, made: GoldenSet
) -> None:
    """The solver's word against every assessment there is, one by one."""
    real = [(facts, Answerer(definition).answer(facts)) for facts in everybody()]
    unnoticed = [
        fault.sentence
        for fault in faults(definition)
        if (faulty := Answerer(fault.definition)) and all(faulty.answer(facts) == answer for facts, answer in real)
    ]
    assert list(made.unnoticed) == unnoticed
    assert "hold.twice: `swims` above 0 left out" in unnoticed
    assert made.undecided == ()


def test_every_fault_that_could_be_noticed_is_caught(definition: Definition, made: GoldenSet) -> None:
    """By a case that is answered otherwise than recorded; each is counted at one case."""
    assert missed(made, definition) == []
    assert sum(case.faults for case in made.cases) + len(made.unnoticed) == len(faults(definition))


def test_no_golden_case_is_there_for_nothing(definition: Definition, made: GoldenSet) -> None:
    """Without any one of them some fault slips through, or changes no answer any more."""
    for index, case in enumerate(made.cases):
        assert case.faults > 0
        assert case.answer == Answerer(definition, "reference").answer(Swimmer(**case.facts(Swimmer.specs))), index
    assert len(made.cases) < sum(case.faults for case in made.cases) / 2


def test_the_same_rules_in_another_order_give_the_same_bytes(definition: Definition, made: GoldenSet) -> None:
    """Which file a rule stands in, and what the solver did before, does not show."""
    turned = replace(definition, rules=tuple(reversed(definition.rules)))
    assert to_text(golden(turned)) == to_text(made)


def test_progress_is_told_of_every_fault(definition: Definition) -> None:
    """Its sentence, and how far it is."""
    told: list[tuple[str, int, int]] = []
    permissive = load_rulebook_permissive(definition)
    golden(permissive, progress=lambda *step: told.append(step))
    assert told == [(fault.sentence, number, 3) for number, fault in enumerate(faults(permissive), 1)]


def load_rulebook_permissive(definition: Definition) -> Definition:
    """The same rules under the other profile."""
    values = {**definition.values, "calm_swims": definition.thresholds["calm_swims"].permissive}
    return replace(definition, values=values, profile="permissive")


def test_a_file_is_read_as_it_was_written(made: GoldenSet, tmp_path: Path) -> None:
    """Every case, every answer, every sentence."""
    path = tmp_path / "cautious.yaml"
    path.write_text(to_text(made), encoding="utf-8")
    assert read_golden(path) == made
    assert all(len(line) <= 120 for line in to_text(made).splitlines() if '"' not in line)


@pytest.mark.parametrize("name", ["progression", "exercise", "activity"])
def test_what_is_committed_is_written_as_it_is_read(name: str) -> None:
    """Nobody edited it by hand, and the effects of every kind survive."""
    for golden_set in committed(name):
        assert to_text(golden_set) == golden_path(name, golden_set.profile).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("outcome: ", "outcom: ", "unknown key `outcom` of a golden case; did you mean `outcome`?"),
        ("settled: true", "settled: maybe", "`settled` must be `true` or `false`, not the text `maybe`"),
        ("cases:", "cases: &all", "the anchor `&all`: anchors are not used in golden files"),
        ("profile: cautious", "profil: cautious", "unknown key `profil` of `golden`; did you mean `profile`?"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(
    made: GoldenSet, tmp_path: Path, old: str, new: str, message: str
) -> None:
    """As strictly as a rule file."""
    path = tmp_path / "cautious.yaml"
    path.write_text(to_text(made).replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        read_golden(path)
    assert message in str(caught.value)
    assert f"{tmp_path.name}/cautious.yaml:" in str(caught.value)


def test_a_replay_names_what_is_answered_otherwise(definition: Definition, made: GoldenSet) -> None:
    """The case, what it shows, and the difference; the real rules have none."""
    assert replay(made, definition) == []
    off = replace(definition, values={**definition.values, "calm_swims": 4})
    found = replay(made, off)
    assert any("the outcome is hold, not more" in sentence for sentence in found)
    assert any("more.swims holds no more" in sentence for sentence in found)
    assert all(sentence.startswith("case ") for sentence in found)


def test_facts_that_the_model_no_longer_takes_are_a_difference(definition: Definition, made: GoldenSet) -> None:
    """A case about a fact that is gone says so instead of failing."""
    case = replace(made.cases[0], differs={"strokes": 12})
    (found,) = replay(replace(made, cases=(case,)), definition)
    assert "the facts are refused: strokes: " in found


def test_the_differences_of_two_sets_are_sentences(definition: Definition, made: GoldenSet) -> None:
    """What is new, what is gone, what is answered otherwise."""
    assert differences(made, made) == []
    first, second, *rest = made.cases
    otherwise = replace(first, answer=replace(first.answer, outcome="stop", holds=("stop.pain",)))
    later = replace(made, version="1.1.0", cases=(otherwise, *rest), unnoticed=())
    found = differences(made, later)
    assert found[0] == "version 1.1.0, before 1.0.0"
    assert any(one.startswith("changed: for {") and "the outcome is stop, not" in one for one in found)
    assert f"gone: {second.shows}: for" in " ".join(found)
    assert any(one.startswith("no longer nobody can notice") for one in found)
    assert any(one.startswith("new: ") for one in differences(later, made))


def test_regenerating_shows_first_and_writes_when_asked(folder: Path, definition: Definition) -> None:
    """A file for each profile that shows something; the second time nothing changes; what is not needed goes."""
    shown = regenerate(folder, facts=Swimmer)
    assert [each.differences[0].endswith("cases, and none before") for each in shown] == [True, True]
    assert not (folder / "golden").exists()
    regenerate(folder, facts=Swimmer, write=True)
    assert [path.name for path in sorted((folder / "golden").iterdir())] == ["cautious.yaml", "permissive.yaml"]
    assert [each.differences for each in regenerate(folder, facts=Swimmer)] == [(), ()]
    # The rules are still the rules: golden cases beside them are no rule files.
    assert load_rulebook(folder, facts=Swimmer).definition == definition
    (folder / "rulebook.yaml").write_text(
        RULES.replace("cautious: 3, permissive: 2, range: [2", "cautious: 3, range: [3"), encoding="utf-8"
    )
    _, gone = regenerate(folder, facts=Swimmer, write=True)
    assert gone.now is None
    assert "no cases any more" in gone.differences[0]
    assert [golden_set.profile for golden_set in committed(folder)] == ["cautious"]
    (folder / "rulebook.yaml").write_text(RULES, encoding="utf-8")


HOUSE = """
rulebook:
  id: house
  version: 1.0.0
  title: Swimming in our house
  extends: swim
  replaces: {parameters: [calm_swims]}
  switches_off: {rules: [hold.twice]}
parameters:
  - {id: calm_swims, title: Swims without pain, cautious: 4, permissive: 3, range: [3, 5], unit: swims, source: [T.1],
     basis: article}
rules:
  - id: house.unseen
    title: Nobody swims on before somebody has looked
    when: {seen: {is: false}}
    outcome: hold
    source: [T.1]
    basis: safety
    evidence: expert
    cases: {holds: {seen: false}, fails: {seen: true}, unknown: {seen: null}}
"""


def test_an_extension_has_golden_cases_of_its_own(folder: Path, tmp_path: Path) -> None:
    """Of the result: what is inherited, replaced and added is caught, and stands beside its own manifest alone."""
    base = tmp_path / "swim"
    base.mkdir()
    (base / "rulebook.yaml").write_text(RULES, encoding="utf-8")
    house = tmp_path / "house"
    house.mkdir()
    (house / "rulebook.yaml").write_text(HOUSE, encoding="utf-8")
    regenerate(base, facts=Swimmer, write=True)
    kept = {path.name: path.read_bytes() for path in (base / "golden").iterdir()}
    made = regenerate(house, facts=Swimmer, write=True)
    assert {each.path.parent for each in made} == {house / "golden"}
    assert all(not each.differences for each in regenerate(house, facts=Swimmer))
    assert {path.name: path.read_bytes() for path in (base / "golden").iterdir()} == kept
    rulebook = load_rulebook(house, facts=Swimmer)
    (cautious,) = [each for each in committed(house) if each.profile == "cautious"]
    assert missed(cautious, rulebook.definition) == []
    for engine in ("direct", "reference", "durable"):
        assert replay(cautious, rulebook.definition, engine) == []
    caught = {fault.sentence.partition(":")[0] for fault in faults(rulebook.definition)}
    assert {"house.unseen", "more.swims", "calm_swims"} <= caught
    assert "hold.twice" not in caught
    # The golden cases of what it extends are no cases of its own.
    assert any(replay(each, rulebook.definition, "direct") for each in committed(base))


def test_a_case_gives_every_known_fact() -> None:
    """Typical where nothing is said, nothing where it is unknown."""
    answer = GoldenSet("a", "1", "cautious", ()).cases
    assert answer == ()
    case = GoldenCase("x", 1, {"swims": None, "seen": True}, None)  # type: ignore[arg-type]
    assert case.facts(Swimmer.specs) == {"painful": 0, "hurts": False, "seen": True, "kick": "gentle"}


@pytest.mark.parametrize(
    ("kills", "weights", "expected"),
    [
        ([], [], []),
        ([0b001, 0b011, 0b100], [1, 1, 1], [1, 2]),
        ([0b011, 0b011], [2, 1], [1]),
        # Greedily the wide one comes first, and the two that follow make it superfluous.
        ([0b001111, 0b010011, 0b101100], [1, 1, 1], [1, 2]),
    ],
)
def test_a_small_set_kills_all_that_any_kills(kills: list[int], weights: list[int], expected: list[int]) -> None:
    """Most first, then the lightest; what the others cover is dropped."""
    assert smallest(kills, weights) == expected
