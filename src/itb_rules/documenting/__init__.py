"""A rulebook as pages to read: every rule with its sources, its cases and its boundary, and what cites what."""

from itb_rules.documenting.document import document
from itb_rules.documenting.folder import write_pages

__all__ = ["document", "write_pages"]
