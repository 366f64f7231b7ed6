"""What members keep in rooms of their own: calls, files, tokens, services listed twice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.bookings.booking import book_place
from commissioning.bookings.holding import hold_place
from commissioning.bookings.ordering import order_for
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.listings.merging import merge_services
from commissioning.listings.merging_providers import merge_providers
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.registers.planning import plan_group
from commissioning.registers.queries import sessions_of
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import SessionTemplate
from commissioning.returns.asking import ask_for_return
from commissioning.uploads.sending import SaidOfFile, send
from commissioning.uploads.uploaders import uploader_of
from directory.accounts.models import Membership
from directory.accounts.tokens import FOR_SOFTWARE, make_token
from directory.acts import Act
from directory.listings.calling import begin_call, numbers_held
from directory.listings.models import LocalCopy
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region
from directory.providers.editing import link_subcontractors
from directory.providers.models import Provider, SuccessionKind
from directory.services.models import ListingRevision, Service
from portal.uploads.sender import own_secrets
from tests.makers.days import NOW, OPENED, TODAY
from tests.makers.groups import book
from tests.makers.people import actor
from tests.makers.referrals import happen
from tests.makers.services import make_provider, make_service
from tests.portal.sight.hiding import person

TWIN_TITLE: Final = "Walking group on Lune Street!"
MERGED_TITLE: Final = "Rambling club"
RETURN_MONTH: Final = dt.date(2027, 2, 1)
TOKEN_NAME: Final = "Rota of the forge"
FILES: Final = {"upload": "own", "others_upload": "other", "regions_upload": "region"}
SENDERS: Final = {
    "upload": "Ada own provider",
    "others_upload": "Ada other provider",
    "regions_upload": "Ada own commissioner",
}
GROUPS: Final = "external_id,line,planned_start,places\n{name},none-such,2027-05-03,some\n"
"""A file with mistakes: what is kept of it is the file again, marked."""


def put_in_rooms(
    session: Session, restricted: Service, other: Service, area: LocalDeliveryUnit
) -> dict[str, str]:
    """What leads to each of them. Call within an application context."""
    return {
        "call": _call(session, restricted, person(session, "Ada own commissioner")),
        "heads_call": _call(session, restricted, person(session, "Ada own head")),
        **_twice(session, other, area),
        **_one_provider(session, other),
        **{name: _sent(session, name) for name in FILES},
        "token": _token(session),
    }


def _call(session: Session, service: Service, by: Person) -> str:
    number = numbers_held(session, service)[0].number
    call = begin_call(
        session, service, rung=number, has_rung=True, told_by="Mo Khan", by=by, at=NOW
    )
    return str(call.public_id)


def _twice(session: Session, other: Service, area: LocalDeliveryUnit) -> dict[str, str]:
    """One that looks like another, and one that was made one with it."""
    twin, gone = (
        make_service(session, title, areas=[area]) for title in (TWIN_TITLE, MERGED_TITLE)
    )
    twin.provider_id = gone.provider_id = other.provider_id
    session.flush()
    by = person(session, "Ada own commissioner")
    merge = merge_services(session, gone, other, reason="The trust says so.", by=by, at=NOW)
    return {
        "twin": str(twin.public_id),
        "merged": str(gone.public_id),
        "merge": str(merge.public_id),
    }


def follow_masters(
    session: Session, open_one: Service, restricted: Service, other: Service
) -> None:
    """One of another trust is a copy of an open listing, one of a listing that is restricted."""
    prime, small = (session.get_one(Provider, one.provider_id) for one in (open_one, other))
    link_subcontractors(
        session, prime, [small], agreement_reference="A-1", by=actor(session), at=NOW
    )
    twin = session.scalars(
        select(Service)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(ListingRevision.title == TWIN_TITLE)
    ).one()
    by = person(session, "Ada other provider")
    session.add_all(
        LocalCopy(service_id=copy.id, master_id=master.id, said_by_id=by.id, said_at=NOW)
        for copy, master in ((twin, open_one), (other, restricted))
    )
    session.flush()


def returns_of(
    session: Session, line: Line, other: Service, area: LocalDeliveryUnit
) -> dict[str, str]:
    """A month of one's own agreement, and one of another's in the same region."""
    own = session.get_one(Service, line.service_id).provider_id
    region = session.get_one(Region, area.region_id)
    found = {}
    for name, provider_id, ground in (
        ("return", own, {"line": line}), ("others_return", other.provider_id, {"region": region})
    ):  # fmt: skip
        provider = session.get_one(Provider, provider_id)
        agreement = sign_agreement(
            session, external_id=name, kind=AgreementKind.GRANT, title=f"A grant ({name})",
            provider=provider, starts_on=OPENED, ends_on=None, source="tests", by=actor(session),
            at=NOW,
        )  # fmt: skip
        add_lot(session, agreement, external_id=name, by=actor(session), at=NOW, **ground)
        made = ask_for_return(session, agreement, provider, RETURN_MONTH, by=actor(session), at=NOW)
        found[name] = str(made.public_id)
    return found


def registers_of(session: Session, line: Line) -> dict[str, str]:
    """One's own group with a register, and somebody who waited for it booked."""
    group = session.scalars(
        select(Group).where(Group.line_id == line.id).order_by(Group.id).limit(1)
    ).one()
    plan_group(
        session, group, places=group.places, template=SessionTemplate(4, (1,)),
        minimum=MinimumToRun(None), by=actor(session), at=NOW,
    )  # fmt: skip
    waits = session.scalars(
        select(Referral)
        .where(Referral.line_id == line.id, Referral.status == ReferralStatus.WAITING)
        .order_by(Referral.id)
        .limit(1)
    ).one()
    return {
        "group": str(group.public_id),
        "register": str(sessions_of(session, group.id)[0].public_id),
        "booked": str(book(session, group, waits, on=-1).public_id),
    }


