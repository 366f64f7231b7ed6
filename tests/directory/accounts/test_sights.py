"""What each member sees with."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from directory.accounts.forgetting import forget_links, forget_visits
from directory.accounts.models import EntryAttempt, OrganisationArea, Visit
from directory.accounts.passwords import WeakPassword, refuse_weak
from directory.accounts.second_factor import code_at, new_secret, step_of
from directory.accounts.sights import areas_of, sight_of
from directory.accounts.visiting import begin_visit
from directory.people.roles import OrganisationKind, Role
from directory.providers.models import SupplyLink
from directory.sight import Looker, Sight
from portal.entering.jobs import forget
from tests.makers.accounts import make_account, make_member, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.places import confirm_court_area, make_area, make_court, make_region
from tests.makers.services import make_provider


@pytest.fixture(autouse=True)
def context(app: Flask) -> Flask:
    return app


def test_a_commissioner_sees_the_areas_of_the_region(app: Flask, session: Session) -> None:
    here, beside = make_area(session), make_area(session, "blackpool")
    make_area(session, "leeds", region=make_region(session, "yorkshire"))
    with app.app_context():
        member = make_member(session, Role.COMMISSIONER)
        narrowed = make_member(session, Role.OFFENDER_MANAGER, name="Narrow", areas=[beside],
                               organisation=member.organisation)  # fmt: skip
    sight = sight_of(session, member, on=TODAY)
    assert sight == Sight(Looker.COMMISSIONER, area_ids=frozenset({here.id, beside.id}))
    assert areas_of(session, narrowed, on=TODAY) == {beside.id}


def test_a_court_officer_has_the_areas_that_the_court_serves(app: Flask, session: Session) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    confirm_court_area(session, court, area)
    team = make_organisation(session, OrganisationKind.COURT_TEAM, "Team", court_id=court.id)
    with app.app_context():
        member = make_member(session, Role.COURT_OFFICER, organisation=team)
    assert sight_of(session, member, on=TODAY).area_ids == {area.id}


def test_a_provider_sees_its_own_and_a_prime_its_subcontractors(
    app: Flask, session: Session
) -> None:
    with app.app_context():
        member = make_member(session, Role.PROVIDER_ADMINISTRATOR)
    own = member.organisation.provider_id
    assert own is not None
    assert sight_of(session, member, on=TODAY) == Sight(
        Looker.PROVIDER, provider_ids=frozenset({own})
    )
    other = make_provider(session, "A subcontractor")
    session.add(SupplyLink(prime_id=own, subcontractor_id=other.id, agreement_reference="A1"))
    session.flush()
    prime = sight_of(session, member, on=TODAY)
    assert prime == Sight(Looker.PRIME, provider_ids=frozenset({own, other.id}))


def test_health_sees_its_areas_and_what_it_has_an_agreement_for(
    app: Flask, session: Session
) -> None:
    area = make_area(session)
    health = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL)
    session.add(OrganisationArea(organisation_id=health.id, local_delivery_unit_id=area.id))
    with app.app_context():
        member = make_member(session, Role.COMMISSIONER, organisation=health)
    sight = sight_of(session, member, on=TODAY, service_ids=[7])
    assert sight.area_ids == {area.id}
    assert sight.service_ids == {7}


def test_a_prison_officer_has_their_prison(app: Flask, session: Session) -> None:
    with app.app_context():
        member = make_member(session, Role.PRISON_OFFICER)
    assert sight_of(session, member, on=TODAY).prison_id == member.organisation.prison_id


# ------------------------------------------------------------------------------ sums


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("four grey herons wading", True),
        ("correct horse battery", True),
        ("elevenchars", False),
        ("passwordpassword", False),
        ("Password1234!", False),
        ("123456789012", False),
        ("qwertyuiopas", False),
        ("ada.member@example.org", False),
        ("Ada Member 1", False),
    ],
)
def test_passwords(password: str, is_good: bool) -> None:
    if is_good:
        refuse_weak(password, about=("Ada Member", "ada.member@example.org"))
    else:
        with pytest.raises(WeakPassword):
            refuse_weak(password, about=("Ada Member", "ada.member@example.org"))


@pytest.mark.parametrize(
    ("seconds", "is_taken"), [(0, True), (-30, True), (30, True), (-61, False), (61, False)]
)
def test_a_telephones_clock_may_be_half_a_minute_wrong(seconds: int, is_taken: bool) -> None:
    secret, at = new_secret(), NOW.replace(second=0)
    code = code_at(secret, at + dt.timedelta(seconds=seconds))
    assert (step_of(secret, code, at=at) is not None) == is_taken


def test_a_code_is_taken_once_and_no_earlier_one_after_it() -> None:
    secret = new_secret()
    step = step_of(secret, code_at(secret, NOW), at=NOW)
    assert step_of(secret, code_at(secret, NOW), at=NOW, after=step) is None
    earlier = code_at(secret, NOW - dt.timedelta(seconds=30))
    assert step_of(secret, earlier, at=NOW, after=step) is None


def test_visits_and_attempts_are_forgotten_in_time(app: Flask, session: Session) -> None:
    with app.app_context():
        account = make_account(session)
    for days in (0, 29, 31):
        at = NOW - dt.timedelta(days=days)
        visit, _ = begin_visit(session, account, browser="x", at=at)
        visit.ended_at = at
        session.add(
            EntryAttempt(kind="password", account_digest="a", address_digest="b", tried_at=at)
        )
    session.flush()
    assert forget_links(session, NOW) == 0
    assert forget(session, NOW) == 3
    assert session.query(Visit).count() == 2
    assert forget_visits(session, NOW) == 0
