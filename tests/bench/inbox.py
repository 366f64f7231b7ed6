"""A page of 50 of a provider's inbox of 2,000 beside a bare hello; each reading is recorded."""

from __future__ import annotations

import datetime as dt
from functools import partial

from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from commissioning.moves.keeping import AT_ONCE, level_moves
from directory.accounts.joining import account_of_person, add_organisation
from directory.accounts.visiting import begin_visit
from directory.clock import local_date
from directory.people.roles import OrganisationKind, Role
from portal.inbox.pages import ROWS_A_PAGE
from tests.bench.beside_hello import measured, multiple
from tests.bench.databases import Databases, now, portal_on
from tests.bench.desk import BASE, in_portal
from tests.bench.measuring import Measured
from tests.bench.records import Size
from tests.makers.accounts import make_member
from tests.makers.people import actor

GOAL = 100.0
ASKED = 5

LINE = "(SELECT min(line.id) FROM line JOIN service ON service.id = line.service_id"
OWN = f"{LINE} WHERE service.provider_id IS NOT NULL)"
SENT = f"""
    INSERT INTO referral (public_id, reference, line_id, basis, received_on, is_priority,
        recorded_at, status, missed_starts, sessions_attended, hours_worked)
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :many)
    SELECT lower(hex(randomblob(16))), 'INBOX-' || n, {OWN}, 'licence',
        date(:today, '-' || (n % 40) || ' days'), n % 10 = 0, :at, 'waiting', 0, 0, 0 FROM number
"""
EVENTS = """
    INSERT INTO referral_event (referral_id, kind, on_date, recorded_at, recorded_by_id)
    SELECT referral.id, told.kind, referral.received_on, :at, (SELECT min(id) FROM person)
    FROM referral
    JOIN (SELECT 'received' AS kind UNION ALL SELECT 'accepted' UNION ALL SELECT 'ready') AS told
    WHERE referral.reference LIKE 'INBOX-%' AND (told.kind = 'received' OR referral.id % 3 > 0)
    ORDER BY referral.id, told.kind = 'received' DESC, told.kind
"""


def inbox(databases: Databases, size: Size, *, many: int, rounds: int = 7) -> Measured:
    """The first page of what is past due: every case of it is looked at for the counts."""
    file = databases.copy_of(size, "inbox")
    app = portal_on(file)
    client = app.test_client()
    in_portal(app, partial(_fill, many=many))
    in_portal(app, partial(_let_in, client))
    found = multiple(partial(_ask, client, many), ASKED, rounds)
    of = Size(size.services, many)
    return measured(f"Page of an inbox of {many:,}, beside a bare hello", of, *found, goal=GOAL)


def _fill(session: Session, *, many: int) -> None:
    at = now()
    told = {"many": many, "today": local_date(at).isoformat(), "at": "2026-01-05 09:00:00.000000"}
    session.execute(text("DELETE FROM kept_move"))
    session.execute(text(SENT), told)
    session.execute(text(EVENTS), {"at": told["at"]})
    while level_moves(session, at=at) >= AT_ONCE:
        pass


def _ask(client: FlaskClient, many: int) -> None:
    for _ in range(ASKED):
        page = client.get("/inbox", base_url=BASE).get_data(as_text=True)
        if page.count('name="referral"') < min(many // 10, ROWS_A_PAGE):
            raise AssertionError("the inbox does not show its cases: nothing is measured")


def _let_in(client: FlaskClient, session: Session) -> None:
    """The administrator of the provider to whom all of it was sent, wholly in."""
    at: dt.datetime = now()
    provider_id = session.scalar(
        text(f"SELECT provider_id FROM service JOIN line ON line.service_id = service.id"
             f" WHERE line.id = {OWN}")
    )  # fmt: skip
    own = add_organisation(
        session, name="The provider of the bench", kind=OrganisationKind.PROVIDER,
        provider_id=provider_id, by=actor(session), at=at,
    )  # fmt: skip
    member = make_member(session, Role.PROVIDER_ADMINISTRATOR, organisation=own)
    account = account_of_person(session, member.person_id)
    assert account is not None
    visit, token = begin_visit(session, account, browser="the bench", at=at)
    visit.membership = member
    visit.second_factor_at = at
    with client.session_transaction(base_url=BASE) as cookie:
        cookie["_user_id"] = token
