"""What has become of the people who were promised a date, as at a census."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from commissioning.dates.kept_dates import IF_NARROWER
from commissioning.dates.models import LineForecast
from commissioning.promises.judging import Followed, Promised
from commissioning.promises.models import Promise
from commissioning.referrals.models import Referral
from commissioning.waiting.clock import Outcome
from directory.delivery import DeliveryKind
from directory.keeping import batches

RECORDED_WITHIN_DAYS: Final = 7
"""Starts are recorded some days late: the census lies so far back that none counts as missed."""


class FollowedPromise(NamedTuple):
    """A promise, what became of it, and what it is counted under."""

    line_id: int
    kind: DeliveryKind
    is_generated: bool
    promised_on: dt.date
    forecast_id: int
    promised: Promised
    followed: Followed

    def if_told(self, by_9_in_10: dt.date) -> Promised:
        """The promise with another “9 in 10” date."""
        return replace(self.promised, by_9_in_10=max(0, (by_9_in_10 - self.promised_on).days))


def census_on(today: dt.date) -> dt.date:
    """The day as at which outcomes are taken."""
    return today - dt.timedelta(days=RECORDED_WITHIN_DAYS)


def followed(
    day_0: dt.date, started_on: dt.date | None, left_on: dt.date | None, census: dt.date
) -> Followed:
    """Where a wait stood at the census; what happened later has not happened."""
    seen_to = max(0, (census - day_0).days)
    for outcome, day in ((Outcome.STARTED, started_on), (Outcome.LEFT, left_on)):
        if day is not None and day <= census:
            return Followed(outcome, max(0, (day - day_0).days), seen_to)
    return Followed(Outcome.WAITING, seen_to, seen_to)


def followed_promises(
    session: Session, *, since: dt.date, census: dt.date, engine_version: str | None = None
) -> Iterator[FollowedPromise]:
    """Every promise made from `since` on, with what has become of it by the census.

    `engine_version` None: whatever engine worked it out.
    """
    asked_for: list[ColumnElement[bool]] = [Promise.promised_on.between(since, census)]
    if engine_version is not None:
        asked_for.append(Promise.engine_version == engine_version)
    rows = session.execute(
        select(
            Promise.line_id,
            Promise.forecast_id,
            Promise.delivery_kind,
            Promise.is_generated,
            Promise.promised_on,
            Promise.by_1_in_10,
            Promise.likely_start,
            Promise.by_9_in_10,
            Promise.target_days,
            Promise.start_within_target,
            Referral.started_on,
            Referral.left_on,
        )
        .join(Referral, Referral.id == Promise.referral_id)
        .where(*asked_for)
        .order_by(Promise.id)
        .execution_options(yield_per=1_000)
    )
    for row in rows:
        yield FollowedPromise(
            row.line_id,
            row.delivery_kind,
            row.is_generated,
            row.promised_on,
            row.forecast_id,
            _promised(
                row.promised_on,
                (row.by_1_in_10, row.likely_start, row.by_9_in_10),
                row.target_days,
                row.start_within_target,
            ),
            followed(row.promised_on, row.started_on, row.left_on, census),
        )


def dates_if_narrower(session: Session, line_ids: Iterable[int]) -> dict[int, dt.date]:
    """By promised forecast of these lines that told a wider range: the date without the width."""
    narrower = LineForecast.basis[IF_NARROWER].as_string()
    return {
        forecast_id: dt.date.fromisoformat(day)
        for batch in batches(line_ids)
        for forecast_id, day in session.execute(
            select(LineForecast.id, narrower).where(
                LineForecast.line_id.in_(batch),
                exists().where(Promise.forecast_id == LineForecast.id),
            )
        )
        if day is not None
    }


def _promised(
    promised_on: dt.date,
    told: tuple[dt.date | None, dt.date | None, dt.date | None],
    target_days: int | None,
    within_target: float | None,
) -> Promised:
    first, likely, last = (None if day is None else (day - promised_on).days for day in told)
    return Promised(first, likely, last, target_days, within_target)
