"""For how long it is kept what a draft says."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.models import AuditRow
from directory.listings.deciding import decide
from directory.listings.drafting import leave_draft
from directory.listings.forgetting import forget_drafts
from directory.listings.history import life_of
from directory.listings.models import ListingDraft
from tests.makers.listings import WRITTEN_AT, make_draft, make_listed, make_person, says

DAY = dt.timedelta(days=1)
SAID = {"summary": "Said anew."}


def kept(session: Session, draft: ListingDraft) -> tuple[dict[str, object], bool]:
    """What it says, and whether its author may go on with it."""
    session.refresh(draft)
    return draft.changes, draft.is_open


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        (29, (SAID, True)),
        (30, (SAID, True)),  # saved thirty days ago to the second
        (31, ({}, False)),
    ],
)
def test_a_draft_is_kept_for_thirty_days_after_it_was_saved(
    session: Session, days: int, stands: tuple[dict[str, object], bool]
) -> None:
    author = make_person(session, "An author")
    draft = make_draft(session, make_listed(session), author, is_submitted=False)
    forgotten = forget_drafts(session, WRITTEN_AT + days * DAY)
    assert kept(session, draft) == stands
    assert forgotten == (0 if stands[1] else 1)


def test_one_that_waits_for_a_decision_stays(session: Session) -> None:
    draft = make_draft(session, make_listed(session), make_person(session, "An author"))
    assert forget_drafts(session, WRITTEN_AT + 400 * DAY) == 0
    assert kept(session, draft) == (SAID, True)


def test_thirty_days_begin_anew_where_it_was_sent_back(session: Session) -> None:
    service = make_listed(session)
    draft = make_draft(session, service, make_person(session, "An author"))
    decide(
        session, service, draft, draft_version=draft.version, approved=(), reason="Say which days.",
        by=make_person(session, "A commissioner"), at=WRITTEN_AT + 20 * DAY,
    )  # fmt: skip
    assert forget_drafts(session, WRITTEN_AT + 50 * DAY) == 0
    assert forget_drafts(session, WRITTEN_AT + 51 * DAY) == 1
    assert kept(session, draft) == ({}, False)


def test_what_was_decided_stays_in_the_listings_history(session: Session) -> None:
    service = make_listed(session)
    draft = make_draft(session, service, make_person(session, "An author"))
    decide(
        session, service, draft, draft_version=draft.version, approved=["summary"],
        by=make_person(session, "A commissioner"), at=WRITTEN_AT,
    )  # fmt: skip
    before = [(deed.deed, deed.at) for deed in life_of(session, service)]
    assert kept(session, draft) == (SAID, False)
    assert forget_drafts(session, WRITTEN_AT + 31 * DAY) == 1
    assert kept(session, draft) == ({}, False)
    assert [(deed.deed, deed.at) for deed in life_of(session, service)] == before
    assert says(session, service)["summary"] == "Said anew."


def test_what_its_author_left_is_forgotten_a_month_later(session: Session) -> None:
    service, author = make_listed(session), make_person(session, "An author")
    draft = make_draft(session, service, author, is_submitted=False)
    leave_draft(session, service, draft, by=author, at=WRITTEN_AT)
    assert forget_drafts(session, WRITTEN_AT + 30 * DAY) == 0
    assert forget_drafts(session, WRITTEN_AT + 31 * DAY) == 1
    assert kept(session, draft) == ({}, False)


def test_the_same_run_again_finds_nothing_and_the_first_is_recorded(session: Session) -> None:
    author = make_person(session, "An author")
    make_draft(session, make_listed(session), author, is_submitted=False)
    at = WRITTEN_AT + 31 * DAY
    assert [forget_drafts(session, at), forget_drafts(session, at)] == [1, 0]
    left = select(AuditRow).where(
        AuditRow.act == Act.LISTING_LEAVE_DRAFT, AuditRow.happened_at == at
    )
    [row] = session.scalars(left)
    assert row.after == {"fields": ["summary"]}
