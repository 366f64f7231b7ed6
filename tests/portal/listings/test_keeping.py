"""A provider keeps its listing: how it is reached at once, the rest approved by somebody else."""

from __future__ import annotations

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from directory.messages.kinds import MessageKind
from directory.people.roles import Role
from directory.providers.models import Provider
from tests.makers.days import moment
from tests.makers.listings import (
    FOR_WOMEN,
    NEW_NUMBER,
    OLD_NUMBER,
    make_draft,
    make_person,
    number_of,
    says,
)
from tests.portal.listings.keeping import Kept, hidden, kept_listing

pytestmark = pytest.mark.usefixtures("client")

EDITOR, COMMISSIONER = Role.LISTING_EDITOR, Role.COMMISSIONER


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    return kept_listing(app, session)


def test_the_telephone_is_changed_at_once_and_all_are_told(kept: Kept) -> None:
    jane = kept.somebody(EDITOR, "Jane Roe")
    kept.somebody(Role.PROVIDER_ADMINISTRATOR, "Ali Member")
    page = jane.get(kept.path)
    assert page.status_code == 200
    assert OLD_NUMBER in page.text
    answer = jane.post(f"{kept.path}/reach", {
        "based_on": hidden(page.text, "based_on"), "telephone": NEW_NUMBER,
        "email": "new@example.org", "opening_hours": "Monday to Friday, 9 to 5",
    })  # fmt: skip
    assert answer.status_code == 303
    assert "everybody at your organisation is told" in jane.get(answer.location).text
    assert kept.app.test_client().get(f"/services/{kept.service.public_id}").text.count(NEW_NUMBER)
    assert [(m.to_address, m.kind) for m in kept.told] == [
        (to, MessageKind.TELEPHONE_CHANGED)
        for to in ("old@example.org", "ali.member@example.org", "jane.roe@example.org")
    ]
    body = kept.told[0].body
    assert f"Telephone: {OLD_NUMBER} → {NEW_NUMBER}" in body
    assert "Jane Roe changed how people reach “Thinking Ahead”" in body
    assert kept.path in body
    assert TITLE_OF_NOBODY not in kept.told[0].subject
    again = jane.post(f"{kept.path}/reach", {
        "based_on": "2", "telephone": NEW_NUMBER, "email": "new@example.org",
        "opening_hours": "Monday to Friday, 9 to 5",
    })  # fmt: skip
    assert again.location.endswith("?done=same")
    hours = jane.post(f"{kept.path}/reach", {"based_on": "2", "opening_hours": "Mornings"})
    assert hours.location.endswith("?done=saved")  # not sent: telephone and e-mail stay
    assert says(kept.session, kept.service)["telephone"] == NEW_NUMBER
    assert len(kept.told) == 3


TITLE_OF_NOBODY = "Thinking Ahead"
"""A subject may be read over a shoulder."""


def test_emptied_it_says_what_readers_see_of_the_provider_instead(kept: Kept) -> None:
    """A number of the provider, and no address: beside the field, and after saving."""
    provider = kept.session.get_one(Provider, kept.service.provider_id)
    assert provider.telephone
    stands_in = f"Empty: readers see the provider’s, {provider.telephone}"
    jane = kept.somebody(EDITOR, "Jane Roe")
    page = jane.get(kept.path).text
    assert "Empty: readers see" not in page
    told = {"telephone": "", "email": "", "opening_hours": ""}
    answer = jane.post(f"{kept.path}/reach", told | {"based_on": hidden(page, "based_on")})
    saved = jane.get(answer.location).text
    status = saved.split('role="status"')[1].split("</div>")[0]
    assert f"Telephone is empty: readers see the provider’s, {provider.telephone}" in status
    assert "E-mail is empty" not in status
    again = jane.get(kept.path).text
    assert again.count(stands_in) == 1
    assert stands_in in again.split('id="telephone-hint"')[1].split("</div>")[0]
    readers = kept.app.test_client().get(f"/services/{kept.service.public_id}").text
    assert provider.telephone in readers.split('id="contact"')[1].split("</section>")[0]


def test_what_is_wrong_stands_at_its_field(kept: Kept) -> None:
    jane = kept.somebody(EDITOR)
    answer = jane.post(f"{kept.path}/reach", {
        "based_on": "1", "telephone": "ask the office", "email": "", "opening_hours": "",
    })  # fmt: skip
    assert answer.status_code == 422
    assert 'href="#telephone">Telephone holds no number that can be rung' in answer.text
    assert 'value="ask the office"' in answer.text
    assert says(kept.session, kept.service)["telephone"] == OLD_NUMBER
    assert kept.told == []


