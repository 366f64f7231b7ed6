"""What each request of a program changes, through the doors that files and forms use."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from flask import current_app

from commissioning.bookings.booking import count_failed_booking
from commissioning.groups.models import Group
from commissioning.groups.queries import group_by_external_id
from commissioning.lines.models import Line
from commissioning.partnership.protocols.relying import rely
from commissioning.pushes.attendance import AttendedTold, push_attendance
from commissioning.pushes.events import EventTold, push_event
from commissioning.pushes.queries import group_of, own_group, own_referral
from commissioning.pushes.rows import (
    CLOSURE,
    CONFIRMATION,
    GROUP,
    PLACES,
    PushedKind,
    push_referral,
    push_row,
)
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.next_places import groups_for, next_group
from directory.clock import local_date
from directory.errors import NotKnown
from directory.exchange.working import ADDED
from portal.api.calls import Call
from portal.api.held_json import sharing_json

NOT_KEPT_AGAIN: Final = "not_kept_again"


@dataclass(frozen=True, slots=True)
class Done:
    """`added`: the record that is new, by which the sandbox finds it again; `key`: its own key."""

    status: int
    told: dict[str, Any]
    subject: Referral | Group | None = None
    key: str = ""
    is_new: bool = field(default=False)


Change = Callable[[Call], Done]


def send_referral(call: Call) -> Done:
    became, referral = push_referral(
        call.session, call.told, sender=call.sender, at=call.at, is_meant=call.is_meant
    )
    if referral is None:
        return Done(200, {"outcome": NOT_KEPT_AGAIN, "kept": False, "id": None})
    done = _receipt(became, referral, call.told["reference"])
    if became == ADDED:
        done.told["sharing"] = _sharing(call, referral)
    return done


def _sharing(call: Call, referral: Referral) -> dict[str, Any] | None:
    """Which agreement covers it, or which is missing; nothing is refused for want of one."""
    relied = rely(
        call.session, referral, sender=None, named=call.told.get("sharing_agreement", ""),
        by=call.sender.person, at=call.at, page=f"{current_app.config['ADDRESS']}/protocols",
    )  # fmt: skip
    return None if relied is None else sharing_json(relied, on=local_date(call.at))


def send_event(call: Call) -> Done:
    told = call.told | {
        "kind": EventKind(call.told["kind"]),
        "on_date": dt.date.fromisoformat(call.told["on_date"]),
    }
    referral = _referral(call)
    became = push_event(call.session, referral, EventTold(**told), sender=call.sender, at=call.at)
    done = _receipt(became, referral)
    if told["kind"] is EventKind.BOOKED:
        group = group_of(call.session, referral)
        done.told["group"] = None if group is None else str(group.public_id)
    return done


def count_found_none(call: Call) -> None:
    """Nobody could be placed: counted of their area, after what was refused is rolled back."""
    referral = _referral(call)
    found = groups_for(call.session, referral, at=call.at)
    if found:
        count_failed_booking(
            call.session,
            next_group(call.session, referral, found, at=call.at),
            local_delivery_unit_id=referral.home_local_delivery_unit_id,
            at=call.at,
        )


def send_attendance(call: Call) -> Done:
    outcomes = push_attendance(
        call.session, dt.date.fromisoformat(call.told["on_date"]),
        list(map(_attended, call.told["attended"])), sender=call.sender, at=call.at,
    )  # fmt: skip
    return Done(200, {"kept": True, "outcomes": outcomes})


def _attended(told: dict[str, Any]) -> AttendedTold:
    said = dict(told)
    if "referral" in said:
        said["referral"] = uuid.UUID(said["referral"])
    if "outcome" in said:
        said["outcome"] = MarkOutcome(said["outcome"])
    return AttendedTold(**said)


def send_group(call: Call) -> Done:
    return _group(call, call.told)


def send_group_state(call: Call) -> Done:
    """What it does not say stands as it was stated last."""
    group = own_group(call.session, call.sender, call.named["group_id"])
    if group is None:
        raise NotKnown("group", call.named["group_id"])
    stands = {
        "external_id": group.external_id,
        "line": call.session.get_one(Line, group.line_id).external_id,
        "planned_start": group.planned_start.isoformat(),
        "places": group.places,
    }
    return _group(call, stands | call.told)


def send_places(call: Call) -> Done:
    return _row(call, PLACES, call.told)


def send_confirmation(call: Call) -> Done:
    return _row(call, CONFIRMATION, call.told)


def send_statement(call: Call) -> Done:
    """A closure, or the day on which a group is to start as of now."""
    told = {name: value for name, value in call.told.items() if name != "says"}
    if call.told["says"] == "closed":
        return _row(call, CLOSURE, told)
    on_date = told.pop("on_date")
    return _group(call, told | {"planned_start": on_date, "current_start": on_date})


def _group(call: Call, told: dict[str, Any]) -> Done:
    became = _pushed(call, GROUP, told)
    group = group_by_external_id(call.session, external_id=told["external_id"])
    return _receipt(became, group, told["external_id"])


def _row(call: Call, kind: PushedKind, told: dict[str, Any]) -> Done:
    return _receipt(_pushed(call, kind, told), None)


def _pushed(call: Call, kind: PushedKind, told: dict[str, Any]) -> str:
    return push_row(
        call.session, kind, told, sender=call.sender, at=call.at, is_meant=call.is_meant
    )


def _receipt(became: str, subject: Referral | Group | None, key: str = "") -> Done:
    public_id = None if subject is None else str(subject.public_id)
    told = {"outcome": became, "kept": True, "id": public_id}
    return Done(201 if became == ADDED else 200, told, subject, key, bool(key) and became == ADDED)


def _referral(call: Call) -> Referral:
    found = own_referral(call.session, call.sender, call.named["referral_id"])
    if found is None:
        raise NotKnown("referral", call.named["referral_id"])
    return found
