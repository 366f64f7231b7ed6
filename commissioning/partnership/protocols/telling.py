"""The members of the region that keeps an agreement are told: of its review, of sharing without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from commissioning.partnership.protocols.between import KnownProtocol
from commissioning.partnership.protocols.bodies import SharingBody
from commissioning.partnership.protocols.models import SharingTelling, SharingTold
from commissioning.partnership.protocols.queries import known_protocols
from commissioning.partnership.protocols.standing import review_notice
from commissioning.partnership.protocols.standing_said import taken_over_said
from directory.accounts.models import Membership, Organisation
from directory.acts import Act
from directory.clock import day_in_words, local_date
from directory.listings.telling import addresses_of, written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from directory.people.permissions import roles_that_may


def remind_of_reviews(session: Session, *, at: dt.datetime, page: str) -> int:
    """Once before a review day and once on it, or as soon after as the worker comes to it; how
    many were written to."""
    today, sent = local_date(at), 0
    for one in known_protocols(session, on=today):
        if one.ended_on is not None and one.ended_on < today:
            continue
        what = review_telling(one.review_on, today)
        if what is not None:
            words = Words(_SUBJECT[what], "\n".join(_review_body(one, what, page, today)))
            sent += tell_owner(
                session, one.owner_region_id, what, of=one.key, day=one.review_on, words=words,
                kind=MessageKind.PROTOCOL_REVIEW, at=at,
            )  # fmt: skip
    return sent


def review_telling(review_on: dt.date, today: dt.date) -> SharingTelling | None:
    """Which reminder has fallen due by today."""
    if today >= review_on:
        return SharingTelling.REVIEW_DAY
    return SharingTelling.REVIEW_AHEAD if today >= review_on - review_notice(today) else None


def tell_of_reliance(
    session: Session,
    region_id: int,
    *,
    protocol: KnownProtocol[SharingBody] | None,
    provider: tuple[int, str],
    unsigned: Sequence[str],
    at: dt.datetime,
    page: str,
) -> int:
    """Somebody was referred though no agreement in force covers it: told once a week.

    `provider`: its key, and how it is named to whoever keeps the agreement; `unsigned`: of it and
    the sender those of which no signature is recorded, by name.
    """
    today = local_date(at)
    monday = today - dt.timedelta(days=today.weekday())
    key, name = provider
    if protocol is None:
        what, of = SharingTelling.NONE_KNOWN, key
        told = (
            f"Somebody was referred to {name}, and no agreement on sharing information between"
            " your region and it is known to the portal."
        )
    else:
        what, of = SharingTelling.RELIED_ON, protocol.key
        said = protocol.said(today, unsigned)
        told = f"Somebody was referred, and agreement {protocol.reference} {said}."
    after = ["No referral is held up by it. This is told once a week.", "", page]
    words = Words(_SUBJECT[what], "\n".join([told, *after]))
    return tell_owner(
        session, region_id, what, of=of, day=monday, words=words,
        kind=MessageKind.SHARING_NOT_COVERED, at=at,
    )  # fmt: skip


def tell_owner(
    session: Session,
    region_id: int,
    what: SharingTelling,
    *,
    of: int,
    day: dt.date,
    words: Words,
    kind: MessageKind,
    at: dt.datetime,
) -> int:
    """To every member who may change agreements, once for each day; how many were written to."""
    told = select(SharingTold.id).where(
        SharingTold.what == what, SharingTold.region_id == region_id, SharingTold.of == of,
        SharingTold.day == day,
    )  # fmt: skip
    if session.scalar(told) is not None:
        return 0
    session.add(SharingTold(what=what, region_id=region_id, of=of, day=day, told_at=at))
    session.flush()
    sent = [written(session, to, words, kind, at) for to in owners_of(session, region_id)]
    return sum(message is not None for message in sent)


def owners_of(session: Session, region_id: int) -> Sequence[str]:
    """The addresses of those members of the region who may change agreements."""
    may = roles_that_may(Act.PROTOCOL_CHANGE)
    return addresses_of(
        session, and_(Organisation.region_id == region_id, Membership.role.in_(may))
    )


_SUBJECT = {
    SharingTelling.REVIEW_AHEAD: "An agreement on sharing information is due for review",
    SharingTelling.REVIEW_DAY: "The review day of an agreement on sharing information has come",
    SharingTelling.RELIED_ON: "Information was shared under an agreement that is not in force",
    SharingTelling.NONE_KNOWN: "Information was shared without an agreement known here",
}


def _review_body(
    one: KnownProtocol[SharingBody], what: SharingTelling, page: str, today: dt.date
) -> Iterator[str]:
    day = day_in_words(one.review_on)
    yield f"“{one.reference}”, for which {one.owner_post} answers:"
    if what is SharingTelling.REVIEW_AHEAD:
        yield f"its review day is {day}. Look at it with its parties, then renew it or end it:"
    else:
        yield f"its review day was {day}. Until it is renewed, whoever refers is told so:"
    taken = taken_over_said(one.standing(today), [how for _, how in one.taken_over])
    if taken:
        yield f"{taken}:"
    yield page
