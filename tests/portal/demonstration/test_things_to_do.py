"""Each fictional account finds on its first pages what it would find in its week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from directory.accounts.entering import account_of_email
from directory.accounts.visiting import memberships_of
from directory.feedback.reporting import open_problems
from directory.people.roles import Role
from directory.places.models import Prison
from directory.providers.models import Provider
from directory.services.models import Service
from portal.demonstration.things_to_do import DUE, OVERDUE, TWIN, make_things_to_do
from portal.fictional_accounts import email_of, make_fictional_accounts
from tests.makers.accounts import LoggedIn, logged_in_as
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court
from tests.makers.services import make_provider


@pytest.fixture
def made(app: Flask, client: FlaskClient, session: Session) -> Iterator[Session]:
    """A region of three areas, two fictional providers, an account of each role and what waits."""
    area = make_area(session, "central-lancashire")
    others = [make_area(session, slug) for slug in ("blackburn", "bolton")]
    make_court(session, serves=[area, *others])
    make_line(session, areas=[area])
    make_provider(session, name="Example Neighbour (fictional)")
    session.execute(update(Provider).values(is_fictional=True))
    session.add(Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False))
    session.flush()
    with time_machine.travel(NOW, tick=False), app.app_context():
        make_fictional_accounts(session, at=NOW)
        assert make_things_to_do(session, at=NOW)
        yield session


def entered(app: Flask, session: Session, role: Role) -> LoggedIn:
    account = account_of_email(session, email_of(role))
    assert account is not None
    [member] = memberships_of(session, account.person_id)
    return logged_in_as(app.test_client(), session, member)


@pytest.mark.parametrize(
    ("role", "path", "words"),
    [
        (
            Role.LISTING_EDITOR,
            "/listings",
            ["Came back", "Go on with your draft, or submit it", "Overdue"],
        ),
        (Role.PROVIDER_ADMINISTRATOR, "/listings", ["Tenancy workshop", "Overdue"]),
        (Role.COMMISSIONER, "/approving", ["Tenancy workshop", "Alex Example"]),
        (Role.REGION_HEAD, "/approving", ["Tenancy workshop", "Alex Example"]),
        (Role.COMMISSIONER, "/duplicates", ["Tenancy workshops", "Example Neighbour"]),
        (Role.COMMISSIONER, "/provision", ["Drug testing, Bolton", "I agree"]),
        (Role.REGION_HEAD, "/provision", ["Drug testing, Blackburn", "I agree"]),
    ],
)
def test_each_page_of_work_shows_something_to_do(
    app: Flask, made: Session, role: Role, path: str, words: Sequence[str]
) -> None:
    page = entered(app, made, role).get(path).text
    assert [one for one in words if one not in page] == []


def test_a_problem_is_reported_and_nobody_has_answered(made: Session) -> None:
    [problem] = open_problems(made)
    assert made.get_one(Service, problem.service_id).external_id == OVERDUE.key


def test_nothing_is_made_twice(made: Session) -> None:
    before = made.scalar(select(func.count(Service.id)))
    assert not make_things_to_do(made, at=NOW)
    assert made.scalar(select(func.count(Service.id))) == before


def test_nobody_real_is_given_anything(made: Session) -> None:
    keys = [one.key for one in (DUE, OVERDUE, TWIN)]
    marks = select(Service.is_generated, Provider.is_fictional).join(
        Provider, Provider.id == Service.provider_id
    )
    assert made.execute(marks.where(Service.external_id.in_(keys))).all() == [(True, True)] * 3


def test_without_accounts_nothing_waits_for_them(session: Session) -> None:
    assert not make_things_to_do(session, at=NOW)
