"""What is wrong with a row, in the words of the facts model itself: the model is asked, not imitated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from itb_rules.errors import EngineError
from itb_rules.facts import Facts, problems_of

BETWEEN = "; "


def row_text(model: type[Facts]) -> Callable[[Mapping[str, Any]], str]:
    """A function that words everything that is wrong with one row of facts."""

    def said(row: Mapping[str, Any]) -> str:
        known = {name: plain(value) for name, value in row.items() if value is not None}
        try:
            model.model_validate(known)
        except ValidationError as error:
            return BETWEEN.join(str(problem) for problem in problems_of(error))
        raise EngineError(f"the table refuses a row that `{model.__name__}` accepts: {known}")

    return said


def plain(value: Any) -> Any:
    """A cell as plain Python: numpy's scalars are no booleans and no texts to a facts model."""
    return value.item() if getattr(value, "shape", None) == () else value
