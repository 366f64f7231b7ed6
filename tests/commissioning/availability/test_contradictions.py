"""Places are stated, and people are refused as full: a table, then what the records say."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy.orm import Session

from commissioning.availability.contradictions import (
    PlacesStated,
    Refusal,
    lines_refused_as_full,
    refusals_it_takes,
    refused_as_full,
)
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line
from commissioning.referrals.errors import ReasonRefused
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import correct_event, record_event
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line, make_terms
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.referrals import events_of, refer

_numbers = itertools.count(1)

STATED = PlacesStated(5, TODAY, moment(0, 12))


def refusals(*told: tuple[int, int]) -> list[Refusal]:
    """The day after today and the hour at which each was told."""
    return [Refusal(day(number), moment(number, hour)) for number, hour in told]


@pytest.mark.parametrize(
    ("places", "told", "is_contradicted"),
    [
        (5, [(1, 9), (2, 9), (3, 9)], True),
        (5, [(1, 9), (2, 9)], False),  # two may be chance
        (0, [(1, 9), (2, 9), (3, 9)], False),  # none was stated: they say the same
        (5, [(0, 13), (0, 14), (0, 15)], True),  # of the same day, told after it
        (5, [(0, 10), (0, 11), (0, 15)], False),  # of the same day, told before it
        (5, [(-3, 9), (-2, 9), (1, 9)], False),  # what came before it is answered by it
    ],
)
def test_three_since_the_statement_contradict_it(
    places: float, told: list[tuple[int, int]], is_contradicted: bool
) -> None:
    found = refused_as_full(STATED._replace(places=places), refusals(*told))
    assert (found is not None) is is_contradicted


def test_it_is_since_the_third_was_told_and_counts_them_all() -> None:
    found = refused_as_full(STATED, refusals((4, 9), (1, 9), (3, 9), (2, 9)))
    assert found is not None
    assert (found.refusals, found.since, found.stated_on) == (4, moment(3, 9), TODAY)


def test_nobody_stated_anything() -> None:
    assert refused_as_full(None, refusals((1, 9), (2, 9), (3, 9))) is None
    assert refusals_it_takes() == 3


def line_of(session: Session, kind: DeliveryKind = DeliveryKind.ONE_TO_ONE) -> Line:
    """Places stated thirty days ago."""
    area = make_area(session, f"area-{next(_numbers)}")
    return make_line(session, areas=[area], kind=kind, terms=make_terms(kind), at=moment(-30, 9))


def refuse(session: Session, line: Line, on: int, reason: str | None = "full") -> Referral:
    referral = refer(session, line, on=on)
    record_event(
        session, referral, kind=EventKind.DECLINED, on_date=day(on), reason=reason,
        by=actor(session), at=moment(on, 13),
    )  # fmt: skip
    return referral


def found_in(session: Session) -> dict[int, int]:
    found = lines_refused_as_full(session, today=TODAY)
    return {key: one.refusals for key, one in found.items()}


def test_the_records_are_read_and_a_new_statement_ends_it(session: Session) -> None:
    line, other = line_of(session), line_of(session)
    for on in (-3, -2):
        refuse(session, line, on)
    refuse(session, line, -2, reason="unsuitable")
    for on in (-40, -39, -38):
        refuse(session, other, on)
    assert found_in(session) == {}
    refuse(session, line, -1)
    assert found_in(session) == {line.id: 3}
    state_capacity(
        session, line, measure=CapacityMeasure.PLACES, from_date=TODAY, value=2,
        stated_by="The provider", stated_on=TODAY, by=actor(session), at=NOW,
    )  # fmt: skip
    assert found_in(session) == {}


def test_a_refusal_that_was_corrected_away_counts_no_more(session: Session) -> None:
    line = line_of(session)
    last = [refuse(session, line, on) for on in (-3, -2, -1)][-1]
    declined = events_of(session, last.id)[-1]
    correct_event(session, declined, replacement_kind=None, by=actor(session), at=NOW)
    assert found_in(session) == {}


def test_the_vacancies_of_a_bed_are_its_statement(session: Session) -> None:
    line = line_of(session, DeliveryKind.BED)
    for on in (-3, -2, -1):
        refuse(session, line, on)
    assert found_in(session) == {}  # nobody stated that a bed is free
    for value, taken in ((2, {line.id: 3}), (0, {})):
        state_capacity(
            session, line, measure=CapacityMeasure.VACANCIES, from_date=day(-4), value=value,
            stated_by="The provider", stated_on=day(-4), by=actor(session), at=moment(-4, 9),
        )  # fmt: skip
        assert found_in(session) == taken


def test_a_reason_of_no_table_is_refused(session: Session) -> None:
    with pytest.raises(ReasonRefused):
        refuse(session, line_of(session), -1, reason="boredom")


def test_a_reason_need_not_be_given(session: Session) -> None:
    line = line_of(session)
    for on in (-3, -2, -1):
        refuse(session, line, on, reason=None)
    assert found_in(session) == {}
