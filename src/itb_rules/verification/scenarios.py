"""Scenarios: facts with what is expected of a rulebook, run on every engine, and what they cover of its rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from itb_rules.decision import Decision
from itb_rules.errors import FactsError, MissingExtraError, Problem, RulebookError
from itb_rules.explanation import Criterion, Status, Why
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Rule
from itb_rules.rulebook.engines.registry import ENGINES
from itb_rules.rulebook.loading.format.containers import Key, ListOf, MappingOf, MappingShape
from itb_rules.rulebook.loading.format.shapes import Report, Scalar, Text, YesNo
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import Problems
from itb_rules.rulebook.loading.yaml.reader import MOST_BYTES, Kind, read_file

FOLDER = "scenarios"
KIND = Kind("scenario file", "scenarios: [...]")
NAME, SENTENCE = Text(80), Text(2000)
NAMES = ListOf(NAME, unique=True)
FACTS = MappingOf(Scalar(empty=True), "a mapping of facts")

EXPECTED = MappingShape(
    "an expectation",
    {
        "outcome": Key(NAME, "The outcome."),
        "stage": Key(NAME, "The stage to go on in."),
        "settled": Key(YesNo(), "Whether no answer can change it."),
        "rules": Key(NAMES, "The rules that decide: these and no others."),
        "holds": Key(NAMES, "Rules that hold, whichever decide."),
        "fails": Key(NAMES, "Rules that do not hold."),
        "questions": Key(NAMES, "The facts that are asked for: these and no others."),
    },
)
SCENARIO = MappingShape(
    "a scenario",
    {
        "title": Key(SENTENCE, "What it shows.", needed=True),
        "facts": Key(FACTS, "The facts; others are unknown.", needed=True),
        "expect": Key(EXPECTED, "What is expected.", needed=True),
    },
)
FILE = MappingShape("a scenario file", {"scenarios": Key(ListOf(SCENARIO), "The scenarios.", needed=True)})


@dataclass(frozen=True, slots=True)
class Scenario:
    """Facts, and what is expected of the decision on them.

    Attributes:
        where: file, line and column.
        title: what it shows.
        facts: the facts, valid.
        expected: by kind, what is expected.
    """

    where: str
    title: str
    facts: Facts
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClauseCoverage:
    """One comparison of a rule, and in how many scenarios it was met, unmet or unknown."""

    fact: str
    need: str
    than: Any
    met: int
    unmet: int
    unknown: int


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """One rule, in how many scenarios it held, did not, was unknown, and was among those that decided.

    Attributes:
        outcome: the outcome it speaks for; None for advice, which never decides.
        clauses: its comparisons, in order.
    """

    rule: str
    outcome: str | None
    met: int
    unmet: int
    unknown: int
    decided: int
    clauses: tuple[ClauseCoverage, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What no scenario shows: `met`, `unmet`, `unknown`, and for a rule with an outcome `decided`."""
        shown = ("met", "unmet", "unknown", *(["decided"] if self.outcome is not None else []))
        return tuple(name for name in shown if not getattr(self, name))


