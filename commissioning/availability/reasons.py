"""What somebody answerable can say of a requirement in an area, and why nothing is there."""

from __future__ import annotations

import enum


class Provision(enum.StrEnum):
    """What was said. Where nobody said anything nothing is known: never "not available"."""

    PROVIDED = "provided"
    ARRANGEMENTS_EXIST = "arrangements_exist"
    NOTIFIED = "notified"
    NOT_AVAILABLE = "not_available"
    NOT_KNOWN = "not_known"


class WhyNot(enum.StrEnum):
    """Why nothing is available: one of five, and somebody to ring."""

    NOT_COMMISSIONED = "not_commissioned"
    FULL = "full"
    NO_STAFF = "no_staff"
    NOT_ACCREDITED_HERE = "not_accredited_here"
    NOT_CONFIRMED = "not_confirmed"
