"""An inbox with something under each heading, for the fictional provider's administrator.

One queue of its own, people sent to it by the fictional offender manager, and silence answered on
the days on which the worker would have. Nobody in it is real.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.naming import telephone
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from commissioning.moves.acting import receive_details
from commissioning.moves.answering import answer_silence
from commissioning.moves.keeping import AT_ONCE, level_moves
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import Basis, EventKind, Party
from commissioning.referrals.saying import say
from commissioning.referrals.sending import NewReferral, SendingOfficer, send_referral
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.people.roles import Role
from directory.services.listing import Listing
from portal.demonstration.cases_to_tell import sender_of
from portal.demonstration.offering import offer_at_home
from portal.demonstration.things_to_do import Cast, cast_of

KEY: Final = "demo-coffee-and-a-plan"
NAMESPACE: Final = uuid.UUID("0f3a9d51-4c43-4f4e-8f0e-8a4b0a1f2d77")
OPEN_FOR: Final = dt.timedelta(days=200)
PLACES: Final = 12


@dataclass(frozen=True, slots=True)
class SentCase:
    """Sent so many days ago; what followed, as kind, days ago and reason."""

    reference: str
    days_ago: int
    steps: tuple[tuple[EventKind, int, str | None], ...] = ()
    order_days: int = 240
    first: str | None = None


ARRANGED, ASSESSED = EventKind.ASSESSMENT_ARRANGED, EventKind.ASSESSMENT_ATTENDED
CASES: Final = (
    SentCase("WREN-4101", 1),
    SentCase("WREN-4102", 2, first="court_set_a_day"),
    SentCase("WREN-4103", 3),
    # Nobody answered: it goes back to its sender, with its place.
    SentCase("WREN-4090", 40),
    # Accepted late, and past its last day.
    SentCase("WREN-4088", 26, ((EventKind.ACCEPTED, 12, None),)),
    SentCase("WREN-4095", 9, ((EventKind.ACCEPTED, 5, None),)),
    SentCase("WREN-4093", 10, ((EventKind.ACCEPTED, 8, None), (ARRANGED, 6, None))),
    SentCase(
        "WREN-4080", 45,
        ((EventKind.ACCEPTED, 41, None), (ARRANGED, 38, None), (ASSESSED, 34, None),
         (EventKind.READY, 31, None), (EventKind.BOOKED, 4, None)),
    ),
    SentCase(
        "WREN-4061", 90,
        ((EventKind.ACCEPTED, 86, None), (ARRANGED, 84, None), (ASSESSED, 80, None),
         (EventKind.STARTED, 62, None), (EventKind.ATTENDED, 55, None)),
        order_days=20,
    ),
    SentCase(
        "WREN-4070", 60, ((EventKind.ACCEPTED, 55, None), (EventKind.PAUSED, 20, "custody")),
    ),
    SentCase(
        "WREN-4055", 120,
        ((EventKind.ACCEPTED, 116, None), (EventKind.STARTED, 100, None),
         (EventKind.COMPLETED, 6, None)),
    ),
)  # fmt: skip
OFFICERS_OWN: Final = frozenset({EventKind.PAUSED})


def make_inbox_to_work(session: Session, *, at: dt.datetime) -> bool:
    """Once, after the accounts; whether anything was made."""
    if session.scalar(select(Line.id).where(Line.external_id == KEY)) is not None:
        return False
    cast, sender = cast_of(session), sender_of(session, Role.OFFENDER_MANAGER, at)
    if cast is None or sender is None:
        return False
    line = _queue(session, cast, at - OPEN_FOR, weekday=local_date(at).isoweekday())
    for case in CASES:
        _send(session, line, case, cast, sender, at=at)
    for days_ago in (20, 17, 12, 0):
        level = at - dt.timedelta(days=days_ago)
        while level_moves(session, at=level) >= AT_ONCE:
            pass
        answer_silence(session, by=cast.by, at=level)
    return True


def _queue(session: Session, cast: Cast, at: dt.datetime, *, weekday: int) -> Line:
    day = local_date(at)
    service = offer_at_home(
        session,
        cast,
        KEY,
        DeliveryKind.ONE_TO_ONE,
        Listing(
            title="Coffee and a plan",
            summary="Six meetings over a cup, each ending with one thing to do. Invented.",
            telephone=telephone(76),
            referral_route="Through this portal; details by telephone.",
            pathways=("attitudes_thinking_and_behaviour",),
            languages=("en",),
        ),
        at=at,
    )
    terms = TermsStated(opened_on=day, target_days=28, session_weekday=weekday)
    line = open_line(
        session, service, external_id=KEY, name=f"Coffee and a plan: {cast.area.name}",
        areas=[cast.area], terms=terms, by=cast.by, at=at,
    )  # fmt: skip
    state_capacity(
        session, line, measure=CapacityMeasure.PLACES, from_date=day, value=PLACES,
        stated_by=cast.provider.name, stated_on=day, by=cast.by, at=at,
    )  # fmt: skip
    return line


def _send(
    session: Session,
    line: Line,
    case: SentCase,
    cast: Cast,
    sender: SendingOfficer,
    *,
    at: dt.datetime,
) -> None:
    sent_at = at - dt.timedelta(days=case.days_ago)
    day = local_date(sent_at)
    new = NewReferral(
        reference=case.reference,
        basis=Basis.COMMUNITY_ORDER,
        home=cast.area,
        sentenced_on=day - dt.timedelta(days=2),
        order_ends_on=local_date(at) + dt.timedelta(days=case.order_days),
        priority_reason=case.first,
    )
    request_id = uuid.uuid5(NAMESPACE, case.reference)
    referral = send_referral(session, line, new, sender=sender, request_id=request_id, at=sent_at)
    if case.steps:
        receive_details(session, referral, on_date=day, by=cast.administrator, at=sent_at)
    for kind, days_ago, reason in case.steps:
        when = at - dt.timedelta(days=days_ago)
        party, by = (
            (Party.OFFICER, sender.person)
            if kind in OFFICERS_OWN
            else (Party.PROVIDER, cast.administrator)
        )
        happened = Happened(kind, local_date(when), reason=reason)
        say(session, referral, happened, party=party, by=by, at=when)
