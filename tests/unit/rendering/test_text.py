"""Decisions as plain text: what comes first, what is said once, and how it is laid out."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from itertools import pairwise

import pytest
from tests.unit.rendering.decisions import decision, hit, item, met, plan, question, worded

from itb_rules import Decision
from itb_rules.explanation import Amount, Answer, Changed, Code, Criterion, Note, Running, Way
from itb_rules.rendering import to_markdown, to_text
from itb_rules.rendering.html import to_html

NAMES = sorted(worded())


def lines_of(made: Decision, label: str, *, details: bool = True) -> list[str]:
    """The lines of one section, without its label."""
    lines = to_text(made, details=details).splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"{label} "))
    margin = len(lines[start]) - len(lines[start][len(label) :].lstrip())
    found = [lines[start][margin:]]
    for line in lines[start + 1 :]:
        if not line.startswith(" " * margin):
            break
        found.append(line[margin:])
    return found


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_longer_than_the_terminal(name: str, width: int) -> None:
    """Lines are wrapped at the width asked for, and end without spaces."""
    lines = to_text(worded()[name], width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_read_back_from_json_reads_the_same(name: str) -> None:
    """A decision is worded from itself alone, wherever it comes from."""
    made = worded()[name]
    assert to_text(Decision.model_validate_json(made.model_dump_json())) == to_text(made)


@pytest.mark.parametrize("name", NAMES)
def test_disclaimer_staleness_and_provenance_are_never_left_out(name: str) -> None:
    """Whatever was decided, it says what it is and when it is out of date; and in detail which rules said it."""
    made = worded()[name]
    for text in (" ".join(to_text(made, details=details).split()) for details in (False, True)):
        assert made.disclaimer in text
        assert all(each in text for each in made.stale_when)
    assert made.rulebook.digest[:12] in text
    assert made.facts.digest[:12] in text
    assert f"{made.rulebook.name} {made.rulebook.version}" in text


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_said_twice_running(name: str) -> None:
    """No line stands twice in a row, and no blank line follows another."""
    lines = to_text(worded()[name]).splitlines()
    assert all(line != following for line, following in pairwise(lines))


def test_what_to_do_comes_first_then_why_then_what_is_missing_then_the_plan() -> None:
    """The order in which somebody in a hurry reads."""
    labels = [line.split("  ")[0] for line in to_text(worded()["referral"]).splitlines() if line[:1].isalpha()]
    order = ["Do", "See", "Because", "Also", "Now", "Running", "Mind", "Suspected", "Codes", "Note"]
    assert [label for label in labels if label in order] == order
    assert labels[0].startswith("REFER: Have the knee assessed before you go on")


def test_a_red_flag_is_short_and_loud() -> None:
    """Who has to be seen today is not buried under a plan."""
    text = to_text(worded()["red-flag"])
    lines = text.splitlines()
    assert lines[0] == lines[2] == "=" * 100
    assert lines[1].startswith("!! REFER NOW !! See a doctor today")
    assert "Exercises" not in text
    assert "Now " not in text
    assert len(lines) < 30


def test_the_most_urgent_comes_first_whatever_the_order_of_the_rules() -> None:
    """With a fever and with chest pain, the emergency services come before the doctor."""
    made = worded()["two-red-flags"]
    assert lines_of(made, "Do")[0].removeprefix("- ").startswith("Call the emergency services now.")
    assert lines_of(made, "See")[:2] == ["today", "the emergency services, for 1"]
    assert lines_of(made, "Because")[0].startswith("1. Breathlessness, chest pain or fainting")


def test_people_who_are_no_alternatives_are_not_joined_by_or() -> None:
    """Two rules that ask for different people keep them apart; those of one rule are alternatives."""
    made = decision(
        because=(
            hit("One", refer_to=("doctor",)),
            hit("Two", refer_to=("nurse", "ambulance")),
            hit("Three", refer_to=("doctor",)),
        ),
        refer_to=("ambulance", "nurse", "doctor", "friend"),
    )
    assert lines_of(made, "See") == ["ambulance or nurse, for 1", "doctor, for 2, 3", "friend"]


def test_a_move_names_both_stages() -> None:
    """From where to where, as the stages are called; only where to, if nobody knows from where."""
    labels = {"strengthen": "Strengthen", "return_week_1": "Return, week 1"}
    made = decision(outcome="progress", title="Move on", next_stage="return_week_1", labels=labels)
    assert to_text(made).startswith("PROGRESS: Move on · -> Return, week 1  ")
    moves = made.model_copy(update={"stage": "strengthen"})
    assert to_text(moves).startswith("PROGRESS: Move on · Strengthen -> Return, week 1  ")
    stays = moves.model_copy(update={"next_stage": "strengthen"})
    assert to_text(stays).startswith("PROGRESS: Move on · Strengthen  ")


def test_whether_it_is_settled_stands_at_the_end_of_the_first_line() -> None:
    """A reader sees at once whether an answer could still change it."""
    assert to_text(decision()).splitlines()[0].endswith("  settled")
    assert to_text(decision(settled=False)).splitlines()[0].endswith("  not settled")


def test_a_long_heading_keeps_its_state_on_a_line_of_its_own() -> None:
    """A heading that fills the line is wrapped, and the state still stands at the right."""
    lines = to_text(decision(title="Stay where you are, and wait until tomorrow"), width=44).splitlines()
    assert lines[:3] == ["HOLD: Stay where you are, and wait until", "tomorrow", f"{'settled':>44}"]


def test_a_shared_fact_is_told_once_and_then_referred_to() -> None:
    """The second rule that rests on a fact names the first."""
    swollen, tender = met("swelling", "lateral"), met("tender", have=True)
    made = decision(because=(hit("A swollen knee", swollen), hit("A sore bursa", swollen, tender)))
    assert lines_of(made, "Because") == [
        "1. A swollen knee (R.0; article)",
        "     swelling: lateral",
        "2. A sore bursa (R.0; article)",
        "     tender: yes",
        "     as in 1: swelling",
    ]


def test_an_instruction_or_a_note_shared_by_rules_is_told_once() -> None:
    """Two rules with the same text do not repeat it."""
    first = hit("One", do="Rest.", note="This is a reading.")
    made = decision(because=(first, hit("Two", do="Rest.", note="This is a reading.")))
    assert lines_of(made, "Do") == ["Rest."]
    assert to_text(made).count("This is a reading.") == 1


def test_one_rule_alone_has_no_number() -> None:
    """Numbers are for referring to; one rule needs none."""
    assert lines_of(decision(because=(hit("One"),)), "Because") == ["One (R.0; article)"]


def test_a_rule_that_holds_besides_says_what_it_would_have_decided() -> None:
    """Numbered on from the rules that decided, with the outcome that it speaks for by itself."""
    made = decision(outcome="refer", because=(hit("One"),), also=(hit("Two", do="Slow down.", outcome="back_off"),))
    assert lines_of(made, "Also") == ["2. Two: by itself back off (R.0; article)", "     Slow down."]


def test_basis_and_evidence_are_named_unless_they_are_the_same() -> None:
    """The grade of the evidence is never lost."""
    made = decision(because=(hit("One", basis="safety", evidence="guideline", source=("S.1", "X.2")),))
    assert lines_of(made, "Because") == ["One (S.1, X.2; safety, evidence: guideline)"]


def test_suspects_name_the_rules_that_point_to_them() -> None:
    """Suspected, with the numbers of the findings that led there."""
    made = decision(
        because=(hit("One", suspects=("nerve",)), hit("Two", suspects=("nerve", "bursa"))),
        suspected=("nerve", "bursa", "other"),
        labels={"nerve": "A nerve"},
    )
    assert lines_of(made, "Suspected") == [
        "A nerve (from 1, 2)",
        "bursa (from 2)",
        "other",
        "This is suspected, not a diagnosis.",
    ]


def test_codes_say_their_system_and_side() -> None:
    """A code is for a letter; an unknown side is said."""
    codes = (Code("M70.51", "ICD-10-CM", "Bursitis", "right"), Code("R52", "ICD-10-CM", "Pain", "unspecified"))
    assert lines_of(decision(codes=codes), "Codes") == [
        "M70.51 Bursitis (ICD-10-CM, right)",
        "R52 Pain (ICD-10-CM, side not given)",
    ]


def test_a_cleared_rule_stays_visible() -> None:
    """What a clinician has cleared is shown, and that it does not count."""
    made = decision(cleared=(hit("A swollen knee"),))
    assert lines_of(made, "Cleared") == ["A swollen knee: cleared by a clinician, so it does not count (R.0; article)"]


def test_changes_show_their_bounds_with_units() -> None:
    """A bound below, above, both, allowed values, or an instruction alone."""
    made = decision(
        changes=(
            Changed("minutes", "keep it short", at_most=20.0, unit="min"),
            Changed("start", "start higher", at_least=4, unit="in"),
            Changed("ice", "ice it", at_least=15, at_most=20, unit="min"),
            Changed("terrain", "run on the flat", values=("flat",)),
            Changed("pace", "", values=("easy", "very_easy")),
            Changed("brace", ""),
        )
    )
    assert lines_of(made, "Change") == [
        "keep it short: at most 20 min",
        "start higher: at least 4 in",
        "ice it: 15-20 min",
        "run on the flat",
        "pace: only easy or very easy",
        "brace",
    ]


def test_the_next_load_and_exercise_are_words() -> None:
    """What to do next time, without underscores."""
    assert lines_of(decision(next_load="band_shin", next_exercise="single_leg_bridge"), "Next time") == [
        "exercise: single leg bridge",
        "load: band shin",
    ]


def test_a_withheld_outcome_says_what_it_waits_for() -> None:
    """The rule that would hold, what of it is met, and how many questions stand in its way."""
    would = (hit("Start", met("pain_free_days", 8, "at_least", 7, "days")),)
    ask = question("fever", Answer(low=True, high=True, outcome="refer"), Answer(low=False, high=False, outcome="go"))
    one = decision(withheld=True, settled=False, would_hold=would, questions=(ask,), labels={"pain_free_days": "days"})
    assert lines_of(one, "Withheld") == ['"Start" would hold, but the answer to one question could still change that.']
    assert lines_of(one, "Ask") == ["How is fever?  yes: refer · no: go"]
    assert lines_of(one, "Met") == ["days: 8 (at least 7)"]
    two = one.model_copy(update={"questions": (ask, ask), "would_hold": (*would, hit("Or so"))})
    assert lines_of(two, "Withheld") == [
        '"Start" or "Or so" would hold, but the answers to 2 questions could still change that.'
    ]


def test_answers_of_a_question_are_ranges_put_together_by_outcome() -> None:
    """0-3, what is above, and answers with the same outcome in one piece."""
    ask = question(
        "pain",
        Answer(0, 3, "go"),
        Answer(4, 4, "hold"),
        Answer(5, 6, "go"),
        Answer(7, 10, "refer"),
        unit="points of 10",
        text="How bad is it?",
    )
    assert lines_of(decision(questions=(ask,)), "Ask") == [
        "How bad is it? (of 10)  0-3, 5-6: go · 4: hold · 7 or more: refer"
    ]


def test_answers_that_change_nothing_by_themselves_say_so() -> None:
    """A question may matter only together with others; then it says what it could lead to."""
    ask = question("age", Answer(-5, 3.5, "hold"), Answer(3.51, 9.0, "hold"), could_lead_to="refer_now", unit="years")
    assert lines_of(decision(questions=(ask,)), "Ask") == [
        "How is age? (years)  by itself no answer changes this ·",
        "                     together with other answers: refer now",
    ]
    signed = question("age", Answer(-5, 3.5, "hold"), Answer(3.51, 9.0, "refer"))
    assert lines_of(decision(questions=(signed,)), "Ask") == ["How is age?  -5 to 3.5: hold · 3.51 or more: refer"]


def test_a_question_for_a_clinician_says_so() -> None:
    """Nobody tries to do a clinician's test at home."""
    ask = question("varus_test", Answer("positive", "positive", "refer"), asks="clinician")
    assert lines_of(decision(questions=(ask,)), "Ask") == ["How is varus_test? (for a clinician)  positive: refer"]


