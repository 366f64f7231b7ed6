"""The court's scene, as in finding, with a provider's inbox and an officer beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.moves.keeping import level_moves
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral, ReferralParticulars
from commissioning.referrals.recording import receive_referral
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW, day, moment
from tests.makers.people import actor
from tests.makers.referrals import happen
from tests.makers.scene import Scene
from tests.portal.finding.conftest import level, own_folder, scene, today, visitor

__all__ = ["level", "own_folder", "scene", "today", "visitor"]

GROUP = "Building Choices"


@dataclass(slots=True)
class Sent:
    """Referrals of one service by the end of their references."""

    scene: Scene
    session: Session
    by_end: dict[str, Referral] = field(default_factory=dict)

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
        from commissioning.moves.queries import open_moves  # noqa: PLC0415
        from sqlalchemy import true  # noqa: PLC0415

        seen = {one.referral_id: one.seen for one in open_moves(self.session, true(), today=day(0))}
        keys = {end: str(self.by_end[end].public_id) for end in ends}
        rows = {f"seen-{keys[end]}": str(seen.get(self.by_end[end].id, 0)) for end in ends}
        return {**rows, "referral": list(keys.values()), **fields}


@pytest.fixture
def sent(session: Session, scene: Scene) -> Sent:
    """Something under each heading; the scene's own people wait on the line as well."""
    found = Sent(scene, session)
    found.add("LATE", on=-40)
    found.add("NEWS", on=-1, priority=True)
    found.add("MORE", on=-2)
    found.add("DUES", on=-9)
    found.happen("DUES", EventKind.ACCEPTED, on=-1)
    found.add("BOOK", on=-30)
    found.happen("BOOK", EventKind.BOOKED, on=-3)
    found.add("WAYS", on=-60)
    found.happen("WAYS", EventKind.STARTED, on=-20)
    found.add("CUST", on=-5)
    found.add("GONE", on=-25)
    found.happen("GONE", EventKind.WITHDRAWN, on=-2)
    session.add(
        ReferralParticulars(
            referral_id=found.by_end["NEWS"].id, complete_by=dt.date(2027, 9, 1),
            recorded_at=NOW, recorded_by_id=actor(session).id,
        )
    )  # fmt: skip
    level_moves(session, at=NOW)
    session.commit()
    return found


@pytest.fixture
def provider(visitor: FlaskClient, session: Session, sent: Sent) -> LoggedIn:
    provider_id = sent.scene.service(GROUP, session).provider_id
    assert provider_id
    own = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=provider_id
    )
    found = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=own)
    session.commit()
    return found
