"""A partner as it is told on a day."""

from __future__ import annotations

from dataclasses import dataclass

from commissioning.partnership.partners.models import Partner, PartnerPart
from directory.places.models import LocalDeliveryUnit


@dataclass(frozen=True, slots=True)
class PartnerTold:
    """Its areas of today by name, what it does for which pathway, on which boards it sits.

    `before`: those whose work it took over, or will on a day that is recorded.
    """

    partner: Partner
    areas: tuple[LocalDeliveryUnit, ...]
    parts: tuple[PartnerPart, ...]
    successor: Partner | None
    before: tuple[Partner, ...] = ()
