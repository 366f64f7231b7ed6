"""`flask --app portal import KIND FILE`: files of facts, all of each or nothing."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext

from commissioning.exchange.kinds import KINDS, kind_called
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.exchange.columns import PLAIN, CellError, Kind
from directory.exchange.reading import survey
from directory.exchange.report import Report, write_error_file
from directory.exchange.runner import run_import
from directory.people.queries import SystemActor, system_actor
from directory.places.loading import load_reference_tables
from portal.dates.passes import Answering
from portal.exchange.options import Options, options_of_a_file
from portal.extensions import begin_writing, db
from portal.running.transactions import in_writing

ALL_IN, REFUSED = 0, 1
REASONS_SHOWN = 20


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
        report = _run(kind, file, options, is_rehearsal=dry_run)
    except DirectoryError as error:
        _say(f"Refused: {error}{_kinds() if isinstance(error, NotKnown) else ''}")
        context.exit(REFUSED)
    if report.is_refused:
        _tell_refusal(report)
        context.exit(REFUSED)
    _tell(report)
    if report.changed and not dry_run:
        _answer_lines()
    context.exit(ALL_IN)


def _run(kind: Kind, file: Path, options: Options, *, is_rehearsal: bool) -> Report:
    at = dt.datetime.now(tz=dt.UTC)
    taking = options.taking(kind, today=local_date(at))
    surveyed = survey(file, options.sheet)
    session = db.session()
    begin_writing(session)
    try:
        by = system_actor(session, SystemActor.IMPORT)
        with _progress(kind.name, 2 * surveyed.lines) as advance:
            report = run_import(
                session,
                kind,
                file,
                by=by,
                at=at,
                taking=taking,
                sheet=options.sheet,
                is_rehearsal=is_rehearsal,
                surveyed=surveyed,
                progress=advance,
            )
        if not report.is_refused and not is_rehearsal:
            session.commit()
    finally:
        db.session.remove()
    return report


def _answer_lines() -> None:
    """Once, at the end: the start dates of every line that the rows have touched."""
    answering = Answering(lambda: dt.datetime.now(tz=dt.UTC))
    done = answering.until_nothing_is_due()
    if done.answered:
        click.echo(f"Start dates worked out for {_counted(done.answered, 'line')}.")
    if done.failed:
        _say(f"{_counted(done.failed, 'line')} could not be answered; the worker will try again.")


def _tell(report: Report) -> None:
    would = "would be " if report.is_rehearsal else ""
    _list(report.errors, report.error_count)
    _list(report.unusual, report.unusual_count)
    click.echo(f"{report.path.name}: {_counted(report.rows, 'row')} of {report.kind.name}.")
    for outcome, count in report.outcomes.items():
        if count:
            click.echo(f"  {count:>9,} {would}{outcome}")
    for note, count in report.notes.items():
        if count:
            click.echo(f"  {count:>9,} {note}")
    if report.is_rehearsal:
        click.echo("Nothing was written: this was a dry run.")


def _tell_refusal(report: Report) -> None:
    _list(report.errors, report.error_count)
    _list(report.unusual, report.unusual_count)
    if not report.error_count:
        _say(
            f"Refused: {_counted(report.unusual_count, 'cell')} out of the usual in"
            f" {_counted(report.rows, 'row')}. Nothing was written. Where all of it is meant,"
            " send the file again with --accept-unusual."
        )
        return
    _say(
        f"Refused: {_counted(report.error_count, 'mistake')} in"
        f" {_counted(report.rows, 'row')}. Nothing was written."
    )
    try:
        mended = write_error_file(report)
    except DirectoryError as error:
        _say(str(error))
    else:
        _say(f"The reasons stand beside the rows in {mended}: mend it and send it again.")


def _list(errors: Sequence[CellError], count: int) -> None:
    for error in errors[:REASONS_SHOWN]:
        _say(str(error))
    if count > REASONS_SHOWN:
        _say(f"… and {count - REASONS_SHOWN:,} more.")


def _kinds() -> str:
    known = [f"{kind.name} --layout {kind.layout}" if kind.layout else kind.name for kind in KINDS]
    return " Kinds: " + ", ".join(known) + "."


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


@contextmanager
def _progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where somebody looks at it."""
    if not sys.stderr.isatty():
        yield lambda _rows: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield bar.update


def _say(message: str) -> None:
    click.echo(message, err=True)


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


commands: list[click.Command] = [import_command, reference_command]
