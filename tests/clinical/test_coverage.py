"""Nothing of the protocol is missing from the packaged rulebooks, and nothing in them says more than it may.

The rows and the figures are written down here a second time, so that a row that somebody drops is missed.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import itb_rules
from itb_rules.rulebook.definition import Definition, Rule

RULES = Path(__file__).parents[2] / "rules"
RULEBOOKS = ("progression", "exercise", "activity")


def rows(prefix: str, first: int, last: int) -> list[str]:
    """The ids of some consecutive rows."""
    return [f"{prefix}{number}" for number in range(first, last + 1)]


RULED = [
    "P1.10",
    *rows("R.", 0, 6),
    *rows("W.", 1, 10),
    *rows("X.", 1, 11),
    *rows("S.", 1, 24),
    "O",
    *rows("F.", 1, 4),
    *rows("Y.", 0, 27),
    *rows("E.", 1, 5),
]
"""Rows that at least one rule states."""
TOLD = [*rows("P1.", 1, 9), *rows("P2.", 1, 4), *rows("P3.", 0, 6), *rows("P4.", 1, 4)]
"""Rows that a rule, the catalogue or the plan states."""

BACKGROUND = [*rows("A.", 1, 6), "K", "Z"]
"""Rows that explain and need not be cited."""

GROUNDS = {
    "S.1": "Stiell 1995",
    "S.2": "Stiell 1995",
    "S.3": "BSR 2006",
    "S.4": "BSR 2006",
    "S.5": "NICE NG158",
    "S.6": "PMC8567814",
    "S.7": "acute knee",
    "S.8": "NHS",
    "S.9": "bone stress",
    "S.10": "L5 radiculopathy",
    "S.11": "population",
    "S.12": "painkillers",
    "S.13": "Silbernagel 2007",
    "S.14": "posterolateral corner",
    "S.15": "acute hot or severe joint",
    "S.16": "compartment syndrome",
    "S.17": "cauda equina",
    "S.18": "peripheral arterial disease",
    "S.19": "pulmonary embolism",
    "S.20": "denied the next day",
    "S.21": "haemarthrosis",
    "S.22": "MHRA",
    "S.23": "Mountjoy 2023",
    "S.24": "NICE NG12",
}
"""What each row of the safety net rests on, or the words that say so."""

SUSPECTED = {
    "lcl_injury",
    "peroneal_nerve",
    "lateral_meniscus",
    "bursitis",
    "not_itbs_pattern",
    "bone_stress",
    "infection",
    "fracture",
    "bleeding",
    "thrombosis",
    "serious_pathology",
    "referred_from_spine",
    "compartment_syndrome",
    "cauda_equina",
    "vascular",
}

DOSES: dict[str, dict[str, tuple[float, float]]] = {
    "P1.2": {"%": (50, 70), "weeks": (1, 2)},
    "P1.4": {"min": (15, 20), "h": (48, 72)},
    "P1.5": {"h": (48, 72)},
}
"""Amounts of the catalogue's care, by row and unit."""
TIMES_AND_COUNTS: dict[str, dict[str, tuple[float, float]]] = {
    "clamshell": {"sets": (3, 3), "reps": (15, 20), "pause_seconds": (2, 2)},
    "side_lying_abduction": {"sets": (3, 3), "reps": (12, 15), "pause_seconds": (2, 2), "lower_seconds": (3, 4)},
    "glute_bridge": {"sets": (3, 3), "reps": (15, 15), "hold_seconds": (2, 2), "lower_seconds": (3, 4)},
    "single_leg_bridge": {"sets": (3, 3), "reps": (10, 12), "hold_seconds": (2, 2)},
    "band_walk": {"sets": (3, 3), "steps": (10, 15)},
    "box_squat": {"sets": (3, 3), "reps": (8, 10)},
    "tfl": {"seconds": (60, 90), "pause_seconds": (20, 30)},
    "lateral_quad": {"seconds": (60, 90), "start_inches_above_knee": (4, 6), "keep_out_inches": (3, 4)},
    "glutes": {"seconds": (60, 90)},
    "pigeon": {"hold_seconds": (60, 90)},
    "hip_flexor": {"hold_seconds": (45, 60)},
    "figure_4": {"hold_seconds": (45, 60)},
}
"""Doses of exercises, rolls and stretches; an entry may say more than these."""
THRESHOLDS: dict[str, list[tuple[float, float]]] = {
    "P1.9": [(4, 4)],
    "P1.10": [(2, 3), (3, 3), (8, 8), (15, 15)],
    "R.0": [(7, 5), (8, 8), (15, 8)],
    "R.1": [(15, 15)],
    "R.2": [(20, 20)],
    "R.3": [(3, 3), (35, 35)],
    "R.4": [(8, 6), (10, 10)],
    "R.6": [(0, 2)],
    "S.24": [(25, 25)],
    "W.2": [(2, 3)],
    "W.6": [(3, 3), (4, 4), (15, 15)],
    "X.1": [(6, 8)],
    "X.8": [(7, 7)],
    "X.9": [(8, 12), (56, 84)],
    "X.11": [(3, 3)],
    "Y.24": [(10, 30)],
    "Y.1": [(72, 48)],
    "Y.4": [(4, 3), (6, 4)],
}
"""By row: the cautious and the permissive value of each of its thresholds."""


