"""Writing to whoever runs a round: few answers near its end, closing, closed, due again."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.models import FeedbackRound
from commissioning.partnership.liaison.round_days import RoundReminder, round_reminder
from commissioning.partnership.liaison.round_queries import replies_by_court
from commissioning.partnership.liaison.whom_to_tell import liaison_addresses
from directory.clock import local_date
from directory.listings.telling import written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from portal.formatting import in_words

SUBJECT: Final = "The yearly feedback of sentencers"

SAYS: Final = MappingProxyType(
    {
        RoundReminder.FEW_ANSWERS: "Fewer than 8 sentencers have answered in the round of {year}. "
        "It closes on {day}; with fewer than 8 answers nothing is published.",
        RoundReminder.CLOSES_SOON: "The round of {year} closes on {day}.",
        RoundReminder.CLOSED: "The round of {year} has closed. What was answered is published from "
        "8 answers on, and what was written to you can be read for 90 days.",
        RoundReminder.DUE_AGAIN: "The round of {year} was opened a year ago: the next one is due.",
    }
)


def tell_of_rounds(session: Session, at: dt.datetime) -> int:
    """How many are written to; each of a round once."""
    today, sent, newest = local_date(at), 0, set[int]()
    asked = select(FeedbackRound).order_by(FeedbackRound.opened_on.desc(), FeedbackRound.id.desc())
    for one in session.scalars(asked).all():
        due = _reminder(session, one, is_last=one.region_id not in newest, today=today)
        newest.add(one.region_id)
        if due > one.told:
            told = _tell(session, one, due, at)
            one.told = int(due) if told else one.told
            sent += told
    session.flush()
    return sent


def _reminder(
    session: Session, one: FeedbackRound, *, is_last: bool, today: dt.date
) -> RoundReminder:
    return round_reminder(
        one.opened_on, one.closes_on, one.closed_on,
        answers=sum(replies_by_court(session, one.id).values()), is_last=is_last, today=today,
    )  # fmt: skip


def _tell(session: Session, one: FeedbackRound, due: RoundReminder, at: dt.datetime) -> int:
    says = SAYS[due].format(year=one.year, day=in_words(one.closes_on))
    page = f"{current_app.config['ADDRESS']}/liaison/rounds/{one.public_id}"
    words = Words(SUBJECT, f"{says}\n\nLook at {page}")
    addresses = liaison_addresses(session, one.region_id, on=local_date(at))
    told = [written(session, to, words, MessageKind.FEEDBACK_DUE, at) for to in addresses]
    return sum(message is not None for message in told)
