"""By whose decision somebody was declined or withdrawn, as far as the reason tells."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import Final

from commissioning.referrals.kinds import EventKind


class Whose(enum.StrEnum):
    PROVIDER = "the provider"
    COURT = "the court or probation"
    PERSON = "the person"
    NOBODY = "nobody"
    NOT_TOLD = "not told"


WITHDRAWN: Final = MappingProxyType(
    {
        "unsuitable": Whose.PROVIDER,
        "no_place_in_time": Whose.PROVIDER,
        "did_not_engage": Whose.PERSON,
        "consent_withdrawn": Whose.PERSON,
        "work_or_care": Whose.PERSON,
        "moved_away": Whose.PERSON,
        "moved_out_of_area": Whose.PERSON,
        "order_revoked": Whose.COURT,
        "resentenced": Whose.COURT,
        "recalled": Whose.COURT,
        "acquitted": Whose.COURT,
        "order_terminated": Whose.NOBODY,
        "order_expired": Whose.NOBODY,
        "died": Whose.NOBODY,
        "duplicate": Whose.NOBODY,
        "mistaken": Whose.NOBODY,
        "need_met": Whose.NOBODY,
        "done_already": Whose.NOBODY,
    }
)
DECLINED_BY_NOBODY: Final = frozenset({"duplicate", "mistaken"})


def whose_decision(kind: EventKind, reason: str | None) -> Whose:
    """A decline is the provider's, but for what was no referral; without a reason nobody knows."""
    if kind is EventKind.DECLINED:
        return Whose.NOBODY if reason in DECLINED_BY_NOBODY else Whose.PROVIDER
    return Whose.NOT_TOLD if reason is None else WITHDRAWN.get(reason, Whose.NOT_TOLD)
