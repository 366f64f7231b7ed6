"""An agreement on sharing information as somebody is told of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from commissioning.partnership.protocols.bodies import SharingBody
from commissioning.partnership.protocols.kinds import SharingStanding
from commissioning.partnership.protocols.models import (
    ProtocolParty,
    ProtocolReview,
    ProtocolSignature,
    SharingProtocol,
)
from directory.places.models import Region


@dataclass(frozen=True, slots=True)
class PartyTold:
    row: ProtocolParty
    body: SharingBody
    name: str
    signatures: tuple[ProtocolSignature, ...]


@dataclass(frozen=True, slots=True)
class ProtocolTold:
    """`reviews` oldest first; `parties` are those of which who asks may be told, `below` whom the
    clause on subcontractors covers beside them, told of one agreement alone."""

    protocol: SharingProtocol
    region: Region
    reviews: tuple[ProtocolReview, ...]
    parties: tuple[PartyTold, ...]
    standing: SharingStanding
    replaced_by: SharingProtocol | None
    below: tuple[str, ...] = ()

    @property
    def review_on(self) -> dt.date:
        return self.reviews[-1].review_on

    @property
    def not_signed_by(self) -> tuple[str, ...]:
        """Of those that may be told: that there is another party is told to nobody else."""
        return tuple(one.name for one in self.parties if not one.signatures)
