"""The fictional officers have cases, each with its story, told through the same verbs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral, ReferralSending
from directory.accounts.entering import account_of_email
from directory.accounts.visiting import memberships_of
from directory.people.roles import Role
from directory.places.models import Prison
from directory.providers.models import Provider
from portal.demonstration.cases_to_tell import QUEUES, STORIES, make_cases_to_tell
from portal.fictional_accounts import email_of, make_fictional_accounts
from tests.makers.accounts import LoggedIn, logged_in_as
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court


@pytest.fixture
def told(app: Flask, client: FlaskClient, session: Session) -> Iterator[Session]:
    area = make_area(session, "central-lancashire")
    make_court(session, serves=[area])
    for _ in range(QUEUES):
        make_line(session, areas=[area])
    session.execute(update(Provider).values(is_fictional=True))
    session.add(Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False))
    session.flush()
    with time_machine.travel(NOW, tick=False), app.app_context():
        make_fictional_accounts(session, at=NOW)
        assert make_cases_to_tell(session, at=NOW)
        yield session


def entered(app: Flask, session: Session, role: Role) -> LoggedIn:
    account = account_of_email(session, email_of(role))
    assert account is not None
    [member] = memberships_of(session, account.person_id)
    return logged_in_as(app.test_client(), session, member)


def test_every_story_is_told_once(told: Session) -> None:
    assert told.scalar(select(func.count()).select_from(ReferralSending)) == len(STORIES)
    assert not make_cases_to_tell(told, at=NOW)
    stands = dict(
        told.execute(select(Referral.status, func.count()).group_by(Referral.status)).all()
    )
    assert stands == {
        ReferralStatus.WAITING: 7, ReferralStatus.IN_PROGRESS: 1, ReferralStatus.DECLINED: 1,
        ReferralStatus.WITHDRAWN: 1,
    }  # fmt: skip
    assert told.scalar(select(func.sum(LineFigures.waiting))) == 7


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.OFFENDER_MANAGER, ("…1187", "offered elsewhere", "not yet told by telephone")),
        (Role.COURT_OFFICER, ("…2208", "…2090", "Withdrawn")),
        (Role.PRISON_OFFICER, ("…3317", "…3342")),
    ],
)
def test_each_officer_reads_what_became_of_theirs(
    app: Flask, told: Session, role: Role, words: tuple[str, ...]
) -> None:
    page = entered(app, told, role).get("/sent").text
    assert [one for one in words if one not in page] == []
