"""Lines of every kind in every state, beds, doors, listings and statements, in areas of their own.

Each state has an area, where a line of each kind that waits is in that state; `everything` has
them all. The days of a line are said outright, so that a state is what its name says and no
engine is asked.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.availability.provision import state_provision
from commissioning.availability.statuses import Provision, Status, WhyNot
from commissioning.dates.kept_dates import PEOPLE_ABOVE_PLACES, STARTS_WITHOUT_END
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.groups.models import CapacityMeasure, Closure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.opening import close_line
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS
from directory.places.models import LocalDeliveryUnit
from directory.services.editing import offer_service
from directory.services.eligibility import Attribute, Operator, Rule
from directory.services.eligibility_records import as_record
from directory.services.listing import Listing
from directory.services.models import Programme, ProgrammeKind, Service
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.serving import serve_areas
from tests.keeping import Named, made_once
from tests.makers.days import NOW, OPENED, TODAY, day
from tests.makers.lines import make_line, make_terms
from tests.makers.people import actor
from tests.makers.places import make_area, make_court, make_region
from tests.makers.referrals import wait_in
from tests.makers.services import make_provider

REQUIREMENT_OF: Final[Mapping[DeliveryKind, str]] = {
    DeliveryKind.CLOSED_GROUP: "programme",
    DeliveryKind.ROLLING_GROUP: "rehabilitation_activity",
    DeliveryKind.ONE_TO_ONE: "alcohol_treatment",
    DeliveryKind.UNPAID_WORK: "unpaid_work",
}

Steps = tuple[tuple[int, float], ...]
SOON: Final[Steps] = ((7, 0.1), (14, 0.5), (21, 0.9), (28, 1.0))
LATER: Final[Steps] = ((90, 0.1), (120, 0.5), (260, 0.9), (400, 1.0))
HARDLY: Final[Steps] = ((900, 0.1), (1000, 0.3))


@dataclass(frozen=True, slots=True)
class State:
    """How a line stands, and what its page must say of it where nothing is asked.

    `within_6_months`: where an order of six months is asked about and ends the time for it.
    """

    status: Status
    within_6_months: Status
    steps: Steps = SOON
    confirmed_on: dt.date | None = TODAY
    answered_on: dt.date = TODAY
    reason: str | None = None
    places: float | None = 6
    basis: Mapping[str, object] | None = None
    takes: str | None = None
    is_restricted: bool = False


def _same(status: Status, **more: Any) -> State:
    return State(status, status, **more)


STATES: Final[Mapping[str, State]] = {
    "available": _same(Status.AVAILABLE, basis={"data": "declared", "history_starts": 3}),
    "later": _same(Status.WAITING_LIST, steps=LATER),
    "much-later": State(
        Status.WAITING_LIST, Status.NOT_WITHIN_ORDER, ((200, 0.1), (300, 0.5), (400, 1.0))
    ),
    "beyond": _same(
        Status.NOT_WITHIN_ORDER, steps=HARDLY, basis={"data": "declared", "history_starts": 0}
    ),
    "stale": _same(Status.NOT_CONFIRMED, confirmed_on=day(-200)),
    "never-said": _same(Status.NOT_KNOWN, confirmed_on=None),
    "agreement-ended": _same(Status.NOT_CONFIRMED, reason="contract_ended"),
    "closed": _same(Status.NOT_AVAILABLE),
    "no-staff": _same(Status.NOT_AVAILABLE),
    "no-capacity": _same(Status.NOT_AVAILABLE, reason="no_capacity", places=0),
    "incomplete": _same(Status.AVAILABLE, basis={STARTS_WITHOUT_END: 212, PEOPLE_ABOVE_PLACES: 12}),
    "clock-ahead": _same(Status.NOT_CONFIRMED, answered_on=day(1)),
    "worker-stopped": _same(Status.NOT_CONFIRMED, answered_on=day(-20)),
    "restricted": _same(Status.WAITING_LIST, steps=LATER, is_restricted=True),
    "denied-though-listed": _same(Status.AVAILABLE),
    "men-only": _same(Status.AVAILABLE, takes="male"),
    "women-only": _same(Status.AVAILABLE, takes="female"),
}

CLOSED_BY_WORD: Final = "denied-though-listed"
"""Here the lines say that somebody could start, and a commissioner that there is nothing."""

FEW_REGION: Final = "wales"
FEW: Final = frozenset({"available", "closed", "no-staff", "no-capacity", "denied", "nothing"})
"""Areas in a region of their own, which can be swept in a tenth of a second."""


@dataclass(slots=True)
class MadeWorld:
    """Lines by kind and state, as “one_to_one available”."""

    lines: dict[str, Line]

    def state(self, name: str) -> list[Line]:
        return [line for key, line in self.lines.items() if key.endswith(f" {name}")]


def make_world(session: Session) -> MadeWorld:
    return MadeWorld(dict(made_once(session, _make)))  # type: ignore[arg-type]


def _make(session: Session) -> Named:
    areas = _areas(session)
    programmes = {
        False: _programme(session, "Building Choices"),
        True: _programme(session, "Horizon", is_restricted=True),
    }
    lines: dict[str, Line] = {}
    for name, state in STATES.items():
        for kind, code in REQUIREMENT_OF.items():
            is_group = kind is DeliveryKind.CLOSED_GROUP
            programme = programmes[state.is_restricted] if is_group or state.is_restricted else None
            line = _line(
                session,
                f"{kind.value} {name}",
                kind,
                [areas[name], areas["everything"]],
                requirement=code,
                programme=programme,
                takes=state.takes,
                places=state.places,
            )
            _put_in(session, line, name, state)
            lines[f"{kind.value} {name}"] = line
    _beds_and_doors(session, areas)
    _people(session, lines)
    _listings(session, areas["listed"])
    _statements(session, areas)
    _courts(session, areas)
    session.flush()
    return lines


def _areas(session: Session) -> dict[str, LocalDeliveryUnit]:
    """On a line to the north, so that every distance is another."""
    names = (*STATES, "everything", "beds", "listed", "stated", "denied", "differing", "reviewed")
    return {
        name: make_area(
            session,
            name,
            latitude=51 + place**1.1 / 40,
            longitude=-2.0,
            region=make_region(session, FEW_REGION if name in FEW else "north-west"),
        )
        for place, name in enumerate((*names, "nothing"))
    }


def _programme(session: Session, name: str, *, is_restricted: bool = False) -> Programme:
    facts = ProgrammeFacts(
        name, ProgrammeKind.ACCREDITED, source="tests", is_restricted=is_restricted
    )
    return keep_programme(session, external_id=name, facts=facts, by=actor(session), at=NOW)


def _service(
    session: Session,
    title: str,
    kind: DeliveryKind,
    areas: Sequence[LocalDeliveryUnit],
    *,
    requirement: str,
    programme: Programme | None = None,
    takes: str | None = None,
) -> Service:
    by = actor(session)
    service = offer_service(
        session,
        external_id=f"service {title}",
        provider=make_provider(session),
        programme=programme,
        delivery_kind=kind,
        listing=Listing(
            title=title,
            summary="What it is.",
            requirements=(requirement,),
            pathways=("health",),
            eligibility=(_only(takes),) if takes else (),
        ),
        source="tests",
        by=by,
        at=NOW,
    )
    serve_areas(session, service, areas, from_date=OPENED, by=by, at=NOW)
    return service


def _only(sex: str) -> dict[str, Any]:
    rule = Rule(Attribute.SEX, Operator.ONE_OF, "the provider", values=frozenset({sex}))
    return as_record(rule)


def _line(
    session: Session,
    title: str,
    kind: DeliveryKind,
    areas: Sequence[LocalDeliveryUnit],
    *,
    places: float | None = 6,
    **listed: Any,
) -> Line:
    service = _service(session, title, kind, areas, **listed)
    terms = make_terms(kind)
    return make_line(session, service=service, areas=areas, terms=terms, places=places)


def _put_in(session: Session, line: Line, name: str, state: State) -> None:
    figures = session.get_one(LineFigures, line.id)
    forecast = _forecast(session, line, state)
    if name == "closed":
        close_line(session, line, closed_on=day(-3), by=actor(session), at=NOW)
    if name == "no-staff":
        session.add(_closure(session, line))
    if name == "agreement-ended":
        _end_agreement(session, line)
    session.flush()
    session.refresh(figures)
    figures.standard_forecast_id = forecast.id
    figures.answered_on = state.answered_on
    figures.answered_version = figures.facts_version
    figures.dates_confirmed_on = state.confirmed_on
    session.flush()


def _forecast(session: Session, line: Line, state: State) -> LineForecast:
    basis = ForecastBasis("tests", 25, 0, "history", "Said.")
    days = StartDays.of(state.steps, horizon_days=DEFAULT_ORDER_DAYS, basis=basis)
    quantiles = days.quantiles_within(DEFAULT_ORDER_DAYS)
    ahead = {"queue_ahead": 3, "data": "history", "history_starts": 25, "explanation": "Said."}
    forecast = LineForecast(
        line_id=line.id,
        priority=ForPriority.STANDARD,
        as_of=TODAY,
        made_at=NOW,
        engine_version=ENGINE_VERSION,
        facts_version=1,
        status="ok" if state.reason is None else "unavailable",
        reason=state.reason,
        distribution=days.to_stored(),
        basis={**ahead, **(state.basis or {})},
        by_1_in_10=_in_days(quantiles.p10),
        likely_start=_in_days(quantiles.p50),
        by_9_in_10=_in_days(quantiles.p90),
        start_within_order=days.chance_within(DEFAULT_ORDER_DAYS),
    )
    session.add(forecast)
    session.flush()
    return forecast


def _in_days(number: int | None) -> dt.date | None:
    return None if number is None else day(number)


def _closure(session: Session, line: Line) -> Closure:
    return Closure(
        external_id=f"closure {line.external_id}",
        line_id=line.id,
        from_date=day(-7),
        to_date=day(30),
        reason=WhyNot.NO_STAFF.value,
        recorded_at=NOW,
        recorded_by_id=actor(session).id,
    )


def _end_agreement(session: Session, line: Line) -> None:
    by = actor(session)
    agreement = sign_agreement(
        session,
        external_id=f"ended {line.external_id}",
        kind=AgreementKind.CONTRACT,
        title="A contract that ended",
        provider=make_provider(session),
        starts_on=OPENED,
        ends_on=day(-10),
        source="tests",
        by=by,
        at=NOW,
    )
    add_lot(session, agreement, external_id=f"lot {line.external_id}", line=line, by=by, at=NOW)


def _people(session: Session, lines: Mapping[str, Line]) -> None:
    """Half of the lines have had people; of the others nothing may be said of them."""
    for line in list(lines.values())[::2]:
        figures = session.get_one(LineFigures, line.id)
        kept = (figures.dates_confirmed_on, figures.facts_version)
        wait_in(session, line, started=2, waiting=3)
        session.flush()
        session.refresh(figures)
        figures.dates_confirmed_on = kept[0]
        figures.answered_version = figures.facts_version
    session.flush()


def _beds_and_doors(session: Session, areas: Mapping[str, LocalDeliveryUnit]) -> None:
    here = [areas["beds"], areas["everything"]]
    for name, vacancies in (("free", 2), ("full", 0), ("never said", None)):
        bed = _line(
            session, f"bed {name}", DeliveryKind.BED, here, requirement="residence", places=4
        )
        if vacancies is not None:
            _state_vacancies(session, bed, vacancies)
    for name, confirmed_on in (("open", TODAY), ("stale", day(-200)), ("never said", None)):
        door = _line(
            session,
            f"drop-in {name}",
            DeliveryKind.DROP_IN,
            here,
            requirement="rehabilitation_activity",
        )
        session.get_one(LineFigures, door.id).dates_confirmed_on = confirmed_on


def _state_vacancies(session: Session, bed: Line, vacancies: int) -> None:
    state_capacity(
        session,
        bed,
        measure=CapacityMeasure.VACANCIES,
        from_date=TODAY,
        value=vacancies,
        stated_by="The provider",
        stated_on=TODAY,
        by=actor(session),
        at=NOW,
    )


def _listings(session: Session, area: LocalDeliveryUnit) -> None:
    """Listed for an area where they have no queue."""
    for kind, code in REQUIREMENT_OF.items():
        _service(session, f"listed {kind.value}", kind, [area], requirement=code)
    _service(session, "listed bed", DeliveryKind.BED, [area], requirement="residence")
    _service(session, "listed tag", DeliveryKind.IMMEDIATE, [area], requirement="curfew")


SPOKEN_OF: Final = ("drug_testing", "curfew", "mental_health_treatment", "programme")


def _statements(session: Session, areas: Mapping[str, LocalDeliveryUnit]) -> None:
    for code in SPOKEN_OF:
        _state(session, areas["stated"], code, Provision.ARRANGEMENTS_EXIST)
        _state(session, areas["differing"], code, Provision.PROVIDED)
        why = next(_reasons)
        _state(session, areas["denied"], code, None, why_not=why)
        _state(session, areas["differing"], code, None, by="Somebody else", why_not=why)
        _state(session, areas["reviewed"], code, None, why_not=why, review_on=day(-1))
    for code in REQUIREMENT_OF.values():
        _state(session, areas[CLOSED_BY_WORD], code, None, why_not=WhyNot.NOT_COMMISSIONED)


_reasons = itertools.cycle(
    (WhyNot.NOT_COMMISSIONED, WhyNot.FULL, WhyNot.NO_STAFF, WhyNot.NOT_ACCREDITED_HERE)
)


def _state(
    session: Session,
    area: LocalDeliveryUnit,
    code: str,
    said: Provision | None,
    *,
    by: str = "The probation region",
    review_on: dt.date | None = None,
    why_not: WhyNot | None = None,
) -> None:
    state_provision(
        session,
        area,
        requirement=code,
        said=said,
        why_not=why_not,
        stated_by=by,
        stated_on=day(-30),
        review_on=review_on or day(60),
        by=actor(session),
        at=NOW,
    )


def _courts(session: Session, areas: Mapping[str, LocalDeliveryUnit]) -> None:
    for name in ("everything", "available", "denied", "nothing"):
        make_court(session, f"{name}-magistrates-court", serves=[areas[name]])
    several = [areas[name] for name in ("stale", "later", "restricted")]
    make_court(session, "several-crown-court", serves=several)
    silent = [areas[name] for name in ("denied", "nothing", "never-said")]
    make_court(session, "silent-crown-court", serves=silent)
