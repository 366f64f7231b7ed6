"""What a court reads of its questions and of probation's answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.partnership.liaison.meeting_rows import MeetingRead, PointRead
from commissioning.partnership.liaison.models import MeetingState
from commissioning.partnership.liaison.question_rows import CourtsAnswer, QuestionToRead
from commissioning.partnership.liaison.references import question_reference_in_groups
from portal.formatting import in_words, joined


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    about: str
    asked: str
    answered: str
    answer: str
    what_changed: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """`due` is "" where no day is promised; the question's own words are never among it."""

    court: str
    court_slug: str
    reference: str
    about: str
    asked: str
    due: str
    is_overdue: bool
    answered: ShownAnswer | None
    is_new: bool


def shown_answers(answers: Iterable[CourtsAnswer]) -> tuple[ShownAnswer, ...]:
    return tuple(
        ShownAnswer(
            one.about, in_words(one.asked_on),
            in_words(one.answered_on), one.answer, one.what_changed,
        )
        for one in answers
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownMeeting:
    day: str
    courts: str
    present: str
    points: tuple[PointRead, ...]


@dataclass(frozen=True, slots=True)
class CourtLiaisonPage:
    """`not_told`: planned for days that have passed.

    `region` is the slug under which the feedback of its benches is published, or ""."""

    name: str
    slug: str
    answers: tuple[ShownAnswer, ...]
    planned: tuple[ShownMeeting, ...]
    not_told: tuple[ShownMeeting, ...]
    held: tuple[ShownMeeting, ...]
    region: str


def court_liaison_page(
    name: str,
    slug: str,
    answers: Iterable[CourtsAnswer],
    meetings: Iterable[MeetingRead],
    region: str,
    *,
    today: dt.date,
) -> CourtLiaisonPage:
    found = list(meetings)
    planned = [one for one in found if one.state is MeetingState.PLANNED and one.day >= today]
    return CourtLiaisonPage(
        name, slug, shown_answers(answers), tuple(map(_shown_meeting, reversed(planned))),
        tuple(_shown_meeting(one) for one in found if one.is_not_told(today)),
        tuple(_shown_meeting(one) for one in found if one.state is MeetingState.HELD), region,
    )  # fmt: skip


def _shown_meeting(found: MeetingRead) -> ShownMeeting:
    return ShownMeeting(
        in_words(found.day), str(joined(found.courts)), ", ".join(found.present),
        found.points,
    )  # fmt: skip


def question_page(found: QuestionToRead, *, today: dt.date, is_new: bool) -> QuestionPage:
    one = found.question
    about = found.about
    answered = None
    if one.answered_on is not None:
        answered = ShownAnswer(
            about, in_words(one.asked_on), in_words(one.answered_on), one.answer or "",
            one.what_changed or "",
        )  # fmt: skip
    return QuestionPage(
        court=one.court.name,
        court_slug=one.court.slug,
        reference=question_reference_in_groups(one.reference),
        about=about,
        asked=in_words(one.asked_on),
        due="" if one.due_on is None else in_words(one.due_on),
        is_overdue=one.due_on is not None and one.due_on < today,
        answered=answered,
        is_new=is_new,
    )
