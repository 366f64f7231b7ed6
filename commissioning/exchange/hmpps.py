"""The layouts in which HM Prison and Probation Service publishes agreements and availability."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, Final

from commissioning.agreements.models import AgreementKind
from commissioning.exchange.agreements import AgreementWork
from commissioning.exchange.availability import AvailabilityWork
from commissioning.exchange.offerings import Offering
from directory.clock import local_date
from directory.exchange.columns import Column, Kind
from directory.exchange.forms import CODE, DATE, REFERENCE, one_word_of, several, text
from directory.exchange.hmpps import LAYOUT, PROGRAMME_KINDS
from directory.exchange.names import Names
from directory.exchange.working import Doubts, Row, not_kept
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from directory.providers.editing import keep_provider
from directory.providers.models import Provider
from directory.providers.queries import all_providers
from directory.services.models import Programme
from directory.services.queries import programmes_by_name

AVAILABILITY_SOURCE: Final = "HM Prison and Probation Service, Find and refer to an intervention"
AGREEMENTS_SOURCE: Final = "HM Prison and Probation Service, hmpps-interventions-service"

NO_END_FROM: Final = dt.date(2100, 1, 1)
"""The source writes the year 2100 where it knows no end."""

BY_CODE: Final = frozenset({"provider", "region"})


def name_of(cell: str) -> str:
    """A provider's name; the source wrote apostrophes twice in one of its exports."""
    return cell.replace("''", "'")


class PublishedAgreements(AgreementWork):
    """Contracts for commissioned rehabilitative services; a subcontractor stands by its name."""

    source = AGREEMENTS_SOURCE

    @cached_property
    def codes(self) -> dict[str, str]:
        """Provider codes by name."""
        return {one.name: one.code for one in all_providers(self.session)}

    @cached_property
    def named(self) -> dict[str, Names]:
        """Of the row as it stands; subcontractors are named in words."""
        return {column: names for column, names in super().named.items() if column in BY_CODE}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (self.check_names, *(partial(self._plainly, check) for check in super().checks))

    def check_names(self, row: Row) -> Doubts:
        for name in row.get("subcontractors") or ():
            if name_of(name) not in self.codes:
                yield "subcontractors", not_kept("provider", name)

    def _plainly(self, check: Callable[[Row], Doubts], row: Row) -> Doubts:
        if not any(self.check_names(row)):
            yield from check(self._plain(row))

    def write_row(self, row: Row) -> str:
        plain = self._plain(row)
        if "ends_on" in plain and plain["ends_on"] is None:
            self.notes["end not known"] += 1
        if plain.get("region") is None:
            self.notes["only a police area known"] += 1
        return super().write_row(plain)

    def _plain(self, row: Row) -> Row:
        """The row as our own layout would have it; the source's lot is the agreement itself."""
        plain = type(row)({**row, "kind": AgreementKind.CONTRACT, "lot": None})
        if "ends_on" in row and row["ends_on"] is not None and row["ends_on"] >= NO_END_FROM:
            plain["ends_on"] = None
        names = [name_of(name) for name in row.get("subcontractors") or ()]
        plain["subcontractors"] = [self.codes[name] for name in names]
        return plain


class PublishedAvailability(AvailabilityWork):
    """Programmes, areas and providers stand by their names; a provider may be known only so."""

    source = AVAILABILITY_SOURCE

    @cached_property
    def programmes_by_name(self) -> dict[Any, Programme]:
        return dict(programmes_by_name(self.session))

    @cached_property
    def areas_by_name(self) -> dict[str, LocalDeliveryUnit]:
        return {one.name: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def providers_by_name(self) -> dict[str, Provider]:
        return {one.name: one for one in all_providers(self.session)}

    @cached_property
    def named(self) -> dict[str, Names]:
        """Nothing stands here by its code."""
        return {}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return self.check_programme, self.check_area

    def check_programme(self, row: Row) -> Doubts:
        if (row["programme"], row["kind"]) not in self.programmes_by_name:
            yield "programme", not_kept("programme of this type called", row["programme"])

    def check_area(self, row: Row) -> Doubts:
        if row["area"] not in self.areas_by_name:
            yield "pdu", not_kept("area called", row["area"])

    def resolve(self, row: Row) -> Offering:
        programme = self.programmes_by_name[row["programme"], row["kind"]]
        area = self.areas_by_name[row["area"]]
        return Offering(programme, area, self.provider_of(row, programme, area), row)

    def provider_named(self, code: str) -> Provider:
        name = name_of(code)
        """The provider of that name, added where no list of providers has it."""
        known = self.providers_by_name.get(name)
        if known is None:
            self.notes["providers known only by name from this file, added"] += 1
            known = self.providers_by_name[name] = keep_provider(
                self.session,
                external_id=f"name:{name.casefold()}"[:80],
                name=name,
                source=self.whose,
                by=self.by,
                at=self.at,
            )
        return known


PUBLISHED_AGREEMENTS = Kind(
    name="agreements",
    layout=LAYOUT,
    says="Contracts with prime, subcontractors, ground and dates; a year of 2100 is no known end.",
    columns=(
        Column(
            "external_id", REFERENCE, "Reference", required=True, heading="contract_reference"
        ),
        Column("title", text(), "Title", required=True, heading="intervention_title"),
        Column("contract_type", text(40), "Type", heading="contract_type_code"),
        Column("region", CODE, "Region", heading="region_code"),
        Column("police_area", text(120), "Police area", heading="pcc_region"),
        Column("provider", CODE, "Prime", heading="prime_provider_code"),
        Column("subcontractors", several(text()), "Subcontractors by name"),
        Column("starts_on", DATE, "First day", heading="contract_start"),
        Column("ends_on", DATE, "Last day", heading="contract_end", may_be_far=True),
    ),
    key=("external_id",),
    begin=PublishedAgreements,
    ignored=(
        "contract_type", "region", "pcc_region_id", "prime_provider", "n_subcontractors",
        "allows_female", "allows_male", "min_age", "max_age", "listing_visible_from",
        "listing_hidden_after", "n_activities",
    ),
)  # fmt: skip

PUBLISHED_AVAILABILITY = Kind(
    name="availability",
    layout=LAYOUT,
    says="Programme and type, area, and provider where known.",
    columns=(
        Column("programme", text(), "Programme", required=True),
        Column("kind", one_word_of(PROGRAMME_KINDS), "Type", required=True, heading="type"),
        Column("area", text(), "Area", required=True, heading="pdu"),
        Column("provider", text(), "Provider"),
    ),
    key=("programme", "kind", "area", "provider"),
    begin=PublishedAvailability,
    confirms=True,
    ignored=("pcc_region", "region_code", "region"),
)
