"""A report on a diary for a clinician: one page of HTML that stands alone (extra `report`).

`page` puts it together, of the decision, the timeline and what `sections` outlines: known facts and where they come
from, runs, the log, the sources.
"""

from itb_rules.report.page import report_html

__all__ = ["report_html"]
