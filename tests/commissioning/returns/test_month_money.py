"""What the months of an agreement come to and what was told of them, worked by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume, vary_volume
from commissioning.agreements.errors import AgreementImpossible
from commissioning.agreements.models import Agreement, AgreementKind, MonthStatement
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.agreements.stating import state_award, state_price
from commissioning.returns.month_money import VolumeMoney, money_of, state_month
from commissioning.volumes.models import CommissionedVolume, VolumeMonth, VolumeUnit
from commissioning.volumes.money import Price, PriceBand
from commissioning.volumes.silence import Untold
from directory.services.models import Service
from directory.sight import Looker, Sight
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_provider

APRIL, MAY, JUNE, JULY, AUGUST = (dt.date(2027, month, 1) for month in range(4, 9))
AT = dt.datetime(2027, 8, 3, 9, tzinfo=dt.UTC)
TODAY = AT.date()
PRICE = Price("completion", APRIL, 100_00, (PriceBand(1.0, 50_00),), 1.15)


@dataclass
class Year:
    """100 completions at £100, above 100 % £50, above 115 % nothing."""

    session: Session
    agreement: Agreement
    volume: CommissionedVolume
    commissioner: Sight
    provider: Sight

    def deliver(self, **counts: float) -> None:
        own = VolumeMonth.volume_id == self.volume.id
        self.session.execute(delete(VolumeMonth).where(own))
        self.session.add_all(
            VolumeMonth(
                volume_id=self.volume.id, delivered=count,
                month=dt.datetime.strptime(f"{name} 2027", "%B %Y").date(),  # noqa: DTZ007
            )
            for name, count in counts.items()
        )  # fmt: skip
        self.session.flush()

    def seen_by(self, sight: Sight, on: dt.date = TODAY) -> VolumeMoney:
        [money] = money_of(self.session, self.agreement, sight=sight, on=on)
        return money

    def state(
        self, month: dt.date, at: dt.datetime = AT, *, untold: Untold = ()
    ) -> list[MonthStatement]:
        money = self.seen_by(self.commissioner, at.date())
        return state_month(
            self.session, money, month=month, untold=untold, by=actor(self.session), at=at
        )


@pytest.fixture
def year(session: Session) -> Year:
    by, area, provider = actor(session), make_area(session), make_provider(session)
    agreement = sign_agreement(
        session, external_id="A1", kind=AgreementKind.CONTRACT, title="Programme",
        provider=provider, starts_on=APRIL, ends_on=dt.date(2029, 3, 31), source="tests",
        by=by, at=AT,
    )  # fmt: skip
    lot = add_lot(
        session, agreement, external_id="L1", line=make_line(session, areas=[area]), by=by, at=AT
    )
    volume = commission_volume(
        session, lot, unit=VolumeUnit.COMPLETION, starts_on=APRIL, ends_on=dt.date(2028, 3, 31),
        quantity=100, by=by, at=AT,
    )  # fmt: skip
    return Year(
        session, agreement, volume,
        Sight(Looker.COMMISSIONER, area_ids=frozenset({area.id})),
        Sight(Looker.PROVIDER, provider_ids=frozenset({provider.id})),
    )  # fmt: skip


def price(year: Year) -> None:
    state_price(year.session, year.agreement, PRICE, by=actor(year.session), at=AT)


def test_the_months_of_a_year_so_far(year: Year) -> None:
    price(year)
    year.deliver(April=60, May=30, July=20)
    money = year.seen_by(year.commissioner)
    assert money.months
    assert [(one.month, float(one.units), one.pence) for one in money.months] == [
        (APRIL, 60, 6_000_00),
        (MAY, 30, 3_000_00),
        (JUNE, 0, 0),
        (JULY, 20, 1_000_00 + 500_00),
        (AUGUST, 0, 0),
    ]
    assert money.pence == 10_500_00


def test_unpriced_there_is_no_money_at_all(year: Year) -> None:
    year.deliver(April=60)
    money = year.seen_by(year.commissioner)
    assert (money.months, money.pence, money.next_to_state(TODAY, ())) == (None, None, None)
    with pytest.raises(AgreementImpossible, match="No price is known"):
        year.state(APRIL)


def test_nothing_counted_is_no_money_either(year: Year) -> None:
    """Nobody recorded anything: that is not £0."""
    price(year)
    assert year.seen_by(year.commissioner).pence is None


def test_a_provider_is_told_once_it_was_awarded(year: Year) -> None:
    price(year)
    year.deliver(April=60)
    year.state(APRIL)
    before = year.seen_by(year.provider)
    assert (before.months, before.told, before.last_stated) == (None, {}, None)
    state_award(year.session, year.agreement, awarded_on=APRIL, by=actor(year.session), at=AT)
    after = year.seen_by(year.provider)
    assert (after.pence, after.told[APRIL].pence) == (6_000_00, 6_000_00)


def test_another_providers_part_is_not_shown(year: Year) -> None:
    """A lot on the line of a subcontractor is the prime's agreement and another's part."""
    small, by = make_provider(year.session, "Small Steps"), actor(year.session)
    line = make_line(year.session, areas=[make_area(year.session, "leyland")])
    lot = add_lot(year.session, year.agreement, external_id="L2", line=line, by=by, at=AT)
    commission_volume(
        year.session, lot, unit=VolumeUnit.COMPLETION, starts_on=APRIL,
        ends_on=dt.date(2028, 3, 31), quantity=10, by=by, at=AT,
    )  # fmt: skip
    year.session.get_one(Service, line.service_id).provider_id = small.id
    year.session.flush()

    def lots(sight: Sight) -> list[str]:
        found = money_of(year.session, year.agreement, sight=sight, on=TODAY)
        return [one.lot.external_id for one in found]

    assert lots(year.commissioner) == ["L1", "L2"]
    assert "L2" not in lots(year.provider)


def test_a_correction_of_an_earlier_month_stands_in_the_next_statement(year: Year) -> None:
    price(year)
    year.deliver(April=60, May=30)
    assert [(row.of_month, row.pence) for row in year.state(APRIL)] == [(APRIL, 6_000_00)]
    year.deliver(April=55, May=50)  # five of April were none
    told = [(row.of_month, row.units, row.pence) for row in year.state(MAY)]
    # 105 in all: 45 at £100 and 5 at £50 in May; April 5 fewer
    assert told == [(MAY, 50, 4_500_00 + 250_00), (APRIL, -5, -500_00)]
    money = year.seen_by(year.commissioner)
    assert (money.told[APRIL].pence, money.told[MAY].pence) == (5_500_00, 4_750_00)
    assert sum(one.pence for one in money.told.values()) == money.pence
    assert money.changed_before(JUNE) == {}


def test_a_varied_volume_moves_the_bands_and_so_what_earlier_months_come_to(year: Year) -> None:
    price(year)
    year.deliver(April=100, May=10)
    year.state(MAY)  # both months in one statement
    vary_volume(
        year.session, year.volume, from_date=APRIL, quantity=90, by=actor(year.session), at=AT
    )
    money = year.seen_by(year.commissioner)
    # of 90: April 90 at £100 and 10 at £50; May 3.5 at £50, the rest above 103.5
    assert [one.pence for one in money.months or ()][:2] == [9_500_00, 175_00]
    assert money.changed_before(JUNE) == {APRIL: -500_00, MAY: -325_00}


def test_what_changes_after_the_last_month_is_stated_alone(year: Year) -> None:
    price(year)
    year.deliver(April=60)
    march = dt.date(2028, 3, 1)
    year.state(march, dt.datetime(2028, 4, 3, tzinfo=dt.UTC))
    april = dt.date(2028, 4, 1)
    later = dt.datetime(2028, 5, 2, tzinfo=dt.UTC)
    with pytest.raises(AgreementImpossible, match="nothing changed"):
        year.state(april, later)
    year.deliver(April=61)
    assert [(row.of_month, row.pence) for row in year.state(april, later)] == [(APRIL, 100_00)]


@pytest.mark.parametrize(
    ("month", "why"),
    [
        (AUGUST, "is not over yet"),
        (dt.date(2027, 3, 1), "Choose a month"),
        (dt.date(2027, 6, 2), "Choose a month"),
        (MAY, "was stated already"),
        (APRIL, "was stated already"),
    ],
)
def test_months_that_cannot_be_stated(year: Year, month: dt.date, why: str) -> None:
    price(year)
    year.deliver(April=60)
    year.state(MAY)
    with pytest.raises(AgreementImpossible, match=why):
        year.state(month)
    kept = select(MonthStatement.of_month).order_by(MonthStatement.of_month)
    assert list(year.session.scalars(kept)) == [APRIL, MAY]


def test_a_month_that_nobody_told_is_never_stated_as_no_money(year: Year) -> None:
    """April and July are told; of May and June nobody told, and each is stated once it is."""
    price(year)
    year.deliver(April=60, July=20)
    silent = (MAY, JUNE)
    year.state(APRIL, untold=silent)
    money = year.seen_by(year.commissioner)
    assert (money.next_to_state(TODAY, silent), money.next_to_state(TODAY, ())) == (JULY, MAY)
    for month in silent:
        with pytest.raises(AgreementImpossible, match="that is not £0"):
            year.state(month, untold=silent)
    assert [(row.of_month, row.pence) for row in year.state(JULY, untold=silent)] == [
        (JULY, 2_000_00)
    ]
    assert year.seen_by(year.commissioner).next_to_state(TODAY, silent) is None
    year.deliver(April=60, May=10, July=20)
    later = dt.datetime(2027, 9, 2, tzinfo=dt.UTC)
    assert [(row.of_month, row.pence) for row in year.state(AUGUST, later)] == [
        (AUGUST, 0), (MAY, 1_000_00)
    ]  # fmt: skip
