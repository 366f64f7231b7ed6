"""Signing agreements, stating their terms, adding lots and putting them on lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.errors import LotHasLine, refuse_backwards
from commissioning.agreements.funding import refuse_shares
from commissioning.agreements.models import Agreement, AgreementFunder, AgreementKind, AgreementTerm
from commissioning.agreements.queries import (
    agreement_by_external_id,
    lot_by_external_id,
    term_in_force,
)
from commissioning.lines.errors import AlreadyKnown
from commissioning.lines.figures import count_delivered, mark_due
from commissioning.lines.models import Line
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.acts import Act
from directory.audit.recording import record_act
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
    refuse_backwards(starts_on, ends_on)
    refuse_shares(share for _, share in funders if share is not None)
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
    record_act(session, Act.AGREEMENT_SIGN, agreement, by=by, at=at, after=after)
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
    refuse_backwards(starts_on, ends_on)
    known = term_in_force(session, agreement.id)
    if known is not None and (known.starts_on, known.ends_on) == (starts_on, ends_on):
        return known
    term = _term_row(agreement, starts_on, ends_on, by=by, at=at)
    session.add(term)
    before = {"starts_on": known.starts_on, "ends_on": known.ends_on} if known else None
    after = {"starts_on": starts_on, "ends_on": ends_on}
    record_act(session, Act.AGREEMENT_EXTEND, agreement, by=by, at=at, before=before, after=after)
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
    record_act(session, Act.LOT_ADD, lot, by=by, at=at, after=after | {"police_area": police_area})
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
        count_delivered(session, volume, line_id=line.id)
    record_act(session, Act.LOT_JOIN, lot, by=by, at=at, after={"line_id": line.id})
    session.flush()
    mark_due(session, [line.id], at=at)
    return lot


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


def _line_ids_of(session: Session, agreement: Agreement) -> list[int]:
    found = session.scalars(
        select(Lot.line_id)
        .where(Lot.agreement_id == agreement.id, Lot.line_id.is_not(None))
        .distinct()
    )
    return [line_id for line_id in found if line_id is not None]
