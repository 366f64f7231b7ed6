"""A record's history in the words of its pages."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.histories import act_in_words, history_of, history_since, label_of
from directory.places.models import Exposure, Site
from directory.providers.editing import add_provider, edit_provider
from directory.services.siting import SiteFacts, keep_sites
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_service

LATER = NOW + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("listing:edit", "Listing edited"),
        ("listing:publish", "Listing published"),
        ("provider:revise", "Provider changed by its source"),
        ("volume:vary", "Volume varied"),
        ("lot:add", "Lot added"),
        ("listing:withdraw", "Listing withdrawn"),
        ("listing:roll_back", "Listing rolled back"),
        ("prison_contact:state", "Prison contact stated"),
        ("stop:plan", "Stop planned"),
        ("stop:cancel", "Stop cancelled"),
        ("listing:spread", "Listing spread"),
        ("referral:send_again", "Referral sent again"),
        ("place:hold", "Place held"),
        ("published_listing", "published_listing"),  # of an older portal
    ],
)
def test_an_act_in_words(act: str, words: str) -> None:
    assert act_in_words(act) == words


def test_every_act_is_told_in_words() -> None:
    told = [act_in_words(act) for act in Act]
    assert [words for words in told if "_" in words or ":" in words] == []
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"approved": ["title"], "sent_back": []}, "Listing approved"),
        ({"approved": ["title"], "sent_back": ["cost"]}, "Listing approved in part"),
        ({"approved": [], "sent_back": ["cost"]}, "Listing sent back"),  # of an older portal
        ({"approved": [], "sent_back": [], "decided": "sent_back"}, "Listing sent back"),
    ],
)
def test_what_was_decided_on_a_draft_is_told(
    session: Session, told: dict[str, object], words: str
) -> None:
    service = make_service(session)
    record_act(session, Act.LISTING_APPROVE, service, by=actor(session), at=LATER, after=told)
    session.flush()
    assert history_of(session, "service", service.id)[-1].what == words


def test_a_change_says_who_when_and_what_it_was_before(session: Session) -> None:
    by = actor(session)
    provider = add_provider(session, {"name": "Anawim", "email": "a@example.org"}, by=by, at=NOW)
    edit_provider(
        session,
        provider,
        {"telephone": "0121 496 0000", "email": None},
        based_on=provider.version,
        by=by,
        at=LATER,
    )
    added, edited = history_of(session, "provider", provider.id)
    assert (added.what, added.by, added.at) == ("Provider added", "Import of files", NOW)
    assert "Name: Anawim" in [change.sentence for change in added.changes]
    assert (edited.what, edited.at) == ("Provider edited", LATER)
    assert [change.sentence for change in edited.changes] == [
        "Telephone: nothing → 0121 496 0000",
        "E-mail: a@example.org → nothing",
    ]
    assert [one.what for one in history_since(session, LATER)] == ["Provider edited"]


def test_a_secret_is_not_shown_and_a_pointer_is_told_by_its_name(session: Session) -> None:
    area = make_area(session)
    facts = SiteFacts("A house", Exposure.OPEN, area, address="12 Winckley Square")
    site: Site = keep_sites(
        session, {"house": facts}, source="tests", by=actor(session), at=NOW
    ).things["house"]
    [added] = history_of(session, "site", site.id)
    told = {change.label: change.after for change in added.changes}
    assert told["Address"] == "not shown"
    assert "Postcode" not in told
    assert told["Local delivery unit"] == area.name


def test_flags_lists_and_facts_within_facts_are_words(session: Session) -> None:
    after = {"is_full": True, "areas": ["preston", "leyland"], "rule": {"sex": "female"}}
    record_act(session, Act.AREAS_SERVE, "service", by=actor(session), at=NOW, after=after)
    [entry] = history_since(session, NOW)
    assert [change.sentence for change in entry.changes] == [
        "Is full: yes",
        "Areas: preston, leyland",
        "Rule: sex: female",
    ]


def test_a_label_is_that_of_the_page() -> None:
    assert label_of("service", "who_for") == "Who it is for"
    assert label_of("line", "capacity_weekly") == "Capacity weekly"
