"""Whose returns who asks may read and change; the condition stands in the query."""

from __future__ import annotations

import uuid

from flask import request
from sqlalchemy.orm import Session

from commissioning.returns.models import MonthlyReturn
from commissioning.returns.queries import ReturnsOf, return_of, return_to_read
from commissioning.returns.states import Side
from directory.accounts.errors import LogInNeeded
from directory.people.models import Person
from directory.people.roles import OrganisationKind
from portal.asking.onlooker import sight_of_reader
from portal.looking import acting_as, looking


def theirs() -> ReturnsOf:
    """Of a provider its own; of whoever commissions what is theirs; of anybody else nothing."""
    member = acting_as()
    if member is None:
        return ReturnsOf()
    organisation = member.organisation
    match organisation.kind:
        case OrganisationKind.PROVIDER if organisation.provider_id is not None:
            return ReturnsOf(provider_ids=frozenset({organisation.provider_id}))
        case OrganisationKind.HEALTH_OR_COUNCIL:
            return ReturnsOf(funder=organisation.name)
        case OrganisationKind.PROBATION_REGION:
            return ReturnsOf(area_ids=sight_of_reader().area_ids)
        case _:
            return ReturnsOf()


def side() -> Side:
    return Side.PROVIDER if theirs().provider_ids else Side.COMMISSIONER


def who_acts() -> Person:
    """Raises `LogInNeeded`."""
    person = looking().person
    if person is None:
        raise LogInNeeded("Log in to see this page.")
    return person


def to_change(session: Session, return_id: uuid.UUID) -> MonthlyReturn:
    """Raises `NotKnown`."""
    return return_of(session, return_id, theirs=theirs())


def to_read(session: Session, return_id: uuid.UUID) -> MonthlyReturn:
    """Raises `NotKnown`."""
    return return_to_read(session, return_id, theirs=theirs())


def seen() -> int:
    """The version of the return that the form was shown with; 0 where somebody altered it."""
    typed = request.form.get("seen", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
