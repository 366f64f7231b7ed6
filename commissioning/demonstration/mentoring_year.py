"""A year of mentoring bought of a prime that passes half of it on, told week by week.

The prime starts fewer people than were bought for two months and catches up; its subcontractor
falls behind, and then tells nothing more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.agreements.stating import state_award, state_conditions, state_price
from commissioning.demonstration.chance import chance_for, shared_out
from commissioning.demonstration.naming import FICTIONAL, SOURCE, telephone
from commissioning.demonstration.wish import morning_of
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.confirming import confirm_lines
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from commissioning.lines.weekly_totals import WEEK, WeekCount, keep_week
from commissioning.listings.facts import OF_SERVICE
from commissioning.returns.months import last_day_of, month_after, month_before, month_of
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.providers.editing import link_subcontractors
from directory.providers.models import Provider
from directory.services.confirming import ConfirmationMade, confirm_many
from directory.services.editing import offer_service
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import serve_areas

KEY: Final = "demo-mentoring-year"
SEED: Final = 7
MONTHS_TOLD: Final = 12
MONTHS_BOUGHT: Final = 18
TARGET_DAYS: Final = 15
PENCE: Final = 340_00
MORE_REFERRED: Final = (0, 0, 0, 1, 1)
"""In a week, than start in it."""


@dataclass(frozen=True, slots=True)
class Half:
    """`bought` and `started` are a month.

    `started` holds the months of which anything is told; the thirteenth is not over yet.
    """

    key: str
    title: str
    bought: int
    places: int
    started: tuple[int, ...]
    telephone: str


PRIMES: Final = Half(
    f"{KEY}-prime",
    "Mentors at the gate",
    bought=10,
    places=32,
    started=(10, 10, 10, 4, 6, 13, 15, 11, 10, 10, 10, 11, 10),
    telephone=telephone(73),
)
SUBCONTRACTORS: Final = Half(
    f"{KEY}-subcontractor",
    "Mentors in the evening",
    bought=6,
    places=18,
    started=(6, 6, 6, 6, 6, 6, 4, 2, 2),
    telephone=telephone(74),
)


@dataclass(frozen=True, slots=True)
class MentoringBought:
    """`months` are those that are over; `line` is the prime's."""

    agreement: Agreement
    line: Line
    months: tuple[dt.date, ...]


def months_told(today: dt.date) -> tuple[dt.date, ...]:
    """The last twelve that are over, the first first."""
    months = [month_before(month_of(today))]
    while len(months) < MONTHS_TOLD:
        months.append(month_before(months[-1]))
    return tuple(reversed(months))


def buy_a_year(
    session: Session,
    prime: Provider,
    subcontractor: Provider,
    area: LocalDeliveryUnit,
    *,
    by: Person,
    at: dt.datetime,
) -> MentoringBought:
    """Half of it the prime's own line, half its subcontractor's."""
    months = months_told(local_date(at))
    signed_at = morning_of(months[0])
    agreement = _signed(session, prime, months[0], by=by, at=signed_at)
    link_subcontractors(
        session, prime, [subcontractor], agreement_reference=KEY, by=by, at=signed_at
    )
    lines = [
        _half(session, agreement, half, provider, area, months, by=by, at=at)
        for half, provider in ((PRIMES, prime), (SUBCONTRACTORS, subcontractor))
    ]
    price = Price(VolumeUnit.START.value, months[0], PENCE, (), None)
    state_price(session, agreement, price, by=by, at=signed_at)
    return MentoringBought(agreement, lines[0], months)


def _signed(
    session: Session, prime: Provider, starts_on: dt.date, *, by: Person, at: dt.datetime
) -> Agreement:
    agreement = sign_agreement(
        session,
        external_id=KEY,
        kind=AgreementKind.CONTRACT,
        title="Mentoring on the way out: an example of a year",
        provider=prime,
        starts_on=starts_on,
        ends_on=_ends_on(starts_on),
        source=SOURCE,
        funders=((f"Example Probation Region {FICTIONAL}", 0.6),),
        is_generated=True,
        by=by,
        at=at,
    )
    state_conditions(
        session, agreement, notice_months=3, extensions=[12], review_dates=None, by=by, at=at
    )
    state_award(session, agreement, awarded_on=starts_on - dt.timedelta(days=60), by=by, at=at)
    return agreement


