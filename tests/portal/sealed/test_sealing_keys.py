"""A key a day: made ahead or by the first question, the same for every process, gone after two."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access import make_sealing_key
from portal.asking.models import SealingKey
from portal.asking.sealed_question import SealedQuestion
from portal.asking.sealing import CannotBeOpened, opened, sealed
from portal.asking.sealing_keys import change_keys, every_key, key_day, key_of, make_key
from portal.extensions import db
from portal.running.work import every_job
from tests.databases import application, new_sqlite_database
from tests.makers.days import NOW

DAY = NOW.date()
ONE_DAY = dt.timedelta(days=1)


def days_with_a_key(session: Session) -> list[dt.date]:
    return list(session.scalars(select(SealingKey.day).order_by(SealingKey.day)))


def test_the_worker_makes_tomorrows_ahead_and_deletes_what_had_its_two_days(
    session: Session,
) -> None:
    assert change_keys(session, NOW) == 2
    assert days_with_a_key(session) == [DAY, DAY + ONE_DAY]
    before = key_of(session, DAY + ONE_DAY)
    assert change_keys(session, NOW) == 2  # run again it changes nothing
    for days in (1, 2):
        assert change_keys(session, NOW + days * ONE_DAY) == 3
    assert days_with_a_key(session) == [DAY + number * ONE_DAY for number in (1, 2, 3)]
    assert key_of(session, DAY + ONE_DAY) == before
    assert "change_sealing_keys" in {job.name for job in every_job()}


@pytest.mark.sqlite
def test_what_was_sealed_before_midnight_opens_after_it(session: Session) -> None:
    change_keys(session, NOW)
    key = key_of(session, DAY)
    assert key is not None
    question = SealedQuestion.of([("postcode", "PR1")])
    now = dt.datetime.now(dt.UTC)
    word = sealed(question, key, at=now)
    change_keys(session, NOW + ONE_DAY)
    assert opened(word, every_key(session))[0] == question
    change_keys(session, NOW + 2 * ONE_DAY)
    with pytest.raises(CannotBeOpened):
        opened(word, every_key(session))


def test_the_second_to_make_a_days_key_has_the_first_ones(session: Session) -> None:
    first = make_key(session, DAY)
    assert make_key(session, DAY) == first
    assert make_key(session, DAY + ONE_DAY) != first


def test_it_is_the_day_of_greenwich_wherever_the_clock_stands() -> None:
    summer = dt.timezone(dt.timedelta(hours=1))
    assert key_day(dt.datetime(2027, 7, 2, 0, 30, tzinfo=summer)) == dt.date(2027, 7, 1)


@pytest.mark.sqlite
def test_all_who_ask_at_once_seal_with_one_key(scratch: Path) -> None:
    app = application(new_sqlite_database(scratch), scratch)
    keys = made_at_once(app, 6)
    assert len(keys) == 6
    assert len(set(keys)) == 1


def made_at_once(app: Flask, many: int) -> list[str]:
    keys: list[str] = []
    start = threading.Barrier(many)

    def make() -> None:
        with app.app_context():
            start.wait()
            keys.append(make_sealing_key(DAY))

    threads = [threading.Thread(target=make) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        db.engine.dispose()
    return keys
