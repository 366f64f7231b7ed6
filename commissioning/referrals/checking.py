"""What can be refused of a referral or an event without knowing its history."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, fields
from typing import Any, Final

from commissioning.referrals.errors import (
    AmountRefused,
    EventRefused,
    NotAllowedNow,
    NotHappenedYet,
    ReasonRefused,
    ReferralImpossible,
    said,
)
from commissioning.referrals.folding import Happened, ReferralStanding
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.states import reasons

_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_ANY_REASON_LENGTH: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFacts:
    """What a referral says beside its events; ids are those of this portal's records."""

    reference: str
    line_id: int
    basis: Basis
    received_on: dt.date
    sentenced_on: dt.date | None = None
    home_local_delivery_unit_id: int | None = None
    court_id: int | None = None
    requirement: str | None = None
    is_priority: bool = False
    hours_ordered: float | None = None

    def by_name(self) -> dict[str, Any]:
        """Any: each fact has its own type."""
        return {name: getattr(self, name) for name in FACTS}


FACTS: Final = tuple(field.name for field in fields(ReferralFacts))


def is_reference(text: str) -> bool:
    """Opaque and short; that it is nobody's name is the sender's promise."""
    return _REFERENCE.fullmatch(text) is not None


def refuse_referral(facts: ReferralFacts, *, today: dt.date) -> None:
    """Raise `ReferralImpossible` or `NotHappenedYet`; `today` is the day of recording."""
    if not is_reference(facts.reference):
        raise ReferralImpossible(
            "reference",
            "A reference has up to 40 letters, digits, dots, dashes and slashes, and no spaces.",
        )
    if facts.received_on > today:
        raise NotHappenedYet(EventKind.RECEIVED, facts.received_on, today)
    if facts.sentenced_on is not None:
        refuse_sentence(facts.basis, facts.sentenced_on, facts.received_on, today=today)
    hours = facts.hours_ordered
    if hours is not None and not 0 < hours < math.inf:
        raise ReferralImpossible("hours_ordered", "The hours ordered must be more than 0.")


def refuse_sentence(
    basis: Basis, sentenced_on: dt.date, received_on: dt.date, *, today: dt.date
) -> None:
    """A requirement is referred on or after the day of sentence."""
    if sentenced_on > today:
        raise ReferralImpossible("sentenced_on", f"{said(sentenced_on)} is after today.")
    if basis.is_requirement and received_on < sentenced_on:
        raise ReferralImpossible(
            "received_on",
            f"The referral was received on {said(received_on)},"
            f" before the sentence on {said(sentenced_on)}.",
        )


def refuse_moves(standing: ReferralStanding, *, first_line_id: int) -> None:
    """A transfer to another queue leads to another one than the person is on."""
    line_id = first_line_id
    for on_date, to_line_id in standing.moves:
        if to_line_id == line_id:
            raise EventRefused(
                EventKind.TRANSFERRED, on_date, "the person is on that line already."
            )
        line_id = to_line_id


def refuse_event(event: Happened, *, today: dt.date) -> None:
    """Raise the `EventRefused` that needs no history to be found."""
    kind, on_date, amount, reason, to_line_id = event
    if to_line_id is not None and kind is not EventKind.TRANSFERRED:
        raise EventRefused(kind, on_date, "only a transfer leads to another line.")
    if kind is EventKind.CORRECTED:
        raise NotAllowedNow(kind, on_date, "", "a correction names the event that it corrects.")
    if on_date > today:
        raise NotHappenedYet(kind, on_date, today)
    if amount is not None and not (kind is EventKind.ATTENDED and 0 <= amount < math.inf):
        raise AmountRefused(kind, on_date)
    known = reasons().get(kind)
    if known is None:
        if reason is not None and len(reason) > _ANY_REASON_LENGTH:
            raise ReasonRefused(kind, on_date, ["at most 80 characters"])
    elif (reason is not None or known.is_required) and reason not in known.allowed:
        raise ReasonRefused(kind, on_date, sorted(known.allowed))
