"""Where the facts in the portal come from, with the words their licences ask for."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from portal.formatting import month


@dataclass(frozen=True, slots=True)
class FactSource:
    """One body of facts, as at which month (None: each figure its own), and what it leaves out."""

    facts: str
    publisher: str
    licence: str
    as_at: dt.date | None
    limits: str

    @property
    def when(self) -> str:
        return "Each figure says" if self.as_at is None else month(self.as_at)


NAMES: Final = {
    "regions": "Probation regions",
    "region_successions": "Which region followed which",
    "police_areas": "Police areas",
    "local_authorities": "Local authorities",
    "local_delivery_units": "The areas in which probation is organised",
    "local_delivery_unit_authorities": "Which local authorities lie in which area",
    "courts": "Courts that pass sentence",
    "court_areas": "Which areas a court serves",
    "prisons": "Prisons",
    "everyday_names": "Names that people use, in English and Welsh",
    "left_out": "Courts and prisons that are left out, and why",
    "probation_offices": "Probation offices",
    "programmes": "Accredited programmes and other interventions",
    "gazetteer/sectors": "Positions of postcode sectors",
    "gazetteer/outcodes": "Positions of postcode districts",
    "gazetteer/places": "Towns and villages",
    "map_shapes/areas": "Shapes of the areas on maps",
}
"""A table of reference data, in a reader's words."""

OUTSIDE_THE_TABLES: Final = (
    FactSource(
        "Requirements a court may impose, and the dates between which it may",
        "legislation.gov.uk",
        "Open Government Licence v3.0",
        dt.date(2026, 11, 1),
        "Criminal Justice Act 2003 and Sentencing Act 2020 as amended. Where commencement could "
        "not be verified, the table of rules says so.",
    ),
    FactSource(
        "Bank holidays of England and Wales",
        "GOV.UK",
        "Open Government Licence v3.0",
        dt.date(2026, 11, 1),
        "Beyond the published years a date is worked out by rule and marked “expected”.",
    ),
    FactSource(
        "The sessions of Building Choices and the gaps between them",
        "hmpps-accredited-programmes-manage-and-deliver-api, HM Prison and Probation Service",
        "MIT",
        dt.date(2026, 11, 1),
        "Published for moderate intensity. How often a group meets is not: once a week is taken "
        "where the provider does not state the weeks.",
    ),
    FactSource(
        "That a requirement is provided, or is not, in an area",
        "Whoever is answerable and is named beside each statement",
        "Given to this service",
        None,
        "Counts until the day on which it is to be reviewed, usually 91 days later. Where nobody "
        "said anything pages say “not known to this portal”, never “not commissioned”, never none.",
    ),
    FactSource(
        "Start dates, places, waiting times, volumes and contacts",
        "The providers and commissioners named beside each figure",
        "Given to this service",
        None,
        "No public source holds them. Each figure says as at when, and from what. “Half start by” "
        "is a median: half of those sentenced today would have started by that date.",
    ),
)

ATTRIBUTION: Final = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    "Contains OS data © Crown copyright and database right.",
    "Contains Royal Mail data © Royal Mail copyright and database right.",
    "Contains GeoNames data, CC BY 4.0.",
)


@cache
def sources() -> Sequence[FactSource]:
    """Every source: of the reference tables, as the tables' own list says, then the others."""
    file = resources.files("directory.places").joinpath("reference", "sources.csv")
    with file.open(encoding="utf-8") as lines:
        rows = [_source(row) for row in csv.DictReader(lines)]
    return (*rows, *OUTSIDE_THE_TABLES)


def _source(row: dict[str, str]) -> FactSource:
    table = row["table"]
    return FactSource(
        NAMES.get(table, table.replace("_", " ").capitalize()),
        row["source"],
        row["licence"],
        dt.date.fromisoformat(f"{row['as_at']}-01"),
        row["note"],
    )
