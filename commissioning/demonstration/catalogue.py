"""The kinds of service that every area has in the demonstration, and those that some have."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.providers.models import Sector
from directory.services.eligibility import Attribute, Firmness, Operator, Rule, Span
from directory.services.listing import Setting


class Reach(StrEnum):
    """What one line of a service serves."""

    AREA = "area"
    FEW_AREAS = "few_areas"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Design:
    """How a kind of service looks wherever it is offered.

    `busy` is its share of referrals for each area served, `stay_days` how long people
    stay once they have started, `sessions` how many they attend, `target_days` the
    promise from referral to start. `titles` are what others call the same, `sectors`
    those who offer it, each as often as it stands there; without them it is `sector`.
    """

    code: str
    title: str
    summary: str
    kind: DeliveryKind
    requirements: tuple[str, ...] = ()
    pathways: tuple[str, ...] = ()
    sector: Sector = Sector.VOLUNTARY
    reach: Reach = Reach.AREA
    programme: str | None = None
    who_for: str | None = None
    rules: tuple[Rule, ...] = ()
    setting: Setting = Setting.COMMUNITY
    site: Exposure | None = Exposure.OPEN
    busy: float = 1.0
    target_days: int = 28
    stay_days: int = 90
    sessions: int | None = None
    needs_arrangements: bool = False
    is_everywhere: bool = True
    titles: tuple[str, ...] = ()
    sectors: tuple[Sector, ...] = ()


OWNER: Final = "The commissioner of this (fictional) service"
SINCE: Final = dt.date(2024, 4, 1)


def only(attribute: Attribute, *values: str) -> Rule:
    return Rule(attribute, Operator.ONE_OF, OWNER, SINCE, values=frozenset(values))


def aged(first: int, last: int | None = None) -> Rule:
    span = Span(first, None if last is None else last + 1)
    operator = Operator.AT_LEAST if last is None else Operator.BETWEEN
    return Rule(Attribute.AGE, operator, OWNER, SINCE, span=span)


def order_left(days: int) -> Rule:
    """Advice: with less of the order left the programme may not be finished."""
    return Rule(
        Attribute.ORDER_DAYS_LEFT,
        Operator.AT_LEAST,
        OWNER,
        SINCE,
        span=Span(days),
        firmness=Firmness.ADVICE,
    )


ADULTS: Final = (aged(18),)
MEN: Final = (only(Attribute.SEX, "male"), aged(18))
WOMEN: Final = (only(Attribute.SEX, "female"), aged(18))

STATUTORY: Final = Sector.STATUTORY
VOLUNTARY: Final = Sector.VOLUNTARY
FAITH: Final = Sector.FAITH
PRIVATE: Final = Sector.PRIVATE
SOCIAL: Final = Sector.SOCIAL_ENTERPRISE

EVERYWHERE: Final = (
    Design(
        "supervision",
        "First supervision appointment",
        "The first appointment with the officer who will supervise the order.",
        DeliveryKind.ONE_TO_ONE,
        ("first_supervision_appointment",),
        sector=Sector.STATUTORY,
        busy=6.0,
        target_days=7,
        stay_days=150,
    ),
    Design(
        "unpaid-work",
        "Unpaid work in the community",
        "Supervised work that benefits the neighbourhood, on a weekly work day.",
        DeliveryKind.UNPAID_WORK,
        ("unpaid_work",),
        ("education_training_and_employment",),
        sector=Sector.STATUTORY,
        who_for="Adults who can do supervised physical or light work",
        rules=ADULTS,
        busy=6.0,
        target_days=42,
    ),
    Design(
        "structured-sessions",
        "Structured sessions with a worker",
        "One-to-one sessions that count towards rehabilitation activity days.",
        DeliveryKind.ONE_TO_ONE,
        ("rehabilitation_activity",),
        ("attitudes_thinking_and_behaviour",),
        reach=Reach.FEW_AREAS,
        rules=ADULTS,
        busy=1.5,
        titles=("Thinking it through: sessions", "One-to-one activity sessions"),
        sectors=(VOLUNTARY, VOLUNTARY, SOCIAL, STATUTORY),
    ),
    Design(
        "building-choices",
        "Building Choices: moderate intensity",
        "An accredited group programme about thinking, relationships and planning ahead.",
        DeliveryKind.CLOSED_GROUP,
        ("programme",),
        ("attitudes_thinking_and_behaviour",),
        sector=Sector.STATUTORY,
        reach=Reach.FEW_AREAS,
        programme="Building Choices: moderate intensity",
        who_for="Adults assessed as needing a moderate-intensity programme",
        rules=(*ADULTS, order_left(270)),
        target_days=84,
    ),
    Design(
        "better-relationships",
        "Building Better Relationships",
        "An accredited group programme for men convicted of violence towards a partner.",
        DeliveryKind.CLOSED_GROUP,
        ("programme",),
        ("attitudes_thinking_and_behaviour",),
        sector=Sector.STATUTORY,
        reach=Reach.FEW_AREAS,
        programme="Building Better Relationships",
        who_for="Men convicted of intimate partner violence",
        rules=(*MEN, order_left(365)),
        site=Exposure.RESTRICTED,
        busy=0.7,
        target_days=112,
    ),
    Design(
        "drug-treatment",
        "Drug treatment for court orders",
        "Structured treatment with a keyworker, prescribing where needed.",
        DeliveryKind.ONE_TO_ONE,
        ("drug_rehabilitation",),
        ("drugs_and_alcohol",),
        sector=Sector.STATUTORY,
        reach=Reach.FEW_AREAS,
        who_for="Adults who depend on or misuse drugs and are willing to be treated",
        rules=(*ADULTS, only(Attribute.NEEDS, "drugs")),
        busy=0.8,
        target_days=21,
        stay_days=170,
        needs_arrangements=True,
    ),
    Design(
        "alcohol-treatment",
        "Alcohol treatment for court orders",
        "A weekly treatment group with one-to-one support.",
        DeliveryKind.ROLLING_GROUP,
        ("alcohol_treatment",),
        ("drugs_and_alcohol",),
        sector=Sector.STATUTORY,
        reach=Reach.FEW_AREAS,
        who_for="Adults who depend on alcohol and are willing to be treated",
        rules=(*ADULTS, only(Attribute.NEEDS, "alcohol")),
        busy=0.6,
        target_days=28,
        sessions=12,
        needs_arrangements=True,
    ),
    Design(
        "mental-health-treatment",
        "Mental health treatment for court orders",
        "Primary-care psychological treatment with a named practitioner.",
        DeliveryKind.ONE_TO_ONE,
        ("mental_health_treatment",),
        ("health",),
        sector=Sector.STATUTORY,
        reach=Reach.FEW_AREAS,
        rules=ADULTS,
        busy=0.4,
        target_days=42,
        stay_days=140,
        needs_arrangements=True,
    ),
    Design(
        "approved-premises",
        "Approved premises",
        "A supervised place to live for people who need close support.",
        DeliveryKind.BED,
        ("residence",),
        ("accommodation",),
        sector=Sector.STATUTORY,
        reach=Reach.REGION,
        rules=ADULTS,
        setting=Setting.APPROVED_PREMISES,
        site=Exposure.RESTRICTED,
        busy=0.1,
        target_days=28,
        stay_days=80,
    ),
    Design(
        "supported-housing",
        "Supported housing",
        "A room with a support worker who visits each week.",
        DeliveryKind.BED,
        ("residence", "rehabilitation_activity"),
        ("accommodation",),
        reach=Reach.FEW_AREAS,
        rules=ADULTS,
        busy=0.2,
        stay_days=160,
        titles=("Shared house with support", "Move-on flats", "Rooms with a visiting worker"),
        sectors=(VOLUNTARY, VOLUNTARY, SOCIAL, FAITH, PRIVATE),
    ),
    Design(
        "tagged-curfew",
        "Electronically monitored curfew",
        "A tag that checks that the person is at home during the hours of the curfew.",
        DeliveryKind.IMMEDIATE,
        ("curfew",),
        sector=Sector.PRIVATE,
        reach=Reach.COUNTRY,
        site=None,
        busy=0.2,
        stay_days=90,
    ),
    Design(
        "exclusion-zone",
        "Monitored exclusion from a place",
        "A tag that tells whether the person goes where the court has forbidden.",
        DeliveryKind.IMMEDIATE,
        ("exclusion", "electronic_whereabouts_monitoring"),
        sector=Sector.PRIVATE,
        reach=Reach.COUNTRY,
        site=None,
        busy=0.1,
        stay_days=120,
    ),
    Design(
        "compliance-tag",
        "Monitoring of other requirements",
        "Electronic monitoring that another requirement is kept.",
        DeliveryKind.IMMEDIATE,
        ("electronic_compliance_monitoring",),
        sector=Sector.PRIVATE,
        reach=Reach.COUNTRY,
        site=None,
        busy=0.05,
        stay_days=120,
    ),
    Design(
        "sobriety-tag",
        "Alcohol abstinence tag",
        "A tag that measures alcohol through the skin, worn for up to 120 days.",
        DeliveryKind.IMMEDIATE,
        ("alcohol_abstinence_and_monitoring",),
        ("drugs_and_alcohol",),
        sector=Sector.PRIVATE,
        reach=Reach.COUNTRY,
        site=None,
        busy=0.1,
        stay_days=90,
    ),
)
"""In the order in which they are generated; each serves every area."""
