"""`itb-rules texts`: what there is to translate, what is kept of it, and what no longer fits."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.cli.command import refused, run

from itb_rules.rulebook.loading.files import packaged_folder
from itb_rules.wording import Language
from itb_rules.wording.catalogues import check, extract, in_po
from itb_rules.wording.language import catalogue
from itb_rules.wording.source_texts import SourceText, packaged_texts

TEXTS = (
    SourceText("card.a.title", "How is it?", area="cards"),
    SourceText("rule.b.do", "Run {minutes} minutes.", area="rules"),
    SourceText("unit.days", "day", "days", area="phrases"),
)


def translated(folder: Path, **texts: str | tuple[str, ...]) -> None:
    """Write catalogues of `TEXTS` with these translations, by the last word of the id."""
    for path in extract(TEXTS, folder, "de"):
        read = catalogue(path)
        for message in read:
            if message.id:
                message.string = texts.get(str(message.context).rpartition(".")[2], message.string)
        path.write_text(in_po(read), encoding="utf-8")


def faults(folder: Path, texts: tuple[SourceText, ...] = TEXTS) -> list[tuple[str, str]]:
    """What is wrong with the catalogues of a folder, by id."""
    read = [catalogue(path) for path in sorted((folder / "de").glob("*.po"))]
    return [(each.fault, each.name) for each in check(texts, read)]


def test_german_is_whole_and_fits() -> None:
    """Every text of the package, with the names in braces of its source, and no longer than a card allows."""
    read = [catalogue(path) for path in sorted((packaged_folder() / "texts" / "de").glob("*.po"))]
    assert check(packaged_texts(), read) == ()


def test_the_packaged_catalogues_are_as_the_command_writes_them(tmp_path: Path) -> None:
    """So that the next translator's changes are the only ones."""
    for path in sorted((packaged_folder() / "texts" / "de").glob("*.po")):
        (tmp_path / "de").mkdir(exist_ok=True)
        (tmp_path / "de" / path.name).write_bytes(path.read_bytes())
    for _ in range(2):
        extract(packaged_texts(), tmp_path, "de")
    for path in (tmp_path / "de").glob("*.po"):
        assert path.read_text("utf-8") == (packaged_folder() / "texts/de" / path.name).read_text("utf-8"), path.name


def test_no_two_texts_of_one_id_and_source() -> None:
    """Ids are for translators: each text once, each with an id in words of the format."""
    texts = packaged_texts()
    assert len({(each.name, each.text) for each in texts}) == len(texts) > 2000
    assert all(each.name.partition(".")[0] and each.text for each in texts)


def test_what_is_translated_and_fits_has_no_fault(tmp_path: Path) -> None:
    """One text, one with a name in braces, one with a plural."""
    translated(tmp_path, title="Wie ist es?", do="Lauf {minutes} Minuten.", days=("Tag", "Tage"))
    assert faults(tmp_path) == []
    assert Language("de", tmp_path).text("card.a.title", "How is it?") == "Wie ist es?"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({}, [("missing", "card.a.title")]),
        ({"title": "lang " * 40}, [("long", "card.a.title")]),
        ({"title": "Wie ist {es}?"}, [("places", "card.a.title")]),
        ({"title": "Wie?", "do": "Lauf."}, [("places", "rule.b.do")]),
    ],
)
def test_each_fault_is_found(tmp_path: Path, texts: dict[str, str], found: list[tuple[str, str]]) -> None:
    """Missing, too long, a name in braces that the source has not, one that is lost."""
    translated(tmp_path, **{"do": "Lauf {minutes} Minuten.", "days": ("Tag", "Tage"), **texts})
    assert faults(tmp_path) == found


def test_a_changed_source_makes_a_translation_stale(tmp_path: Path) -> None:
    """It is not shown; the next extract keeps it beside the new source until somebody has looked at it."""
    translated(tmp_path, title="Wie ist es?", do="Lauf {minutes} Minuten.", days=("Tag", "Tage"))
    changed = (SourceText("card.a.title", "How was it?", area="cards"), *TEXTS[1:])
    assert faults(tmp_path, changed) == [("missing", "card.a.title"), ("stale", "card.a.title")]
    extract(changed, tmp_path, "de")
    assert faults(tmp_path, changed) == [("missing", "card.a.title")]
    assert '#| msgid "How is it?"' in (tmp_path / "de/cards.po").read_text("utf-8")
    language = Language("de", tmp_path)
    assert language.text("card.a.title", "How was it?") == "How was it?"
    assert language.text("card.a.title", "How is it?") == "Wie ist es?", "a decision of before has its own words"


def test_the_command_writes_and_checks(tmp_path: Path) -> None:
    """Empty catalogues of everything for a new language; every text of them is missing."""
    done = run("texts", "extract", "--language", "fr", "--texts", tmp_path)
    assert done.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "fr").iterdir()) == [
        "cards.po", "facts.po", "phrases.po", "plan.po", "rules.po", "sources.po",
    ]  # fmt: skip
    cards = sum(each.area == "cards" for each in packaged_texts())
    assert f"{tmp_path / 'fr' / 'cards.po'}: 0 of {cards} texts translated" in done.stdout
    checked = run("texts", "check", "--language", "fr", "--texts", tmp_path)
    assert checked.exit_code == 1
    count = len(packaged_texts())
    assert checked.stdout == f"{count} texts: {count} missing, 0 stale, 0 with wrong names in braces, 0 too long\n"
    assert run("texts", "check", "--language", "de").exit_code == 0


def test_a_rulebook_of_an_apps_own_has_its_own_texts_alone(tmp_path: Path) -> None:
    """What it takes from the package is translated there."""
    (tmp_path / "knee").mkdir()
    (tmp_path / "knee/rulebook.yaml").write_text(
        "rulebook:\n  id: knee\n  version: 1.0.0\n  title: My knee\n  facts: Assessment\n"
        "  outcomes:\n    - {id: wait, title: Wait a day}\n  default: wait\n  permissive: []\n  silent: []\n"
        "  position: []\n  disclaimer: Only an example.\n",
        encoding="utf-8",
    )
    done = run("texts", "extract", tmp_path / "knee", "--language", "de", "--texts", tmp_path / "own")
    assert done.exit_code == 0, done.stderr
    names = {
        str(message.context) for path in (tmp_path / "own/de").iterdir() for message in catalogue(path) if message.id
    }
    assert names == {"rulebook.knee", "outcome.wait", "name.wait", "disclaimer"}


def test_bad_input_is_refused_in_english() -> None:
    """No such rulebook, no code of a language."""
    assert "allowed" in refused("texts", "check", "--language", "../x")[0]
    assert refused("texts", "extract", "nowhere/at-all", "--language", "de")


def test_the_command_line_speaks_the_language_of_the_locale(tmp_path: Path) -> None:
    """Where it is packaged; `--language` comes first, and a locale nobody translated is English."""
    path = tmp_path / "facts.json"
    path.write_text('{"stage": "protect"}')
    assert run("decide", path, locale="de_AT.UTF-8").stdout.startswith("BLEIBEN: Bleib in dieser Stufe")
    assert run("decide", path, "--language", "en", locale="de_DE.UTF-8").stdout.startswith("HOLD: ")
    assert run("decide", path, locale="fr_FR.UTF-8").stdout.startswith("HOLD: ")
    assert run("decide", path, "--language", "de").stdout.startswith("BLEIBEN: ")
    assert "fr" in refused("decide", path, "--language", "fr")[0]
    assert run("rules", "--language", "de").stdout.startswith("progression 2.")
    assert "Weg 1" in run("what-would", path, "--language", "de").stdout
