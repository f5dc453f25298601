"""The codes of a referral letter, and the advice on running form."""

from __future__ import annotations

import importlib
import re
import warnings
from typing import Any

import pytest
from tests.clinical.independent_progression import STAGES
from tests.clinical.test_progression_scenarios import ALL, WEEK_1, WEEK_2, runner

from itb_rules import decide


@pytest.fixture(scope="module")
def icd() -> Any:
    """The published list of ICD-10-CM codes; reading it warns about the way its own package does so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("simple_icd_10_cm")


LCL = {"varus_test": "positive"}


@pytest.mark.parametrize(
    ("changed", "side", "code"),
    [
        (LCL, "right", "S83.421A"),
        (LCL, "left", "S83.422A"),
        (LCL, None, "S83.429A"),
        ({"numbness": True}, "right", "G57.31"),
        ({"numbness": True}, "left", "G57.32"),
        ({"numbness": True}, None, "G57.30"),
        ({"foot_drop": True}, "right", "M21.371"),
        ({"foot_drop": True}, "left", "M21.372"),
        ({"foot_drop": True}, None, "M21.379"),
        ({"pain_site": "anterior"}, "right", "M22.2X1"),
        ({"pain_site": "anterior"}, "left", "M22.2X2"),
        ({"pain_site": "anterior"}, None, "M22.2X9"),
    ],
)
def test_the_code_is_the_one_for_the_side(changed: dict[str, Any], side: str | None, code: str) -> None:
    """A referral letter's code follows the side; where nobody said, it is the unspecified one."""
    assert code in {one.code for one in decide(runner(WEEK_1, side=side, **changed)).codes}


@pytest.mark.parametrize(
    ("changed", "stems"),
    [
        ({"locking": True}, ("S83.2", "M23.2")),
        ({"swelling": "lateral", "pressure_tenderness": True}, ("M70.4", "M70.5")),
    ],
)
@pytest.mark.parametrize(("side", "word"), [("left", "left"), ("right", "right"), (None, "unspecified")])
def test_the_codes_of_meniscus_and_bursa_follow_the_side(
    icd: Any, changed: dict[str, Any], stems: tuple[str, ...], side: str | None, word: str
) -> None:
    """Which of several codes is a matter of taste; the family and the side are not."""
    codes = [one.code for one in decide(runner(WEEK_1, side=side, **changed)).codes]
    of_the_family = [code for code in codes if code.startswith(stems)]
    assert of_the_family
    assert all(word in icd.get_description(code).lower() for code in of_the_family)


def test_every_code_of_every_scenario_is_billable_and_on_the_right_side(icd: Any) -> None:
    """Never the other knee, never a stem, never a code without something that holds."""
    for scenario in ALL:
        for side, wrong in (("left", "right"), ("right", "left")):
            decision = decide(runner(scenario.stage, **(scenario.changed | {"side": side})), profile=scenario.profile)
            for one in decision.codes:
                assert icd.is_leaf(one.code), one
                assert f"{wrong} " not in icd.get_description(one.code).lower().replace(",", " "), one
            if decision.outcome not in ("refer", "refer_now"):
                assert decision.codes == (), scenario


def test_both_knees_get_no_code_of_one_side_only() -> None:
    """Both: the codes of both sides, or the unspecified one."""
    codes = {one.code for one in decide(runner(WEEK_1, side="both", **LCL)).codes}
    assert {"S83.421A", "S83.422A"} <= codes or "S83.429A" in codes


def form_advice(row: str, **changed: Any) -> list[str]:
    """The advice of this row."""
    decision = decide(runner(WEEK_2, **changed))
    return [one.do for one in decision.advice if any(re.match(rf"{re.escape(row)}\b", source) for source in one.source)]


def figures(cadence: int) -> list[float]:
    """The numbers in what is said to a runner with this cadence and not to one whose cadence nobody counted."""
    general = form_advice("F.1", over_striding=True, cadence_spm=None)
    own = [text for text in form_advice("F.1", over_striding=True, cadence_spm=cadence) if text not in general]
    return [float(number) for text in own for number in re.findall(r"\d+(?:\.\d+)?", text)]


@pytest.mark.parametrize(
    ("cadence", "low", "high"),
    [(100, 105, 110), (150, 157.5, 165), (160, 168, 176), (170, 178.5, 180), (175, 180, 180)],
)
def test_cadence_advice_gives_the_figures(cadence: int, low: float, high: float) -> None:
    """Five to ten per cent above the present cadence, to the nearest step, and never above 180."""
    found = figures(cadence)
    assert abs(min(found) - low) <= 0.5
    assert abs(max(found) - high) <= 0.5


@pytest.mark.parametrize("cadence", [60, 120, 164, 165, 171, 172, 179])
def test_cadence_advice_never_leads_above_180_nor_below_the_present(cadence: int) -> None:
    """Every figure is quicker than now and within the ceiling."""
    assert all(cadence < number <= 180 for number in figures(cadence))


@pytest.mark.parametrize("cadence", [180, 181, 190, 250, 300])
def test_no_cadence_is_advised_to_a_runner_at_the_ceiling_or_above(cadence: int) -> None:
    """Only the stride is left to shorten."""
    assert figures(cadence) == []
    assert "stride" in " ".join(form_advice("F.1", over_striding=True, cadence_spm=cadence)).lower()


def test_over_striding_without_a_cadence_is_still_answered() -> None:
    """The stride can be shortened without a figure, and no gap is left in the text."""
    texts = form_advice("F.1", over_striding=True, cadence_spm=None)
    assert texts
    assert not any(mark in text for text in texts for mark in ("{", "}", "None", "null", "$"))


def test_no_cadence_advice_without_over_striding() -> None:
    """A low cadence alone is no reason for advice."""
    assert not form_advice("F.1", over_striding=False, cadence_spm=150)
    assert not form_advice("F.1", over_striding=None, cadence_spm=150)


@pytest.mark.parametrize(
    ("changed", "rows"),
    [
        ({}, set()),
        ({"crossover_gait": True}, {"F.2", "F.3"}),
        ({"pelvic_drop": True}, {"F.3"}),
        ({"cambered_road": True}, {"F.4"}),
        ({"over_striding": True}, {"F.1"}),
        ({"over_striding": True, "cambered_road": True}, {"F.1", "F.4"}),
    ],
)
def test_form_advice_follows_what_was_seen(changed: dict[str, Any], rows: set[str]) -> None:
    """Each row speaks on its own sign and on no other."""
    assert {row for row in ("F.1", "F.2", "F.3", "F.4") if form_advice(row, **changed)} == rows


@pytest.mark.parametrize("stage", STAGES)
def test_form_never_changes_the_decision(stage: str) -> None:
    """Advice is no gate."""
    plain = decide(runner(stage))
    form = {
        "over_striding": True,
        "crossover_gait": True,
        "pelvic_drop": True,
        "cambered_road": True,
        "cadence_spm": 120,
    }
    advised = decide(runner(stage, **form))
    assert (advised.outcome, advised.next_stage, advised.flare_stage, advised.settled, advised.codes) == (
        plain.outcome,
        plain.next_stage,
        plain.flare_stage,
        plain.settled,
        plain.codes,
    )
    unsaid = decide(runner(stage, **dict.fromkeys(form)))
    assert unsaid.outcome == plain.outcome
    assert unsaid.settled
