"""Refusals about places in groups; none of them says a case reference."""

from __future__ import annotations

import datetime as dt

from commissioning.errors import CommissioningError
from commissioning.referrals.errors import EventRefused
from commissioning.referrals.kinds import EventKind
from directory.clock import day_in_words


class PlaceRefused(CommissioningError):
    """Something about a place that cannot be done; nothing was changed."""


class GroupFull(PlaceRefused):
    """No place is left. `held` and `offered` of them are kept for others."""

    def __init__(self, places: int, *, held: int = 0, offered: int = 0) -> None:
        self.places = places
        kept = [f"{number} {word}" for number, word in ((held, "held"), (offered, "offered"))]
        of_them = " and ".join(text for text in kept if not text.startswith("0 "))
        aside = f", {of_them}" if of_them else ""
        super().__init__(
            f"No place is left: the group has {places}{aside}. Choose a later group, or ask"
            " whoever commissions it for more places."
        )


class NotTheirTurn(PlaceRefused):
    """Others come first; `ahead` of them, for `free` places."""

    def __init__(self, ahead: int, free: int) -> None:
        self.ahead = ahead
        self.free = free
        others = "1 person waits" if ahead == 1 else f"{ahead} people wait"
        places = "1 place is" if free == 1 else f"{free} places are"
        super().__init__(
            f"It is not this person’s turn yet: {others} before them, and {places} left. They"
            " keep their turn, and a place is offered when it comes."
        )


class NotAcceptedYet(PlaceRefused):
    """Nothing is offered before the provider has accepted the referral."""

    def __init__(self) -> None:
        super().__init__(
            "The provider has not accepted this referral yet. It keeps its turn, and a place is"
            " offered once the provider has accepted it."
        )


class StartsWithGroup(EventRefused):
    """Told before the planned day of the group in which the person has a place."""

    def __init__(self, on_date: dt.date, start: dt.date) -> None:
        self.start = start
        super().__init__(
            EventKind.STARTED,
            on_date,
            f"the person has a place in a group that starts on {day_in_words(start)}, and starts"
            " with it. If they begin sooner, move them to another group, or give the place back"
            " first.",
        )


class OrderEndsFirst(PlaceRefused):
    """The order is over before the group begins, so that nothing of it could be done."""

    def __init__(self, ends_on: dt.date, start: dt.date) -> None:
        super().__init__(
            f"The order ends on {day_in_words(ends_on)}, before the group begins on"
            f" {day_in_words(start)}: look at what was told of its end, or choose an earlier group."
        )


class NoGroupByItself(PlaceRefused):
    """Nobody named a group, and each that is ahead is for somebody to choose."""

    def __init__(self) -> None:
        super().__init__(
            "No group can be given by the turn alone: the order ends before each of them does, or"
            " the person gave a place of it up or said no to it. Ask the officers of the case to"
            " choose a group."
        )


class NotNextToRing(PlaceRefused):
    def __init__(self) -> None:
        super().__init__(
            "Nothing was recorded: meanwhile somebody recorded an answer, or a place went another"
            " way. Look at who is next now."
        )


class GroupNotOpen(PlaceRefused):
    def __init__(self, why: str) -> None:
        super().__init__(f"Nobody can be booked: {why}. Choose another group.")


class NotWaiting(PlaceRefused):
    def __init__(self) -> None:
        super().__init__(
            "This referral does not wait for a place any more: look at what was recorded of it."
        )


class WaitsElsewhere(PlaceRefused):
    def __init__(self) -> None:
        super().__init__("This referral waits on another list than the group’s.")


class CaseNotKnown(PlaceRefused):
    """By its reference, among those whom who asks may book."""

    def __init__(self) -> None:
        super().__init__(
            "No referral with this reference is known in your areas or was sent by your team: look"
            " at how it is written."
        )


class PausedNow(PlaceRefused):
    def __init__(self) -> None:
        super().__init__("The referral is paused and keeps its turn: record first that it resumed.")


class HasAPlace(PlaceRefused):
    def __init__(self) -> None:
        super().__init__(
            "This person has a place already. Give that one up first if they are to move."
        )


class RequestUsed(PlaceRefused):
    """The same request came again and asks for something else."""

    def __init__(self) -> None:
        super().__init__("This form was sent before for something else: open it anew.")


class PlaceGone(PlaceRefused):
    def __init__(self) -> None:
        super().__init__("This place was given up before.")


class OfferOver(PlaceRefused):
    def __init__(self) -> None:
        super().__init__(
            "This offer is over: it was answered, or its day has passed and it went to the next."
            " The person keeps their turn."
        )


class OffersByThemselves(PlaceRefused):
    def __init__(self, until: dt.date) -> None:
        super().__init__(
            f"Until {day_in_words(until)} places are offered by themselves, in turn;"
            " the telephone is for the last two working days before the start."
        )


class HoldRefused(PlaceRefused):
    """`field` is the one to change, "" where none would help."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class HearingPast(HoldRefused):
    def __init__(self, hearing_on: dt.date) -> None:
        super().__init__(
            "hearing_on",
            f"The hearing on {day_in_words(hearing_on)} is past: a place is held before sentence."
            " Once there is a sentence, refer and book.",
        )


class HoldOver(HoldRefused):
    def __init__(self) -> None:
        super().__init__(
            "", "This hold does not stand any more: it lapsed, was released, or became a booking."
        )


class NotSentencedYet(HoldRefused):
    def __init__(self, hearing_on: dt.date) -> None:
        super().__init__(
            "",
            f"The hearing is on {day_in_words(hearing_on)}: the place can be booked once sentence"
            " is passed.",
        )


class TakesItsTurn(HoldRefused):
    """It waited before the hearing, so that the hold was not for it."""

    def __init__(self, received_on: dt.date) -> None:
        super().__init__(
            "reference",
            f"This case was referred on {day_in_words(received_on)} and takes its turn; a hold is"
            " for who is sentenced at its hearing.",
        )


class HeldByOthers(HoldRefused):
    def __init__(self) -> None:
        super().__init__("", "Another body holds this place.")


class RuleImpossible(PlaceRefused):
    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class NotMorePlaces(PlaceRefused):
    def __init__(self, places: int) -> None:
        super().__init__(f"The group has {places} places already: enter a higher number.")
