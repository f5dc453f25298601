"""The direct engine beyond what the conformance suite holds."""

from __future__ import annotations

import gc
import linecache
import traceback

import pytest

from itb_rules import Assessment, load_rulebook
from itb_rules.rulebook.engines.direct import compile_truths


def test_a_traceback_shows_the_generated_source() -> None:
    """The compiled function's source is in linecache, so that a traceback through it can be read."""
    function = compile_truths(load_rulebook("progression").definition)
    with pytest.raises(KeyError) as raised:
        function({})
    frames = traceback.extract_tb(raised.value.__traceback__)
    assert "facts_of(facts)" in (frames[-1].line or "")


def test_every_line_of_the_function_is_the_line_of_its_source() -> None:
    """Line numbers of the compiled function and of the source shown for it are the same, rule for rule."""
    function = compile_truths(load_rulebook("progression").definition)
    filename = function.__code__.co_filename
    lines = linecache.getlines(filename)
    numbers = {line for _, _, line in function.__code__.co_lines() if line}
    assert max(numbers) == len(lines)
    assert "return" in lines[max(numbers) - 1]


def test_a_dropped_rulebook_leaves_no_source_behind() -> None:
    """An app that tries many parameter values does not collect generated sources."""
    rulebook = load_rulebook("exercise")

    def entries() -> int:
        gc.collect()
        return sum(name.startswith("itb-rules-direct-") for name in linecache.cache)

    before = entries()
    for _ in range(20):
        rulebook.with_profile("permissive")
    assert entries() <= before + 1


def test_text_of_a_rule_file_never_becomes_code() -> None:
    """Only names of facts and constants reach the generated function; titles and instructions do not."""
    definition = load_rulebook("progression").definition
    function = compile_truths(definition)
    names = set(function.__code__.co_names) | set(function.__code__.co_varnames)
    allowed = {f"f_{fact}" for fact in Assessment.specs} | {"facts", "facts_of", "true", "unknown"}
    assert all(name in allowed or name.startswith(("c_", "p_")) for name in names)
