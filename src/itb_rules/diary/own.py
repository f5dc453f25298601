"""What an app declares for facts of its own: how a diary derives them, as data beside its rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict

from itb_rules.diary.rules import DerivationRule, DiaryRules, derivations_of, diary_rules, spoken_for
from itb_rules.errors import DiaryError, Problem, unknown_choice
from itb_rules.facts import Assessment, Facts
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook.definition import Number

Models = tuple[type[Facts], ...]
Declared = Mapping[str, Any] | Path | None

HOW: Mapping[str, tuple[str, ...]] = {
    "today": (),
    "recent": ("stands",),
    "days_since": ("of", "value", "within"),
    "count": ("of", "value", "within"),
}
"""The derivations that an app may declare, and what each is told beside its `fact`, `how` and `says`."""
_SHARED = ("fact", "how", "says", "finding", "carried")
_NEEDED = {"days_since": ("of", "within"), "count": ("of", "within")}


class DiaryOptions(TypedDict, total=False):
    """What a diary is kept by, beside its entries; `Diary` says what each means."""

    time_zone: str | None
    parameters: Mapping[str, Number] | None
    models: Iterable[type[Facts]]
    derivations: Declared


def kept_model(models: Models) -> type[Facts]:
    """The facts that check-ins tell: the model that extends `Assessment`, or stands for itself."""
    for model in models:
        if issubclass(model, Assessment):
            return model
    return Assessment


def rules_for(model: type[Facts], declared: Declared) -> DiaryRules:
    """How the facts of a model are derived: those of an `Assessment` as always, an app's own as it declares.

    Args:
        model: the facts; one that is not declared is the answer of the day.
        declared: the content of the app's file, or its path.

    Raises:
        DiaryError: every problem of what is declared, each with its place.
        RulebookError: the file is damaged.
    """
    rules = diary_rules()
    names = [name for name in model.specs if name not in Assessment.specs]
    content = _read(declared) if isinstance(declared, Path) else dict(declared or {})
    if not names and not content:
        return rules
    problems: list[Problem] = []
    validity = {fact: group for group in content.get("validity", ()) for fact in group.get("facts", ())}
    given = content.get("derivations", ())
    for place, entry in enumerate(given):
        problems += _problems(f"derivations[{place}]", entry, names, model)
    for fact in validity:
        if fact not in names:
            problems.append(unknown_choice("validity", "fact of the app's own", fact, names))
    if problems:
        raise DiaryError(problems)
    own = derivations_of(given, validity)
    default = {name: DerivationRule(name, "today", "The check-in of the day.") for name in names}
    derivations = {**rules.derivations, **default, **own}
    return replace(
        rules,
        derivations={name: derivations[name] for name in model.specs},
        parameters={**rules.parameters, **{each.id: each for each in spoken_for(validity)}},
    )


def _read(path: Path) -> dict[str, Any]:
    from itb_rules.rulebook.loading.packaged_data import data_in

    return data_in(path)


def _problems(place: str, entry: Any, names: list[str], model: type[Facts]) -> Iterable[Problem]:
    if not isinstance(entry, Mapping):
        yield Problem(place, f"found `{found_text(entry)}`; allowed: an object with `fact`, `how` and `says`")
        return
    how = entry.get("how")
    if how not in HOW:
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
