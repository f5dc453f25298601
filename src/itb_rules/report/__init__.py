"""A report on a diary for a clinician: one page of HTML that stands alone (extra `report`)."""

from itb_rules.report.page import report_html

__all__ = ["report_html"]
