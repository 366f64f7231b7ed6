"""A court with something of everything behind it, for tests that look at whole pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from commissioning.availability.provision import state_provision
from commissioning.availability.statuses import WhyNot
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import publish_group, state_capacity
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.opening import TermsStated
from commissioning.volumes.models import VolumeUnit
from directory.delivery import DeliveryKind
from directory.places.models import Court, LocalDeliveryUnit, ProbationOffice
from directory.search.levelling import Leveller
from directory.services.confirming import confirm
from directory.services.editing import offer_service
from directory.services.eligibility import Attribute, Operator, Rule, Span
from directory.services.eligibility_records import as_record
from directory.services.freshness import FactKind
from directory.services.listing import Listing, Setting
from directory.services.models import Service
from directory.services.serving import serve_areas
from tests.keeping import Named, made_once, made_once_with_words
from tests.makers.agreements import buy
from tests.makers.days import NOW, OPENED, TODAY
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import confirm_court_area, make_area, make_court, make_region
from tests.makers.referrals import wait_in
from tests.makers.services import make_provider, restricted_programme
from tests.makers.start_dates import answer_everything

COURT = "preston-magistrates-court"
STALE_SINCE = dt.datetime(2027, 1, 20, 10, tzinfo=dt.UTC)


@dataclass(slots=True)
class Scene:
    court: Court
    home: LocalDeliveryUnit
    beside: LocalDeliveryUnit
    lines: dict[str, Line]

    def service(self, title: str, session: Session) -> Service:
        return session.get_one(Service, self.lines[title].service_id)


def make_scene(session: Session) -> Scene:
    """Preston's court with two areas, an office to ring, and every kind of line."""
    return _scene_of(made_once(session, _make_scene))


def make_scene_with_words(session: Session, folder: Path) -> Scene:
    """The scene and, in `folder`, the index of its words, level with it on the day of the tests."""

    def level() -> None:
        Leveller(folder).level(session, today=TODAY)

    return _scene_of(made_once_with_words(session, _make_scene, folder, level))


def _scene_of(made: Named) -> Scene:
    lines = dict(made)
    court, home, beside = (lines.pop(name) for name in ("court", "home", "beside"))
    return Scene(court, home, beside, lines)  # type: ignore[arg-type]


def _make_scene(session: Session) -> Named:
    region = make_region(session, code="B")
    wales = make_region(session, "wales", code="D", welsh_name="Cymru")
    home = make_area(session, "central-lancashire")
    beside = make_area(session, "blackburn", latitude=53.75, longitude=-2.48)
    make_area(
        session,
        "north-wales",
        latitude=52.9,
        longitude=-4.0,
        region=wales,
        welsh_name="Gogledd Cymru",
    )
    session.add(
        ProbationOffice(
            code="119",
            name="Preston Probation Office",
            address="50 Avenham Street, Preston",
            postcode="PR1 3BN",
            page_url="https://www.gov.uk/guidance/lancashire-preston-probation-office",
            local_delivery_unit_id=home.id,
            region_id=region.id,
        )
    )
    court = make_court(session, COURT, serves=[home, beside])
    make_court(session, "nowhere-crown-court")
    session.flush()
    confirm_court_area(session, court, home)
    scene = Scene(court, home, beside, {})
    _add_lines(session, scene)
    _say_why_not(session, home)
    answer_everything(session)
    _shorten_staleness(session, scene)
    session.flush()
    return {"court": court, "home": home, "beside": beside, **scene.lines}


def add_line(
    session: Session,
    scene: Scene,
    title: str,
    *requirements: str,
    kind: DeliveryKind = DeliveryKind.ONE_TO_ONE,
    areas: Sequence[LocalDeliveryUnit] | None = None,
    terms: TermsStated | None = None,
    at: dt.datetime = NOW,
    places: float | None = 6,
    programme: Any = None,
    is_generated: bool = False,
    **listing: Any,
) -> Line:
    """A line of a service of its own, kept in the scene under its title."""
    areas = areas or [scene.home]
    by = actor(session)
    service = offer_service(
        session,
        external_id=f"service {title}",
        provider=make_provider(session),
        programme=programme,
        delivery_kind=kind,
        listing=Listing(
            title=title,
            summary=f"What {title} is, in a sentence or two.",
            requirements=requirements,
            referral_route="Through the responsible officer, by the portal or by telephone.",
            **listing,
        ),
        source="tests",
        is_generated=is_generated,
        by=by,
        at=NOW,
    )
    serve_areas(session, service, areas, from_date=OPENED, by=by, at=NOW)
    line = make_line(session, service=service, areas=areas, terms=terms, at=at, places=places)
    scene.lines[title] = line
    return line


