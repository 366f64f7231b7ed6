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
from commissioning.partnership.protocols.standing_said import (
    TakenOver,
    signatures_asked,
    standing_said,
    taken_over_said,
)
from directory.clock import day_in_words
from directory.places.models import Region


@dataclass(frozen=True, slots=True)
class PartyTold:
    """`name` as the agreement has it. `in_its_place`: by name, who does the work of one that has
    ended, `since` when; "" where it goes on, or ended (`ended_on`) and nobody is in its place.
    `taken_over`: only one before it has signed."""

    row: ProtocolParty
    body: SharingBody
    name: str
    signatures: tuple[ProtocolSignature, ...]
    in_its_place: str = ""
    since: dt.date | None = None
    ended_on: dt.date | None = None
    taken_over: TakenOver | None = None

    @property
    def name_today(self) -> str:
        return self.in_its_place or self.name


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
        """Of those that may be told: that there is another party is told to nobody else. Nobody of
        one that has ended: its signatures are asked after no more."""
        if not signatures_asked(self.standing):
            return ()
        signed = {one.name_today for one in self.parties if one.signatures}
        names = dict.fromkeys(one.name_today for one in self.parties)
        return tuple(name for name in names if name not in signed)

    @property
    def said(self) -> str:
        """How it stands, after its name in a sentence."""
        one = self.protocol
        return standing_said(
            self.standing, self.not_signed_by, in_force_from=one.in_force_from,
            review_on=self.review_on, ended_on=one.ended_on,
        )  # fmt: skip

    @property
    def nobody_in_its_place(self) -> str:
        """Of parties that ended and nobody came after: in a sentence without its stop; "" where
        there is none, or the agreement has ended too."""
        if self.standing is SharingStanding.ENDED:
            return ""
        found = [
            f"{one.name} ended on {day_in_words(one.ended_on)}, and nobody is recorded in its place"
            for one in self.parties
            if one.ended_on is not None and not one.in_its_place
        ]
        return f"{'; '.join(found)}: check that it still holds" if found else ""

    @property
    def taken_over(self) -> str:
        """Whose signatures are to be checked, in a sentence without its stop."""
        found = [one.taken_over for one in self.parties if one.taken_over is not None]
        themselves = {
            one.name_today for one in self.parties if one.signatures and one.taken_over is None
        }
        return taken_over_said(self.standing, [one for one in found if one.by not in themselves])
