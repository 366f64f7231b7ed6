"""What a service is before its wording: how people start, where, how openly it is told."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.clock import local_date
from directory.delivery import delivery_rules
from directory.listings.offering import areas_asked
from directory.listings.opening import HOW_OPEN
from directory.services.models import Service
from portal.looking import moment


def basics_of(session: Session, service: Service) -> tuple[tuple[str, str], ...]:
    """Label and words, for its author and for whoever decides."""
    areas = areas_asked(session, service, on=local_date(moment()))
    return (
        ("How people start", delivery_rules()[service.delivery_kind].name),
        ("Areas", ", ".join(one.name for one in areas) or "none"),
        ("Who may read where it is", HOW_OPEN[service.exposure]),
    )
