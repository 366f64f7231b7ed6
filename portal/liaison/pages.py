"""Questions of courts, as whoever answers them for probation reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.partnership.liaison.meeting_rows import MeetingRead
from commissioning.partnership.liaison.question_rows import QuestionToRead
from portal.formatting import in_words, joined


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """`words` are what was asked, "" once that is erased; `due` a clause such as “due today”."""

    public_id: str
    court: str
    court_slug: str
    about: str
    asked: str
    due: str
    is_overdue: bool
    words: str
    answer: str
    what_changed: str
    answered: str
    is_shown: bool

    @property
    def is_answered(self) -> bool:
        return bool(self.answer)


@dataclass(frozen=True, slots=True)
class LiaisonPage:
    """`meetings` were planned for days that have passed: identifier, day and courts."""

    region: str
    overdue: tuple[QuestionRow, ...]
    waiting: tuple[QuestionRow, ...]
    answered: tuple[QuestionRow, ...]
    meetings: tuple[tuple[str, str, str], ...]
    done: str


def liaison_page(
    region: str,
    waiting: Iterable[QuestionToRead],
    answered: Iterable[QuestionToRead],
    meetings: Iterable[MeetingRead],
    *,
    today: dt.date,
    done: str,
) -> LiaisonPage:
    rows = [question_row(one, today=today) for one in waiting]
    return LiaisonPage(
        region,
        tuple(one for one in rows if one.is_overdue),
        tuple(one for one in rows if not one.is_overdue),
        tuple(question_row(one, today=today) for one in answered),
        tuple((str(one.public_id), in_words(one.day), str(joined(one.courts))) for one in meetings),
        done,
    )


def question_row(found: QuestionToRead, *, today: dt.date) -> QuestionRow:
    one = found.question
    return QuestionRow(
        public_id=str(one.public_id),
        court=one.court.name,
        court_slug=one.court.slug,
        about=found.about,
        asked=in_words(one.asked_on),
        due=_due(one.due_on, today),
        is_overdue=one.answered_on is None and one.due_on is not None and one.due_on < today,
        words=one.words,
        answer=one.answer or "",
        what_changed=one.what_changed or "",
        answered=""
        if one.answered_on is None
        else f"{one.answered_by}, {in_words(one.answered_on)}",
        is_shown=one.is_shown,
    )


def _due(due_on: dt.date | None, today: dt.date) -> str:
    if due_on is None:
        return "no day is promised: the bank holidays of then are not yet published"
    if due_on == today:
        return "due today"
    return f"was due on {in_words(due_on)}" if due_on < today else f"due on {in_words(due_on)}"