def test_the_second_of_two_editors_sees_both(kept: Kept) -> None:
    jane, ali = kept.somebody(EDITOR, "Jane Roe"), kept.somebody(EDITOR, "Ali Khan")
    told = {"based_on": "1", "email": "old@example.org", "opening_hours": ""}
    assert jane.post(f"{kept.path}/reach", told | {"telephone": NEW_NUMBER}).status_code == 303
    answer = ali.post(f"{kept.path}/reach", told | {"telephone": "01632 960303"})
    assert answer.status_code == 422
    for words in ("two people changed the same", "01632 960303", NEW_NUMBER, "Jane Roe"):
        assert words in answer.text
    again = told | {"telephone": "01632 960303", "based_on": hidden(answer.text, "based_on")}
    assert ali.post(f"{kept.path}/reach", again).status_code == 303
    assert says(kept.session, kept.service)["telephone"] == "01632 960303"


def test_a_draft_is_submitted_approved_and_read(kept: Kept) -> None:
    jane, carla = kept.somebody(EDITOR, "Jane Roe"), kept.somebody(COMMISSIONER, "Carla Approver")
    public = kept.app.test_client()
    address = f"/services/{kept.service.public_id}"
    form = jane.get(f"{kept.path}/draft").text
    told = {"based_on": hidden(form, "based_on"), "draft_version": hidden(form, "draft_version"),
            "title": "Thinking Further", "summary": "Said <b>anew</b>.", "referral_route": "",
            "who_for": "", "requirements": "rehabilitation_activity"}  # fmt: skip
    assert 'name="setting"' not in form
    assert 'name="telephone"' not in form
    saved = jane.post(f"{kept.path}/draft", told)
    assert saved.location.endswith("/preview")
    preview = jane.get(saved.location).text
    for words in (
        "This is what readers will see",
        "Thinking Further",
        "Said &lt;b&gt;anew&lt;/b&gt;.",
    ):
        assert words in preview
    assert "Thinking Further" not in public.get(address).text
    assert carla.get("/approving").text.count("Nothing waits for you") == 1
    jane.post(f"{kept.path}/draft/submit", {"draft_version": hidden(preview, "draft_version")})
    assert "waits for approval" in jane.get(kept.path).text
    waiting = carla.get("/approving").text
    assert "Jane Roe asks since" in waiting
    href = waiting.split('tasks__link" href="')[1].split('"')[0]
    decide = carla.get(href).text
    assert "Said &lt;b&gt;anew&lt;/b&gt;." in decide
    assert carla.get(f"{href}/preview").status_code == 200
    version = {"draft_version": hidden(decide, "draft_version")}
    refused = carla.post(href, version | {"approve": "title"})
    assert refused.status_code == 422
    assert "Say why what is not ticked goes back" in refused.text
    assert "Thinking Further" not in public.get(address).text
    done = carla.post(href, version | {"approve": "title", "reason": "No HTML, please."})
    assert done.status_code == 303
    read = public.get(address).text
    assert "Thinking Further" in read
    assert "anew" not in read
    assert "Carla Approver: No HTML, please." in jane.get("/listings").text
    [asked, message] = kept.told
    assert (asked.to_address, asked.kind) == ("carla.approver@example.org", "listing_submitted")
    assert f"/approving/{href.rpartition('/')[2]}" in asked.body
    assert (message.to_address, message.kind) == ("jane.roe@example.org", "listing_decided")
    assert "Carla Approver says: No HTML, please." in message.body
    history = jane.get(f"{kept.path}/history").text
    assert "Carla Approver approved part of what Jane Roe wrote and sent the rest back" in history


@time_machine.travel(moment(1), tick=False)
def test_whoever_decides_second_reads_who_decided_first(kept: Kept) -> None:
    carla = kept.somebody(COMMISSIONER, "Carla Approver")
    ida = kept.somebody(COMMISSIONER, "Ida Late")
    draft = make_draft(kept.session, kept.service, make_person(kept.session, "Jane Roe"))
    kept.session.flush()
    href = f"/approving/{draft.public_id}"
    told = {"draft_version": hidden(ida.get(href).text, "draft_version"), "approve": "summary"}
    assert carla.post(href, told).status_code == 303
    late = ida.post(href, told)
    assert late.status_code == 409
    assert "Carla Approver approved it on " in late.text
    assert f'href="{kept.path}/history"' in late.text
    assert ida.get(href).location == f"{kept.path}/history"


