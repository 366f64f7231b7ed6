"""What a message is about, and which kinds somebody may do without."""

from __future__ import annotations

import enum
from typing import Final


class MessageKind(enum.StrEnum):
    """All are sent whatever was chosen, but for `REMINDERS`."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105  the name of a message
    EMAIL_CHANGE = "email_change"
    ACCOUNT_CHANGED = "account_changed"
    TELEPHONE_CHANGED = "telephone_changed"
    LISTING_SUBMITTED = "listing_submitted"
    LISTING_DECIDED = "listing_decided"
    TOLD_BY_TELEPHONE = "told_by_telephone"
    LAPSED = "lapsed"
    CONTRADICTED = "contradicted"
    PROBLEM_REPORTED = "problem_reported"
    QUESTIONS_DUE = "questions_due"
    FEEDBACK_DUE = "feedback_due"
    REMINDER = "reminder"
    MEMBERS_DUE = "members_due"
    ORGANISATION_CLOSED = "organisation_closed"
    VOLUME_ALERT = "volume_alert"
    PLACES_ASKED = "places_asked"
    PLACES_ANSWERED = "places_answered"
    RETURNS_DUE = "returns_due"
    GROUP_MOVED = "group_moved"
    GROUP_CANCELLED = "group_cancelled"
    REFERRALS_DUE = "referrals_due"
    REFERRAL_CORRECTED = "referral_corrected"


REMINDERS: Final = frozenset({MessageKind.REMINDER})
"""What a person or an organisation may choose not to be sent; never more often than weekly."""


class MessageState(enum.StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    CAME_BACK = "came_back"


SETTLED: Final = frozenset({MessageState.SENT, MessageState.GIVEN_UP, MessageState.CAME_BACK})
