"""Which questions of courts whoever asks may read, and what may be asked about at a court."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from commissioning.partnership.liaison.clock import Reminder, reminder_due
from commissioning.partnership.liaison.errors import NoSuchQuestion
from commissioning.partnership.liaison.models import LiaisonQuestion
from commissioning.partnership.liaison.question_rows import (
    CourtsAnswer,
    QuestionToRead,
    ServiceToAskAbout,
)
from directory.errors import NotKnown
from directory.places.models import (
    AuthorityMembership,
    Court,
    CourtArea,
    LocalAuthority,
    LocalDeliveryUnit,
    Region,
)
from directory.places.positions import every_place
from directory.providers.models import Provider
from directory.requirements import requirement_rules
from directory.services.models import ListingRevision, Programme, Service, ServiceArea
from directory.services.serving import serves_on
from directory.services.sight import may_read_all_of
from directory.sight import ANYBODY, Sight
from directory.unchanged import while_unchanged

ANSWERED_SHOWN: Final = 50
SHOWN_AT_A_COURT: Final = 20


def open_questions(session: Session, region_id: int, *, sight: Sight) -> list[QuestionToRead]:
    """Unanswered, the first due before the rest; those of which no day is promised last."""
    asked = _questions(sight).where(
        LiaisonQuestion.region_id == region_id, LiaisonQuestion.answered_on.is_(None)
    )
    by_day = (LiaisonQuestion.due_on.is_(None), LiaisonQuestion.due_on, LiaisonQuestion.id)
    return _read(session, asked.order_by(*by_day))


def answered_questions(session: Session, region_id: int, *, sight: Sight) -> list[QuestionToRead]:
    """The last answered first."""
    asked = _questions(sight).where(
        LiaisonQuestion.region_id == region_id, LiaisonQuestion.answered_on.is_not(None)
    )
    newest = (LiaisonQuestion.answered_on.desc(), LiaisonQuestion.id.desc())
    return _read(session, asked.order_by(*newest).limit(ANSWERED_SHOWN))


def question_of_region(
    session: Session, public_id: uuid.UUID, region_id: int | None, *, sight: Sight
) -> QuestionToRead:
    """Raises `NotKnown`, also for another region's."""
    asked = _questions(sight).where(
        LiaisonQuestion.public_id == public_id, LiaisonQuestion.region_id == region_id
    )
    found = _read(session, asked)
    if not found:
        raise NotKnown("question of your region", public_id)
    return found[0]


def question_by_reference(session: Session, reference: str) -> QuestionToRead:
    """As whoever holds the reference reads it: as anybody. Raises `NoSuchQuestion`."""
    found = _read(session, _questions(ANYBODY).where(LiaisonQuestion.reference == reference))
    if not found:
        raise NoSuchQuestion
    return found[0]


def questions_to_tell(session: Session, today: dt.date) -> list[LiaisonQuestion]:
    """Unanswered, of which whoever answers was not yet written what is due today."""
    asked = select(LiaisonQuestion).where(
        LiaisonQuestion.answered_on.is_(None), LiaisonQuestion.told < int(Reminder.OVERDUE)
    )
    rows = session.scalars(asked.order_by(LiaisonQuestion.id))
    return [one for one in rows if reminder_due(one.due_on, today) > one.told]


def count_open_questions(session: Session, region_id: int) -> int:
    asked = select(func.count(LiaisonQuestion.id))
    is_open = LiaisonQuestion.answered_on.is_(None)
    return session.scalars(asked.where(LiaisonQuestion.region_id == region_id, is_open)).one()


def court_to_ask(session: Session, slug: str) -> Court:
    """With its region. Raises `NotKnown`."""
    found = session.scalar(
        select(Court).where(Court.slug == slug).options(joinedload(Court.region))
    )
    if found is None:
        raise NotKnown("court", slug)
    return found


def services_to_ask_about(
    session: Session, court: Court, *, on: dt.date
) -> list[ServiceToAskAbout]:
    """By title; of a court without areas those of its region."""
    rows = session.execute(
        select(Service.id, Service.public_id, ListingRevision.title)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(*may_read_all_of(ANYBODY), Service.id.in_(_serving(session, court, on)))
        .order_by(ListingRevision.title, Service.id)
    )
    return [ServiceToAskAbout(*row) for row in rows]


