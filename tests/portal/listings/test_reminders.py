"""One message a week to each member, of all that grows old; a link in it confirms what it names."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.listings.facts import confirm_facts, facts_of
from directory.clock import local_date
from directory.listings.wording import published_now
from directory.messages.kinds import MessageKind
from directory.messages.models import Reminded, Rhythm
from directory.messages.reminding import choose_reminders
from directory.people.roles import Role
from directory.places.models import Exposure
from portal.listings.jobs import remind_providers, reminding
from tests.portal.listings.keeping import TITLE, Kept, kept_listing

pytestmark = pytest.mark.usefixtures("client")

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    return kept_listing(app, session)


def day(number: int) -> dt.datetime:
    return NOW + dt.timedelta(days=number)


def confirm_all(kept: Kept, at: dt.datetime, by: object) -> None:
    facts = facts_of(kept.session, kept.service, today=local_date(at))
    confirm_facts(
        kept.session, kept.service, [one.name for one in facts if one.standing.can_be_confirmed],
        seen=published_now(kept.session, kept.service).number, confirmed_by="Jane Roe",
        by=by, at=at,  # type: ignore[arg-type]
    )  # fmt: skip


def test_one_message_a_week_to_each_member_of_what_grows_old(kept: Kept) -> None:
    kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    kept.somebody(Role.PROVIDER_ADMINISTRATOR, "Ali Member")
    kept.somebody(Role.COMMISSIONER)
    with kept.app.test_request_context():
        counts = [remind_providers(kept.session, day(n)) for n in (0, 0, 6, 7, 8)]
    assert counts == [2, 0, 0, 2, 0]
    assert {m.kind for m in kept.told} == {MessageKind.REMINDER}
    assert {m.to_address for m in kept.told} == {"jane.roe@example.org", "ali.member@example.org"}
    body = kept.told[0].body
    assert TITLE in body
    assert TITLE not in kept.told[0].subject
    assert f"http://localhost:5000{kept.path}" in body


def test_its_link_confirms_and_then_nobody_is_reminded(kept: Kept) -> None:
    kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    with kept.app.test_request_context():
        assert remind_providers(kept.session, NOW) == 1
        change = reminding(kept.session, day(7))
    [link] = re.findall(r"http://localhost:5000(/confirm/\S+)", kept.told[0].body)
    anybody = kept.app.test_client()
    page = anybody.get(link).text
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    assert anybody.post(link, data={"csrf_token": token}).status_code == 303
    with kept.app.test_request_context():
        assert change(kept.session, day(7)) == 0  # who confirmed has gone before the night's job
        assert remind_providers(kept.session, day(8)) == 0


def test_it_begins_at_three_fifths_of_the_shortest_life(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    confirm_all(kept, NOW, jane.member.person)
    with kept.app.test_request_context():
        assert remind_providers(kept.session, day(108)) == 0
        assert remind_providers(kept.session, day(111)) == 1  # two nights late, and made good
    assert "telephone, how to refer." in kept.told[0].body


def test_who_wants_none_gets_none_and_a_refuge_is_not_named(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    kept.somebody(Role.PROVIDER_ADMINISTRATOR, "Ali Member")
    by = jane.member.person
    choose_reminders(kept.session, Reminded.PERSON, by.id, Rhythm.NONE, by=by, at=NOW)
    kept.service.exposure = Exposure.CONFIDENTIAL
    kept.session.flush()
    with kept.app.test_request_context():
        assert remind_providers(kept.session, NOW) == 1
    [message] = kept.told
    assert message.to_address == "ali.member@example.org"
    assert TITLE not in message.body
    assert "A confidential service of yours" in message.body
