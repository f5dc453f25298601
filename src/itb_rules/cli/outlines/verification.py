"""What checking a rulebook found, in words: what is refuted first, with its witness, then what is proven, by check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from itb_rules.errors import Problem
from itb_rules.rendering.outline import Item, Line, Outline, Section, section
from itb_rules.rendering.witness import WitnessWords
from itb_rules.rulebook.definition import Definition
from itb_rules.verification import CheckResult, Report
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import Words


@dataclass(frozen=True, slots=True)
class Checked:
    """One rulebook that was checked.

    Attributes:
        source: its name or path, as it was given.
        definition: the rulebook, with the parameter values that were checked.
        cases: what is wrong with the cases beside its rules.
        report: every question with its answer.
    """

    source: str
    definition: Definition
    cases: tuple[Problem, ...]
    report: Report

    @property
    def proven(self) -> bool:
        """Whether everything that could fail is proven, and every case comes out as it says."""
        return self.report.proven and not self.cases

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        report = self.report.to_json()
        return {
            "source": self.source,
            **report,
            "proven": self.proven,
            "cases": [str(problem) for problem in self.cases],
            "warnings": [problem.message for problem in self.definition.warnings],
        }


def outlined(checked: Checked, language: Language | str = LANGUAGE) -> Outline:
    """Outline what was found about one rulebook."""
    words, report = Words(language=language), checked.report
    heading = words.rulebook(checked.definition)
    groups = (
        (*_failed(checked, words),),
        (section(words, "proven", [*_proven(report, words)], columns=("check.columns.what", "check.columns.count")),),
        (section(words, "noted", [*_noted(checked, words)]), section(words, "checked", [_checked(checked, words)])),
    )
    return Outline(heading, _state(checked, words), loud=False, groups=groups)


def _state(checked: Checked, words: Words) -> str:
    if checked.proven:
        return words.say("check.state.proven")
    refuted = checked.report.refuted or checked.cases
    return words.say("check.state.refuted" if refuted else "check.state.unknown")


def _failed(checked: Checked, words: Words) -> Iterator[Section]:
    report, shown = checked.report, WitnessWords(checked.definition.facts, words.language)
    yield section(words, "refuted", [_entry(finding, shown) for finding in report.refuted], first=1)
    undecided = [_entry(finding, shown, f"{finding.check}, {finding.subject}: ") for finding in report.unknown]
    yield section(words, "undecided", undecided)
    yield section(words, "untrue", [Item(str(problem)) for problem in checked.cases])


def _entry(finding: CheckResult, shown: WitnessWords, subject: str = "") -> Item:
    below: tuple[Line, ...] = () if finding.witness is None else tuple(shown.lines(finding.witness))
    return Item(subject + finding.sentence, below=below)


def _proven(report: Report, words: Words) -> Iterator[Item]:
    asked = Counter(finding.check for finding in report.findings if finding.answer != "noted")
    proven = Counter(finding.check for finding in report.findings if finding.answer == "proven")
    for check, count in asked.items():
        found = proven[check]
        if found:
            times = words.say("check.all" if found == count else "check.some", found=found, count=count)
            yield Item(words.say_one("proven", check.replace(" ", "_"), check=check), aside=(times,))


def _noted(checked: Checked, words: Words) -> Iterator[Item]:
    """One line for each kind of note, and what the manifest lacks; the witnesses are in the JSON."""
    for warning in checked.definition.warnings:
        yield Item(warning.message)
    noted: dict[str, dict[str, list[str]]] = {}
    for finding in checked.report.noted:
        fact, _, value = finding.subject.rpartition(": ")
        noted.setdefault(finding.check, {}).setdefault(fact, []).append(value)
    for check, places in noted.items():
        subjects = "; ".join(": ".join(filter(None, (fact, ", ".join(values)))) for fact, values in places.items())
        yield Item(words.say_one("noted", check, check=check, default=checked.definition.default, subjects=subjects))


def _checked(checked: Checked, words: Words) -> Item:
    report = checked.report
    pieces = (
        words.say("rules.profile", profile=report.profile),
        words.say("check.questions", count=len(report.findings)),
        words.say(
            "check.seconds",
            seconds=f"{report.seconds:.1f}" if words.language.is_source else words.value(round(report.seconds, 1)),
        ),
    )
    return Item("", below=(pieces,))