def test_many_questions_are_shown_in_full_for_the_first_and_by_name_for_the_rest() -> None:
    """Ten to begin with; of the rest, what they are about."""
    asks = tuple(question(f"fact_{at}", Answer(low=True, high=True, outcome="refer")) for at in range(12))
    made = decision(questions=asks)
    assert len(lines_of(made, "Ask")) == 10
    assert lines_of(made, "Then ask") == ["fact 10 · fact 11"]


def test_a_way_that_is_not_open_shows_have_and_need() -> None:
    """What is not so yet, what nobody knows, and what is met."""
    way = Way(
        "start",
        "Start",
        "progress",
        unmet=(
            Criterion("days", 5, "at_least", 7, unit="days", status="unmet"),
            Criterion("age", None, "below", 55, unit="years"),
            Criterion(
                status="unmet",
                group="any",
                parts=(
                    Criterion("swelling", "lateral", "is", "none", status="unmet"),
                    Criterion(
                        status="unknown",
                        group="all",
                        parts=(
                            Criterion("seen", None, "is_not", than=True),
                            Criterion("site", None, "not_in", ("front", "back")),
                        ),
                    ),
                ),
            ),
        ),
        met=(met("pain", 0, unit="points of 10"),),
        source=("R.0",),
    )
    assert lines_of(decision(because=(hit("Wait"),), blocked_by=(way,)), "To go on") == [
        "Start (R.0)",
        "  not yet: days: 5 (needs at least 7) ·",
        "  swelling: lateral (needs none), or (seen: not known (needs no) and site: not known",
        "  (needs not front or back))",
        "  not known: age (needs below 55)",
        "  met: pain: 0 of 10",
    ]