@pytest.fixture(scope="module")
def definitions() -> dict[str, Definition]:
    """The three packaged rulebooks."""
    return {name: itb_rules.load_rulebook(name).definition for name in RULEBOOKS}


@pytest.fixture(scope="module")
def icd() -> Any:
    """The published list of ICD-10-CM codes; reading it warns about the way its own package does so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("simple_icd_10_cm")


def row_of(source: str) -> str:
    """The row that a source names: `S.3` of `S.3: BSR 2006`."""
    return source.partition(":")[0].strip()


def sources_in(node: Any) -> Iterator[str]:
    """Every source in a tree of plain data."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "source":
                yield from value
            else:
                yield from sources_in(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from sources_in(value)


def texts_in(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a tree of plain data, with where it stands."""
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from texts_in(value, f"{path}.{key}")
    elif isinstance(node, (list, tuple)):
        for index, value in enumerate(node):
            yield from texts_in(value, f"{path}.{index}")


def all_rules(definitions: Mapping[str, Definition]) -> Iterator[tuple[str, Rule]]:
    """Every rule with the name of its rulebook."""
    for name, definition in definitions.items():
        for rule in definition.rules:
            yield name, rule


def test_every_row_of_the_protocol_is_told_in_the_list_of_sources(definitions: Mapping[str, Definition]) -> None:
    """The page about coverage shows every row, and none that the protocol does not have."""
    for definition in definitions.values():
        listed = {source for source in definition.sources if re.fullmatch(r"[A-Z]\d*(\.\d+)?", source)}
        assert listed == {*RULED, *TOLD, *BACKGROUND}
        assert all(definition.sources[source].strip() for source in listed)


def test_every_row_that_decides_is_stated_by_a_rule(definitions: dict[str, Definition]) -> None:
    """No row of the decisions has been forgotten."""
    cited = {row_of(source) for _, rule in all_rules(definitions) for source in rule.source}
    missing = [row for row in RULED if row not in cited]
    assert not missing, f"no rule cites {', '.join(missing)}"


def test_every_row_that_advises_is_told_somewhere(definitions: dict[str, Definition]) -> None:
    """Phases, exercises, rolls and stretches are in a rule, the catalogue or the plan."""
    cited = {row_of(source) for _, rule in all_rules(definitions) for source in rule.source}
    for definition in definitions.values():
        cited |= {row_of(source) for source in sources_in([definition.catalogue, definition.plan])}
    missing = [row for row in TOLD if row not in cited]
    assert not missing, f"nothing cites {', '.join(missing)}"


def test_the_plan_reaches_what_the_catalogue_holds(definitions: dict[str, Definition]) -> None:
    """An exercise, roll, stretch or sport that no stage's plan names would never be told to anybody."""
    definition = definitions["progression"]
    planned = {entry for stage in definition.plan["stages"].values() for entry in stage["exercises"]}
    kinds = ("exercises", "rolls", "stretches", "cross_training")
    missing = [entry for kind in kinds for entry in definition.catalogue[kind] if entry not in planned]
    assert missing == ["cross_body"], "the cross-body stretch is the one that nobody is told to do"


def test_only_known_rows_and_grounds_are_cited(definitions: dict[str, Definition]) -> None:
    """Both halves of every source are explained in the list of sources."""
    for name, rule in all_rules(definitions):
        known = definitions[name].sources
        for source in rule.source:
            for part in source.split(": "):
                assert part in known, f"{rule.id} cites `{part}`"


def test_every_rule_says_what_it_rests_on() -> None:
    """Basis, evidence, source and title stand in the file, for each rule; an interpretation says that it is one."""
    found = 0
    for path in sorted(path for name in RULEBOOKS for path in (RULES / name).glob("*.yaml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", ()):
            found += 1
            missing = [key for key in ("id", "title", "source", "basis", "evidence") if not rule.get(key)]
            assert not missing, f"{path.name}: {rule.get('id')} lacks {missing}"
            if rule["basis"] == "interpretation":
                assert rule.get("note"), f"{path.name}: {rule['id']} is an interpretation and does not say so"
    assert found > 80


def test_every_rule_with_an_outcome_tells_the_runner_what_to_do(definitions: dict[str, Definition]) -> None:
    """An outcome without an instruction leaves a runner alone."""
    silent = [f"{name}: {rule.id}" for name, rule in all_rules(definitions) if not rule.do]
    assert not silent


def test_the_safety_net_stands_apart(definitions: dict[str, Definition]) -> None:
    """The rules that are not the article's have a file of their own, and nothing else is in it."""
    safety = [rule for rule in definitions["progression"].rules if rule.basis == "safety"]
    files = {rule.where.rpartition(":")[0] for rule in safety}
    assert len(files) == 1, files
    (file,) = files
    for rule in definitions["progression"].rules:
        inside = rule.where.rpartition(":")[0] == file
        assert inside == (rule in safety), f"{rule.id} at {rule.where}"
        assert inside or not rule.source[0].startswith("S."), f"{rule.id} rests on {rule.source[0]}"


def test_every_rule_of_the_safety_net_names_its_ground(definitions: dict[str, Definition]) -> None:
    """A row, and what was published or is taught about it."""
    stated: set[str] = set()
    for rule in definitions["progression"].rules:
        if rule.source[0].startswith("S."):
            row, _, ground = rule.source[0].partition(": ")
            stated.add(row)
            assert ground, f"{rule.id} names no ground"
            assert GROUNDS[row] in ground, f"{rule.id} rests on `{ground}`"
    missing = sorted(set(GROUNDS) - stated)
    assert not missing, f"no rule leads with {', '.join(missing)}"


def test_no_other_evidence_is_claimed_than_the_ground_bears(definitions: dict[str, Definition]) -> None:
    """Nothing of the article counts as a trial or a guideline, and what is only taught is expert opinion."""
    for _, rule in all_rules(definitions):
        observed = "Y.24: Frandsen 2025" in rule.source and rule.evidence == "observational"
        if rule.basis != "safety":
            assert observed or rule.evidence in ("article", "expert"), f"{rule.id} claims {rule.evidence}"
    guideline = {"S.1", "S.2", "S.3", "S.4", "S.5", "S.8", "S.22", "S.23", "S.24"}
    for rule in definitions["progression"].rules:
        if rule.evidence == "guideline":
            assert row_of(rule.source[0]) in guideline, f"{rule.id} claims a guideline"
        assert rule.evidence != "trial", f"{rule.id} claims a trial"


@pytest.mark.parametrize("rulebook", RULEBOOKS)
def test_every_code_exists_and_can_be_billed(rulebook: str, icd: Any) -> None:
    """A code that a payer rejects is no help in a letter; the side in the list is the side in the code."""
    for code_set in itb_rules.load_rulebook(rulebook).definition.codes.values():
        assert code_set.system == "ICD-10-CM"
        for side in ("left", "right", "unspecified"):
            code = getattr(code_set, side)
            assert icd.is_valid_item(code), f"{code_set.id}: {code} does not exist"
            assert icd.is_leaf(code), f"{code_set.id}: {code} is no billable leaf"
            described = icd.get_description(code).lower()
            assert side in described, f"{code_set.id}: {code} is {described}"
        if rulebook == "progression":
            assert any(row_of(source) == "K" for source in code_set.source)


@pytest.mark.parametrize(("row", "amounts"), DOSES.items(), ids=DOSES)
def test_care_has_the_amounts_of_the_protocol(
    row: str, amounts: dict[str, tuple[float, float]], definitions: dict[str, Definition]
) -> None:
    """Ice, heat and the cut in running."""
    found = {
        amount["unit"]: (amount["low"], amount["high"])
        for entry in definitions["progression"].catalogue["care"].values()
        if row in entry["source"]
        for amount in entry.get("dose", {}).values()
    }
    assert found == amounts


@pytest.mark.parametrize(("entry", "amounts"), TIMES_AND_COUNTS.items(), ids=TIMES_AND_COUNTS)
def test_the_catalogue_has_the_doses_of_the_protocol(
    entry: str, amounts: dict[str, tuple[float, float]], definitions: dict[str, Definition]
) -> None:
    """Both ends of every dose."""
    found = next(
        entries[entry]["dose"] for entries in definitions["progression"].catalogue.values() if entry in entries
    )
    for what, (low, high) in amounts.items():
        assert (found[what]["low"], found[what]["high"]) == (low, high), what


@pytest.mark.parametrize(("row", "values"), THRESHOLDS.items(), ids=THRESHOLDS)
def test_the_thresholds_have_both_ends_of_the_protocol(
    row: str, values: list[tuple[float, float]], definitions: dict[str, Definition]
) -> None:
    """The cautious end and the permissive one; no threshold of the row is left out and none is added."""
    found = {
        threshold.id: (threshold.cautious, threshold.permissive)
        for definition in definitions.values()
        for threshold in definition.thresholds.values()
        if row in map(row_of, threshold.source)
    }
    assert sorted(found.values()) == values, found


def test_no_permissive_value_is_looser_than_the_protocol_allows(definitions: dict[str, Definition]) -> None:
    """A threshold may be set stricter by hand, never looser than the permissive end."""
    for definition in definitions.values():
        for threshold in definition.thresholds.values():
            assert threshold.permissive in (threshold.low, threshold.high), threshold.id
            assert threshold.low <= threshold.cautious <= threshold.high, threshold.id


# What no text may say.

PROMISES = [
    r"\bguarante",
    r"\bpromises? (?:you|that|to)\b",
    r"\bcure[sd]?\b",
    r"\b(?:will|can|should) (?:be|get|have) (?:healed|cured|recovered|better|pain-?free|well)\b",
    r"\byou(?:'ll| will) (?:recover|heal|run|be (?:running|back))\b",
    r"\b(?:recover\w*|heal\w*|better|gone|pain-?free) (?:in|within|after) (?:about )?(?:\d|a few|some|two|four|six)",
    r"\b(?:4|four)(?: to |-)(?:8|eight) weeks\b",
    r"\b(?:6|six)(?: to |-)(?:12|twelve) weeks\b",
    r"\bback to (?:full )?running (?:in|within|after|by)\b",
    r"\bin no time\b",
]
"""Words that promise a result or a time for it."""

DISORDERS = (
    r"(?:itbs?|it band syndrome|iliotibial band syndrome|fracture|infection|infected|thrombosis|(?:blood )?clot"
    r"|bursitis|sprain"
    r"|(?:torn|injured|damaged) (?:meniscus|ligament|nerve)|meniscus (?:tear|injury)|lcl injury|nerve (?:injury|palsy)"
    r"|cauda equina|compartment syndrome|cancer|tumou?r|stress (?:fracture|injury)|arterial disease|radiculopathy)"
)
DIAGNOSES = [
    rf"\byou(?:'ve got| have| have got|r knee has| are suffering from| suffer from) (?:an? |the )?{DISORDERS}",
    rf"\b(?:this|it|that) is (?:an? |the |your |probably |certainly )?{DISORDERS}",
    rf"\b(?:means|shows|proves|confirms) (?:that )?(?:you have )?(?:an? )?{DISORDERS}",
    r"\bdiagnos(?:is|ed|es) (?:is|of|as|with)\b",
    r"\byour diagnosis\b",
    r"\bis (?:torn|broken|ruptured|infected|inflamed)\b",
    r"\byour .{0,30}\bis (?:the cause|to blame)\b",
]
"""Words that say what somebody has."""


@pytest.fixture(scope="module")
def every_text(definitions: dict[str, Definition]) -> list[tuple[str, str]]:
    """Everything a person may read, from the rule files and from the questions, with where it stands."""
    found: list[tuple[str, str]] = []
    for path in sorted(RULES.rglob("*.yaml")):
        found += texts_in(yaml.safe_load(path.read_text(encoding="utf-8")), path.relative_to(RULES).as_posix())
    for model in {definition.facts for definition in definitions.values()}:
        found += texts_in(model.model_json_schema(), model.__name__)
    return found


@pytest.mark.parametrize("pattern", PROMISES)
def test_no_text_promises_a_result_or_a_time_for_it(pattern: str, every_text: list[tuple[str, str]]) -> None:
    """What the article expects to take so and so long is its business."""
    found = [(where, text) for where, text in every_text if re.search(pattern, text, re.IGNORECASE)]
    assert not found


@pytest.mark.parametrize("pattern", DIAGNOSES)
def test_no_text_says_what_somebody_has(pattern: str, every_text: list[tuple[str, str]]) -> None:
    """Suspected, and who should look: nothing more."""
    found = [(where, text) for where, text in every_text if re.search(pattern, text, re.IGNORECASE)]
    assert not found


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("You will be running again soon.", PROMISES),
        ("Most runners recover within 6 weeks.", PROMISES),
        ("Improvement takes 4 to 8 weeks.", PROMISES),
        ("This is bursitis.", DIAGNOSES),
        ("You have a torn meniscus.", DIAGNOSES),
        ("Your diagnosis: runner's knee.", DIAGNOSES),
    ],
)
def test_the_word_lists_find_what_they_are_for(text: str, patterns: list[str]) -> None:
    """A list that matches nothing would prove nothing."""
    assert any(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)


def test_what_may_be_suspected_is_a_closed_list(definitions: dict[str, Definition]) -> None:
    """Other programs rely on these ids; every one is suspected by some rule."""
    suspected = {suspect for rule in definitions["progression"].rules for suspect in rule.suspects}
    assert suspected == set(definitions["progression"].suspects) == SUSPECTED


def test_nothing_is_sold(every_text: list[tuple[str, str]]) -> None:
    """The article's advertising is no part of this."""
    selling = re.compile(r"\b(?:buy|discount|coupon|subscribe|sign up|paid (?:plan|program))", re.IGNORECASE)
    assert not [(where, text) for where, text in every_text if selling.search(text)]


def test_only_grounds_that_the_protocol_names_are_cited_by_year(definitions: dict[str, Definition]) -> None:
    """The article's own citations, partly wrong, are not repeated; nor is a paper that the protocol does not name."""
    known = {"1995", "2006", "2007", "2012", "2017", "2018", "2019", "2020", "2021", "2022", "2023", "2024", "2025"}
    for definition in definitions.values():
        for source, says in definition.sources.items():
            assert set(re.findall(r"\b(?:19|20)\d\d\b", f"{source} {says}")) <= known, source
