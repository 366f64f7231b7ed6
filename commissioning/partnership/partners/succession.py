"""Who does a partner's work on a day: it, or what came in its place after its last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.models import Partner
from directory.clock import day_in_words

ONE_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PartnerSpan:
    """`ended_on` is its last day, None while it goes on; `successor` the key of what came after."""

    name: str
    ended_on: dt.date | None = None
    successor: int | None = None


@dataclass(frozen=True, slots=True)
class PartnerOn:
    """Who does the work of a partner on a day, and since when; `since` None of the first itself.

    `ended_on`: its own last day, where that has passed and nobody is recorded in its place.
    """

    key: int
    since: dt.date | None = None
    ended_on: dt.date | None = None


def partner_on(spans: Mapping[int, PartnerSpan], key: int, day: dt.date) -> PartnerOn:
    """
    | the day | the partner ended | one is in its place | its work is done by |
    |---|---|---|---|
    | any | no | – | it |
    | up to its last day | yes | either | it |
    | after its last day | yes | yes | that one, or what came after it |
    | after its last day | yes | no | nobody: itself, ended |
    """
    *_, last = _steps(spans, key, day)
    return last


def ended_in_words(spans: Mapping[int, PartnerSpan], key: int, day: dt.date) -> str:
    """Of one that has ended by the day, with whom to name instead."""
    span, now = spans[key], partner_on(spans, key, day)
    last = f" on {day_in_words(span.ended_on)}" if span.ended_on is not None else ""
    if now.key == key:
        return f"{span.name} ended{last}, and nobody is recorded in its place."
    return f"{span.name} ended{last}. Name {spans[now.key].name}, which does its work."


def partner_spans(session: Session) -> Mapping[int, PartnerSpan]:
    """Of all of them, by key."""
    asked = select(Partner.id, Partner.name, Partner.ended_on, Partner.successor_id)
    return {
        key: PartnerSpan(name, ended_on, successor)
        for key, name, ended_on, successor in session.execute(asked)
    }


def _steps(spans: Mapping[int, PartnerSpan], key: int, day: dt.date) -> Iterator[PartnerOn]:
    since: dt.date | None = None
    seen: set[int] = set()
    while True:
        seen.add(key)
        span = spans[key]
        is_over = span.ended_on is not None and span.ended_on < day
        after = span.successor
        if not is_over or span.ended_on is None or after is None or after in seen:
            yield PartnerOn(key, since, span.ended_on if is_over else None)
            return
        key, since = after, span.ended_on + ONE_DAY