def test_what_several_ways_need_is_told_once() -> None:
    """The second way names the first."""
    days = Criterion("days", 5, "at_least", 7, unit="days", status="unmet")
    several = Criterion(status="unmet", group="at_least", count=2, parts=(days, Criterion("age", 3, "above", 9)))
    ways = (
        Way("one", "One", "go", (days, several), (), ("R.0",)),
        Way("two", "Two", "go", (days, several), (), ("R.1",)),
    )
    assert lines_of(decision(because=(hit("Wait"),), blocked_by=ways), "To go on") == [
        "- One (R.0)",
        "    not yet: days: 5 (needs at least 7) ·",
        "    2 of: days: 5 (needs at least 7), or age: 3 (needs above 9)",
        "- Two (R.1)",
        '    and, as for "One": days, age',
    ]


def test_many_ways_are_only_named() -> None:
    """Where nobody knows where the runner is, what every way would need is no help."""
    ways = tuple(
        Way(str(at), f"Way {at}", "go", (Criterion("stage", None, "is", str(at)),), (), ("R.0",)) for at in range(4)
    )
    assert lines_of(decision(blocked_by=ways), "To go on") == [f"Way {at} (R.0)" for at in range(4)]


def test_a_plan_lists_doses_and_says_once_what_all_share() -> None:
    """How often, the same for all, is told once; an own rhythm stands with its dose."""
    sets = Amount("sets", 3, 3, "sets")
    shared = plan(
        item("Bridge", sets, Amount("reps", 10, 12, "reps"), per="side", times="Daily"),
        item("Squat", Amount("sets", 1, 1, "sets"), Amount("twists", 2.5, 2.5, "turns"), per="hand", times="Daily"),
    )
    assert lines_of(decision(plan=shared), "Strength") == [
        "Bridge  3 sets, 10-12 reps, on each side",
        "Squat   1 set, twists 2.5 turns, per hand",
        "Each of them: daily.",
    ]
    own = plan(item("Bridge", sets, times="Daily"), item("Squat", times="Weekly"), item("Rest"), item("Read"))
    assert lines_of(decision(plan=own), "Strength") == ["Bridge  3 sets; daily", "Squat   weekly", "Rest · Read"]


