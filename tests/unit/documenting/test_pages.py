"""The pages about rulebooks say what the rules say, link to each other, and let no text of a stranger become markup."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from tests.unit.rulebook.loading.rulebooks import GOOD, facts_of

from itb_rules import OptionError, Rulebook, load_rulebook
from itb_rules.documenting import document
from itb_rules.rulebook.conditions import Holds
from itb_rules.rulebook.definition import Definition

RULEBOOKS = ("progression", "exercise", "activity")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages of the packaged rulebooks, without pictures."""
    return document(*map(load_rulebook, RULEBOOKS), charts=False)


@pytest.fixture(scope="module")
def start(pages: dict[str, str]) -> str:
    """The page of the rule with the most to show."""
    return pages["progression/rules/return-to-run.start.md"]


def test_every_rule_has_a_page_and_is_reached_from_the_first_one(pages: dict[str, str]) -> None:
    """Following links from the first page leads to every page."""
    wanted = {f"{name}/rules/{rule.id}.md" for name in RULEBOOKS for rule in load_rulebook(name).rules}
    assert wanted < pages.keys()
    seen, ahead = set(), ["index.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        ahead += [_joined(page, target) for target in _links(pages[page])]
    assert seen == pages.keys()


def test_a_page_says_what_its_rule_says(start: str) -> None:
    """Words, the file's own YAML, what is told, sources, evidence, note, parameters with both ends, cases."""
    rule = next(rule for rule in load_rulebook("progression").rules if rule.id == "return-to-run.start")
    for said in (rule.title, rule.do, "pain-free days is at least 7", rule.note.split(".")[0], *rule.source):
        assert said in start
    assert "    - pain_free_days: {at_least: $pain_free_days}\n" in start
    assert "| 7 days | 7 days | 5 days | 5 to 3650 | R.0 |" in start
    assert start.count("| holds | ") >= sum(case.name == "holds" for case in rule.cases)


def test_cases_are_decided_as_the_rulebook_decides_them(start: str) -> None:
    """With everything else unknown, going on is withheld; the page says so."""
    first = next(line for line in start.splitlines() if line.startswith("| 1 | holds |"))
    rulebook = load_rulebook("progression")
    decision = rulebook.decide(next(rule for rule in rulebook.rules if rule.id == "return-to-run.start").cases[0].facts)
    assert first.endswith(f"| {decision.outcome} (withheld) |")
    assert decision.withheld


def test_a_profile_that_decides_otherwise_is_told_apart(start: str) -> None:
    """Where both profiles agree, the page says it once."""
    assert "| cautious: hold, permissive: hold (withheld) |" in start


def test_cases_are_answered_with_the_values_in_use() -> None:
    """A case that holds with the packaged values need not hold with stricter ones, and the page does not say so."""
    stricter = load_rulebook("progression").with_parameters(pain_free_days=10)
    page = document(stricter, charts=False)["progression/rules/return-to-run.start.md"]
    assert re.search(r"^\| 1 \| does not hold \| .* \| hold \|$", page, re.MULTILINE)


def test_findings_of_another_rulebook_lead_to_its_rules_where_these_have_pages(pages: dict[str, str]) -> None:
    """An activity rests on the referrals of `progression`; documented alone, there is nowhere to lead to."""
    target = "](../../progression/rules/referral.swelling.md)"
    assert target in pages["activity/rules/referral.no-load.md"]
    assert "](../../" not in document(load_rulebook("activity"), charts=False)["activity/rules/referral.no-load.md"]


def test_the_coverage_page_has_every_source_and_names_those_that_nothing_cites(pages: dict[str, str]) -> None:
    """A row is cited by the rules that name it, or stands in the list of those that nothing rests on."""
    coverage = pages["coverage.md"]
    silent = {line[2:].partition(":")[0] for line in coverage.splitlines() if line.startswith("- ")}
    rows = {line.split(" | ")[0][2:]: line for line in coverage.splitlines() if line.startswith("| ")}
    for source in load_rulebook("progression").definition.sources:
        assert (source in silent) == rows[source].endswith(" |  |"), source
    assert "(progression/rules/return-to-run.start.md)" in rows["R.0"]
    assert silent == {"A.1", "A.5", "Z"}


def test_the_page_of_a_rulebook_lists_rules_findings_parameters_doses_and_laws(pages: dict[str, str]) -> None:
    """Whatever has an id is on it."""
    definition = load_rulebook("progression").definition
    overview = pages["progression/index.md"]
    for name in (*definition.findings, *definition.thresholds, *definition.doses, *(law.id for law in definition.laws)):
        assert f"{name}`" in overview, name


def test_changes_say_their_bounds_with_the_values_in_use(pages: dict[str, str]) -> None:
    """What an activity has to change is on the page of the rule that asks for it."""
    assert re.search(r"\*\*Effect:\*\* .*at most 15 min", pages["activity/rules/run.week-1-limit.md"])


def test_a_clearance_that_lifts_a_rule_is_shown() -> None:
    """What lifts a rule stands beside what makes it hold."""
    rulebook = load_rulebook("progression")
    lifted = next(rule for rule in rulebook.rules if rule.lifted_by is not None)
    page = document(rulebook, charts=False)[f"progression/rules/{lifted.id}.md"]
    assert lifted.lifted_by == Holds("alarm-cleared")
    assert "\nlifted_by: alarm-cleared\n" in page
    assert ", unless " in page


def test_texts_of_strangers_stay_text() -> None:
    """Titles, instructions and notes with markup, links or cells in them are shown as they are."""
    evil = "<script>alert(1)</script> [x](javascript:y) | `a` **b** http://evil.example\n# c"
    definition = load_rulebook("exercise").definition
    rules = tuple(replace(rule, title=evil, do=evil, note=evil) for rule in definition.rules)
    thresholds = {name: replace(one, title=evil) for name, one in definition.thresholds.items()}
    laws = tuple(replace(law, title=evil) for law in definition.laws)
    findings = {name: replace(one, title=evil) for name, one in definition.findings.items()}
    spoilt: Definition = replace(
        definition,
        title=evil,
        rules=rules,
        thresholds=thresholds,
        laws=laws,
        findings=findings,
        sources=dict.fromkeys(definition.sources, evil),
    )
    for path, text in document(Rulebook(spoilt), charts=False).items():
        assert not re.search(r"(?<!\\)<(?!br>)", text), path
        assert not re.search(r"(?<!\\)\]\(javascript", text), path
        assert not re.search(r"(?<!\\)\*\*b", text), path
        assert "http://evil" not in text, path
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1, path


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_any_rulebook_that_loads_can_be_documented(folder: Path) -> None:
    """Rulebooks without doses, stages, laws or sources, on facts of their own or not, have their pages as well."""
    rulebook = load_rulebook(folder, facts=facts_of(folder))
    pages = document(rulebook, charts=False)
    assert {f"{rulebook.name}/rules/{rule.id}.md" for rule in rulebook.rules} <= pages.keys()
    assert all(text.startswith("# ") for text in pages.values())


def test_the_same_rules_make_the_same_pages(pages: dict[str, str]) -> None:
    """Nothing depends on the run, so that pages can be compared."""
    assert document(*map(load_rulebook, RULEBOOKS), charts=False) == pages


def test_two_rulebooks_of_one_name_are_refused() -> None:
    """One would overwrite the other's pages."""
    with pytest.raises(OptionError, match="two rulebooks are called `exercise`"):
        document(load_rulebook("exercise"), load_rulebook("exercise", profile="permissive"), charts=False)


def test_no_rulebook_is_refused() -> None:
    """There would be nothing to read."""
    with pytest.raises(OptionError, match="no rulebook"):
        document()


def _links(text: str) -> list[str]:
    return re.findall(r"(?<!\\)\]\(([^)]+\.md)\)", text)


def _joined(page: str, target: str) -> str:
    parts: list[str] = [*PurePosixPath(page).parent.parts]
    for part in PurePosixPath(target).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
