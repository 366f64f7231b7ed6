"""Whose cases who asks may read, and who acts."""

from __future__ import annotations

from commissioning.referrals.whose_cases import CaseReader
from directory.accounts.errors import LogInNeeded
from directory.accounts.models import Membership
from portal.asking.onlooker import sight_of_reader
from portal.looking import acting_as, acting_organisation_id


def member_here() -> Membership:
    """Raises `LogInNeeded`."""
    member = acting_as()
    if member is None:
        raise LogInNeeded("Log in to see this page.")
    return member


def case_reader() -> CaseReader:
    """Raises `LogInNeeded`."""
    organisation_id = acting_organisation_id()
    if organisation_id is None:
        raise LogInNeeded("Log in to see this page.")
    return CaseReader.of(sight_of_reader(), organisation_id=organisation_id)