def next_in_turn(session: Session, group: Group) -> Referral:
    """Whoever waits unanswered has no turn: the newest of them is accepted first."""
    answered = select(ReferralEvent.referral_id).where(ReferralEvent.kind == EventKind.ACCEPTED)
    newest = session.scalars(
        select(Referral)
        .where(
            Referral.line_id == group.line_id,
            Referral.status == ReferralStatus.WAITING,
            Referral.id.not_in(answered),
        )
        .order_by(Referral.id.desc())
        .limit(1)
    ).one()
    happen(session, newest, EventKind.ACCEPTED, on=0, told=NOW)
    order = order_for(session, group, start=group.planned_start, today=TODAY)
    return session.get_one(Referral, order.next(1)[0].referral_id)


def places_of_group(session: Session, line: Line, home: LocalDeliveryUnit) -> dict[str, str]:
    """In the same group: a place given in turn to somebody at home, and one held by the court."""
    group = session.scalars(
        select(Group).where(Group.line_id == line.id).order_by(Group.id).limit(1)
    ).one()
    case = next_in_turn(session, group)
    case.home_local_delivery_unit_id = home.id
    given = book_place(session, group, case, request_id="in-turn", by=actor(session), at=NOW)
    officer = member_called(session, "Ada court officer")
    hold = hold_place(
        session, group, hearing_on=TODAY, organisation=officer.organisation, request_id="held",
        by=person(session, "Ada court officer"), at=NOW,
    )  # fmt: skip
    return {"given": str(given.public_id), "hold": str(hold.public_id)}


def _one_provider(session: Session, other: Service) -> dict[str, str]:
    """A provider of nothing that went into another."""
    gone = make_provider(session, "Ramblers of the Lune")
    kept = session.get_one(Provider, other.provider_id)
    by = person(session, "Ada own commissioner")
    merge = merge_providers(
        session, gone, kept, how=SuccessionKind.MERGED, from_date=TODAY,
        reason="The register says so.", by=by, at=NOW,
    )  # fmt: skip
    return {
        "provider_merge": str(merge.public_id),
        "former_provider": str(gone.public_id),
        "others_provider": str(kept.public_id),
    }


def _sent(session: Session, name: str) -> str:
    member = member_called(session, SENDERS[name])
    uploader = uploader_of(session, member, on=TODAY)
    assert uploader
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"groups-{FILES[name]}.csv"
        path.write_text(GROUPS.format(name=FILES[name]), encoding="utf-8")
        upload = send(
            session, path, "groups", "", member=member, uploader=uploader, said=SaidOfFile(TODAY),
            secrets=own_secrets(), at=NOW,
        )  # fmt: skip
    return str(upload.public_id)


def _token(session: Session) -> str:
    member = member_called(session, "Ada own provider")
    made, _ = make_token(session, member, TOKEN_NAME, [Act.CAPACITY_STATE], at=NOW)
    return str(made.public_id)


def word_of_program(session: Session) -> str:
    """By which the provider's own software may do all that software may."""
    member = member_called(session, "Ada own provider")
    return make_token(session, member, "Case system of the forge", FOR_SOFTWARE, at=NOW)[1]


def member_called(session: Session, name: str) -> Membership:
    by = person(session, name)
    return session.scalars(select(Membership).where(Membership.person_id == by.id)).one()
