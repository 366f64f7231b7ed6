"""Whose it is to be told how a confidential service is reached: one answer for link and page."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from commissioning.referrals.accepting import service_has_taken_on
from directory.acts import Act
from directory.errors import NotKnown
from directory.places.models import Exposure
from directory.services.models import Service
from directory.services.secret_reach import confidential_service, is_theirs
from directory.sight import OFFICERS
from portal.asking.onlooker import sight_of_reader
from portal.looking import looking


def may_be_told_reach(session: Session, service: Service) -> bool:
    """An officer only once it has taken somebody of theirs on, and while that lasts."""
    who, sight = looking(), sight_of_reader()
    if service.exposure is not Exposure.CONFIDENTIAL or who.person is None:
        return False
    if not who.may(Act.CONFIDENTIAL_ADDRESS_READ):
        return False
    if sight.looker not in OFFICERS:
        return is_theirs(session, service, sight=sight)
    return service_has_taken_on(session, service.id, area_ids=sight.area_ids, sent_by=who.person)


def service_to_reach(session: Session, public_id: uuid.UUID) -> Service:
    """Raises `NotKnown`: of another's in the same words as of none."""
    service = confidential_service(session, public_id)
    if not may_be_told_reach(session, service):
        raise NotKnown("service", public_id)
    return service
