"""What was told in a call: published or put before a second person, noted, and a copy sent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.attribution import is_nothing, shown
from directory.clock import LONDON, day_in_words, local_date
from directory.listings.calling import refuse_over, refuse_rung_number, word_of_call
from directory.listings.drafting import open_draft, save_draft, submit_draft
from directory.listings.models import CallNote, ProviderCall
from directory.listings.stating import live_fields, state_at_once
from directory.listings.telling import WhereToLook, concerned, written
from directory.listings.wording import draft_changes, hold_listing, published_now
from directory.messages.writing import MessageKind, Words
from directory.people.models import Person
from directory.places.models import Exposure
from directory.services.differences import ListingChange
from directory.services.freshness import FactKind
from directory.services.listing_fields import facts_stated
from directory.services.models import Confirmation, Service
from directory.services.sensitive import reaches_people

COPY: Final = "What was recorded for you by telephone"


@dataclass(frozen=True, slots=True)
class ToldReach:
    """`live` readers see now; `waits` a second person has to approve."""

    live: tuple[ListingChange, ...] = ()
    waits: tuple[ListingChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.live or self.waits)

    @property
    def kinds(self) -> tuple[FactKind, ...]:
        """The facts that are right because they were told, of what readers see."""
        return facts_stated(change.field for change in self.live)


def record_reach(
    session: Session,
    service: Service,
    call: ProviderCall,
    told: Mapping[str, object],
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> ToldReach:
    """How people reach the service, as it was told; of a sensitive one what waits, waits.

    Raises `CallIsOver`, `RungTheNumberThatChanges`, and what `state_at_once`, `save_draft` and
    `submit_draft` raise.
    """
    refuse_over(call, at)
    hold_listing(session, service)
    now = published_now(session, service)
    refuse_rung_number(call, now.says, told)
    at_once = {field.name for field in live_fields(service, now.says)}
    live = {name: value for name, value in told.items() if name in at_once}
    later = {name: value for name, value in told.items() if name not in at_once}
    word = word_of_call(call)
    changes = state_at_once(session, service, live, based_on=based_on, by=by, at=at, said=word)
    waits = _submitted(session, service, call, later, based_on=based_on, by=by, at=at)
    return ToldReach(changes, waits)


def _submitted(
    session: Session,
    service: Service,
    call: ProviderCall,
    told: Mapping[str, object],
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> tuple[ListingChange, ...]:
    """As a draft of whoever wrote it down, so that somebody else has to decide on it."""
    if not told:
        return ()
    own = open_draft(session, service, by)
    draft = save_draft(
        session, service, told, based_on=based_on, by=by, at=at, call=call,
        draft_version=0 if own is None else own.version,
    )  # fmt: skip
    if draft is None:
        return ()
    submit_draft(session, service, draft, draft_version=draft.version, by=by, at=at)
    return draft_changes(draft, published_now(session, service))


def says_of(service: Service, recorded: ToldReach) -> list[str]:
    """A line for each field; of a confidential service no more than that it was told."""
    secret = service.exposure is Exposure.CONFIDENTIAL
    lines = [(change, "") for change in recorded.live]
    lines += [(change, " (waits for a second person)") for change in recorded.waits]
    return [_line(change, after, is_secret=secret) for change, after in lines]


def _line(change: ListingChange, after: str, *, is_secret: bool) -> str:
    if is_secret and reaches_people(change.field):
        return f"{change.field.label}{after}"
    was, now = (
        "nothing" if is_nothing(one) else shown(one) for one in (change.before, change.after)
    )
    return f"{change.field.label}: {was} → {now}{after}"


def note_told(
    session: Session,
    service: Service,
    call: ProviderCall,
    says: Iterable[str],
    *,
    kinds: Collection[FactKind] = (),
    revision: int | None = None,
    old_email: str | None = None,
    look: WhereToLook,
    at: dt.datetime,
) -> CallNote:
    """Keep what was told in one act, and send the provider a copy of it.

    `kinds` are the facts that it says are right. Where no copy could be written a letter has to
    be posted. Raises `CallIsOver`.
    """
    refuse_over(call, at)
    lines = list(says)
    title = published_now(session, service).title
    words = Words(COPY, _copy(service, call, lines, title, look))
    sent = [
        written(session, to, words, MessageKind.TOLD_BY_TELEPHONE, at)
        for to in concerned(session, service, old_email=old_email)
    ]
    note = CallNote(
        call_id=call.id,
        fact_kinds=sorted(kind.value for kind in kinds),
        says="\n".join(lines),
        revision=revision,
        copies=sum(message is not None for message in sent),
        told_at=at,
    )
    session.add(note)
    session.flush()
    return note


def _copy(
    service: Service, call: ProviderCall, lines: list[str], title: str, look: WhereToLook
) -> str:
    secret = service.exposure is Exposure.CONFIDENTIAL
    named = "a confidential service of yours" if secret else f"“{title}”"
    when = call.rung_at.astimezone(LONDON)
    began = (
        f"At {when:%H:%M} on {day_in_words(when.date())} {call.recorded_by.name} recorded for you"
        f" what {call.told_by} told by telephone of {named}, having rung back a number that we"
        " hold of you:"
    )
    ends = (
        "It is marked “told by telephone”. If it is right you need do nothing. If not, put it right"
        f" at {look.page}\nor ring {look.telephone}."
    )
    return "\n".join([began, "", *lines, "", ends])


def notes_of(session: Session, call: ProviderCall) -> list[CallNote]:
    """In the order in which they were told."""
    rows = select(CallNote).where(CallNote.call_id == call.id).order_by(CallNote.id)
    return list(session.scalars(rows))


def told_by_telephone(
    session: Session, service_id: int, *, on: dt.date
) -> dict[FactKind, frozenset[dt.date]]:
    """The days on which each kind of fact of a service was said to be right by telephone.

    A day on which somebody of the provider confirmed it too is theirs.
    """
    return dict(all_told_by_telephone(session, on=on).get(service_id, {}))


def all_told_by_telephone(
    session: Session, *, on: dt.date
) -> Mapping[int, Mapping[FactKind, frozenset[dt.date]]]:
    """The same of every service by its internal id: who rings is rare."""
    rows = session.execute(
        select(
            ProviderCall.service_id, CallNote.fact_kinds, CallNote.told_at, ProviderCall.told_by
        ).join(ProviderCall, ProviderCall.id == CallNote.call_id)
    ).all()
    others = _confirmed_by(session, {row.service_id for row in rows}) if rows else {}
    found: defaultdict[int, dict[FactKind, frozenset[dt.date]]] = defaultdict(dict)
    for service_id, kinds, at, told_by in rows:
        day, told = local_date(at), found[service_id]
        for kind in map(FactKind, kinds if day <= on else ()):
            if others.get((service_id, kind, day), told_by) == told_by:
                told[kind] = told.get(kind, frozenset()) | {day}
    return found


def _confirmed_by(
    session: Session, service_ids: Collection[int]
) -> dict[tuple[int, str, dt.date], str]:
    rows = session.execute(
        select(
            Confirmation.service_id,
            Confirmation.fact_kind,
            Confirmation.confirmed_on,
            Confirmation.confirmed_by,
        ).where(Confirmation.service_id.in_(service_ids))
    )
    return {(service_id, kind, day): who for service_id, kind, day, who in rows}
