"""Whoever referred those booked, or holds a place before sentence, is told once that a group moved,
was cancelled, or runs after all.

One message to an officer, however many of theirs are booked or held. It names neither case nor
service: it may be read by others, and the page that it leads to asks who reads.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking, Hold
from commissioning.bookings.queries import hold_stands
from commissioning.groups.models import Group
from commissioning.referrals.beside import particulars_of
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import ReferralEvent
from commissioning.registers.queries import last_day_planned
from directory.accounts.models import Account, Membership, Organisation
from directory.clock import day_in_words, local_date
from directory.messages.errors import NoAddress
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words, write_message

MOVED: Final = "A group on which you have somebody moves to other days"
CANCELLED: Final = "A group on which you have somebody will not run"
REVIVED: Final = "A group on which you have somebody runs after all"
HELD_CANCELLED: Final = "A group in which you hold a place will not run"
HELD_REVIVED: Final = "A group in which you hold a place runs after all"


class ToldOf(NamedTuple):
    """Of how many booked people whoever referred them was written to, of how many in all."""

    told: int
    people: int


def tell_moved(
    session: Session, group: Group, *, start: dt.date, look: str, at: dt.datetime
) -> ToldOf:
    says = f"It goes on from {day_in_words(start)}. Their places are kept; nothing is to be done."
    booked, last = _booked(session, group), last_day_planned(session, group.id)
    late = frozenset() if last is None else _whose_order_ends_before(session, booked, last)
    return _tell(
        session, booked, MOVED, says, MessageKind.GROUP_MOVED, look, at, late=late, last=last
    )


def tell_cancelled(
    session: Session, booking_ids: Collection[int], *, look: str, at: dt.datetime
) -> ToldOf:
    says = "They are back in their turn, as if they had never been booked: the wait runs on."
    kind = MessageKind.GROUP_CANCELLED
    return _tell(session, booking_ids, CANCELLED, says, kind, look, at)


def tell_revived(
    session: Session, booking_ids: Collection[int], *, look: str, at: dt.datetime
) -> ToldOf:
    says = "They have their places again."
    kind = MessageKind.GROUP_MOVED
    return _tell(session, booking_ids, REVIVED, says, kind, look, at)


def tell_holders_cancelled(session: Session, group: Group, *, look: str, at: dt.datetime) -> int:
    """How many officers were written to; to be asked in the transaction that cancelled it at this
    moment."""
    ended = (Hold.group_id == group.id) & (Hold.released_at == at)
    says = "No place is kept any more: hold one in another group before the hearing."
    kind = MessageKind.GROUP_CANCELLED
    return _tell_holders(session, ended, HELD_CANCELLED, says, kind, look, at)


def tell_holders_revived(session: Session, group: Group, *, look: str, at: dt.datetime) -> int:
    """The same; nobody could hold a place while it was cancelled, so what stands came back."""
    stands = (Hold.group_id == group.id) & hold_stands(local_date(at))
    says = "Each place is held again, as long as before."
    return _tell_holders(session, stands, HELD_REVIVED, says, MessageKind.GROUP_MOVED, look, at)


def _tell_holders(
    session: Session,
    which: ColumnElement[bool],
    subject: str,
    says: str,
    kind: MessageKind,
    look: str,
    at: dt.datetime,
) -> int:
    asked = select(Account.email, Hold.hearing_on).join(Hold, Hold.held_by_id == Account.person_id)
    hearings: defaultdict[str, list[dt.date]] = defaultdict(list)
    for address, hearing_on in session.execute(
        asked.where(which, _may_be_written_to()).order_by(Account.email, Hold.hearing_on)
    ):
        hearings[address].append(hearing_on)
    told = 0
    for address, days in hearings.items():
        held = "1 place is" if len(days) == 1 else f"{len(days)} places are"
        of = "; ".join(day_in_words(day) for day in dict.fromkeys(days))
        body = f"By you {held} concerned, held for a hearing: {of}. {says}\n\nSee {look}"
        try:
            write_message(session, to=address, words=Words(subject, body), kind=kind, at=at)
        except NoAddress:
            continue
        told += 1
    return told


def _booked(session: Session, group: Group) -> list[int]:
    asked = select(Booking.id).where(Booking.group_id == group.id, Booking.left_on.is_(None))
    return list(session.scalars(asked))


def _tell(
    session: Session,
    booking_ids: Collection[int],
    subject: str,
    says: str,
    kind: MessageKind,
    look: str,
    at: dt.datetime,
    *,
    late: Collection[int] = (),
    last: dt.date | None = None,
) -> ToldOf:
    """`late`: bookings of those whose order is to be completed before the group's `last` day."""
    rows = session.execute(_whose_address(booking_ids)).all()
    people = Counter(address for address, _ in rows)
    outlasted = Counter(address for address, key in rows if key in late)
    told = 0
    for address, number in sorted(people.items()):
        whom = "1 person whom" if number == 1 else f"{number} people whom"
        too_late = _too_late(outlasted[address], last)
        body = f"It concerns {whom} you referred. {says}{too_late}\n\nSee {look}"
        try:
            write_message(session, to=address, words=Words(subject, body), kind=kind, at=at)
        except NoAddress:
            continue
        told += number
    return ToldOf(told, len(set(booking_ids)))


def _too_late(number: int, last: dt.date | None) -> str:
    if not number or last is None:
        return ""
    whose = "The order of 1 of them is" if number == 1 else f"The orders of {number} of them are"
    return (
        f" {whose} to be completed before the group’s last day, {day_in_words(last)}: look at what"
        " else can be done."
    )


def _whose_order_ends_before(
    session: Session, booking_ids: Collection[int], last: dt.date
) -> frozenset[int]:
    rows = session.execute(
        select(Booking.id, Booking.referral_id).where(Booking.id.in_(booking_ids))
    ).all()
    told = particulars_of(session, [referral_id for _, referral_id in rows])
    ends = {key: one.complete_by or one.order_ends_on for key, one in told.items()}
    return frozenset(
        key for key, referral_id in rows if (ends.get(referral_id) or dt.date.max) < last
    )


def _whose_address(booking_ids: Collection[int]) -> Select[str, int]:
    """One row a booked person whose referral came from somebody with an account."""
    return (
        select(Account.email, Booking.id)
        .join(ReferralEvent, ReferralEvent.recorded_by_id == Account.person_id)
        .join(Booking, Booking.referral_id == ReferralEvent.referral_id)
        .where(
            Booking.id.in_(booking_ids),
            ReferralEvent.kind == EventKind.RECEIVED,
            _may_be_written_to(),
        )
    )


def _may_be_written_to() -> ColumnElement[bool]:
    is_member = select(Membership.person_id).join(
        Organisation, Organisation.id == Membership.organisation_id
    ).where(Membership.ended_at.is_(None), Organisation.closed_at.is_(None))  # fmt: skip
    return Account.disabled_at.is_(None) & Account.person_id.in_(is_member)
