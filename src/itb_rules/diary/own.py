"""What an app declares for facts of its own: how a diary derives them, as data beside its rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict

from itb_rules.diary.rules import DerivationRule, DiaryRules, course_of, derivations_of, diary_rules, spoken_for
from itb_rules.errors import DiaryError, Problem, unknown_choice
from itb_rules.facts import Assessment, Facts
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook.definition import Number

Declared = Mapping[str, Any] | Path | None

HOW: Mapping[str, tuple[str, ...]] = {
    "today": (),
    "recent": ("stands",),
    "days_since": ("of", "value", "within"),
    "count": ("of", "value", "within"),
    "clearance": ("lasts",),
}
"""The derivations that an app may declare, and what each is told beside its `fact`, `how` and `says`."""
COURSE = ("stage", "flare", "referral", "stage_day")
COURSE_VALUES = {"never": "flare", "clears_flare": "stage"}
"""What a course says beside its facts: each is a value of one of these."""
_SHARED = ("fact", "how", "says", "finding", "carried")
_NEEDED = {"days_since": ("of", "within"), "count": ("of", "within"), "clearance": ("lasts",)}


class DiaryOptions(TypedDict, total=False):
    """What a diary is kept by, beside its entries; `Diary` says what each means."""

    time_zone: str | None
    parameters: Mapping[str, Number] | None
    models: Iterable[type[Facts]]
    derivations: Declared


def rules_for(model: type[Facts], declared: Declared) -> DiaryRules:
    """How the facts of a model are derived: those of an `Assessment` as always, an app's own as it declares.

    Args:
        model: the facts; one that is not declared is the answer of the day.
        declared: the content of the app's file, or its path.

    Raises:
        DiaryError: every problem of what is declared, each with its place.
        RulebookError: the file is damaged.
    """
    from itb_rules.rulebook.loading.packaged_data import packaged_data

    rules, alone = diary_rules(), not issubclass(model, Assessment)
    names = [name for name in model.specs if alone or name not in Assessment.specs]
    content = _read(declared) if isinstance(declared, Path) else dict(declared or {})
    if not names and not content:
        return rules
    problems: list[Problem] = []
    validity = {fact: group for group in content.get("validity", ()) for fact in group.get("facts", ())}
    given = content.get("derivations", ())
    for place, entry in enumerate(given):
        problems += _problems(f"derivations[{place}]", entry, names, model)
    problems += [
        unknown_choice("validity", "fact of the app's own", fact, names) for fact in validity if fact not in names
    ]
    problems += _course_problems(content.get("course"), model, alone=alone)
    if problems:
        raise DiaryError(problems)
    says = packaged_data("diary", "own.yaml")
    if alone:
        rules = _alone(model, content.get("course"), says["course"])
    default = {name: DerivationRule(name, "today", says["today"]) for name in names}
    derivations = {**default, **rules.derivations, **derivations_of(given, validity)}
    return replace(
        rules,
        derivations={name: derivations[name] for name in model.specs},
        parameters={**rules.parameters, **{each.id: each for each in spoken_for(validity)}},
    )


def _alone(model: type[Facts], course: Mapping[str, str] | None, says: Mapping[str, Any]) -> DiaryRules:
    """What is known about a model that extends no `Assessment`: where in a programme somebody is, if it says so."""
    facts = {part: str(course[part]) for part in COURSE if course and part in course}
    return DiaryRules(
        derivations={fact: DerivationRule(fact, says[part]["how"], says[part]["says"]) for part, fact in facts.items()},
        parameters={},
        of_rulebook={},
        course=course_of(model, **(course or {"stage": ""})),
        doses={},
    )


def _course_problems(course: object, model: type[Facts], *, alone: bool) -> Iterator[Problem]:
    if course is None:
        return
    if not alone:
        yield Problem("course", f"`{model.__name__}` extends `Assessment`, whose course every diary knows")
    elif not isinstance(course, Mapping):
        yield Problem("course", f"found `{found_text(course)}`; allowed: an object of the facts of the course")
    else:
        if "stage" not in course:
            yield Problem("course.stage", "it is missing")
        choices = {name: spec for name, spec in model.specs.items() if spec.kind == "choice"}
        numbers = {name: spec for name, spec in model.specs.items() if spec.kind == "whole"}
        for part, name in course.items():
            place = f"course.{part}"
            if part in COURSE:
                fitting = numbers if part == "stage_day" else choices
                if name not in fitting:
                    yield unknown_choice(place, "whole number" if part == "stage_day" else "choice", name, fitting)
            elif part in COURSE_VALUES:
                spec = choices.get(course.get(COURSE_VALUES[part], ""))
                if spec is not None and name not in spec.values:
                    yield unknown_choice(place, f"value of `{spec.name}`", name, spec.values)
            else:
                yield unknown_choice(place, "part of a course", part, (*COURSE, *COURSE_VALUES))


def _read(path: Path) -> dict[str, Any]:
    from itb_rules.rulebook.loading.packaged_data import data_in

    return data_in(path)


def _problems(place: str, entry: Any, names: list[str], model: type[Facts]) -> Iterable[Problem]:
    if not isinstance(entry, Mapping):
        yield Problem(place, f"found `{found_text(entry)}`; allowed: an object with `fact`, `how` and `says`")
        return
    how = entry.get("how")
    if how not in HOW or (how == "clearance" and issubclass(model, Assessment)):
        yield unknown_choice(f"{place}.how", "derivation", how, HOW)
        return
    for name in entry:
        if name not in (*_SHARED, *HOW[str(how)]):
            yield unknown_choice(f"{place}.{name}", "name", name, (*_SHARED, *HOW[str(how)]))
    for name in ("fact", "says", *_NEEDED.get(str(how), ())):
        if not entry.get(name):
            yield Problem(f"{place}.{name}", "it is missing")
    if entry.get("fact") and entry["fact"] not in names:
        yield unknown_choice(f"{place}.fact", "fact of the app's own", entry["fact"], names)
    if entry.get("of") and entry["of"] not in model.specs:
        yield unknown_choice(f"{place}.of", "fact", entry["of"], model.specs)
