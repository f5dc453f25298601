"""What a rule file means, written a second time from `docs/semantics.md`: no line of it is shared with the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from itertools import product
from types import NoneType
from typing import Any, NamedTuple

from tests.conformance.random_rulebooks.generator import STAGES, Document, Sample

Truth = bool | None
Input = dict[str, Any]
HOWS = ("sum", "difference", "ratio", "larger", "smaller")
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda have, than: have == than,
    "in": lambda have, than: any(have == each for each in than),
    "at_least": lambda have, than: have >= than,
    "at_most": lambda have, than: have <= than,
    "above": lambda have, than: have > than,
    "below": lambda have, than: have < than,
}


class Answer(NamedTuple):
    """What is decided, without words. `effect` is what to do, field by field; a fact may be missing to know it."""

    outcome: str
    withheld: bool
    effect: tuple[Any, ...]
    truths: tuple[Truth, ...]


class Meaning:
    """The meaning of one random rulebook under one profile.

    Attributes:
        answers: what is decided for every admissible input, by the input's values in declared order.
    """

    def __init__(self, sample: Sample, profile: str = "cautious") -> None:
        self.sample = sample
        document = sample.document
        self.manifest: Document = document["rulebook"]
        self.rules: list[Document] = document["rules"]
        self.outcomes = [each["id"] for each in self.manifest["outcomes"]]
        self.default: str = self.manifest["default"]
        self.permissive = set(self.manifest.get("permissive", ()))
        self._findings = {each["id"]: each["when"] for each in document.get("findings", ())}
        self._values = {f"${each['id']}": each[profile] for each in document.get("parameters", ())}

    @cached_property
    def answers(self) -> dict[tuple[Any, ...], Answer]:
        """The answer for every admissible input."""
        return {tuple(each.values()): self.decide(each) for each in self.sample.inputs}

    def answer(self, facts: Input) -> Answer:
        """The answer for one of them."""
        return self.answers[tuple(facts.values())]

    def rank(self, outcome: str) -> int:
        """0 for the most cautious outcome."""
        return self.outcomes.index(outcome)

    def truth(self, condition: Any, facts: Input) -> Truth:
        """Kleene's three values."""
        match condition:
            case "always":
                return True
            case str():
                return self.truth(self._findings[condition], facts)
            case {"not": part}:
                return _not(self.truth(part, facts))
            case {"all": parts}:
                needed = len(parts)
            case {"any": parts}:
                needed = 1
            case {"of": parts, "at_least": needed}:
                pass
            case {"score": items, "at_least": points}:
                return self._score(items, Fraction(self._values.get(points, points)), facts)
            case _:
                return self._compared(condition, facts)
        return _count(needed, [self.truth(part, facts) for part in parts])

    def _score(self, items: list[Document], needed: Fraction, facts: Input) -> Truth:
        """Every way in which what is unknown may turn out comes to enough, or none does."""
        worth = [
            {Fraction(item["points"]) * answer for answer in ((0, 1) if truth is None else (truth,))}
            for item in items
            for truth in [self.truth(item["when"], facts)]
        ]
        enough = {sum(way) >= needed for way in product(*worth)}
        return enough.pop() if len(enough) == 1 else None

    def _compared(self, condition: Document, facts: Input) -> Truth:
        ((fact, comparisons),) = condition.items()
        derived = {each["id"]: each for each in self.sample.document.get("derived", ())}
        others = [than for than in comparisons.values() if isinstance(than, str) and than in {*facts, *derived}]
        if fact in derived or (others and isinstance(facts.get(fact, 0), (int, float, NoneType))):
            return _count(
                len(comparisons),
                [self._measured(fact, operator, than, facts, derived) for operator, than in comparisons.items()],
            )
        have = facts[fact]
        if have is None:
            return None
        return all(
            OPERATORS[operator](have, self._values.get(than, than) if isinstance(than, str) else than)
            for operator, than in comparisons.items()
        )

    def _measured(self, name: str, operator: str, than: Any, facts: Input, derived: Document) -> Truth:
        """By the ends of what it can come to, each time that an unknown fact stands in it by itself."""
        if operator == "in":
            truths = [self._measured(name, "is", each, facts, derived) for each in than]
            return _not(_count(len(truths), [_not(each) for each in truths]))
        than = self._values.get(than, than) if isinstance(than, str) else than
        if isinstance(than, str):
            ways = [
                None if one is None or other is None else one - other
                for one in self._ways(name, facts, derived)
                for other in self._ways(than, facts, derived)
            ]
            than = 0
        else:
            ways = self._ways(name, facts, derived)
        found = [way for way in ways if way is not None]
        if len(found) < len(ways):
            return None
        low, high, at = min(found), max(found), Fraction(str(than))
        if operator == "is":
            return True if low == high == at else None if low <= at <= high else False
        both = {OPERATORS[operator](end, at) for end in (low, high)}
        return both.pop() if len(both) == 1 else None

    def _ways(self, name: Any, facts: Input, derived: Document) -> list[Fraction | None]:
        """Everything that a part can come to; None: it is divided by 0."""
        if name not in derived:
            if name not in facts:
                return [Fraction(str(name))]
            values = [facts[name]] if facts[name] is not None else self.sample.domains[name][:-1]
            return [Fraction(str(value)) for value in values]
        entry = derived[name]
        how = next(each for each in HOWS if each in entry)
        ways = []
        for parts in product(*(self._ways(part, facts, derived) for part in entry[how])):
            first, *rest = parts
            match how:
                case "sum":
                    ways.append(sum(parts))
                case "difference":
                    ways.append(first - sum(rest))
                case "larger":
                    ways.append(max(parts))
                case "smaller":
                    ways.append(min(parts))
                case _:
                    ways.append(first * Fraction(str(entry["times"])) / rest[0] if rest[0] else None)
        return list(dict.fromkeys(ways))

    def rule(self, rule: Document, facts: Input) -> Truth:
        """Whether a rule holds: its condition does, and what lifts it does not."""
        holds = self.truth(rule["when"], facts)
        if "lifted_by" not in rule:
            return holds
        return _count(2, [holds, _not(self.truth(rule["lifted_by"], facts))])

    def decide(self, told: Input) -> Answer:
        """The outcome and its effect, for what is told and what follows from it."""
        facts = dict(self.sample.model.consequences.known(told))
        truths = tuple(self.rule(rule, facts) for rule in self.rules)
        outcome, withheld = self.default, False
        for place, candidate in enumerate(self.outcomes):
            speaking = {
                truth for rule, truth in zip(self.rules, truths, strict=True) if rule.get("outcome") == candidate
            }
            if True in speaking:
                before = set(self.outcomes[:place])
                unsure = any(
                    truth is None and rule.get("outcome") in before
                    for rule, truth in zip(self.rules, truths, strict=True)
                )
                withheld = candidate in self.permissive and unsure
                outcome = self.default if withheld else candidate
                break
        holding = [rule for rule, truth in zip(self.rules, truths, strict=True) if truth]
        return Answer(outcome, withheld, self._effect(outcome, holding, facts), truths)

    def _effect(self, outcome: str, holding: list[Document], facts: Input) -> tuple[Any, ...]:
        effect = self.manifest.get("effect", {})
        if outcome in self.manifest.get("silent", ()):
            if effect.get("kind") == "stages":
                return None, None, self._referral(holding, facts)
            return (None, None) if effect.get("kind") == "loads" else ()
        own = [rule for rule in holding if rule.get("outcome") == outcome]
        match effect.get("kind"):
            case "stages":
                counted = [*own, *(r for r in holding if r.get("outcome") == effect["back_off"])]
                moves = {r["move"] for r in (counted if outcome in effect.get("carries", ()) else own) if "move" in r}
                moved = _moved(moves, facts["stage"], facts["flare"], effect)
                return *moved, self._referral(holding, facts)
            case "loads":
                return _loaded(own, facts["exercise"], facts["load"], effect["ladders"])
            case "changes":
                return _changed([change for rule in own for change in rule.get("change", ())])
        return ()

    def _referral(self, holding: list[Document], facts: Input) -> str | None:
        """What to store of referrals: they stand until somebody has looked, except where they end with their sign."""
        if "referral" not in self.manifest["effect"]:
            return None
        urgency = self.sample.model.specs["referral"].values
        said = [rule["outcome"] for rule in holding if rule.get("outcome") in urgency and rule.get("stands", True)]
        silent = [outcome for outcome in said if outcome in self.manifest.get("silent", ())]
        if silent:
            return max(silent, key=urgency.index)
        if facts["seen"] == "yes":
            return "none"
        before = [] if facts["referral"] is None else [facts["referral"]]
        return max([*said, *before], key=urgency.index, default=None)

    def extensions(self, facts: Input) -> Iterator[Input]:
        """This input and every admissible one in which unknown facts have been answered."""
        domains = self.sample.domains
        free = [domains[name] if value is None else (value,) for name, value in facts.items()]
        for values in product(*free):
            if values in self.answers:
                yield dict(zip(facts, values, strict=True))

    def settled(self, facts: Input) -> bool:
        """Whether no answer changes the outcome, or what it does. A silent outcome waits for nothing else to store."""
        now = self.answer(facts)
        if now.outcome in self.manifest.get("silent", ()):
            return all(self.answer(then).outcome == now.outcome for then in self.extensions(facts))
        return all(
            (then.outcome, then.effect) == (now.outcome, now.effect)
            for then in map(self.answer, self.extensions(facts))
        )


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _count(needed: int, truths: list[Truth]) -> Truth:
    sure = sum(truth is True for truth in truths)
    possible = sum(truth is not False for truth in truths)
    return True if sure >= needed else None if possible >= needed else False


