"""Drafts of a member who has left: taken over or thrown away by a colleague, and recorded."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.joining import remove_member
from directory.listings.models import ListingDraft
from directory.people.roles import Role
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW
from tests.makers.listings import make_draft
from tests.makers.people import actor
from tests.portal.listings.keeping import Kept, kept_listing


@pytest.fixture
def kept(app: Flask, session: Session, client: FlaskClient) -> Kept:
    return kept_listing(app, session)


@pytest.fixture
def jane(kept: Kept) -> LoggedIn:
    return kept.somebody(Role.PROVIDER_ADMINISTRATOR, "Jane Roe")


def drafted(kept: Kept, *, has_left: bool, is_submitted: bool = False) -> ListingDraft:
    sam = kept.somebody(Role.LISTING_EDITOR, "Sam Example").member
    draft = make_draft(kept.session, kept.service, sam.person, is_submitted=is_submitted)
    if has_left:
        remove_member(kept.session, sam, by=actor(kept.session), at=NOW)
    kept.session.flush()
    return draft


@pytest.mark.parametrize("is_submitted", [False, True])
def test_a_colleague_goes_on_with_it(kept: Kept, jane: LoggedIn, *, is_submitted: bool) -> None:
    draft = drafted(kept, has_left=True, is_submitted=is_submitted)
    page = jane.get(kept.path).text
    assert "has left, and this draft stayed." in page
    assert "is changing this listing too" not in page
    assert jane.post(f"{kept.path}/drafts/{draft.public_id}/take-over").status_code == 303
    [open_one] = kept.session.scalars(select(ListingDraft).where(ListingDraft.closed_at.is_(None)))
    assert (open_one.author.name, open_one.changes) == ("Jane Roe", {"summary": "Said anew."})
    assert draft.author.name == "Sam Example"
    assert "took over a draft of Sam Example, who has left" in jane.get(f"{kept.path}/history").text
    version = {"draft_version": str(open_one.version)}
    assert jane.post(f"{kept.path}/draft/submit", version).status_code == 303


def test_a_colleague_throws_it_away(kept: Kept, jane: LoggedIn) -> None:
    draft = drafted(kept, has_left=True)
    assert jane.post(f"{kept.path}/drafts/{draft.public_id}/throw-away").status_code == 303
    assert "Sam Example" not in jane.get(kept.path).text
    told = jane.get(f"{kept.path}/history").text
    assert "Jane Roe threw away a draft of Sam Example, who has left" in told


def test_that_of_a_member_is_theirs_alone(kept: Kept, jane: LoggedIn) -> None:
    draft = drafted(kept, has_left=False)
    assert "is changing this listing too." in jane.get(kept.path).text
    for what in ("take-over", "throw-away"):
        assert jane.post(f"{kept.path}/drafts/{draft.public_id}/{what}").status_code == 404
    assert draft.is_open


def test_somebody_with_a_draft_settles_their_own_first(kept: Kept, jane: LoggedIn) -> None:
    make_draft(kept.session, kept.service, jane.member.person, who_for="Men.", is_submitted=False)
    draft = drafted(kept, has_left=True)
    refused = jane.post(f"{kept.path}/drafts/{draft.public_id}/take-over")
    assert refused.status_code == 422
    assert "Submit it or throw it away first" in refused.text
