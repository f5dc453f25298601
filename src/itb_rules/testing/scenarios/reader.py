"""Reads files of scenarios, as strictly as rule files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from itb_rules.diary import Diary, Entry, read_entry
from itb_rules.diary.entries.base import read_date
from itb_rules.diary.replay import MODES
from itb_rules.errors import DiaryError, FactsError, ParameterError, Problem, ProblemsError, RulebookError
from itb_rules.facts import Assessment, Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.loading.format.containers import Key, ListOf, MappingOf, MappingShape
from itb_rules.rulebook.loading.format.shapes import Defined, Number, OneOf, Report, Scalar, Text, YesNo
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import Problems
from itb_rules.rulebook.loading.yaml.reader import MOST_BYTES, Kind, read_file
from itb_rules.testing.scenarios.data import Expectation, Scenario

FOLDER = "scenarios"
KIND = Kind("scenario file", "scenarios: [...]")
MOST_ENTRIES = 5000
NAME, SENTENCE = Text(80), Text(2000)
FILE_NAME = Text(80, r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.json", "the plain name of a `.json` file in the same folder")
NAMES = ListOf(NAME, unique=True)
FACTS = MappingOf(Scalar(empty=True), "a mapping of facts")

EXPECTED = {
    "outcome": Key(NAME, "The outcome."),
    "in_stage": Key(NAME, "The stage that the runner is in."),
    "stage": Key(NAME, "The stage to go on in."),
    "open_referral": Key(NAME, "The referral to store that nobody has followed yet."),
    "settled": Key(YesNo(), "Whether no answer can change it."),
    "withheld": Key(YesNo(), "Whether a permissive outcome is held back."),
    "rules": Key(NAMES, "The rules that decide: these and no others."),
    "holds": Key(NAMES, "Rules that hold, whichever decide."),
    "fails": Key(NAMES, "Rules that do not hold."),
    "unknown": Key(NAMES, "Rules that may hold or not."),
    "questions": Key(NAMES, "The facts that are asked for: these and no others."),
    "asks": Key(NAMES, "Facts that are asked for, among others."),
}
EXPECTATION = MappingShape("an expectation", EXPECTED)
DAY = MappingShape("a day", {"on": Key(NAME, "The day, as in 2026-03-01.", needed=True), **EXPECTED})
DIARY = MappingShape(
    "a diary",
    {
        "file": Key(FILE_NAME, "A diary as JSON, in the same folder; for all but `mode`."),
        "entries": Key(ListOf(Defined("entry"), least=1, most=MOST_ENTRIES), "The entries, as in the JSON of a diary."),
        "time_zone": Key(NAME, "The runner's time zone."),
        "parameters": Key(MappingOf(Number(), "a mapping of numbers"), "Values for the derivation."),
        "mode": Key(OneOf(MODES), "Whether a step forward is taken, or waits for a clinician."),
    },
)
SCENARIO = MappingShape(
    "a scenario",
    {
        "title": Key(SENTENCE, "What it shows.", needed=True),
        "facts": Key(FACTS, "The facts; others are unknown."),
        "expect": Key(EXPECTATION, "What is expected of the decision on `facts`."),
        "diary": Key(DIARY, "A diary, which is replayed."),
        "days": Key(ListOf(DAY, least=1), "What is expected of the decisions on days of `diary`."),
    },
)
FILE = MappingShape("a scenario file", {"scenarios": Key(ListOf(SCENARIO), "The scenarios.", needed=True)})
PAIRS = {"facts": "expect", "diary": "days"}
"""What a scenario is about, and the key of what is expected of it."""


def read_scenarios(folder: str | Path, rulebook: Rulebook) -> tuple[Scenario, ...]:
    """Read every scenario of a folder; for the folder of a rulebook those in its folder `scenarios`.

    Args:
        folder: where the files are; those that end in `.yaml` are read, by name.
        rulebook: what they are about.

    Raises:
        RulebookError: there is none, or something is wrong in them; every problem is listed with its place.
    """
    place = Path(folder)
    if not place.is_dir():
        raise RulebookError([Problem(str(folder), "cannot be read: no such folder")])
    place = place / FOLDER if (place / FOLDER).is_dir() else place
    problems = Problems()
    found = [each for path in sorted(place.glob("*.yaml")) for each in _File(path, rulebook, problems).scenarios()]
    problems.raise_if_any()
    if not found:
        raise RulebookError([Problem(str(folder), "there are no scenarios: no `.yaml` file here has any")])
    return tuple(found)


class _File(NamedTuple):
    path: Path
    rulebook: Rulebook
    problems: Problems

    def scenarios(self) -> Iterator[Scenario]:
        """The scenarios of the file that can be read."""
        name = f"{self.path.parent.name}/{self.path.name}"
        with self.path.open("rb") as file:
            root = read_file(file.read(MOST_BYTES + 1), name, self.problems, KIND)
        if root is None or "rulebook" in root:
            return
        if FILE.check(root, (1, 1), KIND.name, Report(name, self.problems)):
            top = At(name, root, (1, 1))
            for index in range(len(root["scenarios"])):
                yield from self._scenario(top.to("scenarios", index))

    def _scenario(self, at: At) -> Iterator[Scenario]:
        about = [key for key in PAIRS if key in at.node]
        if len(about) != 1:
            message = "a scenario has `facts` or `diary`, not both" if about else "a scenario needs `facts` or `diary`"
            self.problems.add(at, message)
            return
        expects = PAIRS[about[0]]
        if expects not in at.node:
            self.problems.add(at, f"a scenario needs `{expects}` beside `{about[0]}`")
            return
        for other in {*PAIRS.values()} - {expects}:
            if other in at.node:
                self.problems.add(at.key(other), f"`{other}` does not belong beside `{about[0]}`")
        places = [at.to("expect")] if expects == "expect" else [at.to("days", i) for i in range(len(at.node["days"]))]
        days = [place.node.get("on") for place in places if expects == "days"]
        for place, day in zip(places, days, strict=False):
            if days.count(day) > 1:
                self.problems.add(place.to("on"), f"the day {day} is there more than once")
        for place in places:
            self._check_names(place)
        facts = self._facts(at.to("facts")) if about == ["facts"] else None
        diary = self._diary(at.to("diary")) if about == ["diary"] else None
        expectations = [self._expectation(place, diary) for place in places]
        if facts is not None or diary is not None:
            mode = at.node.get("diary", {}).get("mode", MODES[0])
            yield Scenario(str(at.where), at.node["title"], facts, diary, mode, tuple(filter(None, expectations)))

    def _expectation(self, at: At, diary: Diary | None) -> Expectation | None:
        expected = {key: value for key, value in at.node.items() if key != "on"}
        if "on" not in at.node:
            # What is said of facts is said of the whole scenario.
            return Expectation("", None, expected)
        found: list[Problem] = []
        day = read_date("on", at.node["on"], found)
        if day is not None and diary is not None and (diary.first_date is None or day < diary.first_date):
            found.append(Problem("on", f"found `{day}`; allowed: a day from the first of the diary on"))
        self._note(at.to("on"), found)
        return None if found or day is None else Expectation(str(at.where), day, expected)

    def _facts(self, at: At) -> Facts | None:
        try:
            return self.rulebook.validated(dict(at.node))
        except FactsError as error:
            for problem in error.problems:
                where = f"`{problem.where}`: {problem.message}"
                self.problems.add(at.to(problem.where), where, nearest=problem.nearest)
            return None

    def _diary(self, at: At) -> Diary | None:
        node = at.node
        if ("file" in node) == ("entries" in node) or ("file" in node and node.keys() & {"time_zone", "parameters"}):
            self.problems.add(at, "a diary has `entries`, with `time_zone` and `parameters`, or else a `file`")
            return None
        try:
            diary = self._read(at.to("file")) if "file" in node else self._kept(at)
            if diary is not None:
                # Whether the rulebook says where a runner goes on is not known before.
                diary.following(self.rulebook)
        except (ProblemsError, OSError) as error:
            unread = [Problem("file", f"cannot be read: {error}")]
            self._note(at, error.problems if isinstance(error, ProblemsError) else unread)
            return None
        return diary

    @property
    def _models(self) -> tuple[type[Facts], ...]:
        model = self.rulebook.facts
        return (model,) if issubclass(model, Assessment) and model is not Assessment else ()

    def _read(self, at: At) -> Diary:
        return Diary.from_json((self.path.parent / at.node).read_bytes(), models=self._models)

    def _kept(self, at: At) -> Diary | None:
        entries: list[Entry] = []
        for index in range(len(at.node["entries"])):
            place = at.to("entries", index)
            try:
                entries.append(read_entry(place.node, self._models))
            except DiaryError as error:
                self._note(place, error.problems)
        if len(entries) < len(at.node["entries"]):
            return None
        zone, parameters = at.node.get("time_zone"), at.node.get("parameters")
        try:
            return Diary(entries, time_zone=zone, parameters=parameters, models=self._models)
        except (DiaryError, ParameterError) as error:
            self._note(at, error.problems)
            return None

    def _note(self, at: At, found: list[Problem] | tuple[Problem, ...]) -> None:
        for problem in found:
            below = at.to("facts", problem.where)
            below = at.to(problem.where) if below.node is at.to("facts").node else below
            named = f"`{problem.where}`: {problem.message}" if problem.where else problem.message
            self.problems.add(below, named, nearest=problem.nearest)

    def _check_names(self, at: At) -> None:
        known = {
            "outcome": [outcome.id for outcome in self.rulebook.definition.outcomes],
            "rule": [rule.id for rule in self.rulebook.rules],
            "fact": list(self.rulebook.facts.specs),
        }
        if "outcome" in at.node and at.node["outcome"] not in known["outcome"]:
            self.problems.unknown(at.to("outcome"), "outcome", at.node["outcome"], known["outcome"])
        facts, rules = ("questions", "asks"), ("rules", "holds", "fails", "unknown")
        for key, what in (*((each, "rule") for each in rules), *((each, "fact") for each in facts)):
            for index, name in enumerate(at.node.get(key, ())):
                if name not in known[what]:
                    self.problems.unknown(at.to(key, index), what, name, known[what])