def test_running_names_its_limit() -> None:
    """How to run, and for how long at most."""
    running = Running(allowed=True, do="Run easily.", most_minutes=15.0)
    assert lines_of(decision(plan=plan(running=running)), "Running") == ["Run easily. At most 15 minutes."]
    assert "Running" not in to_text(decision(plan=plan()))


def test_a_kind_that_no_phrase_knows_is_shown_by_its_name() -> None:
    """An app's own catalogue may hold kinds of its own."""
    made = decision(plan=plan(item("Inhale", kind="breathing_drills")))
    assert lines_of(made, "breathing drills") == ["Inhale"]


def test_texts_cannot_break_out_of_their_line() -> None:
    """Line breaks, escape codes and characters that reorder text, in texts of a stranger's rulebook, do nothing."""
    nasty = "Go\x1b[31m\non\r\t\u202eback\x00\u2028"
    text = to_text(decision(title=nasty, because=(hit(nasty, do=nasty),), disclaimer=nasty))
    assert "Go [31m on back" in text
    assert not {"\x1b", "\r", "\t", "\u202e", "\x00", "\u2028"} & set(text)
    assert text.count("\n") == len(text.splitlines())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("worder", [to_text, to_markdown, to_html])
def test_ids_digests_and_stored_fields_are_details(name: str, worder: Callable[..., str]) -> None:
    """A runner reads none of them; whoever asks for details has them all."""
    made = worded()[name]
    sources = {one for hit in (*made.because, *made.also) for one in hit.source}
    wanted = {made.rulebook.digest[:12], made.facts.digest[:12], f"engine {made.engine}"}
    wanted |= {f"flare_stage: {made.flare_stage}"} if made.flare_stage is not None else set()
    wanted |= {f"open_referral: {made.open_referral}"} if made.open_referral is not None else set()
    short, whole = (" ".join(unescaped(worder(made, details=details)).split()) for details in (False, True))
    assert [each for each in wanted if each in short] == []
    assert [each for each in wanted if each not in whole] == []
    assert [each for each in sources if f"({each}" in short] == []
    assert [each for each in sources if each not in whole] == []


