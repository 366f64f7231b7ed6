"""What a year leaves on a commissioner's desk: returns, a note, a request for places, alerts.

Made after the accounts, by the verbs that the pages use. Every provider in it is fictional.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.queries import agreement_by_external_id, term_in_force
from commissioning.dates.document import document_for
from commissioning.demonstration.mentoring_year import (
    KEY,
    PRIMES,
    MentoringBought,
    buy_a_year,
    months_told,
)
from commissioning.demonstration.past_alerts import alerts_of_the_year
from commissioning.demonstration.returning import (
    AnsweringSide,
    return_a_year,
    return_what_is_recorded,
)
from commissioning.desk.attention import AT_ONCE, count_attention
from commissioning.desk.rehearsing import PlacesChanged, rehearse
from commissioning.line_notes.writing import write_note
from commissioning.places_asked.asking import ask_for_places
from commissioning.returns.months import last_day_of, month_after, month_of
from commissioning.returns.parts import parts_of
from commissioning.statistics.publishing import publications_due, publish
from directory.clock import local_date
from directory.people.queries import SystemActor, system_actor
from portal.demonstration.things_to_do import Cast, cast_of
from portal.desk_lines.rehearsal_pages import change_in_words, without_money
from portal.running.transactions import in_writing

MORE_PLACES: Final = 10
NOTE: Final = (
    "Two mentors were ill in the fourth and fifth month; the provider took on a third and has"
    " caught up since. Look again before the option to extend is used."
)


def make_desk_year(session: Session, *, at: dt.datetime) -> bool:
    """Once, after the accounts; whether anything was made."""
    cast = cast_of(session)
    if cast is None or agreement_by_external_id(session, external_id=KEY) is not None:
        return False
    side = AnsweringSide(cast.editor, cast.commissioner, cast.head)
    bought = buy_a_year(session, cast.provider, cast.neighbour, cast.area, by=cast.by, at=at)
    return_a_year(session, bought.agreement, cast.neighbour, bought.months, side, by=cast.by)
    for agreement in _others_of(session, cast, bought):
        months = _months_of(session, agreement, local_date(at))
        if months and list(parts_of(session, agreement)) == [cast.provider.id]:
            return_what_is_recorded(session, agreement, months, side, by=cast.by)
    write_note(
        session, bought.line, organisation_id=cast.organisation_id, text=NOTE,
        by=cast.commissioner, at=at - dt.timedelta(days=9),
    )  # fmt: skip
    _ask_for_places(session, cast, bought, at=at)
    return True


def _others_of(session: Session, cast: Cast, bought: MentoringBought) -> list[Agreement]:
    others = select(Agreement).where(
        Agreement.provider_id == cast.provider.id, Agreement.id != bought.agreement.id
    )
    return list(session.scalars(others.order_by(Agreement.id)))


def _months_of(session: Session, agreement: Agreement, today: dt.date) -> tuple[dt.date, ...]:
    """Those of the past year in which it ran."""
    term = term_in_force(session, agreement.id)
    months = months_told(today)
    if term is None:
        return months
    return tuple(
        month
        for month in months
        if (term.starts_on is None or term.starts_on <= last_day_of(month))
        and (term.ends_on is None or term.ends_on >= month)
    )


def _ask_for_places(
    session: Session, cast: Cast, bought: MentoringBought, *, at: dt.datetime
) -> None:
    """As it was rehearsed: more places from the month after the next."""
    today = local_date(at)
    change = PlacesChanged(month_after(month_after(month_of(today))), PRIMES.places + MORE_PLACES)
    document = document_for(session, bought.line, as_of=today)
    told = rehearse(document, change, until=today + dt.timedelta(days=365))
    ask_for_places(
        session, bought.line, change, says=change_in_words(change), told=without_money(told),
        asked_for=cast.team, by=cast.commissioner, at=at - dt.timedelta(days=1),
    )  # fmt: skip


def count_for_the_desk(clock: Callable[[], dt.datetime]) -> None:
    """What the worker would count when it is quiet, before anybody looks."""
    today = local_date(clock())
    while in_writing(lambda session: count_attention(session, today=today)) >= AT_ONCE:
        pass


def make_what_needs_everything(session: Session, *, at: dt.datetime) -> None:
    """Once all regions are there: the past year's alerts, the quarters that are over."""
    by = system_actor(session, SystemActor.DEMONSTRATION)
    alerts_of_the_year(session, by=by, at=at)
    publish(session, publications_due(session, today=local_date(at)), at=at)
