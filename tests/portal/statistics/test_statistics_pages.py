"""Statistics as they were published; fairness in public, and of a line to its own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.particulars import Sex
from commissioning.statistics.publishing import publications_due, publish
from directory.accounts.models import Organisation
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.quarters import refer_some
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

LATER = dt.date(2027, 3, 4)
WINTER = dt.date(2026, 10, 5)


@pytest.fixture
def line(scene: Scene) -> Line:
    return scene.lines["Finance, benefit and debt advice 1"]


@pytest.fixture
def autumn(session: Session, scene: Scene, line: Line) -> None:
    """Women and men of whom other shares started in time."""
    for sex, started, waiting in ((Sex.FEMALE, 10, 33), (Sex.MALE, 60, 33)):
        refer_some(session, line, started, home=scene.home, sex=sex, started_after=20)
        refer_some(session, line, waiting, home=scene.home, sex=sex)
    refer_some(session, line, 3, home=scene.home, sex=Sex.ANOTHER)
    refer_some(session, line, 20, home=scene.home, declined_for="full")


def publish_on(session: Session, today: dt.date) -> None:
    publish(session, publications_due(session, today=today), at=NOW)
    session.flush()


@pytest.fixture
def published(session: Session, autumn: None) -> None:
    publish_on(session, TODAY)


@pytest.mark.parametrize("path", ["/statistics", "/statistics/fairness"])
def test_before_anything_is_published_pages_say_so(visitor: FlaskClient, path: str) -> None:
    assert "Nothing is published yet." in visitor.get(path).text
    for ending in (".csv", ".json"):
        if (path, ending) != ("/statistics/fairness", ".json"):
            assert visitor.get(path + ending).status_code == 404


def test_a_quarter_is_told_by_region_with_its_version_day_and_method(
    visitor: FlaskClient, published: None
) -> None:
    page = text_of(visitor.get("/statistics").text)
    assert "Statistics: July to September 2026" in page
    assert "version 1, method 1" in page
    assert "As at 25 November 2026" in page
    assert "North West 160 70 0 20 fewer than half had 44 in 100 (70 of 160)" in page
    assert "Why people were declined" in page


def test_a_difference_has_its_numbers_and_its_range_or_too_few_are_there(
    visitor: FlaskClient, published: None
) -> None:
    page = text_of(visitor.get("/statistics/fairness?region=north-west").text)
    assert "So those who started are no part of those who were referred." in page
    assert (
        "Women 45 10 0 0 fewer than half had 22 in 100 (10 of 45) others 63 in 100 (60 of 95);"
        " 41 fewer, between 54 fewer and 24 fewer more than chance alone" in page
    )
    assert "Another answer * 0 0 0 too few to tell too few to tell too few to compare" in page
    assert "Ethnicity Not known: nobody’s answer is recorded." in page
    assert "A difference has no cause here." in page
    assert "Not asked, or not recorded" in page


def test_files_say_what_pages_say(visitor: FlaskClient, published: None) -> None:
    told = visitor.get("/statistics.json").get_json()
    assert (told["quarter"], told["version"], told["versions"][0]["reason"]) == ("2026-Q3", 1, None)
    north = next(one for one in told["figures"]["areas"] if one["slug"] == "north-west")
    assert north["figures"]["referred"] == "160"
    text = visitor.get("/statistics.csv").text.lstrip("\ufeff")
    first = next(one for one in csv.DictReader(io.StringIO(text)) if one["Area"] == north["name"])
    assert (first["Referred"], first["As at"]) == ("160", "2026-11-25")
    text = visitor.get("/statistics/fairness.csv?region=north-west").text.lstrip("\ufeff")
    rows = {one["Group"]: one for one in csv.DictReader(io.StringIO(text))}
    assert rows["Women"]["Started within 8 weeks: people"] == "10"
    assert rows["Women"]["Started within 8 weeks: more in 100"] == "-40.9"
    assert rows["Another answer"]["Started within 8 weeks: more in 100"] == ""


def test_a_revision_is_seen_with_its_reason_and_the_first_stays_readable(
    visitor: FlaskClient, session: Session, scene: Scene, line: Line, published: None
) -> None:
    refer_some(session, line, 20, home=scene.home)
    refer_some(session, line, 20, home=scene.home, on=WINTER)
    publish_on(session, LATER)
    page = text_of(visitor.get("/statistics?quarter=2026-Q3").text)
    assert "1 revision" in page
    assert "Records that came in after it was first published." in page
    assert "North West 180" in page
    before = text_of(visitor.get("/statistics?quarter=2026-Q3&version=1").text)
    assert "North West 160" in before
    assert "A later version stands" in before


@pytest.mark.parametrize(
    "path",
    [
        "/statistics?quarter=1999-Q1",
        "/statistics?quarter=nothing",
        "/statistics?version=7",
        "/statistics/fairness?region=atlantis",
    ],
)
def test_what_was_never_published_is_not_found(
    visitor: FlaskClient, published: None, path: str
) -> None:
    assert visitor.get(path).status_code == 404


def path_of(line: Line, ending: str = "") -> str:
    return f"/desk/lines/{line.public_id}/fairness{ending}?quarter=2026-Q3"


def readings(session: Session) -> int:
    asked = select(func.count(AuditRow.id)).where(AuditRow.act == "fairness:read")
    return session.scalars(asked).one()


@pytest.fixture
def ada(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region)


def test_whoever_buys_a_line_reads_exact_figures_and_that_is_recorded(
    ada: LoggedIn, session: Session, line: Line, autumn: None
) -> None:
    session.commit()
    page = text_of(ada.get(path_of(line)).text)
    assert "Women 43 10 0 0" in page
    assert "Another answer all stand alike: this tells of each of them 3 0 0 0" in page
    assert "Exact figures; that you read them is recorded." in page
    assert readings(session) == 1
    assert "Women,43" in ada.get(path_of(line, ".csv")).text
    assert readings(session) == 2
    row = session.scalars(select(AuditRow).where(AuditRow.act == "fairness:read")).first()
    assert row is not None
    assert (row.subject_kind, row.subject_id, row.after) == (
        "line",
        line.id,
        {"quarter": "2026-Q3"},
    )


def provider_of(session: Session, line: Line) -> Organisation:
    provider_id = session.get_one(Service, line.service_id).provider_id
    assert provider_id is not None
    return make_organisation(
        session, OrganisationKind.PROVIDER, "Its provider", provider_id=provider_id
    )


def test_its_provider_reads_protected_figures_and_nothing_is_recorded(
    visitor: FlaskClient, session: Session, line: Line, autumn: None
) -> None:
    provider = provider_of(session, line)
    own = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=provider)
    session.commit()
    page = text_of(own.get(path_of(line)).text)
    assert "Women 45 10 0 0" in page
    assert "Another answer *" in page
    assert readings(session) == 0


def test_anothers_line_is_not_found_and_nothing_is_recorded(
    ada: LoggedIn, session: Session, scene: Scene
) -> None:
    wales = scene.lines["Finance, benefit and debt advice 1"]
    session.commit()
    assert ada.get(f"/desk/lines/{uuid.uuid4()}/fairness").status_code == 404
    assert ada.get(f"/desk/lines/{wales.public_id}/fairness?quarter=2031-Q1").status_code == 404
    assert readings(session) == 0
