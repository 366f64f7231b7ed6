"""A question is taken once, answered once, and its words are nowhere once it is answered."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.asking import (
    UNANSWERED_KEPT_DAYS,
    AskedAbout,
    answer_question,
    ask_question,
    forget_question_words,
    show_answer,
)
from commissioning.partnership.liaison.errors import (
    LiaisonRefused,
    NamesSomebody,
    NobodyToAsk,
    NotAQuestionsReference,
    QuestionAnswered,
    TooManyFromHere,
    TooManyQuestions,
)
from commissioning.partnership.liaison.free_wording import checked_words
from commissioning.partnership.liaison.models import LiaisonQuestion, QuestionCount
from commissioning.partnership.liaison.queries import answers_read_with, names_around
from commissioning.partnership.liaison.question_counts import (
    QuestionLimit,
    forget_question_counts,
)
from commissioning.partnership.liaison.references import (
    question_reference_in_groups,
    read_question_reference,
)
from directory.audit.models import AuditRow
from directory.base import Base
from directory.people.models import Person
from directory.places.models import AuthorityMembership, Court, CourtTeam, LocalAuthority
from directory.services.models import Programme, ProgrammeKind
from tests.makers.days import NOW, TODAY, day
from tests.makers.places import make_area, make_court

WORDS = "How long is the zebra wait for unpaid work on weekdays?"
ABOUT = AskedAbout(requirement="unpaid_work")


@pytest.fixture
def court(session: Session) -> Court:
    return make_court(session)


def ask(
    session: Session,
    court: Court,
    by: Person,
    words: str = WORDS,
    *,
    request_id: uuid.UUID | None = None,
    limit: QuestionLimit = QuestionLimit(),  # noqa: B008  frozen
    origin: str = "here",
) -> LiaisonQuestion:
    return ask_question(
        session, court=court, origin=origin, about=ABOUT, words=words,
        known=["Preston", "Building Choices"], request_id=request_id or uuid.uuid4(), by=by, at=NOW,
        limit=limit,
    )  # fmt: skip


def answer(session: Session, question: LiaisonQuestion, by: Person, words: str = "") -> None:
    answer_question(
        session, question, answer=words or "Four weeks in Preston.", what_changed="One more day.",
        is_shown=True, known=["Preston"], by=by, at=NOW,
    )  # fmt: skip


def everything_kept(session: Session) -> str:
    """All that any table holds."""
    session.flush()
    return "\n".join(
        str(row)
        for table in Base.metadata.sorted_tables
        for row in session.execute(text(f'SELECT * FROM "{table.name}"'))
    )


def test_a_second_click_is_one_question(session: Session, court: Court, importer: Person) -> None:
    form = uuid.uuid4()
    first = ask(session, court, importer, request_id=form)
    assert ask(session, court, importer, request_id=form) is first
    assert ask(session, court, importer, f"  {WORDS} ") is first
    assert (first.asked_on, first.due_on, first.region_id) == (TODAY, day(7), court.region_id)
    typed = question_reference_in_groups(first.reference).lower().replace("-", " ")
    assert read_question_reference(typed) == first.reference


def test_another_question_under_the_same_form_is_kept(
    session: Session, court: Court, importer: Person
) -> None:
    form = uuid.uuid4()
    first = ask(session, court, importer, request_id=form)
    other = ask(session, court, importer, "And on Sundays?", request_id=form)
    assert (other.words, first.words) == ("And on Sundays?", WORDS)
    assert other.reference != first.reference
    assert ask(session, court, importer, "And on Sundays?", request_id=form) is other
    answer(session, first, importer)  # its words are gone, so nothing is known to be the same
    assert ask(session, court, importer, "And at Easter?", request_id=form) not in {first, other}


def test_words_are_nowhere_once_it_is_answered(
    session: Session, court: Court, importer: Person
) -> None:
    question = ask(session, court, importer)
    kept = everything_kept(session)
    assert kept.count("zebra") == 1  # where whoever answers reads it
    answer(session, question, importer)
    after = everything_kept(session)
    assert "zebra" not in after
    assert "Four weeks in Preston." in after
    assert "Four weeks" not in str(session.execute(select(AuditRow.after)).all())
    assert (question.answered_on, question.asked_on, question.words) == (TODAY, TODAY, "")
    [shown] = answers_read_with(session, court.id)
    assert (shown.answer, shown.what_changed) == ("Four weeks in Preston.", "One more day.")
    show_answer(session, question, is_shown=False, by=importer, at=NOW)
    assert answers_read_with(session, court.id) == ()


def test_the_first_answer_stands(session: Session, court: Court, importer: Person) -> None:
    question = ask(session, court, importer)
    answer(session, question, importer)
    with pytest.raises(QuestionAnswered, match="That answer stands"):
        answer(session, question, importer, "Five weeks.")
    assert question.answer == "Four weeks in Preston."


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Write what you ask"),
        ("x" * 501, "500 characters"),
        ("Is there a place for A1234BC?", "a NOMIS number"),
        ("When does John Smith start?", "what may be a name"),
        ("Ring 01772 123456 with the answer", "a telephone number"),
        ("Is it open near 12 High Street?", "the address of a house"),
        ("Write to the.court@example.org", "an e-mail address"),
    ],
)
def test_what_tells_of_somebody_is_refused_in_a_sentence(
    session: Session, court: Court, importer: Person, words: str, says: str
) -> None:
    with pytest.raises(LiaisonRefused, match=says) as refused:
        ask(session, court, importer, words)
    assert "A1234BC" not in str(refused.value)
    assert session.scalars(select(LiaisonQuestion)).all() == []


def test_names_of_places_and_services_may_stand_in_it(
    session: Session, court: Court, importer: Person
) -> None:
    ask(session, court, importer, "Does the group Building Choices run in Preston on Mondays?")
    with pytest.raises(NamesSomebody):
        ask(session, court, importer, "Does it run for Prestonia?")


def test_a_busy_court_behind_one_network_asks_thirty_a_day() -> None:
    """Two such courts behind it too, and ten of them; another network still has its turn."""
    limit = QuestionLimit()
    assert 2 * 30 <= limit.from_one_network <= limit.of_a_court / 2
    assert 10 * 30 <= limit.from_one_network_in_all <= limit.in_all / 5


IN_ITS_REGION = [
    "Is Building Choices run in Lancaster?", "is building choices run in LANCASTER?",
    "Is it run by the Salvation Army?", "Salvation Army", "Alcohol Abstinence", "Leyland",
    "Is Kirkham served, and Garstang?", "Does the group run in Preston on Mondays?",
]  # fmt: skip
OF_PEOPLE = [
    "SMITH, J - unpaid work?", "can D. Okonkwo do it", "when can john smith start",
    "When can j. smith start", "Can John Preston start?", "Is J. Preston fit for Building Choices?",
]  # fmt: skip


def test_names_of_the_directory_pass_whatever_their_case_and_peoples_do_not(
    session: Session, court: Court
) -> None:
    area = make_area(session)
    for code in ("E07000126", "E07000119", "E07000121", "E07000128"):
        council = LocalAuthority(code=code, name=f"Council {code}", police_area="Lancashire")
        session.add(council)
        session.flush()
        session.add(
            AuthorityMembership(
                local_delivery_unit_id=area.id, local_authority_id=council.id, source="By hand"
            )
        )
    programme = Programme(
        external_id="BC", name="Building Choices", kind=ProgrammeKind.ACCREDITED, settings=[],
        delivery_format="Group", needs=[], source="By hand",
    )  # fmt: skip
    session.add(programme)
    session.flush()
    known = names_around(session, court)
    for words in IN_ITS_REGION:
        assert checked_words(words, field="words", known=known) == words
    for words in OF_PEOPLE:
        with pytest.raises(NamesSomebody):
            checked_words(words, field="words", known=known)


def test_an_answer_names_nobody_either(session: Session, court: Court, importer: Person) -> None:
    question = ask(session, court, importer)
    with pytest.raises(NamesSomebody):
        answer(session, question, importer, "As Mr Smith was told, four weeks.")
    with pytest.raises(LiaisonRefused, match="Answer the question first"):
        show_answer(session, question, is_shown=True, by=importer, at=NOW)
    assert question.words == WORDS


def test_so_many_a_day(session: Session, court: Court, importer: Person) -> None:
    few = QuestionLimit(of_a_court=1, in_all=1)
    ask(session, court, importer, limit=few)
    with pytest.raises(TooManyQuestions, match="1 questions have been asked here today"):
        ask(session, court, importer, "And on Sundays?", limit=few)
    elsewhere = make_court(session, "blackburn-magistrates-court")
    with pytest.raises(TooManyQuestions):
        ask(session, elsewhere, importer, "And there?", limit=few)


def test_nobody_uses_up_what_a_court_may_ask(
    session: Session, court: Court, importer: Person
) -> None:
    """| from one network, to one court | from another | the day after |: refused, taken, gone."""
    few = QuestionLimit(of_a_court=4, from_one_network=2, from_one_network_in_all=3)
    asking = partial(ask, session, court, importer, limit=few)
    for number in range(2):
        asking(f"And in week {number}?")
    asking("And in week 0?")  # the same is no other question
    with pytest.raises(TooManyFromHere, match="2 questions to this court’s probation have come"):
        asking("And on Sundays?")
    team = CourtTeam(
        court_id=court.id, name="The team", telephone="01632 960 111", stated_by="The team",
        stated_on=TODAY, recorded_at=NOW, recorded_by_id=importer.id,
    )  # fmt: skip
    session.add(team)
    session.flush()
    until = "on 3 March 2027, from elsewhere at once. If yours cannot wait, ring the probation team"
    with pytest.raises(TooManyFromHere, match=f"{until} of this court: 01632 960 111"):
        asking("And on Sundays?")
    asking("And on Sundays?", origin="elsewhere")
    other = make_court(session, "blackburn-magistrates-court")
    ask(session, other, importer, limit=few)
    with pytest.raises(TooManyFromHere, match="3 questions to probation have come"):
        ask(session, other, importer, "And on Sundays?", limit=few)
    assert forget_question_counts(session, today=TODAY) == 0
    assert forget_question_counts(session, today=day(1)) == 3
    assert session.scalars(select(QuestionCount)).all() == []


def test_a_court_of_no_known_region_has_nobody_to_ask(
    session: Session, court: Court, importer: Person
) -> None:
    court.region_id = None
    with pytest.raises(NobodyToAsk):
        ask(session, court, importer)


def test_words_that_nobody_answered_go_as_well(
    session: Session, court: Court, importer: Person
) -> None:
    question = ask(session, court, importer)
    last = TODAY + dt.timedelta(days=UNANSWERED_KEPT_DAYS)
    assert forget_question_words(session, today=last) == 0
    assert forget_question_words(session, today=last + dt.timedelta(days=1)) == 1
    session.refresh(question)
    assert (question.words, question.answered_on) == ("", None)


@pytest.mark.parametrize("typed", ["", "7K3", "I" * 18, "7K3-M9Q-0XP-7K3-M9Q-0XX"])
def test_what_is_no_reference_is_said_so(typed: str) -> None:
    with pytest.raises(NotAQuestionsReference):
        read_question_reference(typed)


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("On Saturdays at Preston and Leyland.", ""),
        ("Is the list in Leyland kept?", ""),
        ("Is the list in Garstang kept?", "These words were taken for a name: “Garstang”."),
    ],
)
def test_towns_known_here_pass_and_other_words_are_named_to_their_writer(
    session: Session, words: str, taken: str
) -> None:
    court = make_court(session)
    area = make_area(session)
    area.name = "Preston and Leyland"
    session.flush()
    known = names_around(session, court)
    if not taken:
        assert checked_words(words, field="answer", known=known) == words
        return
    with pytest.raises(NamesSomebody, match=taken):
        checked_words(words, field="answer", known=known)