def names_around(session: Session, court: Court) -> list[str]:
    """Of courts, towns, areas and the region: names that are no person's."""
    own = [court.name, court.town]
    return own if court.region_id is None else [*own, *names_of_region(session, court.region_id)]


def names_of_region(session: Session, region_id: int) -> list[str]:
    """The same of all of a region, its councils, its towns and each that a name puts together, with
    the titles of services open to all in it and who provides them, programmes and requirements."""
    region = session.get_one(Region, region_id)
    courts = session.execute(select(Court.name, Court.town).where(Court.region_id == region_id))
    names = [word for row in courts for word in row]
    areas = select(LocalDeliveryUnit).where(LocalDeliveryUnit.region_id == region_id).subquery()
    names += session.scalars(select(areas.c.name))
    councils = session.execute(
        select(LocalAuthority.code, LocalAuthority.name)
        .join(AuthorityMembership, AuthorityMembership.local_authority_id == LocalAuthority.id)
        .join(areas, areas.c.id == AuthorityMembership.local_delivery_unit_id)
        .distinct()
    ).all()
    names += [name for _, name in councils]
    towns = [town for name in names for town in re.split(r" and |, | & ", name)]
    own = {code for code, _ in councils}
    towns += [place.name for place in every_place() if place.authority in own]
    told = [*names, *towns, *_served_by(session, region_id), *_requirements()]
    return [region.name, region.welsh_name or "", *told]


def _served_by(session: Session, region_id: int) -> Iterator[str]:
    """Titles of services open to all there and who provides them, and every programme."""
    rows = session.execute(
        select(ListingRevision.title, Provider.name)
        .join(Service, Service.published_revision_id == ListingRevision.id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == ServiceArea.local_delivery_unit_id)
        .where(LocalDeliveryUnit.region_id == region_id, *may_read_all_of(ANYBODY))
        .distinct()
    )
    for title, provider in rows:
        yield title
        if provider:
            yield provider
            yield provider.removeprefix("The ")
    yield from session.scalars(select(Programme.name))


def _requirements() -> Iterator[str]:
    """As the law calls them, and the parts of a name that joins two."""
    for one in requirement_rules():
        yield from (one.name, one.tag, *one.also_known_as)
        yield from re.split(r" and |, | requirement", one.name)


def _serving(session: Session, court: Court, on: dt.date) -> Select[int]:
    served = session.scalars(
        select(CourtArea.local_delivery_unit_id).where(
            CourtArea.court_id == court.id,
            CourtArea.valid_from <= on,
            or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= on),
        )
    ).all()
    of_region = select(LocalDeliveryUnit.id).where(LocalDeliveryUnit.region_id == court.region_id)
    areas: Sequence[int] | Select[int] = served or of_region
    return select(ServiceArea.service_id).where(
        ServiceArea.local_delivery_unit_id.in_(areas), *serves_on(on)
    )


def _questions(sight: Sight) -> Select[LiaisonQuestion, str | None]:
    title = (
        select(ListingRevision.title)
        .join(Service, Service.published_revision_id == ListingRevision.id)
        .where(Service.id == LiaisonQuestion.service_id, *may_read_all_of(sight))
        .scalar_subquery()
    )
    return select(LiaisonQuestion, title).options(
        joinedload(LiaisonQuestion.court).joinedload(Court.region)
    )


def _read(session: Session, asked: Select[LiaisonQuestion, str | None]) -> list[QuestionToRead]:
    return [QuestionToRead(question, title or "") for question, title in session.execute(asked)]


def answers_read_with(session: Session, court_id: int) -> tuple[CourtsAnswer, ...]:
    """What probation answered and lets anybody read with the court, the last first."""
    return while_unchanged(session, _answers_shown, court_id)


def _answers_shown(session: Session, court_id: int) -> tuple[CourtsAnswer, ...]:
    asked = _questions(ANYBODY).where(
        LiaisonQuestion.court_id == court_id, LiaisonQuestion.is_shown.is_(True)
    )
    newest = (LiaisonQuestion.answered_on.desc(), LiaisonQuestion.id.desc())
    found = _read(session, asked.order_by(*newest).limit(SHOWN_AT_A_COURT))
    return tuple(_as_read(one) for one in found)


def _as_read(one: QuestionToRead) -> CourtsAnswer:
    of = one.question
    return CourtsAnswer(
        of.requirement, one.service, of.asked_on, of.answered_on or of.asked_on, of.answer or "",
        of.what_changed or "",
    )  # fmt: skip
