"""What writes a region's workbook and takes one in, or a folder of files: all or nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import with_appcontext

from commissioning.errors import CommissioningError
from commissioning.exchange.kinds import KINDS
from commissioning.exchange.known_rows import FILLED_BY_KEY, FilledRegion
from commissioning.exchange.undoing import why_lasting
from commissioning.exchange.workbook import write_workbook
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.exchange.columns import PLAIN
from directory.exchange.open_folders import open_referral_tables
from directory.exchange.open_referral import LAYOUT as OPEN_REFERRAL
from directory.exchange.several import run_together
from directory.exchange.tables import Table, Together, tables_in
from directory.exchange.taking import Taking
from directory.people.queries import SystemActor, system_actor
from directory.places.queries import region_called
from portal.exchange.answering import answer_lines
from portal.exchange.finding_cases import reference_key
from portal.exchange.options import Options, options_of_several
from portal.exchange.telling import rows_in_progress, say
from portal.exchange.workbooks.another_layout import refuse_other_layouts
from portal.exchange.workbooks.telling_together import tell_together, tell_together_refused
from portal.extensions import begin_writing, db
from portal.file_letters import tell_of_import

ALL_IN, REFUSED = 0, 1
SHEETS = tuple(kind for kind in KINDS if not kind.layout)


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


@click.command("workbook")
@click.option("--region", "called", required=True, help="Whose: its name as people write it.")
@click.option("--to", "path", required=True, type=click.Path(path_type=Path), help="FILE.xlsx")
@click.pass_context
@with_appcontext
def workbook_command(context: click.Context, called: str, path: Path) -> None:
    """Write one spreadsheet for a region: a sheet for each kind, with what is known filled in."""
    try:
        region = region_called(db.session(), called)
        known = FilledRegion(db.session(), region, local_date(_now()))
        write_workbook(known, SHEETS, path)
    except DirectoryError as error:
        say(f"Refused: {error}")
        context.exit(REFUSED)
    click.echo(f"{path}: {len(SHEETS)} sheets for {region.name}. Only open facts are filled in.")


@click.command("import-workbook")
@click.argument("path", metavar="FILE_OR_FOLDER", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--layout", default=PLAIN, help="open-referral: a folder of its linked files.")
@options_of_several
@click.pass_context
@with_appcontext
def import_workbook_command(
    context: click.Context, path: Path, dry_run: bool, layout: str, options: Options
) -> None:
    """Take in a region's workbook, or a folder of files called KIND.csv: all of it or nothing.

    Ends with 0 when all is in, with 1 when anything was refused; then each sheet's reasons
    stand in a copy beside it.
    """
    at = _now()
    together = Together()
    try:
        taking = options.taking_together(today=local_date(at))
        taking = replace(taking, reference_key=reference_key())
        _run_together(_tables(path, layout, together), together, taking, at, dry_run)
    except (DirectoryError, CommissioningError) as error:
        say(f"Refused: {error}")
        context.exit(REFUSED)
    if together.is_refused:
        tell_together_refused(path, together)
        context.exit(REFUSED)
    tell_together(together, is_rehearsal=dry_run)
    if together.changed and not dry_run:
        answer_lines(_now)
    context.exit(ALL_IN)


def _tables(path: Path, layout: str, together: Together) -> list[Table]:
    if layout == PLAIN:
        refuse_other_layouts(path)
        return tables_in(path, SHEETS, together, filled_by_key=FILLED_BY_KEY)
    if layout != OPEN_REFERRAL:
        raise NotKnown("layout of a folder", layout)
    return open_referral_tables(path, together)


def _run_together(
    tables: list[Table], together: Together, taking: Taking, at: dt.datetime, is_rehearsal: bool
) -> None:
    session = db.session()
    begin_writing(session)
    try:
        by = system_actor(session, SystemActor.IMPORT)
        rows = sum(2 * table.surveyed.lines for table in tables)
        with rows_in_progress("workbook", rows) as advance:
            run_together(
                session, tables, together, by=by, at=at, taking=taking,
                is_rehearsal=is_rehearsal, progress=advance,
            )  # fmt: skip
        if not together.is_refused and not is_rehearsal:
            for report in together.reports:
                report.lasting = why_lasting(session, report.run_id)
            tell_of_import(session, next(iter(together.run_ids), None), at=at)
            session.commit()
    finally:
        db.session.remove()
