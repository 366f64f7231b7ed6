"""A master with its copies in browsers: compared, asked for in one act, approved by another."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.listings.models import ListingDraft, LocalCopy
from directory.people.roles import Role
from directory.places.models import Exposure
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from tests.makers.days import NOW
from tests.makers.listings import make_draft, make_person, says
from tests.makers.people import actor
from tests.portal.listings.keeping import TITLE
from tests.portal.masters.copied import COPY_TITLE, Copied, copied

pytestmark = pytest.mark.usefixtures("client")


@pytest.fixture
def two(app: Flask, session: Session) -> Copied:
    return copied(app, session)


def follow(two: Copied) -> None:
    answer = two.sam().post(f"{two.copy_path}/master", {"master": str(two.service.public_id)})
    assert (answer.status_code, answer.location) == (303, f"{two.copy_path}/master?done=followed")


def reworded(two: Copied, **told: object) -> None:
    """The master says so from now on."""
    listing = Listing.of_record(says(two.session, two.service) | told)
    publish_listing(two.session, two.service, listing, by=actor(two.session), at=NOW)


def ticked(html: str) -> list[str]:
    return re.findall(r'name="take" id="[^"]*" value="([^"]*)" checked', html)


def offered(html: str) -> list[str]:
    return re.findall(r'name="take"[^>]*? value="([^"]*)"', html)


def test_a_copy_says_so_and_where_it_differs(two: Copied) -> None:
    sam = two.sam()
    page = sam.get(f"{two.copy_path}/master").text
    assert f">{TITLE}, Example Forge Trust</option>" in page
    none = sam.post(f"{two.copy_path}/master", {})
    assert none.status_code == 422
    assert "Choose the listing of which it is a copy." in none.text
    follow(two)
    page = sam.get(f"{two.copy_path}/master").text
    assert "Differs: name and telephone." in page
    assert "01632 960909" in page
    assert "01632 960101" in page
    line = f"Local copy of “{TITLE}”: differs in name and telephone"
    assert line in sam.get(two.copy_path).text
    follow(two)
    assert len(two.session.scalars(select(LocalCopy)).all()) == 1


def test_the_masters_word_for_a_field_in_one_click(two: Copied) -> None:
    follow(two)
    reworded(two, summary="What it is now.")
    sam, take = two.sam(), f"{two.copy_path}/master/take"
    at_once = sam.post(take, {"seen": "2", "field": "telephone"})
    assert at_once.location.endswith("?done=seen")
    assert "Readers see it now." in sam.get(at_once.location).text
    assert says(two.session, two.copy)["telephone"] == "01632 960101"
    assert two.told  # a new number is told to all concerned
    asked = sam.post(take, {"seen": "2", "field": "summary"})
    assert asked.location.endswith("?done=asked")
    assert says(two.session, two.copy)["summary"] == "What it is."
    assert sam.post(take, {"seen": "2", "field": "telephone"}).location.endswith("?done=same")
    assert sam.post(take, {"seen": "1", "field": "title"}).status_code == 422
    assert sam.post(take, {"seen": "2", "field": "setting"}).status_code == 404


def test_a_change_is_asked_of_all_copies_and_somebody_else_approves(two: Copied) -> None:
    prima = two.prima()
    empty = prima.get(f"{two.path}/copies").text
    assert "No listing is a local copy of this one yet." in empty
    follow(two)
    reworded(two, summary="What it is now.", who_for="Adults.")
    page = prima.get(f"{two.path}/copies").text
    assert COPY_TITLE in page
    assert "Small Steps" in page
    keys = ticked(page)
    assert {key.rpartition(".")[2] for key in keys} == {"summary", "who_for"}
    assert len(offered(page)) == 4
    nothing = prima.post(f"{two.path}/copies/look", {})
    assert nothing.status_code == 422
    assert "Tick what a copy is to take." in nothing.text
    look = prima.post(f"{two.path}/copies/look", {"take": keys})
    assert look.status_code == 200
    for words in ("What it is now.", "What it is.", "Adults."):
        assert words in look.text
    assert "Own word given up" not in look.text
    assert "01632 960909" not in look.text  # its own word stays and is not asked for
    assert two.session.scalars(select(ListingDraft)).all() == []
    sent = {"seen": "2", "take": keys}
    asked = prima.post(f"{two.path}/copies", sent)
    assert asked.location.endswith("?done=asked")
    again = prima.post(f"{two.path}/copies", sent)
    assert again.location.endswith("?done=same")
    [draft] = two.session.scalars(select(ListingDraft)).all()
    assert draft.changes == {"summary": "What it is now.", "who_for": "Adults."}
    assert "it waits for approval" in prima.get(f"{two.path}/copies").text
    assert prima.get("/approving").status_code == 403
    assert "What it is now." in two.sam().get(two.copy_path).text
    decided = two.carla().post(
        f"/approving/{draft.public_id}",
        {"draft_version": str(draft.version), "approve": ["summary", "who_for"]},
    )
    assert decided.status_code == 303
    now = says(two.session, two.copy)
    assert (now["summary"], now["who_for"], now["title"]) == (
        "What it is now.", "Adults.", COPY_TITLE,
    )  # fmt: skip
    assert two.path in two.told[-1].body  # its author is led to where they may go


def test_an_own_word_is_given_up_on_purpose_and_shown_before(two: Copied) -> None:
    follow(two)
    prima = two.prima()
    page = prima.get(f"{two.path}/copies").text
    assert ticked(page) == []
    [key] = [one for one in offered(page) if one.endswith(".telephone")]
    look = prima.post(f"{two.path}/copies/look", {"take": key}).text
    assert "Own word given up" in look
    assert "1 own word would be given up." in look
    prima.post(f"{two.path}/copies", {"seen": "1", "take": key})
    assert says(two.session, two.copy)["telephone"] == "01632 960909"
    assert any("asks to change" in message.body for message in two.told)
    assert two.copy_path in two.told[0].body
    withdrawn = prima.post(f"{two.path}/copies/{two.copy.public_id}/withdraw", {})
    assert withdrawn.location.endswith("?done=withdrawn")
    prima.post(f"{two.path}/copies/{two.copy.public_id}/withdraw", {})
    assert ticked(prima.get(f"{two.path}/copies").text) == []
    [draft] = two.session.scalars(select(ListingDraft)).all()
    assert not draft.is_open


def test_what_came_back_says_why(two: Copied) -> None:
    follow(two)
    draft = make_draft(two.session, two.copy, two.prima().member.person, summary="So.")
    two.carla().post(
        f"/approving/{draft.public_id}",
        {"draft_version": str(draft.version), "reason": "Ask them first."},
    )
    page = two.prima().get(f"{two.path}/copies").text
    assert "It came back. Carla Approver: Ask them first." in page


def test_a_subcontractor_sees_its_own_copy_and_its_master_alone(two: Copied) -> None:
    follow(two)
    sam = two.sam()
    assert sam.get(f"{two.path}/copies").status_code == 404
    assert sam.get(f"{two.path}/master").status_code == 404
    assert sam.post(f"{two.path}/copies", {"seen": "1"}).status_code == 404
    assert sam.post(f"{two.path}/copies/look", {}).status_code == 404
    assert two.prima().get(f"{two.copy_path}/master").status_code == 404
    assert two.prima().post(f"{two.copy_path}/master/leave", {}).status_code == 404
    assert "local copy of this one yet" in sam.get(f"{two.copy_path}/copies").text


def test_of_a_copy_that_became_restricted_the_prime_is_shown_nothing(two: Copied) -> None:
    follow(two)
    prima = two.prima()
    [key, *_] = offered(prima.get(f"{two.path}/copies").text)
    two.copy.exposure = Exposure.RESTRICTED
    two.session.flush()
    page = prima.get(f"{two.path}/copies").text
    assert COPY_TITLE not in page
    assert prima.post(f"{two.path}/copies/look", {"take": key}).status_code == 404
    assert prima.post(f"{two.path}/copies", {"seen": "1", "take": key}).status_code == 404


def test_it_goes_its_own_way(two: Copied) -> None:
    follow(two)
    before = says(two.session, two.copy)
    for _ in range(2):
        left = two.sam().post(f"{two.copy_path}/master/leave", {})
        assert left.location.endswith("?done=left")
    assert says(two.session, two.copy) == before
    assert "No listing is a local copy" in two.prima().get(f"{two.path}/copies").text


@pytest.mark.parametrize("role", [role for role in Role if not role.value.startswith(("l", "p"))])
def test_others_may_not(two: Copied, role: Role) -> None:
    who = two.somebody(role)
    assert who.get(f"{two.path}/copies").status_code == 403
    assert who.get(f"{two.copy_path}/master").status_code == 403


@pytest.mark.parametrize("told", ["x", "x.y", "{copy}.1", "{copy}.one.summary", "{copy}.1.nothing"])
def test_what_no_page_offered_is_not_found(two: Copied, told: str) -> None:
    follow(two)
    key = told.format(copy=two.copy.public_id)
    answer = two.prima().post(f"{two.path}/copies", {"seen": "1", "take": key})
    assert answer.status_code == 404


def test_a_draft_of_ones_own_in_hand_is_left_alone(two: Copied) -> None:
    follow(two)
    jane = make_person(two.session, "Jane Other")
    make_draft(two.session, two.copy, jane, summary="Ours.")
    prima = two.prima()
    [key] = [one for one in offered(prima.get(f"{two.path}/copies").text) if "title" in one]
    assert prima.post(f"{two.path}/copies", {"seen": "1", "take": key}).status_code == 303
    drafts = two.session.scalars(select(ListingDraft).order_by(ListingDraft.id)).all()
    assert [(one.author.name, one.changes) for one in drafts] == [
        ("Jane Other", {"summary": "Ours."}), ("Prima Editor", {"title": TITLE}),
    ]  # fmt: skip
