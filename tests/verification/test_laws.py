"""Laws as data: what the packaged rulebooks promise, and what each kind of law means."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from itb_rules import load_rulebook
from itb_rules.rulebook.conditions import Compare
from itb_rules.rulebook.definition import Definition, Effect
from itb_rules.rulebook.laws import (
    LawException,
    Monotone,
    NoCascade,
    NoDeadEnd,
    NoFlapping,
    RedFlagRefers,
    ReferralStands,
    SettledMeansSettled,
    StableUnderAnswers,
    StricterProfile,
    UnknownSafe,
)
from itb_rules.verification import CheckResult
from itb_rules.verification.checks.laws import declared_laws, unguarded_outcomes
from itb_rules.verification.checks.query import Case
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding

NAMES = ("progression", "exercise", "activity")
COMMON: dict[str, Any] = {"id": "a-law", "title": "A law", "source": ("R.5",)}
EVERYWHERE = (UnknownSafe, Monotone, StableUnderAnswers, StricterProfile, NoDeadEnd, SettledMeansSettled, RedFlagRefers)


@cache
def definition(name: str) -> Definition:
    """A packaged rulebook."""
    return load_rulebook(name).definition


def answers(checked: Definition, *laws: Any) -> dict[str, str]:
    """The answer to each question that these laws ask of a rulebook."""
    case = Case(replace(checked, laws=laws), time_limit=20)
    return {question.subject: question.ask().answer for question in declared_laws(case)}


@pytest.mark.parametrize("name", NAMES)
def test_packaged_rulebook_declares_every_kind_of_law_that_makes_sense(name: str) -> None:
    """A rulebook without moves has nothing that could flap; all else is declared everywhere."""
    declared = {type(law) for law in definition(name).laws}
    assert declared >= set(EVERYWHERE)
    assert (NoFlapping in declared) == (name != "activity")


def test_every_sign_has_a_law() -> None:
    """Each row of the safety net and of the referrals is cited by a law that demands its outcome."""
    laws = [law for law in definition("progression").laws if isinstance(law, RedFlagRefers)]
    cited = {source.partition(":")[0] for law in laws for source in law.source}
    rows = {source.partition(":")[0] for rule in definition("progression").rules for source in rule.source}
    assert cited >= {row for row in rows if row[:2] in {"S.", "X."}}


@pytest.mark.parametrize("name", NAMES)
def test_every_exception_has_a_reason(name: str) -> None:
    """Where a law need not hold, the rule file says why."""
    for law in definition(name).laws:
        assert all(exception.reason for exception in law.exceptions)


def test_laws_are_no_part_of_the_digest() -> None:
    """No decision depends on them."""
    rulebook = load_rulebook("exercise")
    assert type(rulebook)(replace(rulebook.definition, laws=())).digest == rulebook.digest


def test_nothing_flaps_and_nothing_cascades_without_exception() -> None:
    """No decision that is carried out is reversed, or moves anybody a second time; no exception is needed any more."""
    laws = [law for law in definition("progression").laws if isinstance(law, (NoFlapping, NoCascade))]
    assert [law.exceptions for law in laws] == [(), ()]
    case = Case(replace(definition("progression"), laws=tuple(laws)), time_limit=20)
    assert [question.ask().answer for question in declared_laws(case)] == ["proven"] * 4


def test_a_second_move_on_the_same_day_is_noticed() -> None:
    """Were significant pain answered one step at a time, every day would take a step."""
    progression = definition("progression")
    rules = tuple(
        replace(rule, effect=Effect(move="back")) if rule.id == "warning.significant-pain" else rule
        for rule in progression.rules
    )
    (law,) = (law for law in progression.laws if isinstance(law, NoCascade))
    found = answers(replace(progression, rules=rules), law)
    assert sorted(found.values()) == ["proven", "refuted"]


def test_a_referral_that_no_longer_decides_is_noticed() -> None:
    """A rule that lets go of what is stored breaks the law in one place, and shows where."""
    progression = definition("progression")
    rules = tuple(
        replace(one, lifted_by=Compare("open_referral", "is", "refer")) if one.id == "open-referral.assess" else one
        for one in progression.rules
    )
    found = answers(replace(progression, rules=rules), ReferralStands(**COMMON))
    assert found == {"a-law: stored": "proven", "a-law: decides": "refuted", "a-law: kept": "proven"}
    assert set(answers(progression, ReferralStands(**COMMON)).values()) == {"proven"}


def test_a_rulebook_without_a_law_for_the_unknown_is_told_so() -> None:
    """Nothing fails; a note names each bold outcome that no law guards."""
    progression = definition("progression")
    laws = tuple(law for law in progression.laws if not isinstance(law, UnknownSafe))
    case = Case(replace(progression, laws=laws), time_limit=20)
    assert [(question.subject, question.ask().answer) for question in unguarded_outcomes(case)] == [
        ("progress", "noted")
    ]
    assert not list(unguarded_outcomes(Case(progression, time_limit=20)))


def test_flapping_that_cannot_happen_is_said() -> None:
    """A law about moves that nobody can make would be proven for nothing."""
    # Nobody has been in a stage for longer than in rehab.
    law = NoFlapping(**COMMON, entered={"stage_day": 3650, "rehab_day": 1})
    assert set(answers(definition("progression"), law).values()) == {"refuted"}


def test_sign_that_cannot_be_there_is_said() -> None:
    """So is a red flag that nobody can have."""
    law = RedFlagRefers(**COMMON, when=Compare("pain_at_rest", "above", 10), outcome="refer")
    assert answers(definition("progression"), law) == {"a-law": "refuted"}


@pytest.mark.parametrize(("outcome", "answer"), [("hold", "proven"), ("back_off", "proven"), ("refer", "refuted")])
def test_red_flag_takes_a_more_cautious_answer_too(outcome: str, answer: str) -> None:
    """`outcome` is the least that must follow."""
    law = RedFlagRefers(**COMMON, when=Compare("exercise_pain", "is", True), outcome=outcome)
    assert answers(definition("progression"), law) == {"a-law": answer}


def test_monotone_speaks_of_the_facts_it_names() -> None:
    """All that declare a direction, or these; one that is excepted altogether is not asked about."""
    named = Monotone(**COMMON, facts=("daily_pain", "fever"))
    assert list(answers(definition("progression"), named)) == ["a-law: daily_pain", "a-law: fever"]
    excepted = replace(named, exceptions=(LawException("why", fact="fever"),))
    assert list(answers(definition("progression"), excepted)) == ["a-law: daily_pain"]


def test_monotone_notices_a_bolder_move_under_the_same_outcome() -> None:
    """Caution is the outcome and the stage: two steps back from pain, one from worse pain, is no caution."""
    progression = definition("progression")
    rules = tuple(
        replace(rule, when=Compare("run_pain", "is", "steady"), effect=Effect(move="to_first"))
        if rule.id == "warning.worsening-run"
        else replace(rule, when=Compare("run_pain", "is", "worsening"), effect=Effect(move="back"))
        if rule.id == "warning.pain-after-run"
        else rule
        for rule in progression.rules
    )
    assert answers(replace(progression, rules=rules), Monotone(**COMMON, facts=("run_pain",))) == {
        "a-law: run_pain": "refuted"
    }


def test_dead_end_can_be_excepted_by_value() -> None:
    """The last stage leads nowhere, by design."""
    law = NoDeadEnd(**COMMON, fact="stage", outcome="progress")
    found = answers(definition("progression"), law)
    assert {subject for subject, answer in found.items() if answer == "refuted"} == {"a-law: full_running"}


def test_settled_is_proven_of_what_the_resolver_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """If every decision called itself settled the law would be refuted: it is no tautology."""
    case = Case(replace(definition("progression"), laws=(SettledMeansSettled(**COMMON),)), time_limit=20)
    monkeypatch.setattr(Encoding, "settled", smt.BoolVal(True))
    assert case.pair.satisfiable(case.encoding.outcome_is("hold"), case.after.outcome_is("refer"))
    (question,) = declared_laws(case)
    # The witness cannot be shown: the engine does not call it settled, and that disagreement is raised.
    with pytest.raises(Exception, match="settled"):
        question.ask()


def test_finding_is_plain_data() -> None:
    """Equality and JSON need no solver."""
    finding = CheckResult("dead rule", "a", "proven", "`a` can hold", seconds=0.5)
    assert finding.to_json()["seconds"] == 0.5
