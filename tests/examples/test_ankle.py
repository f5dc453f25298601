"""The example of a whole domain: every way to load it, every command, its laws, its scenarios and its faults."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.cli.command import EXAMPLES, refused, run

from itb_rules import Facts, Rulebook, decide_frame, load_rulebook, render
from itb_rules.rulebook import at_least, fact, finding, parameter, rule, score, when
from itb_rules.testing import ScenarioReport, facts_of, read_scenarios, run_scenarios
from itb_rules.verification import check
from itb_rules.verification.golden import committed, missed, replay
from itb_rules.wording import Language, own_texts
from itb_rules.wording.catalogues import check as check_texts
from itb_rules.wording.language import catalogue

OWN = EXAMPLES / "own_rulebook"
FOLDER = OWN / "rules" / "ankle"
GUIDE = EXAMPLES.parent / "docs" / "own-rulebook.md"
MODEL = ("--facts", "facts:AnkleSprain")
HURT = {"pain_walking": 4, "swelling": "marked"}


@pytest.fixture(scope="module")
def example() -> Iterator[dict[str, Any]]:
    """What the example's program about faults defines; what is imported from the example is forgotten again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(OWN))
        before = sys.modules.pop("facts", None)
        yield runpy.run_path(str(OWN / "faults.py"))
        sys.modules.pop("facts", None)
        if before is not None:
            sys.modules["facts"] = before


@pytest.fixture(scope="module")
def model(example: dict[str, Any]) -> type[Facts]:
    """The example's facts."""
    found: type[Facts] = example["AnkleSprain"]
    return found


@pytest.fixture(scope="module")
def ankle(model: type[Facts]) -> Rulebook:
    """The rulebook from its folder."""
    return load_rulebook(FOLDER, facts=model)


@pytest.fixture(scope="module")
def tried(ankle: Rulebook) -> ScenarioReport:
    """Its scenarios, run."""
    return run_scenarios(read_scenarios(FOLDER, ankle), ankle)


def built(node: Any) -> Any:
    """A condition of a rule file, built from Python objects."""
    if isinstance(node, str):
        return finding(node)
    if "score" in node:
        return score(node["at_least"], *((each["points"], built(each["when"])) for each in node["score"]))
    if "of" in node:
        return at_least(node["at_least"], *map(built, node["of"]))
    ((key, value),) = node.items()
    if key in ("all", "any"):
        first, *others = map(built, value)
        for other in others:
            first = first & other if key == "all" else first | other
        return first
    if key == "not":
        return ~built(value)
    ((operator, than),) = value.items()
    if isinstance(than, str) and than.startswith("$"):
        than = parameter(than[1:])
    named = fact(key)
    compared = {"is": named.__eq__, "at_least": named.__ge__, "at_most": named.__le__, "above": named.__gt__,
                "below": named.__lt__, "in": lambda values: named.one_of(*values)}  # fmt: skip
    return compared[operator](than)


def test_folder_text_and_objects_are_the_same_rulebook(
    ankle: Rulebook, example: dict[str, Any], model: type[Facts]
) -> None:
    """One digest, the same laws and the same cards."""
    content = example["content"]()
    text = Rulebook.from_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), facts=model)
    rules = []
    for each in content["rules"]:
        name, title, outcome = each.pop("id"), each.pop("title"), each.pop("outcome", None)
        lifted = {"lifted_by": built(each.pop("lifted_by"))} if "lifted_by" in each else {}
        rules.append(rule(name, title, when(built(each.pop("when"))), outcome, **lifted, **each))
    objects = Rulebook.from_mapping({**content, "rules": rules}, facts=model)
    assert text.digest == objects.digest == ankle.digest
    assert text == objects == ankle
    assert [law.id for law in objects.definition.laws] == [law.id for law in ankle.definition.laws]
    assert [card.id for card in objects.definition.cards] == [card.id for card in ankle.definition.cards]


def test_its_laws_are_proven(ankle: Rulebook) -> None:
    """Under both profiles, and all that must hold of any rulebook."""
    for profile in ("cautious", "permissive"):
        report = check(ankle.with_profile(profile))
        assert [each.sentence for each in (*report.refuted, *report.unknown)] == []
        assert {law.kind for law in ankle.definition.laws} <= {each.check for each in report.findings}


def test_its_scenarios_show_every_rule_and_comparison_from_every_side(tried: ScenarioReport) -> None:
    """They come out as expected on every engine, and leave nothing that is never true, false, unknown or decisive."""
    assert [str(failure) for failure in tried.failures] == []
    assert tried.engines == ("direct", "reference", "durable")
    assert {rule.rule: rule.missing for rule in tried.coverage if rule.missing} == {}
    assert [
        (rule.rule, clause.fact, clause.missing) for rule in tried.coverage for clause in rule.clauses if clause.missing
    ] == []


