"""What a year leaves on the desk of the demonstration, in a small one that is left as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.mentoring_year import KEY, PRIMES, SUBCONTRACTORS, months_told
from commissioning.demonstration.past_alerts import alerts_of_the_year
from commissioning.desk.attention import count_attention
from commissioning.desk.decisions import Decision
from commissioning.desk.desk_rows import DeskQuestion, desk_of
from commissioning.desk.models import AlertSide, VolumeAlert
from commissioning.line_notes.models import LineNote
from commissioning.lines.models import Line
from commissioning.partnership.partners.money import funded_by
from commissioning.partnership.partners.queries import partner_called
from commissioning.places_asked.models import PlacesRequest
from commissioning.returns.models import MonthlyReturn, ReturnState
from commissioning.statistics.models import PublishedRelease
from commissioning.statistics.publishing import told_of
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.people.queries import SystemActor, system_actor
from directory.places.models import LocalDeliveryUnit
from directory.sight import Looker, Sight
from portal.demonstration.desk_year import make_desk_year, make_what_needs_everything
from portal.demonstration.partners_kept import (
    COUNCIL,
    make_partners_kept,
    make_partners_pay,
)
from portal.demonstration.things_to_do import cast_of, make_things_to_do
from portal.extensions import begin_writing, db
from portal.fictional_accounts import make_fictional_accounts
from tests.portal.demonstration.conftest import SMALL, make_world

MONTHS = months_told(SMALL.today)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)]
)
def year(request: pytest.FixtureRequest, scratch: Path) -> Iterator[Session]:
    world = make_world(request.param, scratch)
    with world.app.app_context(), Session(db.engine) as session:
        begin_writing(session)
        make_fictional_accounts(session, at=SMALL.at)
        make_things_to_do(session, at=SMALL.at)
        assert make_desk_year(session, at=SMALL.at)
        cast = cast_of(session)
        assert cast
        assert make_partners_kept(session, cast, at=SMALL.at)
        assert [make_partners_pay(session, at=SMALL.at) for _ in "12"] == [True, False]
        make_what_needs_everything(session, at=SMALL.at)
        count_attention(session, today=SMALL.today, at_once=10_000)
        yield session
        session.rollback()


def states_of(session: Session, *, of_prime: bool) -> list[ReturnState]:
    """Of the example's agreement, by month."""
    rows = session.scalars(
        select(MonthlyReturn)
        .where(MonthlyReturn.agreement.has(external_id=KEY))
        .order_by(MonthlyReturn.month)
    )
    return [row.state for row in rows if row.is_primes == of_prime]


def test_a_prime_sent_its_year_and_owes_a_month(year: Session) -> None:
    *accepted, sent, overdue, new = states_of(year, of_prime=True)
    assert accepted == [ReturnState.ACCEPTED] * 9
    assert (sent, overdue, new) == (
        ReturnState.SENT, ReturnState.NOT_STARTED, ReturnState.NOT_STARTED,
    )  # fmt: skip


def test_a_partner_pays_into_its_agreement(year: Session) -> None:
    council = partner_called(year, COUNCIL)
    assert council
    [area] = year.scalars(
        select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == "central-lancashire")
    )
    sight = Sight(Looker.COMMISSIONER, area_ids=frozenset({area.id}))
    [paid] = funded_by(year, council, sight=sight, is_own=False)
    assert (paid.share, paid.pence_from(SMALL.today), len(paid.services)) == (0.25, 2_400_000, 2)


def test_its_subcontractor_is_behind(year: Session) -> None:
    assert Counter(states_of(year, of_prime=False)) == {
        ReturnState.ACCEPTED: 8,
        ReturnState.NOT_STARTED: 4,
    }


def alerts_of(session: Session, key: str) -> list[VolumeAlert]:
    return list(
        session.scalars(
            select(VolumeAlert)
            .join(CommissionedVolume, CommissionedVolume.id == VolumeAlert.volume_id)
            .join(Lot, Lot.id == CommissionedVolume.lot_id)
            .where(Lot.external_id == key)
        )
    )


def test_an_alert_came_and_went(year: Session) -> None:
    [alert] = alerts_of(year, PRIMES.key)
    assert (alert.side, alert.came_on, alert.went_on) == (AlertSide.UNDER, MONTHS[5], MONTHS[7])


def test_an_alert_stands(year: Session) -> None:
    [alert] = alerts_of(year, SUBCONTRACTORS.key)
    assert (alert.side, alert.came_on, alert.went_on) == (AlertSide.UNDER, MONTHS[9], None)


def test_the_desk_has_decisions_of_every_kind_but_two(year: Session) -> None:
    """Dates that were promised take a quarter to come, and whether a notice day has passed hangs
    on the day."""
    areas = select(LocalDeliveryUnit.id)
    sight = Sight(Looker.COMMISSIONER, area_ids=frozenset(year.scalars(areas)))
    desk = desk_of(year, sight, DeskQuestion(), today=SMALL.today)
    seen = {need.decision for row in desk.rows for need in row.needs}
    assert seen >= set(Decision) - {Decision.LATER_THAN_PROMISED, Decision.NOTICE_PASSED}
    said = {row.title: row.needs[0].words for row in desk.rows if row.needs}
    assert "still under way" in said["Peer mentors of the old mill"], "closed, and people are there"


def test_a_line_says_what_its_own_provider_owes(year: Session) -> None:
    areas = select(LocalDeliveryUnit.id)
    sight = Sight(Looker.COMMISSIONER, area_ids=frozenset(year.scalars(areas)))
    desk = desk_of(year, sight, DeskQuestion(), today=SMALL.today)
    said = {
        year.get_one(Line, row.stored.line_id).external_id: need.facts.overdue_returns
        for row in desk.rows
        for need in row.needs
        if need.decision is Decision.RETURN_OVERDUE
    }
    assert (said[PRIMES.key], said[SUBCONTRACTORS.key]) == (
        owed(year, of_prime=True),
        owed(year, of_prime=False),
    )


def owed(session: Session, *, of_prime: bool) -> int:
    rows = session.scalars(
        select(MonthlyReturn).where(
            MonthlyReturn.agreement.has(external_id=KEY),
            MonthlyReturn.state == ReturnState.NOT_STARTED,
            MonthlyReturn.due_on < SMALL.today,
        )
    )
    return sum(row.is_primes == of_prime for row in rows)


def test_a_line_has_a_note_and_its_provider_is_asked_for_places(year: Session) -> None:
    [note] = year.scalars(select(LineNote)).all()
    [asked] = year.scalars(select(PlacesRequest)).all()
    line = year.get_one(Line, asked.line_id)
    assert (line.external_id, note.line_id, asked.answer) == (PRIMES.key, line.id, None)
    assert asked.told


def test_quarters_are_published_and_say_that_they_are_invented(year: Session) -> None:
    releases = year.scalars(select(PublishedRelease)).all()
    assert releases
    assert all(told_of(one).has_generated_figures for one in releases)


def test_nothing_is_made_twice(year: Session) -> None:
    assert not make_desk_year(year, at=SMALL.at)
    assert not alerts_of_the_year(
        year, by=system_actor(year, SystemActor.DEMONSTRATION), at=SMALL.at
    )
