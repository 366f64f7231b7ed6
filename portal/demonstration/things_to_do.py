"""What waits for the fictional accounts, so that each finds on its first page what it would find.

Two services of the provider whose members they are, a neighbour's that looks like one of them,
and on them what people do: drafts in every state, facts that are due, a problem that a reader
reported, what a second person must agree to. Every provider in it is fictional.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.provision_authors import AuthorRole
from commissioning.availability.stating_in_person import Author, Saying, state_in_person
from commissioning.availability.statuses import Provision, WhyNot
from commissioning.demonstration.naming import SOURCE, telephone
from commissioning.listings.facts import OF_SERVICE
from directory.accounts.entering import account_of_email
from directory.accounts.models import Membership
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.feedback.models import ReportKind
from directory.feedback.reporting import report_problem
from directory.listings.deciding import decide
from directory.listings.drafting import save_draft, submit_draft
from directory.listings.errors import NothingChanged
from directory.listings.models import ListingDraft
from directory.listings.wording import published_now
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.people.roles import Role
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.confirming import ConfirmationMade, confirm_many
from directory.services.editing import offer_service
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import serve_areas
from portal.fictional_accounts import AREA, email_of

BEGUN: Final = dt.timedelta(days=300)
"""Since when the services are offered."""

NO_DRUG_TESTING: Final = Saying(
    "drug_testing", Provision.NOT_AVAILABLE, why_not=WhyNot.NOT_COMMISSIONED
)


@dataclass(frozen=True, slots=True)
class ToOffer:
    """`days_ago`: since when nobody confirmed a fact; any other fact since three weeks."""

    key: str
    listing: Listing
    is_neighbours: bool = False
    days_ago: Mapping[FactKind, int] = field(default_factory=lambda: MappingProxyType({}))


DUE: Final = ToOffer(
    "demo-tenancy-workshop",
    Listing(
        title="Tenancy workshop",
        summary="Three mornings on finding a home and keeping it. Invented.",
        telephone=telephone(71),
        pathways=("accommodation",),
        languages=("en",),
    ),
    days_ago=MappingProxyType({FactKind.TELEPHONE: 130}),
)
OVERDUE: Final = ToOffer(
    "demo-move-on-drop-in",
    Listing(
        title="Move-on drop-in",
        summary="Somebody to ask about a deposit, a form or a landlord. Invented.",
        telephone=telephone(72),
        referral_route="Come by on Tuesday or Thursday.",
        pathways=("accommodation", "finance_benefit_and_debt"),
        languages=("en",),
    ),
    days_ago=MappingProxyType({FactKind.TELEPHONE: 200, FactKind.REFERRAL_ROUTE: 120}),
)
TWIN: Final = ToOffer(
    "demo-tenancy-workshops",
    Listing(
        title="Tenancy workshops",
        summary="Finding a home and keeping it, in three mornings. Invented.",
        telephone=telephone(71),
        pathways=("accommodation",),
        languages=("en",),
    ),
    is_neighbours=True,
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts; `provider` is the editor's, `team` and `organisation_id` are the commissioner's."""

    editor: Person
    administrator: Person
    commissioner: Person
    head: Person
    provider: Provider
    neighbour: Provider
    team: str
    organisation_id: int
    area: LocalDeliveryUnit
    by: Person


def make_things_to_do(session: Session, *, at: dt.datetime) -> bool:
    """Once, after the accounts and the area's providers are there; whether anything was made."""
    if session.scalar(select(Service.id).where(Service.external_id == DUE.key)) is not None:
        return False
    cast = cast_of(session)
    if cast is None:
        return False
    due, overdue, _ = (_offered(session, one, cast, at) for one in (DUE, OVERDUE, TWIN))
    _drafts(session, cast, due=due, overdue=overdue, at=at)
    _reported(session, overdue, by=cast.by, at=at)
    _for_a_second_person(session, cast, at=at)
    return True


def cast_of(session: Session) -> Cast | None:
    """None while the demonstration has not come so far."""
    members = {role: _member(session, role) for role in Role}
    editor, administrator = members[Role.LISTING_EDITOR], members[Role.PROVIDER_ADMINISTRATOR]
    commissioner, head = members[Role.COMMISSIONER], members[Role.REGION_HEAD]
    if editor is None or administrator is None or commissioner is None or head is None:
        return None
    provider = session.get_one(Provider, editor.organisation.provider_id)
    others = select(Provider).where(Provider.is_fictional, Provider.id != provider.id)
    neighbour = session.scalars(others.order_by(Provider.id).limit(1)).one_or_none()
    area = session.scalar(select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == AREA))
    if neighbour is None or area is None or not provider.is_fictional:
        return None
    return Cast(
        editor.person,
        administrator.person,
        commissioner.person,
        head.person,
        provider,
        neighbour,
        commissioner.organisation.name,
        commissioner.organisation_id,
        area,
        system_actor(session, SystemActor.DEMONSTRATION),
    )


