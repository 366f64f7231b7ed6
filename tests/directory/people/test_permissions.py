"""The table of permissions says what the contract says, cell by cell where it matters most."""

from __future__ import annotations

import pytest

from directory.acts import Act
from directory.people.permissions import Extent, may, reach_of, roles_that_may
from directory.people.roles import OrganisationKind, Role
from directory.sight import Looker

OFFICERS = {Role.COURT_OFFICER, Role.OFFENDER_MANAGER, Role.PRISON_OFFICER}


def test_the_public_reads_open_services_and_published_plans_and_nothing_else() -> None:
    assert {act for act in Act if may(None, act)} == {Act.SERVICE_READ, Act.ACTION_PLAN_READ}


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        (Act.LISTING_EDIT, {Role.LISTING_EDITOR, Role.PROVIDER_ADMINISTRATOR}),
        (Act.LISTING_APPROVE, {Role.COMMISSIONER, Role.REGION_HEAD}),
        (Act.REFERRAL_RECEIVE, OFFICERS),
        (
            Act.REFERRAL_READ,
            OFFICERS | {Role.PROVIDER_ADMINISTRATOR, Role.COMMISSIONER, Role.REGION_HEAD},
        ),
        (
            Act.CONFIDENTIAL_ADDRESS_READ,
            OFFICERS | {Role.PROVIDER_ADMINISTRATOR, Role.COMMISSIONER, Role.REGION_HEAD},
        ),
        (Act.ACCOUNT_DISABLE, {Role.ADMINISTRATOR}),
        (Act.REFERENCE_LOAD, {Role.ADMINISTRATOR}),
        (Act.PROVISION_STATE, {Role.COURT_OFFICER, Role.COMMISSIONER, Role.REGION_HEAD}),
    ],
)
def test_who_may(act: Act, roles: set[Role]) -> None:
    assert set(roles_that_may(act)) == roles


def test_the_administrator_has_no_right_to_business_data() -> None:
    business = {
        Act.LISTING_EDIT, Act.LISTING_APPROVE, Act.LISTING_CONFIRM, Act.REFERRAL_READ,
        Act.REFERRAL_RECORD, Act.CONFIDENTIAL_ADDRESS_READ, Act.RESTRICTED_SERVICE_READ,
        Act.PROVISION_STATE, Act.CAPACITY_STATE,
    }  # fmt: skip
    assert {reach_of(Role.ADMINISTRATOR, act) for act in business} == {Extent.NOTHING}
    # Files of reference alone: `commissioning/uploads/reach.csv` says which.
    assert reach_of(Role.ADMINISTRATOR, Act.IMPORT_APPLY) is Extent.OWN


def test_whoever_sees_referrals_or_confidential_addresses_needs_a_second_factor() -> None:
    for act in (Act.REFERRAL_READ, Act.CONFIDENTIAL_ADDRESS_READ, Act.MEMBER_INVITE):
        assert all(role.needs_second_factor for role in roles_that_may(act))
    assert not Role.LISTING_EDITOR.needs_second_factor


def test_every_role_is_given_by_some_organisation_and_sees_as_somebody() -> None:
    given = {role for kind in OrganisationKind for role in kind.roles}
    assert given == set(Role)
    assert {role.sees_as for role in Role} == set(Looker) - {Looker.ANYBODY, Looker.PRIME}


def test_advice_to_courts_is_given_by_public_bodies_alone() -> None:
    kinds = {kind for kind in OrganisationKind if Role.COURT_OFFICER in kind.roles}
    assert kinds == {OrganisationKind.PROBATION_REGION, OrganisationKind.COURT_TEAM}
