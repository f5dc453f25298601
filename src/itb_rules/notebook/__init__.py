"""For notebooks (extra `notebook`): an explorer of decisions, and what everything looks like there.

Decisions, timelines, rulebooks, summaries of tables and differences of rulebooks show themselves: nothing has to be
called, and `use_language` says in which language. `displays` says what each of them shows, `explorer` is the widget;
what it asks, `itb_rules.interview` says.
"""

from typing import TYPE_CHECKING, Any

from itb_rules.errors import MissingExtraError
from itb_rules.notebook.displays import use_language

if TYPE_CHECKING:
    from itb_rules.notebook.explorer import Explorer

__all__ = ["Explorer", "use_language"]


def __getattr__(name: str) -> Any:
    # What only shows itself needs no widget.
    if name != "Explorer":
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    try:
        from itb_rules.notebook.explorer import Explorer
    except ModuleNotFoundError as missing:
        if missing.name != "anywidget":
            raise
        raise MissingExtraError(
            "the explorer needs the extra `notebook`: pip install 'itb-rules[notebook]'"
        ) from missing
    return Explorer
