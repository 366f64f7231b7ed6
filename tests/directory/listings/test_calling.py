"""Told by telephone: which number may be rung back, what is live and what waits, who is told."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.attribution import said_by_field
from directory.errors import DirectoryError, NotKnown
from directory.listings.calling import begin_call, call_of, numbers_held
from directory.listings.deciding import decide
from directory.listings.drafting import open_draft
from directory.listings.errors import (
    CallIsOver,
    NothingHeldToRing,
    NotRungBack,
    OwnDraft,
    RungTheNumberThatChanges,
)
from directory.listings.history import Deed, life_of
from directory.listings.models import ProviderCall
from directory.listings.telephoned import (
    ToldReach,
    note_told,
    notes_of,
    record_reach,
    says_of,
    told_by_telephone,
)
from directory.listings.telling import WhereToLook
from directory.messages.models import Message
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.freshness import FactKind
from directory.services.models import Confirmation, Service
from directory.stating import NotSaid
from directory.versions import ChangedMeanwhile
from tests.makers.days import NOW, TODAY
from tests.makers.listings import (
    FOR_WOMEN,
    NEW_NUMBER,
    OLD_NUMBER,
    make_draft,
    make_listed,
    make_person,
    number_of,
    says,
)

OFFICE = "01632 960900"
LOOK = WhereToLook("https://portal.example/listings/1", "01632 960000")


def listed(session: Session, office: str | None = OFFICE, **told: Any) -> Service:
    """A service that can be rung, of a provider with a number of its own."""
    service = make_listed(session, **told)
    session.get_one(Provider, service.provider_id).telephone = office
    session.flush()
    return service


def rung(session: Session, service: Service, number: str = OFFICE) -> ProviderCall:
    return begin_call(
        session, service, rung=number, has_rung=True, told_by="Mo Khan",
        by=make_person(session, "Carla Approver"), at=NOW,
    )  # fmt: skip


def told(session: Session, service: Service, call: ProviderCall, **fields: Any) -> ToldReach:
    number, by = number_of(session, service), call.recorded_by
    return record_reach(session, service, call, fields, based_on=number, by=by, at=NOW)


@pytest.mark.parametrize(
    ("listing", "office", "secret", "draft", "held"),
    [
        (OLD_NUMBER, OFFICE, False, False, [OLD_NUMBER, OFFICE]),
        (OLD_NUMBER, None, False, False, [OLD_NUMBER]),
        (OLD_NUMBER, "+44 1632 960101", False, False, [OLD_NUMBER]),  # the same, otherwise written
        (None, OFFICE, False, False, [OFFICE]),
        (None, None, False, False, []),
        (OLD_NUMBER, OFFICE, True, False, [OFFICE]),  # how a refuge is rung stands on no page
        (OLD_NUMBER, OLD_NUMBER, True, False, []),
        (OLD_NUMBER, OFFICE, False, True, [OFFICE]),  # somebody is about to change it
        (OLD_NUMBER, OLD_NUMBER, False, True, []),
    ],
)
def test_which_numbers_may_be_rung_back(
    session: Session, listing: str | None, office: str | None, secret: bool, draft: bool,
    held: list[str],
) -> None:  # fmt: skip
    women = FOR_WOMEN if draft else ()
    service = listed(session, office, telephone=listing, eligibility=women)
    if draft:
        make_draft(session, service, make_person(session, "Jane"), telephone=NEW_NUMBER)
    if secret:
        service.exposure = Exposure.CONFIDENTIAL
    assert [one.number for one in numbers_held(session, service)] == held


@pytest.mark.parametrize(
    ("number", "has_rung", "who", "office", "refusal"),
    [
        (NEW_NUMBER, True, "Mo", OFFICE, NotRungBack),  # only the caller knows it
        (OFFICE, False, "Mo", OFFICE, NotRungBack),
        (OFFICE, True, "  ", OFFICE, NotSaid),
        (OFFICE, True, "Mo", None, NothingHeldToRing),
    ],
)
def test_nothing_is_begun_without_ringing_back(
    session: Session, number: str, has_rung: bool, who: str, office: str | None,
    refusal: type[DirectoryError],
) -> None:  # fmt: skip
    service = listed(session, office, telephone=OLD_NUMBER if office else None)
    by = make_person(session, "Carla")
    with pytest.raises(refusal):
        begin_call(session, service, rung=number, has_rung=has_rung, told_by=who, by=by, at=NOW)
    assert session.scalars(select(ProviderCall)).all() == []


@pytest.mark.parametrize(
    ("number", "to", "refused"),
    [
        (OFFICE, NEW_NUMBER, False),
        (OFFICE, OFFICE, True),  # the number rung is what readers would ring
        (OLD_NUMBER, NEW_NUMBER, True),
        (OLD_NUMBER, None, True),
        (OLD_NUMBER, "+44 1632 960101", False),  # the same number is no change
    ],
)
def test_a_number_that_changes_is_not_the_one_rung_back(
    session: Session, number: str, to: str | None, refused: bool
) -> None:
    service = listed(session)
    call = rung(session, service, number)
    if refused:
        with pytest.raises(RungTheNumberThatChanges):
            told(session, service, call, telephone=to)
        assert says(session, service)["telephone"] == OLD_NUMBER
    else:
        told(session, service, call, telephone=to)


def test_it_is_the_word_of_who_told_and_says_who_wrote_it_down(session: Session) -> None:
    service = listed(session)
    call = rung(session, service)
    recorded = told(session, service, call, telephone=NEW_NUMBER, opening_hours="9 to 5")
    assert [one.field.name for one in recorded.live] == ["telephone", "opening_hours"]
    assert recorded.waits == ()
    assert says(session, service)["telephone"] == NEW_NUMBER
    word = said_by_field(service.said)["telephone"]
    assert word.in_words == (
        "told by telephone by Mo Khan on 2 March 2027, recorded by Carla Approver"
    )
    [confirmed] = session.scalars(select(Confirmation))
    assert (confirmed.fact_kind, confirmed.confirmed_by) == ("telephone", "Mo Khan")
    note_told(
        session, service, call, says_of(service, recorded), kinds=recorded.kinds,
        revision=number_of(session, service), look=LOOK, at=NOW,
    )  # fmt: skip
    newest = life_of(session, service)[0]
    assert (newest.deed, newest.author, newest.by) == (Deed.TOLD, "Mo Khan", "Carla Approver")
    day = frozenset({TODAY})
    assert told_by_telephone(session, service.id, on=TODAY) == {FactKind.TELEPHONE: day}
    assert told_by_telephone(session, service.id, on=TODAY - dt.timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("field", "value", "waits"),
    [
        ("telephone", NEW_NUMBER, True),
        ("email", "new@example.org", True),
        ("opening_hours", "9 to 5", False),
    ],
)
def test_of_a_service_for_women_a_second_person_decides(
    session: Session, field: str, value: str, waits: bool
) -> None:
    service = listed(session, eligibility=FOR_WOMEN)
    call = rung(session, service)
    before = says(session, service)[field]
    recorded = told(session, service, call, **{field: value})
    assert bool(recorded.waits) is waits
    assert bool(recorded.live) is not waits
    assert says(session, service)[field] == (before if waits else value)
    draft = open_draft(session, service, call.recorded_by)
    assert (draft is not None) is waits
    if draft is None:
        return
    asked: dict[str, Any] = {"draft_version": draft.version, "approved": [field], "at": NOW}
    with pytest.raises(OwnDraft):
        decide(session, service, draft, by=call.recorded_by, **asked)
    decide(session, service, draft, by=make_person(session, "Dev Second"), **asked)
    assert says(session, service)[field] == value
    assert said_by_field(service.said)[field].who == "Mo Khan"
    assert said_by_field(service.said)[field].recorded_by == "Carla Approver"


def test_a_copy_goes_to_the_address_held_and_tells_both(session: Session) -> None:
    service = listed(session, email="old@example.org")
    call = rung(session, service)
    recorded = told(session, service, call, email="new@example.org")
    note = note_told(
        session, service, call, says_of(service, recorded), old_email="old@example.org",
        look=LOOK, at=NOW,
    )  # fmt: skip
    [message] = session.scalars(select(Message))
    assert message.to_address == "old@example.org"
    assert "Thinking Ahead" not in message.subject
    for words in (
        "Carla Approver recorded for you",
        "Mo Khan",
        "old@example.org → new@",
        LOOK.page,
    ):
        assert words in message.body
    assert OFFICE not in message.body
    assert (note.copies, [one.says for one in notes_of(session, call)]) == (1, [note.says])


def test_without_an_address_no_copy_is_written_and_the_note_says_so(session: Session) -> None:
    service = listed(session)
    call = rung(session, service)
    recorded = told(session, service, call, opening_hours="9 to 5")
    note = note_told(session, service, call, says_of(service, recorded), look=LOOK, at=NOW)
    assert note.copies == 0
    assert session.scalars(select(Message)).all() == []


def test_of_a_confidential_service_the_copy_tells_no_number(session: Session) -> None:
    service = listed(session, email="old@example.org")
    service.exposure = Exposure.CONFIDENTIAL
    call = rung(session, service)
    recorded = told(session, service, call, telephone=NEW_NUMBER)
    note_told(
        session, service, call, says_of(service, recorded), old_email="old@example.org",
        look=LOOK, at=NOW,
    )  # fmt: skip
    [message] = session.scalars(select(Message))
    for secret in (NEW_NUMBER, OLD_NUMBER, "Thinking Ahead"):
        assert secret not in message.body
    assert "Telephone (waits for a second person)" in message.body


def test_a_call_is_of_its_day_and_of_who_recorded_it(session: Session) -> None:
    service = listed(session)
    call = rung(session, service)
    with pytest.raises(CallIsOver):
        record_reach(
            session, service, call, {"opening_hours": "9 to 5"}, based_on=1,
            by=call.recorded_by, at=NOW + dt.timedelta(days=1),
        )  # fmt: skip
    with pytest.raises(CallIsOver):
        note_told(session, service, call, ["x"], look=LOOK, at=NOW + dt.timedelta(days=1))
    assert call_of(session, call.public_id, by=call.recorded_by) is call
    for key, by in ((call.public_id, "Dev"), (uuid.uuid4(), "Carla Approver")):
        with pytest.raises(NotKnown):
            call_of(session, key, by=make_person(session, by))


def test_what_somebody_else_changed_meanwhile_is_shown_not_lost(session: Session) -> None:
    service = listed(session)
    call = rung(session, service)
    told(session, service, call, opening_hours="9 to 5")
    with pytest.raises(ChangedMeanwhile) as both:
        record_reach(
            session, service, call, {"opening_hours": "10 to 4"}, based_on=1,
            by=call.recorded_by, at=NOW,
        )  # fmt: skip
    [clash] = both.value.clashes
    assert (clash.yours, clash.theirs) == ("10 to 4", "9 to 5")
    assert "told by telephone by Mo Khan" in str(both.value)
