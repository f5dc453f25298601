"""A widget for Jupyter and marimo: change facts, and watch the decision, its reasons and what is still to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from itb_rules.decision import Decision
from itb_rules.errors import FactsError
from itb_rules.fact_texts import LANGUAGE
from itb_rules.facts import Facts
from itb_rules.interview import AskedCard, Interview
from itb_rules.interview.form import form_fields
from itb_rules.rendering.html import to_html
from itb_rules.rendering.html.environment import TEMPLATES
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.wording.language import Language, language_of
from itb_rules.wording.phrases import phrases

HERE = Path(__file__).parent
STYLE = (TEMPLATES / "style.css").read_text("utf-8") + (HERE / "explorer.css").read_text("utf-8")
SAID = ("unknown", "yes", "no", "asked", "clinician", "refused", "reset", "decision", "facts", "known", "next")


class Explorer(anywidget.AnyWidget):
    """Facts as sliders, toggles and lists beside the decision on them.

    What an interview would ask next stands above them: the card leads to its facts, and a list of signs is denied by
    one click. Everything is decided by the rulebook in Python, an app's own too; the page only shows it. Facts that
    contradict each other are refused with every problem, and no decision is shown for them.

    Args:
        rulebook: the name of a packaged rulebook, a folder of rule files, or a loaded rulebook.
        facts: the facts to begin with; what is left out is unknown.
        engine: as for `Rulebook.decide`.
        language: as for `itb_rules.render`.

    Raises:
        FactsError: the facts to begin with were refused.
        RulebookError: the rulebook's files have problems.
        OptionError: an unknown engine or language.
    """

    _esm = HERE / "explorer.js"
    _css = STYLE

    asked: Any = traitlets.List().tag(sync=True)
    words: Any = traitlets.Dict().tag(sync=True)
    facts: Any = traitlets.Dict().tag(sync=True)
    """The known facts as plain values; set it from Python or by the sliders."""
    view: Any = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        rulebook: str | Path | Rulebook = "progression",
        facts: Facts | Mapping[str, Any] | None = None,
        *,
        engine: str = "direct",
        language: str | Language = LANGUAGE,
    ) -> None:
        self._rulebook = chosen_rulebook(rulebook)
        self._engine = engine
        self._language = language_of(language)
        self._interview: Interview | None = None
        given = facts.__dict__ if isinstance(facts, Facts) else dict(facts or {})
        known = {name: value for name, value in given.items() if value is not None}
        self._decide(known)
        say = phrases(self._language).say
        super().__init__(
            asked=form_fields(self._rulebook.definition, self._language),
            words={name: say(f"explorer.{name}") for name in SAID},
            facts=known,
            view=self._shown(),
        )
        self.observe(self._changed, names="facts")

    @property
    def rulebook(self) -> Rulebook:
        """The rules it explores."""
        return self._rulebook

    @property
    def decision(self) -> Decision | None:
        """The decision on the facts as they are; None while they contradict each other."""
        return None if self._interview is None else self._interview.decision

    def _changed(self, change: Any) -> None:
        try:
            self._decide(change.new)
        except FactsError as error:
            self._interview = None
            problems = [[each.where, each.message] for each in error.problems]
            self.view = {"html": "", "problems": problems, "asks": [], "next": None}
        else:
            self.view = self._shown()

    def _decide(self, facts: Mapping[str, Any]) -> None:
        self._interview = Interview(
            self._rulebook, who="clinician", facts=facts, engine=self._engine, language=self._language
        )

    def _shown(self) -> dict[str, Any]:
        if self._interview is None:
            return {}
        decision = self._interview.decision
        return {
            "html": to_html(decision, level=3, style=False, language=self._language),
            "problems": [],
            "asks": [question.fact for question in decision.questions],
            "next": self._next(self._interview.card),
        }

    @staticmethod
    def _next(card: AskedCard | None) -> dict[str, Any] | None:
        """The card that an interview would ask, and what is so when none of its signs is there."""
        if card is None:
            return None
        healthy = {line.name: line.healthy for line in card.lines} if card.none else {}
        return {"title": card.title, "facts": [*card.names], "none": card.none, "healthy": healthy}