def _add_lines(session: Session, scene: Scene) -> None:
    add_line(session, scene, "First appointment with probation", "first_supervision_appointment")
    work = add_line(
        session,
        scene,
        "Community Payback in Central Lancashire",
        "unpaid_work",
        kind=DeliveryKind.UNPAID_WORK,
        terms=TermsStated(
            OPENED, 28, session_weekday=6, hours_per_session=7, max_new_per_session=6
        ),
        places=240,  # hours a week: room for the 30 who are there and some more
    )
    wait_in(session, work, started=60, waiting=23, completed=30)
    buy(session, work, quantity=70, unit=VolumeUnit.START)
    group = add_line(
        session,
        scene,
        "Building Choices",
        "programme",
        kind=DeliveryKind.CLOSED_GROUP,
        areas=[scene.home, scene.beside],
        terms=TermsStated(OPENED, 90, min_to_run=6, programme_weeks=14),
        places=10,
        who_for="Adults convicted of violent or acquisitive offences, medium risk or higher",
    )
    for number, day in enumerate([dt.date(2027, 4, 19), dt.date(2027, 6, 14), dt.date(2027, 9, 6)]):
        publish_group(
            session,
            group,
            external_id=f"group {number}",
            planned_start=day,
            places=10,
            by=actor(session),
            at=NOW,
        )
    wait_in(session, group, started=40, waiting=9, completed=30, took=70)
    horizon = add_line(
        session,
        scene,
        "Horizon",
        "programme",
        kind=DeliveryKind.CLOSED_GROUP,
        terms=TermsStated(OPENED, 120, min_to_run=0, programme_weeks=30),
        places=8,
        programme=restricted_programme(session),
    )
    publish_group(
        session,
        horizon,
        external_id="horizon 1",
        planned_start=dt.date(2027, 5, 11),
        places=8,
        by=actor(session),
        at=NOW,
    )
    alcohol = add_line(
        session, scene, "Alcohol treatment, Discovery House", "alcohol_treatment", places=10
    )
    wait_in(session, alcohol, started=30, waiting=4, completed=28)
    confirm(
        session,
        scene.service("Alcohol treatment, Discovery House", session),
        fact_kind=FactKind.TREATMENT_ARRANGEMENTS,
        confirmed_on=dt.date(2027, 2, 15),
        confirmed_by="Lancashire treatment services",
        by=actor(session),
        at=NOW,
    )
    add_line(session, scene, "Drug recovery at Avenham", "drug_rehabilitation")
    add_line(
        session,
        scene,
        "Mental health link worker, Blackburn",
        "mental_health_treatment",
        areas=[scene.beside],
    )
    women = as_record(
        Rule(Attribute.SEX, Operator.ONE_OF, "the provider", values=frozenset({"female"}))
    )
    young = as_record(
        Rule(
            Attribute.AGE, Operator.BETWEEN, "the provider", dt.date(2026, 4, 1), span=Span(18, 26)
        )
    )
    add_line(
        session,
        scene,
        "Women’s centre",
        "rehabilitation_activity",
        kind=DeliveryKind.DROP_IN,
        who_for="Women",
        eligibility=(women,),
    )
    add_line(
        session,
        scene,
        "Young adults’ mentoring",
        "rehabilitation_activity",
        is_generated=True,
        eligibility=(young,),
    )
    for number in range(1, 9):
        add_line(
            session, scene, f"Finance, benefit and debt advice {number}", "rehabilitation_activity"
        )
    add_line(session, scene, "Dependency and recovery", "rehabilitation_activity", at=STALE_SINCE)
    beds = add_line(
        session, scene, "Supported housing in Leyland", "residence", kind=DeliveryKind.BED
    )
    state_capacity(
        session,
        beds,
        measure=CapacityMeasure.VACANCIES,
        from_date=TODAY,
        value=2,
        stated_by="The provider",
        stated_on=TODAY,
        by=actor(session),
        at=NOW,
    )
    add_line(
        session,
        scene,
        "Haworth House",
        "residence",
        kind=DeliveryKind.BED,
        setting=Setting.APPROVED_PREMISES,
    )


def _say_why_not(session: Session, area: LocalDeliveryUnit) -> None:
    state_provision(
        session,
        area,
        requirement="drug_testing",
        why_not=WhyNot.NO_STAFF,
        stated_by="North West probation region",
        by=actor(session),
        at=NOW,
    )


def _shorten_staleness(session: Session, scene: Scene) -> None:
    """A line that nobody has told us anything about since January."""
    line = scene.lines["Dependency and recovery"]
    session.get_one(LineFigures, line.id).dates_confirmed_on = STALE_SINCE.date()