def test_a_draft_is_kept_and_come_back_to(kept: Kept) -> None:
    jane = kept.somebody(EDITOR, "Jane Roe")
    told = {"based_on": "1", "draft_version": "0", "title": "Thinking Further", "then": "later",
            "summary": "What it is.", "referral_route": "By e-mail.", "who_for": "Men and women.",
            "requirements": "rehabilitation_activity"}  # fmt: skip
    answer = jane.post(f"{kept.path}/draft", told)
    assert "Your draft is kept" in jane.get(answer.location).text
    assert 'value="Thinking Further"' in jane.get(f"{kept.path}/draft").text
    ali = kept.somebody(EDITOR, "Ali Khan")
    assert "is changing this listing too." in ali.get(kept.path).text
    other = jane.post(f"{kept.path}/draft", told | {"title": "In another window"})
    assert other.status_code == 422
    assert "In another window" in other.text
    assert "Thinking Further" in other.text
    again = told | {"draft_version": hidden(other.text, "draft_version"), "title": "Both"}
    assert jane.post(f"{kept.path}/draft", again).status_code == 303
    jane.post(f"{kept.path}/draft/leave")
    assert 'value="Thinking Ahead"' in jane.get(f"{kept.path}/draft").text


def test_a_telephone_for_women_waits_for_a_second_person(app: Flask, session: Session) -> None:
    kept = kept_listing(app, session, eligibility=FOR_WOMEN)
    jane, carla = kept.somebody(EDITOR, "Jane Roe"), kept.somebody(COMMISSIONER)
    page = jane.get(kept.path).text
    assert 'name="telephone"' not in page
    assert "only when a second person has approved it" in page
    for told in ({"telephone": NEW_NUMBER}, {"telephone": NEW_NUMBER, "opening_hours": "9 to 5"}):
        jane.post(f"{kept.path}/reach", {"based_on": "1"} | told)
        assert says(session, kept.service)["telephone"] == OLD_NUMBER
    number = number_of(session, kept.service)
    told = {"based_on": str(number), "draft_version": "0", "title": "Thinking Ahead",
            "summary": "What it is.", "telephone": NEW_NUMBER, "email": "old@example.org",
            "requirements": "rehabilitation_activity"}  # fmt: skip
    jane.post(f"{kept.path}/draft", told)
    jane.post(f"{kept.path}/draft/submit", {"draft_version": "1"})
    assert says(session, kept.service)["telephone"] == OLD_NUMBER
    assert {m.subject for m in kept.told} == {
        "A listing waits for your decision",
        "Somebody asks to change how people reach one of your services",
    }
    waiting = carla.get("/approving").text
    href = waiting.split('tasks__link" href="')[1].split('"')[0]
    carla.post(href, {"draft_version": "2", "approve": "telephone"})
    assert says(session, kept.service)["telephone"] == NEW_NUMBER
    assert len(kept.told) == 6  # to decide: one; asked: two; changed: two; decided: one


def test_going_back_and_withdrawing_say_why(kept: Kept) -> None:
    jane, carla = kept.somebody(EDITOR, "Jane Roe"), kept.somebody(COMMISSIONER)
    told = {"based_on": "1", "draft_version": "0", "title": "Thinking Further",
            "summary": "What it is.", "referral_route": "By e-mail.", "who_for": "Men and women.",
            "requirements": "rehabilitation_activity"}  # fmt: skip
    jane.post(f"{kept.path}/draft", told)
    jane.post(f"{kept.path}/draft/submit", {"draft_version": "1"})
    href = carla.get("/approving").text.split('tasks__link" href="')[1].split('"')[0]
    carla.post(href, {"draft_version": "2", "approve": "title"})
    back = f"/approving/services/{kept.service.public_id}/earlier/1"
    assert back in carla.get(f"{kept.path}/history").text
    assert back not in jane.get(f"{kept.path}/history").text
    assert "Thinking Further" in carla.get(back).text
    nothing = carla.get(back.replace("/earlier/1", "/earlier/2")).text
    assert "Readers see this wording now" in nothing
    assert "Publish it again</button>" not in nothing
    stale = carla.post(back, {"based_on": "1", "reason": "It was right."})
    assert stale.status_code == 422
    assert f'href="{back}">Look at it as it is now' in stale.text
    assert "Go back, change what you entered" not in stale.text
    assert carla.post(back, {"based_on": "2", "reason": " "}).status_code == 422
    assert carla.post(back, {"based_on": "2", "reason": "It was right."}).status_code == 303
    assert says(kept.session, kept.service)["title"] == "Thinking Ahead"
    back_again = kept.told[-1]
    assert back_again.to_address == "jane.roe@example.org"
    assert "earlier wording of “Thinking" in back_again.body
    assert "says: It was right." in back_again.body
    assert "“It was right.”" in jane.get(f"{kept.path}/history").text


