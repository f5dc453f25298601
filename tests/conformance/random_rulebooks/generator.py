"""Makes small rulebooks of every kind: facts of their own, findings, all effects, parameters, contradictions, laws."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Literal

from pydantic import create_model

from itb_rules import Facts, Rulebook
from itb_rules.facts import (
    Above,
    Contradiction,
    FactSpec,
    Is,
    Known,
    NotAbove,
    NotBelow,
    NotTogether,
    choice,
    decimal,
    whole,
    yes_no,
)
from itb_rules.rulebook.loading import load_definition
from itb_rules.rulebook.parameters import with_values

Document = dict[str, Any]
STAGES = ("rest", "walk", "jog", "run")
EXERCISES, LOADS = ("bridge", "squat"), ("none", "light", "heavy")
MOVES = ("forward", "back", "to_first", "resume")
MOST_INPUTS = 1200
"""Inputs of one rulebook, unknown facts included: few enough to try all of them, in pairs too."""


@dataclass(frozen=True)
class Sample:
    """One random rulebook.

    Attributes:
        seed: makes the same one again.
        document: the rule file.
        model: its facts.
        rulebook: what the library loads from it.
    """

    seed: int
    document: Document
    model: type[Facts]
    rulebook: Rulebook

    @cached_property
    def domains(self) -> dict[str, tuple[Any, ...]]:
        """Every value of every fact, unknown last where it may be."""
        return {name: domain_of(spec) for name, spec in self.model.specs.items()}

    @cached_property
    def inputs(self) -> list[dict[str, Any]]:
        """Every admissible input."""
        every = (dict(zip(self.domains, values, strict=True)) for values in product(*self.domains.values()))
        return [each for each in every if self._admits(each)]

    def _admits(self, facts: dict[str, Any]) -> bool:
        violated = any(each.violated(facts) for each in self.model.contradictions)
        return not violated and next(self.model.consequences.impossible(facts), None) is None


def domain_of(spec: FactSpec) -> tuple[Any, ...]:
    """The values of a fact, and None for unknown where it can be."""
    unknown = () if spec.default is not None else (None,)
    match spec.kind:
        case "yes_no":
            return (False, True, *unknown)
        case "choice":
            return (*spec.values, *unknown)
        case "whole":
            return (*range(int(spec.low or 0), int(spec.high or 0) + 1), *unknown)
        case "decimal":
            return (*(step / 100 for step in range(round((spec.high or 0) * 100) + 1)), *unknown)


def sample(seed: int, *, plain: bool = False) -> Sample:
    """The rulebook of this seed.

    Args:
        seed: makes the same one again.
        plain: without derived facts and scores, as this seed made it before there were any.
    """
    return _Maker(seed, plain=plain).sample()


class _Maker:
    def __init__(self, seed: int, *, plain: bool) -> None:
        self._seed = seed
        self._plain = plain
        self._chance = Random(seed)
        self._findings: list[str] = []
        self._parameters: list[Document] = []
        self._derived: list[Document] = []

    def sample(self) -> Sample:
        kind = self._chance.choice(("none", "stages", "loads", "changes"))
        self._model = self._facts(kind)
        document = self._document(kind)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "own"
            path.mkdir()
            (path / "rulebook.yaml").write_text(json.dumps(document), "utf-8")
            # The cases beside the rules are made up, so they are not replayed.
            definition = load_definition(path, facts=self._model, check_cases=False)
        rulebook = Rulebook(with_values(definition, "cautious", {}))
        return Sample(self._seed, document, self._model, rulebook)

    def _facts(self, kind: str) -> type[Facts]:
        chance = self._chance
        fields: dict[str, Any] = {}
        if kind == "stages":
            fields["stage"] = self._choice(STAGES, default=0.2)
            flares = STAGES if chance.random() < 0.5 else STAGES[1:]
            fields["flare"] = self._choice(("none", *flares), default=0.2)
            if chance.random() < 0.3:
                fields["referral"] = self._choice(chance.choice((("none", "o1", "o0"), ("none", "o0"))), default=0.2)
                fields["seen"] = self._choice(("no", "yes"), default=0.4)
        elif kind == "loads":
            fields["exercise"] = self._choice(EXERCISES, default=0.2)
            fields["load"] = self._choice(LOADS, default=0.2)
        size = 1
        for _, fact in fields.values():
            size *= len(fact.metadata[0].unnamed.values) + 1
        for number in range(chance.randint(2, 5)):
            name = f"f{number}"
            match chance.choice(("yes_no", "yes_no", "choice", "whole", "decimal")):
                case "yes_no":
                    made = (
                        bool | None,
                        yes_no(
                            typical=chance.choice((None, True, False)),
                            worse=self._maybe(True),
                            **_said(name, self._chance),
                        ),
                    )
                    values = 2
                case "choice":
                    made, values = self._choice(tuple("abc"[: chance.randint(2, 3)]), default=0.3, name=name), 3
                case "whole":
                    values = chance.randint(2, 4)
                    made = (
                        int | None,
                        whole(
                            0,
                            values - 1,
                            unit="u",
                            typical=self._maybe(0),
                            worse=self._maybe(chance.choice(("higher", "lower"))),
                            **_said(name, self._chance),
                        ),
                    )
                case _:
                    values = chance.randint(2, 4)
                    made = (
                        float | None,
                        decimal(
                            0,
                            (values - 1) / 100,
                            unit="u",
                            typical=self._maybe(0),
                            worse=self._maybe("higher"),
                            **_said(name, self._chance),
                        ),
                    )
            size *= values + 1
            if size > MOST_INPUTS:
                break
            fields[name] = made
        plain = create_model("Own", __base__=Facts, **fields)
        contradictions = [self._contradiction(plain) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))]
        typical = {name: spec.typical for name, spec in plain.specs.items()}
        kept = tuple(_tree(each for each in contradictions if each is not None and not each.violated(typical)))
        return type("Own", (plain,), {"contradictions": kept, "__module__": __name__})

    def _choice(self, values: tuple[str, ...], *, default: float, name: str = "choice") -> tuple[Any, Any]:
        typical = self._maybe(values[0])
        annotation: Any = Literal[values]
        if self._chance.random() < default:
            return annotation, choice(
                *values, typical=typical, default=self._chance.choice(values), **_said(name, self._chance)
            )
        return annotation | None, choice(
            *values, typical=typical, worse=self._maybe(values), **_said(name, self._chance)
        )

    def _contradiction(self, model: type[Facts]) -> Contradiction | None:
        chance, specs = self._chance, model.specs
        numbers = [name for name, spec in specs.items() if spec.kind in ("whole", "decimal")]
        if len(numbers) > 1 and chance.random() < 0.4:
            one, other = chance.sample(numbers, 2)
            whole = specs[one].kind == specs[other].kind == "whole"
            kind = chance.choice((NotAbove, NotBelow))
            return kind(one, other, chance.choice((1, 1, 2)) if whole or kind is NotAbove else 1)
        if len(specs) < 2:
            return None
        return NotTogether(*(self._term(specs[name]) for name in chance.sample(sorted(specs), 2)))

    def _term(self, spec: FactSpec) -> Is | Above | Known:
        chance = self._chance
        values = [value for value in domain_of(spec) if value is not None]
        if spec.kind in ("whole", "decimal") and chance.random() < 0.5:
            return Above(spec.name, chance.choice(values))
        if chance.random() < 0.3:
            return Known(spec.name)
        # Never all of them: that is `Known`, said in a way that no author would.
        return Is(spec.name, tuple(chance.sample(values, chance.randint(1, len(values) - 1))))

    def _document(self, kind: str) -> Document:
        chance = self._chance
        outcomes = [f"o{rank}" for rank in range(chance.randint(2, 4))]
        default = chance.choice(outcomes)
        permissive = [each for each in outcomes[outcomes.index(default) + 1 :] if chance.random() < 0.7]
        silent = outcomes[:1] if outcomes[0] != default and chance.random() < 0.3 else []
        manifest: Document = {
            "id": "own",
            "version": "1.0.0",
            "title": "Own",
            "facts": "Own",
            "outcomes": [{"id": each, "title": each} for each in outcomes],
            "default": default,
        }
        manifest |= {name: some for name, some in (("permissive", permissive), ("silent", silent)) if some}
        specs = self._model.specs
        if chance.random() < 0.4:
            manifest["position"] = [chance.choice(sorted(specs))]
        loud = [each for each in outcomes if each not in silent]
        if kind != "none":
            manifest["effect"] = self._effect(kind, loud)
        self._parameters = [made for made in (self._parameter(n) for n in range(chance.randint(0, 2))) if made]
        self._derived = self._worked_out()
        findings = []
        for number in range(chance.choice((0, 0, 1, 2, 3))):
            findings.append({"id": f"n{number}", "title": "n", "when": self._condition(2), "source": ["S"]})
            self._findings.append(f"n{number}")
        rules = [self._rule(number, manifest, loud) for number in range(chance.randint(1, 7))]
        document: Document = {"rulebook": manifest, "sources": [{"id": "S", "says": "s"}], "rules": rules}
        sections = {"parameters": self._parameters, "findings": findings, "derived": self._derived}
        document |= {name: some for name, some in sections.items() if some}
        document["laws"] = self._laws(outcomes, permissive)
        return document

    def _effect(self, kind: str, loud: list[str]) -> Document:
        chance = self._chance
        if kind == "changes":
            return {"kind": kind, "on": chance.choice(loud)}
        if kind == "loads":
            ladders = {name: chance.choice(([], list(LOADS), ["light", "heavy"])) for name in EXERCISES}
            return {"kind": kind, "exercise": "exercise", "load": "load", "ladders": ladders}
        effect: Document = {"kind": kind, "stage": "stage", "flare": "flare", "none": "none"}
        effect |= {
            "resume_from": chance.choice(STAGES),
            "clears_flare": chance.choice(STAGES),
            "back_off": chance.choice(loud),
        }
        if "referral" in self._model.specs:
            effect["referral"] = {"stored": "referral", "clearance": "seen", "ended_by": ["yes"]}
        carries = [each for each in loud if each != effect["back_off"] and chance.random() < 0.4]
        return effect | ({"carries": carries} if carries else {})

    def _parameter(self, number: int) -> Document | None:
        chance = self._chance
        numbers = [spec for spec in self._model.specs.values() if spec.kind in ("whole", "decimal")]
        if not numbers:
            return None
        spec = chance.choice(numbers)
        values = [value for value in domain_of(spec) if value is not None]
        ends = {"cautious": chance.choice(values), "permissive": chance.choice(values)}
        return {"id": f"p{number}", "title": "p", "unit": "u", "source": ["S"], **ends}

    def _worked_out(self) -> list[Document]:
        """Numbers worked out of facts, some of them out of others, most with parts in common."""
        chance = self._chance
        facts = [name for name, spec in self._model.specs.items() if spec.kind in ("whole", "decimal")]
        if self._plain or not facts or chance.random() < 0.4:
            return []
        made: list[Document] = []
        plain = [*facts]
        for number in range(chance.randint(1, 3)):
            how = chance.choice(("sum", "difference", "ratio", "larger", "smaller"))
            entry: Document = {"id": f"d{number}", "title": f"d{number}", "unit": "u"}
            if how == "ratio":
                entry |= {how: [chance.choice(plain), chance.choice(facts)], "times": chance.choice((1, 100, 0.5))}
            else:
                parts: list[Any] = [chance.choice(plain) for _ in range(chance.randint(2, 3))]
                if chance.random() < 0.3:
                    parts[-1] = chance.choice((1, 2, 0.01, 0.5, -1))
                entry[how] = parts
                plain.append(f"d{number}")
            made.append(entry)
        return made

    def _measured(self) -> Document:
        """A comparison with something worked out, near to what it can be; or of a fact with another one."""
        chance, specs = self._chance, self._model.specs
        numbers = [name for name, spec in specs.items() if spec.kind in ("whole", "decimal")]
        operator = chance.choice(("is", "at_least", "at_most", "above", "below"))
        names = [*numbers, *(each["id"] for each in self._derived if "ratio" not in each)]
        if len(names) > 1 and chance.random() < 0.3:
            one, other = chance.sample(names, 2)
            return {one: {operator: other}}
        worked = chance.choice(self._derived)
        while True:
            known = {name: chance.choice(domain_of(specs[name])[: len(domain_of(specs[name])) - 1]) for name in numbers}
            found = worked_out(worked["id"], known, self._derived)
            if found is not None:
                break
            if chance.random() < 0.2:
                return {worked["id"]: {operator: 1}}
        than = round(float(found), 2)
        if chance.random() < 0.2:
            return {worked["id"]: {"in": [than]}}
        return {worked["id"]: {operator: than}}

    def _condition(self, depth: int) -> Any:
        chance = self._chance
        way = chance.random() if depth else 1.0
        if way < 0.12:
            return {"not": self._condition(depth - 1)}
        if way < 0.55:
            parts = [self._condition(depth - 1) for _ in range(chance.randint(1, 4))]
            how = chance.choice(("all", "any", "at_least", *(() if self._plain else ("score",))))
            if how == "score":
                return self._score(parts)
            return {"at_least": chance.randint(1, len(parts)), "of": parts} if how == "at_least" else {how: parts}
        if self._findings and chance.random() < 0.3:
            return chance.choice(self._findings)
        if self._derived and chance.random() < 0.4:
            return self._measured()
        return self._comparison(chance.choice(list(self._model.specs.values())))

    def _score(self, parts: list[Any]) -> Document:
        """Points that come to something: between none of them and all."""
        chance = self._chance
        points = [chance.choice((1, 1, 2, 3, 0.5, 1.5, -1, -2, 0.25)) for _ in parts]
        low, high = (sum(each for each in points if (each > 0) is more) for more in (False, True))
        steps = [low + step * 0.25 for step in range(1, round((high - low) * 4) + 1)]
        items = [{"points": each, "when": part} for each, part in zip(points, parts, strict=True)]
        return {"at_least": chance.choice(steps), "score": items}

    def _comparison(self, spec: FactSpec) -> Document:
        chance = self._chance
        values = [value for value in domain_of(spec) if value is not None]
        if chance.random() < 0.25:
            return {spec.name: {"in": chance.sample(values, chance.randint(1, len(values)))}}
        if spec.kind not in ("whole", "decimal"):
            return {spec.name: {"is": chance.choice(values)}}
        fitting = [each["id"] for each in self._parameters if {each["cautious"], each["permissive"]} <= set(values)]
        than = f"${chance.choice(fitting)}" if fitting and chance.random() < 0.5 else chance.choice(values)
        operators = chance.sample(("is", "at_least", "at_most", "above", "below"), chance.choice((1, 1, 1, 2)))
        return {
            spec.name: {
                operator: than if place == 0 else chance.choice(values) for place, operator in enumerate(operators)
            }
        }

    def _rule(self, number: int, manifest: Document, loud: list[str]) -> Document:
        chance = self._chance
        outcome = chance.choice(
            [*(each["id"] for each in manifest["outcomes"]), *loud, None][
                : len(manifest["outcomes"]) + len(loud) + (chance.random() < 0.3)
            ]
        )
        rule: Document = {
            "id": f"r{number}",
            "title": f"r{number}",
            "source": ["S"],
            "basis": "safety",
            "evidence": "expert",
        }
        always = chance.random() < 0.06
        rule["when"] = "always" if always else self._condition(3)
        if chance.random() < 0.2:
            rule["lifted_by"] = self._condition(2)
        if not always or "lifted_by" in rule:
            rule["cases"] = {"holds": {}, "fails": {}, "unknown": {}}
        if outcome is None:
            return rule | {"do": "d"}
        rule["outcome"] = outcome
        effect = manifest.get("effect", {})
        stored = self._model.specs["referral"].values if "referral" in effect else ()
        if outcome in loud and chance.random() < 0.8:
            match effect.get("kind"):
                case "stages":
                    rule["move"] = chance.choice(MOVES)
                    if outcome in stored[1:] and chance.random() < 0.2:
                        rule["stands"] = False
                case "loads":
                    rule |= chance.choice(
                        (
                            {"load": "up"},
                            {"load": "down"},
                            {"next_exercise": chance.choice(EXERCISES)},
                            {"load": "up", "next_exercise": "bridge"},
                        )
                    )
                case "changes" if outcome == effect["on"]:
                    rule["change"] = [self._change() for _ in range(chance.randint(1, 2))]
        return rule

    def _change(self) -> Document:
        chance = self._chance
        if chance.random() < 0.4:
            return {
                "what": "place",
                "title": "t",
                "values": chance.sample(("road", "track", "grass"), chance.randint(1, 3)),
            }
        if chance.random() < 0.2:
            return {"what": "place", "title": "t"}
        low, high = sorted(chance.sample(range(6), 2))
        bounds = chance.choice(({"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}))
        return {"what": chance.choice(("minutes", "runs")), "title": "t", **bounds}

    def _laws(self, outcomes: list[str], permissive: list[str]) -> list[Document]:
        common = {"title": "t", "source": ["S"]}
        laws = [
            {"id": kind, "kind": kind, **common}
            for kind in ("settled_means_settled", "stable_under_answers", "stricter_profile", "monotone")
        ]
        if permissive:
            laws.append({"id": "unknown_safe", "kind": "unknown_safe", "outcomes": permissive, **common})
        laws.append(
            {
                "id": "red",
                "kind": "red_flag_refers",
                "when": self._condition(1),
                "outcome": self._chance.choice(outcomes),
                **common,
            }
        )
        return laws

    def _maybe(self, value: Any) -> Any:
        return value if self._chance.random() < 0.6 else None


def worked_out(name: Any, known: dict[str, Any], derived: list[Document]) -> Fraction | None:
    """What something worked out comes to; None for a ratio to 0."""
    entry = next((each for each in derived if each["id"] == name), None)
    if entry is None:
        return Fraction(str(known.get(name, name)))
    how = next(each for each in ("sum", "difference", "ratio", "larger", "smaller") if each in entry)
    parts = [worked_out(part, known, derived) for part in entry[how]]
    numbers = [part for part in parts if part is not None]
    match how:
        case "sum":
            return sum(numbers, Fraction(0))
        case "difference":
            return numbers[0] - sum(numbers[1:])
        case "larger":
            return max(numbers)
        case "smaller":
            return min(numbers)
    return numbers[0] * Fraction(str(entry["times"])) / numbers[1] if numbers[1] else None


def _said(name: str, chance: Random) -> dict[str, Any]:
    return {"question": f"{name}?", "label": name, "asks": "runner", "group": "g", "changeable": chance.random() < 0.8}


def _tree(contradictions: Iterable[Contradiction]) -> Iterator[Contradiction]:
    """Those that tie facts not tied so far: in a circle of them not everything that follows is found."""
    together: list[set[str]] = []
    for each in contradictions:
        touched = [facts for facts in together if facts & set(each.facts)]
        if not any(set(each.facts) <= facts for facts in touched):
            together = [facts for facts in together if facts not in touched] + [set(each.facts).union(*touched)]
            yield each
