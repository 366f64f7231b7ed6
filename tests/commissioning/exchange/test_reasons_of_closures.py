"""Why a queue is shut, from a file: of a confidential service nothing that leads to its door."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import Closure
from directory.places.models import Exposure
from directory.services.models import Service
from tests.commissioning.exchange.conftest import Import

SHUT = "external_id,line,from_date,to_date,reason\nX,L1,2027-12-01,2027-12-02,{}\n"


@pytest.mark.parametrize(
    ("exposure", "reason", "is_kept"),
    [
        (Exposure.CONFIDENTIAL, "Moving to 14 Quokka Street", False),
        (Exposure.CONFIDENTIAL, "The staff are trained", True),
        (Exposure.OPEN, "Moving to 14 Quokka Street", True),
    ],
)
def test_a_reason_of_a_confidential_service_leads_nowhere(
    take_in: Import, session: Session, one_line: str, exposure: Exposure, reason: str, is_kept: bool
) -> None:
    session.scalars(select(Service)).one().exposure = exposure
    session.flush()
    told = [
        (one.column, "this service is confidential" in one.reason)
        for one in take_in("closures", SHUT.format(reason)).errors
    ]
    assert told == ([] if is_kept else [("reason", True)])
    assert [one.reason for one in session.scalars(select(Closure))] == [reason] * is_kept
