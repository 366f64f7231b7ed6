"""A listing's life, act by act: what readers see, who may decide, who is told of whose change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.attribution import said_by_field
from directory.clock import local_date
from directory.listings.deciding import decide, roll_back, withdraw_listing
from directory.listings.drafting import (
    leave_draft,
    open_draft,
    save_draft,
    submit_draft,
    take_back_draft,
)
from directory.listings.errors import (
    DraftIsSubmitted,
    LookAgain,
    NeedsApproval,
    NoSuchRevision,
    NothingChanged,
    NothingToDecide,
    NotOnOffer,
    NotYourDraft,
    OwnDraft,
)
from directory.listings.history import Deed, life_of
from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.listings.stating import drafted_fields, live_fields, state_at_once
from directory.listings.wording import published_now
from directory.offers import open_offers
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.editing import ServiceOffered, offer_services
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.models import Confirmation, ListingRevision, Service, ServiceState
from directory.stating import NotSaid
from directory.versions import ChangedMeanwhile, FieldRefused, NoSuchField
from tests.makers.days import NOW, moment
from tests.makers.listings import (
    FOR_WOMEN,
    NEW_NUMBER,
    OLD_NUMBER,
    WRITTEN_AT,
    make_draft,
    make_listed,
    make_person,
    number_of,
    says,
)

ASKED: dict[str, Any] = {"title": "Thinking Further", "summary": "Said anew."}


@pytest.mark.parametrize(
    ("approved", "reason", "kind", "title", "summary", "is_left"),
    [
        (["title", "summary"], "", "approved", "Thinking Further", "Said anew.", False),
        (["title"], "Say for whom", "approved_in_part", "Thinking Further", "What it is.", True),
        ([], "Too long", "sent_back", "Thinking Ahead", "What it is.", True),
    ],
    ids=["whole", "in part", "sent back"],
)
def test_what_readers_see_once_it_was_decided(
    session: Session,
    approved: list[str],
    reason: str,
    kind: str,
    title: str,
    summary: str,
    is_left: bool,
) -> None:
    jane, carla = make_person(session, "Jane Roe"), make_person(session, "Carla Commissioner")
    service = make_listed(session)
    draft = make_draft(session, service, jane, **ASKED)
    before = says(session, service)
    assert (before["title"], before["summary"]) == ("Thinking Ahead", "What it is.")
    version = draft.version
    decision = decide(
        session, service, draft, draft_version=version, approved=approved, reason=reason,
        by=carla, at=moment(1),
    )  # fmt: skip
    now = says(session, service)
    assert (now["title"], now["summary"]) == (title, summary)
    assert (decision.kind.value, decision.reason) == (kind, reason or None)
    assert draft.is_open is is_left
    assert set(draft.changes) == (set(ASKED) - set(approved) or set(ASKED))
    by = {name: one.who for name, one in said_by_field(service.said).items() if one.is_person}
    assert by == dict.fromkeys(approved, "Jane Roe")


def test_what_was_left_is_mended_and_asked_for_again(session: Session) -> None:
    jane, carla = make_person(session, "Jane Roe"), make_person(session, "Carla Commissioner")
    service = make_listed(session)
    draft = make_draft(session, service, jane, **ASKED)
    decide(session, service, draft, draft_version=draft.version, approved=["title"],
           reason="For whom?", by=carla, at=moment(1))  # fmt: skip
    saved = save_draft(
        session, service, {"summary": "For men."}, based_on=2, draft_version=draft.version,
        by=jane, at=moment(2),
    )  # fmt: skip
    assert saved is draft
    submit_draft(session, service, draft, draft_version=draft.version, by=jane, at=moment(2))
    decide(session, service, draft, draft_version=draft.version, approved=["summary"],
           by=carla, at=moment(3))  # fmt: skip
    assert says(session, service)["summary"] == "For men."
    assert not draft.is_open
    told = [(one.deed, one.by, one.author, one.reason) for one in life_of(session, service)]
    assert told == [
        (Deed.APPROVED, "Carla Commissioner", "Jane Roe", None),
        (Deed.SUBMITTED, "Jane Roe", "Jane Roe", None),
        (Deed.APPROVED_IN_PART, "Carla Commissioner", "Jane Roe", "For whom?"),
        (Deed.SUBMITTED, "Jane Roe", "Jane Roe", None),
        (Deed.FIRST, "Import of files", None, None),
    ]
    [_, asked, in_part, *_] = life_of(session, service)
    assert [(one.field.label, one.before, one.after) for one in asked.changes] == [
        ("What it is", "What it is.", "For men.")
    ]
    assert [(one.field.label, one.after) for one in in_part.changes] == [
        ("Name", "Thinking Further")
    ]
    assert [one.field.label for one in in_part.sent_back] == ["What it is"]


def test_nobody_decides_on_their_own(session: Session) -> None:
    jane, service = make_person(session, "Jane Roe"), make_listed(session)
    draft = make_draft(session, service, jane)
    with pytest.raises(OwnDraft, match="somebody else"):
        decide(session, service, draft, draft_version=draft.version, approved=["summary"],
               by=jane, at=NOW)  # fmt: skip
    assert says(session, service)["summary"] == "What it is."


def test_who_sends_back_says_why(session: Session) -> None:
    jane, carla = make_person(session, "Jane Roe"), make_person(session, "Carla")
    service = make_listed(session)
    draft = make_draft(session, service, jane, **ASKED)
    for approved in ([], ["title"]):
        with pytest.raises(NotSaid, match="why"):
            decide(session, service, draft, draft_version=draft.version, approved=approved,
                   reason=" \n ", by=carla, at=NOW)  # fmt: skip
    assert says(session, service)["title"] == "Thinking Ahead"


def test_a_decision_is_on_what_was_read(session: Session) -> None:
    jane, carla = make_person(session, "Jane Roe"), make_person(session, "Carla")
    service = make_listed(session)
    draft = make_draft(session, service, jane)
    read = draft.version
    take_back_draft(session, service, draft, by=jane, at=NOW)
    saved = save_draft(session, service, {"summary": "Anything."}, based_on=1,
                       draft_version=draft.version, by=jane, at=NOW)  # fmt: skip
    assert saved is draft
    with pytest.raises(NothingToDecide):
        decide(session, service, draft, draft_version=draft.version, approved=["summary"],
               by=carla, at=NOW)  # fmt: skip
    submit_draft(session, service, draft, draft_version=draft.version, by=jane, at=NOW)
    with pytest.raises(NothingToDecide):
        decide(session, service, draft, draft_version=read, approved=["summary"], by=carla, at=NOW)
    assert says(session, service)["summary"] == "What it is."


def test_twice_is_harmless(session: Session) -> None:
    jane, carla = make_person(session, "Jane Roe"), make_person(session, "Carla")
    service = make_listed(session)
    draft = make_draft(session, service, jane)
    submitted = draft.version
    submit_draft(session, service, draft, draft_version=submitted, by=jane, at=NOW)
    assert draft.version == submitted
    decide(session, service, draft, draft_version=submitted, approved=["summary"], by=carla, at=NOW)
    with pytest.raises(NothingToDecide):
        decide(session, service, draft, draft_version=submitted, approved=["summary"],
               by=carla, at=NOW)  # fmt: skip
    assert session.scalar(select(func.count(ListingRevision.id))) == 2
    assert session.scalar(select(func.count(ListingDecision.id))) == 2


def test_what_waits_stays_as_it_was_submitted(session: Session) -> None:
    jane, service = make_person(session, "Jane Roe"), make_listed(session)
    draft = make_draft(session, service, jane)
    with pytest.raises(DraftIsSubmitted, match="Take it back"):
        save_draft(session, service, {"summary": "Else."}, based_on=1,
                   draft_version=draft.version, by=jane, at=NOW)  # fmt: skip
    with pytest.raises(DraftIsSubmitted):
        leave_draft(session, service, draft, by=jane, at=NOW)


def test_only_its_author_has_a_draft_in_hand(session: Session) -> None:
    jane, ali, service = (
        *(make_person(session, name) for name in ("Jane", "Ali")),
        make_listed(session),
    )
    draft = make_draft(session, service, jane, is_submitted=False)
    for act in (take_back_draft, leave_draft):
        with pytest.raises(NotYourDraft):
            act(session, service, draft, by=ali, at=NOW)
    with pytest.raises(NotYourDraft):
        submit_draft(session, service, draft, draft_version=draft.version, by=ali, at=NOW)
    leave_draft(session, service, draft, by=jane, at=NOW)
    assert open_draft(session, service, jane) is None
    with pytest.raises(NothingToDecide):
        submit_draft(session, service, draft, draft_version=draft.version, by=jane, at=NOW)


def test_what_is_published_already_is_no_draft(session: Session) -> None:
    jane, service = make_person(session, "Jane"), make_listed(session)
    same = {"summary": " What  it is. ", "title": "Thinking Ahead"}
    known = {"based_on": 1, "draft_version": 0, "by": jane, "at": NOW}
    assert save_draft(session, service, same, **known) is None  # type: ignore[arg-type]
    draft = make_draft(session, service, jane, is_submitted=False)
    again = {**known, "draft_version": draft.version}
    assert save_draft(session, service, same, **again) is None  # type: ignore[arg-type]
    assert not draft.is_open
    assert session.scalars(select(ListingDraft)).all() == [draft]


def test_a_draft_whose_wish_came_true_otherwise_asks_for_nothing(session: Session) -> None:
    jane, ali, carla = (make_person(session, name) for name in ("Jane", "Ali", "Carla"))
    service = make_listed(session)
    draft = make_draft(session, service, jane, is_submitted=False)
    other = make_draft(session, service, ali)
    decide(session, service, other, draft_version=other.version, approved=["summary"],
           by=carla, at=NOW)  # fmt: skip
    with pytest.raises(NothingChanged):
        submit_draft(session, service, draft, draft_version=draft.version, by=jane, at=NOW)


def test_two_drafts_on_one_wording_the_second_is_asked(session: Session) -> None:
    """Whoever saves, submits or decides second sees both values, and who said the other."""
    jane, ali, carla = (make_person(session, name) for name in ("Jane", "Ali", "Carla"))
    service = make_listed(session)
    waiting = make_draft(session, service, jane, summary="By Jane.")
    unsent = make_draft(session, service, ali, is_submitted=False, summary="By Ali.")
    decide(session, service, waiting, draft_version=waiting.version, approved=["summary"],
           by=carla, at=NOW)  # fmt: skip
    late = make_draft(
        session, service, make_person(session, "Mo"), is_submitted=False, title="Mo’s"
    )
    attempts: tuple[Callable[[], object], ...] = (
        lambda: submit_draft(session, service, unsent, draft_version=1, by=ali, at=NOW),
        lambda: save_draft(session, service, {"summary": "By Ali."}, based_on=1, draft_version=1,
                           by=ali, at=NOW),
        lambda: save_draft(session, service, {"title": "Ali’s"}, based_on=2, draft_version=1,
                           by=ali, at=NOW),
    )  # fmt: skip
    for attempt in attempts:
        with pytest.raises(
            ChangedMeanwhile, match=r"you say “By Ali\.”; it says “By Jane\.”"
        ) as both:
            attempt()
        [clash] = both.value.clashes
        assert clash.by is not None
        assert clash.by.who == "Jane"
    saved = save_draft(session, service, {"summary": "By both."}, based_on=2, draft_version=1,
                       by=ali, at=NOW)  # fmt: skip
    assert saved is unsent
    submit_draft(session, service, unsent, draft_version=2, by=ali, at=NOW)
    submit_draft(session, service, late, draft_version=1, by=late.author, at=NOW)
    for draft in (unsent, late):
        decide(session, service, draft, draft_version=draft.version, approved=set(draft.changes),
               by=carla, at=NOW)  # fmt: skip
    assert (says(session, service)["summary"], says(session, service)["title"]) == (
        "By both.", "Mo’s",
    )  # fmt: skip


def test_a_decision_on_a_wording_that_moved_shows_both(session: Session) -> None:
    jane, ali, carla = (make_person(session, name) for name in ("Jane", "Ali", "Carla"))
    service = make_listed(session)
    first = make_draft(session, service, jane, summary="By Jane.")
    second = make_draft(session, service, ali, summary="By Ali.", title="Ali’s")
    decide(session, service, first, draft_version=2, approved=["summary"], by=carla, at=NOW)
    with pytest.raises(ChangedMeanwhile, match="By Jane"):
        decide(session, service, second, draft_version=2, approved=["summary", "title"],
               by=carla, at=NOW)  # fmt: skip
    decide(session, service, second, draft_version=2, approved=["title"], reason="See Jane’s.",
           by=carla, at=NOW)  # fmt: skip
    assert says(session, service)["summary"] == "By Jane."
    with pytest.raises(ChangedMeanwhile, match="By Jane"):
        submit_draft(session, service, second, draft_version=3, by=ali, at=NOW)


def test_another_window_of_ones_own(session: Session) -> None:
    jane, service = make_person(session, "Jane"), make_listed(session)
    make_draft(session, service, jane, is_submitted=False, summary="In the first.")
    for version in (0, 7):
        with pytest.raises(ChangedMeanwhile, match=r"Your draft of Thinking Ahead.*In the first"):
            save_draft(session, service, {"summary": "In the second."}, based_on=1,
                       draft_version=version, by=jane, at=NOW)  # fmt: skip
    same = save_draft(session, service, {"summary": "In the  first."}, based_on=1,
                      draft_version=0, by=jane, at=NOW)  # fmt: skip
    assert same is not None
    with pytest.raises(LookAgain):
        submit_draft(session, service, same, draft_version=1, by=jane, at=NOW)


@pytest.mark.parametrize(
    ("told", "refusal", "words"),
    [
        ({"title": "  "}, FieldRefused, "Name cannot be empty"),
        ({"title": "x" * 301}, FieldRefused, "Name is 301 characters long"),
        ({"setting": "custody"}, FieldRefused, "Setting is not stated by a provider"),
        ({"telephone": "ask the office"}, FieldRefused, "Telephone holds no number"),
        ({"email": "help(at)example"}, FieldRefused, "E-mail “help.at.example” is not an e-mail"),
        ({"summary": "Bell \a rings"}, FieldRefused, "character that cannot be shown"),
        ({"summary": "Ask for AB123456C"}, FieldRefused, "nothing of any person"),
        ({"price": "7"}, NoSuchField, "price"),
        ({"pathways": ["sleep"]}, Exception, "sleep"),
    ],
)
def test_what_cannot_be_kept(
    session: Session, told: dict[str, Any], refusal: type[Exception], words: str
) -> None:
    jane, service = make_person(session, "Jane"), make_listed(session)
    with pytest.raises(refusal, match=words):
        save_draft(session, service, told, based_on=1, draft_version=0, by=jane, at=NOW)
    assert session.scalars(select(ListingDraft)).all() == []


@pytest.mark.parametrize(
    ("exposure", "more", "live"),
    [
        (Exposure.OPEN, {}, ["telephone", "email", "opening_hours"]),
        (Exposure.RESTRICTED, {}, ["telephone", "email", "opening_hours"]),
        (Exposure.CONFIDENTIAL, {}, ["opening_hours"]),
        (Exposure.OPEN, {"eligibility": FOR_WOMEN}, ["opening_hours"]),
        (Exposure.OPEN, {"pathways": ("abuse_rape_and_domestic_abuse",)}, ["opening_hours"]),
        (Exposure.OPEN, {"pathways": ("prostitution",)}, ["opening_hours"]),
        (Exposure.OPEN, {"pathways": ("accommodation",)}, ["telephone", "email", "opening_hours"]),
    ],
)
def test_what_changes_without_approval(
    session: Session, exposure: Exposure, more: dict[str, Any], live: list[str]
) -> None:
    jane, service = make_person(session, "Jane"), make_listed(session, **more)
    service.exposure = exposure
    session.flush()
    now = says(session, service)
    assert [field.name for field in live_fields(service, now)] == live
    waits = "telephone" not in live
    assert ("telephone" in {f.name for f in drafted_fields(service, now)}) is waits
    told = {"telephone": NEW_NUMBER}
    if waits:
        with pytest.raises(NeedsApproval, match="second person"):
            state_at_once(session, service, told, based_on=1, by=jane, at=NOW)
    else:
        [change] = state_at_once(session, service, told, based_on=1, by=jane, at=NOW)
        assert (change.before, change.after) == (OLD_NUMBER, NEW_NUMBER)
    assert says(session, service)["telephone"] == (OLD_NUMBER if waits else NEW_NUMBER)


def test_at_once_only_what_needs_no_approval(session: Session) -> None:
    jane, service = make_person(session, "Jane"), make_listed(session)
    with pytest.raises(NeedsApproval, match="Name"):
        state_at_once(session, service, {"title": "Other"}, based_on=1, by=jane, at=NOW)


def test_at_once_beside_a_wording_that_moved(session: Session) -> None:
    """Whoever changes the number is not asked about somebody else's summary, but about hours."""
    jane, ali, carla = (make_person(session, name) for name in ("Jane", "Ali", "Carla"))
    service = make_listed(session)
    draft = make_draft(session, service, ali)
    decide(session, service, draft, draft_version=2, approved=["summary"], by=carla, at=NOW)
    seen = {"telephone": NEW_NUMBER, "email": "", "opening_hours": ""}
    [change] = state_at_once(session, service, seen, based_on=1, by=jane, at=NOW)
    assert change.field.name == "telephone"
    assert state_at_once(session, service, seen, based_on=1, by=jane, at=NOW) == ()
    with pytest.raises(ChangedMeanwhile, match="you say “01632 960303”; it says “01632 960202”"):
        state_at_once(session, service, {"telephone": "01632 960303"}, based_on=1, by=ali, at=NOW)
    assert says(session, service)["summary"] == "Said anew."


