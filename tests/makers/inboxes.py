"""An inbox with something under each heading, on one line of a scene."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import true
from sqlalchemy.orm import Session

from commissioning.moves.keeping import level_moves
from commissioning.moves.queries import open_moves
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral, ReferralParticulars
from commissioning.referrals.recording import receive_referral, record_event
from tests.makers.days import NOW, day, moment
from tests.makers.people import actor
from tests.makers.referrals import happen
from tests.makers.scene import Scene

GROUP = "Building Choices"


@dataclass(slots=True)
class InboxMade:
    """Referrals of one service by the end of their references."""

    scene: Scene
    session: Session
    by_end: dict[str, Referral] = field(default_factory=dict)

    @property
    def provider_id(self) -> int:
        found = self.scene.service(GROUP, self.session).provider_id
        assert found
        return found

    def add(self, end: str, *, on: int, priority: bool = False) -> Referral:
        referral = receive_referral(
            self.session, self.scene.lines[GROUP], reference=f"C00010{end}",
            basis=Basis.COMMUNITY_ORDER, sentenced_on=day(on - 4), received_on=day(on),
            home=self.scene.home, court=self.scene.court, is_priority=priority,
            by=actor(self.session), at=moment(on, 12),
        )  # fmt: skip
        self.by_end[end] = referral
        return referral

    def happen(self, end: str, kind: EventKind, *, on: int) -> None:
        happen(self.session, self.by_end[end], kind, on=on)

    def form(self, *ends: str, **fields: str) -> dict[str, object]:
        """As the page would send it with these ticked."""
        seen = {one.referral_id: one.seen for one in open_moves(self.session, true(), today=day(0))}
        keys = {end: str(self.by_end[end].public_id) for end in ends}
        rows = {f"seen-{keys[end]}": str(seen.get(self.by_end[end].id, 0)) for end in ends}
        return {**rows, "referral": list(keys.values()), **fields}


def fill_inbox(session: Session, scene: Scene) -> InboxMade:
    """The scene's own people wait on the line as well."""
    found = InboxMade(scene, session)
    found.add("LATE", on=-40)
    found.add("NEWS", on=-1, priority=True)
    found.add("MORE", on=-2)
    found.add("DUES", on=-9)
    found.happen("DUES", EventKind.ACCEPTED, on=-1)
    found.add("BOOK", on=-30)
    found.happen("BOOK", EventKind.ACCEPTED, on=-28)
    found.happen("BOOK", EventKind.BOOKED, on=-3)
    found.add("WAYS", on=-60)
    found.happen("WAYS", EventKind.STARTED, on=-20)
    custody = found.add("CUST", on=-5)
    record_event(
        session, custody, kind=EventKind.PAUSED, on_date=day(-2), reason="custody",
        by=actor(session), at=moment(-2, 12),
    )  # fmt: skip
    found.add("GONE", on=-25)
    found.happen("GONE", EventKind.WITHDRAWN, on=-2)
    session.add(
        ReferralParticulars(
            referral_id=found.by_end["NEWS"].id, complete_by=dt.date(2027, 9, 1),
            recorded_at=NOW, recorded_by_id=actor(session).id,
        )
    )  # fmt: skip
    level_moves(session, at=NOW)
    return found
