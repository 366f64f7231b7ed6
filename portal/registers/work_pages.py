"""Hours of unpaid work on a register and on a person's page, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Self

from flask_babel import gettext

from commissioning.registers.person_on_register import PersonOnRegister
from commissioning.registers.work_told import WorkOfCase
from commissioning.unpaid_work.hours import TravelReason, WorkTerms, in_hours, travel_reasons
from commissioning.unpaid_work.models import SessionHours
from portal.lines.work_words import hours_words, travel_words, work_in_a_line
from portal.registers.forms import HOURS, TRAVEL, WHY_TRAVEL


@dataclass(frozen=True, slots=True)
class ShownHours:
    """What the fields of one person hold, and how far their hours are."""

    worked: str
    travelled: str
    why: str
    stands: str


@dataclass(frozen=True, slots=True)
class HoursAsked:
    """Of a register of unpaid work: how long the session is, and what of travel is credited."""

    longest: str
    credits: str
    reasons: tuple[tuple[str, str], ...]
    work: Mapping[int, WorkOfCase]
    today: dt.date

    @classmethod
    def of(cls, terms: WorkTerms, work: Mapping[int, WorkOfCase], today: dt.date) -> Self:
        return cls(
            in_hours(terms.session_minutes),
            travel_words(terms.travel),
            tuple((one.code, _with_most(one, terms)) for one in travel_reasons().values()),
            work,
            today,
        )

    @property
    def lettered(self) -> tuple[tuple[str, str], ...]:
        """Each reason under a letter, which is short enough for a box on paper."""
        return tuple(zip(ascii_uppercase, (name for _, name in self.reasons), strict=False))

    def letter_of(self, code: str) -> str:
        codes = [known for known, _ in self.reasons]
        return ascii_uppercase[codes.index(code)] if code in codes else ""

    def shown(self, one: PersonOnRegister, sent: Mapping[str, str]) -> ShownHours:
        """`sent` by field: what was typed stays where it was refused."""
        booking, stood = one.booking.public_id, _fields(one.hours)
        worked, travelled, why = (
            sent.get(f"{name}{booking}", value)
            for name, value in zip((HOURS, TRAVEL, WHY_TRAVEL), stood, strict=True)
        )
        work = self.work.get(one.booking.referral_id)
        stands = "" if work is None else work_in_a_line(work.standing, today=self.today)
        return ShownHours(worked, travelled, why, stands)


def _with_most(reason: TravelReason, terms: WorkTerms) -> str:
    most = hours_words(min(reason.most, terms.travel.most))
    return str(gettext("%(reason)s (at most %(hours)s)", reason=gettext(reason.name), hours=most))


def _fields(hours: SessionHours | None) -> tuple[str, str, str]:
    if hours is None:
        return "", "", ""
    travelled = in_hours(hours.travelled) if hours.travelled else ""
    return in_hours(hours.worked), travelled, hours.travel_reason or ""


def hours_told(hours: SessionHours | None) -> str:
    """Beside a mark, as "6.5 hours worked, 1.5 hours of travel credited (No nearer site)"."""
    if hours is None:
        return ""
    worked = gettext("%(hours)s worked", hours=hours_words(hours.worked))
    if not hours.travelled:
        return str(worked)
    why = travel_reasons().get(hours.travel_reason or "")
    travel = gettext("%(hours)s of travel credited", hours=hours_words(hours.travel_credited))
    return f"{worked}, {travel}" + ("" if why is None else f" ({gettext(why.name)})")