def test_who_says_what_stands_already_takes_nobodys_word(session: Session) -> None:
    """Found by walking a listing's life at random: Ali had seen an older wording."""
    jane, ali = make_person(session, "Jane"), make_person(session, "Ali")
    service = make_listed(session)
    state_at_once(session, service, {"telephone": NEW_NUMBER}, based_on=1, by=jane, at=NOW)
    told = {"telephone": NEW_NUMBER, "opening_hours": "9 to 5"}
    state_at_once(session, service, told, based_on=1, by=ali, at=NOW)
    by = said_by_field(service.said)
    assert (by["telephone"].who, by["opening_hours"].who) == ("Jane", "Ali")


def test_a_roll_back_keeps_how_to_reach_it(session: Session) -> None:
    jane, carla = make_person(session, "Jane"), make_person(session, "Carla")
    service = make_listed(session)
    draft = make_draft(session, service, jane, **ASKED)
    decide(session, service, draft, draft_version=2, approved=set(ASKED), by=carla, at=NOW)
    told = {"telephone": NEW_NUMBER}
    state_at_once(session, service, told, based_on=2, by=jane, at=moment(0, 12))
    known = {"to_number": 1, "by": carla, "at": moment(1)}
    with pytest.raises(NotSaid):
        roll_back(session, service, based_on=3, reason=" ", **known)  # type: ignore[arg-type]
    with pytest.raises(LookAgain):
        roll_back(session, service, based_on=2, reason="Wrong.", **known)  # type: ignore[arg-type]
    decision = roll_back(session, service, based_on=3, reason="It was wrong.", **known)  # type: ignore[arg-type]
    now = says(session, service)
    assert (now["title"], now["summary"], now["telephone"]) == (
        "Thinking Ahead", "What it is.", NEW_NUMBER,
    )  # fmt: skip
    assert (decision.revision, number_of(session, service)) == (4, 4)
    with pytest.raises(NoSuchRevision):
        roll_back(session, service, based_on=4, reason="Again.", **known)  # type: ignore[arg-type]
    with pytest.raises(NoSuchRevision):
        roll_back(session, service, based_on=4, reason="Again.", **(known | {"to_number": 9}))  # type: ignore[arg-type]
    deeds = [one.deed for one in life_of(session, service)]
    assert deeds[:2] == [Deed.ROLLED_BACK, Deed.CHANGED]


