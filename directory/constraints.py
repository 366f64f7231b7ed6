"""What the database keeps from becoming false, as a sentence on the field that must be mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.base import Base
from directory.dialect import violation_of
from directory.errors import DirectoryError

SENTENCES: Final = MappingProxyType(
    {
        "uq_provider_external_id": ("external_id", "Another provider has this identifier."),
        "uq_programme_external_id": ("external_id", "Another programme has this identifier."),
        "uq_programme_name_kind": ("name", "Another programme of this kind has this name."),
        "uq_service_external_id": ("external_id", "Another service has this identifier."),
        "uq_site_external_id": ("external_id", "Another site has this identifier."),
        "ck_site_confidential_has_no_address": (
            "address",
            "A confidential site has neither address nor postcode nor telephone here.",
        ),
        "ck_site_confidential_has_no_access": (
            "access",
            "Nothing is said here of how one gets into a confidential site.",
        ),
        "uq_listing_revision_service_id_number": (
            "",
            "Somebody else changed this listing at the same moment; look at it and save again.",
        ),
        "uq_service_site_service_id_site_id": ("sites", "The service has this site already."),
        "uq_service_area_service_id_local_delivery_unit_id_valid_from": (
            "areas",
            "The service serves this area from that day already.",
        ),
        "uq_confirmation_service_id_fact_kind_confirmed_on": (
            "confirmed_on",
            "This was confirmed for that day already.",
        ),
        "uq_supply_link_prime_id_subcontractor_id_agreement_reference": (
            "subcontractors",
            "The subcontractor is linked under this agreement already.",
        ),
        "ck_supply_link_not_its_own_subcontractor": (
            "subcontractors",
            "A provider cannot be its own subcontractor.",
        ),
        "ck_deputy_not_their_own_deputy": ("deputy", "Nobody is their own deputy."),
        "ck_deputy_until_after_from": ("until", "The last day is before the first."),
        "uq_account_person_id": ("", "This person has an account already."),
        "uq_account_email": ("email", "There is an account with this e-mail address already."),
        "uq_organisation_name": ("name", "There is an organisation of this name already."),
        "uq_organisation_provider_id": ("provider", "This provider has an organisation already."),
        "uq_organisation_region_id": ("region", "This region has an organisation already."),
        "uq_organisation_prison_id": ("prison", "This prison has an organisation already."),
        "ck_organisation_provider_is_one_that_is_known": ("provider", "Choose the provider."),
        "ck_organisation_probation_region_has_its_region": ("region", "Choose the region."),
        "ck_organisation_prison_has_its_prison": ("prison", "Choose the prison."),
        "ck_organisation_court_team_has_its_place": ("court", "Choose its court or its area."),
        "uq_month_statement_volume_id_month_of_month": (
            "month",
            "Somebody else stated this month at the same moment.",
        ),
        "uq_acting_body_in_force": ("body", "This body is named already."),
        "ck_acting_body_acts_for_another": ("body", "Choose another organisation."),
    }
)
"""By the constraint's name: the field, and what is wrong with it. "" concerns the whole record."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A constraint that refused a change."""

    name: str
    column: str
    sentence: str


class Refused(DirectoryError):
    """The change contradicts what is kept; `column` is the field to mend, "" the whole record."""

    def __init__(self, broken: Broken) -> None:
        self.broken = broken
        self.column = broken.column
        super().__init__(broken.sentence)


@contextmanager
def refused_on_its_field(session: Session) -> Iterator[None]:
    """What is done inside is undone where the database refuses it. Raises `Refused`."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        broken = broken_by(error)
        if broken is None:
            raise
        raise Refused(broken) from error


def broken_by(error: IntegrityError) -> Broken | None:
    """The constraint with its sentence; None for one that nobody can break by what they enter."""
    name = _name_of(error)
    if name not in SENTENCES:
        return None
    column, sentence = SENTENCES[name]
    return Broken(name, column, sentence)


def _name_of(error: IntegrityError) -> str:
    found = violation_of(error)
    if found.constraint:
        return found.constraint
    table = Base.metadata.tables.get(found.table)
    if table is None:
        return ""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and found.columns == tuple(
            column.name for column in constraint.columns
        ):
            return str(constraint.name)
    return ""


def kept_by_the_database(table: str) -> set[str]:
    """Names of a table's unique and check constraints, but for those of enumerations."""
    return {
        str(constraint.name)
        for constraint in Base.metadata.tables[table].constraints
        if isinstance(constraint, UniqueConstraint)
        or (isinstance(constraint, CheckConstraint) and not constraint._type_bound)
    }
