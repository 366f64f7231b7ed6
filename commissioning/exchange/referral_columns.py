"""The columns of a file of referrals."""

from __future__ import annotations

import re
from typing import Any, Final

from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.particulars import AgeBand, Disability, Ethnicity, Sex, need_codes
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
    text,
    whole_number,
)

CODES: Final = ("line", "home_area", "court", "requirement", "transferred_to_line")
"""Columns whose code must name a record."""

KNOWN_AS: Final = {"transferred_to_line": "line"}
"""Those that name records of another column."""

_DATE_ALONE = re.compile(r"\d{4}([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2\d{4}", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}", re.ASCII)
_A_DIGIT = re.compile(r"[0-9]")
_PLAIN_REFERENCE = re.compile(r"(?=[A-Za-z._/-]+[0-9])[A-Za-z][A-Za-z0-9._/-]{0,39}", re.ASCII)
"""A letter first, so that it is neither a date nor a number that a spreadsheet has shortened."""


def _read_reference(cell: str) -> str:
    if not _REFERENCE.fullmatch(cell):
        raise Unreadable("this is not a reference of at most 40 letters, digits and . _ / -")
    if _DATE_ALONE.fullmatch(cell):
        raise Unreadable("this is a date, which may tell when somebody was born")
    if not _A_DIGIT.search(cell):
        raise Unreadable("a reference has a digit in it: a word may be somebody’s name")
    return cell


def _read_reasons(cell: str) -> tuple[str, ...]:
    word = one_word_of(PAUSES)
    return tuple(word.read(part.strip()) for part in cell.split("|"))


def _read_hours(cell: str) -> tuple[float, ...]:
    hours = number(0, 24)
    return tuple(hours.read(part.strip()) for part in cell.split("|"))


REFERENCE = Form(
    "at most 40 letters, digits, dots, dashes and slashes",
    _read_reference,
    plain=_PLAIN_REFERENCE,
    schema={"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$"},
)
HOURS = Form("hours of each session in the same order, joined by `|`", _read_hours)
WORDS: Final[dict[str, Any]] = {
    word: word for word in ("completed", "dropped_out", "withdrawn", "declined")
}
PAUSES: Final[dict[str, Any]] = {code: code for code in sorted(reasons()[EventKind.PAUSED].allowed)}
TRANSFERS: Final[dict[str, Any]] = {
    code: code for code in sorted(reasons()[EventKind.TRANSFERRED].allowed)
}
PAUSE_REASONS = Form(
    f"{one_word_of(PAUSES).words}; of each pause, joined by `|`, or one for all", _read_reasons
)
NEEDS: Final[dict[str, Any]] = {code: code for code in need_codes()}
WITHDRAWALS: Final[dict[str, Any]] = {
    code: code for code in sorted(reasons()[EventKind.WITHDRAWN].allowed)
}
DECLINES: Final[dict[str, Any]] = {
    code: code for code in sorted(reasons()[EventKind.DECLINED].allowed)
}
LEAVINGS: Final = dict(sorted((WITHDRAWALS | DECLINES).items()))

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
    Column("withdrawal_reason", one_word_of(LEAVINGS), "Why it was withdrawn, declined or dropped"),
    Column("order_ends_on", DATE, "The last day of the order or licence"),
    Column("released_on", DATE, "The day of release from custody"),
    Column("complete_by", DATE, "The day by which the work is to be completed"),
    Column("needs", several(one_word_of(NEEDS)), "What it is to help with"),
    Column("assessment_arranged_on", DATE, "The first assessment was arranged on that day"),
    Column("assessment_scheduled_for", DATE, "The day for which it was arranged; it may come yet"),
    Column("assessment_missed_on", DATE, "The first that the person did not come to"),
    Column("assessment_attended_on", DATE, "The first that the person came to"),
    Column("sessions_expected", whole_number(0, 1000), "How many sessions are planned"),
    Column(
        "sessions_told", whole_number(0, 1000), "How many were attended, where no days are told"
    ),
    Column("paused_from", several(DATE), "First days of pauses"),
    Column("paused_to", several(DATE), "First days after them; the last may be open and left out"),
    Column("pause_reason", PAUSE_REASONS, "Why; custody and illness stand beside the wait"),
    Column("breached_on", DATE, "Breach, which does not end an order"),
    Column("transferred_on", DATE, "Passed on; day 0 is kept"),
    Column("transferred_to_line", text(200), "The line to which the person moved, if another"),
    Column("transfer_reason", one_word_of(TRANSFERS), "Why"),
    Column("end_asked_on", DATE, "The day on which the sender asked to end it"),
    Column("end_asked_reason", one_word_of(WITHDRAWALS), "Why"),
    Column(
        "terminated_on", DATE, "The order was terminated early: done, neither completed nor left"
    ),
    Column("sex", one_of(Sex), "Asked once and kept as a group; empty: not asked"),
    Column("age_band", one_of(AgeBand), "Years of age when it was received"),
    Column("ethnicity", one_of(Ethnicity), "Broad group"),
    Column("disability", one_of(Disability), "Whether the person has one"),
    Column(
        "sharing_agreement",
        text(40),
        "Reference of the agreement on sharing information that the row relies on, if not the one"
        " between the region and the provider",
    ),
)
