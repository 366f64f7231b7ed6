"""What nobody confirmed within its grace, as those who commission it are told: each lapse once.

| since the last message | what happens |
|---|---|
| fewer than seven days | nothing: one message a week, whatever lapses |
| seven days or more, and something has lapsed since | one message of all that has |
| nothing has lapsed since | nothing: what was told once is not told again |
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineFigures
from commissioning.listings.facts import OF_SERVICE, ServiceFact
from directory.services.freshness import FactKind, is_ring_first, ring_first_from
from directory.services.queries import last_confirmed

EVERY: Final = dt.timedelta(days=7)


def lapses_to_tell(
    facts: Iterable[ServiceFact], *, last: dt.date | None, today: dt.date
) -> list[ServiceFact]:
    """`last` is the day of the message before, None where there was none."""
    if last is not None and today - last < EVERY:
        return []
    return [fact for fact in facts if _is_news(fact.kind, fact.confirmed_on, last, today)]


def may_have_lapsed(
    session: Session, service_ids: Iterable[int], *, last: dt.date | None, today: dt.date
) -> set[int]:
    """Those with any clock so old, in a few statements for all: `facts_of` says which it is."""
    keys = list(service_ids)
    return {
        key
        for key, clocks in _clocks(session, keys, today).items()
        if any(_is_news(kind, day, last, today) for kind, day in clocks)
    }


def _is_news(
    kind: FactKind, confirmed_on: dt.date | None, last: dt.date | None, today: dt.date
) -> bool:
    if confirmed_on is None or not is_ring_first(kind, confirmed_on, today):
        return False
    return last is None or ring_first_from(kind, confirmed_on) > last


def _clocks(
    session: Session, service_ids: list[int], today: dt.date
) -> Mapping[int, list[tuple[FactKind, dt.date | None]]]:
    found: defaultdict[int, list[tuple[FactKind, dt.date | None]]] = defaultdict(list)
    for key, days in last_confirmed(session, service_ids, on=today).items():
        found[key] += [(kind, day) for kind, day in days.items() if kind in OF_SERVICE]
    for key, kind, day in _clocks_of_lines(session, service_ids):
        found[key].append((kind, day))
    return found


def _clocks_of_lines(
    session: Session, service_ids: list[int]
) -> Iterator[tuple[int, FactKind, dt.date | None]]:
    figures = LineFigures
    rows = session.execute(
        select(Line.service_id, figures.dates_confirmed_on, figures.vacancies_confirmed_on)
        .join(figures, figures.line_id == Line.id)
        .where(Line.service_id.in_(service_ids))
    )
    for key, dates, vacancies in rows:
        yield key, FactKind.START_DATES, dates
        yield key, FactKind.VACANCIES, vacancies
