"""An organisation's last word on a referral, taken back on the day on which it was recorded.

| whose word | what is taken back here |
|---|---|
| the provider's | accepted or declined, a first appointment, ready, did not start, started, ended |
| the officers' | withdrawn, paused or gone on, breached, a wish to end it, ended early |

Until midnight, by anybody of the organisation that said it, and while nothing was recorded after
it. A place is given up where it was given, an attendance corrected on its register.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from commissioning.bookings.giving_back import give_back_seat
from commissioning.lines.models import Line
from commissioning.moves.errors import NotTakenBack, TakenBackAlready
from commissioning.moves.facts import events_of_each
from commissioning.moves.keeping import OPEN, keep_moves
from commissioning.referrals.folding import (
    Happened,
    RecordedEvent,
    ReferralStanding,
    as_counted,
    counted_rows,
    fold,
)
from commissioning.referrals.kinds import EventKind, Party
from commissioning.referrals.models import Referral, ReferralCase, ReferralEvent
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recording import correct_event
from commissioning.referrals.sending import is_of_case
from commissioning.registers.models import RegisterStart
from directory.accounts.models import Membership
from directory.clock import day_in_words, local_date, start_of_day
from directory.people.models import Person
from directory.row_locks import read_with_lock
from directory.services.models import Service

TAKEN_BACK_BY: Final[Mapping[Party, frozenset[EventKind]]] = MappingProxyType(
    {
        Party.PROVIDER: frozenset(
            {
                EventKind.ACCEPTED,
                EventKind.DECLINED,
                EventKind.ASSESSMENT_ARRANGED,
                EventKind.ASSESSMENT_MISSED,
                EventKind.ASSESSMENT_ATTENDED,
                EventKind.READY,
                EventKind.MISSED_START,
                EventKind.STARTED,
                EventKind.COMPLETED,
                EventKind.DROPPED_OUT,
                EventKind.WITHDRAWN,
            }
        ),
        Party.OFFICER: frozenset(
            {
                EventKind.WITHDRAWN,
                EventKind.PAUSED,
                EventKind.RESUMED,
                EventKind.BREACHED,
                EventKind.END_ASKED,
                EventKind.TERMINATED,
            }
        ),
    }
)
_LATELY: Final = dt.timedelta(days=28)
_INSTEAD: Final = MappingProxyType(
    {
        EventKind.RECEIVED: " Withdraw the referral instead.",
        EventKind.BOOKED: " Give the place up first.",
        EventKind.OFFERED: " A place was offered to them since.",
        EventKind.ATTENDED: " Change the mark on the register of that session.",
    }
)


class WhoSays(NamedTuple):
    """In whose name somebody acts: whose word theirs is, and of which organisation."""

    party: Party
    organisation_id: int


class LastWord(NamedTuple):
    """The newest event of a referral that counts, and who recorded it.

    `is_own`: somebody of the organisation that asks; `is_correction`: it was put in the place of
    another; `is_of_register`: a register told of it.
    """

    referral_id: int
    event_id: int
    happened: Happened
    said_at: dt.datetime
    said_by: str
    is_own: bool
    is_correction: bool
    is_of_register: bool

    @property
    def seen(self) -> str:
        """Names it in a form by what it says: a running number would tell of other cases."""
        return _seen(self.happened.kind, self.said_at)


def _seen(kind: EventKind, said_at: dt.datetime) -> str:
    return f"{kind.value}-{said_at.astimezone(dt.UTC):%Y%m%dT%H%M%S%f}"


def refuse_taking_back(word: LastWord, party: Party, *, today: dt.date) -> None:
    """Raises `NotTakenBack` with what to do instead."""
    kind, said_on = word.happened.kind, local_date(word.said_at)
    by = f" by {word.said_by}" if word.is_own else ""  # others are named to nobody here
    what = f"“{kind.said.capitalize()}”, recorded{by} on {day_in_words(said_on)},"
    if word.is_of_register:
        raise NotTakenBack(f"{what} stands on a register.{_INSTEAD[EventKind.ATTENDED]}")
    rests = "is the last that was recorded, and what was recorded before it rests under it"
    if kind not in TAKEN_BACK_BY[party]:
        instead = _INSTEAD.get(kind, "")
        raise NotTakenBack(f"{what} {rests}. It is not taken back here.{instead}")
    if not word.is_own:
        raise NotTakenBack(f"{what} {rests}. It is not your organisation’s to take back.")
    if word.is_correction:
        raise NotTakenBack(f"{what} is itself a correction: correct it where that came from.")
    if said_on != today:
        raise NotTakenBack(
            f"{what} can be taken back only on the day on which it was recorded."
            " Afterwards it is corrected by a file or a program."
        )


def last_words(
    session: Session, keys: Collection[int], *, organisation_id: int
) -> dict[int, LastWord]:
    """By referral; events of all of them are read at once."""
    session.flush()
    told = events_of_each(session, keys)
    newest = {key: counted_rows(events)[-1] for key, events in told.items()}
    said_by = _names(session, [event.id for event in newest.values()], organisation_id)
    of_register = set(
        session.scalars(
            select(RegisterStart.event_id).where(RegisterStart.referral_id.in_(list(newest)))
        )
    )
    return {
        key: LastWord(
            key, event.id, as_counted(event), event.recorded_at, *said_by[event.id],
            is_correction=event.corrects_id is not None, is_of_register=event.id in of_register,
        )
        for key, event in newest.items()
    }  # fmt: skip


def words_to_take_back(
    session: Session, keys: Collection[int], who: WhoSays, *, today: dt.date
) -> dict[int, LastWord]:
    """Of these referrals, those whose last word is theirs to take back today."""
    since = start_of_day(today)
    lately = session.scalars(
        select(ReferralEvent.referral_id)
        .where(ReferralEvent.referral_id.in_(keys), ReferralEvent.recorded_at >= since)
        .distinct()
    ).all()
    words = last_words(session, lately, organisation_id=who.organisation_id)
    return {key: word for key, word in words.items() if _may_be(word, who.party, today)}


def said_today(
    session: Session, such: ColumnElement[bool], who: WhoSays, *, today: dt.date, most: int
) -> list[LastWord]:
    """Newest first, of referrals of which it is so, among those that are open or ended lately."""
    lately = or_(Referral.ended_on >= today - _LATELY, Referral.left_on >= today - _LATELY)
    keys = session.scalars(
        select(Referral.id)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .join(ReferralEvent, ReferralEvent.referral_id == Referral.id)
        .where(
            such,
            or_(Referral.status.in_(OPEN), lately),
            ReferralEvent.recorded_at >= start_of_day(today),
            _is_member(who.organisation_id, ReferralEvent.recorded_by_id),
        )
        .distinct()
    ).all()
    words = words_to_take_back(session, keys, who, today=today).values()
    return sorted(words, key=lambda word: -word.event_id)[:most]


def word_to_take_back(
    session: Session, referral: Referral, who: WhoSays, *, today: dt.date
) -> tuple[LastWord, ReferralStanding]:
    """And where the referral stands without it. Raises `NotTakenBack`, and `EventRefused` where
    what is left cannot be."""
    word = last_words(session, [referral.id], organisation_id=who.organisation_id)[referral.id]
    try:
        refuse_taking_back(word, who.party, today=today)
    except NotTakenBack:
        _refuse_taken_back(session, referral, who)
        raise
    _refuse_referred_again(session, referral)
    known = recorded_events(session, referral.id)
    nothing = RecordedEvent(
        0, EventKind.CORRECTED, word.happened.on_date, None, None, word.event_id, None, word.said_at
    )
    return word, fold([*known, nothing])


class WordTakenBack(NamedTuple):
    """What no longer counts, and the day on which it was taken back."""

    happened: Happened
    on_date: dt.date


def words_taken_back(told: Iterable[RecordedEvent]) -> tuple[WordTakenBack, ...]:
    """Of somebody's words, not of places and attendances, which are told where they were given."""
    events = {event.id: event for event in told}
    back = [
        (events[event.corrects_id], local_date(event.recorded_at))
        for event in events.values()
        if event.corrects_id in events and event.replacement_kind is None
    ]
    words = frozenset().union(*TAKEN_BACK_BY.values())
    shown = [(as_counted(event), day) for event, day in back]
    return tuple(WordTakenBack(one, day) for one, day in shown if one.kind in words)


