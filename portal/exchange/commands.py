"""What takes files in, lists them and takes one back, and what comes with the portal."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.exchange.kinds import KINDS, kind_called
from commissioning.exchange.recognising import likely_kind_told
from commissioning.exchange.undoing import undo_import, why_lasting
from directory.clock import day_in_words, local_date
from directory.errors import DirectoryError, NotKnown
from directory.exchange.columns import PLAIN, Kind
from directory.exchange.models import ImportRun
from directory.exchange.reading import survey
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.runs import import_runs, taken_in_as
from directory.exchange.surveys import Survey
from directory.people.queries import SystemActor, system_actor
from directory.places.loading import load_reference_tables
from portal.exchange.agreement_lines import tell_unjoined
from portal.exchange.answering import answer_lines
from portal.exchange.finding_cases import found_cases, reference_key
from portal.exchange.offers.commands import offers_command, take_offer_command
from portal.exchange.options import Options, options_of_a_file
from portal.exchange.telling import counted, rows_in_progress, say, tell, tell_refusal
from portal.exchange.workbooks.commands import import_workbook_command, workbook_command
from portal.extensions import begin_writing, db
from portal.file_letters import tell_of_import
from portal.running.transactions import in_reading, in_writing

ALL_IN, REFUSED = 0, 1


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


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
        answer_lines(_now)
    context.exit(ALL_IN)


def _run(kind: Kind, surveyed: Survey, options: Options, *, is_rehearsal: bool) -> Report:
    at = _now()
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
            report.lasting = why_lasting(session, report.run_id)
            tell_of_import(session, report.run_id, at=at)
            session.commit()
    finally:
        db.session.remove()
    return report


def _kinds() -> str:
    known = [f"{kind.name} --layout {kind.layout}" if kind.layout else kind.name for kind in KINDS]
    return " Kinds: " + ", ".join(known) + "."


@click.command("imports")
@with_appcontext
def imports_command() -> None:
    """List the files that were taken in, the newest first, with the number of each."""
    runs = in_reading(import_runs)
    parts: defaultdict[int, list[ImportRun]] = defaultdict(list)
    for run in runs:
        parts[run.part_of or run.id].append(run)
    for whole in parts.values():
        for line in _in_lines(whole):
            click.echo(line)
    if not runs:
        click.echo("No file was taken in yet.")


def _in_lines(parts: Sequence[ImportRun]) -> Iterator[str]:
    """A file in one line; a workbook in one, and a line for each of its sheets."""
    [*_, first] = parts
    if first.part_of != first.id:
        yield from map(_told, parts)
        return
    day = day_in_words(local_date(first.applied_at))
    rows = counted(sum(part.rows for part in parts), "row")
    yield f"{first.id:>6}  {day}  taken in together: {counted(len(parts), 'table')}, {rows}"
    yield from (f"        {_told(part)}" for part in parts)


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

    The number of a workbook takes back all of its sheets, that of a later sheet that one alone.

    Ends with 1 where something later stands on it; then nothing is changed.
    """
    at = _now()

    def undo(session: Session) -> str:
        by = system_actor(session, SystemActor.IMPORT)
        undo_import(session, number, by=by, at=at)
        return "\n".join(_in_lines(taken_in_as(session, number)))

    try:
        told = in_writing(undo)
    except (DirectoryError, CommissioningError) as refusal:
        say(f"Refused: {refusal}")
        context.exit(REFUSED)
    click.echo(told)
    answer_lines(_now)


@click.command("find-case")
@click.pass_context
@with_appcontext
def find_case_command(context: click.Context) -> None:
    """Ask for a case reference number (CRN) and list that person's referrals.

    The number is asked for, never given on the command line, where it would stay in the history
    of the shell; it is digested in memory.
    """
    number = click.prompt("Case reference number", hide_input=True)
    at = _now()
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
    today = local_date(_now())
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
    at = _now()
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
    offers_command,
    take_offer_command,
]
