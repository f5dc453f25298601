"""Pictures: the course of a rehab, a cohort's moves between stages, and the graph of a rulebook.

Charts are Altair's (extra `report`), to be changed and combined like any other; `to_svg` makes a picture of one that
needs no script and follows the light or dark scheme of the page around it. The graph of the rules is drawn by Graphviz
(extra `notebook`).

Of each picture there is first what it shows, as plain rows or nodes with their words (`timeline_rows`, `graph_nodes`),
then how it is drawn (`timeline`, `flow`, `boundary`; `graph`). `style` has the colours and what all charts look like,
`svg` makes pictures of them.
"""

from typing import TYPE_CHECKING, Any

from itb_rules.errors import MissingExtraError

try:
    from itb_rules.drawing.flow import flow_chart, flow_svg
    from itb_rules.drawing.style import ADAPTIVE, DARK, LIGHT, Palette
    from itb_rules.drawing.svg import Picture, to_svg
    from itb_rules.drawing.timeline import timeline_chart, timeline_svg
except ModuleNotFoundError as missing:
    if missing.name not in ("altair", "vl_convert"):
        raise
    raise MissingExtraError("charts need the extra `report`: pip install 'itb-rules[report]'") from missing

if TYPE_CHECKING:
    from itb_rules.drawing.graph import rule_graph

__all__ = [
    "ADAPTIVE",
    "DARK",
    "LIGHT",
    "Palette",
    "Picture",
    "flow_chart",
    "flow_svg",
    "rule_graph",
    "timeline_chart",
    "timeline_svg",
    "to_svg",
]


def __getattr__(name: str) -> Any:
    # Graphviz is loaded by those who draw a graph, and charts do without.
    if name != "rule_graph":
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    from itb_rules.drawing.graph import rule_graph

    return rule_graph
