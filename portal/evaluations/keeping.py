"""Whose evaluations somebody may correct, and what of the directory they can be of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.errors import EvaluationImpossible
from commissioning.partnership.evaluations.models import Evaluation
from commissioning.partnership.evaluations.queries import evaluation_by_id, subjects_called
from commissioning.partnership.evaluations.told import (
    EvaluatedScheme,
    EvaluatedSubject,
    EvaluationTold,
)
from directory.acts import Act
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit, Region
from directory.schemes.listing import schemes_of_kinds
from directory.schemes.models import Scheme, SchemeKind
from directory.services.models import Service
from directory.services.queries import service_by_id
from directory.sight import Sight
from portal.evaluations.forms import EvaluationForm
from portal.own_region import regions_for


def regions_that_keep(session: Session) -> list[Region]:
    return regions_for(session, Act.EVALUATION_CHANGE)


def keeping(session: Session) -> set[int]:
    """The keys of those regions: their members read what was corrected and withdrawn."""
    return {one.id for one in regions_that_keep(session)}


def may_correct(session: Session, evaluation: Evaluation) -> bool:
    return evaluation.owner_region_id in keeping(session)


def evaluation_to_correct(session: Session, public_id: uuid.UUID) -> Evaluation:
    """Raises `NotKnown`, also for one that another region keeps."""
    found = evaluation_by_id(session, public_id)
    if not may_correct(session, found):
        raise NotKnown("evaluation", public_id)
    return found


def schemes_to_choose(session: Session) -> list[tuple[Scheme, LocalDeliveryUnit]]:
    """Those of the areas of one's own regions, by area."""
    own = {one.id for one in regions_that_keep(session)}
    rows = schemes_of_kinds(session, tuple(SchemeKind)) if own else []
    return [(one, area) for one, area in rows if area.region_id in own]


def subjects_typed(
    session: Session, form: EvaluationForm, stood: EvaluationTold | None, *, sight: Sight
) -> list[EvaluatedSubject]:
    """Schemes elsewhere that it named before stay named. Raises `EvaluationImpossible`."""
    offered = schemes_to_choose(session)
    services = [_service(session, one, sight) for one in form.service_lines]
    chosen = [one for one, _ in offered if str(one.id) in (form.schemes.data or ())]
    typed = subjects_called(session, services, chosen)
    return [*typed, *_elsewhere(stood, offered)]


def _service(session: Session, line: str, sight: Sight) -> Service:
    try:
        key = uuid.UUID(line.partition("?")[0].rstrip("/").rpartition("/")[2])
        return service_by_id(session, key, sight=sight)
    except (ValueError, NotKnown) as unknown:
        raise EvaluationImpossible(
            "services",
            gettext("Enter the address of a service’s page on each line, as its browser shows it."),
        ) from unknown


def _elsewhere(
    stood: EvaluationTold | None, offered: Sequence[tuple[Scheme, LocalDeliveryUnit]]
) -> list[EvaluatedSubject]:
    known = {(area.id, one.name.casefold()) for one, area in offered}
    before = () if stood is None else stood.subjects
    return [
        one
        for one in before
        if isinstance(one, EvaluatedScheme)
        and (one.local_delivery_unit_id, one.name.casefold()) not in known
    ]
