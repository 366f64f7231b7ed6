"""A month from the first of the next to its acceptance, and after."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.signing import state_term
from commissioning.lines.weekly_totals import WeekCount, keep_week
from commissioning.returns.answering import (
    say_it_is_right,
    say_nothing_happened,
    send,
    sign,
    state_by_file,
    state_figures,
)
from commissioning.returns.asking import (
    arrange_due_day,
    ask_for_return,
    ask_for_returns,
    choose_signing,
)
from commissioning.returns.deciding import accept, correct, report_by_telephone, send_back
from commissioning.returns.delivered import both_by_month
from commissioning.returns.derived import recorded_figures
from commissioning.returns.errors import (
    AgreementOver,
    FiguresUnfit,
    LastMonthsFigures,
    NotOfTheAgreement,
    ReturnMoved,
    ReturnRefused,
)
from commissioning.returns.models import (
    FigureBasis,
    MonthlyReturn,
    ReturnCounter,
    ReturnFigure,
    ReturnState,
)
from commissioning.returns.parts import part_of
from commissioning.returns.queries import (
    figures_given,
    figures_in_force,
    overdue_returns,
    share_untyped,
)
from commissioning.returns.states import Side
from commissioning.volumes.models import CommissionedVolume, VolumeUnit
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind
from directory.providers.editing import link_subcontractors
from directory.providers.models import Provider
from tests.makers.accounts import make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.referrals import refer
from tests.makers.returns import FEBRUARY, JANUARY, Supplied, happened_in_february, supplied
from tests.makers.services import make_provider

REFERRED, ACCEPTED = ReturnCounter.REFERRED, ReturnCounter.ACCEPTED
STARTED, COMPLETED = ReturnCounter.STARTED, ReturnCounter.COMPLETED
WHY = "One came by telephone and has no case yet."


@pytest.fixture
def world(session: Session) -> Supplied:
    found = supplied(session)
    happened_in_february(session, found.lines[0])
    return found


def starts_accepted(world: Supplied, part: int = 0) -> float | None:
    """Of a lot in February, of which a year of starts was bought."""
    session, lot = world.session, world.lots[part]
    volume = session.scalar(select(CommissionedVolume).where(CommissionedVolume.lot_id == lot.id))
    if volume is None:
        volume = commission_volume(
            session, lot, unit=VolumeUnit.START, quantity=10, starts_on=dt.date(2026, 4, 1),
            ends_on=dt.date(2027, 3, 31), by=actor(session), at=NOW,
        )  # fmt: skip
    return both_by_month(session, [volume.id], on=TODAY)[volume.id][FEBRUARY].returned


def signer(one: MonthlyReturn) -> int | None:
    return one.signed_by_id


def stands(one: MonthlyReturn) -> ReturnState:
    return one.state


def values(session: Session, one: MonthlyReturn) -> dict[ReturnCounter, float]:
    known = figures_in_force(session, [one.id])[one.id]
    return {counter: figure.value for (_, counter), figure in known.items()}


def sent(world: Supplied) -> MonthlyReturn:
    one, olive = world.ask(world.prime), world.person("Olive")
    say_it_is_right(world.session, one, seen=one.version, by=olive, at=NOW)
    send(world.session, one, seen=one.version, by=olive, at=NOW)
    return one


def accepted(world: Supplied) -> MonthlyReturn:
    one = sent(world)
    accept(world.session, one, seen=one.version, by=world.person("Carla"), at=NOW)
    return one


def test_returns_are_asked_for_once_and_months_that_were_missed_made_good(
    session: Session, world: Supplied
) -> None:
    for provider in (world.prime, world.small):
        make_organisation(
            session, OrganisationKind.PROVIDER, provider.name, provider_id=provider.id
        )
    by = actor(session)
    before = dt.datetime(2027, 1, 1, 6, tzinfo=dt.UTC)
    arrange_due_day(session, world.agreement, world.small, working_day=10, by=by, at=before)
    assert ask_for_returns(session, by=by, at=before) == 2
    assert ask_for_returns(session, by=by, at=before) == 0
    assert ask_for_returns(session, by=by, at=NOW) == 4  # January was missed: asked for with it
    asked = session.scalars(select(MonthlyReturn).order_by(MonthlyReturn.id)).all()
    months = [dt.date(2026, 12, 1), JANUARY, FEBRUARY]
    assert [one.month for one in asked] == [month for month in months for _ in range(2)]
    due = {one.due_on for one in asked if one.month == FEBRUARY}
    assert due == {dt.date(2027, 3, 8), dt.date(2027, 3, 15)}  # asked for on 2 March
    over = [*overdue_returns(session, today=TODAY, agreement_ids=[world.agreement.id])]
    december = {one.due_on for one in asked if one.month == dt.date(2026, 12, 1)}
    assert {one.due_on for one in over} == december


def joins(session: Session, provider: Provider) -> None:
    make_organisation(session, OrganisationKind.PROVIDER, provider.name, provider_id=provider.id)


def test_who_comes_later_is_asked_of_the_last_month_alone(
    session: Session, world: Supplied
) -> None:
    """Months before they could answer are no debt of theirs."""
    by, before = actor(session), dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
    joins(session, world.prime)
    assert ask_for_returns(session, by=by, at=before) == 1  # September
    assert ask_for_returns(session, by=by, at=NOW.replace(month=2)) == 4  # October to January
    joins(session, world.small)
    assert ask_for_returns(session, by=by, at=NOW) == 2  # February of both
    asked = session.scalars(
        select(MonthlyReturn.month).where(MonthlyReturn.provider_id == world.small.id)
    ).all()
    assert asked == [FEBRUARY]


def test_nothing_is_asked_of_whom_nobody_could_answer_for(
    session: Session, world: Supplied
) -> None:
    assert ask_for_returns(session, by=actor(session), at=NOW) == 0


def test_a_month_after_the_end_and_anothers_are_refused(session: Session) -> None:
    world = supplied(session, ends_on=dt.date(2027, 1, 31))
    with pytest.raises(AgreementOver, match="ended on 31 January 2027"):
        world.ask(world.prime)
    one = world.ask(world.prime, JANUARY)
    with pytest.raises(NotOfTheAgreement):
        world.ask(make_provider(session, "Somebody else"), JANUARY)
    with pytest.raises(ReturnRefused, match="not over yet"):
        supplied(session).ask(world.prime, dt.date(2027, 3, 1))
    state_term(
        session, world.agreement, starts_on=dt.date(2025, 4, 1),
        ends_on=dt.date(2026, 12, 31), by=actor(session), at=NOW,
    )  # fmt: skip
    with pytest.raises(AgreementOver):
        say_nothing_happened(session, one, seen=1, by=world.person("Olive"), at=NOW)
    assert stands(one) is ReturnState.NOT_STARTED


def test_what_is_recorded_stands_there_and_is_sent_as_it_is(world: Supplied) -> None:
    session, one = world.session, world.ask(world.prime)
    known = recorded_figures(session, part_of(session, world.agreement, world.prime.id), FEBRUARY)
    assert {key[1]: figure.value for key, figure in known.items()} == {
        REFERRED: 3, ACCEPTED: 2, STARTED: 2, COMPLETED: 0,
    }  # fmt: skip
    assert {figure.basis for figure in known.values()} == {FigureBasis.CASES}
    one = sent(world)
    assert stands(one) is ReturnState.SENT
    figures = figures_in_force(session, [one.id])[one.id].values()
    assert share_untyped(figures) == 1.0


def test_a_line_of_which_nothing_is_recorded_is_not_known_rather_than_0(world: Supplied) -> None:
    session, one, sam = world.session, world.ask(world.small), world.person("Sam")
    part = part_of(session, world.agreement, world.small.id)
    assert recorded_figures(session, part, FEBRUARY) == {}
    with pytest.raises(FiguresUnfit, match="0 where nobody did"):
        say_it_is_right(session, one, seen=1, by=sam, at=NOW)
    say_nothing_happened(session, one, seen=1, by=sam, at=NOW)
    assert set(values(session, one).values()) == {0.0}
    send(session, one, seen=one.version, by=sam, at=NOW)
    with pytest.raises(FiguresUnfit, match="3 referred are recorded"):
        say_nothing_happened(session, world.ask(world.prime), seen=1, by=sam, at=NOW)


def test_records_that_begin_later_say_nothing_of_the_months_before(world: Supplied) -> None:
    session, line = world.session, world.lines[0]
    part = part_of(session, world.agreement, world.prime.id)
    assert recorded_figures(session, part, JANUARY) == {}
    refer(session, line, on=-80, started=-70)  # in December
    known = recorded_figures(session, part, JANUARY)
    assert {key[1]: figure.value for key, figure in known.items()} == {
        REFERRED: 0, ACCEPTED: 0, STARTED: 0, COMPLETED: 0,
    }  # fmt: skip
    assert recorded_figures(session, part, dt.date(2027, 3, 1)) == {}


def test_weekly_totals_count_where_every_week_is_told(world: Supplied) -> None:
    session, line = world.session, world.lines[1]
    part = part_of(session, world.agreement, world.small.id)
    for number, week in enumerate(range(1, 23, 7), start=1):
        assert recorded_figures(session, part, FEBRUARY) == {}
        told = WeekCount(received=number, started=1, completed=0)
        keep_week(session, line, dt.date(2027, 2, week), told, by=actor(session), at=NOW)
    known = recorded_figures(session, part, FEBRUARY)
    assert {key[1]: figure.value for key, figure in known.items()} == {
        REFERRED: 10, STARTED: 4, COMPLETED: 0,
    }  # fmt: skip
    assert {figure.basis for figure in known.values()} == {FigureBasis.WEEKLY_TOTALS}


def test_a_difference_has_its_reason_and_never_lies_below_the_cases(world: Supplied) -> None:
    session, one, olive = world.session, world.ask(world.prime), world.person("Olive")
    lot = world.lots[0].id

    def state(told: float, reason: str = "") -> None:
        state_figures(
            session, one, {(lot, STARTED): told}, reasons={lot: reason} if reason else {},
            seen=one.version, by=olive, at=NOW,
        )  # fmt: skip

    with pytest.raises(FiguresUnfit, match="Say why"):
        state(3)
    with pytest.raises(FiguresUnfit, match="prove 2 started"):
        state(1, WHY)
    with pytest.raises(FiguresUnfit, match="whole number"):
        state(2.5, WHY)
    assert session.scalars(select(ReturnFigure)).all() == []
    state(3, WHY)
    say_it_is_right(session, one, seen=one.version, by=olive, at=NOW)
    assert values(session, one) == {REFERRED: 3, ACCEPTED: 2, STARTED: 3, COMPLETED: 0}
    figures = figures_in_force(session, [one.id])[one.id]
    started = figures[lot, STARTED]
    assert (started.basis, started.recorded, started.reason) == (FigureBasis.TYPED, 2, WHY)
    assert share_untyped(figures.values()) == 0.75


def test_a_second_person_signs_and_a_changed_figure_or_file_loses_it(world: Supplied) -> None:
    session, one = world.session, world.ask(world.prime)
    olive, pete = world.person("Olive"), world.person("Pete")
    choose_signing(session, world.prime, two=True, by=olive, at=NOW)
    say_it_is_right(session, one, seen=one.version, by=olive, at=NOW)
    with pytest.raises(ReturnRefused, match="second person"):
        send(session, one, seen=one.version, by=olive, at=NOW)
    with pytest.raises(ReturnRefused, match="you changed the figures last"):
        sign(session, one, seen=one.version, by=olive, at=NOW)
    sign(session, one, seen=one.version, by=pete, at=NOW)
    assert signer(one) == pete.id
    lot = world.lots[0].id
    state_figures(
        session, one, {(lot, STARTED): 4}, reasons={lot: WHY}, seen=one.version, by=olive, at=NOW
    )
    assert signer(one) is None
    sign(session, one, seen=one.version, by=pete, at=NOW)
    state_by_file(
        session, one, {(lot, STARTED): 4}, reasons={lot: WHY}, is_sure=False, seen=one.version,
        by=olive, at=NOW,
    )  # fmt: skip
    assert signer(one) is None
    sign(session, one, seen=one.version, by=pete, at=NOW)
    send(session, one, seen=one.version, by=olive, at=NOW)
    assert stands(one) is ReturnState.SENT


def test_last_months_file_under_this_months_name_is_asked_about(world: Supplied) -> None:
    session, sam = world.session, world.person("Sam")
    lot = world.lots[1].id
    told = {(lot, REFERRED): 5.0, (lot, STARTED): 3.0, (lot, COMPLETED): 2.0}
    january, february = world.ask(world.small, JANUARY), world.ask(world.small)

    def send_file(one: MonthlyReturn, *, is_sure: bool = False) -> None:
        state_by_file(
            session, one, told, reasons={}, is_sure=is_sure, seen=one.version, by=sam, at=NOW
        )

    send_file(january)
    with pytest.raises(LastMonthsFigures, match="January 2027"):
        send_file(february)
    assert february.state is ReturnState.NOT_STARTED
    send_file(february, is_sure=True)
    assert values(session, february)[STARTED] == 3


def test_somebody_else_accepts_and_of_two_at_once_one_is_told(world: Supplied) -> None:
    session, one = world.session, sent(world)
    carla, henry, seen = world.person("Carla"), world.person("Henry"), one.version
    accept(session, one, seen=seen, by=carla, at=NOW)
    rows = len(session.scalars(select(AuditRow)).all())
    with pytest.raises(ReturnMoved, match="Carla did something"):
        accept(session, one, seen=seen, by=henry, at=NOW)
    assert len(session.scalars(select(AuditRow)).all()) == rows
    known = figures_in_force(session, [one.id])[one.id]
    assert {figure.accepted_by_id for figure in known.values()} == {carla.id}


def test_sent_back_it_is_changed_and_sent_again(world: Supplied) -> None:
    session, one = world.session, sent(world)
    carla, olive, lot = world.person("Carla"), world.person("Olive"), world.lots[0].id
    with pytest.raises(ReturnRefused, match="Say why"):
        send_back(session, one, reason=" ", seen=one.version, by=carla, at=NOW)
    send_back(session, one, reason="Two are missing.", seen=one.version, by=carla, at=NOW)
    assert stands(one) is ReturnState.SENT_BACK
    state_figures(
        session, one, {(lot, STARTED): 4}, reasons={lot: WHY}, seen=one.version, by=olive, at=NOW
    )
    send(session, one, seen=one.version, by=olive, at=NOW)
    assert stands(one) is ReturnState.SENT


def test_told_by_telephone_is_marked_and_accepted_by_another(world: Supplied) -> None:
    session, one, lot = world.session, world.ask(world.small), world.lots[1].id
    carla, henry = world.person("Carla"), world.person("Henry")
    told = {(lot, REFERRED): 4.0, (lot, STARTED): 2.0, (lot, COMPLETED): 1.0}
    with pytest.raises(FiguresUnfit):
        report_by_telephone(
            session, one, {(lot, STARTED): 2.0}, told_by="Mo", seen=1, by=carla, at=NOW
        )
    with pytest.raises(FiguresUnfit, match="reference of a case"):
        report_by_telephone(
            session, one, told, told_by="LINNET-5302 not right", seen=1, by=carla, at=NOW
        )
    report_by_telephone(session, one, told, told_by="Mo Khan", seen=1, by=carla, at=NOW)
    figures = figures_in_force(session, [one.id])[one.id].values()
    assert {figure.basis for figure in figures} == {FigureBasis.TELEPHONE}
    assert share_untyped(figures) == 0.0
    with pytest.raises(ReturnRefused, match="Somebody else accepts"):
        accept(session, one, seen=one.version, by=carla, at=NOW)
    accept(session, one, seen=one.version, by=henry, at=NOW)
    assert starts_accepted(world, 1) == 2


def test_a_correction_keeps_the_old_value_and_opens_that_part_alone(world: Supplied) -> None:
    session, one, lot = world.session, accepted(world), world.lots[0].id
    olive, carla, henry = (world.person(name) for name in ("Olive", "Carla", "Henry"))
    assert starts_accepted(world) == 2

    def correct_to(value: float, side: Side = Side.PROVIDER) -> None:
        correct(
            session, one, {(lot, STARTED): value}, reason=WHY, side=side, seen=one.version,
            by=olive if side is Side.PROVIDER else carla, at=NOW,
        )  # fmt: skip

    with pytest.raises(ReturnRefused, match="Nothing differs"):
        correct_to(2)
    correct_to(3)
    correct_to(4)  # in place of the one that nobody has accepted
    assert stands(one) is ReturnState.CORRECTING
    given = figures_given(session, [one.id])[one.id]
    assert [figure.value for figure in given[lot, STARTED]] == [2, 3, 4]
    assert {key[1] for key, rows in given.items() if rows[-1].accepted_at is None} == {STARTED}
    assert starts_accepted(world) == 2
    accept(session, one, seen=one.version, by=carla, at=NOW)
    assert starts_accepted(world) == 4
    correct_to(5, Side.COMMISSIONER)
    with pytest.raises(ReturnRefused, match="Somebody else"):
        accept(session, one, seen=one.version, by=carla, at=NOW)
    accept(session, one, seen=one.version, by=henry, at=NOW)
    assert starts_accepted(world) == 5
    open_rows = [row for row in given[lot, STARTED] if row.accepted_at is None]
    assert [row.value for row in open_rows] == [3]  # readable, and no figure of anything


def test_a_providers_correction_is_signed_where_two_are_needed(world: Supplied) -> None:
    session, one, lot = world.session, accepted(world), world.lots[0].id
    olive, pete, carla = (world.person(name) for name in ("Olive", "Pete", "Carla"))
    choose_signing(session, world.prime, two=True, by=olive, at=NOW)
    correct(
        session, one, {(lot, STARTED): 4}, reason=WHY, side=Side.PROVIDER, seen=one.version,
        by=olive, at=NOW,
    )  # fmt: skip
    with pytest.raises(ReturnRefused, match="second person of the provider"):
        accept(session, one, seen=one.version, by=carla, at=NOW)
    sign(session, one, seen=one.version, by=pete, at=NOW)
    accept(session, one, seen=one.version, by=carla, at=NOW)
    assert stands(one) is ReturnState.ACCEPTED


def test_who_shares_a_line_says_its_own_share(session: Session, world: Supplied) -> None:
    """A subcontractor without a line of its own: what is recorded is nobody's alone."""
    third = make_provider(session, "No line here")
    link_subcontractors(
        session, world.prime, [third], agreement_reference=world.agreement.external_id,
        by=actor(session), at=NOW,
    )  # fmt: skip
    for provider in (world.prime, third):
        part = part_of(session, world.agreement, provider.id)
        assert [lot.lot_id for lot in part] == [world.lots[0].id]
        assert recorded_figures(session, part, FEBRUARY) == {}
    one = ask_for_return(session, world.agreement, third, FEBRUARY, by=actor(session), at=NOW)
    assert one.provider_id == third.id