@dataclass(frozen=True, slots=True)
class ScenarioReport:
    """What running scenarios found.

    Attributes:
        rulebook: name of the rulebook.
        scenarios: how many were run.
        engines: on which engines.
        left_out: engines whose extra is not installed.
        failures: what came out otherwise, each with its scenario's place.
        coverage: every rule, in the order of the rulebook.
    """

    rulebook: str
    scenarios: int
    engines: tuple[str, ...]
    left_out: tuple[str, ...]
    failures: tuple[Problem, ...]
    coverage: tuple[RuleCoverage, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected, on every engine."""
        return not self.failures

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {"passed": self.passed, **asdict(self), "failures": [str(failure) for failure in self.failures]}


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
    found = [each for path in sorted(place.glob("*.yaml")) for each in _read(path, rulebook, problems)]
    problems.raise_if_any()
    if not found:
        raise RulebookError([Problem(str(folder), "there are no scenarios: no `.yaml` file here has any")])
    return tuple(found)


def run_scenarios(scenarios: Sequence[Scenario], rulebook: Rulebook) -> ScenarioReport:
    """Decide every scenario on every engine that is installed, and count what the scenarios cover.

    Args:
        scenarios: what to run.
        rulebook: what decides.
    """
    failures: dict[tuple[str, str, str], list[str]] = {}
    left_out: list[str] = []
    whys: list[Mapping[str, Why]] = []
    for engine in ENGINES:
        try:
            decisions = [rulebook.decide(each.facts, engine=engine) for each in scenarios]
        except MissingExtraError:
            left_out.append(engine)
            continue
        for scenario, decision in zip(scenarios, decisions, strict=True):
            why = {rule.id: decision.rule(rule.id) for rule in rulebook.rules}
            for each in _otherwise(scenario.expected, decision, why):
                failures.setdefault((scenario.where, scenario.title, each), []).append(engine)
            if engine == "reference":
                whys.append(why)
    engines = tuple(engine for engine in ENGINES if engine not in left_out)
    return ScenarioReport(
        rulebook=rulebook.name,
        scenarios=len(scenarios),
        engines=engines,
        left_out=tuple(left_out),
        failures=tuple(
            # Engines agree, and what one alone says is a mistake of that engine.
            Problem(where, f"{title}: {each}" + ("" if len(on) == len(engines) else f" (on {', '.join(on)})"))
            for (where, title, each), on in failures.items()
        ),
        coverage=tuple(_covered(rule, [each[rule.id] for each in whys]) for rule in rulebook.rules),
    )


def _read(path: Path, rulebook: Rulebook, problems: Problems) -> Iterator[Scenario]:
    name = f"{path.parent.name}/{path.name}"
    with path.open("rb") as file:
        root = read_file(file.read(MOST_BYTES + 1), name, problems, KIND)
    if root is None or "rulebook" in root or not FILE.check(root, (1, 1), KIND.name, Report(name, problems)):
        return
    top = At(name, root, (1, 1))
    for index in range(len(root["scenarios"])):
        at = top.to("scenarios", index)
        facts = _facts(at.to("facts"), rulebook, problems)
        _check_names(at.to("expect"), rulebook, problems)
        if facts is not None:
            yield Scenario(str(at.where), at.node["title"], facts, at.node["expect"])


def _facts(at: At, rulebook: Rulebook, problems: Problems) -> Facts | None:
    try:
        return rulebook.validated(dict(at.node))
    except FactsError as error:
        for problem in error.problems:
            problems.add(at.to(problem.where), f"`{problem.where}`: {problem.message}", nearest=problem.nearest)
        return None


def _check_names(at: At, rulebook: Rulebook, problems: Problems) -> None:
    known = {
        "outcome": [outcome.id for outcome in rulebook.definition.outcomes],
        "rule": [rule.id for rule in rulebook.rules],
        "fact": list(rulebook.facts.specs),
    }
    if "outcome" in at.node and at.node["outcome"] not in known["outcome"]:
        problems.unknown(at.to("outcome"), "outcome", at.node["outcome"], known["outcome"])
    for key, what in (("rules", "rule"), ("holds", "rule"), ("fails", "rule"), ("questions", "fact")):
        for index, name in enumerate(at.node.get(key, ())):
            if name not in known[what]:
                problems.unknown(at.to(key, index), what, name, known[what])


def _otherwise(expected: Mapping[str, Any], decision: Decision, why: Mapping[str, Why]) -> Iterator[str]:
    """What of a decision is otherwise than expected, in sentences."""
    found = {
        "outcome": decision.outcome,
        "stage": decision.next_stage,
        "settled": decision.settled,
        "rules": {hit.rule for hit in decision.because},
        "questions": {question.fact for question in decision.questions},
    }
    for key, value in found.items():
        wanted = expected.get(key, value)
        if isinstance(value, set):
            if {*wanted} != value:
                yield f"`{key}` is {_listed(value)}, not {_listed(wanted)}"
        elif wanted != value:
            yield f"`{key}` is `{_shown(value)}`, not `{_shown(wanted)}`"
    for key, status in (("holds", "met"), ("fails", "unmet")):
        for name in expected.get(key, ()):
            if why[name].status != status:
                yield f"`{name}` {_WORDS[why[name].status]}"


_WORDS: Mapping[Status, str] = {"met": "holds", "unmet": "does not hold", "unknown": "is unknown"}


def _shown(value: Any) -> str:
    return {True: "true", False: "false", None: "null"}.get(value) or str(value)


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"


def _covered(rule: Rule, whys: Sequence[Why]) -> RuleCoverage:
    statuses = Counter(why.status for why in whys)
    clauses: dict[tuple[str, str, Any], Counter[Status]] = {}
    for why in whys:
        for one in dict.fromkeys(_singles(why.when)):
            clauses.setdefault((_name(one), one.need or "", one.than), Counter())[one.status] += 1
    return RuleCoverage(
        rule.id,
        rule.outcome,
        statuses["met"],
        statuses["unmet"],
        statuses["unknown"],
        sum(why.decided for why in whys),
        tuple(
            ClauseCoverage(*clause, found["met"], found["unmet"], found["unknown"]) for clause, found in clauses.items()
        ),
    )


def _name(criterion: Criterion) -> str:
    """What is compared: a fact, a derived fact by its title, or two facts."""
    return criterion.fact or criterion.title or ", ".join(part.fact or part.title or "" for part in criterion.parts)


def _singles(criterion: Criterion) -> Iterator[Criterion]:
    if criterion.compared:
        yield criterion
        return
    for part in criterion.parts:
        yield from _singles(part)
