"""What a listing says now and said when somebody looked, and who would have it otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.attribution import said_by_field
from directory.errors import DirectoryError
from directory.fields import Field, Holds, Speaker, cannot_be_shown
from directory.identifiers import tells_of_a_person
from directory.listings.errors import NoSuchRevision, NotOnOffer
from directory.listings.models import ListingDraft
from directory.messages.addresses import address_of
from directory.messages.errors import NoAddress
from directory.services.differences import ListingChange, changes_between
from directory.services.eligibility_records import from_record
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELD, LISTING_FIELDS
from directory.services.models import ListingRevision, ListingState, Service, ServiceState
from directory.telephones import telephone_problem
from directory.versions import ChangedMeanwhile, Clash, FieldRefused, refuse_unfit

Columns = dict[str, Any]

NOTHING_YET: Final = 0
"""The number of what a service said before its first wording."""

NO_SERVICE: Final = 0
"""The key of none: somebody chose what was not offered to them."""


@dataclass(frozen=True, slots=True)
class Published:
    """`number` of the revision that readers see, and what it says by column."""

    number: int
    says: Columns

    @property
    def title(self) -> str:
        return str(self.says["title"])


def published_now(session: Session, service: Service) -> Published:
    """Raises `NotOnOffer`."""
    if service.state is not ServiceState.PUBLISHED or service.published_revision_id is None:
        raise NotOnOffer
    return _newest(session, service.published_revision_id)


def drafted_upon(session: Session, service: Service, draft: ListingDraft | None) -> Published:
    """What the draft would change: what readers see; of a draft that offers the service what they
    saw last, of a new one nothing. Raises `NotOnOffer`."""
    if draft is None or not offers(draft, service):
        return published_now(session, service)
    if service.published_revision_id is None:
        return Published(NOTHING_YET, Listing("", "").as_columns())
    return _newest(session, service.published_revision_id)


def offers(draft: ListingDraft, service: Service) -> bool:
    """Whether approving the draft makes the service public, the first time or again."""
    is_off = service.state is not ServiceState.PUBLISHED and service.merged_into_id is None
    return draft.is_offer and is_off


def as_seen(session: Session, service: Service, now: Published, number: int) -> Columns:
    """What the wording of that number says, on which a draft was written."""
    return now.says if number == now.number else published_as(session, service, number)


def _newest(session: Session, key: int) -> Published:
    revision = session.get_one(ListingRevision, key)
    return Published(revision.number, Listing.of_columns(revision).as_columns())


def published_as(session: Session, service: Service, number: int) -> Columns:
    """What the revision of that number says. Raises `NoSuchRevision`."""
    revision = session.scalar(
        select(ListingRevision).where(
            ListingRevision.service_id == service.id,
            ListingRevision.number == number,
            ListingRevision.state == ListingState.PUBLISHED,
        )
    )
    if revision is None:
        raise NoSuchRevision(number)
    return Listing.of_columns(revision).as_columns()


def hold_listing(session: Session, service: Service) -> None:
    """Until the end of the transaction nobody else decides about it; it is read anew."""
    session.flush()
    session.execute(
        update(Service)
        .where(Service.id == service.id)
        .values(version=Service.version)
        .execution_options(synchronize_session=False)
    )
    session.refresh(service)


def as_stored(told: Mapping[str, object], *, beside: Columns, speaker: Speaker) -> Columns:
    """What is told, as columns keep it; `beside` is the rest of the listing.

    Raises `NoSuchField`, `FieldRefused` and `ListingRefused`.
    """
    tidied = {name: _tidied(value) for name, value in told.items()}
    refuse_unfit(LISTING_FIELD, tidied)
    for name, value in tidied.items():
        field = LISTING_FIELD[name]
        if speaker not in field.said_by:
            raise FieldRefused(field, f"is not stated by a {speaker.value}")
        if field.holds is Holds.SERVICE and value == NO_SERVICE:
            raise FieldRefused(field, "is none of those offered. Choose one from the list")
        if field.holds is Holds.RULES:
            _refuse_unread_rules(field, value)
        for text in texts_in(value):
            if (trouble := _trouble(field, text)) is not None:
                raise FieldRefused(field, trouble)
    listing = Listing.of_record(beside | tidied)
    listing.check()
    stored = listing.as_columns()
    return {name: stored[name] for name in tidied}


def _tidied(value: object) -> object:
    """Text without blanks around it; an optional text that is empty says nothing."""
    return (value.strip() or None) if isinstance(value, str) else value


def texts_in(value: object) -> Iterator[str]:
    """Of a field that holds several: languages that no list has are typed too, and words of rules.

    In a rule a day is a day.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from () if name == "since" else texts_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)


def _refuse_unread_rules(field: Field, value: object) -> None:
    """Rules that could answer nobody's question."""
    try:
        for record in value if isinstance(value, list | tuple) else ():
            from_record(record)
    except DirectoryError as broken:
        raise FieldRefused(field, f"cannot be kept. {str(broken).removesuffix('.')}") from broken


def _trouble(field: Field, value: str) -> str | None:
    """Ends a sentence that begins with the field's name."""
    if cannot_be_shown(value):
        return "holds a character that cannot be shown; type it anew"
    if (kind := tells_of_a_person(value)) is not None:
        return f"holds {kind}: a listing tells nothing of any person"
    if field.holds is Holds.TELEPHONE:
        return telephone_problem(value)
    if field.holds is Holds.EMAIL:
        try:
            address_of(value)
        except NoAddress:
            return f"“{value}” is not an e-mail address: write it like help@example.org"
    return None


def refuse_clashes(
    service: Service, now: Published, *, seen: Columns, wanted: Mapping[str, object]
) -> None:
    """Raises `ChangedMeanwhile` for fields that somebody else changed to something else."""
    by = said_by_field(service.said)
    clashes = [
        Clash(LISTING_FIELD[name], value, now.says[name], by.get(name))
        for name, value in wanted.items()
        if _clashes(name, value, seen[name], now.says[name])
    ]
    if clashes:
        raise ChangedMeanwhile(now.title, now.number, clashes)


def _clashes(name: str, wanted: object, seen: object, now: object) -> bool:
    same = LISTING_FIELD[name].means_the_same
    return not (same(seen, now) or same(wanted, now) or same(wanted, seen))


def differing(told: Mapping[str, Any], now: Columns) -> Columns:
    """Of what is told only what `now` says otherwise."""
    changes = changes_between(now, told, LISTING_FIELDS)
    return {change.field.name: change.after for change in changes}


def draft_changes(draft: ListingDraft, now: Published) -> tuple[ListingChange, ...]:
    """What readers would see changed, in the order of a page."""
    return changes_between(now.says, draft.changes, LISTING_FIELDS)


def before_and_after(now: Columns, told: Mapping[str, Any]) -> dict[str, list[Any]]:
    """As a decision keeps it."""
    return {name: [now[name], value] for name, value in told.items()}
