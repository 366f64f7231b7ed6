"""By whose decision somebody was declined or withdrawn: as it was recorded with the decline; where
nobody recorded it, as far as the reason tells."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import Final

from commissioning.referrals.kinds import DecidedBy, EventKind


class WhoDecided(enum.StrEnum):
    PROVIDER = "the provider"
    COURT = "the court or probation"
    PERSON = "the person"
    NOBODY = "nobody"
    NOT_TOLD = "not told"


WITHDRAWN: Final = MappingProxyType(
    {
        "unsuitable": WhoDecided.PROVIDER,
        "no_place_in_time": WhoDecided.PROVIDER,
        "did_not_engage": WhoDecided.PERSON,
        "consent_withdrawn": WhoDecided.PERSON,
        "work_or_care": WhoDecided.PERSON,
        "moved_away": WhoDecided.PERSON,
        "moved_out_of_area": WhoDecided.PERSON,
        "order_revoked": WhoDecided.COURT,
        "resentenced": WhoDecided.COURT,
        "recalled": WhoDecided.COURT,
        "acquitted": WhoDecided.COURT,
        "order_terminated": WhoDecided.NOBODY,
        "order_expired": WhoDecided.NOBODY,
        "died": WhoDecided.NOBODY,
        "duplicate": WhoDecided.NOBODY,
        "mistaken": WhoDecided.NOBODY,
        "need_met": WhoDecided.NOBODY,
        "done_already": WhoDecided.NOBODY,
    }
)
DECLINED: Final = MappingProxyType(
    {
        "duplicate": WhoDecided.NOBODY,
        "mistaken": WhoDecided.NOBODY,
        "incomplete": WhoDecided.COURT,
        "not_willing": WhoDecided.PERSON,
    }
)


RECORDED: Final = MappingProxyType(
    {
        DecidedBy.PROVIDER: WhoDecided.PROVIDER,
        DecidedBy.OFFICER: WhoDecided.COURT,
        DecidedBy.COURT: WhoDecided.COURT,
        DecidedBy.PERSON: WhoDecided.PERSON,
    }
)


def whose_decision(
    kind: EventKind, reason: str | None, recorded: DecidedBy | None = None
) -> WhoDecided:
    """What was `recorded` stands before whatever the reason would tell.

    Without it a decline is the provider's but where the reason says otherwise; of a withdrawal
    without a reason nobody knows.
    """
    if recorded is not None:
        return RECORDED[recorded]
    if kind is EventKind.DECLINED:
        return DECLINED.get(reason or "", WhoDecided.PROVIDER)
    return WhoDecided.NOT_TOLD if reason is None else WITHDRAWN.get(reason, WhoDecided.NOT_TOLD)
