"""A report on a diary for a clinician: one page of HTML that stands alone (extra `report`)."""

import itb_rules.drawing
import itb_rules.rendering.html  # noqa: F401 - both say which extra is missing, before the page needs it
from itb_rules.report.page import report_html

__all__ = ["report_html"]
