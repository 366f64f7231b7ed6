"""Who is told that an organisation was closed, or is open again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from directory.accounts.joining import account_of_person
from directory.accounts.models import Membership, Organisation
from directory.clock import local_date
from directory.listings.left import approvers_of, services_left
from directory.messages.writing import MessageKind, Words, write_message
from directory.services.models import Service
from directory.services.sight import sees_openly
from portal.addressed import address_of
from portal.letters import closed_letter, left_listings_letter, open_again_letter
from portal.looking import moment


def tell_closed(session: Session, organisation: Organisation, members: Sequence[Membership]) -> int:
    """Its members; and of what it offers, whoever decides on it. How many services stay."""
    _tell(session, members, closed_letter(organisation.name, moment()))
    left = services_left(session, organisation)
    if left:
        words = left_listings_letter(organisation.name, [_named(one) for one in left])
        _tell(session, approvers_of(session, left, on=local_date(moment())), words)
    return len(left)


def tell_open_again(
    session: Session, organisation: Organisation, members: Sequence[Membership]
) -> None:
    log_in = address_of("entering.log_in")
    _tell(session, members, open_again_letter(organisation.name, log_in))


def _named(service: Service) -> tuple[str, str]:
    """An e-mail may be read by others: what is confidential is not named in it."""
    page = address_of("listings.listing", service_id=service.public_id)
    if service.published is None or not sees_openly(service.exposure):
        return "A service that is not told of openly", page
    return service.published.title, page


def _tell(session: Session, members: Sequence[Membership], words: Words) -> None:
    """Each address once; who cannot enter is not written to."""
    accounts = [account_of_person(session, one.person_id) for one in members]
    told = {one.email for one in accounts if one is not None and one.disabled_at is None}
    kind, at = MessageKind.ORGANISATION_CLOSED, moment()
    for email in sorted(told):
        write_message(session, to=email, words=words, kind=kind, at=at)
