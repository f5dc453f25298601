"""The option `--itb-coverage` of pytest: what the decisions of a test run show of the rulebooks that made them.

Off unless it is asked for: until then nothing of the library is imported but this.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from itb_rules.rulebook import Rulebook
    from itb_rules.testing.coverage import Coverage
    from itb_rules.testing.coverage_html import Shown

OPTION, FOLDER = "--itb-coverage", "--itb-coverage-dir"
DEFAULT = "itb-coverage"
MOST_SHOWN = 50
"""A suite that makes rulebooks by the hundred is shown those that decided most."""
NAME = "itb_rules_coverage"
HEADINGS = ("Rulebook", "Decisions", "Rules", "Comparisons")


def pytest_addoption(parser: Any) -> None:
    """The option, and where its pages go."""
    group = parser.getgroup("itb_rules")
    group.addoption(
        OPTION, action="store_true", help="Say what the decisions of the run show of each rulebook; write pages of it."
    )
    group.addoption(
        FOLDER, metavar="DIR", help=f"Where {OPTION} writes a page and JSON for each rulebook.  [default: {DEFAULT}]"
    )


def pytest_configure(config: Any) -> None:
    """Begin to count."""
    if config.getoption(OPTION) or config.getoption(FOLDER):
        config.pluginmanager.register(_Run(config), NAME)


class _Run:
    """Counts every decision of a test run; the processes of pytest-xdist send what they counted to the first."""

    def __init__(self, config: Any) -> None:
        self._folder = Path(config.invocation_params.dir, config.getoption(FOLDER) or DEFAULT)
        self._by_shape: dict[Any, Coverage] = {}
        self._by_id: dict[int, tuple[weakref.ref[Rulebook], Coverage]] = {}
        self._sources: dict[Any, Any] = {}
        self._sent: list[Any] = []
        self._begin(config)

    def _begin(self, config: Any) -> None:
        """Count whatever is decided until the run ends, and remember which folder a rulebook comes from."""
        from itb_rules.rulebook import Rulebook, rulebook
        from itb_rules.rulebook.loading import load_definition
        from itb_rules.testing.coverage import shape_of

        decide, load = Rulebook._decision, load_definition

        @wraps(decide)
        def counted(self: Rulebook, *given: Any) -> Any:
            decision = decide(self, *given)
            run._of(self).add(decision)
            return decision

        @wraps(load)
        def loaded(source: Any, **options: Any) -> Any:
            definition = load(source, **options)
            # Tests change the working directory.
            place = Path(source).resolve() if Path(source).is_dir() else source
            run._sources.setdefault(shape_of(definition), place)
            return definition

        run, patch = self, pytest.MonkeyPatch()
        patch.setattr(Rulebook, "_decision", counted)
        patch.setattr(rulebook, "load_definition", loaded)
        config.add_cleanup(patch.undo)

    def _of(self, rulebook: Rulebook) -> Coverage:
        from itb_rules.testing.coverage import Coverage, shape_of

        # Not by its hash, which is that of its digest, and takes longer than a decision.
        known, coverage = self._by_id.get(id(rulebook), (None, None))
        if coverage is None or known is None or known() is not rulebook:
            shape = shape_of(rulebook.definition)
            coverage = self._by_shape.setdefault(shape, Coverage(rulebook))
            self._by_id[id(rulebook)] = weakref.ref(rulebook), coverage
        return coverage

    def _found(self) -> Iterator[tuple[str, Shown]]:
        """What was counted in this process, each with the name of its shape."""
        from itb_rules.testing.coverage_html import shown_of

        for shape, coverage in self._by_shape.items():
            yield repr(shape), shown_of(coverage, self._sources.get(shape))

    def pytest_sessionfinish(self, session: Any) -> None:
        """Send what was counted, where another process waits for it."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            from itb_rules.testing.coverage_html import to_plain

            output[NAME] = json.dumps([[shape, to_plain(shown)] for shape, shown in self._found()])

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a process of pytest-xdist counted."""
        self._sent += json.loads(getattr(node, "workeroutput", {}).get(NAME, "[]"))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the table, and write the pages."""
        from itb_rules.testing.coverage_html import from_plain, together

        found: dict[str, Shown] = dict(self._found())
        for shape, plain in self._sent:
            shown = from_plain(plain)
            found[shape] = together(found[shape], shown) if shape in found else shown
        ordered = sorted(found.values(), key=lambda each: (-each.decisions, each.rulebook))
        terminalreporter.section("coverage of rules by decisions")
        rows = [HEADINGS, *map(_row, ordered[:MOST_SHOWN])]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
        for first, *others in rows:
            cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
            terminalreporter.write_line("  ".join([first.ljust(widths[0]), *cells]))
        if len(ordered) > MOST_SHOWN:
            terminalreporter.write_line(f"and {len(ordered) - MOST_SHOWN} more rulebooks with fewer decisions")
        self._write(ordered[:MOST_SHOWN], terminalreporter)

    def _write(self, found: list[Shown], terminal: Any) -> None:
        from itb_rules.errors import MissingExtraError
        from itb_rules.testing.coverage_html import page_of, to_plain

        self._folder.mkdir(parents=True, exist_ok=True)
        names: dict[str, int] = {}
        for shown in found:
            names[shown.rulebook] = names.get(shown.rulebook, 0) + 1
            number = names[shown.rulebook]
            name = shown.rulebook if number == 1 else f"{shown.rulebook}-{number}"
            plain = {key: value for key, value in to_plain(shown).items() if key != "texts"}
            (self._folder / f"{name}.json").write_text(json.dumps(plain, indent=2), "utf-8")
            try:
                (self._folder / f"{name}.html").write_text(page_of(shown), "utf-8")
            except MissingExtraError as error:
                terminal.write_line(f"no pages: {error}")
                break
        if found:
            terminal.write_line(f"pages and JSON: {self._folder}")
        else:
            terminal.write_line("no rulebook decided anything")


def _row(shown: Shown) -> tuple[str, ...]:
    clauses = [clause for rule in shown.rules for clause in rule.clauses]
    return shown.rulebook, str(shown.decisions), _share(shown.rules), _share(clauses)


def _share(parts: Any) -> str:
    """How many are shown from every side."""
    return f"{sum(not part.missing for part in parts)} of {len(parts)}"
