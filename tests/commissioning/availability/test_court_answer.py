"""The court's question, answered end to end from records."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.answer import area_answer, court_answer
from commissioning.availability.answer_types import CourtAnswer, RequirementAnswer
from commissioning.availability.provision import SaidTooEarly, state_provision
from commissioning.availability.question import CourtQuestion, LegalDates
from commissioning.availability.statuses import Because, Provision, Status, WhyNot
from commissioning.dates.keeping import keep
from commissioning.dates.models import LineForecast
from commissioning.dates.working_out import due_lines, work_out
from commissioning.groups.models import GroupStatus
from commissioning.groups.publishing import publish_group, state_group
from commissioning.lines.figures import mark_due
from commissioning.lines.models import LineFigures
from commissioning.lines.opening import TermsStated
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.places.models import Court, Exposure, LocalDeliveryUnit, ProbationOffice
from tests.makers.days import NOW, OPENED
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area, make_court
from tests.makers.services import make_service

TODAY = NOW.date()
RAR = "rehabilitation_activity"


def answer_everything(session: Session, *, at: dt.datetime = NOW) -> int:
    due = due_lines(session, as_of=at.date(), limit=100)
    return keep(session, work_out(session, due, as_of=at.date()), at=at)


def asked(session: Session, court: Court, **question: object) -> CourtAnswer:
    return court_answer(session, court, CourtQuestion(**question), NOW)  # type: ignore[arg-type]


def about(answer: CourtAnswer, code: str) -> RequirementAnswer:
    return next(found for found in answer.requirements if found.code == code)


def test_a_free_caseload_is_available_with_dates(session: Session) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    make_line(session, areas=[area])
    answer_everything(session)
    answer = asked(session, court)
    found = about(answer, RAR)
    assert found.status is Status.AVAILABLE
    (row,) = found.rows
    assert row.standing.likely_start is not None
    assert TODAY < row.standing.likely_start < TODAY + dt.timedelta(days=60)
    assert row.contact.telephone == "01632 960 101"
    assert not row.is_being_worked_out


def test_the_next_group_with_a_place_is_the_likely_start(session: Session) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    line = make_line(
        session,
        areas=[area],
        kind=DeliveryKind.CLOSED_GROUP,
        requirements=["programme"],
        terms=TermsStated(opened_on=OPENED, target_days=90, min_to_run=0, programme_weeks=10),
    )
    start = dt.date(2027, 5, 10)
    publish_group(
        session, line, external_id="g1", planned_start=start, places=8, by=actor(session), at=NOW
    )
    answer_everything(session)
    (row,) = about(asked(session, court), "programme").rows
    assert row.standing.likely_start == start


def test_published_groups_say_by_themselves_how_many_places_there_are(session: Session) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    line = make_line(
        session,
        areas=[area],
        kind=DeliveryKind.CLOSED_GROUP,
        requirements=["programme"],
        terms=TermsStated(opened_on=OPENED, target_days=90, min_to_run=0, programme_weeks=10),
        places=None,
    )
    assert about(asked(session, court), "programme").status is Status.NOT_KNOWN
    start = dt.date(2027, 5, 10)
    publish_group(
        session, line, external_id="g4", planned_start=start, places=8, by=actor(session), at=NOW
    )
    answer_everything(session)
    (row,) = about(asked(session, court), "programme").rows
    assert row.standing.likely_start == start


def test_the_first_supervision_appointment_stands_first(session: Session) -> None:
    answer = asked(session, make_court(session, serves=[make_area(session)]))
    assert answer.requirements[0].code == "first_supervision_appointment"


def test_nothing_behind_a_requirement_is_said_with_the_nearest_place(session: Session) -> None:
    here = make_area(session, "preston")
    near = make_area(session, "blackburn", latitude=53.75, longitude=-2.48)
    far = make_area(session, "dover", latitude=51.1, longitude=1.3)
    for area in (near, far):
        make_line(session, areas=[area])
    answer_everything(session)
    found = about(asked(session, make_court(session, serves=[here])), RAR)
    assert (found.status, found.reason) == (Status.NOT_KNOWN, None)
    assert found.nearest is not None
    assert (found.nearest.area.slug, found.nearest.miles) == ("blackburn", 9)


def test_a_reason_is_told_as_somebody_stated_it(session: Session) -> None:
    area = make_area(session)
    state_provision(
        session,
        area,
        requirement="programme",
        why_not=WhyNot.NOT_ACCREDITED_HERE,
        stated_by="The probation region",
        by=actor(session),
        at=NOW,
    )
    found = about(asked(session, make_court(session, serves=[area])), "programme")
    assert (found.status, found.reason) == (Status.NOT_AVAILABLE, WhyNot.NOT_ACCREDITED_HERE)
    assert found.stated_by == "The probation region"


def test_what_was_stated_of_one_area_says_nothing_of_another(session: Session) -> None:
    preston, blackpool = make_area(session), make_area(session, "blackpool")
    court = make_court(session, serves=[preston, blackpool])

    def state(area: LocalDeliveryUnit) -> None:
        state_provision(
            session,
            area,
            requirement="programme",
            why_not=WhyNot.NO_STAFF,
            stated_by="The probation region",
            by=actor(session),
            at=NOW,
        )

    state(preston)
    assert about(asked(session, court), "programme").status is Status.NOT_KNOWN
    state(blackpool)
    assert about(asked(session, court), "programme").reason is WhyNot.NO_STAFF


@pytest.mark.parametrize(
    ("requirement", "stated_on", "refusal"),
    [("programe", TODAY, NotKnown), ("programme", TODAY + dt.timedelta(days=1), SaidTooEarly)],
)
def test_a_statement_that_could_never_be_shown_is_refused(
    session: Session, requirement: str, stated_on: dt.date, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        state_provision(
            session,
            make_area(session),
            requirement=requirement,
            why_not=WhyNot.FULL,
            stated_by="The probation region",
            stated_on=stated_on,
            by=actor(session),
            at=NOW,
        )


def test_a_restricted_row_names_the_office_of_its_own_area(session: Session) -> None:
    preston, blackpool = make_area(session), make_area(session, "blackpool")
    for area, name in ((preston, "A first office"), (blackpool, "Blackpool office")):
        session.add(
            ProbationOffice(
                code=name,
                name=name,
                address="1 Street",
                postcode="FY1 1AA",
                local_delivery_unit_id=area.id,
            )
        )
    make_line(session, areas=[blackpool], exposure=Exposure.RESTRICTED)
    answer_everything(session)
    (row,) = about(asked(session, make_court(session, serves=[preston, blackpool])), RAR).rows
    assert row.contact.name == "Blackpool office"


def test_of_several_areas_the_nearest_one_counts(session: Session) -> None:
    far = make_area(session, "dover", latitude=51.1, longitude=1.3)
    near = make_area(session, "preston")
    make_line(session, areas=[make_area(session, "blackburn", latitude=53.75, longitude=-2.48)])
    answer_everything(session)
    found = about(asked(session, make_court(session, serves=[far, near])), RAR)
    assert found.nearest is not None
    assert found.nearest.miles == 9


def test_only_the_soonest_rows_are_made_and_all_are_counted(session: Session) -> None:
    area = make_area(session)
    for _ in range(5):
        make_line(session, areas=[area])
    answer_everything(session)
    court = make_court(session, serves=[area])
    every = about(asked(session, court), RAR)
    few = about(asked(session, court, rows_each=2), RAR)
    assert (len(every.rows), every.row_count) == (5, 5)
    assert (few.rows, few.row_count) == (every.rows[:2], 5)


def test_a_late_row_does_not_come_in_by_standing_behind_a_second_requirement(
    session: Session,
) -> None:
    area = make_area(session)
    for _ in range(3):
        make_line(session, areas=[area])
    late = make_service(session, "Supported housing", requirements=[RAR, "residence"], areas=[area])
    make_line(session, areas=[area], service=late, places=0)
    answer_everything(session)
    few = asked(session, make_court(session, serves=[area]), rows_each=2)
    assert [row.title for row in about(few, RAR).rows] == ["Thinking Ahead"] * 2
    assert [row.title for row in about(few, "residence").rows] == ["Supported housing"]


def test_marking_a_line_due_confirms_nothing(session: Session) -> None:
    area = make_area(session)
    line = make_line(session, areas=[area], at=NOW - dt.timedelta(days=40))
    mark_due(session, [line.id], at=NOW)
    answer_everything(session)
    court = make_court(session, serves=[area])
    found = about(asked(session, court), RAR)
    assert (found.status, found.because) == (Status.NOT_CONFIRMED, Because.CONFIRMED_TOO_LONG_AGO)


def test_what_takes_effect_at_once_needs_no_line(session: Session) -> None:
    court = make_court(session, serves=[make_area(session)])
    assert about(asked(session, court), "prohibited_activity").status is Status.AT_ONCE


def test_monitoring_takes_effect_at_once_where_somebody_stated_the_arrangements(
    session: Session,
) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    assert about(asked(session, court), "exclusion").status is Status.NOT_KNOWN
    state_provision(
        session,
        area,
        requirement="exclusion",
        said=Provision.ARRANGEMENTS_EXIST,
        stated_by="The monitoring contractor",
        by=actor(session),
        at=NOW,
    )
    assert about(asked(session, court), "exclusion").status is Status.AT_ONCE


def test_law_whose_commencement_is_not_verified_is_a_status_of_its_own(session: Session) -> None:
    court = make_court(session, serves=[make_area(session)])
    found = about(asked(session, court), "driving_prohibition")
    assert found.status is Status.CHECK_COMMENCEMENT


def test_a_listed_service_without_a_queue_is_named_and_not_known(session: Session) -> None:
    preston, blackpool = make_area(session), make_area(session, "blackpool")
    service = make_service(session, "Listed only", areas=[preston, blackpool])
    make_line(session, areas=[blackpool], service=service)
    answer_everything(session)
    found = about(asked(session, make_court(session, serves=[preston])), RAR)
    assert found.status is Status.NOT_KNOWN
    assert [(row.title, row.standing.because, row.areas) for row in found.rows] == [
        ("Listed only", Because.NEVER_SAID, ("Preston",))
    ]
    assert found.rows[0].contact.telephone is not None


def test_dates_told_by_a_clock_that_is_ahead_are_not_confirmed(session: Session) -> None:
    area = make_area(session)
    make_line(session, areas=[area])
    answer_everything(session, at=NOW + dt.timedelta(days=1))
    found = about(asked(session, make_court(session, serves=[area])), RAR)
    assert (found.status, found.because) == (
        Status.NOT_CONFIRMED,
        Because.WORKED_OUT_LATER_THAN_TODAY,
    )


@pytest.mark.parametrize(("days", "status"), [(3, Status.AVAILABLE), (4, Status.NOT_CONFIRMED)])
def test_with_the_worker_stopped_no_date_is_told_after_three_days(
    session: Session, days: int, status: Status
) -> None:
    area = make_area(session)
    make_line(session, areas=[area])
    answer_everything(session)
    court = make_court(session, serves=[area])
    later = court_answer(session, court, CourtQuestion(), NOW + dt.timedelta(days=days))
    assert about(later, RAR).status is status


def test_nobody_waiting_is_told_only_where_somebody_was_referred_lately(session: Session) -> None:
    area = make_area(session)
    line = make_line(session, areas=[area])
    answer_everything(session)
    court = make_court(session, serves=[area])
    assert about(asked(session, court), RAR).rows[0].waiting is None
    session.get_one(LineFigures, line.id).last_received_on = TODAY - dt.timedelta(days=92)
    session.flush()
    assert str(about(asked(session, court), RAR).rows[0].waiting) == "none"
    session.get_one(LineFigures, line.id).last_received_on = TODAY - dt.timedelta(days=93)
    session.flush()
    assert about(asked(session, court), RAR).rows[0].waiting is None


def test_what_the_dates_exclude_is_told_with_its_reason(session: Session) -> None:
    court = make_court(session, serves=[make_area(session)])
    dates = LegalDates(offence_on=dt.date(2025, 5, 1), convicted_on=dt.date(2025, 6, 1))
    answer = asked(session, court, dates=dates)
    excluded = {one.code: one.reason for one in answer.not_imposable}
    assert "driving_prohibition" in excluded
    assert "2026" in excluded["driving_prohibition"]
    assert "supervision" not in excluded  # of an Act that no longer governs
    assert "driving_prohibition" not in {found.code for found in answer.requirements}


def test_residence_decides_and_not_the_court(session: Session) -> None:
    preston, blackpool = make_area(session), make_area(session, "blackpool")
    court = make_court(session, serves=[preston, blackpool])
    make_line(session, areas=[preston], title="In Preston")
    make_line(session, areas=[blackpool], title="In Blackpool")
    answer_everything(session)

    def titles(*home: str) -> list[str]:
        return [row.title for row in about(asked(session, court, home_areas=home), RAR).rows]

    assert sorted(titles()) == ["In Blackpool", "In Preston"]
    assert titles("preston") == ["In Preston"]
    assert titles("blackpool") == ["In Blackpool"]


def test_a_home_outside_the_court_s_areas_is_answered_for_the_home(session: Session) -> None:
    make_line(session, areas=[make_area(session, "blackpool")], title="In Blackpool")
    answer_everything(session)
    court = make_court(session, serves=[make_area(session)])
    answer = asked(session, court, home_areas=("blackpool",))
    assert [area.slug for area in answer.areas] == ["blackpool"]
    assert [area.slug for area in answer.court_areas] == ["preston"]
    assert [row.title for row in about(answer, RAR).rows] == ["In Blackpool"]


def test_a_court_without_areas_falls_back_to_its_region(session: Session) -> None:
    make_area(session, "preston")
    make_area(session, "blackpool")
    answer = asked(session, make_court(session))
    assert answer.is_region_fallback
    assert [area.slug for area in answer.areas] == ["blackpool", "preston"]


def test_a_line_of_two_areas_is_one_row(session: Session) -> None:
    areas = [make_area(session), make_area(session, "blackpool")]
    make_line(session, areas=areas)
    answer_everything(session)
    (row,) = about(asked(session, make_court(session, serves=areas)), RAR).rows
    assert row.areas == ("Blackpool", "Preston")


def test_an_unknown_home_area_is_refused(session: Session) -> None:
    court = make_court(session, serves=[make_area(session)])
    with pytest.raises(NotKnown, match="atlantis"):
        asked(session, court, home_areas=("atlantis",))


def test_a_changed_fact_says_that_the_date_is_being_worked_out_again(session: Session) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    line = make_line(session, areas=[area], kind=DeliveryKind.CLOSED_GROUP)
    answer_everything(session)
    publish_group(
        session,
        line,
        external_id="g2",
        planned_start=dt.date(2027, 6, 7),
        places=8,
        by=actor(session),
        at=NOW,
    )
    (row,) = about(asked(session, court), RAR).rows
    assert row.is_being_worked_out
    answer_everything(session)
    (row,) = about(asked(session, court), RAR).rows
    assert not row.is_being_worked_out


def test_history_gets_a_row_only_when_the_answer_changes(session: Session) -> None:
    area = make_area(session)
    line = make_line(
        session,
        areas=[area],
        kind=DeliveryKind.CLOSED_GROUP,
        terms=TermsStated(opened_on=OPENED, target_days=90, min_to_run=0, programme_weeks=10),
    )
    group = publish_group(
        session,
        line,
        external_id="g3",
        planned_start=dt.date(2027, 6, 7),
        places=8,
        by=actor(session),
        at=NOW,
    )

    def rows() -> int:
        return len(session.scalars(select(LineForecast.id)).all())

    answer_everything(session)
    assert rows() == 2
    tomorrow = NOW + dt.timedelta(days=1)
    answer_everything(session, at=tomorrow)
    unchanged = rows()
    state_group(
        session,
        group,
        current_start=dt.date(2027, 6, 21),
        status=GroupStatus.PLANNED,
        places=8,
        started=None,
        by=actor(session),
        at=tomorrow,
    )
    answer_everything(session, at=tomorrow)
    assert rows() == unchanged + 2
    answer_everything(session, at=tomorrow)
    assert rows() == unchanged + 2


def test_an_answer_from_older_facts_never_replaces_a_newer_one(session: Session) -> None:
    area = make_area(session)
    line = make_line(session, areas=[area])
    old = work_out(session, [line.id], as_of=TODAY)
    tomorrow = NOW + dt.timedelta(days=1)
    answer_everything(session, at=tomorrow)
    assert keep(session, old, at=tomorrow) == 0
    assert session.get_one(LineFigures, line.id).answered_on == tomorrow.date()


def test_a_confidential_service_is_absent(session: Session) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    before = asked(session, court)
    make_line(session, areas=[area], exposure=Exposure.CONFIDENTIAL)
    answer_everything(session)
    assert asked(session, court) == before


def test_a_restricted_service_shows_no_provider_and_no_figures(session: Session) -> None:
    area = make_area(session)
    make_line(session, areas=[area], exposure=Exposure.RESTRICTED, title="Horizon")
    answer_everything(session)
    (row,) = about(asked(session, make_court(session, serves=[area])), RAR).rows
    assert row.is_restricted
    assert row.likely_month is not None
    hidden = (row.provider, row.waiting, row.use, row.completion, row.basis, row.wait)
    assert hidden == (None,) * 6
    assert row.contact.telephone is None


def test_offered_but_nobody_ever_stated_places_is_not_known(session: Session) -> None:
    area = make_area(session)
    make_line(session, areas=[area], places=None)
    answer_everything(session)
    found = about(asked(session, make_court(session, serves=[area])), RAR)
    assert (found.status, found.reason) == (Status.NOT_KNOWN, None)
    assert found.rows[0].standing.likely_start is None


def test_an_area_answers_by_itself(session: Session) -> None:
    make_line(session, areas=[make_area(session)])
    answer_everything(session)
    answer = area_answer(session, ["preston"], CourtQuestion(requirement=RAR), NOW)
    assert [found.code for found in answer.requirements] == [RAR]
    assert len(answer.requirements[0].rows) == 1


def test_services_of_other_requirements_stay_out(session: Session) -> None:
    area = make_area(session)
    service = make_service(session, areas=[area], requirements=["programme", RAR])
    make_line(session, areas=[area], service=service)
    answer = asked(session, make_court(session, serves=[area]))
    with_rows = {found.code for found in answer.requirements if found.rows}
    assert with_rows == {"programme", RAR}
