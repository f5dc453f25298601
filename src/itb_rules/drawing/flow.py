"""Moves of a cohort between stages as a chart: from where, down the side, to where, along the top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from itb_rules.drawing.style import ADAPTIVE, LIGHT, Palette, chart_of, styled
from itb_rules.drawing.svg import Picture, to_svg
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.phrases import phrases
from itb_rules.wording.translation import translated_labels
from itb_rules.wording.words import Words

if TYPE_CHECKING:
    from itb_rules.frame.summary import Summary

CELL = 62
HIGH = 34
LABELS = 165


def flow_chart(summary: Summary, *, palette: Palette = LIGHT, language: str | Language = LANGUAGE) -> Any:
    """Draw the moves of a table between stages with Altair.

    Args:
        summary: what `itb_rules.summarise_frame` returned, under a rulebook with stages.
        palette: the colours; `LIGHT` or `DARK` where a notebook shows it.
        language: as for `itb_rules.render`.

    Returns:
        An `altair.LayerChart`: rows by stage (down) and next stage (across); forward moves are to the right of the
        diagonal, steps back to its left.

    Raises:
        ValueError: the rulebook has no stages, or no row was decided.
    """
    if not summary.moves:
        raise ValueError("a table without a move between stages has no picture")
    language = language_of(language)
    words = Words(translated_labels(summary.labels, language), language)
    say = words.say
    stages = [name for name in summary.labels if name not in summary.outcomes]
    before, after = (
        [*(words.label(stage) for stage in stages), nobody] for nobody in (say("flow.unknown"), say("flow.open"))
    )
    ranks = {stage: place for place, stage in enumerate(stages)}
    rows = []
    for move in summary.moves:
        one, other = move.stage, move.next_stage
        kind = (
            "open"
            if other is None
            else "stay"
            if one == other
            else "back"
            if one is None or ranks[other] < ranks[one]
            else "on"
        )
        names = {
            "from": before[-1] if one is None else words.label(one),
            "to": after[-1] if other is None else words.label(other),
        }
        count = language.count(move.rows)
        says = say("flow.says", before=names["from"], after=names["to"], count=count)
        shown = say(f"flow.{kind}_mark", count=count)
        rows.append({**names, "rows": move.rows, "shown": shown, "kind": kind, "says": says})
    base = chart_of(rows).encode(
        x=alt.X(
            "to:N",
            sort=after,
            scale=alt.Scale(domain=after),
            axis=alt.Axis(orient="top", labelAngle=-35, labelLimit=LABELS),
        ).title(say("flow.next")),
        y=alt.Y("from:N", sort=before, scale=alt.Scale(domain=before), axis=alt.Axis(labelLimit=LABELS)).title(
            say("flow.now")
        ),
        tooltip=alt.Tooltip("says:N", title=""),
        description="says:N",
    )
    kinds = ["on", "stay", "back", "open"]
    tones = alt.Scale(domain=kinds, range=[palette.go, palette.wait, palette.caution, palette.alert])
    cells = base.mark_rect(strokeWidth=2, filled=False).encode(stroke=alt.Stroke("kind:N", scale=tones, legend=None))
    texts = base.mark_text(fontSize=13, fontWeight="bold", color=palette.ink).encode(text="shown:N")
    drawn = (cells + texts).properties(width=alt.Step(CELL), height=alt.Step(HIGH))
    return styled(drawn, palette, labels=LABELS)


def flow_svg(summary: Summary, language: str | Language = LANGUAGE) -> Picture:
    """Draw the moves of a table as SVG, for a page with a fragment of `itb_rules.rendering.html` around it.

    Args:
        summary: as for `flow_chart`.
        language: as for `itb_rules.render`.

    Raises:
        ValueError: as for `flow_chart`.
    """
    return to_svg(flow_chart(summary, palette=ADAPTIVE, language=language), phrases(language).say("flow.label"))
