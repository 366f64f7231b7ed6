"""Agreements, lots and volumes: what is signed, restated and varied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume, vary_volume
from commissioning.agreements.errors import (
    AgreementEndsBeforeStart,
    LotHasLine,
    SharesImpossible,
    VolumeAlreadyCommissioned,
    VolumeImpossible,
)
from commissioning.agreements.models import AgreementFunder, AgreementKind
from commissioning.agreements.queries import contract_end_of_line, term_in_force
from commissioning.agreements.signing import put_lot_on_line, sign_agreement, state_term
from commissioning.lines.errors import AlreadyKnown
from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import Basis
from commissioning.referrals.recording import receive_referral
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.people.models import Person
from tests.makers.agreements import make_agreement, make_lot
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line

LATER = NOW + dt.timedelta(days=1)
YEAR = (dt.date(2026, 4, 1), dt.date(2027, 3, 31))


def buy(
    session: Session,
    lot: Lot,
    by: Person,
    *,
    quantity: float = 800,
    profile: Sequence[float] | None = None,
    tolerance: float = 0.1,
    ends_on: dt.date = YEAR[1],
) -> CommissionedVolume:
    return commission_volume(
        session,
        lot,
        unit=VolumeUnit.ORDER,
        starts_on=YEAR[0],
        ends_on=ends_on,
        quantity=quantity,
        profile=profile,
        tolerance=tolerance,
        by=by,
        at=NOW,
    )


def test_restated_term_holds_and_the_old_one_stays_known(
    session: Session, importer: Person
) -> None:
    line = make_bare_line(session)
    agreement = make_agreement(session)
    lot = make_lot(session, line)
    before = session.get_one(LineFigures, line.id).facts_version
    for _ in range(2):  # the second changes nothing
        state_term(session, agreement, starts_on=None, ends_on=None, by=importer, at=LATER)
    then = term_in_force(session, agreement.id, known_at=NOW)
    now = term_in_force(session, agreement.id)
    assert then is not None
    assert now is not None
    assert (then.ends_on, now.ends_on) == (dt.date(2028, 3, 31), None)
    assert session.get_one(LineFigures, line.id).facts_version == before  # another's agreement
    assert contract_end_of_line(session, line.id) == dt.date(2028, 3, 31)
    assert lot.line_id == line.id


def test_agreement_is_signed_once(session: Session, importer: Person) -> None:
    agreement = make_agreement(session)
    with pytest.raises(AlreadyKnown, match=agreement.external_id):
        sign(session, importer, external_id=agreement.external_id)


def sign(
    session: Session,
    by: Person,
    *,
    external_id: str = "A-1",
    ends_on: dt.date | None = None,
    funders: Sequence[tuple[str, float | None]] = (),
) -> None:
    sign_agreement(
        session,
        external_id=external_id,
        kind=AgreementKind.GRANT,
        title="Grant",
        provider=None,
        starts_on=YEAR[0],
        ends_on=ends_on,
        funders=funders,
        source="test",
        by=by,
        at=NOW,
    )


@pytest.mark.parametrize("shares", [(0.7, 0.4), (0.0,), (-0.1, 0.5)])
def test_impossible_shares_are_refused(
    session: Session, importer: Person, shares: tuple[float, ...]
) -> None:
    funders = [(f"Funder {number}", share) for number, share in enumerate(shares)]
    with pytest.raises(SharesImpossible):
        sign(session, importer, funders=funders)


def test_shares_may_be_unknown_and_sum_to_one(session: Session, importer: Person) -> None:
    shares = {"Probation": 0.7, "Health": 0.3, "Council": None}
    sign(session, importer, funders=list(shares.items()))
    kept = session.execute(select(AgreementFunder.funder, AgreementFunder.share)).all()
    assert {row.funder: row.share for row in kept} == shares


def test_agreement_cannot_end_before_it_starts(session: Session, importer: Person) -> None:
    with pytest.raises(AgreementEndsBeforeStart):
        sign(session, importer, ends_on=dt.date(2026, 3, 31))


def test_variation_counts_from_its_day(session: Session, importer: Person) -> None:
    volume = buy(session, make_lot(session), importer)
    october = dt.date(2026, 10, 1)  # the 184th of 365 days
    vary_volume(session, volume, from_date=october, quantity=1000, by=importer, at=LATER)
    assert volume.quantity == pytest.approx(800 * 183 / 365 + 1000 * 182 / 365)
    vary_volume(session, volume, from_date=october, quantity=800, by=importer, at=LATER)
    assert volume.quantity == pytest.approx(800)


@pytest.mark.parametrize("day", [dt.date(2026, 3, 31), dt.date(2027, 4, 1)])
def test_variation_outside_the_period_is_refused(
    session: Session, importer: Person, day: dt.date
) -> None:
    volume = buy(session, make_lot(session), importer)
    with pytest.raises(VolumeImpossible):
        vary_volume(session, volume, from_date=day, quantity=1, by=importer, at=LATER)


@pytest.mark.parametrize(
    ("quantity", "profile", "tolerance", "field"),
    [
        (-1, None, 0.1, "quantity"),
        (800, [0.5, 0.5], 0.1, "profile"),
        (800, [0.3] * 4, 0.1, "profile"),
        (800, [1.5, -0.5, 0, 0], 0.1, "profile"),
        (800, None, 1.1, "tolerance"),
    ],
)
def test_impossible_volume_is_refused_by_field(
    session: Session,
    importer: Person,
    quantity: float,
    profile: list[float] | None,
    tolerance: float,
    field: str,
) -> None:
    lot = make_lot(session)
    with pytest.raises(VolumeImpossible) as refused:
        buy(session, lot, importer, quantity=quantity, profile=profile, tolerance=tolerance)
    assert refused.value.field == field


def test_weights_need_a_period_of_twelve_months(session: Session, importer: Person) -> None:
    """A volume that was bought must be one that can be worked out."""
    lot = make_lot(session)
    half_a_year = dt.date(2026, 9, 30)
    with pytest.raises(VolumeImpossible) as refused:
        buy(session, lot, importer, ends_on=half_a_year, profile=[0.25] * 4)
    assert refused.value.field == "profile"
    buy(session, lot, importer, profile=[0.25] * 4)


def test_one_volume_of_a_unit_from_a_day(session: Session, importer: Person) -> None:
    lot = make_lot(session)
    buy(session, lot, importer)
    with pytest.raises(VolumeAlreadyCommissioned):
        buy(session, lot, importer)


def test_lot_put_on_its_line_counts_what_the_line_delivered(
    session: Session, importer: Person
) -> None:
    line = make_bare_line(session)
    lot = make_lot(session)
    volume = buy(session, lot, importer)
    receive_referral(
        session,
        line,
        reference="R-1",
        basis=Basis.LICENCE,
        received_on=dt.date(2027, 1, 4),
        by=importer,
        at=NOW,
    )
    assert volume.used == 0
    put_lot_on_line(session, lot, line, by=importer, at=LATER)
    assert volume.used == 1
    assert (volume.lot_id, lot.line_id) == (lot.id, line.id)
    with pytest.raises(LotHasLine):
        put_lot_on_line(session, lot, make_bare_line(session), by=importer, at=LATER)
