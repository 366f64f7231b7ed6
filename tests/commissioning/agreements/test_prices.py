"""Who is told what a unit costs, before and after award: a table of who looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.errors import AgreementImpossible
from commissioning.agreements.funding import state_funder
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.own_agreements import agreements_funded_by
from commissioning.agreements.prices import is_kept_from, prices_by_day, prices_in_force
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.agreements.stating import state_award, state_price
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price, PriceBand
from directory.audit.models import AuditRow
from directory.people.models import Person
from directory.people.roles import OrganisationKind
from directory.places.models import AuthorityMembership, LocalAuthority, LocalDeliveryUnit
from directory.sight import ANYBODY, Looker, Sight
from tests.makers.accounts import make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_provider

START = dt.date(2026, 4, 1)
OCTOBER = dt.date(2026, 10, 1)
PRICE = Price("start", START, 120_00, (PriceBand(1.0, 60_00),), 1.15)
COUNCIL = "Council of the Ribble"


@dataclass
class Bought:
    session: Session
    agreement: Agreement
    area: LocalDeliveryUnit
    by: Person

    def told(self, sight: Sight, on: dt.date = TODAY) -> bool:
        found = prices_in_force(self.session, [self.agreement.id], on=on, sight=sight)
        assert is_kept_from(self.session, self.agreement, on=on, sight=sight) is not bool(found)
        return found == {self.agreement.id: {VolumeUnit.START: PRICE}}

    def awarded(self, day: dt.date | None) -> None:
        state_award(self.session, self.agreement, awarded_on=day, by=self.by, at=NOW)

    def commissioner(self) -> Sight:
        return Sight(Looker.COMMISSIONER, area_ids=frozenset({self.area.id}))

    def provider(self) -> Sight:
        assert self.agreement.provider_id
        return Sight(Looker.PRIME, provider_ids=frozenset({self.agreement.provider_id}))

    def funder(self, name: str = COUNCIL) -> Sight:
        ids = agreements_funded_by(self.session, name, area_ids=[self.area.id])
        return Sight(Looker.COMMISSIONER, agreement_ids=ids)


def buy(session: Session, kind: AgreementKind = AgreementKind.CONTRACT) -> Bought:
    by, area = actor(session), make_area(session)
    agreement = sign_agreement(
        session, external_id="A1", kind=kind, title="Mentoring", provider=make_provider(session),
        starts_on=START, ends_on=dt.date(2028, 3, 31), source="tests", by=by, at=NOW,
    )  # fmt: skip
    line = make_line(session, areas=[area])
    lot = add_lot(session, agreement, external_id="L1", line=line, by=by, at=NOW)
    commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=START, ends_on=dt.date(2027, 3, 31),
        quantity=100, by=by, at=NOW,
    )  # fmt: skip
    state_price(session, agreement, PRICE, by=by, at=NOW)
    return Bought(session, agreement, area, by)


@pytest.mark.parametrize(
    ("kind", "awarded_on", "own_provider"),
    [
        (AgreementKind.CONTRACT, None, False),
        (AgreementKind.CONTRACT, TODAY, True),
        (AgreementKind.CONTRACT, TODAY + dt.timedelta(days=1), False),  # not yet
        (AgreementKind.PAYMENT_BY_RESULTS, None, False),
        (AgreementKind.GRANT, None, True),  # nobody awards it
        (AgreementKind.SLA, None, True),
    ],
)
def test_who_is_told(
    session: Session, kind: AgreementKind, awarded_on: dt.date | None, own_provider: bool
) -> None:
    bought = buy(session, kind)
    bought.awarded(awarded_on)
    elsewhere = make_area(session, "leeds")
    assert bought.told(bought.commissioner())
    assert bought.told(bought.provider()) is own_provider
    for nobody in (
        ANYBODY,
        Sight(Looker.ANALYST),
        Sight(Looker.ADMINISTRATOR),
        Sight(Looker.SENTENCER),
        Sight(Looker.COURT_OFFICER, area_ids=frozenset({bought.area.id})),
        Sight(Looker.COMMISSIONER),
        Sight(Looker.COMMISSIONER, area_ids=frozenset({elsewhere.id})),
        Sight(Looker.PROVIDER, provider_ids=frozenset({make_provider(session, "Another").id})),
    ):
        assert not bought.told(nobody), nobody


def test_an_award_that_was_taken_back_hides_the_price_again(session: Session) -> None:
    bought = buy(session)
    for day in (TODAY, None):
        bought.awarded(day)
        assert bought.told(bought.provider()) is (day is not None)


@pytest.mark.parametrize(
    ("funders", "region", "council"),
    [
        ({}, True, False),  # nobody named: the region's
        ({"HMPPS": 1.0}, True, False),
        ({COUNCIL: 0.6}, True, True),  # 40 % not stated: somebody else pays
        ({COUNCIL: 0.6, "HMPPS": 0.4}, True, True),
        ({COUNCIL: 1.0}, False, True),  # wholly the council's: nothing for probation to read
        ({COUNCIL: None}, False, True),
        ({COUNCIL: 0.5, "Board of Health": 0.5}, False, True),
        ({"Board of Health": 1.0}, False, False),
    ],
)
def test_health_and_councils_read_their_own_and_probation_reads_none_of_it(
    session: Session, funders: dict[str, float | None], region: bool, council: bool
) -> None:
    bought = buy(session)
    for name in (COUNCIL, "Board of Health"):
        make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, name)
    for name, share in funders.items():
        state_funder(session, bought.agreement, funder=name, share=share, by=bought.by, at=NOW)
    assert bought.told(bought.commissioner()) is region
    assert bought.told(bought.funder()) is council


def test_a_funder_reads_it_in_its_own_areas_alone(session: Session) -> None:
    bought = buy(session)
    state_funder(session, bought.agreement, funder=COUNCIL, share=0.5, by=bought.by, at=NOW)
    elsewhere = make_area(session, "leeds")
    assert agreements_funded_by(session, COUNCIL, area_ids=[elsewhere.id]) == frozenset()
    assert agreements_funded_by(session, COUNCIL, area_ids=[bought.area.id]) == {
        bought.agreement.id
    }


@pytest.mark.parametrize(
    ("written", "is_own"),
    [("Lancashire", True), ("Cumbria and Lancashire", True), ("Cheshire", False), (None, False)],
)
def test_a_lot_of_which_only_a_police_area_is_known_is_of_the_areas_in_it(
    session: Session, written: str | None, is_own: bool
) -> None:
    bought = buy(session)
    area = make_area(session, "burnley")
    council = LocalAuthority(code="E1", name="Burnley", police_area="Lancashire")
    session.add(council)
    session.flush()
    session.add(
        AuthorityMembership(
            local_authority_id=council.id, local_delivery_unit_id=area.id, source="tests"
        )
    )
    other = sign_agreement(
        session, external_id="A2", kind=AgreementKind.CONTRACT, title="By police area",
        provider=None, starts_on=None, ends_on=None, source="tests", by=bought.by, at=NOW,
    )  # fmt: skip
    lot = add_lot(session, other, external_id="L2", police_area=written, by=bought.by, at=NOW)
    commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=START, ends_on=dt.date(2027, 3, 31),
        quantity=10, by=bought.by, at=NOW,
    )  # fmt: skip
    state_price(session, other, PRICE, by=bought.by, at=NOW)
    sight = Sight(Looker.COMMISSIONER, area_ids=frozenset({area.id}))
    assert bool(prices_in_force(session, [other.id], on=TODAY, sight=sight)) is is_own


def test_a_price_varies_from_a_day_and_a_correction_of_one_day_stands(session: Session) -> None:
    bought = buy(session)
    later = Price("start", OCTOBER, 130_00)
    corrected = Price("start", START, 125_00)
    for price in (later, corrected):
        assert state_price(session, bought.agreement, price, by=bought.by, at=NOW)
    assert not state_price(session, bought.agreement, corrected, by=bought.by, at=NOW)
    ids, sight = [bought.agreement.id], bought.commissioner()
    by_day = prices_by_day(session, ids, on=TODAY, sight=sight)[bought.agreement.id]
    assert by_day == {VolumeUnit.START: (corrected, later)}
    for day, price in ((OCTOBER - dt.timedelta(days=1), corrected), (OCTOBER, later)):
        found = prices_in_force(session, ids, on=day, sight=sight)
        assert found == {ids[0]: {VolumeUnit.START: price}}
    assert prices_in_force(session, ids, on=START - dt.timedelta(days=1), sight=sight) == {}


@pytest.mark.parametrize(
    ("price", "field"),
    [
        (Price("hour", START, 10_00), "unit"),  # a unit that the agreement does not have
        (Price("start", dt.date(2026, 3, 1), 10_00), "from_date"),  # before the start
        (Price("start", dt.date(2026, 4, 2), 10_00), "from_date"),  # within a month
        (Price("start", START, 0), "pence"),
        (Price("start", START, 10_00, (PriceBand(1.0, 0),)), "pence"),
        (Price("start", START, 10_00, (), 0.0), "cap"),
        (Price("start", START, 10_00, (PriceBand(1.2, 5_00),), 1.15), "bands"),  # above the cap
        (Price("start", START, 10_00, (PriceBand(1.1, 5_00), PriceBand(1.0, 4_00))), "bands"),
    ],
)
def test_a_price_that_cannot_be_is_refused_on_its_field(
    session: Session, price: Price, field: str
) -> None:
    bought = buy(session)
    with pytest.raises(AgreementImpossible) as refused:
        state_price(session, bought.agreement, price, by=bought.by, at=NOW)
    assert refused.value.field == field


def test_the_audit_holds_no_price_in_clear(session: Session) -> None:
    buy(session)
    [row] = session.scalars(select(AuditRow).where(AuditRow.act == "price:state"))
    assert row.after
    assert "12000" not in str(row.after)
    assert row.after["unit"] == "start"
