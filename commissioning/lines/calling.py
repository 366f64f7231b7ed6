"""What a line and its service are called: words that name nobody in a key of theirs."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineArea
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Programme, Service
from directory.typed_keys import A_NAME, tells_in_key

_CALLED: Final = (
    select(
        Line.name, Line.external_id, Service.external_id, ListingRevision.title, Programme.name,
        Programme.external_id, Provider.name, Provider.external_id,
    )
    .join(Service, Service.id == Line.service_id)
    .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
    .outerjoin(Programme, Programme.id == Service.programme_id)
    .outerjoin(Provider, Provider.id == Service.provider_id)
)  # fmt: skip


def tells_in_key_of(session: Session, line_id: int, key: str) -> str | None:
    """What in a key of something of the line tells of a person; the line is asked only where
    words of it may be a name."""
    what = tells_in_key(key)
    return tells_in_key(key, _words_of(session, line_id)) if what == A_NAME else what


def _words_of(session: Session, line_id: int) -> str:
    called = session.execute(_CALLED.where(Line.id == line_id)).one()
    areas = (
        select(LocalDeliveryUnit.name)
        .join(LineArea, LineArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(LineArea.line_id == line_id)
    )
    return " ".join(filter(None, (*called, *session.scalars(areas))))
