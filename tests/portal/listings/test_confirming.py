"""One button: it confirms what stands beside it and nothing else, by a log-in or by a link."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.publishing import publish_group
from commissioning.lines.models import LineConfirmation
from commissioning.listings.facts import facts_of
from directory.accounts.joining import remove_member
from directory.clock import local_date
from directory.people.models import Person
from directory.people.roles import Role
from directory.services.freshness import FactKind
from directory.services.models import Confirmation
from portal.listings.links import seal_link
from tests.makers.listings import NEW_NUMBER, OLD_NUMBER, number_of
from tests.portal.confidential.refuge import SECRETS, make_refuge
from tests.portal.listings.keeping import Kept, kept_listing

pytestmark = pytest.mark.usefixtures("client")


@pytest.fixture
def kept(app: Flask, session: Session) -> Kept:
    return kept_listing(app, session)


def confirmed(session: Session) -> set[str]:
    of_lines = session.scalars(select(LineConfirmation.fact_kind)).all()
    return {*session.scalars(select(Confirmation.fact_kind)).all(), *of_lines}


def link_for(kept: Kept, person: Person, *names: str, seen: int | None = None) -> str:
    with kept.app.app_context():
        number = number_of(kept.session, kept.service) if seen is None else seen
        return f"/confirm/{seal_link(kept.service, person, names, seen=number)}"


def named(html: str) -> dict[str, object]:
    [seen] = re.findall(r'name="seen" value="(\d+)"', html)
    return {"seen": seen, "fact": re.findall(r'name="fact" value="([^"]+)"', html)}


def test_reading_confirms_nothing_and_the_button_all_that_is_named(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    page = jane.get(f"{kept.path}/confirm").text
    jane.client.head(f"{kept.path}/confirm")
    assert confirmed(kept.session) == set()
    for _ in range(2):
        assert jane.post(f"{kept.path}/confirm", named(page)).status_code == 303
        kinds = kept.session.scalars(select(Confirmation.fact_kind)).all()
        assert sorted(kinds) == [
            "areas",
            "eligibility",
            "referral_route",
            "sites",
            "telephone",
            "wording",
        ]
    assert {one.confirmed_by for one in kept.session.scalars(select(Confirmation))} == {"Jane Roe"}
    assert "All of it is confirmed" in jane.get(kept.path).text


def test_the_link_needs_no_log_in_and_names_what_it_does(kept: Kept) -> None:
    person = kept.somebody(Role.LISTING_EDITOR, "Jane Roe").member.person
    link = link_for(kept, person, "telephone", "referral_route")
    anybody = kept.app.test_client()
    for method in ("get", "head", "options", "get"):
        assert getattr(anybody, method)(link).status_code == 200
    shown = anybody.get(link)
    page = shown.text
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert "You are asked as Jane Roe" in page
    assert "Description" not in page
    assert confirmed(kept.session) == set()
    assert anybody.post(link).status_code == 400  # without the token of a page that was shown
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    for _ in range(2):
        answer = anybody.post(link, data={"csrf_token": token, "fact": "wording", "seen": "1"})
        assert answer.status_code == 303
    assert confirmed(kept.session) == {"telephone", "referral_route"}
    assert "Thank you" in anybody.get(answer.location).text


def test_the_link_of_who_belongs_no_more_opens_nothing(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    kept.somebody(Role.PROVIDER_ADMINISTRATOR, "Ali Member")
    link = link_for(kept, jane.member.person, "telephone")
    anybody = kept.app.test_client()
    assert anybody.get(link).status_code == 200
    by = jane.member.person
    remove_member(kept.session, jane.member, by=by, at=dt.datetime.now(dt.UTC))
    assert anybody.get(link).status_code == 404
    assert anybody.get(link[:-4] + "AAA=").status_code == 404
    assert anybody.get("/confirm/nothing").status_code == 404


def test_the_link_opens_for_sixty_days(kept: Kept) -> None:
    person = kept.somebody(Role.LISTING_EDITOR, "Jane Roe").member.person
    link, now = link_for(kept, person, "telephone"), dt.datetime.now(dt.UTC)
    anybody = kept.app.test_client()
    for days, status in ((59, 200), (61, 404)):
        with time_machine.travel(now + dt.timedelta(days=days)):
            assert anybody.get(link).status_code == status


def test_what_was_changed_since_the_message_is_not_confirmed_by_it(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    link = link_for(kept, jane.member.person, "telephone", "wording")
    jane.post(f"{kept.path}/reach", {
        "based_on": "1", "telephone": NEW_NUMBER, "email": "old@example.org", "opening_hours": "",
    })  # fmt: skip
    assert confirmed(kept.session) == {"telephone"}  # by who stated it
    kept.session.query(Confirmation).delete()
    page = jane.get(link).text
    left = "it was changed since your message or is over: Telephone."
    assert left in page
    assert NEW_NUMBER not in page
    done = jane.post(link)
    assert done.status_code == 303
    assert confirmed(kept.session) == {"wording"}
    after = jane.get(done.location).text
    assert left in after
    assert "Confirmed is what stands here:" in after


def test_what_was_changed_while_it_was_looked_at_is_not_confirmed(kept: Kept) -> None:
    jane, ali = (
        kept.somebody(Role.LISTING_EDITOR, "Jane"),
        kept.somebody(Role.LISTING_EDITOR, "Ali"),
    )
    page = jane.get(f"{kept.path}/confirm").text
    ali.post(f"{kept.path}/reach", {
        "based_on": "1", "telephone": NEW_NUMBER, "email": "old@example.org", "opening_hours": "",
    })  # fmt: skip
    assert jane.post(f"{kept.path}/confirm", named(page)).status_code == 422
    assert confirmed(kept.session) == {"telephone"}
    assert jane.post(f"{kept.path}/confirm", {"seen": "2", "fact": "price"}).status_code == 422


def test_a_date_that_has_passed_is_never_revived(kept: Kept) -> None:
    session, line = kept.session, kept.line()
    jane, at = kept.somebody(Role.LISTING_EDITOR, "Jane Roe"), dt.datetime.now(dt.UTC)
    today = local_date(at)
    passed = f"start_dates {line.public_id} -"
    link = link_for(kept, jane.member.person, passed, "telephone")
    page = jane.get(f"{kept.path}/confirm").text
    assert "start_dates" not in page
    assert jane.post(f"{kept.path}/confirm", {"seen": "1", "fact": passed}).status_code == 422
    assert jane.post(link).status_code == 303
    assert confirmed(session) == {"telephone"}
    assert "The date has passed: enter the next one" in jane.get("/listings").text
    publish_group(session, line, external_id="g", planned_start=today + dt.timedelta(days=9),
                  places=8, by=jane.member.person, at=at)  # fmt: skip
    [fact] = [f for f in facts_of(session, kept.service, today=today) if f.line is not None]
    assert fact.kind is FactKind.START_DATES
    assert jane.post(f"{kept.path}/confirm", {"seen": "1", "fact": fact.name}).status_code == 303
    later = today + dt.timedelta(days=10)
    [fact] = [f for f in facts_of(session, kept.service, today=later) if f.line is not None]
    assert not fact.standing.can_be_confirmed


def test_a_start_that_moved_is_not_confirmed_by_what_named_the_old_one(kept: Kept) -> None:
    session, line = kept.session, kept.line()
    jane, at = kept.somebody(Role.LISTING_EDITOR, "Jane Roe"), dt.datetime.now(dt.UTC)
    day = local_date(at) + dt.timedelta(days=9)
    for path, form in (
        ("start", {"starts_on-day": day.day, "starts_on-month": day.month,
                   "starts_on-year": day.year, "places": "8", "instead_of": ""}),
        ("closure", {"from_date-day": day.day, "from_date-month": day.month,
                     "from_date-year": day.year, "to_date-day": day.day,
                     "to_date-month": day.month, "to_date-year": day.year, "reason": "Move"}),
    ):  # fmt: skip
        answer = jane.post(f"{kept.path}/lines/{line.public_id}/{path}", form)
        assert answer.status_code == 303, answer.text
    old = next(f.name for f in facts_of(session, kept.service, today=local_date(at)) if f.line)
    moved = day + dt.timedelta(days=7)
    page = jane.get(kept.path).text
    [group] = re.findall(r'<option value="([^"]+)"', page.split('name="instead_of"')[1])[:1]
    answer = jane.post(f"{kept.path}/lines/{line.public_id}/start", {
        "starts_on-day": moved.day, "starts_on-month": moved.month,
        "starts_on-year": moved.year, "places": "6", "instead_of": group,
    })  # fmt: skip
    assert answer.status_code == 303
    assert jane.post(f"{kept.path}/confirm", {"seen": "1", "fact": old}).status_code == 422
    facts = [f for f in facts_of(session, kept.service, today=local_date(at)) if f.line]
    assert [f.start for f in facts] == [moved]


def test_two_groups_of_one_day_and_size_are_told_apart(kept: Kept) -> None:
    jane, line = kept.somebody(Role.LISTING_EDITOR), kept.line()
    day = local_date(dt.datetime.now(dt.UTC)) + dt.timedelta(days=9)
    start = {"starts_on-day": day.day, "starts_on-month": day.month,
             "starts_on-year": day.year, "places": "4", "instead_of": ""}  # fmt: skip
    for _ in range(2):
        assert jane.post(f"{kept.path}/lines/{line.public_id}/start", start).status_code == 303
    page = jane.get(kept.path).text
    assert page.count("4 places (group 1 of 2)") == page.count("4 places (group 2 of 2)") == 2


@pytest.mark.parametrize(
    ("what", "form", "words"),
    [
        ("start", {"places": "8"}, "Enter the day on which the group starts"),
        ("start", {"starts_on-day": "31", "starts_on-month": "2", "starts_on-year": "2099",
                   "places": "x"}, "must be a real date"),
        ("closure", {"from_date-day": "9", "from_date-month": "3", "from_date-year": "2099",
                     "to_date-day": "8", "to_date-month": "3", "to_date-year": "2099"},
         "8 March 2099"),
    ],
)  # fmt: skip
def test_what_is_wrong_of_a_line_stands_at_its_field(
    kept: Kept, what: str, form: dict[str, str], words: str
) -> None:
    jane, line = kept.somebody(Role.LISTING_EDITOR), kept.line()
    answer = jane.post(f"{kept.path}/lines/{line.public_id}/{what}", form)
    assert answer.status_code == 422
    assert words in answer.text
    assert re.search(r"<title>\s*Error:", answer.text)
    summary = answer.text.partition("There is a problem")[2].partition("<h1")[0]
    targets = re.findall(r'href="#([^"]+)"', summary)
    assert words in summary
    assert all(answer.text.count(f'id="{one}"') == 1 for one in targets)
    assert targets


def test_the_history_tells_who_confirmed_what_and_by_what_way(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    link = link_for(kept, jane.member.person, "telephone", "referral_route")
    assert jane.post(link).status_code == 303
    told = jane.get(f"{kept.path}/history").text
    right = "Jane Roe said that this is still right: how to refer; telephone"
    assert f"{right}, by the link of an e-mail." in told, told
    jane.post(f"{kept.path}/confirm", {"seen": "1", "fact": "eligibility"})
    told = jane.get(f"{kept.path}/history").text
    assert "Jane Roe said that this is still right: who it is for." in told, told
    assert told.count("still right") == 2


def test_what_is_stated_is_not_told_twice(kept: Kept) -> None:
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    jane.post(f"{kept.path}/reach", {
        "based_on": "1", "telephone": NEW_NUMBER, "email": "old@example.org", "opening_hours": "",
    })  # fmt: skip
    assert confirmed(kept.session) == {"telephone"}
    told = jane.get(f"{kept.path}/history").text
    assert "Jane Roe changed it" in told
    assert "still right" not in told


def test_of_a_confidential_service_what_is_stated_is_never_told_as_nothing(
    app: Flask, session: Session
) -> None:
    """Its keeper reads the areas; telephone and place stand on no page, and are said to."""
    kept = make_refuge(app, session)
    jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
    page = jane.get(f"{kept.path}/confirm").text
    assert "nothing is stated" not in page
    assert "Areas served: Preston" in page
    for label in ("Telephone", "Where it happens"):
        assert f"{label}: stated, and not shown on this page" in page
    names = [FactKind.TELEPHONE.value, FactKind.AREAS.value, FactKind.SITES.value]
    by_link = app.test_client().get(link_for(kept, jane.member.person, *names)).text
    assert "nothing is stated" not in by_link
    assert "Areas served: stated, and not shown on this page" in by_link
    assert "Preston" not in by_link
    for secret in SECRETS:
        assert secret not in page + by_link


@pytest.mark.parametrize(
    ("role", "sends"), [(Role.LISTING_EDITOR, False), (Role.PROVIDER_ADMINISTRATOR, True)]
)
def test_whoever_is_asked_about_a_place_reads_who_can_change_it(
    kept: Kept, role: Role, *, sends: bool
) -> None:
    page = kept.somebody(role, "Jane Roe").get(f"{kept.path}/confirm").text
    assert "Where it happens: " in page
    assert "a file of sites" in page
    assert ('href="/uploads">Send a file' in page) is sends


def test_readers_and_provider_are_told_of_the_same_facts_that_nobody_confirmed(
    app: Flask, session: Session
) -> None:
    kept = kept_listing(app, session, telephone=OLD_NUMBER, who_for="Adults.")
    own = kept.somebody(Role.LISTING_EDITOR).get(f"{kept.path}/confirm").text
    theirs = {
        one.partition("</dt>")[0]
        for one in own.split('<dt class="facts__what">')[1:]
        if "Nobody has confirmed it yet" in one
    }
    public = app.test_client().get(f"/services/{kept.service.public_id}").text
    fresh = public.partition('id="fresh"')[2].partition("</details>")[0]
    rows = [one for one in fresh.split("<dt")[1:] if "nobody has confirmed it yet" in one]
    read = {row.partition(">")[2].partition("</dt>")[0].strip() for row in rows}
    assert read == theirs != set()
    assert "Everything on this page was confirmed" not in public
