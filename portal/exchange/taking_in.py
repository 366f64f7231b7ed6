"""What takes in a file of one kind: all of it or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import with_appcontext

from commissioning.errors import CommissioningError
from commissioning.exchange.kinds import KINDS, kind_called
from commissioning.exchange.recognising import likely_kind_told
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.exchange.columns import PLAIN, Kind
from directory.exchange.reading import survey
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.surveys import Survey
from directory.people.queries import SystemActor, system_actor
from portal.exchange.answering import answer_lines
from portal.exchange.finding_cases import reference_key
from portal.exchange.options import Options, options_of_a_file
from portal.exchange.telling import rows_in_progress, say, tell, tell_refusal
from portal.extensions import begin_writing, db

ALL_IN, REFUSED = 0, 1


@click.command("import")
@click.argument("kind_name", metavar="KIND")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--layout", default=PLAIN, help="How the file is laid out, if not as we document.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@options_of_a_file
@click.pass_context
@with_appcontext
def import_command(
    context: click.Context, kind_name: str, file: Path, layout: str, dry_run: bool, options: Options
) -> None:
    """Take in FILE of facts of one KIND: every row of it or none.

    Ends with 0 when all is in, with 1 when the file was refused; then the reasons
    stand in a copy of the file beside it, to be mended and sent again.
    """
    try:
        kind = kind_called(kind_name, layout)
        surveyed = survey(file, options.sheet, kind.name)
        with likely_kind_told(surveyed, kind):
            report = _run(kind, surveyed, options, is_rehearsal=dry_run)
    except (DirectoryError, CommissioningError) as error:
        say(f"Refused: {error}{_kinds() if isinstance(error, NotKnown) else ''}")
        context.exit(REFUSED)
    if report.is_refused:
        tell_refusal(report)
        context.exit(REFUSED)
    tell(report)
    if report.changed and not dry_run:
        answer_lines()
    context.exit(ALL_IN)


def _run(kind: Kind, surveyed: Survey, options: Options, *, is_rehearsal: bool) -> Report:
    at = dt.datetime.now(tz=dt.UTC)
    taking = replace(options.taking(kind, today=local_date(at)), reference_key=reference_key())
    session = db.session()
    begin_writing(session)
    try:
        by = system_actor(session, SystemActor.IMPORT)
        with rows_in_progress(kind.name, 2 * surveyed.lines) as advance:
            report = run_import(
                session,
                kind,
                surveyed.path,
                by=by,
                at=at,
                taking=taking,
                is_rehearsal=is_rehearsal,
                surveyed=surveyed,
                progress=advance,
            )
        if not report.is_refused and not is_rehearsal:
            session.commit()
    finally:
        db.session.remove()
    return report


def _kinds() -> str:
    known = [f"{kind.name} --layout {kind.layout}" if kind.layout else kind.name for kind in KINDS]
    return " Kinds: " + ", ".join(known) + "."
