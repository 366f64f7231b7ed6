"""A commissioner's desk of 300 lines beside a bare hello, and beside many more referrals."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from directory.accounts.joining import account_of_person, add_organisation
from directory.accounts.visiting import begin_visit
from directory.clock import local_date
from directory.people.roles import OrganisationKind, Role
from portal.desk.pages import ROWS_A_PAGE
from portal.running.transactions import in_writing
from tests.bench.beside_hello import measured, multiple
from tests.bench.databases import Databases, now, portal_on
from tests.bench.measuring import Measured, milliseconds
from tests.bench.records import Size
from tests.makers.accounts import make_member
from tests.makers.people import actor

GOAL = 150.0
FLAT = 1.15

ONE_REGION = "UPDATE local_delivery_unit SET region_id = (SELECT min(id) FROM region)"
"""So that every line of the records stands on one desk."""

TO_END = """
    INSERT INTO referral (public_id, reference, line_id, basis, received_on, is_priority,
        recorded_at, status, started_on, ended_on, missed_starts, sessions_attended, hours_worked)
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :more)
    SELECT lower(hex(randomblob(16))), 'MORE-' || (:there + n),
        (SELECT min(id) FROM line) + n % (SELECT count(*) FROM line), 'licence',
        :received, 0, :at, 'completed', :received, :received, 0, 0, 0 FROM number
"""
"""Referrals that ended: none of the desk's sums stands on them."""

YEAR = """
    INSERT INTO volume_month (volume_id, month, delivered)
    SELECT commissioned_volume.id, month.first, 3 + (commissioned_volume.id * 7 + month.n) % 5
    FROM commissioned_volume, (
        SELECT 0 AS n, date(:today, 'start of month') AS first
        UNION ALL SELECT 1, date(:today, 'start of month', '-1 month')
        UNION ALL SELECT 2, date(:today, 'start of month', '-2 month')
        UNION ALL SELECT 3, date(:today, 'start of month', '-3 month')
        UNION ALL SELECT 4, date(:today, 'start of month', '-4 month')
        UNION ALL SELECT 5, date(:today, 'start of month', '-5 month')
        UNION ALL SELECT 6, date(:today, 'start of month', '-6 month')
        UNION ALL SELECT 7, date(:today, 'start of month', '-7 month')
        UNION ALL SELECT 8, date(:today, 'start of month', '-8 month')
    ) AS month
    WHERE true ON CONFLICT (volume_id, month) DO UPDATE SET delivered = excluded.delivered
"""
RETURNS = """
    INSERT INTO monthly_return (public_id, agreement_id, provider_id, month, due_on, state, version,
        asked_at)
    WITH RECURSIVE back (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM back WHERE n < 11)
    SELECT lower(hex(randomblob(16))), agreement.id,
        coalesce(agreement.provider_id, (SELECT min(id) FROM provider)),
        date(:today, 'start of month', '-' || n || ' months'), :today, 'accepted', 3, :at
    FROM agreement, back
"""
FIGURES = """
    INSERT INTO return_figure (return_id, lot_id, counter, number, value, recorded, basis, given_at,
        given_by_id, accepted_at, accepted_by_id)
    SELECT monthly_return.id, lot.id, told.counter, 1, 3 + lot.id % 5, NULL, 'cases', :at,
        (SELECT min(id) FROM person), :at, (SELECT min(id) FROM person)
    FROM monthly_return
    JOIN lot ON lot.agreement_id = monthly_return.agreement_id
    JOIN (
        SELECT 'referred' AS counter UNION ALL SELECT 'accepted' UNION ALL SELECT 'started'
        UNION ALL SELECT 'completed'
    ) AS told
"""
"""Eleven months of every agreement: of some of them nothing else is recorded."""

NEEDS = """
    INSERT OR REPLACE INTO line_attention
    SELECT id, :today, 1, id % 4, id % 3, id % 5, 20, id % 7 FROM line
"""