def test_what_submits_a_draft_stands_in_the_main_part_of_its_preview(kept: Kept) -> None:
    jane = kept.somebody(EDITOR, "Jane Roe")
    jane.post(f"{kept.path}/draft", {"based_on": "1", "draft_version": "0", "title": "Kept draft"})
    page = jane.get(f"{kept.path}/preview").text
    assert "Submit it for approval" in page.partition("<main")[2].partition("</main>")[0]
    assert page.count("Submit it for approval") == 1


def test_a_withdrawal_is_told_to_the_provider_and_its_draft_is_not_lost(kept: Kept) -> None:
    jane, carla = kept.somebody(EDITOR, "Jane Roe"), kept.somebody(COMMISSIONER)
    out = f"/approving/services/{kept.service.public_id}/withdraw"
    assert carla.get(out).status_code == 200
    assert carla.post(out, {"reason": ""}).status_code == 422
    jane.post(f"{kept.path}/draft", {"based_on": "1", "draft_version": "0", "title": "Kept draft"})
    done = carla.post(out, {"reason": "The grant ended."})
    assert "Everybody at its provider’s organisation is told" in carla.get(done.location).text
    gone = kept.told[-1]
    assert (gone.to_address, gone.subject) == (
        "jane.roe@example.org", "A service of your organisation was withdrawn",
    )  # fmt: skip
    assert "says: The grant ended." in gone.body
    late = kept.somebody(COMMISSIONER, "Cleo Second").post(out, {"reason": "It ended."})
    assert late.status_code == 409
    assert "withdrew it on" in late.text
    page = kept.app.test_client().get(f"/services/{kept.service.public_id}").text
    assert "has been withdrawn" in page
    for refused in (
        jane.get(kept.path),
        jane.post(f"{kept.path}/draft/submit", {"draft_version": "1"}),
    ):
        assert refused.status_code == 404
        assert "What you have written for it is kept" in refused.text
        assert f'href="{kept.path}/offer">offer it again' in refused.text


def test_a_decision_on_what_was_changed_meanwhile_shows_both(kept: Kept) -> None:
    jane, ali = kept.somebody(EDITOR, "Jane Roe"), kept.somebody(EDITOR, "Ali Khan")
    carla = kept.somebody(COMMISSIONER)
    hrefs = []
    for who, title in ((jane, "By Jane"), (ali, "By Ali")):
        told = {"based_on": "1", "draft_version": "0", "title": title}
        who.post(f"{kept.path}/draft", told)
        who.post(f"{kept.path}/draft/submit", {"draft_version": "1"})
        page = carla.get("/approving").text
        hrefs += [h for h in re.findall(r'tasks__link" href="([^"]+)', page) if h not in hrefs]
    version = {"draft_version": "2", "approve": "title"}
    assert carla.post(hrefs[0], version).status_code == 303
    answer = carla.post(hrefs[1], version)
    assert answer.status_code == 422
    for words in ("it was changed meanwhile", "By Ali", "By Jane"):
        assert words in answer.text
    assert says(kept.session, kept.service)["title"] == "By Jane"


def test_marks_that_turn_the_direction_are_left_out_of_a_pasted_number(kept: Kept) -> None:
    """An address book puts them around; left in, they turn round the number behind."""
    jane = kept.somebody(EDITOR, "Jane Roe")
    page = jane.get(kept.path)
    told = {
        "based_on": hidden(page.text, "based_on"),
        "telephone": f"\u202a{NEW_NUMBER}\u202c\u202e",
    }
    assert jane.post(f"{kept.path}/reach", told).status_code == 303
    assert says(kept.session, kept.service)["telephone"] == NEW_NUMBER
    history = jane.get(f"{kept.path}/history").text
    assert NEW_NUMBER in history
    assert not {"\u202a", "\u202c", "\u202e"} & set(history)
