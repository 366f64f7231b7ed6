"""A provider's program says what a provider may say of a referral, and nothing of the officers'."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import LineFigures
from commissioning.referrals.models import Referral, ReferralEvent
from directory.audit.models import AuditRow
from portal.api.models import IdempotencyKey
from portal.api.shapes import TOLD_AS_EVENTS
from tests.makers.days import TODAY, day
from tests.portal.api.conftest import Trust

TABLE = {
    # kind: what was told before it, with a reason where one must be given; whose word it is
    "accepted": ((), "", "provider"),
    "assessment_arranged": ((), "", "provider"),
    "assessment_missed": ((), "", "provider"),
    "assessment_attended": ((), "", "provider"),
    "declined": ((), "", "provider"),
    "ready": ((), "", "provider"),
    "offered": ((), "", "provider"),
    "booked": ((), "", "provider"),
    "missed_start": ((), "", "provider"),
    "started": (("accepted",), "", "provider"),
    "attended": (("accepted", "started"), "", "provider"),
    "paused": ((), "illness", "provider"),
    "resumed": (("paused",), "", "provider"),
    "breached": ((), "", "officer"),
    "transferred": ((), "", "officer"),
    "end_asked": ((), "", "officer"),
    "completed": (("accepted", "started"), "", "provider"),
    "dropped_out": (("accepted", "started"), "", "provider"),
    "withdrawn": ((), "", "provider"),
    "terminated": ((), "", "officer"),
}


def test_the_table_has_every_event() -> None:
    assert set(TABLE) == {kind.value for kind in TOLD_AS_EVENTS}


@pytest.mark.parametrize("kind", TABLE)
def test_each_event_is_held_to_whose_word_it_is(session: Session, trust: Trust, kind: str) -> None:
    before, reason, whose = TABLE[kind]
    public_id = trust.refer(received_on=day(-20).isoformat())
    for earlier in before:
        told = {"reason": TABLE[earlier][1]} if TABLE[earlier][1] else {}
        assert trust.tell(public_id, earlier, **told).status_code == 201
    stood = standing(session)
    answer = trust.tell(public_id, kind, **({"reason": reason} if reason else {}))
    if whose == "provider":
        assert answer.status_code == 201, answer.text
        return
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert "only the officers of the case can say so. Ask them to record it." in answer.text
    assert standing(session) == stood


def test_nobody_starts_whom_the_provider_has_not_accepted(session: Session, trust: Trust) -> None:
    public_id = trust.refer(received_on=day(-20).isoformat())
    stood = standing(session)
    answer = trust.tell(public_id, "started")
    assert answer.status_code == 422
    assert "Accept it first, then record the start." in answer.json["detail"]
    assert standing(session) == stood


def test_what_is_corrected_to_is_held_to_it_as_well(session: Session, trust: Trust) -> None:
    public_id = trust.refer(received_on=day(-20).isoformat())
    trust.tell(public_id, "accepted", on_date=day(-2).isoformat())
    assert trust.tell(public_id, "started", key="E-1").status_code == 201
    stood = standing(session)
    refused = trust.tell(public_id, "terminated", key="E-2", corrects="E-1")
    assert refused.status_code == 422
    assert "only the officers of the case" in refused.json["detail"]
    assert standing(session) == stood
    told = {"key": "E-2", "corrects": "E-1", "on_date": day(-2).isoformat()}
    assert trust.tell(public_id, "started", **told).status_code == 201


def test_a_refusal_is_kept_under_no_key(session: Session, trust: Trust) -> None:
    """So that what is right may be sent under it."""
    public_id, stood = trust.refer(), standing(session)
    path = f"/api/v1/referrals/{public_id}/events"
    told = {"kind": "breached", "on_date": TODAY.isoformat()}
    assert trust.program.post(path, told, key="K-1").status_code == 422
    assert trust.program.post(path + "?validate=1", told).status_code == 422
    assert standing(session) == stood
    assert trust.program.post(path, told | {"kind": "accepted"}, key="K-1").status_code == 201


def standing(session: Session) -> tuple[object, ...]:
    """All that a half-done event would change."""
    session.expire_all()
    counted = (
        session.scalar(select(func.count()).select_from(of))
        for of in (ReferralEvent, AuditRow, IdempotencyKey)
    )
    referral = session.scalars(select(Referral)).one()
    figures = session.get_one(LineFigures, referral.line_id)
    return (*counted, referral.status, referral.started_on, figures.waiting, figures.facts_version)
