"""People who go before their turn in the open line: why, and who stated it, is the secret."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import book_place
from commissioning.bookings.models import TurnKey
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.partnership.protocols.relying import rely
from commissioning.referrals.kinds import Basis
from commissioning.referrals.models import Referral
from commissioning.referrals.sending import NewReferral, SendingOfficer, send_referral
from commissioning.referrals.whose_cases import CaseReader
from directory.accounts.models import Account, Membership, Organisation
from directory.messages.kinds import MessageKind
from directory.messages.models import Message
from directory.people.roles import OrganisationKind
from directory.places.models import Court, LocalDeliveryUnit
from directory.providers.models import Provider
from directory.sight import Looker
from portal.extensions import db
from portal.running.work import every_job
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.makers.scene import COURT
from tests.portal.sight.hiding import person
from tests.portal.sight.installations import (
    CASE,
    CASE_TOO,
    CASE_WITH_PLACE,
    FIRST_GIVEN,
    GoingFirst,
    Installation,
)

REFERENCES: Final = {CASE: "FIRST-1", CASE_TOO: "FIRST-2", CASE_WITH_PLACE: "FIRST-3"}
TELEPHONE: Final = "01772 900 500"
WEEKS: Final = dt.timedelta(weeks=5)


def let_go_first(session: Session, first: GoingFirst, group_id: uuid.UUID) -> None:
    """Two wait, the third is booked as in turn."""
    group = session.scalars(select(Group).where(Group.public_id == group_id)).one()
    line = session.get_one(Line, group.line_id)
    sender = _officer(session, first.stated_by)
    *_, booked = (
        _referred(session, line, sender, public_id, reason)
        for public_id, reason in zip(REFERENCES, (*first.reasons, first.reasons[0]), strict=True)
    )
    session.flush()
    given = book_place(session, group, booked, request_id="first", by=actor(session), at=NOW)
    given.public_id = FIRST_GIVEN
    session.flush()


def _referred(
    session: Session, line: Line, sender: SendingOfficer, public_id: uuid.UUID, reason: str
) -> Referral:
    """The random key, by which nobody is known, is the same in every installation."""
    court = session.scalars(select(Court).where(Court.slug == COURT)).one()
    home = session.scalars(
        select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == "central-lancashire")
    ).one()
    new = NewReferral(
        reference=REFERENCES[public_id], basis=Basis.COMMUNITY_ORDER, home=home, court=court,
        sentenced_on=TODAY, order_ends_on=day(500), priority_reason=reason,
    )  # fmt: skip
    referral = send_referral(session, line, new, sender=sender, request_id=public_id, at=NOW)
    referral.public_id = public_id
    alike = f"{public_id.int:032x}"
    session.add(TurnKey(referral_id=referral.id, key=alike, salt=alike))
    rely(session, referral, sender=None, named="", by=sender.person, at=NOW, page="/protocols")
    return referral


def _officer(session: Session, who: str) -> SendingOfficer:
    """All of them of one team, with one number."""
    member = session.scalars(
        select(Membership).where(Membership.person_id == person(session, f"Ada {who}").id)
    ).one()
    team = session.get_one(Organisation, member.organisation_id)
    reader = CaseReader(Looker.COURT_OFFICER, organisation_id=team.id)
    return SendingOfficer(person=member.person, reader=reader, team=team.name, telephone=TELEPHONE)


class Letter(NamedTuple):
    to: str
    kind: MessageKind
    subject: str
    body: str


def letters_after_silence(installation: Installation) -> list[Letter]:
    """What providers are written once nobody acted for weeks: made as the worker makes it, read,
    and taken back, so that the installation stays as it was."""
    at = NOW + WEEKS
    with installation.app.app_context(), Session(db.engine) as session:
        for name in ("inbox.silence", "desk.alerts", "remind_of_returns"):
            next(job.run for job in every_job() if job.name == name)(session, at)
        found = _to_providers(session)
        session.rollback()
    return found


def _to_providers(session: Session) -> list[Letter]:
    """Every message of the outbox that a member of a provider, or one who acts for it, is sent.

    But those of returns, which say nothing of a case: who read one in another test may have had
    them stop."""
    kinds = (OrganisationKind.PROVIDER, OrganisationKind.INFRASTRUCTURE_BODY)
    members = session.scalars(
        select(Account.email)
        .join(Membership, Membership.person_id == Account.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Organisation.kind.in_(kinds))
    )
    theirs = {*members, *session.scalars(select(Provider.email))}
    return sorted(
        Letter(one.to_address, one.kind, one.subject, one.body)
        for one in session.scalars(select(Message))
        if one.to_address in theirs and one.kind is not MessageKind.RETURNS_DUE
    )
