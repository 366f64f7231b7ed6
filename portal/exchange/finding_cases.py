"""The referrals of one person, found by a number that is kept nowhere."""

from __future__ import annotations

import datetime as dt

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.beside import particulars_of
from commissioning.referrals.digests import referrals_of_person
from commissioning.referrals.models import Referral
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words
from directory.people.queries import SystemActor, system_actor


def found_cases(session: Session, number: str, *, at: dt.datetime) -> list[str]:
    """A line for each referral. That somebody looked is recorded, not whom for."""
    referrals = referrals_of_person(session, number, secret=reference_key())
    stated = particulars_of(session, [referral.id for referral in referrals])
    of_lines = select(Line.id, Line.name).where(Line.id.in_({one.line_id for one in referrals}))
    lines = dict(session.execute(of_lines).all())
    record_act(
        session,
        Act.REFERRAL_FIND,
        "referral",
        by=system_actor(session, SystemActor.COMMAND_LINE),
        at=at,
        after={"found": len(referrals)},
    )
    return [
        _told(one, lines[one.line_id], getattr(stated.get(one.id), "order_ends_on", None))
        for one in referrals
    ]


def _told(referral: Referral, line: str, order_ends_on: dt.date | None) -> str:
    order = f", order ends {day_in_words(order_ends_on)}" if order_ends_on is not None else ""
    received = day_in_words(referral.received_on)
    status = referral.status.value.replace("_", " ")
    return f"{referral.reference}: {line}, received {received}, {status}{order}"


def reference_key() -> bytes | None:
    """The installation's secret for digests; None where none is set."""
    key: str | None = current_app.config["REFERENCE_KEY"]
    return None if key is None else key.encode()
