"""The boundary of a rule on its page: a picture for each number, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import attrgetter

from itb_rules.documenting.boundaries import Answer, Boundary, Stretch
from itb_rules.documenting.markdown import table
from itb_rules.documenting.pieces import COLOURS, REFUSED, Piece, drawn, outcome_colour
from itb_rules.documenting.words import Telling
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.definition import PROFILES, Number, Rule
from itb_rules.wording.words import number

MOST_TICKS = 20


def boundary_blocks(
    telling: Telling, rule: Rule, boundaries: Sequence[Boundary], pictures: Mapping[str, str]
) -> Iterator[str]:
    """The part of a rule's page about its boundary.

    Args:
        telling: the words of the rulebook.
        rule: the rule.
        boundaries: its boundaries.
        pictures: by fact, where the picture lies below the rulebook's folder; a fact that is left out has none.
    """
    if not boundaries:
        return
    yield f"## {telling.say('pages.rule.boundary')}"
    yield telling.say("pages.boundary.how")
    for boundary in boundaries:
        yield f"### {escaped(telling.label(boundary.fact))}"
        told = telling.words.say("pages.boundary.case", number=boundary.case + 1)
        yield escaped(told)
        if boundary.fact in pictures:
            yield f"![{escaped(_title(telling, rule, boundary))}](../{pictures[boundary.fact]})"
        yield _as_table(telling, boundary)


def chart_of(telling: Telling, rule: Rule, boundary: Boundary) -> str:
    """The picture of a boundary, as SVG."""
    rows = "; ".join(": ".join(cells) for cells in _rows(telling, boundary))
    return drawn(
        [*_pieces(telling, boundary)],
        axis=_axis(telling, boundary.fact),
        label=telling.words.say("pages.boundary.label", title=_title(telling, rule, boundary), rows=rows),
        ticks=_ticks(telling, boundary),
    )


def _title(telling: Telling, rule: Rule, boundary: Boundary) -> str:
    return telling.words.say("pages.boundary.title", rule=rule.title, fact=telling.label(boundary.fact))


def _axis(telling: Telling, fact: str) -> str:
    unit = telling.unit(fact)
    named = telling.label(fact)
    return telling.words.say("pages.axis", fact=named, unit=telling.words.unit(unit)) if unit else named


def _profiles(boundary: Boundary) -> tuple[str, ...]:
    """The profiles to tell apart: one of them, when both answer alike."""
    alike = all(len({*stretch.answers.values()}) <= 1 for stretch in boundary.stretches)
    return PROFILES[:1] if alike else PROFILES


def _as_table(telling: Telling, boundary: Boundary) -> str:
    profiles = _profiles(boundary)
    names = [_row_name(telling, what, profile, profiles) for profile in profiles for what in ("rule", "decision")]
    columns = [_axis(telling, boundary.fact), *names]
    return table([*map(escaped, columns)], ([*map(escaped, cells)] for cells in _rows(telling, boundary)))


def _row_name(telling: Telling, what: str, profile: str, profiles: Sequence[str]) -> str:
    phrase = f"pages.row.{what}" if len(profiles) > 1 else f"pages.row.{what}_alone"
    return telling.words.say(phrase, profile=profile)


def _rows(telling: Telling, boundary: Boundary) -> Iterator[list[str]]:
    words, profiles = telling.words, _profiles(boundary)
    for stretch in boundary.stretches:
        values = words.value(stretch.first)
        if stretch.first != stretch.last:
            values = words.say("value.range_words", low=values, high=words.value(stretch.last))
        answers = [stretch.answers.get(profile) for profile in profiles]
        yield [values, *(cell for answer in answers for cell in _cells(telling, answer))]


def _cells(telling: Telling, answer: Answer | None) -> tuple[str, str]:
    if answer is None:
        refused = telling.words.say("pages.truth.refused")
        return refused, refused
    return telling.truth(answer.truth), telling.answer(answer)


def _pieces(telling: Telling, boundary: Boundary) -> Iterator[Piece]:
    profiles = _profiles(boundary)
    for profile in profiles:
        for what in ("rule", "decision"):
            name = _row_name(telling, what, profile, profiles)
            parts = [
                Piece(name, start, end, *_shown(telling, stretch.answers.get(profile), what))
                for stretch, start, end in _placed(telling, boundary)
            ]
            for _, same in groupby(parts, key=attrgetter("text", "colour")):
                first, *others = same
                yield Piece(name, first.start, (others or [first])[-1].end, first.text, first.colour)


def _shown(telling: Telling, answer: Answer | None, what: str) -> tuple[str, str]:
    if answer is None:
        return telling.words.say("pages.truth.refused"), REFUSED
    if what == "rule":
        return telling.truth(answer.truth), COLOURS[answer.truth]
    definition = telling.definition
    return telling.answer(answer), outcome_colour(definition.rank(answer.outcome), len(definition.outcomes))


def _placed(telling: Telling, boundary: Boundary) -> Iterator[tuple[Stretch, float, float]]:
    """Each stretch with its ends on the axis: a whole number is as wide as one, a decimal reaches to the next."""
    half = 0.5 if telling.definition.facts.specs[boundary.fact].kind == "whole" else 0.0
    stretches = boundary.stretches
    ends = [following.first - half for following in stretches[1:]] + [stretches[-1].last + half]
    yield from ((each, each.first - half, end) for each, end in zip(stretches, ends, strict=True))


def _ticks(telling: Telling, boundary: Boundary) -> list[Number]:
    """Every whole number where they are few; else both ends, and where something changes."""
    stretches = boundary.stretches
    first, last = stretches[0].first, stretches[-1].last
    if telling.definition.facts.specs[boundary.fact].kind == "whole" and last - first < MOST_TICKS:
        return [*range(int(first), int(last) + 1)]
    # Of 15 and 15.01 the reader knows the rounder one.
    edges = [min(one.last, next_.first, key=lambda value: len(number(value))) for one, next_ in pairwise(stretches)]
    return sorted({first, *edges, last})
