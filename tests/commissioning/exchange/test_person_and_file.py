"""A person states a telephone on Friday; on Monday a file comes, with and without that column."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.attribution import SaidBy, said_by_field
from directory.offers import open_offers
from directory.people.models import Person
from directory.providers.editing import edit_provider, take_provider_offer
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.stating import edit_listing, take_listing_offer
from tests.commissioning.exchange.desk import (
    CASES,
    FRIDAY,
    HERS,
    MONDAY,
    OLD,
    THEIRS,
    THURSDAY,
    Desk,
    changes_told,
)


@pytest.fixture
def provider(session: Session, desk: Desk) -> Provider:
    desk.take_in(
        "providers",
        f"external_id,name,telephone,email\nACT,Action Trust,{OLD},help@example.org\n",
        at=THURSDAY,
    )
    return session.scalars(select(Provider)).one()


@pytest.mark.parametrize(("friday", "monday", "stands", "whose", "is_kept"), CASES)
def test_telephone_of_a_provider(
    session: Session,
    desk: Desk,
    provider: Provider,
    jane: Person,
    friday: bool,
    monday: str | None,
    stands: str | None,
    whose: str | None,
    is_kept: bool,
) -> None:
    if friday:
        edit_provider(
            session, provider, {"telephone": HERS}, based_on=provider.version, by=jane, at=FRIDAY
        )
    before = provider.telephone
    heading, cell = ("", "") if monday is None else (",telephone", f",{monday}")
    report = desk.take_in(
        "providers", f"external_id,name{heading}\nACT,Action Trust{cell}\n", at=MONDAY
    )
    assert report.changes == changes_told("Action Trust", before, stands)
    session.refresh(provider)
    said = said_by_field(provider.said).get("telephone")
    assert (provider.telephone, said and said.who) == (stands, whose)
    assert provider.email == "help@example.org", "no file here speaks of it"
    assert bool(report.aside) is is_kept
    if is_kept:
        [sentence] = report.aside
        assert f"kept Telephone {HERS}, stated by Jane Smith on 5 March 2027" in sentence
    offered = [one.value for one in open_offers(session, provider)]
    assert offered == ([monday] if is_kept and monday else [])


@pytest.mark.parametrize(("friday", "monday", "stands", "whose", "is_kept"), CASES)
def test_telephone_of_a_listing(
    session: Session,
    desk: Desk,
    provider: Provider,
    jane: Person,
    friday: bool,
    monday: str | None,
    stands: str | None,
    whose: str | None,
    is_kept: bool,
) -> None:
    desk.take_in(
        "programmes", "external_id,name,kind\nT,Thinking,accredited_programme\n", at=THURSDAY
    )
    heading = "programme,area,provider,delivery_kind"
    row = "T,preston,ACT,closed_group"
    desk.take_in(
        "availability", f"{heading},telephone,email\n{row},{OLD},t@example.org\n", at=THURSDAY
    )
    service = session.scalars(select(Service)).one()
    if friday:
        edit_listing(
            session, service, {"telephone": HERS}, based_on=service.version, by=jane, at=FRIDAY
        )
    before = HERS if friday else OLD
    more, cell = ("", "") if monday is None else (",telephone", f",{monday}")
    report = desk.take_in("availability", f"{heading}{more}\n{row}{cell}\n", at=MONDAY)
    assert report.changes == changes_told(service.code, before, stands)
    listing = session.get_one(ListingRevision, service.published_revision_id)
    said = said_by_field(service.said).get("telephone")
    assert (listing.telephone, said and said.who) == (stands, whose)
    assert listing.email == "t@example.org"
    assert bool(report.aside) is is_kept
    offered = [one.value for one in open_offers(session, service)]
    assert offered == ([monday] if is_kept and monday else [])


def test_the_owner_takes_what_was_offered(
    session: Session, desk: Desk, provider: Provider, jane: Person
) -> None:
    edit_provider(session, provider, {"telephone": HERS}, based_on=1, by=jane, at=FRIDAY)
    text = f"external_id,name,telephone\nACT,Action Trust,{THEIRS}\n"
    desk.take_in("providers", text, at=MONDAY)
    desk.take_in("providers", text, at=MONDAY)
    [offer] = open_offers(session, provider)
    assert (offer.source, offer.said_on) == ("import", MONDAY.date())
    take_provider_offer(session, provider, offer, based_on=2, by=jane, at=MONDAY)
    assert provider.telephone == THEIRS
    assert said_by_field(provider.said)["telephone"] == SaidBy(
        "Jane Smith", MONDAY.date(), is_person=True
    )
    assert open_offers(session, provider) == []


def test_the_owner_of_a_listing_takes_it_too(
    session: Session, desk: Desk, provider: Provider, jane: Person
) -> None:
    desk.take_in(
        "programmes", "external_id,name,kind\nT,Thinking,accredited_programme\n", at=THURSDAY
    )
    text = "programme,area,provider,delivery_kind,telephone\nT,preston,ACT,closed_group,{}\n"
    desk.take_in("availability", text.format(OLD), at=THURSDAY)
    service = session.scalars(select(Service)).one()
    edit_listing(session, service, {"telephone": HERS}, based_on=1, by=jane, at=FRIDAY)
    desk.take_in("availability", text.format(THEIRS), at=MONDAY)
    [offer] = open_offers(session, service)
    revision = take_listing_offer(session, service, offer, based_on=2, by=jane, at=MONDAY)
    assert (revision.telephone, open_offers(session, service)) == (THEIRS, [])


@pytest.mark.parametrize(
    ("source", "day", "stands", "why"),
    [
        ("the register", MONDAY.date(), OLD, "from import on 4 March 2027"),
        ("import", dt.date(2027, 3, 1), OLD, "from import on 4 March 2027"),
        ("import", MONDAY.date(), THEIRS, None),
    ],
)
def test_a_source_changes_what_it_said_and_nothing_newer(
    desk: Desk, provider: Provider, source: str, day: dt.date, stands: str, why: str | None
) -> None:
    text = f"external_id,name,telephone\nACT,Action Trust,{THEIRS}\n"
    report = desk.take_in("providers", text, at=MONDAY, source=source, as_of=day)
    assert provider.telephone == stands
    assert [why in sentence for sentence in report.aside if why] == ([True] if why else [])


def test_a_source_may_say_what_nobody_said(desk: Desk, provider: Provider) -> None:
    text = "external_id,name,website\nACT,Action Trust,https://example.org\n"
    report = desk.take_in("providers", text, at=MONDAY, source="the register")
    assert (provider.website, provider.telephone, report.aside) == ("https://example.org", OLD, [])
    assert said_by_field(provider.said)["website"] == SaidBy("the register", MONDAY.date())


def test_a_rehearsal_tells_what_would_be_kept_and_offers_nothing(
    session: Session, desk: Desk, provider: Provider, jane: Person
) -> None:
    edit_provider(session, provider, {"telephone": HERS}, based_on=1, by=jane, at=FRIDAY)
    text = f"external_id,name,telephone\nACT,Action Trust,{THEIRS}\n"
    report = desk.take_in("providers", text, at=MONDAY, is_rehearsal=True)
    assert len(report.aside) == 1
    assert open_offers(session, provider) == []


def test_a_file_may_not_unsay_that_a_programme_is_restricted(session: Session, desk: Desk) -> None:
    heading = "external_id,name,kind,is_restricted"
    row = "T,Thinking,accredited_programme"
    desk.take_in("programmes", f"{heading}\n{row},no\n", at=THURSDAY)
    desk.take_in("programmes", f"{heading}\n{row},yes\n", at=FRIDAY, source="the register")
    report = desk.take_in("programmes", f"{heading}\n{row},no\n", at=MONDAY)
    assert [one.split(": ")[1][:20] for one in report.aside] == ["kept Restricted yes,"]
