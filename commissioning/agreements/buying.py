"""Buying volumes for a lot, and varying them: what was bought stays, a variation is added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.errors import (
    VolumeAlreadyCommissioned,
    VolumeImpossible,
    refuse_backwards,
)
from commissioning.agreements.queries import segments_of
from commissioning.lines.figures import count_delivered
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeSegment, VolumeUnit
from commissioning.volumes.volume import ImpossibleVolume, Volume
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words
from directory.people.models import Person


def changes_months_over(from_date: dt.date, *, today: dt.date) -> str:
    """What somebody must mean who varies a volume from that day; "" where no month is over."""
    if from_date >= today.replace(day=1):
        return ""
    return (
        f"from {day_in_words(from_date)} it changes what was expected in months that are over, and"
        " the provider is not asked"
    )


def commission_volume(
    session: Session,
    lot: Lot,
    *,
    unit: VolumeUnit,
    starts_on: dt.date,
    ends_on: dt.date,
    quantity: float,
    by: Person,
    at: dt.datetime,
    profile: Sequence[float] | None = None,
    tolerance: float = 0.1,
) -> CommissionedVolume:
    """Buy so many of a unit from `starts_on` to `ends_on`, both included.

    `profile` holds 12 monthly or 4 quarterly shares that sum to 1, of a period of exactly
    twelve months; None is by days.
    What the lot's line has already delivered in the period counts as used at once.
    """
    refuse_backwards(starts_on, ends_on)
    _refuse_volume(quantity, tolerance)
    _refuse_profile(starts_on, ends_on, profile)
    _refuse_second(session, lot, unit, starts_on)
    volume = CommissionedVolume(
        lot_id=lot.id,
        unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        quantity=quantity,
        profile=list(profile) if profile is not None else None,
        tolerance=tolerance,
    )
    session.add(volume)
    session.flush()
    if lot.line_id is not None:
        count_delivered(session, volume, line_id=lot.line_id)
    session.add(_segment_row(volume, starts_on, quantity, by=by, at=at))
    after = {"unit": unit.value, "starts_on": starts_on, "ends_on": ends_on, "quantity": quantity}
    record_act(session, Act.VOLUME_BUY, volume, by=by, at=at, after=after)
    session.flush()
    return volume


def vary_volume(
    session: Session,
    volume: CommissionedVolume,
    *,
    from_date: dt.date,
    quantity: float,
    by: Person,
    at: dt.datetime,
) -> CommissionedVolume:
    """From this day the volume runs at the rate at which its whole period would hold `quantity`.

    The volume becomes the day-weighted sum of its segments.
    """
    _refuse_volume(quantity, volume.tolerance)
    if not volume.starts_on <= from_date <= volume.ends_on:
        raise VolumeImpossible(
            "from_date",
            "A variation must begin within the volume’s period,"
            f" {day_in_words(volume.starts_on)} to {day_in_words(volume.ends_on)}.",
        )
    before = volume.quantity
    session.add(_segment_row(volume, from_date, quantity, by=by, at=at))
    session.flush()
    volume.quantity = _total_of(session, volume)
    record_act(
        session,
        Act.VOLUME_VARY,
        volume,
        by=by,
        at=at,
        before={"quantity": before},
        after={"from_date": from_date, "rate": quantity, "quantity": volume.quantity},
    )
    session.flush()
    return volume


def _segment_row(
    volume: CommissionedVolume,
    from_date: dt.date,
    quantity: float,
    *,
    by: Person,
    at: dt.datetime,
) -> VolumeSegment:
    return VolumeSegment(
        volume_id=volume.id,
        from_date=from_date,
        quantity=quantity,
        recorded_at=at,
        recorded_by_id=by.id,
    )


def _total_of(session: Session, volume: CommissionedVolume) -> float:
    segments = {kept.from_date: kept.quantity for kept in segments_of(session, volume.id)}
    bought = segments.pop(volume.starts_on)
    period = (volume.starts_on, volume.ends_on)
    return Volume(period, bought, segments=sorted(segments.items())).total


def _refuse_volume(quantity: float, tolerance: float) -> None:
    if quantity < 0:
        raise VolumeImpossible("quantity", "The volume must be 0 or more.")
    if not 0 <= tolerance <= 1:
        raise VolumeImpossible("tolerance", "The tolerance must lie between 0% and 100%.")


def _refuse_profile(starts_on: dt.date, ends_on: dt.date, profile: Sequence[float] | None) -> None:
    """The rule is that of the sums, so that whatever was bought can be worked out."""
    if profile is None:
        return
    try:
        Volume((starts_on, ends_on), 0, profile=profile)
    except ImpossibleVolume as refused:
        raise VolumeImpossible("profile", str(refused)) from refused


def _refuse_second(session: Session, lot: Lot, unit: VolumeUnit, starts_on: dt.date) -> None:
    known = session.scalar(
        select(CommissionedVolume.id).where(
            CommissionedVolume.lot_id == lot.id,
            CommissionedVolume.unit == unit,
            CommissionedVolume.starts_on == starts_on,
        )
    )
    if known is not None:
        raise VolumeAlreadyCommissioned(lot.external_id, unit.value, starts_on)
