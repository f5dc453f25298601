"""The boundary of a rule on its page: a picture for each number, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from itb_rules.documenting.boundaries import Boundary, ProfileAnswer, Stretch
from itb_rules.documenting.markdown import table
from itb_rules.documenting.words import PageWords
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.conditions import Truth
from itb_rules.rulebook.definition import PROFILES, Number, Rule
from itb_rules.wording.language import number

MOST_TICKS = 20

COLOURS: Mapping[Truth, str] = {True: "wait", False: "paper", None: "line"}
"""Of a rule that holds, that does not, and that is unknown: names in the palette of pictures."""
REFUSED = "paper"
OUTCOMES = ("alarm", "alert", "caution", "wait", "go")
"""From the most cautious outcome to the most permissive."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one row.

    Attributes:
        row: the name of the row.
        start: where it begins on the axis.
        end: where it ends.
        text: what it says, as far as there is room.
        colour: a colour of the palette, by its name.
    """

    row: str
    start: float
    end: float
    text: str
    colour: str


def outcome_colour(place: int, of: int) -> str:
    """The colour of an outcome.

    Args:
        place: its place, 0 for the most cautious.
        of: how many outcomes there are.
    """
    return OUTCOMES[round(place * (len(OUTCOMES) - 1) / max(of - 1, 1))]


def boundary_blocks(
    wording: PageWords, rule: Rule, boundaries: Sequence[Boundary], pictures: Mapping[str, str]
) -> Iterator[str]:
    """The part of a rule's page about its boundary.

    Args:
        wording: the words of the rulebook.
        rule: the rule.
        boundaries: its boundaries.
        pictures: by fact, where the picture lies below the rulebook's folder; a fact that is left out has none.
    """
    if not boundaries:
        return
    yield f"## {wording.say('pages.rule.boundary')}"
    yield wording.say("pages.boundary.how")
    for boundary in boundaries:
        yield f"### {escaped(wording.label(boundary.fact))}"
        yield escaped(wording.words.say("pages.boundary.case", number=boundary.case + 1))
        if boundary.fact in pictures:
            yield f"![{escaped(_title(wording, rule, boundary))}](../{pictures[boundary.fact]})"
        yield _as_table(wording, boundary)


def chart_of(wording: PageWords, rule: Rule, boundary: Boundary) -> str:
    """The picture of a boundary, as SVG.

    Raises:
        MissingExtraError: the extra `report` is not installed.
    """
    from itb_rules.drawing.boundary import stretches_svg

    rows = "; ".join(": ".join(cells) for cells in _rows(wording, boundary))
    picture = stretches_svg(
        [*_pieces(wording, boundary)],
        axis=_axis(wording, boundary.fact),
        label=wording.words.say("pages.boundary.label", title=_title(wording, rule, boundary), rows=rows),
        ticks=_ticks(wording, boundary),
    )
    return f"{picture}\n"


def _title(wording: PageWords, rule: Rule, boundary: Boundary) -> str:
    return wording.words.say("pages.boundary.title", rule=rule.title, fact=wording.label(boundary.fact))


def _axis(wording: PageWords, fact: str) -> str:
    unit = wording.unit(fact)
    named = wording.label(fact)
    return wording.words.say("pages.axis", fact=named, unit=wording.words.unit(unit)) if unit else named


def _profiles(boundary: Boundary) -> tuple[str, ...]:
    """The profiles to tell apart: one of them, when both answer alike."""
    alike = all(len({*stretch.answers.values()}) <= 1 for stretch in boundary.stretches)
    return PROFILES[:1] if alike else PROFILES


def _as_table(wording: PageWords, boundary: Boundary) -> str:
    profiles = _profiles(boundary)
    names = [_row_name(wording, what, profile, profiles) for profile in profiles for what in ("rule", "decision")]
    columns = [_axis(wording, boundary.fact), *names]
    return table([*map(escaped, columns)], ([*map(escaped, cells)] for cells in _rows(wording, boundary)))


def _row_name(wording: PageWords, what: str, profile: str, profiles: Sequence[str]) -> str:
    phrase = f"pages.row.{what}" if len(profiles) > 1 else f"pages.row.{what}_alone"
    return wording.words.say(phrase, profile=profile)


def _rows(wording: PageWords, boundary: Boundary) -> Iterator[list[str]]:
    words, profiles = wording.words, _profiles(boundary)
    for stretch in boundary.stretches:
        values = words.value(stretch.first)
        if stretch.first != stretch.last:
            values = words.say("value.range_words", low=values, high=words.value(stretch.last))
        answers = [stretch.answers.get(profile) for profile in profiles]
        yield [values, *(cell for answer in answers for cell in _cells(wording, answer))]


def _cells(wording: PageWords, answer: ProfileAnswer | None) -> tuple[str, str]:
    if answer is None:
        refused = wording.words.say("pages.truth.refused")
        return refused, refused
    return wording.truth(answer.truth), wording.answer(answer)


def _pieces(wording: PageWords, boundary: Boundary) -> Iterator[Piece]:
    profiles = _profiles(boundary)
    for profile in profiles:
        for what in ("rule", "decision"):
            name = _row_name(wording, what, profile, profiles)
            parts = [
                Piece(name, start, end, *_shown(wording, stretch.answers.get(profile), what))
                for stretch, start, end in _placed(wording, boundary)
            ]
            for _, same in groupby(parts, key=attrgetter("text", "colour")):
                first, *others = same
                yield Piece(name, first.start, (others or [first])[-1].end, first.text, first.colour)


def _shown(wording: PageWords, answer: ProfileAnswer | None, what: str) -> tuple[str, str]:
    if answer is None:
        return wording.words.say("pages.truth.refused"), REFUSED
    if what == "rule":
        return wording.truth(answer.truth), COLOURS[answer.truth]
    definition = wording.definition
    return wording.answer(answer), outcome_colour(definition.rank(answer.outcome), len(definition.outcomes))


def _placed(wording: PageWords, boundary: Boundary) -> Iterator[tuple[Stretch, float, float]]:
    """Each stretch with its ends on the axis: a whole number is as wide as one, a decimal reaches to the next."""
    half = 0.5 if wording.definition.facts.specs[boundary.fact].kind == "whole" else 0.0
    stretches = boundary.stretches
    ends = [following.first - half for following in stretches[1:]] + [stretches[-1].last + half]
    yield from ((each, each.first - half, end) for each, end in zip(stretches, ends, strict=True))


def _ticks(wording: PageWords, boundary: Boundary) -> list[Number]:
    """Every whole number where they are few; else both ends, and where something changes."""
    stretches = boundary.stretches
    first, last = stretches[0].first, stretches[-1].last
    if wording.definition.facts.specs[boundary.fact].kind == "whole" and last - first < MOST_TICKS:
        return [*range(int(first), int(last) + 1)]
    # Of 15 and 15.01 the reader knows the rounder one.
    edges = [min(one.last, next_.first, key=lambda value: len(number(value))) for one, next_ in pairwise(stretches)]
    return sorted({first, *edges, last})
