"""Days without referrals and the end on the pages: before, during, after, and cancelled."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.groups.queries import closures_of_line
from directory.people.roles import Role
from tests.makers.days import NOW, TODAY, day, moment
from tests.portal.listings.keeping import Kept, kept_listing


@pytest.fixture
def kept(app: Flask, session: Session, client: FlaskClient) -> Kept:
    return kept_listing(app, session)


def typed(first: dt.date, last: dt.date | None = None, **more: str) -> dict[str, str]:
    told = {"kind": "end" if last is None else "pause", "reason": "Moving house"}
    for name, one in (("first", first), ("last", last)):
        if one is not None:
            told |= {
                f"{name}-day": str(one.day), f"{name}-month": str(one.month),
                f"{name}-year": str(one.year),
            }  # fmt: skip
    return told | more


def test_readers_see_it_before_during_and_after(kept: Kept, client: FlaskClient) -> None:
    public = f"/services/{kept.service.public_id}"
    line = kept.line()
    with time_machine.travel(NOW, tick=False):
        jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
        answer = jane.post(f"{kept.path}/stop", typed(day(5), day(7)))
        assert answer.location == f"{kept.path}?done=stop#stops", answer.text
        [closure] = closures_of_line(kept.session, line.id)
        assert (closure.from_date, closure.to_date) == (day(5), day(7))
        assert "It takes no referrals from 7 March 2027 to 9 March 2027." in client.get(public).text
        assert "Why: Moving house." in client.get(public).text
        assert "Coming: It takes no referrals from" in jane.get("/listings").text
    for number, says in ((5, True), (7, True), (8, False)):
        with time_machine.travel(moment(number), tick=False):
            page = client.get(public).text
            assert (
                "It takes no referrals now, up to and including 9 March 2027." in page
            ) is says, page


def test_the_end_is_told_and_comes(kept: Kept, client: FlaskClient) -> None:
    public = f"/services/{kept.service.public_id}"
    with time_machine.travel(NOW, tick=False):
        jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
        assert jane.post(f"{kept.path}/stop", typed(dt.date(2027, 3, 31))).status_code == 303
        assert "It ends on 31 March 2027." in client.get(public).text
    with time_machine.travel(moment(30), tick=False):
        page = client.get(public).text
        assert "It ended on 31 March 2027." in page
        assert "none today" in page


def test_cancelled_before_its_day_and_a_second_click_is_harmless(
    kept: Kept, client: FlaskClient
) -> None:
    with time_machine.travel(NOW, tick=False):
        jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
        jane.post(f"{kept.path}/stop", typed(day(5), day(7)))
        [path] = re.findall(r'action="([^"]+/cancel)"', jane.get(kept.path).text)
        for _ in range(2):
            assert jane.post(path).status_code == 303
        assert "Nothing is planned." in jane.get(kept.path).text
        assert "no referrals" not in client.get(f"/services/{kept.service.public_id}").text


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (typed(day(-1), day(3)), "what is past cannot be planned"),
        (typed(day(4), day(3)), "not before the first"),
        (typed(day(4), None, kind="pause"), "Enter the last day without referrals"),
        (typed(day(4), day(5), reason="Ring AB123456C"), "nothing here may tell who somebody is"),
        ({"kind": "pause"}, "Enter the day"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(kept: Kept, told: dict[str, str], says: str) -> None:
    with time_machine.travel(NOW, tick=False):
        jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
        answer = jane.post(f"{kept.path}/stop", told)
    assert answer.status_code == 422
    assert says in answer.text


def test_anothers_plan_is_not_there(kept: Kept) -> None:
    with time_machine.travel(NOW, tick=False):
        jane = kept.somebody(Role.LISTING_EDITOR, "Jane Roe")
        assert jane.post(f"{kept.path}/stops/{kept.service.public_id}/cancel").status_code == 404
    assert day(0) == TODAY
