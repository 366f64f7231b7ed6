"""Whose a reported problem is, and that nobody else finds it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from directory.errors import NotKnown
from directory.feedback.counting import problem_tally
from directory.feedback.models import ReportedProblem, ReportKind
from directory.feedback.reporting import answer_problem, report_problem
from directory.feedback.routing import (
    NOBODYS,
    Keeper,
    answered_problems_for,
    count_waiting,
    open_problems_for,
    problem_for,
)
from directory.listings.queries import Commissioned
from directory.people.models import Person
from directory.people.roles import OrganisationKind
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.models import Service
from tests.makers.accounts import make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_area
from tests.makers.services import make_provider, make_service

DAY = dt.timedelta(days=1)


def report(
    session: Session,
    by: Person,
    *,
    service: Service | None = None,
    provider: Provider | None = None,
    at: dt.datetime = NOW,
) -> ReportedProblem:
    path = "/courts" if service is None else f"/services/{service.public_id}"
    return report_problem(
        session, path=path, service=service, provider=provider,
        kind=ReportKind.WRONG_NUMBER, words="", by=by, at=at,
    )  # fmt: skip


def waiting(session: Session, keeper: Keeper) -> list[ReportedProblem]:
    found = [one.problem for one in open_problems_for(session, keeper, on=TODAY)]
    assert count_waiting(session, keeper, on=TODAY) == len(found)
    return found


def commissioner_of(*area_ids: int) -> Keeper:
    return Keeper(commissioned=Commissioned(frozenset(area_ids)))


def test_each_keeper_has_their_own_oldest_first(session: Session, importer: Person) -> None:
    area, elsewhere = make_area(session), make_area(session, "Elsewhere")
    service = make_service(session, areas=[area])
    assert service.provider_id
    provider = session.get_one(Provider, service.provider_id)
    make_organisation(session, OrganisationKind.PROVIDER, provider_id=provider.id)
    newer = report(session, importer, service=service)
    older = report(session, importer, provider=provider, at=NOW - 3 * DAY)
    court = report(session, importer)
    own = Keeper(frozenset({provider.id}))
    assert waiting(session, own) == [older, newer]
    assert waiting(session, commissioner_of(area.id)) == [older, newer]
    assert waiting(session, commissioner_of(elsewhere.id)) == []
    assert waiting(session, Keeper(frozenset({make_provider(session, "Another").id}))) == []
    assert waiting(session, NOBODYS) == [court]
    with pytest.raises(NotKnown):
        problem_for(session, newer.public_id, NOBODYS, on=TODAY)
    answer_problem(session, newer, "Put right.", by=importer, at=NOW)
    assert waiting(session, own) == [older]
    answered = answered_problems_for(session, own, on=TODAY, since=TODAY)
    assert [one.problem for one in answered] == [newer]


def test_an_open_service_that_nobody_here_keeps_falls_to_the_administrator(
    session: Session, importer: Person
) -> None:
    area = make_area(session)
    service = make_service(session, areas=[area])
    one = report(session, importer, service=service)
    assert waiting(session, NOBODYS) == [one]
    region = make_organisation(session, OrganisationKind.PROBATION_REGION, region_id=area.region_id)
    assert waiting(session, NOBODYS) == []
    region.closed_at = NOW
    session.flush()
    assert waiting(session, NOBODYS) == [one]


def test_of_what_is_confidential_only_its_own_keepers_learn(
    session: Session, importer: Person
) -> None:
    area = make_area(session)
    service = make_service(session, areas=[area])
    assert service.provider_id
    provider = session.get_one(Provider, service.provider_id)
    one, page = (
        report(session, importer, service=service),
        report(session, importer, provider=provider),
    )
    assert problem_tally(session, since=TODAY).reported == 2
    service.exposure = Exposure.CONFIDENTIAL
    session.flush()
    assert waiting(session, NOBODYS) == []
    assert waiting(session, Keeper(acted_for=frozenset({provider.id}))) == []
    assert waiting(session, Keeper(frozenset({provider.id}))) == [one, page]
    assert problem_tally(session, since=TODAY).reported == 0


def test_what_was_said_of_a_service_goes_with_it(session: Session, importer: Person) -> None:
    area = make_area(session)
    stays, gone = make_service(session, areas=[area]), make_service(session)
    one = report(session, importer, service=gone)
    gone.merged_into_id = stays.id
    session.flush()
    assert waiting(session, commissioner_of(area.id)) == [one]