def desk(
    databases: Databases, size: Size, referrals: tuple[int, ...], *, rounds: int = 7
) -> list[Measured]:
    """Every round asks hello and the desk in turn; each figure is the least of its rounds."""
    file = databases.copy_of(size, "desk")
    app = portal_on(file)
    in_portal(app, _one_desk)
    client = app.test_client()
    in_portal(app, partial(_let_in, client))
    found, changed, there = [], [], size.referrals
    for wanted in referrals:
        in_portal(app, partial(_add_referrals, there=there, more=wanted - there))
        there = max(there, wanted)
        asked = Size(size.services, there)
        found.append(_measure(client, None, asked, rounds))
        changed.append(_measure(client, file, asked, rounds))
    rows = [
        measured("Desk of a commissioner, beside a bare hello", *one, goal=GOAL) for one in found
    ]
    rows += [
        measured("The same, when something changed before each", *one, goal=GOAL) for one in changed
    ]
    agreement = partial(_ask_agreement, client, file, _an_agreement(file))
    page = Size(size.services, there), *multiple(agreement, ASKED, rounds)
    rows.append(measured("An agreement’s page, when something changed before each", *page))
    least, most = changed[0], changed[-1]
    if len(found) > 1:
        ratio = most[1] / least[1]
        rows.append(
            Measured(
                "Desk over many more referrals, beside fewer",
                str(most[0]),
                milliseconds(most[1]),
                milliseconds(least[1]),
                ratio,
                goal=f"≤ {FLAT}",
                is_met=ratio <= FLAT,
            )
        )
    return rows


def _measure(
    client: FlaskClient, file: Path | None, size: Size, rounds: int
) -> tuple[Size, float, float]:
    return size, *multiple(partial(_ask, client, file, size.services), ASKED, rounds)


ASKED = 5
CHANGED = """
    UPDATE line_figures SET facts_version = facts_version + 1
    WHERE line_id = (SELECT min(line_id) FROM line_figures)
"""
BASE = "https://localhost"


def _ask(client: FlaskClient, file: Path | None, lines: int) -> None:
    """With a file somebody changes it before each: what is kept while nothing changes is not.

    Whoever changes it has it open, as a worker has: reading what its tables are is not the desk's.
    """
    with closing(sqlite3.connect(file or ":memory:")) as other:
        for _ in range(ASKED):
            if file is not None:
                with other:
                    other.execute(CHANGED)
            page = client.get("/desk", base_url=BASE).get_data(as_text=True)
            if page.count('data-label="Waiting"') != min(lines, ROWS_A_PAGE):
                raise AssertionError("the desk does not show its lines: nothing is measured")


def _an_agreement(file: Path) -> str:
    """The address of one that buys of a line."""
    asked = """
        SELECT agreement.public_id FROM agreement JOIN lot ON lot.agreement_id = agreement.id
        JOIN commissioned_volume ON commissioned_volume.lot_id = lot.id
        WHERE lot.line_id IS NOT NULL ORDER BY agreement.id LIMIT 1
    """
    with closing(sqlite3.connect(file)) as other:
        [found] = other.execute(asked).fetchone()
    return f"/desk/agreements/{uuid.UUID(found)}"


def _ask_agreement(client: FlaskClient, file: Path, path: str) -> None:
    with closing(sqlite3.connect(file)) as other:
        for _ in range(ASKED):
            with other:
                other.execute(CHANGED)
            if client.get(path, base_url=BASE).status_code != 200:
                raise AssertionError("the agreement is not shown: nothing is measured")


def in_portal(app: Flask, change: Callable[[Session], object]) -> None:
    with app.app_context():
        in_writing(change)


def _one_desk(session: Session) -> None:
    today = local_date(now())
    session.execute(text(ONE_REGION))
    session.execute(text(YEAR), {"today": today.isoformat()})
    told = {"today": today.isoformat(), "at": "2026-01-05 09:00:00.000000"}
    session.execute(text(RETURNS), told)
    session.execute(text(FIGURES), {"at": told["at"]})
    session.execute(text(NEEDS), {"today": today.isoformat()})


def _add_referrals(session: Session, *, there: int, more: int) -> None:
    if more > 0:
        told = {
            "there": there,
            "more": more,
            "received": "2026-01-05",
            "at": "2026-01-05 09:00:00.000000",
        }
        session.execute(text(TO_END), told)


def _let_in(client: FlaskClient, session: Session) -> None:
    """A commissioner of the one region, wholly in."""
    at = now()
    region = session.scalar(text("SELECT min(id) FROM region"))
    organisation = add_organisation(
        session,
        name="The region of the bench",
        kind=OrganisationKind.PROBATION_REGION,
        region_id=region,
        by=actor(session),
        at=at,
    )
    member = make_member(session, Role.COMMISSIONER, organisation=organisation)
    account = account_of_person(session, member.person_id)
    assert account is not None
    visit, token = begin_visit(session, account, browser="the bench", at=at)
    visit.second_factor_at = at
    with client.session_transaction(base_url=BASE) as cookie:
        cookie["_user_id"] = token
