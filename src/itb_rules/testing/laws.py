"""The laws as a test class: name a rulebook, and every law is a test of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, ClassVar, NamedTuple

from hypothesis import Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import SearchStrategy

from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.laws import Monotone, RedFlagRefers
from itb_rules.testing import law_checks
from itb_rules.testing.aims import Aims
from itb_rules.testing.situations import Change, Situation, answered, situations, worse

FEWEST = 500
"""Examples for each law: a threshold on the wrong side shows for few of the assessments that there are."""

Check = Callable[[Rulebook, Situation], None]


class _Property(NamedTuple):
    """A law, and what it is tried on.

    Attributes:
        change: what becomes of the facts; None where the law looks at one runner.
        aims: what the draws are steered to.
    """

    check: Check
    change: Change | None = None
    aims: Aims = "rules"


class RulebookLaws:
    """What must hold of every rulebook, tried on drawn facts: a test class for pytest that needs one line.

        class TestMyRules(RulebookLaws):
            rulebook = load_rulebook("my_rules", facts=MyFacts)

    Each law is a test: `test_cases_hold`, `test_engines_agree`, `test_json_round_trip`, `test_unknown_safe`,
    `test_stable_under_answers`, `test_settled_means_settled`, `test_stricter_profile`; where the rulebook declares such
    laws, `test_red_flags_refer` and `test_worse_is_never_bolder` as well. A law is left out by setting its name to
    None. Drawn facts refute, they never prove: that is for `itb_rules.verification`.

    Attributes:
        rulebook: the rulebook.
        facts: a strategy for its facts; None for one that is steered to the rulebook's rules and thresholds.
        engines: the engines that must agree; None for all that are installed.
        settings: settings of Hypothesis; None for those of the loaded profile, without a deadline and with 500
            examples at least.
    """

    rulebook: ClassVar[Rulebook]
    facts: ClassVar[SearchStrategy[Any] | None] = None
    engines: ClassVar[Sequence[str] | None] = None
    settings: ClassVar[hypothesis_settings | None] = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if not hasattr(cls, "rulebook"):
            return
        for name, test in (("test_cases_hold", _cases_hold), *_tests(cls)):
            if name not in cls.__dict__:
                setattr(cls, name, test)


def _cases_hold(self: RulebookLaws) -> None:
    """The cases beside each rule hold on every engine."""
    __tracebackhide__ = True
    law_checks.cases_hold(self.rulebook, self.engines)


def _tests(suite: type[RulebookLaws]) -> Iterator[tuple[str, Callable[..., None]]]:
    rulebook = suite.rulebook
    agree = partial(law_checks.engines_agree, engines=suite.engines)
    laws = {
        "engines_agree": _Property(agree),
        "json_round_trip": _Property(law_checks.json_round_trip),
        "unknown_safe": _Property(law_checks.unknown_safe),
        "stable_under_answers": _Property(law_checks.stable_under_answers, answered),
        "settled_means_settled": _Property(law_checks.settled_means_settled, answered),
        "stricter_profile": _Property(law_checks.stricter_profile, aims="parameters"),
    }
    declared = [type(law) for law in rulebook.definition.laws]
    if RedFlagRefers in declared:
        laws["red_flags_refer"] = _Property(law_checks.red_flags_refer, aims="signs")
    if Monotone in declared:
        laws["worse_is_never_bolder"] = _Property(law_checks.worse_is_never_bolder, worse)
    for name, law in laws.items():
        drawn = situations(rulebook, suite.facts, law.change, aims=law.aims)
        yield f"test_{name}", _test(suite, name, law.check, drawn)


def _test(suite: type[RulebookLaws], name: str, check: Check, drawn: SearchStrategy[Situation]) -> Callable[..., None]:
    def test(self: RulebookLaws, situation: Situation) -> None:
        check(self.rulebook, situation)

    inner = check.func if isinstance(check, partial) else check
    test.__name__ = f"test_{name}"
    test.__qualname__ = f"{suite.__qualname__}.test_{name}"
    test.__module__ = suite.__module__
    test.__doc__ = inner.__doc__
    # Explaining would trace every line of the engine, for a note that says less than the message does.
    phases = tuple(phase for phase in Phase if phase is not Phase.explain)
    chosen = suite.settings or hypothesis_settings(
        max_examples=max(FEWEST, hypothesis_settings().max_examples),
        deadline=None,
        phases=phases,
        report_multiple_bugs=False,
    )
    return chosen(given(situation=drawn)(test))
