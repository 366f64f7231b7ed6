"""Events of a referral told by software, each told once by its key.

The state table, the reasons and the dates are those of `referrals.recording`, the one door.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.pushes.errors import FieldAtFault, PushRefused, ToldOtherwise
from commissioning.pushes.models import EventKey
from commissioning.pushes.queries import (
    event_keyed,
    keys_before,
    newest_event,
    own_line,
)
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event, record_event
from commissioning.referrals.where_served import refuse_other_area
from commissioning.uploads.uploaders import Uploader
from directory.exchange.working import ADDED, UNCHANGED

KEYS_KEPT: Final = dt.timedelta(days=92)
"""So long a program may name an event by its own key: a quarter, and no longer."""

NO_LINE: Final = "no line of your organisation is called so"


@dataclass(frozen=True, slots=True)
class EventTold:
    """One event as software tells it. `key`: its own; `corrects`: the key of the one replaced."""

    kind: EventKind
    on_date: dt.date
    amount: float | None = None
    reason: str | None = None
    to_line: str | None = None
    key: str | None = None
    corrects: str | None = None


def push_event(
    session: Session, referral: Referral, told: EventTold, *, sender: Uploader, at: dt.datetime
) -> str:
    """Added, or unchanged where the key is known with the same facts. Raises `ToldOtherwise`."""
    to_line = _line_of(session, sender, told)
    if told.key is not None and _is_known(session, referral, told, to_line, sender):
        return UNCHANGED
    if to_line is not None:
        home = referral.home_local_delivery_unit_id
        refuse_other_area(session, to_line, home, on=told.on_date)
    facts = {"amount": told.amount, "reason": told.reason, "to_line": to_line}
    if told.corrects is None:
        record_event(
            session, referral, kind=told.kind, on_date=told.on_date, by=sender.person, at=at,
            **facts,  # type: ignore[arg-type]
        )  # fmt: skip
    else:
        correct_event(
            session, _corrected(session, referral, told.corrects, sender), by=sender.person,
            at=at, replacement_kind=told.kind, on_date=told.on_date,
            **facts,  # type: ignore[arg-type]
        )  # fmt: skip
    if told.key is not None:
        keep_key_of(session, newest_event(session, referral).id, told.key, sender, at=at)
    return ADDED


def forget_keys(session: Session, at: dt.datetime) -> int:
    """Keys by which events can be named no longer; how many."""
    gone = session.execute(delete(EventKey).where(keys_before(at - KEYS_KEPT)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _line_of(session: Session, sender: Uploader, told: EventTold) -> Line | None:
    if told.to_line is None:
        return None
    line = own_line(session, sender, told.to_line)
    if line is None:
        raise PushRefused([FieldAtFault("/to_line", NO_LINE)])
    return line


def _is_known(
    session: Session, referral: Referral, told: EventTold, to_line: Line | None, sender: Uploader
) -> bool:
    known = event_keyed(session, sender.organisation_id, told.key or "")
    if known is None:
        return False
    kind = known.replacement_kind if known.kind is EventKind.CORRECTED else known.kind.value
    stands = (known.referral_id, kind, known.on_date, known.amount, known.reason, known.to_line_id)
    line_id = None if to_line is None else to_line.id
    told_now = (referral.id, told.kind.value, told.on_date, told.amount, told.reason, line_id)
    if stands != told_now:
        raise ToldOtherwise(told.key or "")
    return True


def _corrected(session: Session, referral: Referral, key: str, sender: Uploader) -> ReferralEvent:
    found = event_keyed(session, sender.organisation_id, key)
    if found is None or found.referral_id != referral.id:
        fault = FieldAtFault("/corrects", "no event of this referral was told under this key")
        raise PushRefused([fault])
    return found


def keep_key_of(
    session: Session, event_id: int, key: str, sender: Uploader, *, at: dt.datetime
) -> None:
    session.add(
        EventKey(organisation_id=sender.organisation_id, key=key, event_id=event_id, kept_at=at)
    )
    session.flush()
