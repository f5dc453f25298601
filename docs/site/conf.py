"""How Sphinx builds the site out of what `staging.py` has laid out; nothing is downloaded."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from docs.site.signatures import shortened

project = "itb_rules"
author = copyright = "The itb_rules authors"  # noqa: A001 - Sphinx's name for it
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns: list[str] = []

# As on a code host, headings can be linked to.
myst_heading_anchors = 4
myst_links_external_new_tab = False
myst_url_schemes = ("http", "https", "mailto")

# In docstrings, a name in single backticks is code.
default_role = "code"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_class_signature = "mixed"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
maximum_signature_line_length = 88

# Other projects' types have their documentation elsewhere; a missing one of ours is a mistake, unless it is an alias or
# a part that nobody makes by hand.
ALIASES = "Asks Basis Condition Direction EffectKind Evidence Kind Law Number Operator Scalar Table Truth Value Worse"
INSIDE = (
    "Basis Behind CardOptions Content Days DiaryOptions F FormOptions Frame InForce OutOptions ReadOptions "
    "RuleCoverage RunFacts Scenario ServerOptions SourceText Stages StillOpen Words WriteOptions _Law"
)
nitpick_ignore_regex = [
    (r"py:.*", r"(?!itb_rules\b).*"),
    (r"py:.*", rf"itb_rules(\.\w+)*\.({'|'.join([*ALIASES.split(), *INSIDE.split()])})"),
]

html_theme = "furo"
html_title = f"itb_rules {metadata.version('itb-rules')}"
html_static_path = [str(Path(__file__).resolve().parent / "static")]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False


def setup(app: Any) -> None:
    """Models of facts show no signature of seventy facts: their facts are a table."""
    app.connect("autodoc-process-signature", shortened)
