"""Signing agreements, adding lots, commissioning volumes and varying them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.errors import (
    AgreementEndsBeforeStart,
    LotHasLine,
    SharesImpossible,
    VolumeAlreadyCommissioned,
    VolumeImpossible,
)
from commissioning.agreements.models import Agreement, AgreementFunder, AgreementKind, AgreementTerm
from commissioning.agreements.queries import (
    agreement_by_external_id,
    lot_by_external_id,
    segments_of,
    term_in_force,
)
from commissioning.capacity.volume import ImpossibleVolume, Volume
from commissioning.lines.errors import AlreadyKnown
from commissioning.lines.figures import mark_due, used_in_period
from commissioning.lines.models import Line
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeSegment, VolumeUnit
from directory.audit import record_act
from directory.clock import day_in_words
from directory.people.models import Person
from directory.places.models import Region
from directory.providers.models import Provider


def sign_agreement(  # noqa: PLR0913  a signature has this many facts
    session: Session,
    *,
    external_id: str,
    kind: AgreementKind,
    title: str,
    provider: Provider | None,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    source: str,
    by: Person,
    at: dt.datetime,
    funders: Sequence[tuple[str, float | None]] = (),
    contract_type: str | None = None,
    is_generated: bool = False,
) -> Agreement:
    """Record a new agreement; `ends_on` None means "end not known"."""
    _refuse_backwards(starts_on, ends_on)
    _refuse_shares([share for _, share in funders if share is not None])
    if agreement_by_external_id(session, external_id=external_id) is not None:
        raise AlreadyKnown("agreement", external_id)
    agreement = Agreement(
        external_id=external_id,
        kind=kind,
        title=title,
        contract_type=contract_type,
        provider_id=provider.id if provider is not None else None,
        is_generated=is_generated,
        source=source,
        recorded_at=at,
    )
    session.add(agreement)
    session.flush()
    session.add(_term_row(agreement, starts_on, ends_on, by=by, at=at))
    session.add_all(
        AgreementFunder(agreement_id=agreement.id, funder=funder, share=share)
        for funder, share in funders
    )
    after = {"external_id": external_id, "starts_on": starts_on, "ends_on": ends_on}
    record_act(session, "sign_agreement", agreement, by=by, at=at, after=after)
    session.flush()
    return agreement


def state_term(
    session: Session,
    agreement: Agreement,
    *,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    by: Person,
    at: dt.datetime,
) -> AgreementTerm:
    """Say from when to when the agreement runs; the same dates again change nothing."""
    _refuse_backwards(starts_on, ends_on)
    known = term_in_force(session, agreement.id)
    if known is not None and (known.starts_on, known.ends_on) == (starts_on, ends_on):
        return known
    term = _term_row(agreement, starts_on, ends_on, by=by, at=at)
    session.add(term)
    before = {"starts_on": known.starts_on, "ends_on": known.ends_on} if known else None
    after = {"starts_on": starts_on, "ends_on": ends_on}
    record_act(session, "state_term", agreement, by=by, at=at, before=before, after=after)
    session.flush()
    mark_due(session, _line_ids_of(session, agreement), at=at)
    return term


def add_lot(
    session: Session,
    agreement: Agreement,
    *,
    external_id: str,
    by: Person,
    at: dt.datetime,
    line: Line | None = None,
    region: Region | None = None,
    police_area: str | None = None,
) -> Lot:
    """Add the agreement's part for one line, or for a ground whose queue is not known here."""
    if lot_by_external_id(session, external_id=external_id) is not None:
        raise AlreadyKnown("lot", external_id)
    lot = Lot(
        external_id=external_id,
        agreement_id=agreement.id,
        line_id=line.id if line is not None else None,
        region_id=region.id if region is not None else None,
        police_area=police_area,
        recorded_at=at,
    )
    session.add(lot)
    session.flush()
    after = {"agreement_id": agreement.id, "line_id": lot.line_id, "region_id": lot.region_id}
    record_act(session, "add_lot", lot, by=by, at=at, after=after | {"police_area": police_area})
    session.flush()
    if line is not None:
        mark_due(session, [line.id], at=at)
    return lot


def put_lot_on_line(session: Session, lot: Lot, line: Line, *, by: Person, at: dt.datetime) -> Lot:
    """The lot's queue has become known: what that line delivered now counts as used."""
    if lot.line_id == line.id:
        return lot
    if lot.line_id is not None:
        raise LotHasLine(lot.external_id)
    lot.line_id, lot.recorded_at = line.id, at
    session.flush()
    volumes = session.scalars(
        select(CommissionedVolume)
        .where(CommissionedVolume.lot_id == lot.id)
        .order_by(CommissionedVolume.id)
    )
    for volume in volumes:
        volume.used = used_in_period(
            session, line.id, volume.unit, first=volume.starts_on, last=volume.ends_on
        )
    record_act(session, "put_lot_on_line", lot, by=by, at=at, after={"line_id": line.id})
    session.flush()
    mark_due(session, [line.id], at=at)
    return lot


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
    _refuse_backwards(starts_on, ends_on)
    _refuse_volume(quantity, tolerance)
    _refuse_profile(starts_on, ends_on, profile)
    _refuse_second(session, lot, unit, starts_on)
    used = 0.0
    if lot.line_id is not None:
        used = used_in_period(session, lot.line_id, unit, first=starts_on, last=ends_on)
    volume = CommissionedVolume(
        lot_id=lot.id,
        unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        quantity=quantity,
        profile=list(profile) if profile is not None else None,
        tolerance=tolerance,
        used=used,
    )
    session.add(volume)
    session.flush()
    session.add(_segment_row(volume, starts_on, quantity, by=by, at=at))
    after = {"unit": unit.value, "starts_on": starts_on, "ends_on": ends_on, "quantity": quantity}
    record_act(session, "commission_volume", volume, by=by, at=at, after=after)
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
        "vary_volume",
        volume,
        by=by,
        at=at,
        before={"quantity": before},
        after={"from_date": from_date, "rate": quantity, "quantity": volume.quantity},
    )
    session.flush()
    return volume


def _term_row(
    agreement: Agreement,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    *,
    by: Person,
    at: dt.datetime,
) -> AgreementTerm:
    return AgreementTerm(
        agreement_id=agreement.id,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=at,
        recorded_by_id=by.id,
    )


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


def _line_ids_of(session: Session, agreement: Agreement) -> list[int]:
    found = session.scalars(
        select(Lot.line_id)
        .where(Lot.agreement_id == agreement.id, Lot.line_id.is_not(None))
        .distinct()
    )
    return [line_id for line_id in found if line_id is not None]


def _refuse_backwards(starts_on: dt.date | None, ends_on: dt.date | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise AgreementEndsBeforeStart(starts_on, ends_on)


def _refuse_shares(shares: Sequence[float]) -> None:
    if any(share <= 0 for share in shares) or sum(shares) > 1 + 1e-9:
        raise SharesImpossible(sum(shares))


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
