"""Why: the rules that hold, what they rest on, who should look and what is suspected. A shared cause is said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itb_rules.decision import Decision
from itb_rules.explanation import Criterion, Hit, Way
from itb_rules.rendering.outline import Item, Line, Section, section
from itb_rules.wording.words import Words

MOST_WAYS = 3
"""More ways on than these mean that nobody knows where the runner is."""


class Reasons:
    """The rules that decided, and the others that hold, numbered together where there are several."""

    def __init__(self, decision: Decision, words: Words) -> None:
        self._decision = decision
        self._words = words
        self._order = {person: place for place, person in enumerate(decision.refer_to)}
        self.deciding = sorted(decision.because, key=self._urgency)
        self._hits = (*self.deciding, *decision.also)
        self._numbers = {id(hit): number for number, hit in enumerate(self._hits, 1)}
        self._numbered = len(self._hits) > 1

    def sections(self) -> Iterator[Section]:
        """Why it came out so."""
        decision, words = self._decision, self._words
        held = list(self._held())
        deciding = len(decision.because)
        because = held[:deciding]
        if not because and not decision.withheld:
            because = [self._nearest()]
        yield section(words, "because", because, first=1 if self._numbered and deciding else 0)
        yield section(words, "also", held[deciding:], first=deciding + 1 if self._numbered else 0)
        yield section(words, "cleared", list(map(self._cleared, decision.cleared)))

    def _nearest(self) -> Item:
        """Why it stays as it is although no rule says so: the nearest way on, and what it still lacks."""
        decision, words = self._decision, self._words
        way = nearest(decision)
        if way is not None:
            lacks = tuple(dict.fromkeys(words.lacking(one) for one in way.unmet))
            return Item(words.say("because.nearest", way=way.title), below=(lacks,))
        if not decision.settled:
            return Item(words.say("because.open"))
        return Item(words.say_one("going_on", decision.stage or ""))

    def who_should_look(self) -> list[Item]:
        """Who should look: for each group of alternatives the rules that ask for it."""
        order = self._order
        asked: dict[tuple[str, ...], list[Hit]] = {}
        for hit in self.deciding:
            people = tuple(sorted((one for one in hit.refer_to if one in order), key=order.__getitem__))
            if people:
                asked.setdefault(people, []).append(hit)
        named = {person for people in asked for person in people}
        rest = tuple(person for person in order if person not in named)
        if rest:
            asked[rest] = []
        groups = sorted(asked.items(), key=lambda group: [order[person] for person in group[0]])
        items = [Item(self._people(people, hits if len(groups) > 1 else [])) for people, hits in groups]
        days = self._decision.refer_within_days
        if days is None:
            return items
        within = self._words.within(days)
        if len(items) == 1:
            return [Item(self._words.say("see.within", people=items[0].text, within=within))]
        return [Item(within), *items]

    def suspected(self) -> list[Item]:
        """What is suspected, each with the numbers of the rules that point to it."""
        items = []
        for suspect in self._decision.suspected:
            text = self._words.label(suspect)
            hits = [hit for hit in self._hits if suspect in hit.suspects]
            if hits and self._numbered:
                text = self._words.say("suspected.from", suspect=text, numbers=self._numbers_of(hits))
            items.append(Item(text))
        return [*items, Item(self._words.say("suspected.no_diagnosis"))] if items else []

    def _urgency(self, hit: Hit) -> int:
        """The place of the most urgent of the people whom a rule asks for."""
        return min((self._order[one] for one in hit.refer_to if one in self._order), default=len(self._order))

    def _cleared(self, hit: Hit) -> Item:
        return Item(
            self._words.say("because.cleared", rule=hit.title), cited=listed(hit.source), graded=self._graded(hit)
        )

    def _graded(self, hit: Hit) -> str:
        return self._words.graded(hit.basis, hit.evidence)

    def _numbers_of(self, hits: Sequence[Hit]) -> str:
        return ", ".join(str(self._numbers[id(hit)]) for hit in hits)

    def _people(self, people: Sequence[str], hits: Sequence[Hit]) -> str:
        words = self._words
        shown = words.one_of([words.label(person) for person in people])
        return words.say("see.for", people=shown, numbers=self._numbers_of(hits)) if hits else shown

    def _held(self) -> Iterator[Item]:
        """Every rule that holds; a fact or a note that stands at an earlier one is only referred to."""
        shown: dict[Criterion, int] = {}
        notes: set[str] = set()
        done = {hit.do for hit in self.deciding}
        for number, hit in enumerate(self._hits, 1):
            below: list[Line] = []
            new = dict.fromkeys(self._words.met(fact) for fact in hit.facts if fact not in shown)
            if new:
                below.append(tuple(new))
            again: dict[int, list[str]] = {}
            for fact in hit.facts:
                if fact in shown:
                    again.setdefault(shown[fact], []).append(", ".join(self._words.named(fact)))
            below += [
                (self._words.say("because.same", number=first, facts=", ".join(facts)),)
                for first, facts in again.items()
            ]
            shown |= {fact: number for fact in hit.facts if fact not in shown}
            if hit.do and hit.do not in done:
                below.append((hit.do,))
                done.add(hit.do)
            if hit.note and hit.note not in notes:
                below.append((hit.note,))
                notes.add(hit.note)
            title = hit.title
            if number > len(self.deciding):
                title = self._words.say("because.also", rule=title, outcome=self._words.name(hit.outcome))
            yield Item(title, cited=listed(hit.source), graded=self._graded(hit), below=tuple(below))


def nearest(decision: Decision) -> Way | None:
    """The way on that lacks the least; None where something else decided, or nobody knows where the runner is."""
    ways = decision.blocked_by
    if decision.because or decision.withheld or decision.refer_to or not 0 < len(ways) <= MOST_WAYS:
        return None
    return min(ways, key=lambda way: len(way.unmet))


def listed(sources: Sequence[str]) -> str:
    """The ids of sources."""
    return ", ".join(sources)
