"""A file of referrals that no agreement on sharing covers: taken, warned of, refused by region."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.partnership.protocols.kinds import FileStage
from commissioning.partnership.protocols.models import SharingSwitch
from commissioning.referrals.models import Referral
from directory.places.models import Region
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW, day
from tests.makers.people import actor
from tests.makers.protocols import make_protocol

pytestmark = pytest.mark.sqlite
FILE = (
    "reference,line,basis,received_on,home_area,sharing_agreement\n"
    "R1,L1,community_order,2026-11-02,preston,{named}\n"
    "R2,L1,community_order,2026-11-03,preston,{named}\n"
)
PAST = (
    "Agreement NW-1 is past review since 1 March 2027, not signed by Probation, North West and"
    " Action Trust, and no other between"
)
OWNER = "For it answers: Head of information."
MISSING = "No agreement on sharing information between Probation, North West and Action Trust is"


@pytest.mark.parametrize(
    ("stage", "review", "named", "error", "warning"),
    [
        ("off", None, "", "", ""),
        ("off", None, "NW-9", "no agreement on sharing is known as", ""),
        ("warned", None, "", "", MISSING),
        ("warned", -1, "", "", PAST),
        ("warned", 200, "NW-1", "", ""),
        ("refused", None, "", MISSING, ""),
        ("refused", -1, "nw-1", PAST, ""),
        ("refused", 30, "", "", ""),
        ("refused", 200, "NW-1", "", ""),
    ],
)
def test_what_a_file_says(
    session: Session, take_in: Import, one_line: str, stage: str, review: int | None, named: str,
    error: str, warning: str,
) -> None:  # fmt: skip
    region = session.scalars(select(Region)).one()
    if review is not None:
        line = session.scalars(select(Line).where(Line.external_id == one_line)).one()
        make_protocol(session, line, region=region, review_on=day(review))
    session.add(
        SharingSwitch(
            region_id=region.id, stage=FileStage(stage), from_day=day(0), recorded_at=NOW,
            recorded_by_id=actor(session).id,
        )
    )  # fmt: skip
    report = take_in("referrals", FILE.format(named=named))
    told = [str(one) for one in report.errors]
    assert len(told) == (2 if error else 0), told
    assert all(one.startswith("row ") and error in one for one in told)
    if error == PAST:
        assert OWNER in told[0]
    warned = [note for note in report.notes if "were the region not only warning" in note]
    assert [report.notes[note] for note in warned] == ([2] if warning else [])
    assert all(warning in note for note in warned)
    count = session.scalar(select(func.count()).select_from(Referral))
    assert count == (0 if error else 2)
