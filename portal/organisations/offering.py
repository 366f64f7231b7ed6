"""What the pages of organisations tell, as it stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from directory.accounts.acting import bodies_of, bodies_to_name
from directory.accounts.certifiers import to_certify
from directory.accounts.closing import MEMBERS_COME_BACK, members_come_back
from directory.accounts.joining import members_of
from directory.accounts.models import ActingBody, Organisation
from directory.acts import Act
from directory.clock import local_date
from directory.feedback.routing import NOBODYS, count_waiting
from directory.listings.left import services_left
from directory.people.roles import Role
from portal.extensions import db
from portal.looking import looking, moment
from portal.organisations.forms import BodyForm
from portal.reaching import organisations_for

DONE = {
    "closed": "The organisation is closed. Its members, and whoever decides on its listings, are "
    "told by e-mail.",
    "named": "They act for you from their next page on.",
    "withdrawn": "They act for you no more, from their next page on.",
}
"""What was done on the page before, by a word of the address."""


@dataclass(frozen=True, slots=True)
class OrganisationShown:
    """`to_certify`: how many members somebody must say of that they are still right."""

    public_id: str
    name: str
    to_certify: int = 0


@dataclass(frozen=True, slots=True)
class ClosedShown:
    public_id: str
    name: str
    closed_at: dt.datetime
    comes_back_until: dt.datetime
    members_come_back: bool


@dataclass(frozen=True, slots=True)
class OrganisationsPage:
    organisations: Sequence[OrganisationShown]
    closed: Sequence[ClosedShown]
    adds: bool
    did: str
    problems: int = 0


@dataclass(frozen=True, slots=True)
class ClosingPage:
    public_id: str
    name: str
    members: int
    listings: int
    days: int


@dataclass(frozen=True, slots=True)
class ActingPage:
    public_id: str
    name: str
    bodies: Sequence[ActingBody]
    form: BodyForm
    may_choose: bool
    did: str


def organisations_page(known: Sequence[Organisation]) -> OrganisationsPage:
    today = local_date(moment())
    waiting = {one.organisation.id: len(one.members) for one in to_certify(db.session(), on=today)}
    may_close = looking().may(Act.ORGANISATION_CLOSE)
    is_administrator = looking().role is Role.ADMINISTRATOR
    closed = organisations_for(Act.ORGANISATION_CLOSE, closed=True) if may_close else []
    return OrganisationsPage(
        [OrganisationShown(str(one.public_id), one.name, waiting.get(one.id, 0)) for one in known],
        [_closed(one, one.closed_at) for one in closed if one.closed_at is not None],
        looking().may(Act.ORGANISATION_ADD),
        _did(),
        count_waiting(db.session(), NOBODYS, on=today) if is_administrator else 0,
    )


def closing_page(session: Session, organisation: Organisation) -> ClosingPage:
    return ClosingPage(
        str(organisation.public_id),
        organisation.name,
        len(members_of(session, organisation)),
        len(services_left(session, organisation)),
        MEMBERS_COME_BACK.days,
    )


def acting_page(session: Session, organisation: Organisation, form: BodyForm) -> ActingPage:
    return ActingPage(
        str(organisation.public_id),
        organisation.name,
        bodies_of(session, organisation),
        form,
        bool(bodies_to_name(session)),
        _did(),
    )


def body_form(session: Session) -> BodyForm:
    form = BodyForm(request.form)
    form.offer(bodies_to_name(session))
    return form


def _closed(one: Organisation, closed_at: dt.datetime) -> ClosedShown:
    return ClosedShown(
        str(one.public_id),
        one.name,
        closed_at,
        closed_at + MEMBERS_COME_BACK,
        members_come_back(closed_at, at=moment()),
    )


def _did() -> str:
    return DONE.get(request.args.get("did", ""), "")