def test_nothing_brings_a_withdrawn_service_back(session: Session) -> None:
    jane, carla = make_person(session, "Jane"), make_person(session, "Carla")
    service = make_listed(session)
    draft = make_draft(session, service, jane)
    with pytest.raises(NotSaid):
        withdraw_listing(session, service, reason="", by=carla, at=NOW)
    withdraw_listing(session, service, reason="The grant ended.", by=carla, at=moment(1))
    assert service.state is ServiceState.WITHDRAWN
    for attempt in (
        lambda: decide(session, service, draft, draft_version=2, approved=["summary"],
                       by=carla, at=NOW),
        lambda: state_at_once(session, service, {"telephone": NEW_NUMBER}, based_on=1,
                              by=jane, at=NOW),
        lambda: save_draft(session, service, {"title": "x"}, based_on=1, draft_version=0,
                           by=carla, at=NOW),
        lambda: roll_back(session, service, to_number=1, based_on=1, reason="x", by=carla, at=NOW),
        lambda: withdraw_listing(session, service, reason="x", by=carla, at=NOW),
    ):  # fmt: skip
        with pytest.raises(NotOnOffer):
            attempt()
    listing = Listing(title="Thinking Ahead", summary="Said in a file.", telephone=OLD_NUMBER)
    offer = ServiceOffered(
        service.code, None, None, service.delivery_kind, listing, "tests",
        says=frozenset({"summary"}),
    )  # fmt: skip
    offer_services(session, [offer], by=carla, at=moment(2))
    session.refresh(service)
    assert service.state is ServiceState.WITHDRAWN
    assert Deed.WITHDRAWN in [one.deed for one in life_of(session, service)]


