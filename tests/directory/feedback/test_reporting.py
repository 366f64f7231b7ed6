"""What readers report: refused, kept once, answered once, forgotten; and what is counted."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from directory.feedback.counting import PageUse, count_verdict, page_uses, problem_tally
from directory.feedback.errors import AnsweredBefore, NothingSaid, TellsOfAPerson, TooManyReports
from directory.feedback.models import ReportedProblem, ReportKind
from directory.feedback.reporting import (
    LIMIT,
    ReportLimit,
    answer_problem,
    forget_words,
    open_problems,
    report_problem,
)
from directory.people.models import Person
from tests.makers.days import NOW, TODAY

DAY = dt.timedelta(days=1)


def report(
    session: Session,
    by: Person,
    words: str = "It rings out.",
    *,
    path: str = "/services",
    limit: ReportLimit = LIMIT,
) -> ReportedProblem:
    return report_problem(
        session,
        path=path,
        service=None,
        kind=ReportKind.WRONG_NUMBER,
        words=words,
        by=by,
        at=NOW,
        limit=limit,
    )


def test_the_same_said_twice_is_one_report(session: Session, importer: Person) -> None:
    first = report(session, importer)
    assert report(session, importer, "  It rings   out. ") is first
    assert [one.words for one in open_problems(session)] == ["It rings out."]


@pytest.mark.parametrize(
    "words", ["Ask for A1234BC", "NI number AB 12 34 56 C", "John Smith born 01/02/1980"]
)
def test_what_tells_of_a_person_is_refused_without_repeating_it(
    session: Session, importer: Person, words: str
) -> None:
    with pytest.raises(TellsOfAPerson) as refused:
        report(session, importer, words)
    assert not set(words.split()[-1:]) & set(str(refused.value).split())
    assert open_problems(session) == []


def test_more_than_anybody_can_read_are_refused(session: Session, importer: Person) -> None:
    limit = ReportLimit(of_a_page=2, in_all=3)
    for words in ("one", "two"):
        report(session, importer, words, limit=limit)
    with pytest.raises(TooManyReports):
        report(session, importer, "three", limit=limit)
    report(session, importer, path="/courts", limit=limit)
    with pytest.raises(TooManyReports):
        report(session, importer, path="/areas", limit=limit)


def test_the_first_answer_stands(session: Session, importer: Person) -> None:
    one = report(session, importer)
    with pytest.raises(NothingSaid):
        answer_problem(session, one, "  ", by=importer, at=NOW)
    answer_problem(session, one, "The number is put right.", by=importer, at=NOW + 2 * DAY)
    with pytest.raises(AnsweredBefore, match="put right"):
        answer_problem(session, one, "Another.", by=importer, at=NOW)
    assert open_problems(session) == []
    tally = problem_tally(session, since=TODAY)
    assert (tally.reported, tally.answered, tally.median_days) == (1, 1, 2)


def test_words_are_forgotten_and_the_count_stays(session: Session, importer: Person) -> None:
    answered, waiting = report(session, importer), report(session, importer, "still here")
    answer_problem(session, answered, "Done.", by=importer, at=NOW)
    assert forget_words(session, today=TODAY + 90 * DAY) == 0
    assert forget_words(session, today=TODAY + 91 * DAY) == 1
    session.refresh(answered)
    assert (answered.words, answered.answer, waiting.words) == ("", "Done.", "still here")
    assert problem_tally(session, since=TODAY).reported == 2


def test_a_share_is_told_from_ten_on(session: Session) -> None:
    for useful, times in ((True, 8), (False, 1)):
        for _ in range(times):
            count_verdict(session, "sentencing.court", is_useful=useful, day=TODAY)
    assert page_uses(session, since=TODAY) == [PageUse("sentencing.court", 9, None)]
    count_verdict(session, "sentencing.court", is_useful=False, day=TODAY + DAY)
    assert page_uses(session, since=TODAY) == [PageUse("sentencing.court", 10, 0.8)]
    assert page_uses(session, since=TODAY + 2 * DAY) == []
