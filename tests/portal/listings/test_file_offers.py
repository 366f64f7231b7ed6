"""What a file says against a person's word, on the page of the listing: taken, or kept."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.offers import open_offers
from directory.people.roles import Role
from directory.services.editing import ServiceOffered, offer_services
from directory.services.listing import Listing
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW
from tests.makers.listings import NEW_NUMBER, OLD_NUMBER
from tests.makers.people import actor
from tests.portal.listings.keeping import TITLE, Kept, kept_listing

THEIRS = "01632 960444"


@pytest.fixture
def kept(app: Flask, session: Session, client: FlaskClient) -> Kept:
    return kept_listing(app, session)


@pytest.fixture
def jane(kept: Kept) -> LoggedIn:
    """She said the number and the summary; a file says both otherwise since."""
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    jane.post(f"{kept.path}/reach", {"based_on": "1", "telephone": NEW_NUMBER,
              "email": "old@example.org", "opening_hours": ""})  # fmt: skip
    kept.service.said = kept.service.said | {
        "summary": {"by": "Jane Roe", "on": "2027-03-01", "is_person": True}
    }
    kept.session.flush()
    offer_file(kept)
    return jane


def offer_file(kept: Kept, telephone: str = THEIRS) -> None:
    listing = Listing(
        TITLE, "What the file says.", telephone=telephone, email="old@example.org",
        requirements=("rehabilitation_activity",), referral_route="By e-mail.",
        who_for="Men and women.",
    )  # fmt: skip
    assert kept.service.external_id
    offer = ServiceOffered(
        kept.service.external_id, None, None, kept.service.delivery_kind,
        listing, "North West’s file",
        says=frozenset({"telephone", "summary"}),
    )  # fmt: skip
    offer_services(kept.session, [offer], by=actor(kept.session), at=NOW)
    kept.session.flush()


def path_to(kept: Kept, jane: LoggedIn, what: str, button: str) -> str:
    """Where the button of a field is sent."""
    page = jane.get(kept.path).text
    [path] = re.findall(
        rf'action="([^"]+/{button})" method="post">(?:(?!</form>).)*: {what}<', page, re.DOTALL
    )
    return str(path)


def open_now(kept: Kept) -> set[str]:
    kept.session.expire_all()
    return {one.field for one in open_offers(kept.session, kept.service)}


def test_both_are_shown_with_whose_word_each_is(kept: Kept, jane: LoggedIn) -> None:
    page = jane.get(kept.path).text
    for said in ("A file says otherwise", THEIRS, "What the file says.", "North West’s file"):
        assert said in page
    assert NEW_NUMBER in page
    carla = kept.somebody(Role.COMMISSIONER, "Carla Vine")
    assert "A file says otherwise" not in carla.get(kept.path).text


def test_what_readers_see_at_once_is_taken_at_once(kept: Kept, jane: LoggedIn) -> None:
    path = path_to(kept, jane, "Telephone", "take")
    assert jane.post(path).location == f"{kept.path}?done=take"
    assert THEIRS in jane.client.get(f"/services/{kept.service.public_id}").text
    assert open_now(kept) == {"summary"}
    assert kept.service.said["telephone"]["by"] == "Jane Roe"
    assert [one.subject for one in kept.told][-1].startswith("How people reach")
    assert jane.post(path).status_code == 404  # settled: a second click finds nothing


def test_what_needs_approval_goes_into_the_draft(kept: Kept, jane: LoggedIn) -> None:
    path = path_to(kept, jane, "What it is", "take")
    assert jane.post(path).location == f"{kept.path}/preview"
    assert "What the file says." in jane.get(f"{kept.path}/preview").text
    assert "What the file says." not in jane.client.get(f"/services/{kept.service.public_id}").text
    assert "/take" not in re.sub(r".*Telephone", "", jane.get(kept.path).text)
    assert "summary" in open_now(kept)


def test_ones_own_is_kept_until_the_file_says_something_else(kept: Kept, jane: LoggedIn) -> None:
    path = path_to(kept, jane, "Telephone", "keep")
    assert jane.post(path).location == f"{kept.path}?done=keep"
    assert open_now(kept) == {"summary"}
    assert NEW_NUMBER in jane.client.get(f"/services/{kept.service.public_id}").text
    offer_file(kept)
    assert open_now(kept) == {"summary"}
    offer_file(kept, telephone=OLD_NUMBER)
    assert open_now(kept) == {"summary", "telephone"}


def test_anothers_is_not_there(kept: Kept, jane: LoggedIn) -> None:
    assert jane.post(f"{kept.path}/offers/999/take").status_code == 404
