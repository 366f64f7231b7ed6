"""`flask --app portal find-case`: the referrals of one person, by a number that is kept nowhere."""

from __future__ import annotations

import datetime as dt

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.lines.models import Line
from commissioning.referrals.beside import particulars_of
from commissioning.referrals.digests import referrals_of_person
from commissioning.referrals.models import Referral
from directory.audit import record_act
from directory.people.queries import SystemActor, system_actor
from portal.running.transactions import in_writing

FOUND, REFUSED = 0, 1


@click.command("find-case")
@click.pass_context
@with_appcontext
def find_case_command(context: click.Context) -> None:
    """Ask for a case reference number (CRN) and list that person's referrals.

    The number is asked for, never given on the command line, where it would stay in the history
    of the shell; it is digested in memory. That somebody looked is recorded, not whom for.
    """
    number = click.prompt("Case reference number", hide_input=True)
    try:
        rows = in_writing(lambda session: _found(session, number))
    except CommissioningError as refused:
        click.echo(f"Refused: {refused}", err=True)
        context.exit(REFUSED)
    for row in rows:
        click.echo(row)
    if not rows:
        click.echo("No referral here is of that person, or none came with the number.")
    context.exit(FOUND)


def _found(session: Session, number: str) -> list[str]:
    referrals = referrals_of_person(session, number, secret=reference_key())
    stated = particulars_of(session, [referral.id for referral in referrals])
    of_lines = select(Line.id, Line.name).where(Line.id.in_({one.line_id for one in referrals}))
    lines = dict(session.execute(of_lines).all())
    record_act(
        session,
        "found_case",
        "referral",
        by=system_actor(session, SystemActor.COMMAND_LINE),
        at=dt.datetime.now(tz=dt.UTC),
        after={"found": len(referrals)},
    )
    return [
        _told(one, lines[one.line_id], getattr(stated.get(one.id), "order_ends_on", None))
        for one in referrals
    ]


def _told(referral: Referral, line: str, order_ends_on: dt.date | None) -> str:
    order = f", order ends {order_ends_on}" if order_ends_on is not None else ""
    status = referral.status.value.replace("_", " ")
    return f"{referral.reference}: {line}, received {referral.received_on}, {status}{order}"


def reference_key() -> bytes | None:
    """The installation's secret for digests; None where none is set."""
    key: str | None = current_app.config["REFERENCE_KEY"]
    return None if key is None else key.encode()