def take_back(
    session: Session,
    referral: Referral,
    seen: str,
    who: WhoSays,
    *,
    by: Person,
    at: dt.datetime,
) -> bool:
    """Whether it is news: pressed twice it is none. The place that went with it is theirs again
    where it is free. Raises as `word_to_take_back` does, and `NotTakenBack` where the last word
    is another than the one that was shown."""
    with give_back_seat(session, referral, by=by, at=at):
        read_with_lock(session, referral)
        own = who.organisation_id
        last = last_words(session, [referral.id], organisation_id=own)[referral.id]
        if last.seen != seen and _is_taken_back(session, referral, seen, own):
            return False
        word, _ = word_to_take_back(session, referral, who, today=local_date(at))
        if word.seen != seen:
            raise NotTakenBack(
                f"Since you looked, “{word.happened.kind.said}” was recorded."
                " Look at it again before you go on."
            )
        event = session.get_one(ReferralEvent, word.event_id)
        correct_event(session, event, replacement_kind=None, by=by, at=at)
    keep_moves(session, [referral.id], at=at)
    return True


def _may_be(word: LastWord, party: Party, today: dt.date) -> bool:
    try:
        refuse_taking_back(word, party, today=today)
    except NotTakenBack:
        return False
    return True


def _names(
    session: Session, event_ids: Collection[int], organisation_id: int
) -> dict[int, tuple[str, bool]]:
    rows = session.execute(
        select(ReferralEvent.id, Person.name, _is_member(organisation_id, Person.id))
        .join(Person, Person.id == ReferralEvent.recorded_by_id)
        .where(ReferralEvent.id.in_(event_ids))
    )
    return {key: (name, is_own) for key, name, is_own in rows}


