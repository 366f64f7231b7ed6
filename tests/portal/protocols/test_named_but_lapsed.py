"""An agreement is named that has ended while another is in force: every place tells of that one.

The form's page, the case and its sheet, what a program is answered, a file and the owner's letters
are compared.
"""

from __future__ import annotations

from typing import Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.referral_sharing import COLUMN, FileSharing
from commissioning.partnership.protocols.bodies import BodyKind, SharingBody
from commissioning.partnership.protocols.kinds import FileStage
from commissioning.partnership.protocols.models import SharingSwitch
from commissioning.partnership.protocols.relying import cover_of
from directory.exchange.columns import Chunk
from directory.messages.kinds import MessageKind
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Region
from portal.api.held_json import sharing_json
from tests.makers.accounts import logged_in, make_organisation
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.makers.protocols import make_protocol
from tests.makers.scene import Scene
from tests.portal.cases.test_cases import asked, line_path, officer
from tests.portal.finding.conftest import text_of

pytestmark = pytest.mark.sqlite
INSTEAD: Final = "Agreement ISA-01 ended on 1 March 2027; ISA-02 covers it."
COVERS: Final = "Agreement ISA-02 between"
ASKS: Final = ("no other between", "No agreement in force", "on what ground you share")


def made(session: Session, scene: Scene) -> None:
    line = scene.lines["Building Choices"]
    region = session.get_one(Region, scene.home.region_id)
    for reference in ("ISA-01", "ISA-02"):
        one = make_protocol(session, line, region=region, review_on=day(300), reference=reference)
        one.ended_on = day(-1) if reference == "ISA-01" else None
    switch = SharingSwitch(
        region_id=region.id, stage=FileStage.REFUSED, from_day=day(-1), recorded_at=NOW,
        recorded_by_id=actor(session).id,
    )  # fmt: skip
    session.add(switch)
    session.commit()


@pytest.mark.parametrize("named", ["ISA-01", "isa-01", "ISA-02", ""])
def test_every_place_tells_of_the_one_that_covers(
    visitor: FlaskClient, session: Session, scene: Scene, named: str
) -> None:
    made(session, scene)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    browsers = visitor.application.test_client()
    logged_in(browsers, session, Role.COMMISSIONER, organisation=region, name="Ada Keeper")
    browser = officer(visitor, session, scene)
    line, home = scene.lines["Building Choices"].id, scene.home.id
    answer = browser.post(line_path(scene), asked(scene, sharing_agreement=named))
    case = answer.location.partition("?")[0].removesuffix("/sharing")
    relied = cover_of(
        session, line, sender=SharingBody(BodyKind.REGION, scene.home.region_id),
        home_area_id=home, on=TODAY, named=named,
    )  # fmt: skip
    assert relied
    file = FileSharing(session, TODAY)
    chunk = Chunk([2], {"line": ["L"], "home_area": ["H"], COLUMN: [named or None]})
    assert list(file.check(chunk, {"L": line}, {"H": home})) == []
    pages = {
        "after the form": text_of(browser.get(answer.location).text),
        "case": text_of(browser.get(case).text),
        "sheet": text_of(browser.get(f"{case}/sheet").text),
        "program": " ".join(sharing_json(relied, on=TODAY)["says"]),
    }
    for place, said in pages.items():
        assert COVERS in said, place
        assert not any(words in said for words in ASKS), place
    lapsed = named.casefold() == "isa-01"
    assert (INSTEAD in pages["after the form"]) is lapsed
    assert (INSTEAD in pages["program"]) is lapsed
    notes = " ".join(file.notes)
    assert ("which ended on 1 March 2027: ISA-02 covers them" in notes) is lapsed
    told = session.scalars(select(Message.kind)).all()
    assert MessageKind.SHARING_NOT_COVERED not in told
