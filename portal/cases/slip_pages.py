"""A slip for the person, and groups in which they may have a place."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext

from commissioning.bookings.cards import GroupWithPlaces
from commissioning.bookings.turns import last_day_of
from commissioning.cases.case_view import CaseReferral, CaseView
from commissioning.cases.next_sessions import NextSession
from portal.formatting import day_to_plan, in_words


@dataclass(frozen=True, slots=True)
class SlipPart:
    """Nothing of it says why the person comes: neither service nor order is named."""

    number: int
    who: str
    places: tuple[str, ...]
    day: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Slip:
    parts: tuple[SlipPart, ...]
    team: str
    telephone: str
    as_at: dt.datetime


def groups_to_choose(
    groups: Iterable[GroupWithPlaces],
    parties: Iterable[GroupWithPlaces] = (),
    *,
    weeks: int | None = None,
    by: dt.date | None = None,
) -> list[tuple[str, str]]:
    """Each with its places at this moment; `parties` have begun, and are joined on the way. A group
    of so many `weeks` that goes on after the day `by` which the order is to be completed says so.
    Those that begin on one day are told apart by what their provider calls them.
    """
    planned = tuple(groups)
    days = Counter(one.starts_on for one in planned)
    under_way = [
        (
            str(one.public_id),
            str(
                gettext(
                    "Under way, from its session on %(day)s: %(left)d of %(places)d places left, "
                    "%(booked)d booked",
                    day=in_words(one.starts_on),
                    left=one.places.left,
                    places=one.places.places,
                    booked=one.places.booked,
                )
            ),
        )
        for one in parties
    ]
    return under_way + [
        (
            str(one.public_id),
            str(
                gettext(
                    "Begins %(day)s: %(left)d of %(places)d places left, %(booked)d booked, "
                    "%(held)d held before sentence, %(offered)d offered",
                    day=in_words(one.starts_on)
                    + (f", {one.reference}" if days[one.starts_on] > 1 else ""),
                    left=one.places.left,
                    places=one.places.places,
                    booked=one.places.booked,
                    held=one.places.held,
                    offered=one.places.offered,
                )
            )
            + _outlasts(last_day_of(one.starts_on, weeks), by),
        )
        for one in planned
    ]


def _outlasts(last: dt.date | None, by: dt.date | None) -> str:
    if last is None or by is None or last <= by:
        return ""
    return str(
        gettext(
            ". It meets until %(last)s: that is after %(by)s, by when the order is to be completed",
            last=in_words(last),
            by=in_words(by),
        )
    )


def slip_of(
    case: CaseView, sessions: Mapping[int, NextSession], *, today: dt.date, as_at: dt.datetime
) -> Slip:
    """Of what is still open; whoever sent last is whom the person rings."""
    still = [one for one in case.referrals if one.over_on is None]
    sent = next((one.sent for one in reversed(case.referrals) if one.sent is not None), None)
    parts = tuple(
        SlipPart(
            number,
            one.of.provider or gettext("Ask whom you ring below"),
            one.of.places,
            _slip_day(one, sessions.get(one.id), today),
            one.of.telephone or (sent.published_number if sent else ""),
        )
        for number, one in enumerate(still, start=1)
    )
    return Slip(parts, sent.team if sent else "", sent.published_number if sent else "", as_at)


def _slip_day(one: CaseReferral, session: NextSession | None, today: dt.date) -> str:
    """What is planned next; a day that is over tells nobody when to come."""
    if session is not None:
        return _session_says(session)
    if one.standing.started_on is not None:
        return str(gettext("You have started. The next day is not known here: ring and ask."))
    fixed = one.booked.starts_on if one.booked else one.told.assessment_scheduled_for
    if fixed is not None and fixed >= today:
        return _without_time(fixed)
    if one.booked is not None:
        return str(gettext("The next day is not known here: ring and ask."))
    if one.due is not None and one.due.contact_by is not None and one.due.contact_by >= today:
        by = in_words(one.due.contact_by)
        return str(gettext("Not fixed yet. You will hear by %(day)s.", day=by))
    return str(gettext("The day is not fixed yet. Somebody will tell you."))


def _session_says(session: NextSession) -> str:
    if session.starts_at is None:
        return _without_time(session.on_date)
    day, time = day_to_plan(session.on_date), f"{session.starts_at:%H:%M}"
    return str(gettext("%(day)s at %(time)s", day=day, time=time))


def _without_time(day: dt.date) -> str:
    words = gettext("%(day)s. The time is not known here: ring and ask.", day=day_to_plan(day))
    return str(words)
