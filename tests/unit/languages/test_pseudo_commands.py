"""What commands print in a language that nobody speaks: no English is left but names, ids and what files say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.cli.command import EXAMPLES, run
from tests.unit.cli.proving import easy
from tests.unit.languages.pseudo import CODE, english_in, pseudo, pseudo_language
from tests.unit.report.test_report import text_of

from itb_rules import decide, load_rulebook
from itb_rules.rendering import why_markdown, why_text

SCENARIO = """\
scenarios:
  - title: A swollen calf is seen
    facts: {stage: strengthen, calf_swelling: true}
    expect: {outcome: refer_now}
"""
PARAMETER = re.compile(r"\$[\w.]+")
NAMES = ("progression", "exercise", "activity", "cautious", "permissive", "Assessment", "ExerciseSession")


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is written is written there."""
    monkeypatch.chdir(tmp_path)


def said(*arguments: str | Path, status: int = 0) -> str:
    """What a command prints in the pseudo-language."""
    result = run(*arguments, "--language", CODE, "--texts", pseudo_language().folders[0])
    assert result.exit_code == status, result.stderr
    return result.stdout


def english(text: str, *but: str) -> list[str]:
    """The words of English in it, but for names of rulebooks and what is named."""
    return english_in(" ".join(text.split()), *NAMES, *but)


def ids() -> list[str]:
    """What a rulebook calls its parts."""
    definition = load_rulebook("progression").definition
    return [*(rule.id for rule in definition.rules), *definition.thresholds, *definition.facts.specs]


def test_no_table_is_summed_up_in_english() -> None:
    """Rows by outcome and rule, and who is decided otherwise; what is wrong with a cell is said in English."""
    rows = ["stage,calf_swelling,run_pain,post_run_pain_hours", "protect,true,,", "strengthen,,none,2.5"]
    Path("in.csv").write_text("\n".join(rows), encoding="utf-8")
    assert english(said("batch", "in.csv", "-o", "out.csv"), "out.csv", *ids()) == []
    compared = said("compare", "progression", "progression@permissive", "in.csv", status=1)
    assert english(compared, *ids()) == []
    Path("bad.csv").write_text("stage,pain_free_days\nnowhere,1\nprotect,99999\n", encoding="utf-8")
    shown = said("batch", "bad.csv", "-o", "out.csv", "--format", "markdown", status=1)
    assert english(re.sub(r"found .*", "", shown.replace("\\", "")), "out.csv", *ids()) == []


def test_no_difference_is_told_in_english() -> None:
    """But for the comparisons, which are shown as rule files write them."""
    shown = said("diff", "progression", "progression@pain_free_days=9", status=1)
    assert english(shown, *ids(), "when: ", "at_least") == []


def test_no_proof_is_told_in_english() -> None:
    """What is proven of all facts, with how many questions."""
    assert english(said("check", "exercise")) == []


def test_no_golden_case_is_told_in_english(tmp_path: Path) -> None:
    """How many there are; what differs from a file is said as the files say it, in English."""
    rules = easy(tmp_path / "rules")
    assert pseudo("written") in said("golden", rules, "--write")
    assert english(said("golden", rules), "easy", "Easy or not") == []


def test_no_run_is_imported_in_english() -> None:
    """What was added, and why something is unknown."""
    runs = [EXAMPLES / "runs" / name for name in ("run.fit", "run.gpx")]
    shown = said("import", *runs, "--into", "diary.json", "--time-zone", "Europe/Berlin")
    assert english(shown, "diary.json") == []
    shown = said("import", *runs, "--into", "diary.json")
    assert english(re.sub(r"\w+-\w+", "", shown), "diary.json") == []


def test_no_graph_is_drawn_in_english() -> None:
    """Its nodes, and what is said of them."""
    said("graph", "progression", "-o", "graph.svg", "--facts", EXAMPLES / "red-flag.json")
    svg = Path("graph.svg").read_text("utf-8")
    texts = re.findall(r"<title>([^<]*)</title>", svg) + re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    assert texts
    assert english(" ".join(texts), *ids()) == []


def test_no_page_about_rules_has_a_word_of_english() -> None:
    """But for sources, ids and the condition as rule files write it."""
    said("document", "exercise", "-o", "pages")
    definition = load_rulebook("exercise").definition
    names = [*definition.sources, *definition.thresholds, *definition.findings, *(rule.id for rule in definition.rules)]
    pages = [*Path("pages").rglob("*.md")]
    for page in pages:
        shown = re.sub(r"```.*?```|\]\([^)]*\)", " ", page.read_text("utf-8"), flags=re.DOTALL).replace("\\", "")
        assert english(PARAMETER.sub("", shown), *names) == [], page.name
    charts = " ".join(text_of(path.read_text("utf-8")) for path in Path("pages").rglob("*.svg"))
    assert english(charts) == []


def test_no_scenario_is_told_in_english() -> None:
    """What they cover; what came out otherwise is said by its file, in English."""
    Path("one.yaml").write_text(SCENARIO, encoding="utf-8")
    shown = said("test", ".", "--format", "markdown", "--html", "page.html").replace("\\", "")
    assert english(shown, *ids(), "reference", "direct", "durable") == []
    page = re.sub(r"<code.*?</code>|<pre.*?</pre>", "", Path("page.html").read_text("utf-8"), flags=re.DOTALL)
    assert english(re.sub(r"\S+\.yaml", "", text_of(page)), *ids()) == []


def test_no_reason_is_told_in_english() -> None:
    """Why a rule holds or not, and what is otherwise in a later decision."""
    first = decide({"stage": "strengthen", "calf_swelling": True})
    second = decide({"stage": "strengthen", "calf_swelling": False, "pain_free_days": 3})
    for why in (first.rule("red-flag.calf"), second.rule("return-to-run.start"), first.difference(second)):
        for shown in (
            why_text(why, width=1000, language=pseudo_language()),
            why_markdown(why, language=pseudo_language()),
        ):
            assert english(shown.replace("\\", ""), *ids()) == []
