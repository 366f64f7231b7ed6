"""The words for places: how a membership ended, what became of an offer, where a case stood."""

from __future__ import annotations

import enum


class LeftReason(enum.StrEnum):
    """Why a membership of a group ended."""

    GAVE_UP = "gave_up"
    MOVED = "moved"
    GROUP_CANCELLED = "group_cancelled"
    REFERRAL_ENDED = "referral_ended"
    MISTAKEN = "mistaken"


class OfferAnswer(enum.StrEnum):
    """`passed_on`: nobody answered in time, which is no refusal. `not_reached`: by telephone.
    `withdrawn`: the place went with its group."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    PASSED_ON = "passed_on"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"


class TurnStanding(enum.StrEnum):
    """How a case stood when a place was given: in the order, passed over, or set apart."""

    IN_TURN = "in_turn"
    PAUSED = "paused"
    CANNOT_FINISH = "cannot_finish"
    GAVE_UP_HERE = "gave_up_here"
    REFUSED_HERE = "refused_here"
    PASSED_ON_HERE = "passed_on_here"
    OFFERED_ALREADY = "offered_already"
    NOT_ACCEPTED = "not_accepted"


class GivenBy(enum.StrEnum):
    """What a place was given by: the turn alone, an offer, a telephone call, or a hold before
    sentence, which stood before the order."""

    TURN = "turn"
    OFFER = "offer"
    TELEPHONE = "telephone"
    HOLD = "hold"
