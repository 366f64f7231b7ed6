"""Agreements with their lots and volumes of a region as rows that read back as what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementFunder
from commissioning.agreements.queries import (
    award_in_force,
    conditions_in_force,
    quantity_from,
    term_in_force,
)
from commissioning.lines.models import Line
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.places.models import Exposure, Region
from directory.providers.models import SupplyLink
from directory.services.models import Service

Values = dict[str, Any]


@dataclass
class KnownAgreements:
    """Of lots that buy a line which may be told, or name the region and no line."""

    session: Session
    region: Region
    lines: Mapping[int, Line]
    provider_ids: Mapping[int, str]

    def rows(self) -> Iterator[Values]:
        """A row for each lot, and for each period of which a volume was bought."""
        for agreement, lot in self._lots():
            volumes = self._volumes(lot)
            if not volumes:
                yield self._agreement(agreement) | self._lot(lot)
            for volume in volumes:
                yield self._agreement(agreement) | self._lot(lot) | self._volume(volume)

    def _lots(self) -> Iterator[tuple[Agreement, Lot]]:
        """None of an agreement that buys anything hidden: its title may say what."""
        pairs = self.session.execute(
            select(Agreement, Lot)
            .join(Lot, Lot.agreement_id == Agreement.id)
            .order_by(Agreement.external_id, Lot.id)
        )
        for agreement, lot in pairs:
            is_here = lot.line_id is None and lot.region_id == self.region.id
            if agreement.id not in self._hidden and (lot.line_id in self.lines or is_here):
                yield agreement, lot

    @cached_property
    def _hidden(self) -> set[int]:
        bought = self.session.execute(
            select(Lot.agreement_id, Service.exposure)
            .join(Line, Line.id == Lot.line_id)
            .join(Service, Service.id == Line.service_id)
            .distinct()
        )
        return {agreement for agreement, exposure in bought if exposure is not Exposure.OPEN}

    def _agreement(self, agreement: Agreement) -> Values:
        term = term_in_force(self.session, agreement.id)
        return {
            "external_id": agreement.external_id,
            "kind": agreement.kind,
            "title": agreement.title,
            "provider": self.provider_ids.get(agreement.provider_id or 0),
            "subcontractors": self._subcontractors(agreement),
            "contract_type": agreement.contract_type,
            "starts_on": term and term.starts_on,
            "ends_on": term and term.ends_on,
            "funders": self._funders(agreement),
            **self._conditions(agreement),
        }

    def _conditions(self, agreement: Agreement) -> Values:
        """No price: its empty cells say nothing, and what costs what leaves in no workbook."""
        said = conditions_in_force(self.session, agreement.id)
        award = award_in_force(self.session, agreement.id)
        return {
            "notice_months": said and said.notice_months,
            "extensions": said and said.extensions,
            "review_dates": said and said.review_dates,
            "awarded_on": award and award.awarded_on,
        }

    def _subcontractors(self, agreement: Agreement) -> list[str]:
        links = self.session.scalars(
            select(SupplyLink)
            .where(SupplyLink.agreement_reference == agreement.external_id)
            .order_by(SupplyLink.id)
        )
        return [self.provider_ids[link.subcontractor_id] for link in links]

    def _funders(self, agreement: Agreement) -> list[str]:
        funders = self.session.scalars(
            select(AgreementFunder)
            .where(AgreementFunder.agreement_id == agreement.id)
            .order_by(AgreementFunder.id)
        )
        return [
            one.funder if one.share is None else f"{one.funder}: {one.share:g}" for one in funders
        ]

    def _lot(self, lot: Lot) -> Values:
        line = self.lines.get(lot.line_id or 0)
        return {
            "lot": lot.external_id,
            "line": line and line.external_id,
            "region": self.region.code if lot.region_id == self.region.id else None,
            "police_area": lot.police_area,
        }

    def _volumes(self, lot: Lot) -> Sequence[CommissionedVolume]:
        return self.session.scalars(
            select(CommissionedVolume)
            .where(CommissionedVolume.lot_id == lot.id)
            .order_by(CommissionedVolume.starts_on, CommissionedVolume.id)
        ).all()

    def _volume(self, volume: CommissionedVolume) -> Values:
        """As bought from the first day; a variation from a later day has a file of its own.

        The first sheet of the workbook says so, and that no price stands in it.
        """
        return {
            "unit": volume.unit,
            "volume_from": volume.starts_on,
            "volume_to": volume.ends_on,
            "quantity": quantity_from(self.session, volume, volume.starts_on),
            "profile": volume.profile or (),
        }