def test_what_a_file_brought_meanwhile_stays_its_own_in_the_history(session: Session) -> None:
    """What was approved said the same by then: approved it is, and published by the file."""
    jane, carla = make_person(session, "Jane"), make_person(session, "Carla")
    service = make_listed(session)
    draft = make_draft(session, service, jane, summary="Said anew.")
    listing = Listing(title="Thinking Ahead", summary="Said anew.", telephone=OLD_NUMBER)
    offer = ServiceOffered(
        service.code, None, None, service.delivery_kind, listing, "tests",
        says=frozenset({"summary"}),
    )  # fmt: skip
    offer_services(session, [offer], by=carla, at=moment(1))
    before = life_of(session, service)
    decision = decide(
        session, service, draft, draft_version=2, approved=["summary"], by=carla, at=moment(2)
    )
    assert (decision.kind, decision.revision) == (DecisionKind.APPROVED, None)
    assert number_of(session, service) == 2
    approved, *others = life_of(session, service)
    assert (approved.deed, others) == (Deed.APPROVED, before)
    assert said_by_field(service.said)["summary"].who == "Jane"


def test_an_approved_word_stands_against_a_file(session: Session) -> None:
    jane, carla = make_person(session, "Jane Roe"), make_person(session, "Carla")
    service = make_listed(session)
    draft = make_draft(session, service, jane)
    decide(session, service, draft, draft_version=2, approved=["summary"], by=carla, at=NOW)
    filed = Listing(title="Filed", summary="As filed.", telephone=OLD_NUMBER)
    offer = ServiceOffered(
        service.code,
        session.get(Provider, service.provider_id),
        None,
        service.delivery_kind,
        filed,
        source="tests",
    )
    done = offer_services(session, [replace(offer)], by=carla, at=moment(2))
    now = published_now(session, service)
    assert (now.says["title"], now.says["summary"]) == ("Filed", "Said anew.")
    assert [one.field.name for _, one in done.aside] == ["summary"]
    [kept] = open_offers(session, service)
    assert kept.value == "As filed."
    again = make_draft(session, service, jane, summary="As filed.")
    decide(session, service, again, draft_version=2, approved=["summary"], by=carla, at=moment(3))
    assert open_offers(session, service) == []


