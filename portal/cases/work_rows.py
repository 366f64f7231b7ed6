"""Hours of unpaid work of a case: how far they are, and session by session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, lazy_gettext
from markupsafe import Markup

from commissioning.registers.marks import MarkOutcome
from commissioning.registers.work_told import WorkOfCase, WorkSession
from commissioning.unpaid_work.hours import HOUR, in_hours, travel_reasons
from commissioning.unpaid_work.standing import WorkStanding
from directory.limits import limit
from portal.formatting import NOT_KNOWN, short
from portal.lines.work_words import (
    discount_words,
    hours_words,
    last_day_explained,
    last_day_words,
)

OUTCOMES: Final = {
    MarkOutcome.ATTENDED: lazy_gettext("Attended"),
    MarkOutcome.ACCEPTABLE_ABSENCE: lazy_gettext("Absent, acceptable"),
    MarkOutcome.UNACCEPTABLE_ABSENCE: lazy_gettext("Absent, unacceptable"),
}


@dataclass(frozen=True, slots=True)
class ShownWork:
    """`says` are sentences on how it is counted; `sessions` rows of a table, which each fact opens
    by its `key`."""

    key: str
    facts: tuple[tuple[str, str], ...]
    says: tuple[str, ...]
    sessions: tuple[tuple[str, ...], ...]


def shown_work(work: WorkOfCase, *, key: str, today: dt.date) -> ShownWork:
    standing = work.standing
    told = (
        (gettext("Hours ordered"), hours_words(standing.ordered)),
        (gettext("Hours credited"), hours_words(standing.credited)),
        (gettext("Hours left"), hours_words(standing.left)),
        (gettext("Likely last day"), last_day_words(standing, today=today)),
    )
    says = (
        _elsewhere(standing),
        _outside(standing),
        last_day_explained(),
        discount_words(standing),
    )
    facts = tuple((name, _opens(key, value)) for name, value in told)
    return ShownWork(key, facts, tuple(filter(None, says)), tuple(map(_row, work.sessions)))


def _opens(key: str, words: str) -> Markup:
    return Markup('<a class="govuk-link" href="#{}">{}</a>').format(key, words)


def _elsewhere(work: WorkStanding) -> str:
    """What of the hours no register tells."""
    by_registers = sum(one.credited for one in work.sessions)
    if work.credited == by_registers:
        return ""
    return str(
        gettext(
            "Of the hours credited registers here tell %(hours)s; files or other systems told the "
            "rest.",
            hours=hours_words(by_registers),
        )
    )


def _outside(work: WorkStanding) -> str:
    allowed = limit("unpaid_work_hours")
    if work.ordered is None or allowed.allows(work.ordered / HOUR):
        return ""
    return str(
        gettext(
            "An Act allows from %(least)s to %(most)s hours: ask whether %(hours)s is right.",
            least=allowed.least, most=allowed.most, hours=hours_words(work.ordered),
        )
    )  # fmt: skip


def _row(one: WorkSession) -> tuple[str, ...]:
    session = f"{one.group}, {one.number}"
    hours = one.hours
    if hours is None:
        return short(one.on_date), session, str(OUTCOMES[one.outcome]), "0", "0", "", "0"
    reason = travel_reasons().get(hours.travel_reason or "")
    why = reason.name if reason else (hours.travel_reason and NOT_KNOWN) or ""
    return (
        short(one.on_date),
        session,
        str(OUTCOMES[one.outcome]),
        *map(in_hours, (hours.worked, hours.travel_credited)),
        why,
        in_hours(hours.credited),
    )
