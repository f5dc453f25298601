"""The page about the diary says where each fact comes from as the data does."""

from __future__ import annotations

from tests.docs.derivations import PAGE, PLACE, table


def test_the_table_of_derivations_is_the_data() -> None:
    """Every fact, in the words that a derived assessment gives as well."""
    found = PLACE.search(PAGE.read_text("utf-8"))
    assert found is not None
    assert found[0] == table()
