"""What stands and who has not signed is said alike on pages, in files, of a referral, to programs.

A table of how an agreement stands × who has signed, each in the words by hand; then whoever reads
it anywhere reads those words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.referral_sharing import COLUMN, FileSharing
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody
from commissioning.partnership.protocols.kinds import FileStage
from commissioning.partnership.protocols.models import (
    ProtocolReview,
    SharingProtocol,
    SharingSwitch,
)
from commissioning.partnership.protocols.queries import parties_of
from commissioning.partnership.protocols.relying import cover_of
from commissioning.partnership.protocols.signing import sign_protocol
from directory.exchange.columns import Chunk
from directory.places.models import Region
from portal.api.held_json import sharing_json
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.makers.protocols import make_protocol
from tests.makers.scene import Scene
from tests.portal.cases.test_cases import line_path, officer
from tests.portal.finding.conftest import text_of

pytestmark = pytest.mark.sqlite
OURS, THEIRS = "Probation, North West", "Example Forge Trust"
BOTH = f"{OURS} and {THEIRS}"

SAID = {
    # from, review, end, in days from today: 2 March 2027
    "in force": (-335, 300, None, "in force from 1 April 2026"),
    "review due": (-335, 30, None, "in force from 1 April 2026 and due for review"),
    "on its review day": (-335, 0, None, "in force from 1 April 2026 and due for review"),
    "past review": (-335, -1, None, "past review since 1 March 2027"),
    "not yet": (30, 300, None, "in force only from 1 April 2027"),
    "on its first day": (0, 300, None, "in force from 2 March 2027"),
    "on its last day": (-335, 300, 0, "in force from 1 April 2026"),
    "ended": (-335, 300, -1, "ended on 1 March 2027"),
}
BY_DATES_ALONE = ("past review", "not yet", "ended")
"""What cannot be relied on; only of these a file is told."""


def made(session: Session, scene: Scene, signers: int) -> SharingProtocol:
    region = session.get_one(Region, scene.home.region_id)
    line = scene.lines["Building Choices"]
    found = make_protocol(session, line, region=region, review_on=day(300))
    for party in parties_of(session, found.id)[:signers]:
        sign_protocol(
            session, party, post="Chief executive", signed_on=day(-340), by=actor(session), at=NOW
        )
    switch = SharingSwitch(
        region_id=region.id, stage=FileStage.REFUSED, from_day=day(-1), recorded_at=NOW,
        recorded_by_id=actor(session).id,
    )  # fmt: skip
    session.add(switch)
    return found


def stand(session: Session, found: SharingProtocol, state: str) -> None:
    begins, review, ends, _ = SAID[state]
    found.in_force_from = day(begins)
    found.ended_on = None if ends is None else day(ends)
    session.scalars(select(ProtocolReview)).one().review_on = day(review)
    session.commit()


def in_a_file(session: Session, scene: Scene) -> str:
    line, home = scene.lines["Building Choices"].id, scene.home.id
    chunk = Chunk([2], {"line": ["L"], "home_area": ["H"], COLUMN: [None]})
    errors = FileSharing(session, TODAY).check(chunk, {"L": line}, {"H": home})
    return " ".join(map(str, errors))


def to_a_program(session: Session, scene: Scene) -> str:
    sender = SharingBody(BodyKind.REGION, scene.home.region_id)
    line = scene.lines["Building Choices"].id
    relied = cover_of(session, line, sender=sender, home_area_id=scene.home.id, on=TODAY)
    assert relied is not None
    said = " ".join(sharing_json(relied, on=TODAY)["says"])
    return said.replace("and the provider", f"and {THEIRS}").replace(
        "by the provider", f"by {THEIRS}"
    )


def everywhere(
    browser: LoggedIn, session: Session, scene: Scene, found: SharingProtocol
) -> Iterator[tuple[str, str]]:
    yield "page", text_of(browser.get(f"/protocols/{found.public_id}").text)
    yield "list", text_of(browser.get("/protocols").text)
    yield "referral", text_of(browser.get(line_path(scene)).text)
    yield "program", to_a_program(session, scene).replace("probation", OURS)
    yield "file", in_a_file(session, scene)


@pytest.mark.parametrize(("signers", "lacks"), [(0, BOTH), (1, THEIRS), (2, "")])
def test_every_place_says_how_it_stands_and_who_has_not_signed(
    visitor: FlaskClient, session: Session, scene: Scene, signers: int, lacks: str
) -> None:
    found, browser = made(session, scene, signers), officer(visitor, session, scene)
    for state, (*_, clause) in SAID.items():
        stand(session, found, state)
        asked = f"{clause}, not signed by {lacks}" if lacks and state != "ended" else ""
        [row] = csv.DictReader(io.StringIO(browser.get("/protocols.csv").text))
        assert row["Not signed by"] == ("; ".join(lacks.split(" and ")) if asked else "")
        for place, said in everywhere(browser, session, scene, found):
            if place == "file" and state not in BY_DATES_ALONE:
                assert said == ""
            elif asked:
                assert asked.casefold() in said.casefold(), (place, state)
            else:
                assert "not signed" not in said, (place, state)
