"""What somebody answerable may say of a requirement in an area, and why nothing is available."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass


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
