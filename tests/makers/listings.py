"""Services whose listing somebody edits, and who does."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.listings.drafting import save_draft, submit_draft
from directory.listings.models import ListingDraft
from directory.listings.wording import published_now
from directory.people.models import Person, PersonKind
from directory.services.listing import Listing
from directory.services.models import Service
from tests.makers.days import moment
from tests.makers.services import make_service

WRITTEN_AT: Final = moment(0, 11)
OLD_NUMBER = "01632 960101"
NEW_NUMBER = "01632 960202"
FOR_WOMEN = ({"attribute": "sex", "operator": "one_of", "values": ["female"], "owner": "tests"},)


def make_person(session: Session, name: str) -> Person:
    """The member of staff of that name, made when they are first asked for."""
    code = name.lower().replace(" ", "_")
    known = session.scalar(select(Person).where(Person.code == code))
    if known is None:
        known = Person(code=code, name=name, kind=PersonKind.STAFF)
        session.add(known)
        session.flush()
    return known


def make_listed(session: Session, **says: Any) -> Service:
    """A published service that can be rung."""
    told = {"title": "Thinking Ahead", "summary": "What it is.", "telephone": OLD_NUMBER} | says
    return make_service(session, listing=Listing(**told))


def says(session: Session, service: Service) -> dict[str, Any]:
    """What readers see."""
    session.refresh(service)
    return published_now(session, service).says


def number_of(session: Session, service: Service) -> int:
    return published_now(session, service).number


def make_draft(
    session: Session, service: Service, author: Person, *, is_submitted: bool = True, **told: Any
) -> ListingDraft:
    draft = save_draft(
        session,
        service,
        told or {"summary": "Said anew."},
        based_on=number_of(session, service),
        draft_version=0,
        by=author,
        at=WRITTEN_AT,
    )
    assert draft is not None
    if is_submitted:
        submit_draft(session, service, draft, draft_version=draft.version, by=author, at=WRITTEN_AT)
    return draft
