"""A case in words: where a referral stands, what happened, and what follows."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from flask_babel import lazy_gettext

from commissioning.bookings.kinds import LeftReason
from commissioning.referrals.kinds import (
    Basis,
    DecidedBy,
    EventKind,
    ReferralStatus,
    WhatFollows,
)

NOT_NAMED: Final = "A confidential service"

STANDINGS: Final = MappingProxyType(
    {
        ReferralStatus.WAITING: lazy_gettext("Waiting"),
        ReferralStatus.IN_PROGRESS: lazy_gettext("Under way"),
        ReferralStatus.COMPLETED: lazy_gettext("Completed"),
        ReferralStatus.DROPPED_OUT: lazy_gettext("Dropped out"),
        ReferralStatus.WITHDRAWN: lazy_gettext("Withdrawn"),
        ReferralStatus.DECLINED: lazy_gettext("Declined"),
        ReferralStatus.TERMINATED: lazy_gettext("Order terminated early"),
    }
)
EVENTS: Final = MappingProxyType(
    {
        EventKind.RECEIVED: lazy_gettext("Referred"),
        EventKind.ACCEPTED: lazy_gettext("Accepted by the provider"),
        EventKind.ASSESSMENT_ARRANGED: lazy_gettext("First meeting arranged"),
        EventKind.ASSESSMENT_MISSED: lazy_gettext("First meeting missed"),
        EventKind.ASSESSMENT_ATTENDED: lazy_gettext("First meeting held"),
        EventKind.DECLINED: lazy_gettext("Declined by the provider"),
        EventKind.READY: lazy_gettext("Ready to start"),
        EventKind.OFFERED: lazy_gettext("A place offered"),
        EventKind.BOOKED: lazy_gettext("A place booked"),
        EventKind.MISSED_START: lazy_gettext("Did not come to start"),
        EventKind.STARTED: lazy_gettext("Started"),
        EventKind.ATTENDED: lazy_gettext("Attended"),
        EventKind.PAUSED: lazy_gettext("Paused"),
        EventKind.RESUMED: lazy_gettext("Goes on after a pause"),
        EventKind.BREACHED: lazy_gettext("Breached"),
        EventKind.TRANSFERRED: lazy_gettext("Transferred"),
        EventKind.END_ASKED: lazy_gettext("We asked to end it"),
        EventKind.COMPLETED: lazy_gettext("Completed"),
        EventKind.DROPPED_OUT: lazy_gettext("Dropped out"),
        EventKind.WITHDRAWN: lazy_gettext("Withdrawn before the start"),
        EventKind.TERMINATED: lazy_gettext("Order terminated early"),
        EventKind.CORRECTED: lazy_gettext("Corrected"),
    }
)
PLACES_LEFT: Final = MappingProxyType(
    {
        LeftReason.GAVE_UP: lazy_gettext("The place was given up"),
        LeftReason.MOVED: lazy_gettext("Left the group for another"),
        LeftReason.GROUP_CANCELLED: lazy_gettext("The group was cancelled, and the place with it"),
        LeftReason.REFERRAL_ENDED: lazy_gettext("The place was freed, as the referral had ended"),
        LeftReason.MISTAKEN: lazy_gettext("The place had been booked by mistake"),
    }
)
BASES: Final = MappingProxyType(
    {
        Basis.COMMUNITY_ORDER: lazy_gettext("Community order"),
        Basis.SUSPENDED_SENTENCE_ORDER: lazy_gettext("Suspended sentence order"),
        Basis.LICENCE: lazy_gettext("Licence or post-sentence supervision"),
        Basis.VOLUNTARY: lazy_gettext("By choice"),
        Basis.PRE_COURT: lazy_gettext("Before court"),
        Basis.DEFERRED_SENTENCE: lazy_gettext("Deferred sentence"),
        Basis.CONDITIONAL_CAUTION: lazy_gettext("Conditional caution"),
        Basis.NOT_STATED: lazy_gettext("not known"),
    }
)
DECIDERS: Final = MappingProxyType(
    {
        DecidedBy.PROVIDER: lazy_gettext("the provider’s decision"),
        DecidedBy.OFFICER: lazy_gettext("the officer’s decision"),
        DecidedBy.COURT: lazy_gettext("the court’s decision"),
        DecidedBy.PERSON: lazy_gettext("the person’s decision"),
    }
)
FOLLOWING: Final = MappingProxyType(
    {
        WhatFollows.OFFERED_ELSEWHERE: lazy_gettext("offered elsewhere: refer to another service"),
        WhatFollows.WAITS_FOR_PLACE: lazy_gettext(
            "waits for a place: refer again when one is free"
        ),
        WhatFollows.PUT_RIGHT: lazy_gettext("to be put right and tried again"),
        WhatFollows.ENDED: lazy_gettext("nothing more follows"),
    }
)
