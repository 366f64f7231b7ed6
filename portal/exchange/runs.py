"""What lists the files that were taken in, and takes one back as one act."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.exchange.undoing import undo_import
from directory.clock import day_in_words, local_date
from directory.errors import DirectoryError
from directory.exchange.models import ImportRun
from directory.exchange.runs import import_runs
from directory.people.queries import SystemActor, system_actor
from portal.exchange.answering import answer_lines
from portal.exchange.telling import counted, say
from portal.running.transactions import in_reading, in_writing

REFUSED = 1


@click.command("imports")
@with_appcontext
def imports_command() -> None:
    """List the files that were taken in, the newest first, with the number of each."""
    runs = in_reading(import_runs)
    for run in runs:
        click.echo(_told(run))
    if not runs:
        click.echo("No file was taken in yet.")


def _told(run: ImportRun) -> str:
    kind = f"{run.kind} --layout {run.layout}" if run.layout else run.kind
    what = ", ".join(f"{count:,} {outcome}" for outcome, count in run.outcomes.items())
    day = day_in_words(local_date(run.applied_at))
    undone = ""
    if run.undone_at is not None:
        undone = f"; taken back on {day_in_words(local_date(run.undone_at))}"
    return f"{run.id:>6}  {day}  {kind}: {run.file}, {counted(run.rows, 'row')} ({what}){undone}"


@click.command("undo-import")
@click.argument("number", metavar="ID", type=int)
@click.pass_context
@with_appcontext
def undo_import_command(context: click.Context, number: int) -> None:
    """Take back the file with this number of `imports`, all of it, as one act.

    Ends with 1 where something later stands on it; then nothing is changed.
    """
    at = dt.datetime.now(tz=dt.UTC)

    def undo(session: Session) -> str:
        by = system_actor(session, SystemActor.IMPORT)
        return _told(undo_import(session, number, by=by, at=at))

    try:
        told = in_writing(undo)
    except (DirectoryError, CommissioningError) as refusal:
        say(f"Refused: {refusal}")
        context.exit(REFUSED)
    click.echo(told)
    answer_lines()
