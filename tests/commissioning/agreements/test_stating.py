"""What is stated of an agreement is added, refused on its field, or no news."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume, vary_volume
from commissioning.agreements.errors import (
    AgreementImpossible,
    SharesImpossible,
    VolumeImpossible,
)
from commissioning.agreements.funding import (
    contributions_of,
    share_not_stated,
    state_contribution,
    state_funder,
    withdraw_contribution,
    withdraw_funder,
)
from commissioning.agreements.joining import join_lot, part_lot
from commissioning.agreements.models import (
    AgreementConditions,
    ContributionKind,
    ContributionMistake,
)
from commissioning.agreements.queries import award_in_force, conditions_in_force, funders_of
from commissioning.agreements.stating import state_award, state_conditions
from commissioning.volumes.models import VolumeUnit
from directory.acts import Act
from directory.audit.models import AuditRow
from tests.makers.agreements import make_agreement, make_lot
from tests.makers.days import NOW, OPENED
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

YEAR = (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
BEFORE = OPENED - dt.timedelta(days=1)


def test_conditions_are_added_and_the_same_again_is_no_news(session: Session) -> None:
    agreement, by = make_agreement(session), actor(session)
    for months, options, kept in ((3, None, 1), (3, None, 1), (6, [12, 12], 2), (6, [12], 3)):
        state_conditions(
            session, agreement, notice_months=months, extensions=options,
            review_dates=[dt.date(2027, 1, 15)], by=by, at=NOW,
        )  # fmt: skip
        assert session.scalar(select(func.count(AgreementConditions.id))) == kept
    said = conditions_in_force(session, agreement.id)
    assert said
    assert (said.notice_months, said.extensions, said.review_dates) == (6, [12], ["2027-01-15"])


def test_nothing_said_of_nothing_known_leaves_no_row(session: Session) -> None:
    agreement, by = make_agreement(session), actor(session)
    nothing = {"notice_months": None, "extensions": None, "review_dates": None}
    assert state_conditions(session, agreement, **nothing, by=by, at=NOW) is None
    assert state_award(session, agreement, awarded_on=None, by=by, at=NOW) is None
    assert session.scalar(select(func.count(AuditRow.id)).where(AuditRow.act == "award:state")) == 0


@pytest.mark.parametrize(
    ("months", "options", "reviews", "field"),
    [
        (-1, None, None, "notice_months"),
        (61, None, None, "notice_months"),
        (3, [0], None, "extensions"),
        (3, [12] * 11, None, "extensions"),
        (3, None, [BEFORE], "review_dates"),
    ],
)
def test_conditions_that_cannot_be(
    session: Session,
    months: int,
    options: list[int] | None,
    reviews: list[dt.date] | None,
    field: str,
) -> None:
    agreement = make_agreement(session)
    with pytest.raises(AgreementImpossible) as refused:
        state_conditions(
            session, agreement, notice_months=months, extensions=options, review_dates=reviews,
            by=actor(session), at=NOW,
        )  # fmt: skip
    assert refused.value.field == field


def test_an_award_is_taken_back_by_another_row(session: Session) -> None:
    agreement, by = make_agreement(session), actor(session)
    for day in (dt.date(2026, 3, 1), None):
        state_award(session, agreement, awarded_on=day, by=by, at=NOW)
        said = award_in_force(session, agreement.id)
        assert said
        assert said.awarded_on == day


@pytest.mark.parametrize(
    ("shares", "left"),
    [((0.6,), 0.4), ((0.6, 0.4), 0.0), ((1 / 3, 1 / 3, 1 / 3), 0.0), ((None, 0.25), 0.75), ((), 1)],
)
def test_what_of_the_shares_is_not_stated(shares: tuple[float | None, ...], left: float) -> None:
    assert share_not_stated(shares) == pytest.approx(left)


def test_shares_above_the_whole_are_refused_and_nothing_changed(session: Session) -> None:
    agreement, by = make_agreement(session), actor(session)
    state_funder(session, agreement, funder="Council", share=0.6, by=by, at=NOW)
    for funder, share in (("Board", 0.5), ("Council", 1.1), ("Board", 0.0)):
        with pytest.raises(SharesImpossible):
            state_funder(session, agreement, funder=funder, share=share, by=by, at=NOW)
    assert state_funder(session, agreement, funder="Council", share=0.5, by=by, at=NOW)
    assert state_funder(session, agreement, funder="Board", share=0.5, by=by, at=NOW)
    assert not state_funder(session, agreement, funder="Board", share=0.5, by=by, at=NOW)
    assert [(one.funder, one.share) for one in funders_of(session, agreement.id)] == [
        ("Council", 0.5),
        ("Board", 0.5),
    ]


def test_a_funder_that_put_something_in_stays(session: Session) -> None:
    agreement, by = make_agreement(session), actor(session)
    for name in ("Council", "By mistake"):
        state_funder(session, agreement, funder=name, share=None, by=by, at=NOW)
    council, mistake = funders_of(session, agreement.id)
    for kind, pence, posts in (
        (ContributionKind.MONEY, 25_000_00, None),
        (ContributionKind.STAFF, None, 1.5),
    ):
        state_contribution(
            session, council, kind=kind, pence=pence, posts=posts, starts_on=YEAR[0],
            ends_on=None, by=by, at=NOW,
        )  # fmt: skip
    assert [(one.pence, one.posts) for one in contributions_of(session, [council.id])] == [
        (25_000_00, None),
        (None, 1.5),
    ]
    with pytest.raises(AgreementImpossible, match="Council has put something in"):
        withdraw_funder(session, agreement, council, by=by, at=NOW)
    withdraw_funder(session, agreement, mistake, by=by, at=NOW)
    given = contributions_of(session, [council.id])[0]
    withdraw_contribution(
        session, council, given, mistake=ContributionMistake.WRONG_AMOUNT, by=by, at=NOW
    )
    assert [one.posts for one in contributions_of(session, [council.id])] == [1.5]
    [row] = session.scalars(select(AuditRow).where(AuditRow.act == Act.CONTRIBUTION_WITHDRAW.value))
    assert row.before
    assert (row.before["pence"], row.after) == (25_000_00, {"mistake": "wrong_amount"})
    assert funders_of(session, agreement.id) == [council]


@pytest.mark.parametrize(
    ("kind", "pence", "posts"),
    [
        (ContributionKind.MONEY, None, None),
        (ContributionKind.MONEY, 0, None),
        (ContributionKind.MONEY, 5, 1.0),
        (ContributionKind.STAFF, None, None),
        (ContributionKind.STAFF, None, 0.0),
    ],
)
def test_contributions_that_cannot_be(
    session: Session, kind: ContributionKind, pence: int | None, posts: float | None
) -> None:
    agreement, by = make_agreement(session), actor(session)
    state_funder(session, agreement, funder="Council", share=None, by=by, at=NOW)
    [council] = funders_of(session, agreement.id)
    with pytest.raises(AgreementImpossible) as refused:
        state_contribution(
            session, council, kind=kind, pence=pence, posts=posts, starts_on=YEAR[0],
            ends_on=None, by=by, at=NOW,
        )  # fmt: skip
    assert refused.value.field == "amount"


def test_a_variation_before_the_start_is_refused(session: Session) -> None:
    lot, by = make_lot(session), actor(session)
    volume = commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=YEAR[0], ends_on=YEAR[1], quantity=100,
        by=by, at=NOW,
    )  # fmt: skip
    with pytest.raises(VolumeImpossible) as refused:
        vary_volume(session, volume, from_date=dt.date(2026, 3, 31), quantity=80, by=by, at=NOW)
    assert refused.value.field == "from_date"


def test_a_join_is_undone(session: Session) -> None:
    lot, line, by = make_lot(session), make_bare_line(session), actor(session)
    volume = commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=YEAR[0], ends_on=YEAR[1], quantity=100,
        by=by, at=NOW,
    )  # fmt: skip
    assert join_lot(session, lot, line, by=by, at=NOW)
    volume.used = 7
    assert part_lot(session, lot, by=by, at=NOW)
    assert (lot.line_id, volume.used) == (None, 0)
    assert not part_lot(session, lot, by=by, at=NOW)
    acts = select(AuditRow.act).where(AuditRow.subject_kind == "lot").order_by(AuditRow.id)
    assert list(session.scalars(acts)) == ["lot:add", "lot:join", "lot:part"]
