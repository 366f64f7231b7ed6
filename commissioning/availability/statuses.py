"""Where something stands, as small types: statuses, their reasons, what was stated.

`statuses.csv` beside this file has the words of each status, in a reader's order.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from directory.order_length import OrderKind
from directory.rules.tables import RuleTableBroken, rows_of

FOLDER = Path(__file__).parent
TABLE = "statuses.csv"


class WhyNot(enum.StrEnum):
    """Why nothing is available: one of five, and somebody to ring."""

    NOT_COMMISSIONED = "not_commissioned"
    FULL = "full"
    NO_STAFF = "no_staff"
    NOT_ACCREDITED_HERE = "not_accredited_here"
    NOT_CONFIRMED = "not_confirmed"


class Provision(enum.StrEnum):
    """What a provision statement says; `NOT_KNOWN` takes back what its author said before."""

    PROVIDED = "provided"
    ARRANGEMENTS_EXIST = "arrangements_exist"
    NOTIFIED = "notified"
    NOT_AVAILABLE = "not_available"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class ProvisionStated:
    """A statement in force: it speaks from `stated_on` to `review_on`, both included.

    `why_not` is given exactly where it says `NOT_AVAILABLE`; `strand` None speaks of all strands.
    """

    said: Provision
    why_not: WhyNot | None
    stated_by: str
    stated_on: dt.date
    review_on: dt.date
    strand: str | None = None
    telephone: str | None = None

    @property
    def is_provided(self) -> bool:
        return self.said in {Provision.PROVIDED, Provision.ARRANGEMENTS_EXIST, Provision.NOTIFIED}


class Status(enum.StrEnum):
    """In the order in which a reader would want them."""

    AVAILABLE = "available"
    AT_ONCE = "at_once"
    WAITING_LIST = "waiting_list"
    NOT_WITHIN_ORDER = "not_within_order"
    NOT_CONFIRMED = "not_confirmed"
    NOT_KNOWN = "not_known"
    CHECK_COMMENCEMENT = "check_commencement"
    NOT_AVAILABLE = "not_available"


IN_DOUBT: Final = frozenset({Status.NOT_CONFIRMED, Status.NOT_KNOWN})
"""Where no date that was ever told may be told as if somebody relied on it."""


class Because(enum.StrEnum):
    """What a status rests on, more exactly than its reason; the words for it are the page's."""

    SERVICE_CLOSED = "service_closed"
    SERVICE_NOT_FOUND = "service_not_found"
    CONTRACT_ENDED = "contract_ended"
    NO_CAPACITY = "no_capacity"
    NEVER_SAID = "never_said"
    CONFIRMED_TOO_LONG_AGO = "confirmed_too_long_ago"
    RING_FIRST = "ring_first"
    REFUSED_AS_FULL = "refused_as_full"
    RECORDS_CONTRADICT = "records_contradict"
    NOT_WORKED_OUT = "not_worked_out"
    WORKED_OUT_TOO_LONG_AGO = "worked_out_too_long_ago"
    WORKED_OUT_LATER_THAN_TODAY = "worked_out_later_than_today"
    BEYOND_ANY_ORDER = "beyond_any_order"
    STATEMENTS_DIFFER = "statements_differ"
    STATED_WITHOUT_A_DATE = "stated_without_a_date"
    DENIED_THOUGH_LISTED = "denied_though_listed"


IS_OPEN = frozenset({Status.AVAILABLE, Status.AT_ONCE, Status.WAITING_LIST})
"""The statuses under which somebody could start."""


DATED = frozenset({Status.AVAILABLE, Status.WAITING_LIST, Status.NOT_WITHIN_ORDER})
"""The statuses that a queue has by its forecast."""


@dataclass(frozen=True, slots=True)
class OrderAsked:
    """The order that the question is about; `kind` None: which kind was not said."""

    days: int
    kind: OrderKind | None = None


@dataclass(frozen=True, slots=True)
class LineStanding:
    """`likely_start` is the day by which half start."""

    status: Status
    reason: WhyNot | None = None
    by_1_in_10: dt.date | None = None
    likely_start: dt.date | None = None
    by_9_in_10: dt.date | None = None
    because: Because | None = None

    @property
    def is_ring_first(self) -> bool:
        """Nobody confirmed it within its shelf life, nor within the days of grace after that."""
        return self.because is Because.RING_FIRST


@cache
def status_words() -> Mapping[Status, str]:
    """Raises `RuleTableBroken` where the table lacks a status or has another order."""
    rows = rows_of(TABLE, folder=FOLDER)
    if [(row["order"], row["code"]) for row in rows] != [
        (str(order), status.value) for order, status in enumerate(Status, start=1)
    ]:
        raise RuleTableBroken(f"{TABLE} does not name every status in its order")
    return {Status(row["code"]): row["words"] for row in rows}
