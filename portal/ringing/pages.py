"""Whom to ring next about a place of a group, and what was said so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from flask_babel import gettext, lazy_gettext

from commissioning.bookings.calling import CallMade, CallSheet, ToRing
from commissioning.bookings.kinds import OfferAnswer, TurnStanding
from commissioning.registers.own_groups import OwnGroup
from portal.formatting import NOT_KNOWN, counted, day_to_plan, in_words, moment
from portal.showing.place_order import order_in_words

LAST_FIGURES: Final = 4
NUMBER_READ_OUT: Final = 8

ANSWERS: Final[Mapping[OfferAnswer, object]] = {
    OfferAnswer.ACCEPTED: lazy_gettext("Yes: the place is booked"),
    OfferAnswer.REFUSED: lazy_gettext("No"),
    OfferAnswer.NOT_REACHED: lazy_gettext("Not reached"),
}
DONE: Final[Mapping[str, object]] = {
    "accepted": lazy_gettext("Recorded: yes. The place is booked."),
    "refused": lazy_gettext("Recorded: no. They go on waiting for a later group."),
    "not_reached": lazy_gettext(
        "Recorded: nobody was reached. That is no refusal, and the turn is kept."
    ),
}
STANDINGS: Final[Mapping[TurnStanding, object]] = {
    TurnStanding.IN_TURN: lazy_gettext("in turn"),
    TurnStanding.PASSED_ON_HERE: lazy_gettext("did not answer so far"),
    TurnStanding.REFUSED_HERE: lazy_gettext("said no to this group"),
    TurnStanding.GAVE_UP_HERE: lazy_gettext("gave a place of this group up"),
    TurnStanding.OFFERED_ALREADY: lazy_gettext("with an offer that is open"),
    TurnStanding.PAUSED: lazy_gettext("paused"),
    TurnStanding.NOT_ACCEPTED: lazy_gettext("not yet accepted by the provider"),
    TurnStanding.CANNOT_FINISH: lazy_gettext("whose order ends before the group does"),
}


class ShownRing(NamedTuple):
    """`case` is "" for whoever reads no references."""

    key: str
    number: str
    case: str
    area: str
    team: str
    telephone: str
    offices: tuple[tuple[str, str], ...]
    before: str


@dataclass(frozen=True, slots=True)
class RingingPage:
    """`says` where nobody is to be rung; `problem` what kept the last answer from being kept."""

    public_id: str
    title: str
    reference: str
    starts: str
    left: str
    order: tuple[str, ...]
    waiting: tuple[str, ...]
    says: str
    ring: ShownRing | None
    calls: tuple[tuple[str, ...], ...]
    seen: int
    as_at: dt.datetime
    done: str = ""
    problem: str = ""


def ringing_page(
    group: OwnGroup,
    sheet: CallSheet,
    *,
    reads_cases: bool,
    as_at: dt.datetime,
    done: str = "",
    problem: str = "",
) -> RingingPage:
    return RingingPage(
        str(group.group.public_id),
        group.title,
        group.group.external_id,
        day_to_plan(group.stands.current_start),
        _left(sheet),
        order_in_words(sheet.order.rule.steps) if sheet.order else (),
        tuple(
            f"{number:,} {STANDINGS[standing]}"
            for standing in STANDINGS
            if (number := sheet.standings[standing])
        ),
        _says(sheet),
        None if sheet.next is None else _ring(sheet.next, reads_cases=reads_cases),
        tuple(_call(one, reads_cases=reads_cases) for one in sheet.calls),
        len(sheet.calls),
        as_at,
        str(DONE.get(done, "")),
        problem,
    )


def _left(sheet: CallSheet) -> str:
    of = sheet.places
    kept = gettext(
        "of %(places)s: %(booked)s booked, %(held)s held before sentence, %(offered)s offered",
        places=of.places, booked=of.booked, held=of.held, offered=of.offered,
    )  # fmt: skip
    return f"{counted(of.left, 'place')} {gettext('left')} ({kept})"


def _says(sheet: CallSheet) -> str:
    if sheet.starts_on is None:
        return str(gettext("The group has begun, has run or was cancelled: nobody is to be rung."))
    if sheet.offered_until is not None:
        return str(
            gettext(
                "Places are still offered by themselves, in turn, to be answered by the end of"
                " %(day)s at the latest. The telephone is for the last two working days before the"
                " start.",
                day=in_words(sheet.offered_until),
            )
        )
    if sheet.places.left == 0:
        return str(gettext("No place is left: nobody is to be rung."))
    if sheet.next is None:
        return str(gettext("A place is left, and nobody waits who could be rung about it."))
    return ""


def _ring(one: ToRing, *, reads_cases: bool) -> ShownRing:
    return ShownRing(
        str(one.public_id),
        number_read_out(one.public_id.hex),
        _masked(one.reference) if reads_cases else "",
        one.area or NOT_KNOWN,
        one.team or "",
        one.telephone or "",
        tuple((name, page or "") for name, page in one.offices),
        gettext("Rung before: %(times)s.", times=counted(one.times_rung, "time"))
        if one.times_rung
        else "",
    )


def number_read_out(identifier: str) -> str:
    """Enough of an identifier to be read out, in two halves."""
    shown = identifier[:NUMBER_READ_OUT].upper()
    return f"{shown[:4]} {shown[4:]}"


def _masked(reference: str | None) -> str:
    return NOT_KNOWN if reference is None else f"…{reference[-LAST_FIGURES:]}"


def _call(one: CallMade, *, reads_cases: bool) -> tuple[str, ...]:
    said = (moment(one.made_at), str(ANSWERS[one.answer]), one.made_by)
    return (*said, _masked(one.reference)) if reads_cases else said
