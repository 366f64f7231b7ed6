"""What counts as the same thing bought twice; each near miss differs in one respect only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement, state_term
from commissioning.coverage.double_purchases import (
    DoublePurchase,
    double_purchases,
    may_share_people,
)
from commissioning.lines.opening import close_line
from commissioning.volumes.models import VolumeUnit
from directory.delivery import DeliveryKind
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.services.editing import offer_service
from directory.services.eligibility import Attribute, Firmness, Operator, Rule, Span
from directory.services.eligibility_records import as_record
from directory.services.listing import Listing, Setting
from directory.services.models import ProgrammeKind
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.serving import place_at_sites, serve_areas
from tests.makers.days import NOW, OPENED
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_provider

TODAY = NOW.date()
_numbers = count(1)


def only(attribute: Attribute, *values: str, **more: object) -> Rule:
    return Rule(attribute, Operator.ONE_OF, "tests", values=frozenset(values), **more)  # type: ignore[arg-type]


def aged(low: int | None, high: int | None) -> Rule:
    operator = Operator.BETWEEN if low is not None and high is not None else Operator.AT_LEAST
    operator = Operator.BELOW if low is None else operator
    return Rule(Attribute.AGE, operator, "tests", span=Span(low, high))


WOMEN, MEN = only(Attribute.SEX, "female"), only(Attribute.SEX, "male")


@dataclass(frozen=True)
class Bought:
    """One lot of one agreement; everything that decides can be said."""

    provider: str = "Anvil Trust"
    areas: tuple[str, ...] = ("preston",)
    requirements: tuple[str, ...] = ("rehabilitation_activity",)
    pathways: tuple[str, ...] = ("accommodation",)
    programme: str | None = None
    kind: DeliveryKind = DeliveryKind.ONE_TO_ONE
    setting: Setting = Setting.COMMUNITY
    rules: tuple[Rule, ...] = ()
    term: tuple[dt.date | None, dt.date | None] = (OPENED, dt.date(2028, 3, 31))
    volume: tuple[dt.date, dt.date] | None = None
    exposure: Exposure = Exposure.OPEN
    is_closed: bool = False


def buy(session: Session, bought: Bought, areas: dict[str, LocalDeliveryUnit]) -> None:
    by, number = actor(session), next(_numbers)
    provider = make_provider(session, bought.provider)
    grounds = [areas[slug] for slug in bought.areas]
    programme = None
    if bought.programme:
        facts = ProgrammeFacts(bought.programme, ProgrammeKind.ACCREDITED, source="tests")
        key = bought.programme.lower()
        programme = keep_programme(session, external_id=key, facts=facts, by=by, at=NOW)
    service = offer_service(
        session,
        external_id=f"bought-{number}",
        provider=provider,
        programme=programme,
        delivery_kind=bought.kind,
        listing=Listing(
            title=f"Help by {bought.provider}",
            summary="Help.",
            setting=bought.setting,
            requirements=bought.requirements,
            pathways=bought.pathways,
            eligibility=tuple(as_record(rule) for rule in bought.rules),
        ),
        source="tests",
        by=by,
        at=NOW,
    )
    serve_areas(session, service, grounds, from_date=OPENED, by=by, at=NOW)
    site = Site(
        external_id=f"bought-site-{number}",
        name="A site",
        exposure=bought.exposure,
        local_delivery_unit_id=grounds[0].id,
    )
    session.add(site)
    session.flush()
    place_at_sites(session, service, [site], by=by, at=NOW)
    line = make_line(session, service=service, areas=grounds)
    agreement = sign_agreement(
        session,
        external_id=f"agreement-{number}",
        kind=AgreementKind.CONTRACT,
        title="Help",
        provider=provider,
        starts_on=bought.term[0],
        ends_on=bought.term[1],
        source="tests",
        by=by,
        at=NOW,
    )
    lot = add_lot(session, agreement, external_id=f"lot-{number}", line=line, by=by, at=NOW)
    if bought.volume:
        first, last = bought.volume
        commission_volume(
            session,
            lot,
            unit=VolumeUnit.START,
            starts_on=first,
            ends_on=last,
            quantity=50,
            by=by,
            at=NOW,
        )
    if bought.is_closed:
        close_line(session, line, closed_on=TODAY, by=by, at=NOW)


@pytest.fixture
def areas(session: Session) -> dict[str, LocalDeliveryUnit]:
    return {slug: make_area(session, slug) for slug in ("preston", "bolton", "wigan")}


def found(
    session: Session, areas: dict[str, LocalDeliveryUnit], lots: Sequence[Bought]
) -> tuple[DoublePurchase, ...]:
    for bought in lots:
        buy(session, bought, areas)
    return double_purchases(session, today=TODAY)


ONE = Bought()
OTHER = Bought(provider="Bellows Trust")
LAST_YEAR = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
THIS_YEAR = (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
NEXT_YEAR = (dt.date(2027, 4, 1), dt.date(2028, 3, 31))
ANOTHER_HELP = replace(OTHER, pathways=("health",))


def test_one_planted_double_purchase_shows_and_none_else(
    session: Session, areas: dict[str, LocalDeliveryUnit]
) -> None:
    clean = [ONE, ANOTHER_HELP, replace(OTHER, areas=("wigan",))]
    assert found(session, areas, clean) == ()
    [double] = found(session, areas, [replace(OTHER, areas=("bolton", "preston"))])
    assert double.requirements == ("rehabilitation_activity",)
    assert double.pathways == ("accommodation",)
    assert [area.slug for area in double.areas] == ["preston"]
    assert [purchase.provider for purchase in double.purchases] == ["Anvil Trust", "Bellows Trust"]
    assert double.purchases[0].days == ((OPENED, dt.date(2028, 3, 31)),)


def test_two_lots_that_meet_in_several_areas_are_one_double_purchase(
    session: Session, areas: dict[str, LocalDeliveryUnit]
) -> None:
    everywhere = ("bolton", "preston", "wigan")
    lots = [replace(ONE, areas=everywhere), replace(OTHER, areas=everywhere[1:])]
    [double] = found(session, areas, lots)
    assert [area.slug for area in double.areas] == ["preston", "wigan"]


@pytest.mark.parametrize(
    ("lots", "doubles"),
    [
        pytest.param([ONE, OTHER], 1, id="the same"),
        pytest.param([ONE, ONE], 0, id="one provider"),
        pytest.param([ONE, replace(OTHER, areas=("bolton",))], 0, id="another area"),
        pytest.param([ONE, ANOTHER_HELP], 0, id="another pathway"),
        pytest.param([ONE, replace(OTHER, requirements=("unpaid_work",))], 0, id="requirement"),
        pytest.param([ONE, replace(OTHER, kind=DeliveryKind.DROP_IN)], 0, id="another kind"),
        pytest.param([ONE, replace(OTHER, setting=Setting.CUSTODY)], 0, id="another setting"),
        pytest.param([ONE, replace(OTHER, programme="Thinking")], 0, id="a programme of its own"),
        pytest.param(
            [replace(ONE, programme="Thinking"), replace(ANOTHER_HELP, programme="Thinking")],
            1,
            id="one programme under two pathways",
        ),
        pytest.param([replace(ONE, rules=(WOMEN,)), replace(OTHER, rules=(MEN,))], 0, id="people"),
        pytest.param([replace(ONE, rules=(WOMEN,)), OTHER], 1, id="women, and everybody"),
        pytest.param([ONE, replace(OTHER, is_closed=True)], 0, id="closed"),
        pytest.param([ONE, replace(OTHER, term=LAST_YEAR)], 0, id="ended"),
        pytest.param([ONE, replace(OTHER, term=(None, None))], 1, id="end not known"),
        pytest.param(
            [replace(ONE, volume=THIS_YEAR), replace(OTHER, volume=NEXT_YEAR)], 0, id="one by one"
        ),
        pytest.param(
            [replace(ONE, volume=NEXT_YEAR), replace(OTHER, volume=NEXT_YEAR)], 1, id="to come"
        ),
        pytest.param([replace(ONE, volume=LAST_YEAR), OTHER], 0, id="nothing bought any more"),
        pytest.param([ONE, replace(OTHER, exposure=Exposure.CONFIDENTIAL)], 0, id="confidential"),
    ],
)
def test_what_counts(
    session: Session,
    areas: dict[str, LocalDeliveryUnit],
    lots: list[Bought],
    doubles: int,
) -> None:
    assert len(found(session, areas, lots)) == doubles


def test_a_restricted_service_is_not_told_by_name(
    session: Session, areas: dict[str, LocalDeliveryUnit]
) -> None:
    [double] = found(session, areas, [ONE, replace(OTHER, exposure=Exposure.RESTRICTED)])
    told = [(one.provider, one.title, one.agreement is None) for one in double.purchases]
    assert told == [("Anvil Trust", "Help by Anvil Trust", False), (None, None, True)]


def test_the_term_stated_last_counts(session: Session, areas: dict[str, LocalDeliveryUnit]) -> None:
    assert len(found(session, areas, [ONE, OTHER])) == 1
    for one in session.scalars(select(Agreement)):
        first, last = LAST_YEAR
        state_term(session, one, starts_on=first, ends_on=last, by=actor(session), at=NOW)
    assert double_purchases(session, today=TODAY) == ()


@pytest.mark.parametrize(
    ("one", "other", "may"),
    [
        ([], [], True),
        ([WOMEN], [MEN], False),
        ([WOMEN], [aged(18, None)], True),
        ([aged(18, 25)], [aged(25, None)], False),  # half-open: nobody is in both
        ([aged(18, 26)], [aged(25, None)], True),
        ([aged(None, 25)], [aged(18, 30)], True),
        ([only(Attribute.OFFENCE, "theft", "fraud")], [only(Attribute.OFFENCE, "fraud")], True),
        (
            [only(Attribute.SEX, "male")],
            [Rule(Attribute.SEX, Operator.NONE_OF, "tests", values=frozenset({"male"}))],
            False,
        ),
        ([WOMEN], [only(Attribute.SEX, "male", firmness=Firmness.ADVICE)], True),
        ([WOMEN], [only(Attribute.SEX, "male", either="a")], True),
    ],
)
def test_who_could_be_eligible_for_both(one: list[Rule], other: list[Rule], may: bool) -> None:
    assert may_share_people(one, other) is may
    assert may_share_people(other, one) is may
