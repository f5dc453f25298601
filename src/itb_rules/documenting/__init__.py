"""A rulebook as pages to read: every rule with its sources, its cases and its boundary, and what cites what.

Read `document` first, which makes all pages, then `rulebook_page`, `rule_page` and `sources_page`, one for each kind.
`boundaries` asks an engine where the boundary of a rule lies and `boundary_section` shows it; `citations` collects what
cites what; `words` and `markdown` are what pages are made of, and `folder` writes them.
"""

from itb_rules.documenting.document import document
from itb_rules.documenting.folder import write_pages

__all__ = ["document", "write_pages"]
