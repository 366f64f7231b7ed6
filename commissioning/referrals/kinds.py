"""The words for a referral: on what basis, what can happen, where it stands."""

from __future__ import annotations

import enum


class Basis(enum.StrEnum):
    COMMUNITY_ORDER = "community_order"
    SUSPENDED_SENTENCE_ORDER = "suspended_sentence_order"
    LICENCE = "licence"
    VOLUNTARY = "voluntary"
    PRE_COURT = "pre_court"

    @property
    def is_requirement(self) -> bool:
        """Made by a court: the wait runs from the day of sentence."""
        return self in {Basis.COMMUNITY_ORDER, Basis.SUSPENDED_SENTENCE_ORDER}


class ReferralStatus(enum.StrEnum):
    """Where the referral stands, folded from its events."""

    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DROPPED_OUT = "dropped_out"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


class EventKind(enum.StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
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
    COMPLETED = "completed"
    DROPPED_OUT = "dropped_out"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"

    @property
    def said(self) -> str:
        """The kind as it stands in a sentence."""
        return self.value.replace("_", " ")
