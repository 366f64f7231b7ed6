"""What a list says of services: the public record, its queues, and the rule that keeps one out."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from commissioning.availability.in_short import services_in_short
from commissioning.availability.question import CourtQuestion
from directory.places.models import Exposure
from directory.services.eligibility import AboutPerson, Answer, Attribute, Operator, Rule, Span
from directory.services.eligibility_records import as_record
from directory.services.listing import Listing
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.services import make_service

WOMEN = Rule(Attribute.SEX, Operator.ONE_OF, "Larch Trust", values=frozenset({"female"}))
YOUNG = Rule(Attribute.AGE, Operator.BELOW, "Larch Trust", span=Span(None, 26))
DRIVING = Rule(Attribute.OFFENCE, Operator.ONE_OF, "Larch Trust", values=frozenset({"driving"}))
DEBT = Rule(Attribute.NEEDS, Operator.ONE_OF, "Larch Trust", values=frozenset({"debt"}))


@pytest.mark.parametrize(
    ("rule", "about", "answer"),
    [
        (WOMEN, AboutPerson(sex="male"), Answer.NO),
        (WOMEN, AboutPerson(sex="female"), Answer.YES),
        (WOMEN, AboutPerson(age=Span.years(30)), Answer.ASK),
        (YOUNG, AboutPerson(age=Span.years(30)), Answer.NO),
        (DRIVING, AboutPerson(offences=frozenset({"theft"})), Answer.NO),
        (DEBT, AboutPerson(needs=frozenset({"housing"})), Answer.NO),
    ],
)
def test_a_service_says_which_rule_keeps_the_person_from_it(
    session: Session, rule: Rule, about: AboutPerson, answer: Answer
) -> None:
    service = make_service(
        session, listing=Listing("Ash", "What it is.", eligibility=(as_record(rule),))
    )
    told = services_in_short(session, [service.id], CourtQuestion(about=about), NOW)
    fit = told[service.id].fit
    assert fit is not None
    assert fit.answer is answer
    assert fit.failed == ((rule,) if answer is Answer.NO else ())


def test_nobody_asked_about_fits_nothing(session: Session) -> None:
    service = make_service(session)
    assert services_in_short(session, [service.id], CourtQuestion(), NOW)[service.id].fit is None


def test_the_rule_of_a_restricted_service_does_not_name_its_provider(session: Session) -> None:
    service = make_service(
        session,
        areas=[make_area(session)],
        exposure=Exposure.RESTRICTED,
        listing=Listing("Ash", "What it is.", eligibility=(as_record(WOMEN),)),
    )
    question = CourtQuestion(about=AboutPerson(sex="male"))
    fit = services_in_short(session, [service.id], question, NOW)[service.id].fit
    assert fit is not None
    assert [rule.owner for rule in fit.failed] == ["the service"]


def test_with_a_home_only_its_own_queues_are_shown(session: Session) -> None:
    home, away = make_area(session, "preston"), make_area(session, "leyland")
    service = make_service(session, areas=[home, away])
    near = make_line(session, areas=[home], service=service)
    far = make_line(session, areas=[away], service=service)

    def lines(*areas: str) -> set[object]:
        told = services_in_short(session, [service.id], CourtQuestion(areas), NOW)
        return {row.line for row in told[service.id].rows}

    assert lines() == {near.public_id, far.public_id}
    assert lines("preston") == {near.public_id}