def _ends_on(starts_on: dt.date) -> dt.date:
    month = starts_on
    for _ in range(MONTHS_BOUGHT - 1):
        month = month_after(month)
    return last_day_of(month)


def _half(
    session: Session,
    agreement: Agreement,
    half: Half,
    provider: Provider,
    area: LocalDeliveryUnit,
    months: Sequence[dt.date],
    *,
    by: Person,
    at: dt.datetime,
) -> Line:
    opened_at = morning_of(months[0])
    service = _offered(session, half, provider, area, by=by, at=opened_at)
    line = open_line(
        session,
        service,
        external_id=half.key,
        name=f"{half.title}: {area.name}",
        areas=[area],
        terms=TermsStated(opened_on=months[0], target_days=TARGET_DAYS),
        by=by,
        at=opened_at,
    )
    state_capacity(
        session, line, measure=CapacityMeasure.PLACES, from_date=months[0], value=half.places,
        stated_by=provider.name, stated_on=months[0], by=by, at=opened_at,
    )  # fmt: skip
    lot = add_lot(session, agreement, external_id=half.key, line=line, by=by, at=opened_at)
    commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=months[0], ends_on=_ends_on(months[0]),
        quantity=half.bought * MONTHS_BOUGHT, by=by, at=opened_at,
    )  # fmt: skip
    for week, told in _weeks(half, months):
        if week + WEEK <= local_date(at):
            keep_week(session, line, week, told, by=by, at=morning_of(week + WEEK, 10))
    last_told = [*months, month_of(local_date(at))][len(half.started) - 1]
    on = min(local_date(at) - dt.timedelta(days=3), last_day_of(last_told) + WEEK)
    confirm_lines(session, [line.id], kind=FactKind.START_DATES, on=on, at=at)
    _confirm(session, service, provider, on, by=by, at=at)
    return line


def _weeks(half: Half, months: Sequence[dt.date]) -> Iterator[tuple[dt.date, WeekCount]]:
    """Each month's people over its Mondays; who starts ends three months later.

    A few more are referred than start, so that more and more wait.
    """
    chance = chance_for(SEED, half.key)
    waiting = 4
    told = zip([*months, month_after(months[-1])], half.started, strict=False)
    for number, (month, started) in enumerate(told):
        mondays = _mondays(month)
        ended = half.started[number - 3] if number >= 3 else 0
        starts = shared_out(started, dict.fromkeys(map(str, mondays), 1.0))
        ends = shared_out(ended, dict.fromkeys(map(str, mondays), 1.0))
        for week in mondays:
            begun = starts[str(week)]
            received = begun + chance.choice(MORE_REFERRED)
            waiting += received - begun
            yield week, WeekCount(received, begun, ends[str(week)], waiting, half.places)


def _mondays(month: dt.date) -> list[dt.date]:
    first = month + dt.timedelta(days=-month.weekday() % 7)
    days = (first + WEEK * number for number in range(5))
    return [day for day in days if day <= last_day_of(month)]


def _offered(
    session: Session,
    half: Half,
    provider: Provider,
    area: LocalDeliveryUnit,
    *,
    by: Person,
    at: dt.datetime,
) -> Service:
    service = offer_service(
        session,
        external_id=half.key,
        provider=provider,
        programme=None,
        delivery_kind=DeliveryKind.ONE_TO_ONE,
        listing=Listing(
            title=half.title,
            summary="Somebody at one’s side in the first three months. Invented.",
            telephone=half.telephone,
            referral_route="Ring, or write to the mentors’ office.",
            pathways=("attitudes_thinking_and_behaviour",),
            languages=("en",),
        ),
        source=SOURCE,
        is_generated=True,
        by=by,
        at=at,
    )
    serve_areas(session, service, [area], from_date=local_date(at), by=by, at=at)
    return service


def _confirm(
    session: Session, service: Service, provider: Provider, on: dt.date, *, by: Person,
    at: dt.datetime,
) -> None:  # fmt: skip
    said = [ConfirmationMade(service, kind, on, provider.name) for kind in OF_SERVICE]
    confirm_many(session, said, by=by, at=at)
