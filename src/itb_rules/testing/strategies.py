"""Strategies for facts: valid by construction, steered to a rulebook's thresholds, shrinking to typical answers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from numbers import Real
from typing import Any, TypeVar

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from itb_rules.errors import FactsError, OptionError, Problem
from itb_rules.facts import Activity, Assessment, ExerciseSession, Facts
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.named import packaged
from itb_rules.testing.aims import Aims
from itb_rules.testing.choices import choices
from itb_rules.testing.generator import Drawing

F = TypeVar("F", bound=Facts)

_PACKAGED: Mapping[type[Facts], str] = {Activity: "activity", Assessment: "progression", ExerciseSession: "exercise"}


def assessments(
    *,
    rulebook: Rulebook | None = None,
    near_thresholds: bool = False,
    unknown: float | SearchStrategy[float] = 0.2,
    known: bool = False,
    **fixed: Any,
) -> SearchStrategy[Assessment]:
    """Draw assessments; see `facts_of`, which says what the arguments mean."""
    return facts_of(Assessment, rulebook, near_thresholds=near_thresholds, unknown=unknown, known=known, **fixed)


def exercise_sessions(
    *,
    rulebook: Rulebook | None = None,
    near_thresholds: bool = False,
    unknown: float | SearchStrategy[float] = 0.2,
    known: bool = False,
    **fixed: Any,
) -> SearchStrategy[ExerciseSession]:
    """Draw exercise sessions; see `facts_of`, which says what the arguments mean."""
    return facts_of(ExerciseSession, rulebook, near_thresholds=near_thresholds, unknown=unknown, known=known, **fixed)


def activities(
    *,
    rulebook: Rulebook | None = None,
    near_thresholds: bool = False,
    unknown: float | SearchStrategy[float] = 0.2,
    known: bool = False,
    **fixed: Any,
) -> SearchStrategy[Activity]:
    """Draw planned activities; see `facts_of`, which says what the arguments mean."""
    return facts_of(Activity, rulebook, near_thresholds=near_thresholds, unknown=unknown, known=known, **fixed)


def facts_of(
    model: type[F],
    rulebook: Rulebook | None = None,
    *,
    near_thresholds: bool = False,
    unknown: float | SearchStrategy[float] = 0.2,
    known: bool = False,
    **fixed: Any,
) -> SearchStrategy[F]:
    """Draw instances of a facts model, none of which contradicts itself.

    A failing example shrinks towards a typical runner, with as few facts that differ as possible.

    Args:
        model: the facts model: a packaged one, or an app's own.
        rulebook: draw for this rulebook: values come from both sides of every threshold of its two profiles, and most
            draws make one of its rules TRUE, or miss it by one comparison.
        near_thresholds: the same for the packaged rulebook of the model.
        unknown: the share of the facts that are unknown, from 0 to 1, on average; examples differ, and some know every
            fact. A strategy of shares is drawn from for each example.
        known: every fact has a value, but for those that a contradiction with others leaves without one.
        **fixed: facts that are given: a value, None for unknown, or a strategy of these.

    Raises:
        FactsError: a fixed fact has a wrong name or value, or two of them contradict each other.
        OptionError: the share is not from 0 to 1, or the rulebook is missing or decides on other facts.
    """
    given = {name: value for name, value in fixed.items() if not isinstance(value, SearchStrategy)}
    drawn = {name: value for name, value in fixed.items() if isinstance(value, SearchStrategy)}
    valid = _fixed(model, {**given, **dict.fromkeys(drawn)})
    given = {name: valid[name] for name in given}
    shares = unknown if isinstance(unknown, SearchStrategy) else st.just(_share(unknown))
    drawing = drawing_of(model, _steered_by(model, rulebook, near_thresholds=near_thresholds))

    # A composite, because Hypothesis shows what it returns by its repr, and not by the bytes that it was made from.
    @st.composite
    def instance(draw: DrawFn) -> F:
        now = {name: draw(strategy) for name, strategy in drawn.items()}
        if now:
            values = _fixed(model, {**given, **now}, drawn=True)
            now = {name: values[name] for name in now}
        share = _share(draw(shares))
        facts = drawing.facts(draw(choices(drawing.size)), {**given, **now}, unknown=share, known=known)
        return checked(model, facts, drawn=True)

    return instance()


def answers_to(facts: F, rulebook: Rulebook | None = None) -> SearchStrategy[F]:
    """Draw the same facts with some of the unknown ones answered, and none of the known ones changed.

    Args:
        facts: the facts as they are known.
        rulebook: steer the answers to the rules that are still unknown.

    Raises:
        OptionError: the rulebook decides on other facts.
    """
    model = type(facts)
    drawing = drawing_of(model, _steered_by(model, rulebook, near_thresholds=False))

    @st.composite
    def answered(draw: DrawFn) -> F:
        return checked(model, drawing.answers(draw(choices(drawing.size)), facts), drawn=True)

    return answered()


@lru_cache(maxsize=32)
def drawing_of(model: type[Facts], rulebook: Rulebook | None, *, aims: Aims = "rules") -> Drawing:
    """What draws for a model; made before the first draw, so that no example is slow."""
    return Drawing(model, rulebook, aims=aims)


def _steered_by(model: type[Facts], rulebook: Rulebook | None, *, near_thresholds: bool) -> Rulebook | None:
    if rulebook is not None:
        if not issubclass(model, rulebook.facts):
            wanted = rulebook.facts.__name__
            message = f"`{rulebook.name}` decides on `{wanted}`; `{model.__name__}` is not one"
            raise OptionError([Problem("rulebook", message, model.__name__, wanted)])
        return rulebook
    if not near_thresholds:
        return None
    name = next((_PACKAGED[base] for base in model.__mro__ if base in _PACKAGED), None)
    if name is None:
        own = model.__name__
        message = f"no packaged rulebook decides on `{own}`; give one: `facts_of({own}, rulebook)`"
        raise OptionError([Problem("near_thresholds", message, own)])
    return packaged(name)


def _fixed(model: type[Facts], facts: Mapping[str, Any], *, drawn: bool = False) -> dict[str, Any]:
    """Fixed facts, validated; a default that they leave no room for is no mistake, as others can be drawn."""
    try:
        return checked(model, facts).__dict__
    except FactsError:
        with suppress(FactsError, TypeError):
            return checked(model, {**facts, **drawing_of(model, None).beside(facts)}).__dict__
    return checked(model, facts, drawn=drawn).__dict__


def checked(model: type[F], facts: Mapping[str, Any], *, drawn: bool = False) -> F:
    """The facts, validated; drawn ones that only contradict each other are no mistake, and drawn again."""
    try:
        return model.model_validate(dict(facts))
    except FactsError as error:
        if drawn and all(problem.code == "contradiction" for problem in error.problems):
            reject()
        raise


def _share(unknown: Any) -> float:
    if isinstance(unknown, bool) or not isinstance(unknown, Real) or not 0 <= float(unknown) <= 1:
        found = found_text(unknown)
        message = f"found `{found}`; allowed: a share from 0 to 1, or a strategy of such shares"
        raise OptionError([Problem("unknown", message, found, "a share from 0 to 1")])
    return float(unknown)
