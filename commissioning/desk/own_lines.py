"""Whose a line and whose a case is: the condition stands in the query of every page of the desk."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, select

from commissioning.lines.models import Line, LineArea
from commissioning.referrals.models import Referral
from directory.keys import is_one_of
from directory.services.models import Service
from directory.sight import OFFICERS, Looker, Sight

PROVIDERS = frozenset({Looker.PROVIDER, Looker.PRIME})


def is_own_line(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Line` joined to `Service`: delivered by them, or bought in one of their areas.

    A subcontractor's line is not its prime's: of that the prime reads sums.
    """
    if sight.looker in PROVIDERS:
        return Service.provider_id.in_(sight.provider_ids)
    if sight.looker is not Looker.COMMISSIONER:
        return false()
    is_in_area = is_one_of(LineArea.local_delivery_unit_id, sight.area_ids)
    in_areas = select(LineArea.line_id).where(is_in_area)
    return or_(is_one_of(Service.id, sight.service_ids), Line.id.in_(in_areas))


def is_own_case(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Referral` joined to its line: of people whose home is theirs, for officers."""
    if sight.looker in OFFICERS:
        return Referral.home_local_delivery_unit_id.in_(sight.area_ids)
    return is_own_line(sight)
