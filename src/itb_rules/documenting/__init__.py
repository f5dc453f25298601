"""A rulebook as pages to read: every rule with its sources, its cases and its boundary, and what cites what."""

from itb_rules.documenting.folder import write_pages
from itb_rules.documenting.pages import document

__all__ = ["document", "write_pages"]
