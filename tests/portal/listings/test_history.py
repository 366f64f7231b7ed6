"""Every act on a listing stands in its history: each recorded row is found on the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import PlannedStop
from commissioning.listings.acts_told import ITS_AUTHORS
from commissioning.listings.stopping import cancel_stop, plan_stop
from directory.acts import Act
from directory.audit.recording import record_act
from directory.listings.deciding import decide
from directory.listings.drafting import leave_draft
from directory.people.roles import Role
from directory.services.serving import serve_areas, stop_serving
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW, day, moment
from tests.makers.listings import make_draft, make_person
from tests.makers.places import make_area
from tests.portal.listings.keeping import Kept, kept_listing

Deeds = Callable[..., list[str]]
ON_A_LISTING = {"listing", "service", "areas", "sites", "confidential_address"}


@pytest.fixture
def kept(app: Flask, session: Session, client: FlaskClient) -> Kept:
    return kept_listing(app, session)


@pytest.fixture
def deeds(kept: Kept) -> Callable[..., list[str]]:
    """Each entry of the page, newest first, in plain words."""
    jane: list[LoggedIn] = []

    def told(at: dt.datetime = NOW) -> list[str]:
        with time_machine.travel(at, tick=False):
            editor = kept.somebody(Role.LISTING_EDITOR, f"Jane Roe {len(jane)}")
            jane.append(editor)
            html = editor.get(f"{kept.path}/history").text
        entries = re.findall(r'<li class="deeds__one">(.*?)</li>', html, re.DOTALL)
        return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in entries]

    return told


def test_a_stop_planned_ahead_and_its_cancelling_are_told(kept: Kept, deeds: Deeds) -> None:
    session, by = kept.session, make_person(kept.session, "Ali Editor")
    plan_stop(
        session, kept.service, from_date=day(5), to_date=day(7), reason="Moving house",
        stated_by=by.name, by=by, at=moment(1),
    )  # fmt: skip
    stop = session.scalars(select(PlannedStop)).one()
    cancel_stop(session, kept.service, stop, by=by, at=moment(2))
    plan_stop(
        session, kept.service, from_date=dt.date(2027, 4, 1), to_date=None, reason=None,
        stated_by=by.name, by=by, at=moment(3),
    )  # fmt: skip
    told = [one for one in deeds(moment(3)) if "Ali Editor" in one]
    days = "it takes no referrals from 7 March 2027 to 9 March 2027."
    assert any(f"planned ahead: {days} “Moving house”" in one for one in told), told
    assert any(f"cancelled what was planned: {days}" in one for one in told), told
    assert any("planned ahead: it ends on 31 March 2027." in one for one in told), told


@pytest.mark.parametrize("act", [one for one in Act if one.thing in ON_A_LISTING])
def test_no_act_that_is_recorded_of_a_listing_is_missing(
    kept: Kept, deeds: Deeds, act: Act
) -> None:
    """Also one that is added to the grammar tomorrow."""
    by, before = make_person(kept.session, "Ali Editor"), len(deeds())
    after = {"fact_kind": "telephone", "confirmed_by": by.name} if act.verb == "confirm" else {}
    record_act(kept.session, act, kept.service, by=by, at=moment(1), after=after)
    kept.session.flush()
    told = deeds(moment(1))
    assert len(told) == before + (act not in ITS_AUTHORS)
    assert ("Ali Editor" in told[0]) is (act not in ITS_AUTHORS)


def test_each_act_is_told_once_and_by_whom(kept: Kept, deeds: Deeds) -> None:
    session, service = kept.session, kept.service
    before = len(deeds())
    ali, ida = make_person(session, "Ali Editor"), make_person(session, "Ida Approver")
    draft = make_draft(session, service, ali, summary="What it is now.")
    decide(
        session, service, draft, draft_version=draft.version, approved={"summary"}, by=ida,
        at=moment(2),
    )  # fmt: skip
    left = make_draft(session, service, ali, is_submitted=False, who_for="Men.")
    leave_draft(session, service, left, by=ali, at=moment(4))
    burnley = make_area(session, "Burnley")
    serve_areas(session, service, [burnley], from_date=day(5), by=ali, at=moment(5))
    stop_serving(session, service, [burnley], last_day=day(9), by=ali, at=moment(6))
    told = deeds(moment(7))
    assert len(told) == before + 5, told
    for one, words in zip(
        told,
        (
            "Ali Editor stated that it serves Burnley until 11 March 2027.",
            "Ali Editor stated that it serves Burnley from 7 March 2027.",
            "Ali Editor threw a draft away.",
            "Ida Approver approved what Ali Editor wrote.",
            "Ali Editor asked for a change to be approved.",
        ),
        strict=False,
    ):
        assert words in one