def _moved(moves: set[str], stage: str | None, flare: str | None, effect: Document) -> tuple[Any, ...]:
    """The next stage and the flare stage to store, None for what nobody knows."""
    backs = moves & {"back", "to_first"}
    if stage is None:
        return None, None if backs else flare
    here, last = STAGES.index(stage), len(STAGES) - 1
    places = {"to_first": 0, "back": max(here - 1, 0), "forward": min(here + 1, last), "resume": here}
    if flare not in (None, "none"):
        places["resume"] = max(STAGES.index(flare) - 1, STAGES.index(effect["resume_from"]))
    if "resume" in moves:
        moves = moves - {"forward"}
    there = min((places[move] for move in moves), default=here)
    if backs and here > 0:
        flare = stage
    elif there != here and STAGES[there] == effect["clears_flare"]:
        flare = "none"
    return STAGES[there], flare


def _loaded(rules: list[Document], exercise: str | None, load: str | None, ladders: Document) -> tuple[Any, ...]:
    """The next load, None where it stays or nobody knows, and the next exercise."""
    named = min((rule["next_exercise"] for rule in rules if "next_exercise" in rule), default=None)
    steps = {rule["load"] for rule in rules if "load" in rule}
    ladder = ladders.get(exercise, ())
    if not steps or load not in ladder:
        return None, named
    there = ladder.index(load) + (-1 if "down" in steps else 1)
    return ladder[there] if 0 <= there < len(ladder) else None, named


def _changed(changes: list[Document]) -> tuple[Any, ...]:
    """For each thing its tightest bounds, and what remains allowed: None for anything."""
    bounds = []
    for what in sorted({change["what"] for change in changes}):
        about = [change for change in changes if change["what"] == what]
        low = max((change["at_least"] for change in about if "at_least" in change), default=None)
        high = min((change["at_most"] for change in about if "at_most" in change), default=None)
        allowed = [set(change["values"]) for change in about if change.get("values")]
        left = tuple(sorted(set.intersection(*allowed))) if allowed else None
        bounds.append((what, low, high, left))
    return tuple(bounds)


def effect_of(kind: str | None, decision: Any) -> tuple[Any, ...]:
    """The effect of a decision of the library, in the same form."""
    match kind:
        case "stages":
            return decision.next_stage, decision.flare_stage, decision.open_referral
        case "loads":
            return decision.next_load, decision.next_exercise
        case "changes":
            plain = [
                {
                    name: getattr(each, name)
                    for name in ("what", "at_least", "at_most", "values")
                    if getattr(each, name) not in (None, ())
                }
                for each in decision.changes
            ]
            return _changed(plain)
    return ()
