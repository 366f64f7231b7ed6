"""What files offered for records that others had stated: listed, and taken as a person's word.

Where not everybody may read a record its values are not repeated here: whoever takes an offer of
it looks at the file.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.attribution import SaidBy, is_nothing, said_by_field, shown
from directory.clock import day_in_words
from directory.errors import DirectoryError, NotKnown
from directory.fields import KEYS, Field, Holds
from directory.naming import is_one_name
from directory.offers import FactOffered
from directory.people.models import Person, PersonKind
from directory.places.contact_points import ContactPoint
from directory.places.court_teams import team_at
from directory.places.models import Court, CourtTeam, Exposure, Prison, PrisonContact, Site
from directory.places.prison_contacts import contact_at
from directory.places.site_fields import HEARD_OF_A_SITE
from directory.places.stated_contacts import take_contact_offer
from directory.providers.editing import take_provider_offer
from directory.providers.models import Provider
from directory.providers.provider_fields import PROVIDER_FIELD
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import ListingRevision, Programme, Service
from directory.services.programmes import PROGRAMME_FIELD, take_programme_offer
from directory.services.siting import take_site_offer
from directory.services.stating import take_listing_offer
from directory.stating import said, single_spaced

_WORDS: Final = uuid.UUID("6f1f0a52-9c0b-4c39-8a0e-0d7a5f3f6b11")
"""Under which people are kept who gave their word to somebody at the command line."""


class OfferSettled(DirectoryError):
    """It was taken before, or somebody stated the same since."""

    def __init__(self, offer: FactOffered) -> None:
        self.offer = offer
        super().__init__(f"Offer {offer.id} is settled: its value was taken or stated already.")


@dataclass(frozen=True, slots=True)
class Offer:
    """An open offer beside what stands. `code` and `name`: what the record is asked for by."""

    number: int
    what: str
    code: str
    name: str
    field: Field
    stands: object
    by: SaidBy | None
    offered: object
    source: str
    said_on: dt.date
    is_shown: bool

    @property
    def in_words(self) -> str:
        stands = shown(self.stands) if self.is_shown else "what is not shown here"
        stands = "nothing" if is_nothing(self.stands) else stands
        whose = f" ({self.by.in_words})" if self.by else ""
        offered = shown(self.offered) if self.is_shown else "says otherwise"
        told = f"stands {stands}{whose}; {self.source} of {day_in_words(self.said_on)}: {offered}"
        return f"{self.what} {self.called}: {self.field.label}: {told}"

    @property
    def taken_in_words(self) -> str:
        says = f" {shown(self.offered)}" if self.is_shown else " as offered"
        return f"{self.what} {self.called}: {self.field.label}{says} from now on."

    @property
    def called(self) -> str:
        return self.name if self.code == self.name else f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class _Record:
    """A record for which something is offered, whatever kind it is of."""

    what: str
    code: str
    name: str
    fields: Mapping[str, Field]
    values: object
    said: Mapping[str, Any]
    is_open: bool
    take: Callable[[FactOffered, Person, str, dt.datetime], object]


def offers(session: Session, *, of: str = "") -> list[Offer]:
    """What may still be taken, by number; `of` one record by its code or name, as names are."""
    asked = select(FactOffered).where(FactOffered.settled_at.is_(None)).order_by(FactOffered.id)
    told = [one for row in session.scalars(asked) for one in _told(session, row)]
    return [one for one in told if not of or _bears(one, of)]


def take_offer(session: Session, number: int, *, stated_by: str, at: dt.datetime) -> Offer:
    """From now on what was offered is the word of `stated_by`, whom no file overrules.

    Raises `NotKnown`, `OfferSettled`, `NotSaid` for no name, and what the record's verb raises.
    """
    name = said(stated_by, "who says that it is right")
    row = session.get(FactOffered, number)
    record = None if row is None else _record(session, row)
    if row is None or record is None:
        raise NotKnown("offer", number)
    if row.settled_at is not None:
        raise OfferSettled(row)
    [offer] = _told(session, row)
    record.take(row, _person_called(session, name), name, at)
    return offer


def _bears(offer: Offer, name: str) -> bool:
    return any(is_one_name(name, one) for one in (offer.code, offer.name))


def _told(session: Session, row: FactOffered) -> Iterator[Offer]:
    record = _record(session, row)
    if record is None or row.field not in record.fields:
        return
    of = record.fields[row.field]
    yield Offer(
        number=row.id,
        what=record.what,
        code=record.code,
        name=record.name,
        field=of,
        stands=getattr(record.values, row.field, None),
        by=said_by_field(record.said).get(row.field),
        offered=row.value,
        source=row.source,
        said_on=row.said_on,
        is_shown=record.is_open and of.holds not in KEYS and of.holds is not Holds.RULES,
    )


def _record(session: Session, row: FactOffered) -> _Record | None:
    """None where the record has gone since, with the file that brought it."""
    model, told = _KINDS[row.subject_kind]
    subject: Any = session.get(model, row.subject_id)
    return None if subject is None else told(session, subject)


def _provider(session: Session, one: Provider) -> _Record:
    def take(offer: FactOffered, by: Person, _: str, at: dt.datetime) -> object:
        return take_provider_offer(session, one, offer, based_on=one.version, by=by, at=at)

    code = one.external_id or one.name
    return _Record("Provider", code, one.name, PROVIDER_FIELD, one, one.said, True, take)


def _programme(session: Session, one: Programme) -> _Record:
    def take(offer: FactOffered, by: Person, _: str, at: dt.datetime) -> object:
        return take_programme_offer(session, one, offer, based_on=one.version, by=by, at=at)

    is_open = not one.is_restricted
    code = one.external_id or one.name
    return _Record("Programme", code, one.name, PROGRAMME_FIELD, one, one.said, is_open, take)


def _site(session: Session, one: Site) -> _Record:
    def take(offer: FactOffered, by: Person, _: str, at: dt.datetime) -> object:
        return take_site_offer(session, one, offer, based_on=one.version, by=by, at=at)

    is_open = one.exposure is Exposure.OPEN
    code = one.external_id or one.name
    return _Record("Site", code, one.name, HEARD_OF_A_SITE, one, one.said, is_open, take)


def _service(session: Session, one: Service) -> _Record:
    def take(offer: FactOffered, by: Person, _: str, at: dt.datetime) -> object:
        return take_listing_offer(session, one, offer, based_on=one.version, by=by, at=at)

    key, is_open = one.published_revision_id, one.exposure is Exposure.OPEN
    wording = None if key is None else session.get(ListingRevision, key)
    name = wording.title if wording is not None and is_open else one.code
    return _Record("Service", one.code, name, LISTING_FIELD, wording, one.said, is_open, take)


def _team(session: Session, one: CourtTeam) -> _Record:
    court = session.get_one(Court, one.court_id)
    return _contact(session, "Court team", court.slug, team_at(court))


def _prison_contact(session: Session, one: PrisonContact) -> _Record:
    prison = session.get_one(Prison, one.prison_id)
    return _contact(session, "Prison contact", prison.code, contact_at(prison, one.role))


def _contact(session: Session, what: str, code: str, reached: ContactPoint[Any]) -> _Record:
    newest = reached.told(session)[-1]

    def take(offer: FactOffered, by: Person, name: str, at: dt.datetime) -> object:
        return take_contact_offer(
            session, reached, offer, stated_by=name, based_on=newest.version, by=by, at=at
        )

    return _Record(what, code, reached.name, reached.fields, newest, newest.said, True, take)


_KINDS: Final[Mapping[str, tuple[type[Any], Callable[[Session, Any], _Record]]]] = {
    Provider.__tablename__: (Provider, _provider),
    Programme.__tablename__: (Programme, _programme),
    Site.__tablename__: (Site, _site),
    Service.__tablename__: (Service, _service),
    CourtTeam.__tablename__: (CourtTeam, _team),
    PrisonContact.__tablename__: (PrisonContact, _prison_contact),
}


def _person_called(session: Session, name: str) -> Person:
    """Whose word it is, kept once under the name; nobody who can log in."""
    code = f"word-{uuid.uuid5(_WORDS, single_spaced(name).casefold())}"
    found = session.scalar(select(Person).where(Person.code == code))
    if found is None:
        found = Person(code=code, name=name, kind=PersonKind.STAFF)
        session.add(found)
        session.flush()
    return found
