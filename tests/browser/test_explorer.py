"""The explorer: facts go in by hand, and the decision beside them follows."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.explored import shown
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.watched import WatchedPages

from itb_rules import Assessment, load_rulebook
from itb_rules.notebook import Explorer

pytestmark = pytest.mark.xdist_group("browser")

OWN = Path(__file__).parents[2] / "examples/own_rulebook"
SET = "(values) => Object.entries(values).forEach((each) => window.model.set(...each))"
ANSWER = """(more) => {
  window.model.set('facts', { ...window.model.get('facts'), ...more });
  window.model.save_changes();
}"""
SIGNS = {"stage": "strengthen", "pain_at_rest": 0, "pain_free_days": 9, "stage_day": 16}


def field(page: Page, fact: str) -> Locator:
    """The controls of a fact, in their group, which is opened."""
    page.evaluate("document.querySelectorAll('.itb-form details').forEach((each) => (each.open = true))")
    return page.locator("fieldset").filter(has_text=Assessment.specs[fact].question)


def heading(page: Page) -> str:
    """What the decision says, as it is shown."""
    return page.locator(".itb-shown h3").first.inner_text()


def test_a_change_of_a_fact_changes_the_decision(new_page: WatchedPages, tmp_path: Path) -> None:
    """A choice, a yes and a number, each answered by Python; the reasons change with the outcome."""
    explorer = Explorer(facts=SIGNS)
    page = new_page()
    shown(page, explorer, tmp_path)
    assert heading(page).startswith("HOLD")

    hot = field(page, "hot_knee")
    hot.get_by_label("yes").check()
    expect(page.locator(".itb-shown h3").first).to_contain_text("REFER NOW")
    expect(page.locator(".itb-shown")).to_contain_text("hot")
    assert explorer.facts["hot_knee"] is True
    assert explorer.decision is not None
    assert explorer.decision.outcome == "refer_now"

    hot.get_by_label("unknown").check()
    expect(page.locator(".itb-shown h3").first).to_contain_text("HOLD")
    assert "hot_knee" not in explorer.facts


def test_the_next_card_leads_on(new_page: WatchedPages, tmp_path: Path) -> None:
    """A click denies a list of signs and the next card stands there; another one opens its facts."""
    explorer = Explorer()
    page = new_page()
    shown(page, explorer, tmp_path)
    card = page.locator(".itb-next")
    assert explorer.view["next"]["facts"][0] == "weight_bearing"
    card.get_by_role("button", name="None of these").click()
    expect(card).to_contain_text("And any of these in the leg or foot?")
    assert (explorer.facts["weight_bearing"], explorer.facts["hot_knee"]) == (True, False)
    card.get_by_role("button", name="And any of these").click()
    assert page.evaluate("document.activeElement.closest('details').open")
    save_screenshot(page, "explorer/next")
    while explorer.view["next"] is not None:
        facts = explorer.view["next"]["facts"]
        answers = {name: Assessment.specs[name].typical for name in facts} | {"stage": "protect"}
        page.evaluate(ANSWER, answers)
        page.wait_for_function("(names) => names.every((name) => name in window.model.get('facts'))", arg=facts)
    expect(card).to_be_hidden()


def test_a_slider_and_its_field_are_one_value(new_page: WatchedPages, tmp_path: Path) -> None:
    """Moved by keys, typed as a number, and taken back to unknown."""
    explorer = Explorer(facts={"stage": "strengthen"})
    page = new_page()
    shown(page, explorer, tmp_path)
    group = field(page, "pain_at_rest")
    slider, number, known = group.get_by_role("slider"), group.get_by_role("spinbutton"), group.get_by_role("checkbox")
    expect(known).not_to_be_checked()
    slider.press("ArrowRight")
    expect(number).to_have_value("1")
    expect(known).to_be_checked()
    number.fill("8")
    expect(page.locator(".itb-shown h3").first).to_contain_text("REFER")
    assert explorer.facts["pain_at_rest"] == 8
    known.uncheck()
    expect(number).to_have_value("")
    page.wait_for_function("!('pain_at_rest' in window.model.get('facts'))")
    assert "pain_at_rest" not in explorer.facts


def test_facts_that_contradict_each_other_have_no_decision(new_page: WatchedPages, tmp_path: Path) -> None:
    """The decision before is taken away, and the refusal says which facts, beside them too."""
    explorer = Explorer(facts=SIGNS)
    page = new_page()
    shown(page, explorer, tmp_path)
    page.evaluate(
        "window.model.set('facts', {...window.model.get('facts'), pain_at_rest: 3}); window.model.save_changes()"
    )
    expect(page.locator(".itb-shown")).to_contain_text("These facts cannot all be so")
    expect(page.locator(".itb-shown")).not_to_contain_text("HOLD")
    assert explorer.decision is None
    assert page.locator(".itb-refused").count() >= 1
    page.get_by_role("button", name="Make everything unknown").click()
    expect(page.locator(".itb-shown h3").first).to_contain_text("HOLD")
    assert explorer.facts == {}


def test_what_python_sets_is_shown(new_page: WatchedPages, tmp_path: Path) -> None:
    """The controls follow the facts, and what is asked is marked."""
    explorer = Explorer()
    page = new_page()
    shown(page, explorer, tmp_path)
    explorer.facts = {"stage": "protect", "calf_swelling": True}
    page.evaluate(
        "([facts, view]) => { window.model.set('facts', facts); window.model.set('view', view) }",
        [explorer.facts, explorer.view],
    )
    assert heading(page).startswith("!! REFER NOW")
    assert page.locator(".itb-asked:visible").count() == 0
    explorer.facts = {"stage": "protect"}
    page.evaluate(
        "([facts, view]) => { window.model.set('facts', facts); window.model.set('view', view) }",
        [explorer.facts, explorer.view],
    )
    assert page.locator(".itb-asked:visible").count() > 0


def test_an_opened_part_stays_open(new_page: WatchedPages, tmp_path: Path) -> None:
    """Whoever reads the plan goes on reading it while facts change."""
    page = new_page()
    shown(page, Explorer(facts=SIGNS), tmp_path)
    page.locator(".itb-shown summary", has_text="What to do now").click()
    field(page, "cambered_road").get_by_label("no", exact=True).check()
    page.wait_for_function("window.answered > 0")
    assert page.locator(".itb-shown details[open] > summary", has_text="What to do now").count() == 1


def test_an_app_explores_its_own_rulebook(new_page: WatchedPages, tmp_path: Path) -> None:
    """With the facts that its rules read, its own among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(OWN))
        model = importlib.import_module("facts").CyclingAssessment
    explorer = Explorer(load_rulebook(OWN / "rules/cycling", facts=model))
    page = new_page()
    shown(page, explorer, tmp_path)
    own = {*model.specs} - {*Assessment.specs}
    assert own & {fact["name"] for fact in explorer.asked}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_it_can_be_read_by_everybody(new_page: WatchedPages, tmp_path: Path, scheme: str, size: str) -> None:
    """No barrier, no cut text; every group open."""
    page = new_page(scheme, size)
    shown(page, Explorer(facts=SIGNS), tmp_path)
    page.evaluate("document.querySelectorAll('.itb-form details').forEach((each) => (each.open = true))")
    assert axe_violations(page) == []
    assert cut_text(page) == []
    page.evaluate("document.querySelectorAll('.itb-form details').forEach((each, place) => (each.open = place < 2))")
    save_screenshot(page, f"explorer-{scheme}-{size}")