def unescaped(text: str) -> str:
    """Text without the escapes of Markdown and HTML."""
    return unescape(text).replace("\\", "")


def test_the_reason_for_a_hold_is_the_nearest_way_on_and_what_it_lacks() -> None:
    """Of several the one that lacks the least, as far on as it is; the others stay below."""
    days = Criterion("stage_day", 3, "at_least", 8, unit="days", status="unmet")
    runs = Criterion("runs_last_7_days", 0, "at_least", 2, unit="runs", status="unmet")
    pain = Criterion("pain", 2, "is", 0, status="unmet")
    weeks = Criterion("weeks", 0, "at_least", 4, status="unmet")
    near = Way("near", "Go on", "go", (days, runs), (), ("R.0",))
    far = Way("far", "Go far", "go", (days, pain, weeks, Criterion("age", None, "below", 55)), (), ("R.1",))
    made = decision(blocked_by=(far, near))
    assert lines_of(made, "Because") == ['What is still lacking for "Go on":', "  day 3 of 8 · no run yet of 2"]
    assert lines_of(made, "To go on")[0] == "Go far (R.1)"
    assert lines_of(decision(blocked_by=(far,)), "Because")[1:] == [
        "  day 3 of 8 · pain: 2 (needs 0) · weeks: none yet of 4 · not known: age (needs below 55)"
    ]


def test_a_hold_in_the_last_stage_is_to_carry_on() -> None:
    """Once everything is answered and nothing is wrong; what speaks against it is a reason to stay, as anywhere."""
    here = {"stage": "full_running", "next_stage": "full_running"}
    made = decision(**here)
    assert to_text(made).startswith("HOLD: Carry on")
    assert lines_of(made, "Because") == ["Nothing speaks against going on as you do."]
    assert to_text(decision(**here, because=(hit("Fever"),))).startswith("HOLD: Stay")
    open_ = decision(**here, settled=False)
    assert to_text(open_).startswith("HOLD: Stay")
    assert lines_of(open_, "Because") == ["Too little is known for anything else. The questions come first."]


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (2, "within two days"), (7, "this week"), (14, "within two weeks"), (10, "within 10 days")],
)
def test_by_when_somebody_should_look_is_in_every_rendering(days: int, said: str) -> None:
    """As people say it."""
    made = decision(
        outcome="refer",
        because=(hit("One", refer_to=("doctor",)),),
        refer_to=("doctor",),
        refer_within_days=days,
        labels={"doctor": "a doctor"},
    )
    for text in (to_text(made), to_markdown(made), to_html(made)):
        assert f"{said}: a doctor" in unescaped(text)


def test_nothing_under_a_referral_reads_as_if_waiting_would_do() -> None:
    """No way on with days to wait for, and no day on which the referral would run out."""
    days = Criterion("stage_day", 3, "at_least", 8, unit="days", status="unmet")
    fields = {"outcome": "refer", "blocked_by": (Way("near", "Go on", "go", (days,), (), ("R.0",)),)}
    made = decision(because=(hit("One", refer_to=("doctor",)),), refer_to=("doctor",), **fields)
    for text in (to_text(made), to_markdown(made), to_html(made)):
        assert "Go on" not in text
        assert "It stands until somebody has looked." in text


def test_a_plan_begins_with_running_and_what_to_mind() -> None:
    """What matters now; the lists of exercises come after, and what two rules ask for is said once."""
    notes = (Note("Rest.", ("Y.1",)), Note("Walk.", ("Y.2",)), Note("Rest.", ("Y.3",)))
    made = decision(plan=plan(item("Bridge"), running=Running(False, "No running."), notes=notes))
    labels = [line.split("  ")[0] for line in to_text(made).splitlines() if line[:1].isalpha()]
    assert labels[labels.index("Now") :][:4] == ["Now", "Running", "Mind", "Strength"]
    assert lines_of(made, "Mind") == ["Rest. (Y.1)", "Walk. (Y.2)"]
