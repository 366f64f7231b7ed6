"""A kind of file as one sender may fill it in: a column that is for others stays empty."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from directory.exchange.columns import Column, Kind
from directory.exchange.forms import YES_NO, Form, Unreadable

PUBLISHED_BY_OTHERS: Final = (
    "leave it empty: who commissions the service publishes what you send, which is kept as a"
    " draft until then"
)


def _read_empty(cell: str) -> bool:
    if YES_NO.read(cell):
        raise Unreadable(PUBLISHED_BY_OTHERS)
    return False


_LEFT_EMPTY: Final = {
    "publish": Column(
        "publish",
        Form("empty", _read_empty),
        "Leave it empty: who commissions the service publishes what you send",
    )
}
"""Columns of a provider's file, by name."""


def as_provider_sends(kind: Kind) -> Kind:
    columns = tuple(_LEFT_EMPTY.get(one.name, one) for one in kind.columns)
    return kind if columns == tuple(kind.columns) else replace(kind, columns=columns)
