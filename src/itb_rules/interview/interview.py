"""An interview without a terminal: which card is next, what an answer does, when nothing is left to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NotRequired, Self, TypedDict, Unpack, get_args

from itb_rules.decision import Decision
from itb_rules.errors import FactsError, OptionError, Problem, misnamed, unknown_choice
from itb_rules.facts import Facts
from itb_rules.interview.agenda import Agenda, Asked, Situation
from itb_rules.interview.asked import AskedCard, asked_card
from itb_rules.interview.cards import cards_of
from itb_rules.interview.order import Order
from itb_rules.interview.renewal import renewed
from itb_rules.interview.state import VERSION, Step, check_state, steps_of
from itb_rules.interview.told import Day, Log, Page, answered
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.card import Line, Who
from itb_rules.rulebook.engines.reference import truth
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.wording.language import LANGUAGE, Language, language_of


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that hangs on what a card asks.

    Attributes:
        rule: its id.
        title: what a person reads, in the language of the interview.
        outcome: what it leads to if it holds.
        facts: the facts of the card that it hangs on.
    """

    rule: str
    title: str
    outcome: str
    facts: tuple[str, ...]


class Setting(TypedDict):
    """Who is asked, and what is known already.

    Attributes:
        who: who answers, `runner` (the default) or `clinician`. Where the runner is alone, cards for a clinician say
            what is so when nobody examined the knee (a test is `not_tested`), or are left out.
        facts: what is known already.
        diary: instead of `facts`: a diary, for the interview of one of its days. Each card that is answered goes into
            it as a check-in of that day.
        on: the day, with a diary.
        language: the language of the cards, such as `de`, or a `Language` with texts of an app's own. The decision is
            the same in each; `render` words it.
        engine: the engine to decide on.
    """

    who: NotRequired[Who]
    facts: NotRequired[Facts | Mapping[str, Any] | None]
    diary: NotRequired[Log | None]
    on: NotRequired[date | None]
    language: NotRequired[str | Language]
    engine: NotRequired[str]


