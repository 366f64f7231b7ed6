"""Why a place went to whom it went, in words and by keys that name nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, lazy_gettext, ngettext

from commissioning.bookings.explaining import HowGiven, WhyNotGiven, WhyNotThisCase
from commissioning.bookings.kinds import LeftReason, TurnStanding
from commissioning.bookings.models import TurnProof, TurnProofRow
from commissioning.bookings.proving import GivenThen, ProofChecked, steps_of
from commissioning.bookings.turns import TurnStep
from directory.clock import local_date
from portal.formatting import in_words
from portal.showing.place_order import order_in_words

AHEAD: Final[Mapping[TurnStep, object]] = {
    TurnStep.PRIORITY: lazy_gettext("had priority"),
    TurnStep.ORDER_END: lazy_gettext("had an order that ends earlier"),
    TurnStep.DAY_0: lazy_gettext("had waited longer"),
    TurnStep.KEY: lazy_gettext("were alike in everything, and came first by a random key"),
}
AHEAD_OF_IT: Final[Mapping[TurnStep, object]] = {
    TurnStep.PRIORITY: lazy_gettext("the case that got it had priority"),
    TurnStep.ORDER_END: lazy_gettext("the case that got it had an order that ends earlier"),
    TurnStep.DAY_0: lazy_gettext("the case that got it had waited longer"),
    TurnStep.KEY: lazy_gettext(
        "the case that got it was alike in everything, and came first by a random key"
    ),
}
REASONS: Final[Mapping[WhyNotGiven, object]] = {
    WhyNotGiven.GIVEN: lazy_gettext("This case was given the place."),
    WhyNotGiven.HELD: lazy_gettext(
        "This case was not given the place: the place was held for a hearing before sentence, and"
        " was no part of the order."
    ),
    WhyNotGiven.PASSED_OVER: lazy_gettext("This case was not given the place: it was passed over."),
    WhyNotGiven.OFFERED_BEFORE: lazy_gettext(
        "This case was not given the place: it was on offer to another case already, which"
        " accepted it."
    ),
    WhyNotGiven.PLACE_LEFT: lazy_gettext(
        "This case was not given this place: another place was left for everybody in turn."
    ),
    WhyNotGiven.SILENT: lazy_gettext(
        "This case was not given the place: nobody had answered for it, and whoever was still to"
        " be asked came first."
    ),
    WhyNotGiven.RUNG_BEFORE: lazy_gettext(
        "This case was not given the place: nobody had answered for either, and whoever was rung"
        " the least often was rung first."
    ),
}
STANDINGS: Final[Mapping[TurnStanding, object]] = {
    TurnStanding.IN_TURN: lazy_gettext("in turn"),
    TurnStanding.PAUSED: lazy_gettext("paused: keeps the turn, gets no offer"),
    TurnStanding.CANNOT_FINISH: lazy_gettext(
        "set apart: the group ends after the order does; the officer decides what else can be done"
    ),
    TurnStanding.GAVE_UP_HERE: lazy_gettext("gave a place of this group up"),
    TurnStanding.REFUSED_HERE: lazy_gettext("was offered a place of this group and said no"),
    TurnStanding.PASSED_ON_HERE: lazy_gettext(
        "was offered a place and nobody answered in time: no refusal, the turn is kept"
    ),
    TurnStanding.OFFERED_ALREADY: lazy_gettext("had an offer already"),
    TurnStanding.NOT_ACCEPTED: lazy_gettext(
        "not yet accepted by the provider: keeps the turn, is offered nothing before"
    ),
}
GIVEN: Final[Mapping[HowGiven, object]] = {
    HowGiven.IN_TURN: lazy_gettext("booked in turn"),
    HowGiven.AFTER_TURN: lazy_gettext(
        "booked after those in turn, while a place was left for everybody before it"
    ),
    HowGiven.OUT_OF_TURN: lazy_gettext(
        "booked by hand and out of turn, while a place was left for everybody in turn"
    ),
    HowGiven.SET_APART: lazy_gettext(
        "booked by hand although set apart, while a place was left for everybody in turn"
    ),
    HowGiven.OFFER: lazy_gettext("offered in turn and accepted"),
    HowGiven.TELEPHONE: lazy_gettext("offered by telephone in the last days before the start"),
    HowGiven.HOLD: lazy_gettext("booked from a hold before sentence"),
}
_TELLS_STANDING: Final = frozenset({HowGiven.OUT_OF_TURN, HowGiven.SET_APART})
LEFT: Final[Mapping[LeftReason, object]] = {
    LeftReason.GAVE_UP: lazy_gettext("It was given up since."),
    LeftReason.MOVED: lazy_gettext("The person moved to another group since."),
    LeftReason.GROUP_CANCELLED: lazy_gettext(
        "The group was cancelled since: nobody gave the place up, and the turn is kept."
    ),
    LeftReason.REFERRAL_ENDED: lazy_gettext("It ended since, with the referral."),
    LeftReason.MISTAKEN: lazy_gettext("It was taken back since, as a mistake."),
}


@dataclass(frozen=True, slots=True)
class WhyGivenPage:
    """`stood`: how whoever got it stood, where not in turn; `left`: how the place ended since.
    `why`: lines about one case that was asked about. `held` is told of a place from a hold, with
    its own day; each is "" of any other."""

    booking_id: str
    title: str
    decided: str
    given_by: str
    stood: str
    left: str
    held: str
    rule: tuple[str, ...]
    last_day: str
    people: int
    why: tuple[str, ...]
    is_given: bool


def turn_page(
    booking_id: str,
    title: str,
    proof: TurnProof,
    given: GivenThen,
    *,
    held_on: dt.date | None,
    left: LeftReason | None = None,
    asked: WhyNotThisCase | None = None,
) -> WhyGivenPage:
    return WhyGivenPage(
        booking_id,
        title,
        in_words(local_date(proof.decided_at)),
        str(GIVEN[given.how]),
        _stood(given),
        "" if left is None else str(LEFT[left]),
        "" if held_on is None else _held(held_on),
        order_in_words(steps_of(proof)),
        "" if proof.last_day is None else in_words(proof.last_day),
        given.people,
        () if asked is None else why_in_words(asked),
        asked is not None and asked.was_given,
    )


def _stood(given: GivenThen) -> str:
    is_set_apart = given.standing is TurnStanding.CANNOT_FINISH
    if given.how not in _TELLS_STANDING and not is_set_apart:
        return ""
    return str(gettext("It stood: %(standing)s.", standing=str(STANDINGS[given.standing])))


def _held(day: dt.date) -> str:
    words = gettext(
        "It was held on %(day)s, as a place for which nobody sentenced waited that day. A place"
        " that is held is no part of the order.",
        day=in_words(day),
    )
    return str(words)


def why_in_words(asked: WhyNotThisCase) -> tuple[str, ...]:
    where = gettext(
        "It stood %(position)s of %(people)s who waited: %(standing)s.",
        position=asked.position,
        people=asked.people,
        standing=str(STANDINGS[asked.standing]),
    )
    ahead = [
        ngettext("%(num)s person before it %(why)s.", "%(num)s people before it %(why)s.", people,
                 why=str(AHEAD[step]))
        for step, people in asked.ahead.items()
    ]  # fmt: skip
    return (_first_words(asked), where, *ahead, *_besides(asked))


def _first_words(asked: WhyNotThisCase) -> str:
    if asked.reason is not WhyNotGiven.CAME_AFTER:
        return str(REASONS[asked.reason])
    if asked.decided_by is None:
        return str(
            gettext(
                "This case was not given the place: another stood before it, by which step can no"
                " longer be told."
            )
        )
    why = str(AHEAD_OF_IT[asked.decided_by])
    return str(gettext("This case was not given the place: %(why)s.", why=why))


def _besides(asked: WhyNotThisCase) -> list[str]:
    """Who else stood before it: passed over, or with facts that are gone."""
    found = []
    if asked.passed_over:
        found.append(
            ngettext(
                "%(num)s person before it was passed over.",
                "%(num)s people before it were passed over.",
                asked.passed_over,
            )
        )
    if asked.untold:
        found.append(
            ngettext(
                "By which step %(num)s person stood before it can no longer be told.",
                "By which step %(num)s people stood before it can no longer be told.",
                asked.untold,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The whole order, for an auditor. `holds`: what replaying it found."""

    title: str
    decided: str
    rule: tuple[str, ...]
    digest: str
    holds: tuple[str, ...]
    is_right: bool
    rows: tuple[tuple[str, ...], ...]


def order_page(
    title: str, proof: TurnProof, rows: Sequence[TurnProofRow], checked: ProofChecked
) -> OrderPage:
    return OrderPage(
        title,
        in_words(local_date(proof.decided_at)),
        order_in_words(steps_of(proof)),
        proof.digest,
        _found(checked),
        checked.holds,
        tuple(
            (
                f"{row.position}",
                row.key[:8],
                str(STANDINGS[row.standing]),
                gettext("given the place") if row.key == proof.given_key else "",
            )
            for row in rows
        ),
    )


def _found(checked: ProofChecked) -> tuple[str, ...]:
    sealed = (
        gettext("The list is the one that the record of changes sealed.")
        if checked.is_sealed
        else gettext("The list is not the one that the record of changes sealed.")
    )
    if checked.order_holds is None:
        again = gettext("The order cannot be made again: part of what it was made of was erased.")
    elif checked.order_holds:
        again = gettext("Made again by the rule, the order is the same.")
    else:
        again = gettext("Made again by the rule, the order is another one.")
    return (sealed, again)
