"""Shapes of what is sent and answered, as JSON Schema: the description's own, and the judge's.

Members of records are the columns of the files of their kind: what one may hold is said there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from commissioning.groups.models import GroupStatus
from commissioning.partnership.protocols.kinds import SharingStanding
from commissioning.pushes.differences import MOST_TOLD, HeldKind
from commissioning.pushes.models import LONGEST_KEY
from commissioning.pushes.rows import CLOSURE, CONFIRMATION, GROUP, PLACES, REFERRAL, PushedKind
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.registers.marks import MarkOutcome
from commissioning.unpaid_work.hours import travel_reasons

Shape = Mapping[str, Any]

MOST_ATTENDED: Final = 200
MOST_KEYS: Final = 5_000
MOST_LISTED: Final = 200

TEXT: Final[Shape] = {"type": "string"}
COUNT: Final[Shape] = {"type": "integer", "minimum": 0}
CLAIM: Final[Shape] = {"type": "boolean"}
DAY: Final[Shape] = {"type": "string", "format": "date"}
PUBLIC_ID: Final[Shape] = {"type": "string", "format": "uuid"}
OWN_KEY: Final[Shape] = {
    "type": "string",
    "pattern": f"^[A-Za-z0-9][A-Za-z0-9._:/-]{{0,{LONGEST_KEY - 1}}}$",
    "description": "Your own key of the event: told again under it, nothing is recorded twice",
}
HOURS: Final[Shape] = {"type": "number", "minimum": 0, "maximum": 24}
REASON: Final[Shape] = {"type": "string", "minLength": 1, "maxLength": 80}

TOLD_AS_EVENTS: Final = tuple(
    kind for kind in EventKind if kind not in {EventKind.RECEIVED, EventKind.CORRECTED}
)


def object_of(members: Mapping[str, Shape], *required: str) -> dict[str, Any]:
    """An object that has these members and no others."""
    return {
        "type": "object",
        "properties": dict(members),
        "required": list(required),
        "additionalProperties": False,
    }


def list_of(shape: Shape, *, most: int | None = None, fewest: int = 0) -> dict[str, Any]:
    told: dict[str, Any] = {"type": "array", "items": dict(shape), "minItems": fewest}
    return told if most is None else told | {"maxItems": most}


def or_none(shape: Shape) -> dict[str, Any]:
    return {"anyOf": [dict(shape), {"type": "null"}]}


def columns_of(pushed: PushedKind, *, without: Iterable[str] = ()) -> dict[str, Shape]:
    left_out = set(without)
    return {
        column.name: {**column.form.schema, "description": column.says}
        for column in pushed.columns
        if column.name not in left_out
    }


def record_of(pushed: PushedKind) -> dict[str, Any]:
    required = [column.name for column in pushed.columns if column.required]
    return object_of(columns_of(pushed), *required)


REFERRAL_SENT: Final = record_of(REFERRAL)
GROUP_SENT: Final = record_of(GROUP)
PLACES_SENT: Final = record_of(PLACES)
CONFIRMATION_SENT: Final = record_of(CONFIRMATION)

GROUP_STATE_SENT: Final = object_of(
    columns_of(GROUP, without=("external_id", "line", "planned_start"))
) | {"minProperties": 1}

CLOSED_SENT: Final = object_of(
    {"says": {"const": "closed"}, **columns_of(CLOSURE)},
    "says",
    *(column.name for column in CLOSURE.columns if column.required),
)
NEXT_START_SENT: Final = object_of(
    {
        "says": {"const": "next_start"},
        **columns_of(GROUP, without=("planned_start", "current_start", "status", "started")),
        "on_date": {**DAY, "description": "The day on which the group is to start, as of now"},
    },
    "says",
    "external_id",
    "line",
    "places",
    "on_date",
)
STATEMENT_SENT: Final[Shape] = {
    "oneOf": [CLOSED_SENT, NEXT_START_SENT],
    "discriminator": {"propertyName": "says"},
}

EVENT_SENT: Final = object_of(
    {
        "kind": {
            "enum": [kind.value for kind in TOLD_AS_EVENTS],
            "description": "`booked` names no group: where groups of the line are ahead it takes a"
            " place in the soonest in which it is this person’s turn, or in the one of their offer",
        },
        "on_date": {
            **DAY,
            "description": "The day on which it happened; a place in a group is booked today",
        },
        "amount": {**HOURS, "description": "Of an attendance: hours credited"},
        "reason": {**REASON, "description": "A code of /about/rules/referral-reasons"},
        "key": OWN_KEY,
        "corrects": {**OWN_KEY, "description": "The key of the event in whose place this one is"},
    },
    "kind",
    "on_date",
)
ATTENDED_SENT: Final = object_of(
    {
        "referral": PUBLIC_ID,
        "reference": REFERRAL.column("reference").form.schema,
        "outcome": {
            "enum": [one.value for one in MarkOutcome],
            "description": "Left out: attended. Anything else is for whoever is on a register",
        },
        "hours": {
            **HOURS,
            "description": "On a register of unpaid work the hours worked, in quarters; on no"
            " register those credited. Registers of other groups take none",
        },
        "travel_hours": {
            **HOURS,
            "description": "Unpaid work: there and back, in quarters; the line says what is"
            " credited",
        },
        "travel_reason": {
            "enum": list(travel_reasons()),
            "description": "Unpaid work: why travel is credited; a code of"
            " /about/rules/travel-reasons",
        },
        "reason": {**REASON, "description": "Why a register changes that has closed"},
        "key": OWN_KEY,
    }
)
ATTENDANCE_SENT: Final = object_of(
    {"on_date": DAY, "attended": list_of(ATTENDED_SENT, fewest=1, most=MOST_ATTENDED)},
    "on_date",
    "attended",
)
KEY_SENT: Final = object_of(
    {
        "key": {"type": "string", "minLength": 1, "maxLength": 160},
        "state": {"type": "string", "minLength": 1, "maxLength": 40},
    },
    "key",
)
DIFFERENCES_ASKED: Final = object_of(
    {
        "of": {"enum": [kind.value for kind in HeldKind]},
        "since": {**DAY, "description": "What was recorded here before need not be in your list"},
        "yours": list_of(KEY_SENT, most=MOST_KEYS),
    },
    "of",
    "yours",
)

RECEIPT: Final = object_of(
    {
        "outcome": {"enum": ["added", "revised", "unchanged", "not_kept_again"]},
        "kept": {
            **CLAIM,
            "description": "False where it was only asked about, or told in the sandbox",
        },
        "id": or_none(PUBLIC_ID),
    },
    "outcome",
    "kept",
    "id",
)
SHARING_TOLD: Final = object_of(
    {
        "standing": {"enum": [one.value for one in SharingStanding]},
        "agreement": or_none(TEXT),
        "answers_for_it": or_none(TEXT),
        "says": list_of(TEXT),
    },
    "standing", "agreement", "answers_for_it", "says",
)  # fmt: skip
REFERRAL_RECEIPT: Final = object_of(
    {
        **RECEIPT["properties"],
        "sharing": {
            **or_none(SHARING_TOLD),
            "description": "Of one that is added: which agreement on sharing information covers it"
            " between probation and the provider, or which is missing or past review. No referral"
            " is refused for want of one; whoever answers for it is told",
        },
    },
    *RECEIPT["required"],
)
EVENT_RECEIPT: Final = object_of(
    {
        **RECEIPT["properties"],
        "group": {
            **or_none(PUBLIC_ID),
            "description": "Of `booked`: in which group the person has a place; null where no group"
            " of the line is ahead, so that its places are counted elsewhere",
        },
    },
    *RECEIPT["required"],
)
ATTENDANCE_RECEIPT: Final = object_of(
    {"kept": CLAIM, "outcomes": list_of({"enum": ["added", "revised", "unchanged"]})},
    "kept",
    "outcomes",
)
REFERRAL_HELD: Final = object_of(
    {
        "id": PUBLIC_ID,
        "reference": or_none(TEXT),
        "line": TEXT,
        "status": {"enum": [status.value for status in ReferralStatus]},
        "is_priority": CLAIM,
        "received_on": DAY,
        "ready_on": or_none(DAY),
        "started_on": or_none(DAY),
        "ended_on": or_none(DAY),
        "left_on": or_none(DAY),
        "sessions_attended": COUNT,
        "hours_worked": {"type": "number", "minimum": 0},
    },
    "id", "reference", "line", "status", "is_priority", "received_on", "ready_on", "started_on",
    "ended_on", "left_on", "sessions_attended", "hours_worked",
)  # fmt: skip
REFERRALS_HELD: Final = object_of(
    {"referrals": list_of(REFERRAL_HELD, most=MOST_LISTED), "next_cursor": or_none(PUBLIC_ID)},
    "referrals",
    "next_cursor",
)
EVENT_HELD: Final = object_of(
    {
        "kind": {"enum": [kind.value for kind in EventKind]},
        "on_date": DAY,
        "amount": or_none({"type": "number"}),
        "reason": or_none(TEXT),
        "counts_as": or_none(TEXT),
    },
    "kind", "on_date", "amount", "reason", "counts_as",
)  # fmt: skip
REFERRAL_WHOLE: Final = object_of(
    {**REFERRAL_HELD["properties"], "events": list_of(EVENT_HELD)},
    *REFERRAL_HELD["required"],
    "events",
)
GROUP_HELD: Final = object_of(
    {
        "id": PUBLIC_ID,
        "external_id": TEXT,
        "line": TEXT,
        "planned_start": DAY,
        "current_start": DAY,
        "status": {"enum": [status.value for status in GroupStatus]},
        "places": COUNT,
        "booked": COUNT,
        "started": or_none(COUNT),
    },
    "id", "external_id", "line", "planned_start", "current_start", "status", "places", "booked",
    "started",
)  # fmt: skip
DIFFERENCES_FOUND: Final = object_of(
    {
        "of": {"enum": [kind.value for kind in HeldKind]},
        "as_at": {"type": "string", "format": "date-time"},
        "compared": COUNT,
        "alike": COUNT,
        "only_yours_count": COUNT,
        "only_ours_count": COUNT,
        "otherwise_count": COUNT,
        "only_yours": list_of(TEXT, most=MOST_TOLD),
        "only_ours": list_of(TEXT, most=MOST_TOLD),
        "otherwise": list_of(
            object_of({"key": TEXT, "yours": TEXT, "ours": TEXT}, "key", "yours", "ours"),
            most=MOST_TOLD,
        ),
    },
    "of", "as_at", "compared", "alike", "only_yours_count", "only_ours_count", "otherwise_count",
    "only_yours", "only_ours", "otherwise",
)  # fmt: skip
PROBLEM: Final[Shape] = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "code": TEXT,
        "detail": TEXT,
        "next": TEXT,
        "is_unusual": CLAIM,
        "errors": list_of(object_of({"path": TEXT, "detail": TEXT}, "path", "detail")),
    },
    "required": ["type", "title", "status", "code", "detail"],
}
