"""The words for a referral: on what basis, what can happen, where it stands."""

from __future__ import annotations

import enum
from typing import Final


class Party(enum.StrEnum):
    """Whose word an event is: of whoever sent the person, or of whoever does the work."""

    OFFICER = "officer"
    PROVIDER = "provider"


class Basis(enum.StrEnum):
    COMMUNITY_ORDER = "community_order"
    SUSPENDED_SENTENCE_ORDER = "suspended_sentence_order"
    LICENCE = "licence"
    VOLUNTARY = "voluntary"
    PRE_COURT = "pre_court"
    DEFERRED_SENTENCE = "deferred_sentence"
    CONDITIONAL_CAUTION = "conditional_caution"
    NOT_STATED = "not_stated"

    @property
    def is_requirement(self) -> bool:
        """Made by a court: the wait runs from the day of sentence.

        Where the basis is not stated nobody knows of a sentence, where sentence is deferred or a
        caution was given there is none: it runs from the receipt.
        """
        return self in {Basis.COMMUNITY_ORDER, Basis.SUSPENDED_SENTENCE_ORDER}


class DecidedBy(enum.StrEnum):
    """Whose decision it was that a referral is declined."""

    PROVIDER = "provider"
    OFFICER = "officer"
    COURT = "court"
    PERSON = "person"


class WhatFollows(enum.StrEnum):
    """What comes after a decline, as whoever declined said: offered elsewhere, waits for a place
    and is referred again, put right and tried again, or nothing. Who stays on the list is not
    declined."""

    OFFERED_ELSEWHERE = "offered_elsewhere"
    WAITS_FOR_PLACE = "waits_for_place"
    PUT_RIGHT = "put_right"
    ENDED = "ended"


class ReferralStatus(enum.StrEnum):
    """Where the referral stands, folded from its events."""

    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DROPPED_OUT = "dropped_out"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    TERMINATED = "terminated"


class EventKind(enum.StrEnum):
    """In the order in which those of one day are taken, as far as the state table allows."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASSESSMENT_ARRANGED = "assessment_arranged"
    ASSESSMENT_MISSED = "assessment_missed"
    ASSESSMENT_ATTENDED = "assessment_attended"
    DECLINED = "declined"
    READY = "ready"
    OFFERED = "offered"
    BOOKED = "booked"
    MISSED_START = "missed_start"
    STARTED = "started"
    ATTENDED = "attended"
    PAUSED = "paused"
    RESUMED = "resumed"
    BREACHED = "breached"
    TRANSFERRED = "transferred"
    END_ASKED = "end_asked"
    COMPLETED = "completed"
    DROPPED_OUT = "dropped_out"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    CORRECTED = "corrected"

    @property
    def said(self) -> str:
        """The kind as it stands in a sentence."""
        return self.value.replace("_", " ")


_COMMON: Final = (
    EventKind.RECEIVED,
    EventKind.STARTED,
    EventKind.ATTENDED,
    EventKind.ACCEPTED,
    EventKind.READY,
    EventKind.COMPLETED,
    EventKind.WITHDRAWN,
    EventKind.DROPPED_OUT,
)
COMMONEST_FIRST: Final = (*_COMMON, *(kind for kind in EventKind if kind not in _COMMON))
"""The order in which the database compares: half of the comparisons for most events."""
