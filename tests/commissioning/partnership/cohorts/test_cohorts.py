"""Counts of a scheme are stated, asked about, corrected with a reason; what stood before stays."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.cohorts.counts import CohortCounts
from commissioning.partnership.cohorts.errors import (
    CohortAsked,
    CohortChangedMeanwhile,
    CohortRefused,
)
from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.periods import CohortPeriod
from commissioning.partnership.cohorts.queries import cohorts_of
from commissioning.partnership.cohorts.stating import CohortFacts, correct_cohort, state_cohort
from directory.audit.models import AuditRow
from directory.people.models import Person
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import Scheme, SchemeKind
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_area

pytestmark = pytest.mark.sqlite

JANUARY = CohortPeriod(dt.date(2027, 1, 1), 1)
FACTS = CohortFacts(
    period=JANUARY, counts=CohortCounts(places=15, on_scheme=14), source="The scheme’s team",
    stated_on=dt.date(2027, 2, 3),
)  # fmt: skip
FEBRUARY = replace(
    FACTS,
    period=JANUARY.after,
    counts=CohortCounts(on_scheme=16, joined=3, left_in_all=2),
    stated_on=TODAY,
)


@pytest.fixture
def scheme(session: Session, importer: Person) -> Scheme:
    facts = SchemeFacts(
        "Ribble Scheme", SchemeKind.INTEGRATED_MANAGEMENT, "What it does.",
        begins_on=dt.date(2026, 12, 1),
    )  # fmt: skip
    return list_scheme(
        session, make_area(session), facts, stated_by="The team", stated_on=TODAY, by=importer,
        at=NOW,
    )  # fmt: skip


def stated(session: Session, scheme: Scheme, by: Person, facts: CohortFacts) -> CohortStatement:
    return state_cohort(session, scheme, facts, by=by, at=NOW)


def test_one_statement_of_a_source_for_a_period(
    session: Session, importer: Person, scheme: Scheme
) -> None:
    first = stated(session, scheme, importer, FACTS)
    again = replace(FACTS, source="the SCHEME’s  team")
    assert stated(session, scheme, importer, again) is first
    with pytest.raises(CohortRefused, match="January 2027 already"):
        stated(session, scheme, importer, replace(again, counts=CohortCounts(on_scheme=9)))
    stated(session, scheme, importer, replace(FACTS, source="The police"))
    stated(session, scheme, importer, replace(FEBRUARY, source="The council"))
    found = [(one.row.period.code, one.row.source) for one in cohorts_of(session, scheme)]
    assert found == [
        ("2027-02", "The council"), ("2027-01", "The police"), ("2027-01", "The scheme’s team"),
    ]  # fmt: skip
    row = session.scalars(select(AuditRow).where(AuditRow.act == "cohort:state")).first()
    assert row is not None
    assert row.by_id == importer.id


def test_what_does_not_follow_from_the_month_before_is_asked(
    session: Session, importer: Person, scheme: Scheme
) -> None:
    stated(session, scheme, importer, FACTS)
    with pytest.raises(CohortAsked, match=r"14 \+ 3 − 2 = 15, you say 16") as asked:
        stated(session, scheme, importer, FEBRUARY)
    key = asked.value.question.key
    others = replace(
        FEBRUARY, counts=CohortCounts(on_scheme=17, joined=3, left_in_all=2), answered=key
    )
    with pytest.raises(CohortAsked):
        stated(session, scheme, importer, others)
    assert stated(session, scheme, importer, replace(FEBRUARY, answered=key)).on_scheme == 16


def test_a_month_stated_later_is_asked_about_against_the_month_after_it(
    session: Session, importer: Person, scheme: Scheme
) -> None:
    after = replace(FEBRUARY, counts=CohortCounts(on_scheme=28, joined=9, left_in_all=8))
    stated(session, scheme, importer, after)
    sixty = replace(FACTS, counts=CohortCounts(on_scheme=60))
    says = r"February 2027 was told to end with 28; 60 \+ 9 − 8 = 61: is 60 right\?"
    with pytest.raises(CohortAsked, match=says) as asked:
        stated(session, scheme, importer, sixty)
    assert cohorts_of(session, scheme)[0].row.period.code == "2027-02"
    stated(session, scheme, importer, replace(sixty, source="The police"))  # told of itself alone
    key = asked.value.question.key
    with pytest.raises(CohortAsked):
        stated(session, scheme, importer, replace(
            sixty, counts=CohortCounts(on_scheme=59), answered=key
        ))  # fmt: skip
    assert stated(session, scheme, importer, replace(sixty, answered=key)).on_scheme == 60
    with pytest.raises(CohortAsked, match=r"60 \+ 9 − 8 = 61, you say 27"):
        correct_cohort(
            session, scheme, cohorts_of(session, scheme)[0].row,
            replace(after, counts=CohortCounts(on_scheme=27, joined=9, left_in_all=8)),
            reason="One left.", based_on=1, by=importer, at=NOW,
        )  # fmt: skip


def test_a_month_that_fits_the_month_after_it_is_not_asked_about(
    session: Session, importer: Person, scheme: Scheme
) -> None:
    stated(session, scheme, importer, replace(
        FEBRUARY, counts=CohortCounts(on_scheme=15, joined=3, left_in_all=2)
    ))  # fmt: skip
    assert stated(session, scheme, importer, FACTS).on_scheme == 14


def test_a_correction_keeps_what_stood_with_its_reason(
    session: Session, importer: Person, scheme: Scheme
) -> None:
    first = stated(session, scheme, importer, FACTS)
    mended = replace(FACTS, counts=CohortCounts(places=15, on_scheme=13))

    def correct(facts: CohortFacts, reason: str, version: int) -> bool:
        return correct_cohort(
            session, scheme, first, facts, reason=reason, based_on=version, by=importer, at=NOW
        )

    assert correct(FACTS, "", 1) is False
    with pytest.raises(CohortRefused, match="why"):
        correct(mended, "", 1)
    with pytest.raises(CohortRefused, match="a telephone number"):
        correct(mended, "counted twice, ring 01632 960 001", 1)
    assert correct(mended, "One person was counted twice.", 1) is True
    [told] = cohorts_of(session, scheme)
    assert (told.row.on_scheme, told.row.version) == (13, 2)
    assert told.row.reason == "One person was counted twice."
    assert [one.on_scheme for one in told.before] == [14]
    with pytest.raises(CohortChangedMeanwhile):
        correct(replace(mended, counts=CohortCounts(on_scheme=12)), "Once more.", 0)
    with pytest.raises(CohortChangedMeanwhile):  # at the same moment, from the same version
        correct(replace(mended, counts=CohortCounts(on_scheme=12)), "Once more.", 1)


@pytest.mark.parametrize(
    "name", ["John Smith", "Dr Jane Taylor", "PC Jones", "S. Khan", "Sarah Khan, IOM team"]
)
def test_who_says_so_is_no_person(
    session: Session, importer: Person, scheme: Scheme, name: str
) -> None:
    """Asked, for a body may be called so; a number is refused whatever is said of it."""
    of_a_name = replace(FACTS, source=name)
    with pytest.raises(CohortRefused, match="a post, a body or a place"):
        stated(session, scheme, importer, of_a_name)
    with pytest.raises(CohortRefused, match="a telephone number"):
        stated(session, scheme, importer, replace(
            of_a_name, source=f"{name}, 01632 960 001", names_nobody=True
        ))  # fmt: skip
    assert cohorts_of(session, scheme) == []
    row = stated(session, scheme, importer, replace(of_a_name, names_nobody=True))
    fewer = replace(of_a_name, counts=CohortCounts(on_scheme=9))  # its source is not asked again
    assert correct_cohort(
        session, scheme, row, fewer, reason="Five were counted twice.", based_on=1, by=importer,
        at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (replace(FACTS, source=""), "source"),
        (replace(FACTS, source="ring 01632 960 001"), "source"),
        (replace(FACTS, period=CohortPeriod(dt.date(2027, 3, 1), 1)), "period"),
        (replace(FACTS, period=CohortPeriod(dt.date(2026, 11, 1), 1)), "period"),
        (replace(FACTS, stated_on=dt.date(2027, 1, 31)), "stated_on"),
        (replace(FACTS, stated_on=TODAY + dt.timedelta(days=1)), "stated_on"),
        (replace(FACTS, counts=CohortCounts(on_scheme=3, statutory=4)), "statutory"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    session: Session, importer: Person, scheme: Scheme, facts: CohortFacts, field: str
) -> None:
    with pytest.raises(CohortRefused) as refused:
        stated(session, scheme, importer, facts)
    assert field in {one.field for one in refused.value.faults}
    assert cohorts_of(session, scheme) == []
