"""Every command that files go through: in, out and back, and what comes with the portal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from flask.cli import with_appcontext

from commissioning.errors import CommissioningError
from directory.clock import local_date
from directory.errors import DirectoryError
from directory.people.queries import SystemActor, system_actor
from directory.places.loading import load_reference_tables
from portal.exchange.agreement_lines import tell_unjoined
from portal.exchange.finding_cases import found_cases
from portal.exchange.runs import imports_command, undo_import_command
from portal.exchange.taking_in import import_command
from portal.exchange.telling import say
from portal.exchange.workbooks import import_workbook_command, workbook_command
from portal.extensions import db
from portal.running.transactions import in_writing

REFUSED = 1


@click.command("find-case")
@click.pass_context
@with_appcontext
def find_case_command(context: click.Context) -> None:
    """Ask for a case reference number (CRN) and list that person's referrals.

    The number is asked for, never given on the command line, where it would stay in the history
    of the shell; it is digested in memory.
    """
    number = click.prompt("Case reference number", hide_input=True)
    at = dt.datetime.now(tz=dt.UTC)
    try:
        rows = in_writing(lambda session: found_cases(session, number, at=at))
    except CommissioningError as error:
        say(f"Refused: {error}")
        context.exit(REFUSED)
    for row in rows:
        click.echo(row)
    if not rows:
        click.echo("No referral here is of that person, or none came with the number.")


@click.command("agreement-lines")
@click.option("--region", metavar="SLUG", help="Of one region, and what only a police area names.")
@click.option("--to", type=click.Path(path_type=Path), help="Write the candidates to this file.")
@click.pass_context
@with_appcontext
def agreement_lines_command(context: click.Context, region: str | None, to: Path | None) -> None:
    """Lots that join no line, with the lines that each may have bought.

    Nothing is joined by itself: settle the file, then `import agreement-lines FILE`.
    """
    today = local_date(dt.datetime.now(tz=dt.UTC))
    try:
        is_told = tell_unjoined(db.session(), region=region, to=to, today=today)
    except DirectoryError as error:
        say(f"Refused: {error}")
        context.exit(REFUSED)
    if not is_told:
        context.exit(REFUSED)


@click.command("reference")
@with_appcontext
def reference_command() -> None:
    """Load the areas, courts, prisons and offices that ship with the portal; again is harmless."""
    at = dt.datetime.now(tz=dt.UTC)
    changed = in_writing(
        lambda session: load_reference_tables(
            session, by=system_actor(session, SystemActor.IMPORT), at=at
        )
    )
    for table, count in changed.items():
        click.echo(f"  {count:>9,} {table.replace('_', ' ')}")


commands: list[click.Command] = [
    import_command,
    imports_command,
    undo_import_command,
    agreement_lines_command,
    find_case_command,
    reference_command,
    workbook_command,
    import_workbook_command,
]
