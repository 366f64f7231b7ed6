"""What of an organisation's members is looked for, and whom of them a change is told."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from directory.accounts.deputies import deputies_of
from directory.accounts.errors import NotAllowed
from directory.accounts.home_areas import area_names, chosen_areas, invited_areas
from directory.accounts.inviting import open_invitations
from directory.accounts.joining import account_of_person
from directory.accounts.models import Account, Deputy, Invitation, Membership, Organisation
from directory.accounts.visiting import memberships_of
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.messages.writing import MessageKind, write_message
from portal.addressed import address_of
from portal.letters import areas_changed_letter, factor_changed_letter, invitation_letter
from portal.looking import moment
from portal.reaching import member_of, organisation_for, organisations_for, the_one


def invitation_of(
    organisation_id: uuid.UUID, public_id: uuid.UUID
) -> tuple[Session, Organisation, Invitation]:
    """Still open. Raises `NotKnown`, also for one of an organisation beyond reach."""
    session, organisation = organisation_for(Act.MEMBER_INVITE, organisation_id)
    invitations = open_invitations(session, organisation)
    return session, organisation, the_one("invitation", invitations, public_id)


def deputy_of(
    organisation_id: uuid.UUID, public_id: uuid.UUID
) -> tuple[Session, Organisation, Deputy]:
    """Named and not over. Raises `NotKnown`."""
    session, organisation = organisation_for(Act.DEPUTY_NAME, organisation_id)
    named = deputies_of(session, organisation, on=local_date(moment()))
    return session, organisation, the_one("deputy", named, public_id)


def account_of(
    act: Act, organisation_id: uuid.UUID, member_id: uuid.UUID
) -> tuple[Session, Organisation, Account]:
    """Raises `NotKnown`, and `NotAllowed` where somebody is of another organisation too, beyond the
    reach of who asks: what opens one account opens all that it can do."""
    session, organisation, member = member_of(act, organisation_id, member_id)
    account = account_of_person(session, member.person_id)
    if account is None:
        raise NotKnown("account", member.public_id)
    _refuse_anothers(session, member)
    return session, organisation, account


def _refuse_anothers(session: Session, member: Membership) -> None:
    reached = {one.id for one in organisations_for(Act.MEMBER_EDIT)}
    theirs = {one.organisation_id for one in memberships_of(session, member.person_id)}
    if not theirs <= reached:
        raise NotAllowed(
            "This person is a member elsewhere too. Ask an administrator of the portal."
        )


def tell_of_factor(session: Session, account: Account) -> None:
    words, kind = factor_changed_letter(moment()), MessageKind.ACCOUNT_CHANGED
    write_message(session, to=account.email, words=words, kind=kind, at=moment())


def tell_of_areas(session: Session, member: Membership) -> None:
    """Nobody where there is no account that could be told."""
    account = account_of_person(session, member.person_id)
    if account is None:
        return
    organisation, today = member.organisation, local_date(moment())
    areas = area_names(session, organisation, chosen_areas(session, member), on=today)
    page = address_of("accounts.account")
    words = areas_changed_letter(organisation.name, areas, page)
    kind = MessageKind.ACCOUNT_CHANGED
    write_message(session, to=account.email, words=words, kind=kind, at=moment())


def send_invitation(session: Session, invitation: Invitation, token: str) -> None:
    link, today = address_of("by_link.invitation", token=token), local_date(moment())
    chosen = invited_areas(session, invitation)
    areas = area_names(session, invitation.organisation, chosen, on=today)
    write_message(
        session,
        to=invitation.email,
        words=invitation_letter(invitation, link, areas),
        kind=MessageKind.INVITATION,
        at=moment(),
    )
