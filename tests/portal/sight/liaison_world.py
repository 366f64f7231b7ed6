"""What a court asked of probation: one question answered, and one whose words are a secret."""

from __future__ import annotations

import uuid
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.asking import AskedAbout, answer_question, ask_question
from commissioning.partnership.liaison.meetings import (
    PointSaid,
    cancel_meeting,
    note_point,
    plan_meeting,
    record_meeting,
    take_out_point,
)
from commissioning.partnership.liaison.models import BenchComment, FeedbackRound
from commissioning.partnership.liaison.references import (
    new_question_reference,
    question_reference_in_groups,
)
from commissioning.partnership.liaison.rounds import (
    bench_link_of,
    close_bench_links,
    close_round,
    make_bench_links,
    open_round,
)
from directory.places.models import Court
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.makers.scene import COURT
from tests.portal.sight.hiding import person
from tests.portal.sight.installations import QUESTION, FromTheBench

ANSWER: Final = "Hours are open until eight."
AT_A_MEETING: Final = "Who opens the door before eight?"
OPEN_REFERENCE: Final = new_question_reference(lambda letters: letters[7])
"""The same in every installation."""


def answered_of(session: Session) -> dict[str, str]:
    """Shown with the court."""
    court = _court(session)
    question = ask_question(
        session, court=court, origin="here",
        about=AskedAbout(requirement="unpaid_work"), words="Until when?", known=(),
        request_id=uuid.uuid4(), by=actor(session), at=NOW,
    )  # fmt: skip
    answer_question(
        session, question, answer=ANSWER, what_changed="", is_shown=True, known=(),
        by=person(session, "Ada own commissioner"), at=NOW,
    )  # fmt: skip
    return (
        _met(session, court)
        | _asked_once_a_year(session, court)
        | {
            "question": str(QUESTION),
            "answered_question": str(question.public_id),
            "reference": question_reference_in_groups(question.reference),
            "open_reference": question_reference_in_groups(OPEN_REFERENCE),
        }
    )


def _met(session: Session, court: Court) -> dict[str, str]:
    """One meeting that was held, and one that was called off."""
    by, region_id = person(session, "Ada own commissioner"), court.region_id or 0
    held = record_meeting(
        session, region_id=region_id, court_ids=[court.id], on=TODAY, present=["bench_chair"],
        request_id=uuid.uuid4(), by=by, at=NOW,
    )  # fmt: skip
    point = note_point(
        session, held, PointSaid(AT_A_MEETING), known=(), request_id=uuid.uuid4(), by=by, at=NOW
    )
    off = plan_meeting(
        session, region_id=region_id, court_ids=[court.id], on=TODAY, request_id=uuid.uuid4(),
        by=by, at=NOW,
    )  # fmt: skip
    cancel_meeting(session, off, by=by, at=NOW)
    gone = note_point(
        session, held, PointSaid("What of it?"), known=(), request_id=uuid.uuid4(), by=by, at=NOW
    )
    take_out_point(session, held, gone, by=by, at=NOW)
    return {
        "meeting": str(held.public_id), "point": str(point.public_id),
        "off_meeting": str(off.public_id), "gone_point": str(gone.public_id),
    }  # fmt: skip


def _asked_once_a_year(session: Session, court: Court) -> dict[str, str]:
    """A round of last year, that has closed, and one of this year with an open link."""
    by = person(session, "Ada own commissioner")
    found: dict[str, str] = {}
    for name, year in (("closed_round", 2026), ("round", 2027)):
        opened = open_round(
            session, region_id=court.region_id or 0, year=year, closes_on=day(30), by=by, at=NOW
        )
        [token] = make_bench_links(session, opened, court, sentencers=1, by=by, at=NOW)
        link = bench_link_of(session, token, today=TODAY)
        found |= {name: str(opened.public_id), f"{name}_link": str(link.public_id)}
        if name == "closed_round":
            close_bench_links(session, opened, court, by=by, at=NOW)
            close_round(session, opened, by=by, at=NOW)
        else:
            found["bench_token"] = token
    return found


def write_in_confidence(session: Session, bench: FromTheBench) -> None:
    """Once the round has closed: its region alone reads it."""
    opened = session.scalars(select(FeedbackRound).where(FeedbackRound.year == 2026)).one()
    session.add(BenchComment(round_id=opened.id, words=bench.comment))
    session.flush()


def ask_in_confidence(session: Session, bench: FromTheBench) -> None:
    court = _court(session)
    write_in_confidence(session, bench)
    question = ask_question(
        session, court=court, origin="here",
        about=AskedAbout(requirement="programme"), words=bench.question, known=(),
        request_id=QUESTION, by=actor(session), at=NOW,
    )  # fmt: skip
    question.public_id, question.reference = QUESTION, OPEN_REFERENCE
    session.flush()


def _court(session: Session) -> Court:
    return session.scalars(select(Court).where(Court.slug == COURT)).one()
