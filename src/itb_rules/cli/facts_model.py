"""A facts model of the caller's own, named on the command line as `module:Class`."""

from __future__ import annotations

import pkgutil
import re
import sys
from typing import Any

from itb_rules.errors import OptionError, Problem
from itb_rules.facts import Facts

NAMED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
"""What names a model: the module as it is imported, and the class."""

_ALLOWED = "MODULE:CLASS, such as clinic.facts:AnkleAssessment"


def facts_model(name: str) -> type[Facts]:
    """Import a facts model; modules are looked for in the working directory first, as `python -m` does.

    Args:
        name: `module:Class`. Importing a module runs it: it is the caller's own.

    Raises:
        OptionError: there is no such module or class, it fails when it is imported, or it is no facts model.
    """
    if NAMED.fullmatch(name) is None:
        raise _refused(f"found `{name[:80]}`; allowed: {_ALLOWED}", name)
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        found: Any = pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        raise _refused(f"`{name[:80]}` cannot be imported: {error}", name) from None
    except Exception as error:  # noqa: BLE001 - a module of the caller's may raise anything while it is imported
        raise _refused(f"`{name[:80]}` fails when it is imported: {type(error).__name__}: {error}", name) from None
    if not (isinstance(found, type) and issubclass(found, Facts)):
        raise _refused(f"`{name[:80]}` is no facts model; allowed: a class made from `itb_rules.Facts`", name)
    return found


def _refused(message: str, found: str) -> OptionError:
    return OptionError([Problem("--facts", message, found[:80], _ALLOWED)])
