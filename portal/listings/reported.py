"""Which reported problems who asks may answer, and how many wait for it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.clock import local_date
from directory.feedback.routing import NOBODYS, Keeper, count_waiting
from directory.people.permissions import Extent
from directory.people.roles import Role
from portal.listings.theirs import acted_for_providers, commissioned, own_providers
from portal.looking import looking, moment


def keeper_here(session: Session) -> Keeper:
    match looking().reach(Act.PROBLEM_ANSWER):
        case Extent.OWN if looking().role is Role.ADMINISTRATOR:
            return NOBODYS
        case Extent.OWN:
            others = acted_for_providers(session, Act.PROBLEM_ANSWER)
            return Keeper(own_providers(), frozenset(others))
        case Extent.OWN_REGION:
            return Keeper(commissioned=commissioned())
        case _:
            return Keeper()


def problems_waiting(session: Session) -> int:
    return count_waiting(session, keeper_here(session), on=local_date(moment()))
