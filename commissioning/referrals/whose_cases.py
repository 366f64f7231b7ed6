"""Whose cases are whose, as one value and one condition; asked of every list and every page.

| who | reads |
|---|---|
| offender manager | people whose home is in one of their areas |
| court officer | those whom their court's team sent, wherever they live |
| prison officer | those whom their prison sent, by release |
| provider | those on one of its own lines now |
| anybody else | nobody |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import ColumnElement, false, or_, select

from commissioning.lines.models import Line
from commissioning.referrals.kinds import Party
from commissioning.referrals.models import Referral, ReferralSending
from directory.services.models import Service
from directory.sight import OFFICERS, Looker, Sight


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Who looks at cases: `organisation_id` is the team of a court officer, or the prison."""

    looker: Looker
    area_ids: frozenset[int] = field(default=frozenset())
    organisation_id: int | None = None
    provider_ids: frozenset[int] = field(default=frozenset())

    @classmethod
    def of(cls, sight: Sight, *, organisation_id: int | None) -> CaseReader:
        return cls(sight.looker, sight.area_ids, organisation_id, sight.provider_ids)

    @property
    def is_officer(self) -> bool:
        return self.looker in OFFICERS

    @property
    def is_provider(self) -> bool:
        return self.looker in {Looker.PROVIDER, Looker.PRIME}

    @property
    def party(self) -> Party | None:
        """Whose word theirs is."""
        if self.is_officer:
            return Party.OFFICER
        return Party.PROVIDER if self.is_provider else None

    def may_send_for(self, area_id: int) -> bool:
        """A court and a prison send people home to anywhere; an offender manager to their own."""
        if self.looker is Looker.OFFENDER_MANAGER:
            return area_id in self.area_ids
        return self.is_officer and self.organisation_id is not None


@lru_cache(maxsize=256)
def is_theirs(reader: CaseReader) -> ColumnElement[bool]:
    """Condition on `Referral`; of one reader one and the same, so that statements can be kept."""
    if reader.looker is Looker.OFFENDER_MANAGER:
        return Referral.home_local_delivery_unit_id.in_(reader.area_ids)
    if reader.is_officer:
        return Referral.id.in_(
            select(ReferralSending.referral_id).where(
                ReferralSending.organisation_id == reader.organisation_id
            )
        )
    if reader.is_provider:
        return Referral.line_id.in_(
            select(Line.id)
            .join(Service, Service.id == Line.service_id)
            .where(Service.provider_id.in_(reader.provider_ids))
        )
    return false()


def may_give_a_place(reader: CaseReader) -> ColumnElement[bool]:
    """Condition on `Referral`: an officer gives places to homes in their areas, and to whomever
    their court's team or their prison sent, wherever they live."""
    if not reader.is_officer:
        return false()
    at_home = Referral.home_local_delivery_unit_id.in_(reader.area_ids)
    return or_(at_home, is_theirs(reader))
