"""A prime's master and its copies: who may say so, what is asked of whom, and what stays."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.errors import NotKnown
from directory.listings.copied_fields import Apart
from directory.listings.deciding import decide
from directory.listings.drafting import open_draft
from directory.listings.errors import LookAgain, OwnDraft
from directory.listings.following import CannotFollow, follow_master, go_own_way
from directory.listings.local_copies import (
    copies_of,
    master_of,
    masters_offered,
    standing_of_copies,
)
from directory.listings.models import ListingDraft, LocalCopy
from directory.listings.stating import state_at_once
from directory.listings.taking import Spread, Wanted, spread_word, take_word, withdraw_word
from directory.people.models import Person
from directory.places.models import Exposure
from directory.providers.editing import link_subcontractors
from directory.services.listing import Listing
from directory.services.models import Service
from directory.sight import Looker, Sight
from tests.makers.days import NOW
from tests.makers.listings import make_draft, make_person, number_of, says
from tests.makers.people import actor
from tests.makers.services import make_provider, make_service

FIRST: dict[str, Any] = {
    "title": "Debt advice", "summary": "What it is.", "telephone": "01632 960101",
    "opening_hours": "9 to 5", "who_for": "Everybody.",
}  # fmt: skip


def listed(session: Session, provider: str, **told: Any) -> Service:
    service = make_service(session, listing=Listing(**(FIRST | told)))
    service.provider_id = make_provider(session, provider).id
    session.flush()
    return service


def sight_of(service: Service) -> Sight:
    assert service.provider_id
    return Sight(Looker.PROVIDER, provider_ids=frozenset({service.provider_id}))


@pytest.fixture
def master(session: Session) -> Service:
    prime, other = make_provider(session, "Prime"), make_provider(session, "Small")
    link_subcontractors(
        session, prime, [other], agreement_reference="A-1", by=actor(session), at=NOW
    )
    return listed(session, "Prime")


@pytest.fixture
def prima(session: Session) -> Person:
    return make_person(session, "Prima Editor")


def follow(session: Session, service: Service, master: Service) -> None:
    by = make_person(session, "Sam Small")
    follow_master(session, service, master, sight=sight_of(service), by=by, at=NOW)


def reword(session: Session, service: Service, **told: Any) -> None:
    """Written, submitted and approved by somebody else."""
    author = make_person(session, "Wanda Words")
    draft = make_draft(session, service, author, **told)
    by = make_person(session, "Carla Approver")
    decide(session, service, draft, draft_version=draft.version, approved=set(told), by=by, at=NOW)


def spread(session: Session, master: Service, by: Person, *wanted: Wanted) -> Spread:
    return spread_word(session, master, wanted, seen=number_of(session, master), by=by, at=NOW)


def wanted(session: Session, service: Service, *names: str) -> Wanted:
    return Wanted(service, number_of(session, service), names)


def apart(session: Session, master: Service) -> dict[str, dict[str, Apart]]:
    copies = copies_of(session, master, sight=sight_of(master))
    return {
        one.now.title: {field.field.name: field.apart for field in one.apart}
        for one in standing_of_copies(session, master, copies)
    }


def test_a_copy_keeps_what_it_says_and_tells_where_it_differs(
    session: Session, master: Service
) -> None:
    copy = listed(session, "Small", title="Debt advice, Leyland", telephone="01632 960909")
    before = says(session, copy)
    follow(session, copy, master)
    assert says(session, copy) == before
    own = {"title": Apart.OWN_WORD, "telephone": Apart.OWN_WORD}
    assert apart(session, master) == {"Debt advice, Leyland": own}
    reword(session, master, summary="What it is now.")
    assert apart(session, master) == {"Debt advice, Leyland": own | {"summary": Apart.BEHIND}}


def test_all_take_a_change_in_one_act_and_local_words_stay(
    session: Session, master: Service, prima: Person
) -> None:
    one = listed(session, "Small", title="At Leyland", opening_hours="Mornings")
    two = listed(session, "Prime", title="At Chorley")
    for copy in (one, two):
        follow(session, copy, master)
    reword(session, master, summary="What it is now.", who_for="Adults.")
    both = ("summary", "who_for")
    done = spread(session, master, prima, wanted(session, one, *both), wanted(session, two, *both))
    assert [draft.service_id for draft in done.asked] == [one.id, two.id]
    assert says(session, one)["summary"] == "What it is."  # nothing unapproved is seen
    for draft, service in zip(done.asked, (one, two), strict=True):
        with pytest.raises(OwnDraft):
            decide(
                session, service, draft, draft_version=draft.version, approved=both,
                by=prima, at=NOW,
            )  # fmt: skip
        decide(
            session, service, draft, draft_version=draft.version, approved=both,
            by=make_person(session, "Carla Approver"), at=NOW,
        )  # fmt: skip
    assert says(session, one) == says(session, master) | {
        "title": "At Leyland", "opening_hours": "Mornings"
    }  # fmt: skip
    assert says(session, two) == says(session, master) | {"title": "At Chorley"}


def test_a_second_time_asks_nothing(session: Session, master: Service, prima: Person) -> None:
    copy = listed(session, "Small", summary="Ours.")
    follow(session, copy, master)
    asked = wanted(session, copy, "summary")
    assert len(spread(session, master, prima, asked).asked) == 1
    again = spread(session, master, prima, asked)
    assert (again.asked, again.in_hand) == ([], [copy])
    withdraw_word(session, copy, by=prima, at=NOW)
    withdraw_word(session, copy, by=prima, at=NOW)
    assert open_draft(session, copy, prima) is None
    assert len(session.scalars(select(ListingDraft)).all()) == 1
    same = spread(session, master, prima, wanted(session, copy, "who_for"))
    assert (same.asked, same.in_hand) == ([], [])


def test_what_was_shown_is_what_is_asked(session: Session, master: Service, prima: Person) -> None:
    copy = listed(session, "Small", summary="Ours.")
    follow(session, copy, master)
    shown, seen = wanted(session, copy, "summary"), number_of(session, master)
    by = make_person(session, "Sam Small")
    state_at_once(session, copy, {"opening_hours": "Never"}, based_on=1, by=by, at=NOW)
    with pytest.raises(LookAgain):
        spread(session, master, prima, shown)
    reword(session, master, summary="Another.")
    with pytest.raises(LookAgain):
        spread_word(
            session, master, [wanted(session, copy, "summary")], seen=seen, by=prima, at=NOW
        )
    assert (
        session.scalars(select(ListingDraft).where(ListingDraft.author_id == prima.id)).all() == []
    )


def test_only_of_copies_that_said_so_and_of_fields_that_a_provider_states(
    session: Session, master: Service, prima: Person
) -> None:
    stranger = listed(session, "Small")
    with pytest.raises(NotKnown):
        spread(session, master, prima, wanted(session, stranger, "summary"))
    follow(session, stranger, master)
    with pytest.raises(NotKnown):
        spread(session, master, prima, wanted(session, stranger, "setting"))
    go_own_way(session, stranger, by=prima, at=NOW)
    with pytest.raises(NotKnown):
        spread(session, master, prima, wanted(session, stranger, "summary"))


def test_hours_are_taken_at_once_and_the_rest_as_a_draft(session: Session, master: Service) -> None:
    copy = listed(session, "Small", summary="Ours.", opening_hours="Mornings", who_for="Men.")
    follow(session, copy, master)
    by, seen = make_person(session, "Sam Small"), number_of(session, master)

    def take(name: str) -> Any:
        return take_word(session, copy, master, name, seen=seen, by=by, at=NOW)

    assert [one.field.name for one in take("opening_hours").changes] == ["opening_hours"]
    assert says(session, copy)["opening_hours"] == "9 to 5"
    draft = take("summary").draft
    assert (draft.changes, draft.waits) == ({"summary": "What it is."}, True)
    assert says(session, copy)["summary"] == "Ours."
    nothing = take("opening_hours")
    assert (nothing.changes, nothing.draft) == ((), None)


def test_it_joins_a_draft_in_hand_that_is_not_submitted(session: Session, master: Service) -> None:
    copy = listed(session, "Small", summary="Ours.", who_for="Men.")
    follow(session, copy, master)
    by = make_person(session, "Sam Small")
    make_draft(session, copy, by, is_submitted=False, who_for="Men and women.")
    taken = take_word(
        session, copy, master, "summary", seen=number_of(session, master), by=by, at=NOW
    )
    assert taken.draft is not None
    assert taken.draft.changes == {"summary": "What it is.", "who_for": "Men and women."}
    assert not taken.draft.waits


def test_who_may_follow_whom(session: Session, master: Service) -> None:
    copy, own = listed(session, "Small", title="Copy"), listed(session, "Small", title="Other")
    stranger = listed(session, "Stranger", title="Strange")
    offered = {one.id for one in masters_offered(session, copy, sight=sight_of(copy))}
    assert offered == {master.id, own.id}
    assert masters_offered(session, stranger, sight=sight_of(stranger)) == []
    follow(session, copy, master)
    follow(session, copy, master)  # once more changes nothing
    assert len(session.scalars(select(LocalCopy)).all()) == 1
    for service, wrong in ((copy, own), (own, copy), (own, own), (master, own), (stranger, master)):
        with pytest.raises(CannotFollow):
            follow(session, service, wrong)
    by = make_person(session, "Sam Small")
    go_own_way(session, copy, by=by, at=NOW)
    go_own_way(session, copy, by=by, at=NOW)
    assert master_of(session, copy, sight=sight_of(copy)) is None
    follow(session, copy, own)
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act == "listing:follow")).all()
    assert len(acts) == 3


@pytest.mark.parametrize("hidden", [Exposure.RESTRICTED, Exposure.CONFIDENTIAL])
def test_of_what_is_hidden_the_prime_sees_nothing_and_its_keeper_no_link_to_a_hidden_master(
    session: Session, master: Service, hidden: Exposure
) -> None:
    copy = listed(session, "Small")
    follow(session, copy, master)
    copy.exposure = hidden
    session.flush()
    assert copies_of(session, master, sight=sight_of(master)) == []
    other = listed(session, "Prime", title="Another")
    follow(session, master, other)  # it is not told that it has a copy
    go_own_way(session, master, by=make_person(session, "Sam Small"), at=NOW)
    copy.exposure, master.exposure = Exposure.OPEN, hidden
    session.flush()
    assert master_of(session, copy, sight=sight_of(copy)) is None
    assert master.id not in {o.id for o in masters_offered(session, copy, sight=sight_of(copy))}
    follow(session, copy, other)
    assert master_of(session, copy, sight=sight_of(copy)) is other


def test_a_master_whose_own_copy_is_restricted_sees_it(session: Session, master: Service) -> None:
    copy = listed(session, "Prime", title="The other group")
    follow(session, copy, master)
    copy.exposure = Exposure.RESTRICTED
    session.flush()
    assert copies_of(session, master, sight=sight_of(master)) == [copy]
