"""The one form of a row that is hashed, whichever database holds it.

Version 1: UTF-8 of a JSON array without blanks, all but ASCII escaped, the keys of objects in
order: `[1, id, happened_at, by_id, act, subject_kind, subject_id, before, after]`. `happened_at`
is UTC with microseconds, as `2027-03-02T09:30:00.000000`; what is not known is `null`. A moment or
JSON that cannot be read, which no portal writes, stands as the text that it is.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final, NamedTuple

VERSION: Final = 1

_dumps = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class StoredRow(NamedTuple):
    """A row as both databases tell it: moments and JSON as text."""

    id: int
    happened_at: str
    by_id: int
    act: str
    subject_kind: str
    subject_id: int | None
    before: str | None
    after: str | None


def canonical(row: StoredRow) -> bytes:
    told = [
        VERSION,
        row.id,
        moment(row.happened_at),
        row.by_id,
        row.act,
        row.subject_kind,
        row.subject_id,
        _read(row.before),
        _read(row.after),
    ]
    return _dumps(told).encode("ascii")


def moment(stored: str) -> str:
    """One spelling of a moment that either database keeps as naive UTC."""
    try:
        return dt.datetime.fromisoformat(stored).isoformat(timespec="microseconds")
    except (ValueError, TypeError):
        return f"unreadable: {stored}"


def _read(stored: str | None) -> Any:
    if stored is None:
        return None
    try:
        return json.loads(stored)
    except (ValueError, TypeError):
        return {"unreadable": str(stored)}
