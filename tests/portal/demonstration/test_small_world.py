"""What a demonstration promises, looked up in a small one on both databases."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import KeyedColumnElement

from commissioning.agreements.models import Agreement, AgreementKind, AgreementTerm
from commissioning.availability.models import ProvisionStatement
from commissioning.availability.provision import all_statements_in_force
from commissioning.availability.statuses import Provision, WhyNot
from commissioning.dates.document import document_for
from commissioning.dates.models import LineForecast
from commissioning.demonstration.naming import FICTIONAL
from commissioning.demonstration.plans import LineStory
from commissioning.demonstration.provision_said import MONITORED
from commissioning.demonstration.shown_off import (
    AROUND_PRESTON,
    DIFFERENTLY_SAID,
    LAPSED,
    LONG_AGO_SAID,
    PRESTON,
    SAID_OF,
    SPECIAL,
)
from commissioning.demonstration.wish import last_whole_year
from commissioning.groups.models import (
    CapacityMeasure,
    CapacityStatement,
    Closure,
    Group,
    GroupStatement,
    GroupStatus,
)
from commissioning.lines.models import Line, LineArea, LineDay, LineFigures, LineTerms
from commissioning.referrals.models import EventKind, Referral, ReferralEvent, ReferralStatus
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from commissioning.volumes.position import position
from directory.delivery import DeliveryKind
from directory.places.models import (
    ConfidentialAddress,
    Court,
    Exposure,
    LocalDeliveryUnit,
    Prison,
    Site,
)
from directory.places.reference_tables import courts
from directory.providers.models import Provider, Sector
from directory.services.freshness import FactKind, is_confirmed
from directory.services.models import Confirmation, ListingRevision, Service, ServiceRequirement
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from tests.portal.demonstration.conftest import SMALL, World, make_world

TODAY = SMALL.today


def line_of(session: Session, standing: LineStory) -> Line:
    """The line that is shown off for this; the small world has exactly one of each."""
    titles = {kind: title for _, _, kind, title in SPECIAL}
    titles[LineStory.LAPSED] = next(told[1] for told in AROUND_PRESTON if told[0] == LAPSED)
    title = titles[standing]
    return session.scalars(
        select(Line)
        .join(Service, Service.id == Line.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .where(ListingRevision.title == title)
    ).one()


def figures_of(session: Session, line: Line) -> LineFigures:
    return session.get_one(LineFigures, line.id)


def test_people_waiting_and_in_progress_are_those_of_the_referrals(looking: Session) -> None:
    counted: defaultdict[int, Counter[ReferralStatus]] = defaultdict(Counter)
    first: Counter[int] = Counter()
    for line_id, status, is_priority in looking.execute(
        select(Referral.line_id, Referral.status, Referral.is_priority)
    ):
        counted[line_id][status] += 1
        first[line_id] += is_priority and status is ReferralStatus.WAITING
    figures = looking.scalars(select(LineFigures)).all()
    assert len(figures) > 100
    for one in figures:
        people = counted[one.line_id]
        assert one.waiting == people[ReferralStatus.WAITING]
        assert one.in_progress == people[ReferralStatus.IN_PROGRESS]
        assert one.waiting_priority == first[one.line_id]


def test_counts_of_days_are_those_of_the_events(looking: Session) -> None:
    kinds = (EventKind.RECEIVED, EventKind.STARTED, EventKind.COMPLETED, EventKind.DROPPED_OUT)
    events = {
        (line_id, kind): number
        for line_id, kind, number in looking.execute(
            select(Referral.line_id, ReferralEvent.kind, func.count())
            .join(Referral, Referral.id == ReferralEvent.referral_id)
            .group_by(Referral.line_id, ReferralEvent.kind)
        )
    }
    days = looking.execute(
        select(
            LineDay.line_id,
            func.sum(LineDay.referred),
            func.sum(LineDay.started),
            func.sum(LineDay.completed),
            func.sum(LineDay.dropped_out),
        ).group_by(LineDay.line_id)
    ).all()
    assert days
    for line_id, *sums in days:
        assert sums == [events.get((line_id, kind), 0) for kind in kinds]


def test_used_volumes_are_what_the_days_add_up_to(looking: Session) -> None:
    column = {
        VolumeUnit.ORDER: LineDay.referred,
        VolumeUnit.REFERRAL: LineDay.referred,
        VolumeUnit.START: LineDay.started,
        VolumeUnit.COMPLETION: LineDay.completed,
        VolumeUnit.HOUR: LineDay.hours,
    }
    volumes = looking.execute(
        select(CommissionedVolume, Lot.line_id).join(Lot, Lot.id == CommissionedVolume.lot_id)
    ).all()
    assert any(volume.used > 0 for volume, _ in volumes)
    for volume, line_id in volumes:
        within = LineDay.day.between(volume.starts_on, volume.ends_on)
        delivered = looking.scalar(
            select(func.sum(column[volume.unit])).where(LineDay.line_id == line_id, within)
        )
        assert volume.used == (delivered or 0)


def test_hertfordshires_shape(looking: Session) -> None:
    line = line_of(looking, LineStory.OVER_DELIVERED)
    first, last = last_whole_year(TODAY)
    volume = looking.scalars(
        select(CommissionedVolume)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.line_id == line.id, CommissionedVolume.starts_on == first)
    ).one()
    assert (volume.quantity, volume.used, volume.ends_on) == (800, 932, last)
    standing = position(volume.quantity, volume.used)
    assert (standing.utilisation, standing.over_by) == (1.165, 132)
    again = looking.scalars(
        select(CommissionedVolume)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.line_id == line.id, CommissionedVolume.starts_on > last)
    ).one()
    assert again.quantity == 800
    areas = looking.scalars(
        select(LocalDeliveryUnit.slug)
        .join(LineArea, LineArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(LineArea.line_id == line.id)
    ).all()
    assert areas == ["hertfordshire"]


def test_a_line_that_is_full_past_any_order(looking: Session) -> None:
    figures = figures_of(looking, line_of(looking, LineStory.FULL_PAST_ANY_ORDER))
    forecast = looking.get_one(LineForecast, figures.standard_forecast_id)
    assert figures.waiting > 80
    assert (forecast.status, forecast.likely_start) == ("ok", None)
    assert forecast.start_within_order < 0.1


def test_a_brand_new_line(looking: Session) -> None:
    line = line_of(looking, LineStory.BRAND_NEW)
    figures = figures_of(looking, line)
    opened = looking.get_one(LineTerms, figures.terms_id).opened_on
    assert TODAY - dt.timedelta(days=14) <= opened <= TODAY
    assert not looking.scalar(select(func.count()).where(Referral.line_id == line.id))
    forecast = looking.get_one(LineForecast, figures.standard_forecast_id)
    assert forecast.basis["data"] == "declared"
    assert forecast.likely_start is not None


def test_a_closed_line(looking: Session) -> None:
    figures = figures_of(looking, line_of(looking, LineStory.CLOSED))
    closed_on = looking.get_one(LineTerms, figures.terms_id).closed_on
    assert closed_on is not None
    assert closed_on < TODAY
    forecast = looking.get_one(LineForecast, figures.standard_forecast_id)
    assert (forecast.status, forecast.reason) == ("unavailable", "service_closed")


def test_a_line_not_heard_from_lately(looking: Session) -> None:
    stale = figures_of(looking, line_of(looking, LineStory.STALE))
    assert stale.dates_confirmed_on == TODAY - dt.timedelta(days=60)
    assert not is_confirmed(FactKind.START_DATES, stale.dates_confirmed_on, TODAY)
    fresh = figures_of(looking, line_of(looking, LineStory.OVER_DELIVERED))
    assert is_confirmed(FactKind.START_DATES, fresh.dates_confirmed_on, TODAY)


def test_a_line_without_staff_today(looking: Session) -> None:
    line = line_of(looking, LineStory.NO_STAFF)
    closure = looking.scalars(select(Closure).where(Closure.line_id == line.id)).one()
    assert closure.reason == WhyNot.NO_STAFF
    assert closure.from_date <= TODAY <= closure.to_date


def test_it_is_said_why_nothing_is_there_where_nothing_is(looking: Session) -> None:
    said = looking.execute(
        select(
            ProvisionStatement.why_not,
            ProvisionStatement.requirement,
            ProvisionStatement.local_delivery_unit_id,
        ).where(ProvisionStatement.said == Provision.NOT_AVAILABLE)
    ).all()
    assert WhyNot.NOT_ACCREDITED_HERE in {why_not for why_not, _, _ in said}
    for _, requirement, area_id in said:
        assert not looking.scalars(
            select(Line.id)
            .join(LineArea, LineArea.line_id == Line.id)
            .join(ServiceRequirement, ServiceRequirement.service_id == Line.service_id)
            .where(
                LineArea.local_delivery_unit_id == area_id,
                ServiceRequirement.requirement == requirement,
            )
        ).all()


def test_what_is_said_of_the_areas_is_mostly_in_force_and_some_of_it_is_not(
    looking: Session,
) -> None:
    areas = {area.id: area.slug for area in looking.scalars(select(LocalDeliveryUnit))}
    stated = all_statements_in_force(looking, today=TODAY)
    said = {
        (areas[area_id], requirement): {one.said for one in statements}
        for (area_id, requirement), statements in stated.items()
    }
    assert sum(requirement == MONITORED[0] for _, requirement in said) == 99
    assert sum(requirement == FIRST_SUPERVISION_APPOINTMENT for _, requirement in said) == 108
    assert said[DIFFERENTLY_SAID, SAID_OF] == {
        Provision.NOT_AVAILABLE,
        Provision.ARRANGEMENTS_EXIST,
    }
    assert (LONG_AGO_SAID, SAID_OF) not in said
    everything = looking.scalars(select(ProvisionStatement)).all()
    assert areas.keys() == {one.local_delivery_unit_id for one in everything}
    assert all(one.stated_by.endswith(FICTIONAL) for one in everything)
    assert {one.review_on < TODAY for one in everything} == {True, False}


def test_a_line_whose_records_stop_at_the_start(looking: Session) -> None:
    line = line_of(looking, LineStory.INCOMPLETE)
    figures = figures_of(looking, line)
    started, ended = looking.execute(
        select(func.sum(LineDay.started), func.sum(LineDay.completed + LineDay.dropped_out)).where(
            LineDay.line_id == line.id
        )
    ).one()
    places = looking.scalars(
        select(CapacityStatement.value).where(CapacityStatement.line_id == line.id)
    ).one()
    assert (started, ended) == (figures.in_progress, 0)
    assert figures.in_progress > 2 * places


def test_a_line_whose_agreement_is_past_its_end_and_goes_on(looking: Session) -> None:
    line = line_of(looking, LineStory.LAPSED)
    ends_on = looking.scalars(
        select(AgreementTerm.ends_on)
        .join(Lot, Lot.agreement_id == AgreementTerm.agreement_id)
        .where(Lot.line_id == line.id)
    ).one()
    assert ends_on is not None
    assert ends_on < TODAY
    assert figures_of(looking, line).dates_confirmed_on == TODAY


def test_nothing_generated_bears_a_real_name(looking: Session) -> None:
    assert set(looking.scalars(select(Service.is_generated))) == {True}
    assert set(looking.scalars(select(Agreement.is_generated))) == {True}
    providers = looking.scalars(select(Provider)).all()
    assert providers
    for provider in providers:
        assert provider.is_fictional
        assert provider.name.endswith(FICTIONAL)
        assert str(provider.email).endswith(".example.org")
    names = [provider.name for provider in providers]
    assert len(set(names)) == len(names)
    for (stated_by,) in looking.execute(select(CapacityStatement.stated_by).distinct()):
        assert FICTIONAL in stated_by
    for (confirmed_by,) in looking.execute(select(Confirmation.confirmed_by).distinct()):
        assert FICTIONAL in confirmed_by


def test_every_kind_is_there(looking: Session) -> None:
    def found(column: object) -> set[object]:
        return set(looking.scalars(select(column).distinct()))  # type: ignore[call-overload]

    assert found(Service.delivery_kind) == set(DeliveryKind)
    assert found(Service.exposure) == set(Exposure)
    assert found(Site.exposure) == set(Exposure)
    assert found(Provider.sector) == set(Sector)
    assert found(Agreement.kind) == set(AgreementKind)
    assert found(GroupStatement.status) == set(GroupStatus)
    no_order_ends_early = {ReferralStatus.TERMINATED}
    assert found(Referral.status) == set(ReferralStatus) - no_order_ends_early
    assert found(CapacityStatement.measure) == set(CapacityMeasure)
    assert looking.scalar(select(func.count()).select_from(Court)) == len(courts())
    assert looking.scalar(select(func.count()).select_from(LocalDeliveryUnit)) == 108
    assert looking.scalar(select(func.count()).select_from(Prison))
    assert looking.scalar(select(func.count()).select_from(ConfidentialAddress))


def test_every_area_has_what_a_court_may_order_anywhere(looking: Session) -> None:
    wanted = {
        "first_supervision_appointment", "unpaid_work", "rehabilitation_activity", "programme",
        "drug_rehabilitation", "alcohol_treatment", "mental_health_treatment", "residence",
        "curfew", "exclusion", "electronic_compliance_monitoring",
        "electronic_whereabouts_monitoring", "alcohol_abstinence_and_monitoring",
    }  # fmt: skip
    here: defaultdict[int, set[str]] = defaultdict(set)
    for area_id, requirement in looking.execute(
        select(LineArea.local_delivery_unit_id, ServiceRequirement.requirement)
        .join(Line, Line.id == LineArea.line_id)
        .join(ServiceRequirement, ServiceRequirement.service_id == Line.service_id)
    ):
        here[area_id].add(requirement)
    for area_id in looking.scalars(select(LocalDeliveryUnit.id)):
        assert wanted <= here[area_id]


def test_preston_has_what_a_search_there_looks_for(looking: Session) -> None:
    titles = set(
        looking.scalars(
            select(ListingRevision.title)
            .join(Service, Service.published_revision_id == ListingRevision.id)
            .join(Line, Line.service_id == Service.id)
            .join(LineArea, LineArea.line_id == Line.id)
            .join(LocalDeliveryUnit, LocalDeliveryUnit.id == LineArea.local_delivery_unit_id)
            .where(LocalDeliveryUnit.slug == PRESTON)
        )
    )
    assert titles >= {
        "Help to find and keep a home in Preston",
        "Debt and benefits advice in Leyland",
        "Preston women’s centre",
        "Drug treatment for court orders",
        "Building Better Relationships",
    }


def test_treatment_says_who_confirmed_its_arrangements(looking: Session) -> None:
    confirmed = set(
        looking.scalars(
            select(Confirmation.service_id).where(
                Confirmation.fact_kind == FactKind.TREATMENT_ARRANGEMENTS
            )
        )
    )
    treatment = set(
        looking.scalars(
            select(ServiceRequirement.service_id).where(
                ServiceRequirement.requirement.in_(
                    ["drug_rehabilitation", "alcohol_treatment", "mental_health_treatment"]
                )
            )
        )
    )
    assert treatment
    assert treatment <= confirmed


def test_what_was_known_a_month_ago_is_less_than_today(looking: Session) -> None:
    line = line_of(looking, LineStory.OVER_DELIVERED)
    then = TODAY - dt.timedelta(days=30)
    known = document_for(
        looking, line, as_of=then, known_at=dt.datetime.combine(then, dt.time(12), dt.UTC)
    )
    everything = document_for(looking, line, as_of=then)
    assert 0 < len(known["referrals"]) < len(everything["referrals"])
    late = looking.execute(select(ReferralEvent.on_date, ReferralEvent.recorded_at)).all()
    lags = {(recorded_at.date() - on_date).days for on_date, recorded_at in late}
    assert lags == {0, 1, 2, 3, 4, 5}


@pytest.mark.soak
def test_in_parts_after_an_interruption_and_at_once_it_is_the_same_world(
    looking: Session, database: str, scratch: Path
) -> None:
    other = make_world(database, scratch, at_once=True)
    with other.app.app_context():
        from portal.extensions import db

        with Session(db.engine) as at_once:
            assert rows_by_name(at_once) == rows_by_name(looking)


NAMED_BY = {Line: "external_id", Service: "external_id", Provider: "external_id",
            Lot: "external_id", Referral: "reference", LocalDeliveryUnit: "slug",
            Group: "external_id"}  # fmt: skip


def rows_by_name(session: Session) -> dict[str, str]:
    """Everything made, told by names instead of the keys that are drawn when a row is stored."""
    names: dict[str, dict[int, str]] = {
        model.__tablename__: dict(
            session.execute(select(model.__table__.c.id, model.__table__.c[name])).all()
        )
        for model, name in NAMED_BY.items()
    }
    made: dict[str, str] = {}
    for model in (ListingRevision, LineTerms, LineFigures, LineDay, GroupStatement, Provider,
                  CapacityStatement, CommissionedVolume, Referral, ReferralEvent):  # fmt: skip
        columns = [c for c in model.__table__.columns if is_told(c, names)]
        tables = [table_of(column) for column in columns]
        rows = sorted(
            repr([names[table].get(value) if table else value
                  for table, value in zip(tables, row, strict=True)])
            for row in session.execute(select(*columns))
        )  # fmt: skip
        assert rows
        made[model.__tablename__] = sha256("\n".join(rows).encode()).hexdigest()
    return made


def table_of(column: KeyedColumnElement[Any]) -> str:
    """The table whose row the column names; none for a plain value."""
    return next((str(key.column.table.name) for key in column.foreign_keys), "")


def is_told(column: KeyedColumnElement[Any], names: Mapping[str, object]) -> bool:
    return column.name not in {"id", "public_id"} and (
        not column.foreign_keys or table_of(column) in names
    )


def test_the_small_world_is_as_large_as_was_asked(world: World) -> None:
    assert world.made.services == SMALL.services
    assert world.made.referrals >= SMALL.referrals
