"""The columns of a file of referrals."""

from __future__ import annotations

import re
from typing import Any, Final

from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.states import reasons
from directory.exchange.columns import About, Column
from directory.exchange.forms import (
    CODE,
    DATE,
    YES_NO,
    Form,
    Unreadable,
    number,
    one_of,
    one_word_of,
    several,
    shown,
    text,
)

CODES: Final = ("line", "home_area", "court", "requirement")
"""Columns whose code must name a record."""

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}", re.ASCII)


def _read_reference(cell: str) -> str:
    if not _REFERENCE.fullmatch(cell):
        raise Unreadable(
            f"{shown(cell)} is not a reference of at most 40 letters, digits and . _ / -"
        )
    return cell


def _read_hours(cell: str) -> tuple[float, ...]:
    hours = number(0, 24)
    return tuple(hours.read(part.strip()) for part in cell.split("|"))


REFERENCE = Form("at most 40 letters, digits, dots, dashes and slashes", _read_reference)
HOURS = Form("hours of each session in the same order, joined by `|`", _read_hours)
WORDS: Final[dict[str, Any]] = {
    word: word for word in ("completed", "dropped_out", "withdrawn", "declined")
}
WITHDRAWALS: Final[dict[str, Any]] = {
    code: code for code in sorted(reasons()[EventKind.WITHDRAWN].allowed)
}

REFERRAL_COLUMNS: Final = (
    Column(
        "reference",
        REFERENCE,
        "Opaque: never a name, a birth date or an address",
        required=True,
        holds=About.REFERENCE,
    ),
    Column("line", text(200), "The line's identifier", required=True),
    Column("basis", one_of(Basis), "On what basis the person is referred", required=True),
    Column("received_on", DATE, "The day on which the referral was received", required=True),
    Column("sentenced_on", DATE, "The day of sentence, where there is one", may_be_far=True),
    Column("home_area", CODE, "The area in which the person lives, as in its page's address"),
    Column("court", CODE, "The court, as in its page's address"),
    Column("requirement", CODE, "The requirement's code"),
    Column("priority", YES_NO, "Taken first; empty is no"),
    Column("hours_ordered", number(1, 1000), "Unpaid work: hours of the order"),
    Column("accepted_on", DATE, "Accepted by the provider"),
    Column("ready_on", DATE, "Assessed and ready to be offered a start"),
    Column("missed_starts", several(DATE), "Days on which the person did not come to start"),
    Column("started_on", DATE, "The day that counts as the start"),
    Column("sessions_attended", several(DATE), "Days on which sessions were attended"),
    Column("hours_worked", HOURS, "Unpaid work: hours credited"),
    Column("outcome", one_word_of(WORDS), "How it ended, if it has"),
    Column("ended_on", DATE, "The day on which it was completed or dropped"),
    Column("withdrawn_on", DATE, "The day on which it was withdrawn or declined before the start"),
    Column("withdrawal_reason", one_word_of(WITHDRAWALS), "Why it was withdrawn"),
)
