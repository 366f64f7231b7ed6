"""Writing to whoever answers for a region: of new questions, on their day, and once after it.

One message a day with what came together; what was asked is never in it, since a message may be
read by others and stays in a mailbox when the words are erased here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.clock import Reminder, reminder_due
from commissioning.partnership.liaison.models import LiaisonQuestion
from commissioning.partnership.liaison.queries import questions_to_tell
from commissioning.partnership.liaison.whom_to_tell import liaison_addresses
from directory.clock import local_date
from directory.listings.telling import written
from directory.messages.kinds import MessageKind
from directory.messages.writing import Words
from portal.formatting import counted, in_words

SUBJECT: Final = "Questions of courts to answer"

HEADINGS: Final = (
    (Reminder.OVERDUE, "Past the day on which an answer was due"),
    (Reminder.DUE, "Due today"),
    (Reminder.ASKED, "New"),
)


def tell_of_questions(session: Session, at: dt.datetime) -> int:
    """How many are written to. What nobody can be told of waits until somebody can."""
    today, sent = local_date(at), 0
    by_region: defaultdict[int, list[LiaisonQuestion]] = defaultdict(list)
    for one in questions_to_tell(session, today):
        by_region[one.region_id].append(one)
    for region_id, questions in by_region.items():
        words = Words(SUBJECT, "\n".join(_body(questions, today)))
        told = [
            written(session, to, words, MessageKind.QUESTIONS_DUE, at)
            for to in liaison_addresses(session, region_id, on=today)
        ]
        if any(one is not None for one in told):
            sent += sum(one is not None for one in told)
            for question in questions:
                question.told = int(reminder_due(question.due_on, today))
    session.flush()
    return sent


def _body(questions: Iterable[LiaisonQuestion], today: dt.date) -> Iterator[str]:
    some = list(questions)
    for stage, heading in HEADINGS:
        here = [one for one in some if reminder_due(one.due_on, today) is stage]
        if here:
            days = sorted({one.due_on for one in here if one.due_on is not None})
            until = f", due on {in_words(days[0])}" if stage is Reminder.ASKED and days else ""
            yield f"{heading}: {counted(len(here), 'question')}{until}"
    yield ""
    yield f"Read and answer: {current_app.config['ADDRESS']}/liaison"
