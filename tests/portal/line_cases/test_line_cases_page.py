"""The cases of one line, as whoever buys it and whoever delivers it read them."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral, ReferralParticulars
from commissioning.referrals.recording import receive_referral
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, day, moment
from tests.makers.people import actor
from tests.makers.referrals import happen
from tests.makers.scene import Scene

GROUP = "Building Choices"
WORK = "Community Payback in Central Lancashire"
NEW = ("SOON", "LATE", "NONE")


def path_of(scene: Scene, title: str = GROUP) -> str:
    return f"/desk/lines/{scene.lines[title].public_id}/cases"


def received(
    session: Session,
    scene: Scene,
    reference: str,
    *,
    on: int = -3,
    ends: dt.date | None = None,
    by: dt.date | None = None,
    is_priority: bool = False,
) -> Referral:
    referral = receive_referral(
        session, scene.lines[GROUP], reference=reference, basis=Basis.COMMUNITY_ORDER,
        received_on=day(on), home=scene.home, court=scene.court, is_priority=is_priority,
        by=actor(session), at=moment(on),
    )  # fmt: skip
    session.add(
        ReferralParticulars(
            referral_id=referral.id, order_ends_on=ends, complete_by=by,
            recorded_at=NOW, recorded_by_id=actor(session).id,
        )
    )  # fmt: skip
    session.flush()
    return referral


@pytest.fixture
def cases(session: Session, scene: Scene) -> Scene:
    """Fourteen weeks of a programme within an order of ten, and within one of thirty."""
    received(session, scene, "C00010SOON", ends=day(70), by=day(60), is_priority=True)
    received(session, scene, "C00010LATE", on=-9, ends=day(210))
    received(session, scene, "C00010NONE", on=-40)
    gone = received(session, scene, "C00010GONE", on=-30, ends=day(70))
    happen(session, gone, EventKind.WITHDRAWN, on=-2)
    session.commit()
    return scene


def rows_of(browser: LoggedIn, path: str, stands: str = "") -> list[dict[str, str]]:
    asked = f"?stands={stands}" if stands else ""
    text = browser.get(f"{path}.csv{asked}").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def readings(session: Session) -> list[dict[str, object] | None]:
    rows = session.scalars(select(AuditRow).where(AuditRow.act == Act.REFERRAL_READ.value))
    return [row.after for row in rows]


STOOD = [
    # which list, how its new rows are told by the day of referral, how they stand
    ("order-ends-first", [-3], "waiting, with priority"),
    ("waiting", [-3, -9, -40], "waiting"),
    ("ended", [-30], "withdrawn before the start"),
]


@pytest.mark.parametrize(("stands", "days", "words"), STOOD)
def test_each_list_holds_who_stands_so_in_the_order_of_order_expiry(
    commissioner: LoggedIn, cases: Scene, stands: str, days: list[int], words: str
) -> None:
    rows = rows_of(commissioner, path_of(cases), stands)
    wanted = [f"{day(on):%-d %b %Y}" for on in days]
    found = [row["Referred on"] for row in rows if row["Referred on"] in wanted]
    assert list(dict.fromkeys(found)) == wanted
    assert rows[0]["Stands"].startswith(words)


def test_buyer_reads_no_reference_court_or_why_somebody_goes_first(
    commissioner: LoggedIn, cases: Scene
) -> None:
    path = path_of(cases)
    for stands in ("open", "ended"):
        for text in (
            commissioner.get(f"{path}?stands={stands}").text,
            commissioner.get(f"{path}.csv?stands={stands}").text,
        ):
            assert not [one for one in (*NEW, "GONE", cases.court.name) if one in text]
    assert "Order ends" in commissioner.get(path).text


def test_provider_reads_its_own_by_when_to_complete_and_not_when_the_order_ends(
    provider: LoggedIn, cases: Scene
) -> None:
    page = provider.get(path_of(cases)).text
    assert "…SOON" in page
    assert "C00010SOON" not in page
    assert "To be completed by" in page
    first = rows_of(provider, path_of(cases))[0]
    assert first["To be completed by"] == f"{day(60):%-d %b %Y}"
    for words in ("Order ends</th>", "Weeks left", "Weeks spare", cases.court.name):
        assert words not in page


def test_each_reading_is_kept_with_how_many_were_shown(
    commissioner: LoggedIn, cases: Scene, session: Session
) -> None:
    path = path_of(cases)
    commissioner.get(f"{path}?stands=order-ends-first")
    ended = len(rows_of(commissioner, path, "ended"))
    line = {"list": "cases of a line", "line": str(cases.lines[GROUP].public_id)}
    assert readings(session) == [
        line | {"stands": "order-ends-first", "cases": 1},
        line | {"stands": "ended", "cases": ended},
    ]


def test_fifty_stand_on_a_page_and_the_file_has_all(
    commissioner: LoggedIn, cases: Scene, session: Session
) -> None:
    for number in range(45):
        received(session, cases, f"C0002{number:04}A", ends=day(300 + number))
    session.commit()
    path = path_of(cases)
    number = len(rows_of(commissioner, path))
    first, second = commissioner.get(path).text, commissioner.get(f"{path}?page=2").text
    assert first.count('<th scope="row"') == 50
    assert second.count('<th scope="row"') == number - 50
    assert f'href="{path}?page=2"' in first
    assert readings(session)[-1] == {
        "list": "cases of a line", "line": str(cases.lines[GROUP].public_id),
        "stands": "open", "cases": number - 50,
    }  # fmt: skip
    assert "The list ends before this page." in commissioner.get(f"{path}?page=9").text


def test_unpaid_work_is_told_by_its_likely_last_day(commissioner: LoggedIn, scene: Scene) -> None:
    page = commissioner.get(path_of(scene, WORK)).text
    assert "Likely last day" in page
    assert "Weeks spare" not in page


def test_another_region_and_a_list_there_is_not_are_not_found(
    visitor: FlaskClient, commissioner: LoggedIn, cases: Scene, session: Session
) -> None:
    assert commissioner.get(f"{path_of(cases)}?stands=nothing").status_code == 404
    wales = session.scalars(select(Region.id).where(Region.slug == "wales")).one()
    region = make_organisation(session, OrganisationKind.PROBATION_REGION, "W", region_id=wales)
    browser = logged_in(visitor, session, Role.COMMISSIONER, organisation=region, name="Other")
    before = len(readings(session))
    for path in (path_of(cases), f"{path_of(cases)}.csv"):
        assert browser.get(path).status_code == 404
    assert len(readings(session)) == before


def test_line_and_order_expiry_lead_to_its_cases(commissioner: LoggedIn, cases: Scene) -> None:
    path = path_of(cases)
    line = commissioner.get(path.removesuffix("/cases")).text
    for stands in ("", "?stands=waiting", "?stands=ended"):
        assert f'href="{path}{stands}"' in line
    listed = commissioner.get("/desk/order-expiry").text
    assert f'href="{path}"' in listed
    assert f'href="{path}?stands=order-ends-first">1</a>' in listed
    assert "<a " not in commissioner.get("/desk/order-expiry.csv").text


def test_a_line_without_cases_is_told_no_zeros(commissioner: LoggedIn, scene: Scene) -> None:
    """Of weekly totals nobody is a case: that none waits is not known here."""
    page = commissioner.get(path_of(scene, "Drug recovery at Avenham")).text
    assert "No case of this line is recorded here." in page
    assert "</a>: 0" not in page
