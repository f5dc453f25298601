"""The page: the decision of the last day, the course up to it, what is known and how, and the sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from itb_rules.diary import Diary
from itb_rules.diary.replay import Mode
from itb_rules.drawing import timeline_svg
from itb_rules.errors import OptionError, Problem
from itb_rules.rendering.decision import outline
from itb_rules.rendering.html import outline_html, timeline_html
from itb_rules.rendering.html.environment import filled
from itb_rules.rendering.outline import Outline
from itb_rules.report.sections import entries_outline, facts_outline, runs_outline, sources_outline
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.named import packaged
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.phrases import phrases

MOST_TITLE = 200
PLAN = "plan"


def report_html(  # noqa: PLR0913 - one diary, and what to report of it
    diary: Diary,
    *,
    until: date | None = None,
    rulebook: Rulebook | None = None,
    mode: Mode = "automatic",
    title: str = "",
    language: str | Language = LANGUAGE,
) -> str:
    """Report on a diary: what was decided on its last day and why, and how it came to that.

    The page loads nothing, runs nothing and prints on A4. Every text of the diary and of the rules is escaped. The same
    diary and rules give the same bytes.

    Args:
        diary: the diary; it has at least one entry.
        until: the last day; without it, that of the latest entry.
        rulebook: as for `Diary.replay`.
        mode: as for `Diary.replay`.
        title: what the report is called, such as the runner's name; up to 200 characters.
        language: as for `itb_rules.render`.

    Raises:
        OptionError: a diary without a day up to `until`, a title that is too long, or as for `Diary.replay`.
        DiaryError: as for `Diary.replay`.
        MissingExtraError: the extra `report` is not installed, or a language other than English without `languages`.
    """
    language = language_of(language)
    say = phrases().say
    if len(title) > MOST_TITLE:
        raise OptionError([Problem("title", say("report.long", found=len(title), most=MOST_TITLE))])
    rulebook = rulebook or packaged("progression")
    timeline = diary.replay(until=until, rulebook=rulebook, mode=mode)
    if not timeline.days:
        raise OptionError([Problem("until", say("report.nothing"))])
    today = timeline.days[-1]
    decided, plan = _apart(outline(today.decision, details=True, language=language))
    outlines = (
        facts_outline(diary, today, language),
        runs_outline(timeline, language),
        entries_outline(diary, today.date, language),
        plan,
        sources_outline(timeline, rulebook.definition, language),
    )
    return filled(
        "report.html.j2",
        language,
        title=title or phrases(language).say("report.untitled"),
        first=timeline.days[0].date,
        last=today.date,
        disclaimer=language.text("disclaimer", today.decision.disclaimer),
        parts=[
            outline_html(decided, folded=True, style=False, language=language),
            timeline_html(timeline, picture=timeline_svg(timeline, language), style=False, language=language),
            *(outline_html(each, folded=True, style=False, language=language) for each in outlines if each is not None),
        ],
    )


def _apart(outlined: Outline) -> tuple[Outline, Outline | None]:
    """A decision without its plan, and the plan: a clinician reads the course between them."""
    plan = next((group for group in outlined.groups if group[0].id == PLAN), None)
    if plan is None:
        return outlined, None
    rest = tuple(group for group in outlined.groups if group is not plan)
    head, *parts = (replace(each, part=False, id="") for each in plan)
    return replace(outlined, groups=rest), Outline(head.title, "", loud=False, groups=((head, *parts),))
