"""Lots that join no queue: candidates stand beside them, a person joins one, and undoes it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.joining import part_lot
from commissioning.lines.models import Line
from directory.audit.models import AuditRow
from directory.services.models import ListingRevision, Service
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_region
from tests.portal.agreements.bought import Bought, bought


@pytest.fixture
def own(app: Flask, client: FlaskClient, session: Session) -> Bought:
    """The lot names its region and no line; the agreement is titled as the service is."""
    own = bought(app, session)
    own.line = session.get_one(Line, own.lot.line_id)  # type: ignore[attr-defined]
    service = session.get_one(Service, own.lot.line_id and own.line.service_id)  # type: ignore[attr-defined]
    own.agreement.title = session.get_one(ListingRevision, service.published_revision_id).title
    part_lot(session, own.lot, by=actor(session), at=NOW)
    own.lot.region_id = make_region(session).id
    session.flush()
    return own


def test_nothing_joins_by_itself_and_a_join_is_undone(own: Bought) -> None:
    browser = own.commissioner()
    page = browser.get("/desk/lots").text
    assert "LOT-1" in page
    assert "It buys this queue" in page
    assert own.lot.line_id is None
    line = own.line.external_id  # type: ignore[attr-defined]
    answer = browser.post(f"/desk/lots/{own.lot.public_id}/join", {"line": line})
    assert answer.status_code == 303
    own.session.refresh(own.lot)
    assert own.lot.line_id == own.line.id  # type: ignore[attr-defined]
    after = browser.get(answer.location or "").text
    assert "Undo it" in after
    assert "It buys this queue" not in after
    assert browser.post(f"/desk/lots/{own.lot.public_id}/part").status_code == 303
    own.session.refresh(own.lot)
    assert own.lot.line_id is None
    acts = select(AuditRow.act).where(AuditRow.subject_kind == "lot").order_by(AuditRow.id)
    assert list(own.session.scalars(acts))[-2:] == ["lot:join", "lot:part"]


def test_only_a_candidate_is_joined(own: Bought) -> None:
    browser = own.commissioner()
    own.session.commit()
    for line in ("", "none-such"):
        answer = browser.post(f"/desk/lots/{own.lot.public_id}/join", {"line": line})
        assert answer.status_code == 422
        assert "Choose one of the queues" in answer.text


def test_anothers_lot_is_not_there(own: Bought) -> None:
    for browser in (own.other_commissioner(), own.council()):
        assert "LOT-1" not in browser.get("/desk/lots").text
        for what in ("join", "part"):
            answer = browser.post(f"/desk/lots/{own.lot.public_id}/{what}", {"line": "x"})
            assert answer.status_code == 404
