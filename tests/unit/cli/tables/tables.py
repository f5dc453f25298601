"""Small tables, and the command over them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from click.testing import Result
from tests.unit.cli.command import ROOT, refused, run

from itb_rules import Assessment
from itb_rules.facts import FactSpec

__all__ = ["COHORT", "FINE", "csv_at", "decided_json", "facts_of", "refused", "run", "summary"]

COHORT = ROOT / "examples" / "cohort.csv"
FINE = "runner,stage,fever,pain_at_rest\nA,protect,false,0\nB,strengthen,true,0\nC,protect,,3\n"


def csv_at(path: Path, text: str = FINE) -> Path:
    """A file with this text, byte for byte."""
    path.write_bytes(text.encode())
    return path


def summary(*arguments: str | Path, status: int = 0) -> dict[str, Any]:
    """What `batch` or `compare` says as JSON."""
    result: Result = run(*arguments, "--format", "json")
    assert (result.stderr, result.exit_code) == ("", status)
    return dict(json.loads(result.stdout))


def decided_json(path: Path) -> list[dict[str, Any]]:
    """The rows of a file that was written."""
    frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    return frame.to_dicts()


def facts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in a row of texts, read by other means than the command's."""
    return {name: _read(spec, row[name]) for name, spec in Assessment.specs.items() if row.get(name)}


def _read(spec: FactSpec, cell: str) -> Any:
    try:
        return cell if spec.kind == "choice" else json.loads(cell)
    except ValueError:
        return cell
