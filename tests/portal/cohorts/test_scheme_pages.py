"""A scheme's page: what is known of it, its counts as its region told them, files alike."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.partnership.cohorts.counts import LABELS
from commissioning.partnership.cohorts.models import CohortStatement
from directory.people.models import Person
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import SchemeKind
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

pytestmark = pytest.mark.sqlite

Browser = FlaskClient | LoggedIn

FACTS = SchemeFacts(
    "Ribble Scheme", SchemeKind.INTEGRATED_MANAGEMENT, "Police and probation together.",
    requirement="rehabilitation_activity", telephone="01632 960 911",
    begins_on=dt.date(2026, 9, 1),
)  # fmt: skip
SENT = {
    "period": "2027-01", "source": "The scheme’s team", "stated_on-day": "3",
    "stated_on-month": "2", "stated_on-year": "2027", "places": "15", "on_scheme": "18",
    "statutory": "12", "not_statutory": "6", "joined": "3", "left_in_all": "2",
    "left_completed": "1", "complied": "9", "warned": "2", "breached": "1",
}  # fmt: skip
FEBRUARY = {**SENT, "period": "2027-02", "stated_on-day": "1", "stated_on-month": "3"}


@pytest.fixture
def path(session: Session, scene: Scene) -> str:
    by: Person = actor(session)
    list_scheme(session, scene.home, FACTS, stated_by="The team", stated_on=TODAY, by=by, at=NOW)
    session.commit()
    return f"/schemes/{scene.home.slug}/ribble-scheme"


@pytest.fixture
def ours(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    found = logged_in(
        visitor.application.test_client(), session, Role.COMMISSIONER, organisation=region,
        name="Ada Keeper",
    )  # fmt: skip
    session.commit()
    return found


def told(client: Browser, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"{path}.csv").text.lstrip("\ufeff"))))


def own_fields(client: Browser, path: str) -> dict[str, str]:
    """What the boxes of the form there would send as they stand."""
    boxes = (
        dict(re.findall(r'([a-z-]+)="([^"]*)"', box))
        for box in re.findall(r"<input[^>]*>", main_of(client.get(path).text))
    )
    return {
        html.unescape(box["name"]): html.unescape(box.get("value", ""))
        for box in boxes
        if box.get("type") != "checkbox" and box.get("name", "csrf_token") != "csrf_token"
    }


def main_of(page: str) -> str:
    """Without the boxes of head and foot."""
    return page.partition("<main")[2].partition("</main>")[0]


def lines(client: Browser, path: str) -> dict[str, str]:
    """By period, what the table says in its row."""
    found = re.findall(
        r'<th scope="row"[^>]*>([^<]+)(.*?)</tr>', client.get(path).text, flags=re.DOTALL
    )
    return {html.unescape(period).strip(): text_of(row) for period, row in found}


def test_of_a_scheme_of_which_nobody_told_a_count(visitor: FlaskClient, path: str) -> None:
    page = text_of(visitor.get(path).text)
    for known in (
        "Integrated offender management", "Police and probation together.", "01632 960 911",
        "Rehabilitation activity", "1 September 2026", "As stated by The team on 2 March 2027",
        "Nobody has told this portal how many people are on it.",
    ):  # fmt: skip
        assert known in page
    assert told(visitor, path) == []
    assert json.loads(visitor.get(f"{path}.json").text) == []
    assert "Nobody has told this portal how many" in text_of(visitor.get("/schemes").text)


def test_an_empty_portal_says_so(visitor: FlaskClient) -> None:
    assert "not to say that there is none" in text_of(visitor.get("/schemes").text)
    assert visitor.get("/schemes?region=nowhere").status_code == 404
    assert visitor.get("/schemes/central-lancashire/nothing").status_code == 404


def test_a_month_is_stated_asked_about_and_corrected(
    visitor: FlaskClient, ours: LoggedIn, path: str, session: Session
) -> None:
    assert "Which month or quarter?" in ours.get(f"{path}/state").text
    wrong = ours.post(f"{path}/state", {**SENT, "not_statutory": "5", "joined": "many"})
    assert wrong.status_code == 422
    assert "enter a whole number" in wrong.text
    assert "17, not 18" in ours.post(f"{path}/state", {**SENT, "not_statutory": "5"}).text
    named = ours.post(f"{path}/state", {**SENT, "source": "Sarah Khan, IOM team"})
    assert "“Sarah Khan”: a post, a body or a place, and nobody’s name" in text_of(named.text)
    assert 'name="names_nobody"' in named.text
    assert session.query(CohortStatement).count() == 0
    assert ours.post(f"{path}/state", SENT).location == f"{path}?done=stated"
    asked = ours.post(f"{path}/state", FEBRUARY)
    assert "ended with 18; 18 + 3 − 2 = 19, you say 18: is that right?" in text_of(asked.text)
    [key] = re.findall(r'name="asked" value="([^"]+)"', asked.text)
    yes = {**FEBRUARY, "asked": html.unescape(key), "is_right": "yes"}
    assert ours.post(f"{path}/state", yes).location == f"{path}?done=stated"
    page = text_of(ours.get(path).text)
    assert "At the end of February 2027, the newest told: 18 on it." in page
    assert "over: 18 on 15 places" in page
    correct = re.findall(r'href="(/schemes/[^"]+/correct)"', ours.get(path).text)[0]
    mended = {**own_fields(ours, correct), "on_scheme": "19", "not_statutory": "7"}
    assert not {"period", "source"} & set(mended)
    assert ours.post(correct, mended).status_code == 422
    done = ours.post(correct, {**mended, "reason": "One of them was left out."})
    assert done.location == f"{path}?done=corrected"
    page = text_of(ours.get(path).text)
    assert f"{LABELS['on_scheme']}: 18, now 19" in page
    assert "Why: One of them was left out." in page
    late = ours.post(correct, {**mended, "on_scheme": "20", "not_statutory": "8", "reason": "Two."})
    assert "corrected these counts meanwhile" in late.text
    assert "left out" not in text_of(visitor.get(path).text)


def test_page_csv_and_json_say_the_same(visitor: FlaskClient, ours: LoggedIn, path: str) -> None:
    before = {**SENT, "period": "2026-11", "stated_on-month": "12", "stated_on-year": "2026"}
    for sent in (SENT, before):
        assert ours.post(f"{path}/state", sent).status_code == 303
    for client in (ours, visitor):
        rows, shown = told(client, path), lines(client, path)
        plain = json.loads(client.get(f"{path}.json").text)
        assert [row["Period"] for row in rows] == ["2027-01", "2026-12", "2026-11"]
        assert [one["period"] for one in plain] == ["2027-01", "2026-12", "2026-11"]
        assert list(shown) == ["January 2027", "December 2026", "November 2026"]
        assert shown["December 2026"] == "not told"
        assert not plain[1]["is_told"]
        for number in (0, 2):
            by_json = plain[number]["counts"]
            for name, label in LABELS.items():
                told_so = rows[number][label]
                assert (f"{by_json[name]}" if told_so.isdigit() else None) == (
                    told_so if told_so.isdigit() else None
                )
                assert (told_so == "withheld") is (name in plain[number]["withheld"])
                assert (told_so == "not told") is (name in plain[number]["not_told"])
    row = told(ours, path)[0]
    assert lines(ours, path)["January 2027"] == (
        "The scheme’s team on 3 February 2027 Correct : January 2027, The scheme’s team on 3 "
        f"February 2027 {row['Places bought or agreed']} {row['On the scheme at the end']} "
        f"{row['Of them under an order or licence']} under an order or licence, "
        f"{row['Of them by consent']} by consent {row['Joined']} {row['Left']} by reason: "
        f"{row['Left: completed']} completed "
        f"{row['Under an order or licence: complied with all of it']} complied with all of it, "
        f"{row['Under an order or licence: warned']} warned, "
        f"{row['Under an order or licence: breached or recalled']} breached or recalled not told"
    )
    assert lines(visitor, path)["January 2027"] == (
        "The scheme’s team on 3 February 2027 15 about 20 about 10 under an order or licence, "
        "withheld by consent withheld withheld by reason: withheld withheld not told"
    )


def test_only_its_region_sees_and_states_every_count(
    visitor: FlaskClient, ours: LoggedIn, path: str, session: Session, scene: Scene
) -> None:
    assert ours.post(f"{path}/state", SENT).status_code == 303
    court = logged_in(
        visitor.application.test_client(), session, Role.COURT_OFFICER, name="Bea Court",
        organisation=make_organisation(
            session, OrganisationKind.COURT_TEAM, "A court team",
            local_delivery_unit_id=scene.home.id,
        ),
    )  # fmt: skip
    elsewhere = logged_in(
        visitor.application.test_client(), session, Role.COMMISSIONER, name="Cy Elsewhere",
        organisation=make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "A council"),
    )  # fmt: skip
    session.commit()
    for client, joined in ((ours, "3"), (court, "3"), (elsewhere, "withheld"),
                           (visitor, "withheld")):  # fmt: skip
        assert told(client, path)[0]["Joined"] == joined
    assert court.get(f"{path}/state").status_code == 403
    assert elsewhere.get(f"{path}/state").status_code == 404
    assert visitor.get(f"{path}/state").status_code in {302, 303, 401}


def test_what_was_told_long_ago_is_never_told_as_current(ours: LoggedIn, path: str) -> None:
    old = {**SENT, "period": "2026-10", "stated_on-month": "11", "stated_on-year": "2026"}
    assert ours.post(f"{path}/state", old).status_code == 303
    for page in (path, "/schemes"):
        said = text_of(ours.get(page).text)
        assert "It was told for October 2026; nothing since. Then 18 were on it." in said
        assert "newest told" not in said
        assert "over: 18" not in said


def test_search_and_area_lead_to_the_page(
    visitor: FlaskClient, session: Session, path: str, scene: Scene
) -> None:
    there = scene.home.slug.replace("-", "+")
    for words in (
        "IOM", "integrated+offender+management", "ribble+scheme", "integrated+ofender+managment",
        "rible+scheme", f"IOM+{there}", f"schemes+{there}", "rible+IOM",
    ):  # fmt: skip
        assert f'href="{path}"' in visitor.get(f"/services?q={words}").text, words
    region = session.get_one(Region, scene.home.region_id).slug
    assert f'href="{path}"' in visitor.get(f"/areas/{region}/{scene.home.slug}").text
    for page in ("/about", "/plans", "/areas"):
        assert 'href="/schemes"' in visitor.get(page).text


@pytest.mark.parametrize(
    ("begins", "ends", "says"),
    [
        (None, dt.date(2026, 3, 31), ", until 31 March 2026"),
        (dt.date(2027, 4, 1), None, ", from 1 April 2027"),
        (dt.date(2026, 9, 1), dt.date(2027, 3, 31), ", from 1 September 2026 until 31 March 2027"),
        (None, None, ""),
    ],
)
def test_wherever_a_scheme_is_named_its_days_are(
    visitor: FlaskClient, session: Session, scene: Scene,
    begins: dt.date | None, ends: dt.date | None, says: str,
) -> None:  # fmt: skip
    facts = replace(FACTS, begins_on=begins, ends_on=ends)
    by: Person = actor(session)
    list_scheme(session, scene.home, facts, stated_by="The team", stated_on=TODAY, by=by, at=NOW)
    session.commit()
    area = f"/areas/{session.get_one(Region, scene.home.region_id).slug}/{scene.home.slug}"
    for path, after in (("/schemes", " "), ("/services?q=ribble+scheme", " ·"), (area, ")")):
        page = text_of(visitor.get(path).text)
        assert f"ntegrated offender management{says}{after}" in page, path
