"""How the wording of a service changed, told to a reader field by field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from directory.clock import local_date
from directory.services.differences import ListingChange
from directory.services.looking import Revised
from portal.finding.field_words import value_in_words
from portal.lines.plain_words import PlainWords


@dataclass(frozen=True, slots=True)
class ShownListingChange:
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownRevision:
    day: dt.date
    changes: tuple[ShownListingChange, ...]


def shown_history(history: Sequence[Revised], words: PlainWords) -> tuple[ShownRevision, ...]:
    """Newest first, as it came."""
    return tuple(
        ShownRevision(
            local_date(revised.published_at),
            tuple(_shown(change, words) for change in revised.changes),
        )
        for revised in history
    )


def _shown(change: ListingChange, words: PlainWords) -> ShownListingChange:
    before, after = (
        value_in_words(change.field, value, words) for value in (change.before, change.after)
    )
    return ShownListingChange(change.field.label, before, after)
