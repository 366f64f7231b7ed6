"""Court sheets as people see them: made by the button, shown again, found by what was typed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.publishing import publish_group
from commissioning.lines.opening import TermsStated
from commissioning.sheets.models import CourtSheet
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from directory.order_length import OrderKind
from directory.places.models import Exposure
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor
from tests.makers.scene import COURT, Scene, add_line, make_scene
from tests.makers.start_dates import answer_everything
from tests.portal.asking_on import answered
from tests.portal.sheets.reading import words

SHEETS = f"/courts/{COURT}/sheets"
POWERS = "Availability is information for the court; it does not limit its powers."


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def make(client: FlaskClient, **asked: object) -> str:
    """The address of a sheet for what is asked."""
    answer = client.post(SHEETS, data=asked)
    assert answer.status_code == 303, answer.text
    assert "Set-Cookie" not in answer.headers
    address: str = answer.headers["Location"]
    assert re.fullmatch(r"/sheets/[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}", address)
    return address


def test_the_button_makes_a_sheet_that_says_what_the_court_page_says(
    client: FlaskClient, scene: Scene
) -> None:
    said = words(client.get(make(client, area="central-lancashire")).text)
    assert "Preston Magistrates' Court" in said
    assert "This is what was known on 2 March 2027 at 9:30am." in said
    assert "Home Central Lancashire" in said
    assert "Order length not asked about, so nothing is said of “within the order”" in said
    assert "Anybody: sex and age are never kept on a sheet." in said
    assert POWERS in said
    assert "Community Payback in Central Lancashire" in said
    assert "days old" not in said
    assert "Half start by the end of May 2027." in said
    assert "11 May" not in said
    assert "Most likely" not in said


def test_the_button_stands_on_the_court_page_and_sends_its_question(
    client: FlaskClient, scene: Scene
) -> None:
    asked = {"postcode": "PR1", "sex": "female", "age": "18-20", "months": "12", "hours": "80"}
    page = answered(client, f"/courts/{COURT}", asked).text
    form = page[page.index('class="make-sheet') :].split("</form>")[0]
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    assert f'action="{SHEETS}?asked=' in form
    assert sent == {"area": "central-lancashire", "months": "12", "hours": "80"}
    said = words(client.get(make(client, **sent)).text)
    assert "Order 12 months" in said
    assert "Unpaid work 80 hours" in said
    assert "assumed" not in said


def test_what_shares_one_line_is_named_in_it(client: FlaskClient, scene: Scene) -> None:
    """What nobody spoke of and what may not be in force are never among what takes effect."""
    said = words(client.get(make(client, area="central-lancashire")).text)
    at_once = said[said.index("On the day of sentence Takes") : said.index("Others Not known")]
    silent = said[said.index("Others Not known") : said.index("Ask before it is imposed")]
    in_doubt = said[said.index("Ask before it is imposed May not be in force yet") :]
    assert "Foreign travel prohibition" in at_once
    assert "Curfew, Exclusion" in silent
    assert "Driving prohibition" in in_doubt
    for name in ("Curfew", "Driving prohibition", "Restriction zone"):
        assert name not in at_once
    assert "01632" in silent
    assert "01632" in in_doubt


def test_a_second_click_gives_the_same_sheet(client: FlaskClient, scene: Scene) -> None:
    assert make(client) == make(client)


def test_for_one_requirement_each_row_has_its_figures(client: FlaskClient, scene: Scene) -> None:
    said = words(client.get(make(client, requirement="unpaid_work")).text)
    assert "Requirement Unpaid work" in said
    assert "People waiting about 25" in said
    assert "Areas Central Lancashire" in said


@pytest.mark.parametrize(
    ("asked", "must_say"),
    [
        (
            {"requirement": "unpaid_work", "months": "12", "hours": "80"},
            (
                "Order 12 months",
                "People waiting about 25",
                "In a community order: the order runs on until the hours are worked",
                "In a suspended sentence order: ",
                " would start and finish within the operational period of 12 months.",
                "Time needed 80 hours",
            ),
        ),
        (
            {
                "requirement": "unpaid_work",
                "months": "12",
                "hours": "80",
                "order_kind": "suspended_sentence_order",
            },
            (
                "Order Suspended sentence order, 12 months",
                " would start and finish within the operational period of 12 months.",
            ),
        ),
        (
            {"requirement": "rehabilitation_activity"},
            ("Half start by Tuesday 11 May 2027 (group 7).", "9 in 10 by "),
        ),
        (
            {"requirement": "programme", "months": "6"},
            (
                "Nothing that most people could take is known here, only: Programmes for sexual",
                " would start and finish within 6 months.",
            ),
        ),
    ],
)
def test_a_sheet_says_of_dates_what_a_reader_plans_by(
    client: FlaskClient,
    session: Session,
    scene: Scene,
    asked: dict[str, str],
    must_say: tuple[str, ...],
) -> None:
    add_group_seven(session, scene)
    said = words(client.get(make(client, **asked)).text)
    for expected in must_say:
        assert expected in said, said


def add_group_seven(session: Session, scene: Scene) -> None:
    kind, terms = (
        DeliveryKind.CLOSED_GROUP,
        TermsStated(OPENED, 90, min_to_run=0, programme_weeks=10),
    )
    requirement = "rehabilitation_activity"
    line = add_line(session, scene, "Thinking", requirement, kind=kind, terms=terms, places=8)
    publish_group(
        session,
        line,
        external_id="thinking-group-007",
        planned_start=dt.date(2027, 5, 11),
        places=8,
        by=actor(session),
        at=NOW,
    )
    answer_everything(session)


def test_a_year_later_the_facts_are_the_same_and_their_age_is_said(
    client: FlaskClient, session: Session, scene: Scene, today: time_machine.Traveller
) -> None:
    address = make(client)
    then, kept = words(client.get(address).text), client.get(f"{address}.json").data
    scene.court.name = "Preston Justice Centre"
    session.flush()
    today.move_to(NOW + dt.timedelta(days=366))
    now = words(client.get(address).text)
    age = " It is 366 days old. For today’s answer see the page of the court ."
    assert age in now
    assert now.replace(age, "") == then
    assert client.get(f"{address}.json").data == kept
    assert client.get(f"/courts/{COURT}").status_code == 200


def test_the_document_is_the_stored_bytes(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    address = make(client)
    answer = client.get(f"{address}.json")
    sheet = session.scalars(select(CourtSheet)).one()
    assert answer.data == sheet.document
    digest = hashlib.sha256(answer.data).hexdigest()
    assert digest in client.get(address).text
    assert answer.headers["ETag"].strip('"') == digest
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data)["note"] == POWERS
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_what_has_become_confidential_is_gone_from_page_and_document(
    client: FlaskClient, session: Session, scene: Scene
) -> None:
    address = make(client)
    scene.service("Supported housing in Leyland", session).exposure = Exposure.CONFIDENTIAL
    session.flush()
    page = client.get(address)
    assert page.status_code == 200
    assert "Leyland" not in page.text
    assert "Part of this sheet is not shown." in page.text
    assert "SHA-256" not in page.text
    document = client.get(f"{address}.json")
    assert document.status_code == 403
    assert "Leyland" not in document.text
    assert "no longer published" in json.loads(document.text)["error"]["message"]


@pytest.mark.parametrize("path", ["/sheets?reference={}", "/sheets/{}"])
def test_any_spelling_leads_to_the_sheet(client: FlaskClient, scene: Scene, path: str) -> None:
    address = make(client)
    typed = address.rpartition("/")[2].replace("-", "").lower()
    answer = client.get(path.format(typed))
    assert (answer.status_code, answer.headers["Location"]) in ((303, address), (301, address))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("7K3-M9Q-0XP", "There is no court sheet with the reference 7K3-M9Q-0XP"),
        ("7k3-m9q-0xq", "That is not the reference of a court sheet."),
        ("<script>", "That is not the reference of a court sheet."),
        ("x" * 5000, "That is not the reference of a court sheet."),
    ],
)
def test_a_slip_is_said_beside_the_field(client: FlaskClient, typed: str, says: str) -> None:
    for answer in (
        client.get("/sheets", query_string={"reference": typed}),
        client.get(f"/sheets/{typed[:100]}"),
    ):
        assert answer.status_code == 404
        assert says in answer.text
        assert 'id="reference-error"' in answer.text
        assert "<script>" not in answer.text.partition("<main")[2].partition("</main>")[0]


def test_an_unknown_document_is_not_found(client: FlaskClient) -> None:
    assert json.loads(client.get("/sheets/7K3-M9Q-0XP.json").text)["error"]["code"] == "not_found"


def test_the_form_alone_says_where_sheets_come_from(client: FlaskClient) -> None:
    answer = client.get("/sheets")
    assert answer.status_code == 200
    assert "error" not in words(answer.text).lower()


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"area": "atlantis"}, 404),
        ({"requirement": "flogging"}, 404),
        ({"months": "37"}, 422),
        ({"months": "-1"}, 422),
        ({"months": "٣"}, 422),
        ({"hours": "39"}, 422),
        ({"hours": "1e2"}, 422),
        ({"order_kind": "probation_order"}, 422),
    ],
)
def test_bad_questions_are_refused(
    client: FlaskClient, session: Session, scene: Scene, asked: dict[str, str], status: int
) -> None:
    assert client.post(SHEETS, data=asked).status_code == status
    assert session.scalars(select(CourtSheet)).all() == []


def test_the_courts_that_there_are(client: FlaskClient) -> None:
    assert client.post("/courts/atlantis/sheets").status_code == 404


def test_nothing_about_a_person_is_kept_even_when_it_is_sent(
    client: FlaskClient, session: Session, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the address, the document, the record of the act or the log."""
    caplog.set_level(0)
    first = make(client, area="central-lancashire")
    second = make(client, area="central-lancashire", sex="female", age="18-20", postcode="PR1 2AB")
    assert first == second
    sheet = session.scalars(select(CourtSheet)).one()
    assert sheet.question["areas"] == ["central-lancashire"]
    [act] = session.scalars(select(AuditRow).where(AuditRow.act == "sheet:make"))
    told = [str(vars(kept)) for kept in (sheet, act, *caplog.records)]
    for word in ("PR1", "18-20"):
        assert not [one for one in told if word in one], word
    assert not [one for one in told if "female" in one.replace('"for_sex":"female"', "")]


