"""The course of a rehab as a chart: stages, pain, runs and decisions, one below the other over the same days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import altair as alt

from itb_rules.diary.timeline import Timeline
from itb_rules.drawing.style import ADAPTIVE, LIGHT, Palette, chart_of, styled
from itb_rules.drawing.svg import Picture, to_svg
from itb_rules.drawing.timeline_rows import TimelineRows, rows_of
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.phrases import phrases

WIDTH = 560
LABELS = 165
"""Pixels for the longest label; the same for all panels, so that their days stand below each other."""
ROW = 18
PANEL = 90
ROOM = 1.15
"""Above the longest run, so that its mark is not cut."""
MANY_DAYS = 120
SHAPES = ["circle", "triangle-up", "square", "triangle-down", "cross"]
"""One for each thing a run's pain may be."""


def timeline_chart(
    timeline: Timeline, *, palette: Palette = LIGHT, width: int = WIDTH, language: str | Language = LANGUAGE
) -> Any:
    """Draw a timeline with Altair.

    Args:
        timeline: what `Diary.replay` returned, of at least one day.
        palette: the colours; `LIGHT` or `DARK` where a notebook shows it.
        width: of each panel in pixels, without its labels.
        language: as for `itb_rules.render`.

    Returns:
        An `altair.VConcatChart` with a tooltip on everything.

    Raises:
        ValueError: the timeline has no day.
    """
    if not timeline.days:
        raise ValueError("a timeline without a day has no picture")
    return _Drawn(rows_of(timeline, language), palette, width, language).chart()


def timeline_svg(timeline: Timeline, language: str | Language = LANGUAGE) -> Picture:
    """Draw a timeline as SVG, for a page with a fragment of `itb_rules.rendering.html` around it.

    Raises:
        ValueError: the timeline has no day.
    """
    chart = timeline_chart(timeline, palette=ADAPTIVE, language=language)
    first, last = timeline.days[0].date, timeline.days[-1].date
    return to_svg(chart, phrases(language).say("chart.label", first=first, last=last))


class _Drawn:
    def __init__(self, rows: TimelineRows, palette: Palette, width: int, language: str | Language) -> None:
        self._rows = rows
        self._palette = palette
        self._width = width
        self._say = phrases(language).say
        end = rows.last + timedelta(days=1)
        self._scale = alt.Scale(type="utc", domain=[rows.first.isoformat(), end.isoformat()], nice=False)
        self._few = (rows.last - rows.first).days < MANY_DAYS

    def chart(self) -> Any:
        """All panels."""
        rows = self._rows
        # A panel without a mark has no scale, and cannot be drawn.
        panels = [
            *([self._stages()] if rows.stages else []),
            *([self._pains()] if rows.pains else []),
            *([self._runs()] if rows.runs else []),
            self._decisions(),
        ]
        drawn = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared", color="independent", shape="independent")
        return styled(drawn, self._palette, labels=LABELS)

    def _x(self, field: str = "date", **more: Any) -> alt.X:
        axis = alt.Axis(format=self._say("chart.axis"), labelOverlap=True, tickCount=8, grid=True)
        return alt.X(f"{field}:T", scale=self._scale, title=None, axis=axis, **more)

    def _panel(self, chart: Any, title: str, height: int | alt.Step) -> Any:
        return chart.properties(width=self._width, height=height, title=self._say(f"chart.{title}"))

    def _stages(self) -> Any:
        base = chart_of(self._rows.stages).encode(
            x=self._x("from"),
            x2="to:T",
            y=alt.Y("stage:N", sort=self._rows.stage_order, scale=alt.Scale(domain=self._rows.stage_order)).title(None),
            tooltip=alt.Tooltip("says:N", title=""),
            description="says:N",
        )
        bars = base.mark_bar(color=self._palette.wait, height=ROW * 0.6, cornerRadius=2)
        return self._panel(bars, "stages", alt.Step(ROW))

    def _pains(self) -> Any:
        palette = self._palette
        names = list(dict.fromkeys(row["what"] for row in self._rows.pains))
        base = chart_of(self._rows.pains).encode(
            x=self._x(),
            y=alt.Y("value:Q", scale=alt.Scale(domain=[0, 10]), axis=alt.Axis(values=[0, 2, 4, 6, 8, 10])).title(None),
            color=alt.Color("what:N", scale=alt.Scale(domain=names, range=[palette.alert, palette.wait])),
        )
        shapes = alt.Scale(domain=names, range=["circle", "square"])
        dashes = alt.Scale(domain=names, range=[[1, 0], [5, 3]])
        # The points say what the lines would: a line speaks of columns.
        lines = base.mark_line(strokeWidth=1.5, aria=False).encode(
            detail="stretch:N", strokeDash=alt.StrokeDash("what:N", scale=dashes, legend=None), opacity=alt.value(0.9)
        )
        points = base.mark_point(filled=False, size=34 if self._few else 14, strokeWidth=1.5).encode(
            shape=alt.Shape("what:N", scale=shapes),
            tooltip=alt.Tooltip("says:N", title=""),
            description="says:N",
        )
        return self._panel(lines + points, "pains", PANEL)

    def _runs(self) -> Any:
        palette, rows = self._palette, self._rows
        colours = [palette.go, palette.caution, palette.alert, palette.alarm, palette.soft]
        longest = alt.Scale(domain=[0, max(row["minutes"] for row in rows.runs) * ROOM or 1])
        base = chart_of(rows.runs).encode(x=self._x(), y=alt.Y("minutes:Q", scale=longest).title(None))
        stems = base.mark_rule(color=palette.soft, strokeWidth=2, aria=False).encode(y2=alt.datum(0))
        seen = {row["pain"] for row in rows.runs}
        shown = [(pain, *look) for pain, *look in zip(rows.pain_order, colours, SHAPES, strict=True) if pain in seen]
        domain, colours, shapes = (list(each) for each in zip(*shown, strict=True))
        points = base.mark_point(filled=True, size=60 if self._few else 30, opacity=1).encode(
            color=alt.Color("pain:N", scale=alt.Scale(domain=domain, range=colours)),
            shape=alt.Shape("pain:N", scale=alt.Scale(domain=domain, range=shapes)),
            tooltip=alt.Tooltip("says:N", title=""),
            description="says:N",
        )
        return self._panel(stems + points, "runs", PANEL)

    def _decisions(self) -> Any:
        rows = self._rows
        colours = [self._palette.tone(tone) for tone in rows.tones]
        outcome = alt.Scale(domain=rows.outcome_order, range=colours)
        marks = (
            chart_of(rows.decisions)
            .mark_point(shape="square", size=40 if self._few else 16, strokeWidth=1.5, opacity=1)
            .encode(
                x=self._x(),
                y=alt.Y("outcome:N", sort=rows.outcome_order, scale=alt.Scale(domain=rows.outcome_order)).title(None),
                color=alt.Color("outcome:N", scale=outcome, legend=None),
                # A step on that is withheld is hollow.
                fill=alt.condition(
                    alt.datum.withheld, alt.value("transparent"), alt.Fill("outcome:N", scale=outcome, legend=None)
                ),
                tooltip=alt.Tooltip("says:N", title=""),
                description="says:N",
            )
        )
        return self._panel(marks, "decisions", alt.Step(ROW))
