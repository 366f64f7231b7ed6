"""What an open page must not tell: a restricted group and a confidential refuge."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.groups.models import GroupStatus
from commissioning.groups.publishing import publish_group, state_group
from commissioning.groups.queries import group_by_external_id
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated
from directory.delivery import DeliveryKind
from directory.places.models import Exposure, Site
from directory.services.models import Service
from directory.services.serving import place_at_sites
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor
from tests.makers.scene import Scene, add_line
from tests.makers.services import make_provider, restricted_programme
from tests.makers.start_dates import answer_everything

RESTRICTED: Final = "restricted"
PLACES: Final = 8


def add_restricted_group(session: Session, scene: Scene, title: str) -> Line:
    """Starts on 11 May; whoever adds it has the lines answered."""
    line = add_line(
        session,
        scene,
        title,
        "programme",
        kind=DeliveryKind.CLOSED_GROUP,
        terms=TermsStated(OPENED, 120, min_to_run=0, programme_weeks=30),
        places=PLACES,
        programme=restricted_programme(session),
    )
    publish_group(
        session,
        line,
        external_id=RESTRICTED,
        planned_start=dt.date(2027, 5, 11),
        places=PLACES,
        by=actor(session),
        at=NOW,
    )
    return line


def move_restricted_group(session: Session, day: dt.date) -> None:
    group = group_by_external_id(session, external_id=RESTRICTED)
    assert group is not None
    state_group(
        session,
        group,
        current_start=day,
        status=GroupStatus.PLANNED,
        places=PLACES,
        started=None,
        by=actor(session),
        at=NOW,
    )
    answer_everything(session)


def add_refuge(session: Session, scene: Scene) -> Service:
    line = add_line(
        session, scene, "Rosewood refuge", "residence", kind=DeliveryKind.BED, areas=[scene.home]
    )
    site = Site(
        external_id="refuge",
        name="Rosewood",
        exposure=Exposure.CONFIDENTIAL,
        local_delivery_unit_id=scene.home.id,
        provider_id=make_provider(session).id,
    )
    session.add(site)
    session.flush()
    service = session.get_one(Service, line.service_id)
    place_at_sites(session, service, [site], by=actor(session), at=NOW)
    answer_everything(session)
    return service