PUBLIC = st.fixed_dictionaries(
    {},
    optional={
        "area": st.sampled_from(["central-lancashire", "blackburn"]),
        "requirement": st.sampled_from(["programme", "unpaid_work", "attendance_centre"]),
        "months": st.sampled_from(["6", "12", "36"]),
        "hours": st.sampled_from(["40", "300"]),
        "order_kind": st.sampled_from(list(OrderKind)),
    },
)
OF_THE_PERSON = st.fixed_dictionaries(
    {"sex": st.sampled_from(["female", "male"])},
    optional={
        "postcode": st.just("PR1"),
        "age": st.sampled_from(["18-20", "50-"]),
        "offence": st.sampled_from(["sexual", "domestic_abuse"]),
        "needs": st.just("drugs_and_alcohol"),
        **{
            f"{day}-{part}": st.just(number)
            for day in ("offence_on", "convicted_on")
            for part, number in (("day", "1"), ("month", "3"), ("year", "2020"))
        },
    },
)


@given(asked=PUBLIC, person=OF_THE_PERSON)
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whoever_is_asked_about_the_kept_bytes_are_the_same(
    client: FlaskClient, scene: Scene, asked: dict[str, str], person: dict[str, str]
) -> None:
    with_the_person = make(client, **asked, **person)
    assert with_the_person == make(client, **asked)
    kept = client.get(f"{with_the_person}.json").text
    assert "PR1" not in kept
    for found in json.loads(kept)["answer"]["requirements"]:
        assert not found["ruled_out"]
        assert not [row for row in found["rows"] if row["fit"] is not None]


def test_another_site_cannot_send_the_form(client: FlaskClient, scene: Scene) -> None:
    answer = client.post(SHEETS, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def test_search_engines_are_asked_to_leave_sheets_alone(client: FlaskClient, scene: Scene) -> None:
    assert '<meta name="robots" content="noindex">' in client.get(make(client)).text
