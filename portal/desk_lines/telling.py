"""Who is told that places were asked for, and how it was answered."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.places_asked.models import PlacesAnswer, PlacesRequest
from directory.accounts.joining import account_of_person
from directory.accounts.models import Account, Membership, Organisation
from directory.acts import Act
from directory.messages.errors import NoAddress
from directory.messages.writing import MessageKind, Words, write_message
from directory.people.permissions import roles_that_may
from directory.services.models import Service

ANSWERED: Final = {
    PlacesAnswer.AGREED: "agreed to",
    PlacesAnswer.REFUSED: "refused",
    PlacesAnswer.WITHDRAWN: "withdrawn",
}


def tell_asked(session: Session, request: PlacesRequest, *, look: str, at: dt.datetime) -> int:
    """Whoever may agree for the line's provider; how many that are."""
    body = (
        f"{request.asked_for} asks on one of your lines: {request.says}.\n\n"
        f"See what it would change, and agree or refuse, at {look}"
    )
    words = Words("Places are asked for on a line of yours", body)
    accounts = _who_may_agree(session, request)
    return sum(_write(session, one, words, MessageKind.PLACES_ASKED, at) for one in accounts)


def tell_answered(session: Session, request: PlacesRequest, *, look: str, at: dt.datetime) -> int:
    """Whoever asked."""
    account = account_of_person(session, request.asked_by_id)
    if account is None or request.answer is None:
        return 0
    body = f"What you asked for was {ANSWERED[request.answer]}: {request.says}.\n\nSee {look}"
    words = Words("Places that you asked for", body)
    return _write(session, account, words, MessageKind.PLACES_ANSWERED, at)


def _who_may_agree(session: Session, request: PlacesRequest) -> list[Account]:
    return list(
        session.scalars(
            select(Account)
            .join(Membership, Membership.person_id == Account.person_id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .join(Service, Service.provider_id == Organisation.provider_id)
            .where(
                Service.id == request.line.service_id,
                Membership.ended_at.is_(None),
                Membership.role.in_(roles_that_may(Act.PLACES_AGREE)),
                Organisation.closed_at.is_(None),
                Account.disabled_at.is_(None),
            )
            .order_by(Account.id)
            .distinct()
        )
    )


def _write(
    session: Session, account: Account, words: Words, kind: MessageKind, at: dt.datetime
) -> int:
    """0 where an old file holds something that is no address."""
    try:
        write_message(session, to=account.email, words=words, kind=kind, at=at)
    except NoAddress:
        return 0
    return 1
