"""Columns of lists of names: each row's names as bits of integers, and every distinct combination spelt out once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

import polars as pl

from itb_rules.frame.facts import Stage, working

Flags: TypeAlias = Sequence[tuple[pl.Expr, str]]
"""Names, each with whether it is in a row's list: in the order of the list, never null."""

NAMES = pl.List(pl.String)
_OCTET, _WORD = 8, 8
"""Bits of a small integer, which are quick to add up, and how many of these make one that is quick to compare."""
_SPELT = working("spelt")


def listed(lists: dict[str, Flags]) -> tuple[Stage, Stage]:
    """Two stages: what the lists need, and the lists.

    Args:
        lists: by column, which names are in it.
    """
    needed: Stage = {}
    made: Stage = {}
    for column, flags in lists.items():
        octets = [flags[start : start + _OCTET] for start in range(0, len(flags), _OCTET)]
        words = {
            working(f"word_{column}_{place}"): _word(octets[start : start + _WORD])
            for place, start in enumerate(range(0, len(octets), _WORD))
        }
        needed |= words
        tables = [_table([name for _, name in octet]) for octet in octets]
        made[column] = (
            pl.struct(list(words)).map_batches(partial(_spelt, tables), return_dtype=NAMES, is_elementwise=True)
            if words
            else pl.lit([], dtype=NAMES)
        )
    return needed, made


def _word(octets: Sequence[Flags]) -> pl.Expr:
    whole = _octet(octets[0]).cast(pl.UInt64)
    for place, octet in enumerate(octets[1:], 1):
        whole += _octet(octet).cast(pl.UInt64) * (1 << _OCTET * place)
    return whole


def _octet(flags: Flags) -> pl.Expr:
    # Quicker than to make a number of every flag.
    none = pl.lit(0, dtype=pl.UInt8)
    octet = none
    for place, (flag, _) in enumerate(flags):
        octet += pl.when(flag).then(pl.lit(1 << place, dtype=pl.UInt8)).otherwise(none)
    return octet


def _table(names: Sequence[str]) -> pl.Series:
    """For each value of an octet, the names that it stands for."""
    return pl.Series(
        [[name for bit, name in enumerate(names) if octet >> bit & 1] for octet in range(1 << len(names))], dtype=NAMES
    )


def _spelt(tables: Sequence[pl.Series], held: pl.Series) -> pl.Series:
    words = held.struct.unnest()
    parts = [
        pl.lit(table).gather(pl.col(words.columns[place // _WORD]) // (1 << _OCTET * (place % _WORD)) & 255)
        for place, table in enumerate(tables)
    ]
    distinct = words.unique().with_columns(pl.concat_list(parts).alias(_SPELT))
    return words.join(distinct, on=words.columns, how="left", maintain_order="left").get_column(_SPELT)