def _confirmed(session: Session, service: Service) -> dict[FactKind, tuple[dt.date, str]]:
    rows = session.scalars(
        select(Confirmation)
        .where(Confirmation.service_id == service.id)
        .order_by(Confirmation.confirmed_on)
    )
    return {FactKind(one.fact_kind): (one.confirmed_on, one.confirmed_by) for one in rows}


def test_what_is_approved_was_right_on_the_day_it_was_submitted(session: Session) -> None:
    """By its author, of the facts that it touches, whenever somebody approved it."""
    service = make_listed(session, referral_route="By e-mail.", who_for="Men.")
    jane, ali = make_person(session, "Jane Roe"), make_person(session, "Ali Khan")
    draft = make_draft(session, service, jane, summary="Said anew.", who_for="Men and women.")
    submitted = local_date(WRITTEN_AT)
    decide(
        session, service, draft, draft_version=draft.version, approved=["summary"],
        reason="Who it is for needs another look.", by=ali, at=moment(3, 12),
    )  # fmt: skip
    assert _confirmed(session, service) == {FactKind.WORDING: (submitted, "Jane Roe")}


def test_what_is_sent_back_confirms_nothing(session: Session) -> None:
    service = make_listed(session)
    draft = make_draft(session, service, make_person(session, "Jane Roe"), summary="Said anew.")
    decide(
        session, service, draft, draft_version=draft.version, approved=[], reason="Not yet.",
        by=make_person(session, "Ali Khan"), at=moment(3, 12),
    )  # fmt: skip
    assert _confirmed(session, service) == {}


def test_an_e_mail_at_once_says_nothing_of_the_number(session: Session) -> None:
    service = make_listed(session)
    jane = make_person(session, "Jane Roe")
    state_at_once(
        session, service, {"email": "new@example.org"}, based_on=1, by=jane, at=moment(0, 12)
    )
    assert _confirmed(session, service) == {}
