"""A language: texts by id and source, plurals, numbers, dates and units; and nothing of a decision changes by it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.unit.rendering.decisions import ROOT, worded

from itb_rules import Decision, Interview, OptionError, load_rulebook, render
from itb_rules.facts import Assessment
from itb_rules.wording import Language, packaged_languages
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import Words

GERMAN = Language("de")
TO = "\N{EN DASH}"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
POLISH = (
    '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
    'msgctxt "unit.days"\nmsgid "day"\nmsgid_plural "days"\n'
    'msgstr[0] "dzień"\nmsgstr[1] "dni"\nmsgstr[2] "dnia"\n'
)


def made(folder: Path, code: str, *texts: tuple[str, str, str]) -> Language:
    """A language with these texts: id, source and translation."""
    (folder / code).mkdir()
    entries = "".join(f'\nmsgctxt "{name}"\nmsgid "{source}"\nmsgstr "{text}"\n' for name, source, text in texts)
    (folder / code / "own.po").write_text(HEAD + entries, encoding="utf-8")
    return Language(code, folder)


def test_the_packaged_languages_are_the_folders_of_texts() -> None:
    """English, the source, comes first."""
    assert packaged_languages() == ("en", "de")


@pytest.mark.parametrize("name", worded())
def test_nothing_but_what_is_shown_changes_by_language(name: str) -> None:
    """Not the decision, not its JSON, not a digest; and it is the same decision that was read back."""
    decision = worded()[name]
    before = decision.model_dump_json()
    shown = render(decision, language="de")
    assert shown != render(decision)
    assert decision.model_dump_json() == before
    assert render(decision, "json", language="de") == render(decision, "json")
    assert render(Decision.model_validate_json(before), language="de") == shown


def test_a_decision_of_the_first_release_renders_in_german() -> None:
    """What it says in words that have changed since stays English, as nobody has translated those words."""
    path = next((ROOT / "tests/unit/decisions_0_1_0").glob("*.json"))
    shown = render(Decision.model_validate_json(path.read_bytes()), language="de")
    assert "Weil" in shown


def test_numbers_dates_and_shares_are_as_the_language_writes_them() -> None:
    """Decimal comma, points between thousands; in English as before."""
    assert GERMAN.number(1234.5) == "1.234,5"
    assert GERMAN.number(7) == "7"
    assert GERMAN.date(date(2026, 3, 2)) == "02.03.2026"
    assert GERMAN.share(0.256) == "26\N{NO-BREAK SPACE}%"
    english = Language()
    assert (english.number(1234.5), english.count(12345)) == ("1234.5", "12,345")
    assert (english.date(date(2026, 3, 2)), english.share(0.256)) == ("2026-03-02", "26%")


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "1 Tag"), (0, "0 Tage"), (2, "2 Tage"), (1.5, "1,5 Tage"), (0.5, "0,5 Tage")]
)
def test_german_counts_in_two_forms(count: float, shown: str) -> None:
    """One thing, and everything else, fractions too."""
    assert Words(language="de").amount(count, "days") == shown


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "1 dzień"), (2, "2 dni"), (5, "5 dnia"), (22, "22 dni"), (1.5, "1,5 dnia")]
)
def test_a_language_may_have_more_forms(tmp_path: Path, count: float, shown: str) -> None:
    """As many as its catalogue says; a form that no whole number has is the last one."""
    (tmp_path / "pl").mkdir()
    (tmp_path / "pl" / "own.po").write_text(HEAD.rstrip("\n") + "\n" + POLISH, encoding="utf-8")
    assert Words(language=Language("pl", tmp_path)).amount(count, "days") == shown


def test_inches_and_pounds_have_centimetres_and_kilograms_beside_them() -> None:
    """In languages other than English, as exactly as somebody measures by eye."""
    german = Words(language="de")
    assert german.amount(18, "in", 20) == f"18{TO}20 Zoll (46{TO}51 cm)"
    assert german.amount(1, "lb", 2) == f"1{TO}2 Pfund (0,5{TO}0,9 kg)"
    assert Words().amount(18, "in", 20) == "18-20 in"


def test_a_text_is_found_by_its_id_and_its_source(tmp_path: Path) -> None:
    """One whose source has changed is not translated: it would say something else."""
    language = made(tmp_path, "nl", ("outcome.hold", "Stay in this stage", "Blijf"), ("name.hold", "hold", "wachten"))
    assert language.text("outcome.hold", "Stay in this stage") == "Blijf"
    assert language.text("elsewhere", "Stay in this stage") == "Blijf"
    assert language.text("outcome.hold", "Stay where you are") == "Stay where you are"
    assert render(worded()["withheld"], language=language).startswith("WACHTEN: Blijf ")


def test_a_translation_with_another_name_in_braces_is_not_shown(tmp_path: Path) -> None:
    """It could not be filled in; the source stands."""
    language = made(tmp_path, "nl", ("timeline.begins", "{date}: {stage}", "{datum}: {stage}"))
    assert phrases(language).say("timeline.begins", date="x", stage="y") == "x: y"


def test_figures_of_an_advice_stay_in_its_translation() -> None:
    """They were worked out from the facts when it was decided."""
    decision = load_rulebook("progression").decide(
        {"stage": "return_week_1", "over_striding": True, "cadence_spm": 160, "run_pain": "none"}
    )
    assert "zu Beginn auf 168 Schritte pro Minute, und auf nicht mehr als 176." in " ".join(
        render(decision, language="de").split()
    )


def test_a_region_has_the_texts_of_its_language() -> None:
    """And its own numbers."""
    swiss = Language("de_CH")
    assert swiss.code == "de-CH"
    assert swiss.text("outcome.hold", "Stay in this stage") == "Bleib in dieser Stufe"
    assert swiss.number(1234.5).endswith("234.5")


@pytest.mark.parametrize("code", ["fr", "", "../de", "german language", "d"])
def test_an_unknown_language_is_refused_with_those_there_are(code: str) -> None:
    """Everywhere alike, and no path is looked at."""
    with pytest.raises(OptionError, match="allowed: en, de"):
        Language(code)
    with pytest.raises(OptionError):
        render(worded()["withheld"], language=code)
    with pytest.raises(OptionError):
        Interview(language=code)


def test_a_damaged_catalogue_is_refused_with_its_name(tmp_path: Path) -> None:
    """No traceback of a parser, and no half of a language."""
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "own.po").write_text("msgid nonsense\nwhat\n", encoding="utf-8")
    with pytest.raises(OptionError, match=r"own\.po: no catalogue that can be read"):
        Language("nl", tmp_path)


def test_an_interview_goes_on_in_another_language() -> None:
    """The state has the answers and the language; what was answered does not depend on it."""
    interview = Interview(language="de")
    assert interview.card is not None
    assert interview.card.title == "Trifft davon etwas zu, jetzt oder in den letzten Tagen?"
    interview.none_of_these()
    assert interview.state["language"] == "de"
    english = Interview.from_state(interview.state, language="en")
    assert english.state["steps"] == interview.state["steps"]
    assert english.decision == interview.decision
    assert english.card is not None
    assert Interview.from_state(interview.state).language == GERMAN


def test_a_fact_of_an_apps_own_is_translated_like_any_other(tmp_path: Path) -> None:
    """By its id; what nobody translated stays."""
    language = made(tmp_path, "nl", ("fact.fever.label", "fever", "koorts"))
    texts = language.fact(Assessment.specs["fever"])
    assert (texts.label, texts.question) == ("koorts", "Do you have a fever?")


def test_english_needs_no_babel() -> None:
    """It is an extra: English is shown without it, another language says what to install."""
    code = (
        "import sys; sys.modules['babel'] = None\n"
        "import itb_rules\n"
        "decision = itb_rules.decide({})\n"
        "assert itb_rules.render(decision)\n"
        "try: itb_rules.render(decision, language='de')\n"
        "except itb_rules.MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "pip install 'itb-rules[languages]'" in done.stdout, done.stderr