def _is_member(
    organisation_id: int, person_id: ColumnElement[int] | InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Also of whoever has left since: what they said is their organisation's."""
    return exists().where(
        and_(Membership.person_id == person_id, Membership.organisation_id == organisation_id)
    )


def _is_taken_back(session: Session, referral: Referral, seen: str, organisation_id: int) -> bool:
    """What was shown was corrected by nothing in its place, in the name of the organisation."""
    back = aliased(ReferralEvent)
    rows = session.execute(
        select(ReferralEvent.kind, ReferralEvent.recorded_at)
        .join(back, back.corrects_id == ReferralEvent.id)
        .where(
            ReferralEvent.referral_id == referral.id,
            back.replacement_kind.is_(None),
            _is_member(organisation_id, back.recorded_by_id),
        )
    )
    return seen in {_seen(kind, said_at) for kind, said_at in rows}


def _refuse_taken_back(session: Session, referral: Referral, who: WhoSays) -> None:
    """Raises `TakenBackAlready` where that is the newest of all, in the organisation's name: who
    comes back to the page by the browser looks for what they did."""
    said = aliased(ReferralEvent)
    is_own = _is_member(who.organisation_id, ReferralEvent.recorded_by_id)
    newest = session.execute(
        select(said.kind, ReferralEvent.recorded_at)
        .select_from(ReferralEvent)
        .outerjoin(
            said,
            and_(
                said.id == ReferralEvent.corrects_id,
                ReferralEvent.replacement_kind.is_(None),
                is_own,
            ),
        )
        .where(ReferralEvent.referral_id == referral.id)
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )
    kind, back_at = newest.one()
    if kind in TAKEN_BACK_BY[who.party]:
        raise TakenBackAlready(kind.said.capitalize(), local_date(back_at))


def _refuse_referred_again(session: Session, referral: Referral) -> None:
    """One case is open on a line once."""
    if referral.status in OPEN:
        return
    own = select(ReferralCase.reference).where(ReferralCase.referral_id == referral.id)
    reference = session.scalar(own) or referral.reference or ""
    again = session.scalar(
        select(Referral.received_on).where(
            is_of_case(reference),
            Referral.id != referral.id,
            Referral.line_id == referral.line_id,
            Referral.status.in_(OPEN),
        )
    )
    if again is not None:
        raise NotTakenBack(
            f"The case was referred to this queue again on {day_in_words(again)} and is open there:"
            " go on with that referral."
        )
