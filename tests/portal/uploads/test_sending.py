"""The pages of a file: sent with mistakes, mended, looked at, applied, taken back; and refusals."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from commissioning.groups.models import Group
from commissioning.uploads.models import Upload
from directory.listings.models import ListingDraft
from directory.listings.wording import published_now
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from tests.commissioning.uploads.sending_desk import SendingDesk
from tests.makers.accounts import LoggedIn, logged_in_as, make_member, make_organisation

WORDING = (
    "external_id,provider,delivery_kind,title,summary,requirements,areas\n"
    "service-ours,EXAMPLE_FORGE_TRUST,closed_group,{title},What it is.,rehabilitation_activity,"
    "preston\n"
)
GROUPS = "external_id,line,planned_start,places\ng1,line-ours,2027-05-03,{places}\n"


@dataclass
class Sending:
    """Somebody at `/uploads`."""

    browser: LoggedIn
    desk: SendingDesk

    def send(self, kind: str, content: str | bytes, name: str = "groups.csv") -> TestResponse:
        body = content.encode() if isinstance(content, str) else content
        return self.browser.post(
            "/uploads",
            {"kind": kind, "file": (io.BytesIO(body), name)},
            content_type="multipart/form-data",
        )

    def sent(self, kind: str, content: str, name: str = "groups.csv") -> str:
        """The path of the page of a file that was read."""
        answer = self.send(kind, content, name)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def page(self, path: str) -> str:
        return self.browser.get(path).text

    def apply(self, path: str, **more: str) -> TestResponse:
        shown = re.search(r'name="shown" value="(\w+)"', self.page(path))
        return self.browser.post(
            f"{path}/apply", {"shown": shown.group(1) if shown else "", **more}
        )


@pytest.fixture
def desk(client: FlaskClient, session: Session, tmp_path: Path) -> SendingDesk:
    with client.application.app_context():
        return SendingDesk(session, tmp_path)


@pytest.fixture
def provider(client: FlaskClient, session: Session, desk: SendingDesk) -> Sending:
    return sending(client, desk, Role.PROVIDER_ADMINISTRATOR)


def sending(client: FlaskClient, desk: SendingDesk, role: Role) -> Sending:
    with client.application.app_context():
        return Sending(logged_in_as(client, desk.session, desk.member(role)), desk)


def test_from_mistakes_to_undone(provider: Sending, session: Session) -> None:
    wrong = provider.sent("groups", GROUPS.format(places="some"))
    page = provider.page(wrong)
    assert "1 mistake. Nothing was written." in page
    assert ">Row 2, places</th>" in page
    marked = provider.browser.get(f"{wrong}/mistakes")
    assert marked.headers["Content-Disposition"] == 'attachment; filename="groups.csv"'
    assert "places: " in marked.get_data().decode("utf-8-sig")
    right = provider.sent("groups", GROUPS.format(places=8))
    assert "Nothing is written yet." in provider.page(right)
    assert session.scalars(select(Group)).all() == []
    assert provider.apply(right).status_code == 303
    assert "Applied." in provider.page(right)
    assert session.scalars(select(Group.places)).one() == 8
    assert provider.browser.post(f"{right}/undo").status_code == 303
    assert "Taken back." in provider.page(right)
    assert session.scalars(select(Group)).all() == []


def test_a_page_of_before_applies_nothing(provider: Sending, session: Session) -> None:
    path = provider.sent("groups", GROUPS.format(places=8))
    answer = provider.browser.post(f"{path}/apply", {"shown": "0" * 64})
    assert answer.status_code == 422
    assert "since that page was made" in answer.text
    assert session.scalars(select(Group)).all() == []


def test_back_and_a_second_click_are_harmless(provider: Sending, session: Session) -> None:
    path = provider.sent("groups", GROUPS.format(places=8))
    shown = session.scalars(select(Upload.shown_digest)).one()
    for _ in range(2):
        answer = provider.browser.post(f"{path}/apply", {"shown": shown or ""})
        assert answer.status_code == 303
    for _ in range(2):
        assert provider.browser.post(f"{path}/undo").status_code == 303
    answer = provider.browser.post(f"{path}/apply", {"shown": shown or ""})
    assert "Taken back." in provider.page(path)


def test_what_is_odd_is_ticked_before_it_is_applied(provider: Sending, session: Session) -> None:
    far = "external_id,line,planned_start,places\ng1,line-ours,1967-05-03,8\n"
    path = provider.sent("groups", far)
    assert "years before the day of the file" in provider.page(path)
    assert provider.apply(path).status_code == 422
    assert session.scalars(select(Group)).all() == []
    assert provider.apply(path, is_meant="yes").status_code == 303
    assert len(session.scalars(select(Group)).all()) == 1


def test_anothers_file_is_not_found(
    client: FlaskClient, provider: Sending, desk: SendingDesk
) -> None:
    path = provider.sent("groups", GROUPS.format(places="some"))
    other = sending(client.application.test_client(), desk, Role.COMMISSIONER)
    for method, where in (
        ("GET", path), ("GET", f"{path}/mistakes"), ("POST", f"{path}/apply"),
        ("POST", f"{path}/undo"),
    ):  # fmt: skip
        answer = other.browser.get(where) if method == "GET" else other.browser.post(where)
        assert answer.status_code == 404, where
    assert path not in other.page("/uploads")
    assert path in provider.page("/uploads")


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"%PDF-1.7 and so on", "groups.csv", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "groups.xlsx", "old spreadsheet"),
        (b"PK\x03\x04 and no more", "groups.csv", "damaged"),
        (b"<html><body>", "groups.csv", "web page"),
        (b"", "groups.csv", "empty"),
        (b"one,two\n1,2\n", "groups.csv", "external_id"),
        (b"a" * 100 + b"\x00", "groups.csv", ""),
        (b"external_id,line\xff\xfe\n", "groups.xlsx", "damaged or no spreadsheet"),
    ],
    ids=["pdf", "xls", "zip", "html", "empty", "headings", "nought", "mislabelled"],
)
def test_what_is_no_table_is_refused_with_a_sentence(
    provider: Sending, session: Session, content: bytes, name: str, says: str
) -> None:
    answer = provider.send("groups", content, name)
    text = answer.text if answer.status_code == 422 else provider.page(answer.headers["Location"])
    assert says in text
    assert "--" not in re.sub(r'class="[^"]*"', "", text.split("<main")[1].split("</main")[0])
    assert session.scalars(select(Group)).all() == []


def test_too_large_is_refused(provider: Sending) -> None:
    content = io.BytesIO(b"a" * (20 * 1024 * 1024 + 1))
    answer = provider.browser.client.post(
        "/uploads", input_stream=content, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 413
    assert "split the file" in answer.text


def test_nothing_chosen_is_said_at_the_field(provider: Sending) -> None:
    answer = provider.browser.post("/uploads", {"kind": ""}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choose what the file is" in answer.text
    assert "Choose the file" in answer.text


def test_a_kind_that_is_not_theirs_cannot_be_chosen(provider: Sending) -> None:
    assert ">Agreements</label>" not in provider.page("/uploads")
    answer = provider.send("agreements", "external_id\n1\n")
    assert answer.status_code == 422
    assert "Choose what the file is" in answer.text


def test_a_name_that_tells_of_a_person_is_not_kept(provider: Sending, session: Session) -> None:
    provider.sent("groups", GROUPS.format(places=8), "AB 12 34 56 C.csv")
    assert session.scalars(select(Upload.file)).one() == "file.csv"


def test_formulas_come_back_as_text(provider: Sending) -> None:
    row = 'external_id,line,planned_start,places\n"=HYPERLINK(""x"")",line-ours,soon,8\n'
    path = provider.sent("groups", row)
    marked = provider.browser.get(f"{path}/mistakes").get_data().decode("utf-8-sig")
    assert "\n\"'=HYPERLINK" in marked.replace("\r", "")
    assert "<a" not in provider.page(path).split("What is wrong")[1].split("</table>")[0]


def test_the_page_says_what_keeps_it_and_leads_to_it(provider: Sending) -> None:
    first = provider.sent("groups", GROUPS.format(places=8))
    provider.apply(first)
    assert "It can be taken back: nothing stands on it." in provider.page(first)
    second = provider.sent("groups", GROUPS.format(places=9), "later.csv")
    provider.apply(second, is_meant="yes")
    page = provider.page(first)
    assert "It cannot be taken back now" in page
    assert f'href="{second}">Take back later.csv first' in page
    assert "Take all of it back" not in page
    provider.browser.post(f"{second}/undo")
    assert "Take all of it back" in provider.page(first)


def test_mistakes_are_put_right_on_the_page(provider: Sending, session: Session) -> None:
    rows = GROUPS.format(places="some") + "g2,line-nobodys,2027-05-03,8\n"
    path = provider.sent("groups", rows)
    page = provider.page(path)
    named = re.findall(r'name="((?:cell|out|empty)-[\d-]+)"', page)
    assert named == ["cell-0-2-3", "out-0-2", "cell-0-3-1", "out-0-3"]
    answers = {"cell-0-2-3": "8", "out-0-3": "yes", "cell-0-9-9": "ignored"}
    assert provider.browser.post(f"{path}/answers", answers).status_code == 303
    assert "1 row would bring something new." in provider.page(path)
    provider.apply(path)
    assert session.scalars(select(Group.external_id)).all() == ["g1"]
    assert provider.browser.post(f"{path}/answers", answers).status_code == 303
    assert "Applied." in provider.page(path)


def test_many_mistakes_are_told_by_what_they_have_in_common(provider: Sending) -> None:
    rows = "".join(f"h{number},line-ours,2027-05-03,some\n" for number in range(60))
    path = provider.sent("groups", GROUPS.format(places="some") + rows)
    page = provider.page(path)
    assert "61 mistakes. Nothing was written." in page
    assert "places, rows 2, 3, 4, 5, 6 and 56 more" in page
    assert "Put them right here" not in page


def test_a_day_to_come_is_refused_at_its_field(provider: Sending) -> None:
    answer = provider.browser.post(
        "/uploads",
        {
            "kind": "groups", "file": (io.BytesIO(b"x"), "groups.csv"),
            "as_of-day": "1", "as_of-month": "1", "as_of-year": "2999",
        },
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "must have come" in answer.text


def test_a_providers_wording_waits_for_approval_once_it_is_applied(
    provider: Sending, session: Session
) -> None:
    where = make_organisation(
        session,
        OrganisationKind.PROBATION_REGION,
        "Our region",
        region_id=provider.desk.here.region_id,
    )
    with provider.browser.client.application.app_context():
        decides = make_member(session, Role.COMMISSIONER, organisation=where, name="Cy Decides")
    assert decides.person.name == "Cy Decides"
    service = provider.desk.service("ours")
    path = provider.sent("services", WORDING.format(title="Thinking ahead"), "services.csv")
    page = provider.page(path)
    assert "submitted for approval when you apply" in page
    assert "row says publish" not in page
    assert session.scalars(select(ListingDraft)).all() == []
    assert provider.apply(path).status_code == 303
    draft = session.scalars(select(ListingDraft)).one()
    assert (draft.changes["title"], draft.is_open) == ("Thinking ahead", True)
    assert draft.submitted_at is not None
    assert published_now(session, service).title == "Thinking ours"
    assert "Thinking ahead" in provider.page(f"/listings/{service.public_id}")
    [told] = session.scalars(
        select(Message).where(Message.to_address == "cy.decides@example.org")
    ).all()
    assert f"http://localhost:5000/approving/{draft.public_id}" in told.body
    assert provider.browser.post(f"{path}/undo").status_code == 303
    session.refresh(draft)
    assert draft.is_open is False


def test_a_new_service_of_a_file_asks_to_be_offered(provider: Sending, session: Session) -> None:
    content = WORDING.replace("service-ours", "service-new").format(title="New hope")
    path = provider.sent("services", content, "services.csv")
    assert provider.apply(path).status_code == 303, provider.page(path)
    draft = session.scalars(select(ListingDraft)).one()
    assert draft.is_offer
    assert draft.submitted_at is not None
    again = provider.sent("services", content.replace("New hope", "Newer"), "services.csv")
    assert provider.apply(again).status_code == 303
    session.refresh(draft)
    assert draft.changes["title"] == "Newer"
    assert draft.submitted_at is not None


def test_the_page_tells_a_provider_its_own_codes_and_each_column(provider: Sending) -> None:
    page = provider.page("/uploads")
    assert "EXAMPLE_FORGE_TRUST" in page
    assert "service-ours" in page
    assert "service-theirs" not in page
    assert "<code>line-ours</code>" in page
    assert "line-theirs" not in page
    assert "<code>planned_start</code>" in page
    wrong = provider.sent("groups", GROUPS.format(places=8).replace("line-ours", "no-such"))
    assert "Your codes stand on the page on which you send files" in provider.page(wrong)


def test_the_history_of_a_service_tells_the_capacity_of_a_file(provider: Sending) -> None:
    head = "external_id,line,measure,from_date,value,stated_by,stated_on\n"
    row = "{id},line-ours,places,2026-03-01,{value},Jo Bloggs,2026-03-01\n"
    for number, value in enumerate((12, 14)):
        rows = head + row.format(id=f"c{number}", value=value)
        path = provider.sent("capacity", rows, f"capacity-{number}.csv")
        assert provider.apply(path, is_meant="yes").status_code == 303, provider.page(path)
        assert "Applied." in provider.page(path)
    told = provider.page(f"/listings/{provider.desk.service('ours').public_id}/history")
    assert "Jo Bloggs told 14 places at one time from 1 March 2026 (before: 12)" in told, told
    assert ", by the file capacity-1.csv, sent by" in told
    assert "(nothing was told before)" in told


def test_a_provider_is_told_all_that_is_wrong_at_once_and_to_leave_publish_empty(
    provider: Sending,
) -> None:
    template = provider.page("/uploads/templates/services.csv")
    assert "Leave it empty: who commissions the service publishes what you send" in template
    assert "publishes the row as it stands" not in template
    assert template.splitlines()[2].endswith(",")
    assert "publishes the row as it stands" not in provider.page("/uploads")
    rows = WORDING.splitlines()[0] + ",publish\n"
    row = WORDING.splitlines()[1].format(title="Ahead")
    rows += row.replace("closed_group", "unheard_of") + ",yes\n"
    rows += row.replace("service-ours", "service-theirs") + ",yes\n"
    page = provider.page(provider.sent("services", rows, "services.csv"))
    assert "4 mistakes. Nothing was written." in page
    assert page.count("leave it empty: who commissions") >= 2
