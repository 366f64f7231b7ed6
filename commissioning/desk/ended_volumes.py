"""Which volumes have ended with their agreement or their line, asked by their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementTerm
from commissioning.desk.lines_asked import is_newest
from commissioning.lines.models import LineFigures, LineTerms
from commissioning.volumes.ending import last_day
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.keeping import batches


def last_days(
    session: Session, volume_ids: Collection[int], *, today: dt.date
) -> dict[int, dt.date]:
    """By volume the last day on which anything was used of it; those that go on are left out."""
    found: dict[int, dt.date] = {}
    for batch in batches(sorted(volume_ids)):
        rows = session.execute(
            select(CommissionedVolume.id, AgreementTerm.ends_on, LineTerms.closed_on)
            .join(Lot, Lot.id == CommissionedVolume.lot_id)
            .outerjoin(
                AgreementTerm,
                and_(AgreementTerm.agreement_id == Lot.agreement_id, is_newest(AgreementTerm)),
            )
            .outerjoin(LineFigures, LineFigures.line_id == Lot.line_id)
            .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
            .where(CommissionedVolume.id.in_(batch))
        )
        for volume_id, ends_on, closed_on in rows:
            end = last_day(ends_on, closed_on, today=today)
            if end is not None:
                found[volume_id] = end
    return found
