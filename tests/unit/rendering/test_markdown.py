"""Decisions as Markdown: the same as the text, and nothing in it that was not meant as markup."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from tests.unit.rendering.decisions import decision, hit, item, met, plan, question, worded

from itb_rules import Decision
from itb_rules.explanation import Amount, Answer
from itb_rules.rendering import to_markdown
from itb_rules.rendering.markdown import escaped

NAMES = sorted(worded())

ESCAPED = {
    "plain words, a range 2-3 and 10 %": "plain words, a range 2-3 and 10 %",
    "*bold* _it_ `code`": r"\*bold\* \_it\_ \`code\`",
    "[text](target) ![image](x)": r"\[text\](target) \!\[image\](x)",
    "<script>alert(1)</script> &amp;": r"\<script\>alert(1)\</script\> \&amp;",
    "a | b": r"a \| b",
    "# no heading": r"\# no heading",
    "- no list": r"\- no list",
    "+ no list": r"\+ no list",
    "1. no list": r"1\. no list",
    "12) no list": r"12\) no list",
    "=== no heading": r"\=== no heading",
    "~~~ no code": r"\~\~\~ no code",
    "https://example.org and www.example.org": r"https\://example.org and www\.example.org",
    "$x^2$": r"\$x\^2\$",
    "back\\slash": r"back\\slash",
    "two\n\nparagraphs\n# and no heading": r"two paragraphs \# and no heading",
    "1.5 is a number": "1.5 is a number",
    "": "",
}


@pytest.mark.parametrize("text", ESCAPED)
def test_free_text_is_shown_as_it_is(text: str) -> None:
    """Whatever a rule's text holds, no markup, no HTML and no link comes of it."""
    assert escaped(text) == ESCAPED[text]


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_read_back_from_json_reads_the_same(name: str) -> None:
    """A decision is worded from itself alone, wherever it comes from."""
    made = worded()[name]
    assert to_markdown(Decision.model_validate_json(made.model_dump_json())) == to_markdown(made)


@pytest.mark.parametrize("name", NAMES)
def test_headings_do_not_leave_a_level_out(name: str) -> None:
    """One heading of the first level, at the top; parts of the plan one level below it."""
    levels = [len(line.split(" ")[0]) for line in to_markdown(worded()[name]).splitlines() if line.startswith("#")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    """A table that is not rectangular is no table."""
    blocks = to_markdown(worded()[name]).split("\n\n")
    tables = [block.splitlines() for block in blocks if block.startswith("|")]
    assert all(len({row.replace(r"\|", "").count("|") for row in table}) == 1 for table in tables)


def test_hostile_texts_stay_inside_their_block() -> None:
    """A title with line breaks and pipes adds no heading, no row and no cell."""
    nasty = "x |\n\n# y\n| a | b |\n<img src=x onerror=y>"
    made = decision(
        title=nasty,
        because=(hit(nasty, do=nasty, note=nasty, source=(nasty,)),),
        questions=(question(nasty, Answer(nasty, nasty, nasty), text=nasty, unit=nasty),),
        plan=plan(item(nasty, Amount(nasty, 1, 2, nasty), per=nasty, times=nasty)),
        disclaimer=nasty,
    )
    text = to_markdown(made)
    assert sum(line.startswith("# ") for line in text.splitlines()) == 1
    assert not re.search(r"(?<!\\)<(?!br>)", text)
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert len(tables) == 6


def test_a_question_stands_in_a_table_with_its_answers() -> None:
    """Numbered where there are several."""
    ask = question("fever", Answer(low=True, high=True, outcome="refer"), Answer(low=False, high=False, outcome="go"))
    assert "| How is fever? | yes: refer · no: go |" in to_markdown(decision(questions=(ask,)))
    assert "| 2 | How is fever? | yes: refer · no: go |" in to_markdown(decision(questions=(ask, ask)))


def test_a_plan_says_how_each_thing_is_done() -> None:
    """Markdown has room for what the terminal leaves out: how, the error, and what makes it harder."""
    sets = Amount("sets", 3, 3, "sets")
    thing = item(
        "Bridge", sets, error="It sags.", correction="Lift it.", next="One leg.", note="Slowly.", times="Daily"
    )
    text = to_markdown(decision(plan=plan(thing, item("Squat", sets, times="Daily"))), details=True)
    assert (
        "| Bridge (P3.1) | 3 sets | How to do: Bridge.<br>Watch for: It sags.<br>Then: Lift it."
        "<br>Harder: One leg.<br>Slowly. |"
    ) in text
    assert text.count("Each of them: daily.") == 1


def test_a_rule_that_holds_besides_keeps_its_number() -> None:
    """Suspects refer to rules by number, so even a single one has it."""
    made = decision(outcome="refer", because=(hit("One"),), also=(hit("Two", met("fever", have=True)),))
    assert "\n2. Two: by itself hold (R.0; article)\n   - fever: yes\n" in to_markdown(made, details=True)
