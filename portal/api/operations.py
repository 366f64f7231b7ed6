"""The one table of what programs may ask and tell; the description is written from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from directory.acts import Act
from portal.api import shapes
from portal.api.judging import ShapeJudge
from portal.api.shapes import Shape

CHANGES: Final = ("validate", "meant", "Idempotency-Key")
"""Parameters of everything that changes something."""

ONE_RECEIPT: Final[Mapping[int, Shape]] = {200: shapes.RECEIPT, 201: shapes.RECEIPT}
EVENT_RECEIPTS: Final[Mapping[int, Shape]] = {
    200: shapes.EVENT_RECEIPT,
    201: shapes.EVENT_RECEIPT,
}
REFERRAL_RECEIPTS: Final[Mapping[int, Shape]] = {
    200: shapes.REFERRAL_RECEIPT,
    201: shapes.REFERRAL_RECEIPT,
}


@dataclass(frozen=True)
class Operation:
    """`act`: what the token must have been made for, None where any will do.

    `answers`: shapes by status; None: no content. `sent`: the shape of the body.
    """

    name: str
    method: str
    path: str
    says: str
    act: Act | None
    answers: Mapping[int, Shape | None]
    sent: Shape | None = None
    parameters: Sequence[str] = field(default=())

    @cached_property
    def judge(self) -> ShapeJudge | None:
        return None if self.sent is None else ShapeJudge(self.sent)


LIST_REFERRALS: Final = Operation(
    "listReferrals", "GET", "/api/v1/referrals",
    "The referrals of your own lines in the order in which they were recorded. A reader who buys"
    " a service reads no references. Each reading is kept in the record of changes.",
    Act.REFERRAL_READ, {200: shapes.REFERRALS_HELD}, parameters=("cursor", "limit"),
)  # fmt: skip
READ_REFERRAL: Final = Operation(
    "readReferral", "GET", "/api/v1/referrals/{referral_id}",
    "One referral with its events, the corrected ones among them.",
    Act.REFERRAL_READ, {200: shapes.REFERRAL_WHOLE}, parameters=("referral_id",),
)  # fmt: skip
SEND_REFERRAL: Final = Operation(
    "sendReferral", "POST", "/api/v1/referrals",
    "One person's request for a service, by your own opaque reference, as a row of a file of"
    " referrals. What happens to it is told as events. The same reference with the same facts"
    " changes nothing.",
    Act.IMPORT_APPLY, REFERRAL_RECEIPTS, shapes.REFERRAL_SENT, CHANGES,
)  # fmt: skip
SEND_EVENT: Final = Operation(
    "sendEvent", "POST", "/api/v1/referrals/{referral_id}/events",
    "Something happened to a referral on a day. What may follow what, and whose word it is, stands"
    " on /about/rules/referral-states: a provider's program says what a provider may say. A"
    " correction names the key of the event that it replaces. `booked` takes a place by whose turn"
    " it is, as a form does: refused where the groups ahead are full, where others come first, or"
    " where somebody has to choose.",
    Act.REFERRAL_RECORD, EVENT_RECEIPTS, shapes.EVENT_SENT, ("referral_id", *CHANGES),
)  # fmt: skip
SEND_ATTENDANCE: Final = Operation(
    "sendAttendance", "POST", "/api/v1/attendance",
    "Who attended on a day, all of it or nothing. Each is named by the portal's identifier or by"
    " your reference; whoever belongs to a group that meets that day is marked on its register.",
    Act.REFERRAL_RECORD, {200: shapes.ATTENDANCE_RECEIPT}, shapes.ATTENDANCE_SENT, CHANGES,
)  # fmt: skip
SEND_GROUP: Final = Operation(
    "sendGroup", "POST", "/api/v1/groups",
    "One run of a group with its planned start and places, as a row of a file of groups. Sent"
    " again under the same identifier it says how the group stands now.",
    Act.CAPACITY_STATE, ONE_RECEIPT, shapes.GROUP_SENT, CHANGES,
)  # fmt: skip
SEND_GROUP_STATE: Final = Operation(
    "sendGroupState", "POST", "/api/v1/groups/{group_id}/state",
    "How a group stands now: moved, run, cancelled, with more or fewer places.",
    Act.CAPACITY_STATE, ONE_RECEIPT, shapes.GROUP_STATE_SENT, ("group_id", *CHANGES),
)  # fmt: skip
SEND_PLACES: Final = Operation(
    "sendPlaces", "POST", "/api/v1/places",
    "What a line can take from a day on, as somebody said. A correction is a new statement under"
    " an identifier of its own.",
    Act.CAPACITY_STATE, ONE_RECEIPT, shapes.PLACES_SENT, CHANGES,
)  # fmt: skip
SEND_STATEMENT: Final = Operation(
    "sendStatement", "POST", "/api/v1/statements",
    "A statement of a line: that it is closed from one day to another, or when its next group is"
    " to start as of now.",
    Act.CAPACITY_STATE, ONE_RECEIPT, shapes.STATEMENT_SENT, CHANGES,
)  # fmt: skip
SEND_CONFIRMATION: Final = Operation(
    "sendConfirmation", "POST", "/api/v1/confirmations",
    "Somebody says that a kind of fact was still right on a day.",
    Act.LISTING_CONFIRM, ONE_RECEIPT, shapes.CONFIRMATION_SENT, CHANGES,
)  # fmt: skip
ASK_DIFFERENCES: Final = Operation(
    "askDifferences", "POST", "/api/v1/differences",
    "What you hold beside what we hold, by your own keys. The list is compared and kept nowhere.",
    Act.REFERRAL_READ, {200: shapes.DIFFERENCES_FOUND}, shapes.DIFFERENCES_ASKED,
)  # fmt: skip
EMPTY_SANDBOX: Final = Operation(
    "emptySandbox", "DELETE", "/api/v1/sandbox",
    "Forgets what a token of the sandbox told today, so that it begins anew.",
    None, {204: None},
)  # fmt: skip
DESCRIBE: Final = Operation(
    "describe", "GET", "/api/v1/openapi.json",
    "This description. It needs no token.",
    None, {200: {"type": "object"}},
)  # fmt: skip

OPERATIONS: Final = (
    DESCRIBE,
    LIST_REFERRALS,
    READ_REFERRAL,
    SEND_REFERRAL,
    SEND_EVENT,
    SEND_ATTENDANCE,
    SEND_GROUP,
    SEND_GROUP_STATE,
    SEND_PLACES,
    SEND_STATEMENT,
    SEND_CONFIRMATION,
    ASK_DIFFERENCES,
    EMPTY_SANDBOX,
)
