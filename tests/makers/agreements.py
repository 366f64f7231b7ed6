"""What was bought."""

from __future__ import annotations

import datetime as dt
import itertools

from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.lines.models import Line
from commissioning.volumes.models import Lot, VolumeUnit
from directory.providers.models import Provider
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor
from tests.makers.services import make_provider

_numbers = itertools.count(1)


def make_agreement(session: Session) -> Agreement:
    return sign_agreement(
        session,
        external_id=f"agreement-{next(_numbers)}",
        kind=AgreementKind.CONTRACT,
        title="Thinking skills",
        provider=None,
        starts_on=OPENED,
        ends_on=dt.date(2028, 3, 31),
        source="test",
        by=actor(session),
        at=NOW,
    )


def make_lot(session: Session, line: Line | None = None) -> Lot:
    return add_lot(
        session,
        make_agreement(session),
        external_id=f"lot-{next(_numbers)}",
        line=line,
        by=actor(session),
        at=NOW,
    )


def buy(
    session: Session,
    line: Line,
    *,
    quantity: float,
    unit: VolumeUnit,
    provider: Provider | None = None,
) -> Agreement:
    """Of a provider that is known, else of the usual one."""
    by = actor(session)
    agreement = sign_agreement(
        session,
        external_id=f"agreement {line.external_id}",
        kind=AgreementKind.CONTRACT,
        title="A contract",
        provider=provider or make_provider(session),
        starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2028, 3, 31),
        source="tests",
        by=by,
        at=NOW,
    )
    lot = add_lot(
        session, agreement, external_id=f"lot {line.external_id}", line=line, by=by, at=NOW
    )
    commission_volume(
        session,
        lot,
        unit=unit,
        starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2027, 3, 31),
        quantity=quantity,
        by=by,
        at=NOW,
    )
    return agreement
