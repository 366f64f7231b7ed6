"""What a person is to the portal: their role, and the kind of organisation that gives it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache

from directory.rules.tables import rows_of
from directory.sight import Looker


class Role(enum.StrEnum):
    SENTENCER = "sentencer"
    COURT_OFFICER = "court_officer"
    OFFENDER_MANAGER = "offender_manager"
    PRISON_OFFICER = "prison_officer"
    LISTING_EDITOR = "listing_editor"
    PROVIDER_ADMINISTRATOR = "provider_administrator"
    COMMISSIONER = "commissioner"
    REGION_HEAD = "region_head"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"

    @property
    def words(self) -> str:
        return _facts_of(self).name

    @property
    def sees_as(self) -> Looker:
        return _facts_of(self).sees_as

    @property
    def needs_second_factor(self) -> bool:
        """Whoever can see referrals, prices or confidential addresses, or gives others a role."""
        return _facts_of(self).needs_second_factor


class OrganisationKind(enum.StrEnum):
    PROVIDER = "provider"
    INFRASTRUCTURE_BODY = "infrastructure_body"
    PROBATION_REGION = "probation_region"
    COURT_TEAM = "court_team"
    PRISON = "prison"
    HEALTH_OR_COUNCIL = "health_or_council"
    JUDICIARY = "judiciary"
    NATIONAL = "national"

    @property
    def roles(self) -> tuple[Role, ...]:
        """What its members may be, in the order of the table."""
        return tuple(
            Role(row["role"])
            for row in rows_of("organisation_roles.csv")
            if row["organisation"] == self.value
        )


@dataclass(frozen=True, slots=True)
class _RoleFacts:
    name: str
    sees_as: Looker
    needs_second_factor: bool


@cache
def _facts_of(role: Role) -> _RoleFacts:
    [row] = [row for row in rows_of("roles.csv") if row["role"] == role.value]
    return _RoleFacts(row["name"], Looker(row["sees_as"]), row["second_factor"] == "yes")
