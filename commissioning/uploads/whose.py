"""Whose the things are that rows name: looked up by all the codes of a stretch of rows at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from commissioning.agreements.models import Agreement
from commissioning.groups.models import CapacityStatement, Closure, Group
from commissioning.lines.models import Line, LineArea
from commissioning.referrals.models import Referral
from commissioning.uploads.uploaders import Sender, Uploader
from commissioning.volumes.models import Lot
from directory.places.models import Court, CourtArea, LocalDeliveryUnit, Prison, Region, Site
from directory.places.prison_areas import area_round
from directory.providers.models import Provider
from directory.services.models import Service, ServiceArea

Codes = Collection[str]
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class CodesNamed:
    """Of the codes asked about: which are known, and which of them are the sender's."""

    known: frozenset[str]
    own: frozenset[str]


class Whose:
    """Of one sender. A provider's are its services and what hangs on them; a region's what
    serves one of its areas, and what nobody is served by yet."""

    def __init__(self, session: Session, uploader: Uploader) -> None:
        self._session = session
        self._uploader = uploader
        self._is_provider = uploader.sender is Sender.PROVIDER

    def named(self, thing: str, codes: Codes) -> CodesNamed:
        asked = sorted(set(codes))
        return _ASKED[thing](self, asked) if asked else CodesNamed(frozenset(), frozenset())

    def _answer(self, code: InstrumentedAttribute[Any], own: Condition, asked: Codes) -> CodesNamed:
        known = self._session.scalars(select(code).where(code.in_(asked)))
        theirs = self._session.scalars(select(code).where(code.in_(asked), own))
        return CodesNamed(frozenset(known), frozenset(theirs))

    @property
    def _services(self) -> Condition:
        """Condition on `Service`."""
        if self._is_provider:
            return Service.provider_id.in_(self._uploader.provider_ids)
        served = select(ServiceArea.service_id)
        here = served.where(ServiceArea.local_delivery_unit_id.in_(self._uploader.area_ids))
        return or_(Service.id.in_(here), Service.id.not_in(served))

    @property
    def _lines(self) -> Condition:
        """Condition on `Line`."""
        if self._is_provider:
            return Line.service_id.in_(select(Service.id).where(self._services))
        here = select(LineArea.line_id).where(
            LineArea.local_delivery_unit_id.in_(self._uploader.area_ids)
        )
        return Line.id.in_(here)

    @property
    def _lots(self) -> Condition:
        """Condition on `Lot`: by its line, else by its region; what has neither is nobody's."""
        by_line = self._on_own_line(Lot.line_id)
        if self._uploader.region_id is None:
            return by_line
        of_region = and_(Lot.line_id.is_(None), Lot.region_id == self._uploader.region_id)
        return or_(by_line, of_region)

    def _on_own_line(self, column: InstrumentedAttribute[Any]) -> Condition:
        condition: Condition = column.in_(select(Line.id).where(self._lines))
        return condition

    def provider(self, asked: Codes) -> CodesNamed:
        if self._is_provider:
            own: Condition = Provider.id.in_(self._uploader.provider_ids)
        else:
            serving = select(Service.provider_id).where(Service.provider_id.is_not(None))
            own = or_(Provider.id.in_(serving.where(self._services)), Provider.id.not_in(serving))
        return self._answer(Provider.external_id, own, asked)

    def own_provider(self, asked: Codes) -> CodesNamed:
        """Nobody is told which others there are."""
        mine = self._session.scalars(
            select(Provider).where(Provider.id.in_(self._uploader.provider_ids))
        )
        own = frozenset(one.code for one in mine) & set(asked)
        return CodesNamed(own, own)

    def service(self, asked: Codes) -> CodesNamed:
        return self._answer(Service.external_id, self._services, asked)

    def site(self, asked: Codes) -> CodesNamed:
        own = (
            Site.provider_id.in_(self._uploader.provider_ids)
            if self._is_provider
            else Site.local_delivery_unit_id.in_(self._uploader.area_ids)
        )
        return self._answer(Site.external_id, own, asked)

    def area(self, asked: Codes) -> CodesNamed:
        own = LocalDeliveryUnit.id.in_(self._uploader.area_ids)
        return self._answer(LocalDeliveryUnit.slug, own, asked)

    def region(self, asked: Codes) -> CodesNamed:
        return self._answer(Region.slug, Region.id == self._uploader.region_id, asked)

    def court(self, asked: Codes) -> CodesNamed:
        here = select(CourtArea.court_id).where(
            CourtArea.local_delivery_unit_id.in_(self._uploader.area_ids)
        )
        own = or_(Court.region_id == self._uploader.region_id, Court.id.in_(here))
        return self._answer(Court.slug, own, asked)

    def prison(self, asked: Codes) -> CodesNamed:
        """A prison has no region of its own: it is of the area in which its postcode lies."""
        codes = {code.upper(): code for code in asked}
        known = self._session.scalars(select(Prison).where(Prison.code.in_(codes))).all()
        areas = set(
            self._session.scalars(
                select(LocalDeliveryUnit.slug).where(
                    LocalDeliveryUnit.id.in_(self._uploader.area_ids)
                )
            )
        )
        here = [one for one in known if area_round(one) in areas]
        return CodesNamed(
            frozenset(codes[one.code] for one in known), frozenset(codes[one.code] for one in here)
        )

    def agreement(self, asked: Codes) -> CodesNamed:
        lots = select(Lot.agreement_id)
        own = or_(Agreement.id.in_(lots.where(self._lots)), Agreement.id.not_in(lots))
        return self._answer(Agreement.external_id, own, asked)

    def contract(self, asked: Codes) -> CodesNamed:
        """A lot by its own reference or by that of its agreement."""
        lots, agreements = self.lot(asked), self._agreements_of_own_lots(asked)
        return CodesNamed(lots.known | agreements.known, lots.own | agreements.own)

    def _agreements_of_own_lots(self, asked: Codes) -> CodesNamed:
        own = Agreement.id.in_(select(Lot.agreement_id).where(self._lots))
        return self._answer(Agreement.external_id, own, asked)

    def line(self, asked: Codes) -> CodesNamed:
        return self._answer(Line.external_id, self._lines, asked)

    def lot(self, asked: Codes) -> CodesNamed:
        return self._answer(Lot.external_id, self._lots, asked)

    def on_a_line(self, code: Any, line: Any, asked: Codes) -> CodesNamed:
        return self._answer(code, self._on_own_line(line), asked)


def _on_a_line(code: Any, line: Any) -> Callable[[Whose, Codes], CodesNamed]:
    return lambda whose, asked: whose.on_a_line(code, line, asked)


_ASKED: Final[Mapping[str, Callable[[Whose, Codes], CodesNamed]]] = {
    "provider": Whose.provider,
    "own_provider": Whose.own_provider,
    "service": Whose.service,
    "site": Whose.site,
    "area": Whose.area,
    "region": Whose.region,
    "court": Whose.court,
    "prison": Whose.prison,
    "agreement": Whose.agreement,
    "contract": Whose.contract,
    "line": Whose.line,
    "lot": Whose.lot,
    "group": _on_a_line(Group.external_id, Group.line_id),
    "capacity": _on_a_line(CapacityStatement.external_id, CapacityStatement.line_id),
    "closure": _on_a_line(Closure.external_id, Closure.line_id),
    "referral": _on_a_line(Referral.reference, Referral.line_id),
}