def _member(session: Session, role: Role) -> Membership | None:
    account = account_of_email(session, email_of(role))
    if account is None:
        return None
    found = select(Membership).where(Membership.person_id == account.person_id)
    return session.scalars(found.order_by(Membership.id).limit(1)).one_or_none()


def _offered(session: Session, one: ToOffer, cast: Cast, at: dt.datetime) -> Service:
    begun = at - BEGUN
    provider = cast.neighbour if one.is_neighbours else cast.provider
    service = offer_service(
        session,
        external_id=one.key,
        provider=provider,
        programme=None,
        delivery_kind=DeliveryKind.DROP_IN,
        listing=one.listing,
        source=SOURCE,
        is_generated=True,
        by=cast.by,
        at=begun,
    )
    serve_areas(session, service, [cast.area], from_date=local_date(begun), by=cast.by, at=begun)
    said = [
        ConfirmationMade(
            service,
            kind,
            local_date(at) - dt.timedelta(days=one.days_ago.get(kind, 21)),
            provider.name,
        )
        for kind in OF_SERVICE
    ]
    confirm_many(session, said, by=cast.by, at=at)
    return service


def _drafts(
    session: Session, cast: Cast, *, due: Service, overdue: Service, at: dt.datetime
) -> None:
    """One in work, one that waits for the commissioner, one that was sent back."""
    day = dt.timedelta(days=1)
    summary = "Four mornings on finding a home, keeping it and leaving it well. Invented."
    _draft(session, due, {"summary": summary}, by=cast.editor, at=at - day)
    told = {
        "who_for": "Anybody on probation in the Preston area",
        "referral_route": "Ring, or come by on Monday morning.",
    }
    waiting = _draft(session, due, told, by=cast.administrator, at=at - 2 * day)
    _submit(session, due, waiting, by=cast.administrator, at=at - 2 * day)
    route = {"referral_route": "Come by."}
    refused = _draft(session, overdue, route, by=cast.editor, at=at - 5 * day)
    _submit(session, overdue, refused, by=cast.editor, at=at - 5 * day)
    decide(
        session,
        overdue,
        refused,
        draft_version=refused.version,
        approved=(),
        reason="Please say on which days, and from when to when: people come from far.",
        by=cast.commissioner,
        at=at - 3 * day,
    )


def _draft(
    session: Session, service: Service, told: Mapping[str, object], *, by: Person, at: dt.datetime
) -> ListingDraft:
    based_on = published_now(session, service).number
    draft = save_draft(session, service, told, based_on=based_on, draft_version=0, by=by, at=at)
    if draft is None:
        raise NothingChanged
    return draft


def _submit(
    session: Session, service: Service, draft: ListingDraft, *, by: Person, at: dt.datetime
) -> None:
    submit_draft(session, service, draft, draft_version=draft.version, by=by, at=at)


def _reported(session: Session, service: Service, *, by: Person, at: dt.datetime) -> None:
    report_problem(
        session,
        path=f"/services/{service.public_id}",
        service=service,
        kind=ReportKind.WRONG_NUMBER,
        words="The number rings and nobody answers in the afternoon.",
        by=by,
        at=at - dt.timedelta(days=2),
    )


def _for_a_second_person(session: Session, cast: Cast, *, at: dt.datetime) -> None:
    """Each of the two finds what the other proposed."""
    areas = select(LocalDeliveryUnit).where(
        LocalDeliveryUnit.region_id == cast.area.region_id,
        LocalDeliveryUnit.valid_to.is_(None),
        LocalDeliveryUnit.id != cast.area.id,
    )
    author = Author(cast.team, AuthorRole.COMMISSIONER)
    by_turns = (cast.commissioner, cast.head)
    two = session.scalars(areas.order_by(LocalDeliveryUnit.slug).limit(2))
    for area, person in zip(two, by_turns, strict=False):
        state_in_person(session, area, NO_DRUG_TESTING, author=author, by=person, at=at)