class Interview:
    """Asks card by card until no answer can change the decision, or make a referral more urgent.

    It never asks for what cannot matter any more, or has one possible answer. What is skipped stays unknown and is not
    asked again; while it could change a permissive outcome, that outcome is withheld.

    Args:
        rulebook: the name of a packaged rulebook, a folder of rule files, or a loaded rulebook.
        **setting: who is asked, and what is known already, as `Setting` says.

    Raises:
        FactsError: the facts were refused.
        OptionError: an unknown `who`, language, engine or rulebook, or a diary without a day.
        RulebookError: the rulebook's files have problems.
    """

    def __init__(self, rulebook: str | Path | Rulebook = "progression", **setting: Unpack[Setting]) -> None:
        self._rulebook = chosen_rulebook(rulebook)
        self._who: Who = setting.get("who", "runner")
        self._engine = setting.get("engine", "direct")
        diary, on = setting.get("diary"), setting.get("on")
        _check(self._who, setting.get("facts"), diary, on)
        self._language = language_of(setting.get("language", LANGUAGE))
        cards = cards_of(self._rulebook.definition, self._language)
        self._cards = tuple(card for card in cards if self._who == "clinician" or card.who == "runner")
        self._alone = {
            line.fact: line.alone
            for card in cards
            if card not in self._cards
            for line in card.lines
            if line.alone is not None
        }
        self._order = Order(self._rulebook, self._cards)
        known = self._rulebook.validated(setting.get("facts") or {})
        self._told = Page(known) if diary is None or on is None else Day(diary, on, self._rulebook)
        self._steps: list[Step] = []
        self._look()

    @property
    def rulebook(self) -> Rulebook:
        """The rules it decides by."""
        return self._rulebook

    @property
    def language(self) -> Language:
        """The language of the cards."""
        return self._language

    @property
    def facts(self) -> Facts:
        """What is known by now."""
        return self._facts

    @property
    def decision(self) -> Decision:
        """The decision by now."""
        return self._decision

    @property
    def card(self) -> AskedCard | None:
        """The next card; None when the interview is done."""
        if self._next is None:
            return None
        card, lines = self._next
        left = {line.fact: self._left(self._facts, line.fact) for line in lines if line.fact}
        return asked_card(card, lines, self._rulebook.facts.specs, left, self._language)

    @property
    def done(self) -> bool:
        """Whether there is nothing left that is worth asking."""
        return self._next is None

    @property
    def remaining(self) -> int:
        """At most so many cards are still to come, the next one included."""
        return len(self._agenda.open) + len(self._agenda.pending)

    @property
    def count(self) -> int:
        """How many cards have been answered or skipped."""
        return len(self._steps)

    @property
    def logged(self) -> dict[str, bool | str]:
        """What was answered for the diary beside the facts, such as whether there was a run."""
        return {name: value for step in self._steps for name, value in step.log.items()}

    @property
    def opened(self) -> tuple[str, ...]:
        """What those answers lead to beside the next card, such as the form for a run."""
        logged = self.logged
        lines = (line for card in self._cards for line in card.lines if line.opens)
        return tuple(line.opens for line in lines if logged.get(line.log) is True)

    def why(self) -> tuple[Reason, ...]:
        """The rules that hang on the next card, the most cautious outcome first; () when the interview is done."""
        asked = set() if self._next is None else {line.fact for line in self._next[1]}
        definition, values = self._rulebook.definition, self._values
        reasons = []
        for rule in definition.rules:
            hangs = asked & definition.facts_of(rule.condition)
            if rule.outcome is not None and hangs and truth(rule.condition, values, definition) is None:
                in_order = tuple(fact for fact in definition.facts.specs if fact in hangs)
                title = self._language.text(f"rule.{rule.id}.title", rule.title)
                reasons.append(Reason(rule.id, title, rule.outcome, in_order))
        return tuple(reasons)

    @property
    def state(self) -> dict[str, Any]:
        """Everything that was answered, as plain JSON values, for `from_state`."""
        known = {name: value for name, value in self._told.known.__dict__.items() if value is not None}
        return {
            "version": VERSION,
            "rulebook": self._rulebook.name,
            "who": self._who,
            "language": self._language.code,
            "on": None if self._told.on is None else self._told.on.isoformat(),
            "known": known if self._told.on is None else {},
            "steps": [step.to_json() for step in self._steps],
        }

    @classmethod
    def from_state(
        cls,
        state: Mapping[str, Any],
        rulebook: str | Path | Rulebook | None = None,
        *,
        diary: Log | None = None,
        engine: str = "direct",
        language: str | Language | None = None,
    ) -> Self:
        """Go on with an interview.

        Args:
            state: what `state` gave.
            rulebook: the rulebook; None for the packaged one of that name.
            diary: the diary, where the interview had one. What was answered is in it already.
            engine: the engine to decide on.
            language: the language to go on in; None for that of the state.

        Raises:
            FactsError: the state is none, or its facts were refused; every problem is listed.
            OptionError: as for the interview itself.
        """
        check_state(state)
        book = chosen_rulebook(rulebook if rulebook is not None else state["rulebook"])
        if book.name != state["rulebook"]:
            message = f"the interview was about `{state['rulebook']}`, not `{book.name}`"
            raise FactsError([Problem("rulebook", message, state["rulebook"], book.name)])
        on = date.fromisoformat(state["on"]) if state["on"] else None
        setting: Setting = {"who": state["who"], "language": language or state["language"], "engine": engine}
        if diary is None:
            setting["facts"] = state["known"]
        else:
            setting["diary"], setting["on"] = diary, on
        interview = cls(book, **setting)
        interview._steps = steps_of(state["steps"], book.facts.specs)
        interview._look()
        return interview

    def answer(self, values: Mapping[str, Any] | None = None, /, **facts: Any) -> None:
        """Answer the next card.

        On a checklist, what is named is ticked (or has this value) and every other line says that nothing is wrong; a
        fact given as None stays unknown. On the other cards, what is not named stays unknown and is not asked again.

        Args:
            values: answers by name.
            **facts: the same, by keyword.

        Raises:
            FactsError: a name is not on the card, a value is refused or contradicts another answer, or nothing was
                answered. Nothing has changed then.
            LookupError: the interview is done.
        """
        card, lines = self._asked()
        given = {**(values or {}), **facts}
        names = dict.fromkeys(line.fact or line.log for line in lines)
        logs = [line.log for line in lines if line.log]
        problems = [_not_asked(str(name)[:60], names) for name in given if name not in names]
        problems += [
            _refused(line, given[line.log]) for line in lines if line.log and not _fits(line, given.get(line.log))
        ]
        if not problems and all(value is None for value in given.values()):
            message = "nothing was answered; `skip` leaves a card unknown, `none_of_these` says no to a checklist"
            problems.append(Problem(card.id, message, None, ", ".join(names)))
        if problems:
            raise FactsError(problems)
        log = {name: given[name] for name in logs if given.get(name) is not None}
        facts = {name: given.get(name) for name in names if name not in logs}
        if card.kind == "checklist":
            facts |= self._unticked(facts, [name for name in facts if name not in given])
        told = answered(self._facts, facts)
        facts = {name: told.__dict__[name] if value is not None else None for name, value in facts.items()}
        self._told.tell(card, {**self._not_examined, **facts}, log)
        self._steps.append(Step(card.id, facts, log))
        self._look()

    def none_of_these(self) -> None:
        """Say of every line of a checklist that nothing is wrong.

        Raises:
            FactsError: the card is no checklist, or this contradicts an earlier answer.
            LookupError: the interview is done.
        """
        card, lines = self._asked()
        if card.kind != "checklist":
            message = f"`{card.id}` is a card of kind `{card.kind}`; only a checklist has `none of these`"
            raise FactsError([Problem(card.id, message, card.kind, "checklist")])
        specs = self._rulebook.facts.specs
        self.answer({line.fact: specs[line.fact].healthy for line in lines})

    def skip(self) -> None:
        """Leave the next card unknown; it is not asked again.

        Raises:
            LookupError: the interview is done.
        """
        card, lines = self._asked()
        self._steps.append(Step(card.id, dict.fromkeys(line.fact for line in lines if line.fact), {}))
        self._look()

    def back(self) -> bool:
        """Take the last card back; False when there is none. What went into a diary stays: it is corrected there."""
        if not self._steps or self._told.keeps(self._steps[-1]):
            return False
        self._steps.pop()
        self._look()
        return True

    def _asked(self) -> Asked:
        if self._next is None:
            raise LookupError("the interview is done")
        return self._next

    def _unticked(self, facts: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
        """What lines say that were not ticked: that nothing is wrong, where what was ticked allows it."""
        told, specs = answered(self._facts, facts), self._rulebook.facts.specs
        return {name: specs[name].healthy for name in names if specs[name].healthy in self._left(told, name)}

    def _left(self, facts: Facts, name: str) -> tuple[Any, ...]:
        return self._rulebook.facts.consequences.remaining({**facts.__dict__, name: None}, name)

    def _look(self) -> None:
        """Work out what is known, what is decided, what is open, and which card is next."""
        facts = self._told.facts(self._steps)
        alone = {name: value for name, value in self._alone.items() if facts.__dict__[name] is None}
        self._not_examined = alone
        self._facts = answered(facts, alone)
        self._values = self._facts.known()
        self._decision = self._rulebook.decide(self._facts, engine=self._engine)
        situation = Situation(
            self._values,
            self._steps,
            self._told.later,
            daily=self._told.on is not None,
            gap=self._told.unlogged is not None,
        )
        self._agenda = Agenda(self._rulebook, self._cards, situation)
        self._next = self._chosen()

    def _chosen(self) -> Asked | None:
        """The next card: of the day, then what an answer has opened, then the first ones, then by what they leave."""
        agenda = self._agenda
        if isinstance(self._told, Day) and not agenda.silent:
            agenda.open = renewed(self._rulebook, self._told, agenda, self._steps)
        if not agenda.open:
            return None
        of_the_day = [entry for entry in agenda.open if any(line.log for line in entry[1])]
        follow_ups = [entry for entry in agenda.open if entry[0].after is not None]
        first = [entry for entry in agenda.open if entry[0].place == "first"]
        if foremost := of_the_day or follow_ups or first:
            return foremost[0]
        middle = [entry for entry in agenda.open if entry[0].place != "last"]
        return self._order.best(middle, self._values, agenda.matters) if middle else agenda.open[0]


def _not_asked(name: str, names: Mapping[str, None]) -> Problem:
    return misnamed(Problem(name, f"`{name}` is not on this card", name), names, f"; asked: {', '.join(names)}")


def _fits(line: Line, value: object) -> bool:
    """Whether an answer to a line of the diary can be taken; none at all can."""
    return value is None or (
        value in [each.value for each in line.choices] if line.choices else isinstance(value, bool)
    )


def _refused(line: Line, value: object) -> Problem:
    if line.choices:
        return unknown_choice(line.log, "answer", value, [each.value for each in line.choices])
    return Problem(line.log, f"found `{str(value)[:60]}`; allowed: true or false", str(value)[:60])


def _check(who: object, facts: object, diary: object, on: object) -> None:
    problems = []
    if who not in get_args(Who):
        problems.append(unknown_choice("who", "one who answers", who, get_args(Who)))
    if (diary is None) is not (on is None):
        problems.append(Problem("on", "a diary is asked about one of its days: give both `diary` and `on`"))
    if diary is not None and facts is not None:
        problems.append(Problem("facts", "what is known comes from the diary; give either `facts` or `diary`"))
    if problems:
        raise OptionError(problems)
