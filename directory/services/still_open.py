"""Which services may be named to anybody, now and where an old record names them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.keeping import batches
from directory.places.models import Exposure
from directory.services.models import Service
from directory.services.sight import may_know_of
from directory.sight import ANYBODY


def openly_named(session: Session) -> frozenset[tuple[uuid.UUID, Exposure]]:
    """Every service that an open page may name today, and how much of it."""
    asked = select(Service.public_id, Service.exposure).where(*may_know_of(ANYBODY))
    return frozenset((service, exposure) for service, exposure in session.execute(asked))


def no_longer_open(session: Session, named: Mapping[uuid.UUID, bool]) -> set[uuid.UUID]:
    """Those of `named` that must not be shown any more; its values say "was restricted then".

    A service that has become confidential, one that was named openly and has since
    become restricted, and one that no record carries any more.
    """
    exposures: dict[uuid.UUID, Exposure] = {}
    for batch in batches(list(named)):
        asked = select(Service.public_id, Service.exposure).where(Service.public_id.in_(batch))
        exposures.update(session.execute(asked).all())
    return {
        service
        for service, was_restricted in named.items()
        if not _may_be_named(exposures.get(service), was_restricted=was_restricted)
    }


def _may_be_named(exposure: Exposure | None, *, was_restricted: bool) -> bool:
    return exposure is Exposure.OPEN or (exposure is Exposure.RESTRICTED and was_restricted)