def test_its_golden_cases_catch_every_fault_on_every_engine(ankle: Rulebook) -> None:
    """They are those that `itb-rules golden --write` makes of the rules as they are."""
    found = list(committed(FOLDER))
    assert [each.profile for each in found] == ["cautious", "permissive"]
    for each in found:
        assert missed(each, ankle.with_profile(each.profile).definition) == []
        for engine in ("direct", "reference", "durable"):
            assert replay(each, ankle, engine) == []


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_engines_and_tables_agree_on_drawn_facts(ankle: Rulebook, model: type[Facts], data: st.DataObject) -> None:
    """With the ratio and the score at their edges: the same decision to the byte, and the same outcome in a table."""
    facts = data.draw(facts_of(model, ankle))
    direct = ankle.decide(facts)
    for engine in ("reference", "durable"):
        assert ankle.decide(facts, engine=engine).canonical_json() == direct.canonical_json()
    schema = {name: pl.Boolean if spec.kind == "yes_no" else pl.String if spec.kind == "choice" else pl.Int64
              for name, spec in model.specs.items()}  # fmt: skip
    decided = decide_frame(pl.DataFrame([facts.model_dump()], schema=schema), rulebook=ankle)
    assert decided["outcome"].to_list() == [direct.outcome]


def test_each_of_twenty_planted_faults_is_found(example: dict[str, Any]) -> None:
    """By a law, a golden case or a scenario; the guide's table says which found what."""
    lines = list(example["table"]())
    assert len(example["FAULTS"]) == 20
    for line in lines[2:]:
        *_, laws, golden, scenarios = [cell.strip() for cell in line.strip("| ").split("|")]
        assert laws or golden or scenarios, line
    page = GUIDE.read_text("utf-8")
    assert "\n".join(lines) in page


def test_german_is_whole(ankle: Rulebook) -> None:
    """Every text of its rules, cards and facts, with the names in braces of its source."""
    read = [catalogue(path) for path in sorted((OWN / "texts" / "de").glob("*.po"))]
    # The catalogues are those of all the example's rulebooks.
    assert [each for each in check_texts(own_texts(ankle.definition), read) if each.fault != "stale"] == []
    german = render(ankle.decide(HURT), language=Language("de", OWN / "texts"))
    assert german.startswith("RUHEN: Fürs Erste zurück zum Gehen")
    assert re.search(r"Geh|geh", german)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Facts in a file, and the example as the working directory."""
    monkeypatch.chdir(OWN)
    monkeypatch.syspath_prepend("")
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(HURT))
    return path


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("decide", "FACTS", "--rulebook", FOLDER), 0, "REST: Back to walking for now"),
        (("what-would", "FACTS", "--rulebook", FOLDER, "--outcome", "wait"), 0, "now: rest"),
        (("rules", FOLDER), 0, "sign.ottawa"),
        (("check", FOLDER), 0, "proven"),
        (("golden", FOLDER), 0, "no difference"),
        (("test", FOLDER), 0, "as expected"),
        (("diff", FOLDER, f"{FOLDER}@permissive"), 1, "more permissive"),
        (("document", FOLDER, "-o", "OUT/pages", "--no-charts"), 0, "index.md"),
        (("graph", FOLDER), 0, "<svg"),
        (("export", "cql", FOLDER), 0, "define"),
        (("export", "questionnaire", FOLDER), 0, "Questionnaire"),
        (("texts", "extract", FOLDER, "--language", "de", "--texts", "OUT/texts"), 0, "rules.po"),
        (("batch", "TABLE", "--rulebook", FOLDER, "-o", "OUT/decided.csv"), 0, "rest"),
        (("compare", FOLDER, f"{FOLDER}@permissive", "TABLE"), 0, "2"),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else None,
)
def test_every_command_takes_it(
    written: Path, tmp_path: Path, arguments: tuple[Any, ...], status: int, says: str
) -> None:
    """With its facts model named; what is only read is read from the example as it is."""
    (tmp_path / "table.csv").write_text("pain_walking,swelling\n4,marked\n0,none\n")
    places = {"FACTS": written, "TABLE": tmp_path / "table.csv"}
    given = [places.get(each, str(each).replace("OUT", str(tmp_path))) for each in arguments]
    done = run(*given, *MODEL)
    assert (done.exit_code, done.stderr) == (status, "")
    assert says in done.stdout


def test_it_is_asked_on_its_cards(written: Path) -> None:
    """A sign that is ticked ends the interview."""
    done = run("ask", FOLDER, *MODEL, given="1\n" + "\n" * 20)
    assert done.exit_code == 0
    assert "Is any of this so?" in done.stderr
    assert "SEE TODAY" in done.stdout


def test_its_facts_have_a_schema(written: Path) -> None:
    """`schema facts` takes a model of one's own as `--facts` does."""
    found = json.loads(run("schema", "facts", "facts:AnkleSprain").stdout)
    assert found["properties"]["four_steps"]["description"] == "Can you take four steps on this leg, limping or not?"
    assert refused("schema", "facts", "facts:Ankle")


def test_what_is_about_a_runners_diary_says_why_it_is_not_for_it(written: Path) -> None:
    """`replay` and `report` need a rulebook that moves a runner between stages."""
    for command in (("replay",), ("report", "-o", "-")):
        lines = refused(*command, EXAMPLES / "diary.json", "--rulebook", FOLDER, *MODEL)
        assert lines == ["rulebook: `ankle` does not decide where a runner goes from an `Assessment`"]
