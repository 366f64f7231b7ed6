"""What of a service is still right: for its page, for one button, and for a link that names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from commissioning.listings.facts import SHOWN_IN, ServiceFact, facts_of, reworded_since
from directory.accounts.models import Membership, Organisation
from directory.acts import Act
from directory.audit.speaking import acting_words
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.offering import areas_asked
from directory.listings.telephoned import told_by_telephone
from directory.listings.wording import Published, published_now
from directory.people.models import Person
from directory.services.freshness import FactKind
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from directory.services.public_record import public_service_if
from directory.services.sensitive import reaches_people
from directory.services.sight import reaches_by_page
from directory.sight import ANYBODY, Sight
from portal.asking.onlooker import sight_of_reader
from portal.entitled import may_be_told_reach
from portal.finding.listing_words import fact_kind_names
from portal.listings.links import ConfirmLink
from portal.listings.pages import (
    ShownFact,
    shown_fact,
    shown_values,
)
from portal.listings.theirs import who_acts
from portal.looking import looking, moment


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """`facts` are named; `gone` is what a message named too and says something else by now."""

    service: Service
    title: str
    facts: tuple[ShownFact, ...]
    gone: tuple[str, ...]
    number: int
    by: Person
    is_by_link: bool
    is_done: bool
    back: str = ""
    may_read_reach: bool = False
    may_send_files: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(fact.name for fact in self.facts)


def hides_reach(service: Service) -> bool:
    return not reaches_by_page(service.exposure)


def facts_to_say(session: Session, service: Service, *, is_anothers: bool) -> list[ServiceFact]:
    """Of another provider's service only what readers see of the whole: starts and places the
    provider states itself."""
    facts = facts_of(session, service, today=local_date(moment()))
    return [fact for fact in facts if not (is_anothers and fact.line is not None)]


def names_to_confirm(session: Session, service: Service, named: Sequence[str]) -> list[str]:
    """Of those that were sent; what is not theirs to say is none of them."""
    theirs = facts_to_say(session, service, is_anothers=bool(acting_words(session)))
    known = {fact.name for fact in theirs}
    return [name for name in named if name in known] if acting_words(session) else list(named)


STATED_UNSEEN: Final = "stated, and not shown on this page"
"""Of what somebody said and this page may not tell: silence would read as “nobody said so”."""


def shown_facts(
    session: Session, service: Service, now: Published, *, is_by_link: bool = False
) -> tuple[ShownFact, ...]:
    """`is_by_link`: whoever opens it has not logged in."""
    facts = facts_to_say(session, service, is_anothers=bool(acting_words(session)))
    told = _of_service(session, service, now, sight=ANYBODY if is_by_link else sight_of_reader())
    calls = told_by_telephone(session, service.id, on=local_date(moment()))
    return tuple(shown_fact(fact, told, calls) for fact in facts)


def _of_service(
    session: Session, service: Service, now: Published, *, sight: Sight
) -> Mapping[FactKind, Sequence[tuple[str, str]]]:
    """What is stated of each fact of the whole service, to whoever may see it."""
    hides = hides_reach(service)
    told = {
        kind: [
            (field.label, STATED_UNSEEN) if hides and reaches_people(field) else shown
            for field in (LISTING_FIELD[name] for name in names if now.says[name])
            for shown in shown_values([field], now.says)
        ]
        for kind, names in SHOWN_IN.items()
    }
    told[FactKind.AREAS] = [("Areas served", STATED_UNSEEN)]
    told[FactKind.SITES] = [("Where it happens", STATED_UNSEEN)]
    if hides and sight is ANYBODY:
        return told
    areas = areas_asked(session, service, on=local_date(moment()))
    told[FactKind.AREAS] = [("Areas served", ", ".join(area.name for area in areas) or "none")]
    if not hides:
        places = "; ".join(_places(session, service, sight=sight)) or STATED_UNSEEN
        told[FactKind.SITES] = [("Where it happens", places)]
    return told


def _places(session: Session, service: Service, *, sight: Sight) -> list[str]:
    record = public_service_if(
        session, service.public_id, {}, today=local_date(moment()), sight=sight
    )
    return [", ".join(filter(None, (s.name, s.address, s.postcode))) for s in record.sites]


def facts_named(session: Session, service: Service) -> ConfirmPage:
    """All that can be confirmed now, what is due first."""
    now = published_now(session, service)
    facts = [one for one in shown_facts(session, service, now) if one.can_be_confirmed]
    return ConfirmPage(
        service, now.title, tuple(sorted(facts, key=lambda one: not one.is_due)), (), now.number,
        who_acts(), is_by_link=False, is_done=request.args.get("done") == "confirmed",
        back=f"/listings/{service.public_id}",
        may_read_reach=hides_reach(service) and may_be_told_reach(session, service),
        may_send_files=looking().may(Act.IMPORT_APPLY),
    )  # fmt: skip


def confirm_by_link(session: Session, link: ConfirmLink) -> ConfirmPage:
    """What the link names and still stands as it named it. Raises `NotKnown` once whom it was sent
    to belongs to the provider no more."""
    service = session.scalar(
        select(Service)
        .where(Service.public_id == link.service_id)
        .options(joinedload(Service.published), joinedload(Service.provider))
    )
    person = session.scalar(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Person.public_id == link.person_id,
            Organisation.provider_id == (None if service is None else service.provider_id),
            Organisation.closed_at.is_(None),
            Membership.ended_at.is_(None),
        )
        .limit(1)
    )
    if service is None or person is None:
        raise NotKnown("link", "the one in your message")
    now = published_now(session, service)
    facts = shown_facts(session, service, now, is_by_link=True)
    reworded = {kind.value for kind in reworded_since(session, service, seen=link.seen)}
    as_named = set(link.names) - reworded
    named = tuple(one for one in facts if one.name in as_named and one.can_be_confirmed)
    left = sorted(set(link.names) - {one.name for one in named})
    gone = tuple(dict.fromkeys(_kind_named(name) for name in left))
    return ConfirmPage(
        service, now.title, named, gone, now.number, person,
        is_by_link=True, is_done=request.args.get("done") == "confirmed",
    )  # fmt: skip


def _kind_named(name: str) -> str:
    """Of a fact as it is confirmed by: its kind comes first."""
    kind = name.partition(" ")[0]
    return fact_kind_names()[FactKind(kind)] if kind in set(FactKind) else kind
