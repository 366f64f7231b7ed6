"""The desk as a commissioner, a provider and others find it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commissioning.agreements.models import Agreement, AgreementFunder
from commissioning.desk.attention import count_attention
from commissioning.desk.models import LineAttention, SavedView
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.opening import close_line
from commissioning.volumes.account import volume_account
from commissioning.volumes.delivered import delivered_by_month
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from commissioning.volumes.queries import volumes_by_id
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.agreements import buy
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.makers.start_dates import answer_everything

WORK = "Community Payback in Central Lancashire"
STALE = "Dependency and recovery"
GROUP = "Building Choices"


@pytest.fixture
def who(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region)


def elsewhere(visitor: FlaskClient, session: Session) -> LoggedIn:
    wales = session.scalars(select(Region).where(Region.slug == "wales")).one()
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "Wales", region_id=wales.id
    )
    return logged_in(
        visitor, session, Role.COMMISSIONER, organisation=region, name="Ben commissions"
    )


def rows(answer: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def titles(page: str) -> list[str]:
    return re.findall(r'desk__line"><a [^>]*>([^<]*)</a>', page)


def text_of(page: str, title: str) -> str:
    """What the row of a line says, a space between its cells."""
    [row] = [one for one in page.split('<tr class="govuk-table__row">') if f">{title}</a>" in one]
    return " ".join(re.sub(r"<[^>]*>", " ", row).split())


def test_first_stands_what_needs_a_decision_and_why(who: LoggedIn, session: Session) -> None:
    page = who.client.get("/desk").text
    assert titles(page)[0] == STALE
    assert "Nobody has confirmed its dates since 20 January 2027" in text_of(page, STALE)
    assert "To decide:" in page
    assert "nobody confirmed for 35 days, 1 line" in page
    assert titles(page)[1:] == sorted(titles(page)[1:])


def test_each_figure_of_a_volume_and_what_is_behind_it(
    who: LoggedIn, session: Session, scene: Scene
) -> None:
    page = who.client.get("/desk").text
    line = scene.lines[WORK]
    said = text_of(page, WORK)
    assert "contract, ends 31 Mar 2028" in said
    assert "70 starts until 31 Mar 2027" in said
    assert "60" in said
    assert "64" in said
    assert "86%" in said
    assert f'href="/desk/lines/{line.public_id}#volume"' in page
    assert f'href="/desk/lines/{line.public_id}/cases?stands=waiting"' in page
    assert "starts by month since April 2026:" in page


def test_the_desk_says_what_the_account_of_the_volume_says(
    who: LoggedIn, session: Session, scene: Scene
) -> None:
    line = scene.lines[WORK]
    key = session.scalars(
        select(CommissionedVolume.id).join(Lot).where(Lot.line_id == line.id)
    ).one()
    told = volume_account(
        volumes_by_id(session, [key])[key],
        delivered_by_month(session, [key], on=TODAY)[key],
        TODAY,
    ).in_words()
    [row] = [one for one in rows(who.client.get("/desk.csv")) if one["Line"] == WORK]
    least, most = row["Heading for, least"], row["Heading for, most"]
    assert told["Bought"].startswith(f"{float(row['Bought']):.0f} {row['Unit']}")
    assert told["To date"].startswith(f"{float(row['Delivered to date']):.0f} ")
    assert told["Outturn"].startswith(f"between {least} and {most} ")
    assert "Cost of what is not funded" not in told
    assert row["Cost of that at most, £"] == "", "no money without a known price"


def test_what_is_not_known_is_not_0(who: LoggedIn, scene: Scene) -> None:
    [row] = [one for one in rows(who.client.get("/desk.csv")) if one["Line"] == "Haworth House"]
    unknown = (
        "Agreement", "Agreement ends", "Bought", "Delivered to date", "Waiting", "Oldest wait, days"
    )  # fmt: skip
    assert [row[name] for name in unknown] == [""] * len(unknown)
    said = text_of(who.client.get("/desk").text, "Haworth House")
    assert "no agreement known here not known" in said


def test_waits_of_those_who_wait(who: LoggedIn, scene: Scene) -> None:
    [row] = [one for one in rows(who.client.get("/desk.csv")) if one["Line"] == GROUP]
    assert int(row["Waiting"]) == 9
    assert int(row["Oldest wait, days"]) >= int(row["Half wait so far, days"]) > 0


def test_counts_by_the_worker_become_decisions(
    who: LoggedIn, session: Session, scene: Scene
) -> None:
    answer_everything(session)
    while count_attention(session, today=TODAY):
        pass
    attention = session.get_one(LineAttention, scene.lines[GROUP].id)
    attention.orders_end_first, attention.starts_without_end = 2, 1
    session.commit()
    page = who.client.get("/desk").text
    said = text_of(page, GROUP)
    assert "1 person started long ago without a recorded end" in said
    assert "2 people cannot finish before their order ends" in said
    assert titles(page)[0] == GROUP


def test_a_line_that_closed_stays_until_everybody_has_gone(
    who: LoggedIn, session: Session, scene: Scene
) -> None:
    line, by = scene.lines[GROUP], actor(session)
    close_line(session, line, closed_on=TODAY, by=by, at=NOW)
    figures = session.get_one(LineFigures, line.id)
    figures.in_progress = 3
    session.commit()
    page = who.client.get("/desk").text
    said = "The line closed on 2 March 2027, 3 people still under way and 9 people waiting: pass"
    assert said in text_of(page, GROUP)
    assert "agreement ended or line closed, 1 line" in page
    [row] = [one for one in rows(who.client.get("/desk.csv")) if one["Line"] == GROUP]
    assert row["To decide"].startswith(said)
    assert said in who.client.get(f"/desk/lines/{line.public_id}").text
    figures.waiting, figures.waiting_priority, figures.in_progress = 0, 0, 0
    session.commit()
    assert GROUP not in titles(who.client.get("/desk").text)


def test_over_what_was_bought(who: LoggedIn, session: Session, scene: Scene) -> None:
    """Nine wait and more were referred than the two that were bought."""
    buy(session, scene.lines[GROUP], quantity=2, unit=VolumeUnit.REFERRAL)
    session.commit()
    said = text_of(who.client.get("/desk").text, GROUP)
    assert "What was bought was used up by" in said, "two months were not told"
    assert "before 31 March 2027: vary the volume, or say who waits." in said


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("area=blackburn", GROUP, WORK),
        ("requirement=unpaid_work", WORK, GROUP),
        ("kind=contract", WORK, GROUP),
        ("funder=A+board", WORK, GROUP),
        ("provider=Example+Forge+Trust", WORK, "nothing"),
    ],
)
def test_narrowed(
    who: LoggedIn, session: Session, scene: Scene, query: str, shown: str, hidden: str
) -> None:
    lot = session.scalars(select(Lot).where(Lot.line_id == scene.lines[WORK].id)).one()
    session.add(AgreementFunder(agreement_id=lot.agreement_id, funder="A board", share=None))
    session.commit()
    found = titles(who.client.get(f"/desk?{query}").text)
    assert shown in found
    assert hidden not in found
    assert {row["Line"] for row in rows(who.client.get(f"/desk.csv?{query}"))} == set(found)


def test_what_is_to_be_decided_opens_the_lines_that_have_it(
    who: LoggedIn, session: Session, scene: Scene
) -> None:
    buy(session, scene.lines[GROUP], quantity=2, unit=VolumeUnit.REFERRAL)
    session.commit()
    page = who.client.get("/desk").text
    links = re.findall(r'href="(/desk\?decision=\w+)">[^<]*, (\d+) lines?</a>', page)
    assert links
    for href, lines in links:
        assert len(titles(who.client.get(href).text)) == int(lines)
    [row] = rows(who.client.get("/desk.csv?decision=running_out"))
    assert row["Line"] == GROUP


def test_nothing_is_so(who: LoggedIn) -> None:
    page = who.client.get("/desk?area=nowhere").text
    assert "None of your lines is so." in page
    assert "The list ends before this page." in who.client.get("/desk?page=99").text


def test_a_view_is_kept_opened_and_deleted(who: LoggedIn, session: Session) -> None:
    kept = who.post("/desk/views", {"name": "  Blackburn  first ", "area": "blackburn"})
    assert (kept.status_code, kept.location) == (303, "/desk?area=blackburn&done=kept")
    page = who.client.get(kept.location).text
    assert '<a class="govuk-link" href="/desk?area=blackburn" aria-current="page">' in page
    assert "Blackburn first" in page
    view = session.scalars(select(SavedView)).one()
    assert view.asked == {"area": "blackburn"}
    gone = who.post(f"/desk/views/{view.public_id}/delete", {})
    assert (gone.status_code, gone.location) == (303, "/desk?done=deleted")
    assert session.scalars(select(SavedView)).all() == []
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act.startswith("view:"))).all()
    assert list(acts) == [Act.VIEW_KEEP.value, Act.VIEW_DELETE.value]


@pytest.mark.parametrize(
    ("name", "says"),
    [("   ", "Enter a name for the view."), ("x" * 81, "Enter a name of at most 80 letters.")],
)
def test_a_view_without_a_name(who: LoggedIn, session: Session, name: str, says: str) -> None:
    refused = who.post("/desk/views", {"name": name, "area": "blackburn"})
    assert refused.status_code == 422
    assert f'<a href="#name">{says}</a>' in refused.text
    assert session.scalars(select(SavedView)).all() == []


def test_anothers_view_is_not_there(
    who: LoggedIn, visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    who.post("/desk/views", {"name": "Mine", "area": "blackburn"})
    view = session.scalars(select(SavedView)).one().public_id
    other = elsewhere(visitor, session)
    assert other.post(f"/desk/views/{view}/delete", {}).status_code == 404
    assert "Mine" not in other.client.get("/desk").text
    assert session.scalars(select(SavedView)).one().name == "Mine"


def test_a_spreadsheet_to_calculate_on(who: LoggedIn, session: Session, scene: Scene) -> None:
    line = session.get_one(Line, scene.lines[WORK].id)
    lot = session.scalars(select(Lot).where(Lot.line_id == line.id)).one()
    session.get_one(Agreement, lot.agreement_id).title = "=1+1"
    session.commit()
    answer = who.client.get("/desk.xlsx?requirement=unpaid_work")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    headings, row = list(sheet.iter_rows())
    told = {str(one.value): cell for one, cell in zip(headings, row, strict=True)}
    assert (told["Agreement"].value, told["Agreement"].data_type) == ("=1+1", "s")
    assert told["Bought"].value == 70
    assert told["From"].value == dt.datetime(2026, 4, 1)  # noqa: DTZ001  a day, as openpyxl reads it
    assert told["Cost of that at most, £"].value is None


def test_a_file_is_safe_from_formulas(who: LoggedIn, session: Session, scene: Scene) -> None:
    lot = session.scalars(select(Lot).where(Lot.line_id == scene.lines[WORK].id)).one()
    session.get_one(Agreement, lot.agreement_id).title = "=1+1"
    session.commit()
    [row] = [one for one in rows(who.client.get("/desk.csv")) if one["Line"] == WORK]
    assert row["Agreement"] == "'=1+1"


def test_the_board_page_has_the_same_words(who: LoggedIn) -> None:
    page = who.client.get("/desk/board?area=blackburn").text
    assert "What needs a decision" in page
    assert "Area: Blackburn." in page
    assert set(titles(page)) <= set(titles(who.client.get("/desk").text))


def test_another_region_sees_none_of_it(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    other = elsewhere(visitor, session)
    page = other.client.get("/desk").text
    assert "No line of yours is known to this portal yet." in page
    assert titles(page) == []
    assert rows(other.client.get("/desk.csv")) == []
    assert "No line of yours is known" in other.client.get("/desk/board").text


def test_a_provider_sees_its_own_lines(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    provider = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR)
    assert WORK in titles(provider.client.get("/desk").text)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.COURT_OFFICER])
def test_who_has_no_desk(visitor: FlaskClient, session: Session, scene: Scene, role: Role) -> None:
    member = logged_in(visitor, session, role)
    for path in ("/desk", "/desk.csv", "/desk.xlsx", "/desk/board"):
        assert member.client.get(path).status_code == 403
