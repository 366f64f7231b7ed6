"""Where the facts in the portal come from, with the words their licences ask for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """One body of facts: what it tells, whose it is, as at when, and what it does not tell."""

    facts: str
    publisher: str
    licence: str
    as_at: dt.date
    limits: str


TAKEN_ON: Final = dt.date(2026, 11, 1)

SOURCES: Final = (
    Source(
        "Probation regions and the local areas within them",
        "HM Prison and Probation Service, published with its own software",
        "MIT licence",
        TAKEN_ON,
        "108 areas. Their boundaries are not published: an area is placed at the middle of its "
        "offices, and which local authorities lie in it is known only in part.",
    ),
    Source(
        "Sentencing courts: name, kind and position",
        "HM Courts and Tribunals Service, Find a court or tribunal",
        "MIT licence",
        TAKEN_ON,
        "The areas a court serves are derived from the nearest probation office until somebody "
        "who knows confirms them; the court’s page says which is the case.",
    ),
    Source(
        "Prisons",
        "Ministry of Justice, prison register",
        "MIT licence",
        TAKEN_ON,
        "Open prisons and young offender institutions in England and Wales.",
    ),
    Source(
        "Accredited programmes, who they are for and in which areas they are offered",
        "HM Prison and Probation Service, Find and refer to an intervention",
        "MIT licence",
        TAKEN_ON,
        "Says that a programme is offered in an area, not when it starts or how many places it has.",
    ),
    Source(
        "Requirements a court may impose, with the dates between which it may",
        "legislation.gov.uk: Criminal Justice Act 2003, Sentencing Act 2020 as amended",
        "Open Government Licence v3.0",
        TAKEN_ON,
        "Where commencement could not be verified, the table of rules says so.",
    ),
    Source(
        "Positions of postcode districts and sectors",
        "Office for National Statistics, ONS Postcode Directory, November 2025",
        "Open Government Licence v3.0",
        dt.date(2025, 11, 1),
        "England and Wales. A sector’s position is the middle of its postcodes: right to about "
        "1 km in towns, less in the country.",
    ),
    Source(
        "Names and positions of towns and villages",
        "GeoNames",
        "Creative Commons Attribution 4.0",
        TAKEN_ON,
        "Places of some size only. Not every village is in it.",
    ),
    Source(
        "Bank holidays of England and Wales",
        "GOV.UK",
        "Open Government Licence v3.0",
        TAKEN_ON,
        "Beyond the published years a date is worked out by rule and marked “expected”.",
    ),
    Source(
        "Start dates, places, waiting times, volumes and contacts",
        "The providers and commissioners named beside each figure",
        "Given to this portal",
        TAKEN_ON,
        "No public source holds them. Each figure says as at when, from what, and who confirmed it.",
    ),
)

ATTRIBUTION: Final = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    "Contains OS data © Crown copyright and database right.",
    "Contains Royal Mail data © Royal Mail copyright and database right.",
    "Contains GeoNames data, CC BY 4.0.",
)
