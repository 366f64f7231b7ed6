"""What the command line says of several tables taken in together: one report by sheet and row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from directory.errors import DirectoryError
from directory.exchange.columns import CellError
from directory.exchange.error_files import write_error_file, write_error_workbook
from directory.exchange.report import Report
from directory.exchange.tables import Together
from portal.exchange.telling import counted, how_to_take_back, say, tell_rows

REASONS_SHOWN = 40
ROWS_SHOWN = 10


def tell_together(together: Together, *, is_rehearsal: bool) -> None:
    """What was taken in, or would have been."""
    for report in together.reports:
        for oddity in _told(report):
            say(oddity)
        tell_rows(report, is_part=len(together.run_ids) > 1)
    _tell_the_rest(together)
    if len(together.run_ids) > 1 and not is_rehearsal:
        lasting = next((one.lasting for one in together.reports if one.lasting), "")
        click.echo(how_to_take_back(together.run_ids[0], lasting, it="all of it"))
        click.echo("A later sheet alone has a number in `imports`.")
    if not together.reports:
        click.echo("Nothing is filled in.")
    if is_rehearsal:
        click.echo("Nothing was written: this was a dry run.")


def tell_together_refused(path: Path, together: Together) -> None:
    for name, reason in together.refusals.items():
        say(f"{name}: {reason}")
    troubled = [one for one in together.reports if one.errors or one.unusual]
    for reason in _first(troubled):
        say(reason)
    if together.unchecked:
        say(f"Not checked, for they lean on what was refused: {', '.join(together.unchecked)}.")
    for waiting in _waiting(together):
        say(waiting)
    _tell_the_rest(together)
    mistakes = sum(one.error_count for one in troubled) + len(together.refusals)
    if mistakes:
        say(f"Refused: {counted(mistakes, 'mistake')}. Nothing was written.")
    else:
        odd = sum(one.unusual_count for one in troubled)
        say(
            f"Refused: {counted(odd, 'cell')} out of the usual. Nothing was written. Where all of"
            " it is meant, send it again with --accept-unusual."
        )
    _tell_error_files(path, troubled)


def _waiting(together: Together) -> Iterator[str]:
    """Rows that are no mistakes: what they name stands in a row that was refused."""
    for report in together.reports:
        mistaken = {one.row for one in report.errors}
        if rows := sorted({one.row for one in report.waiting} - mistaken):
            shown = ", ".join(map(str, rows[:ROWS_SHOWN])) + (" …" if rows[ROWS_SHOWN:] else "")
            of_it = "row" if len(rows) == 1 else "rows"
            says = "names" if len(rows) == 1 else "name"
            yield f"{report.kind.name}, {of_it} {shown}: {says} what was refused above; no mistake."


def _first(reports: list[Report]) -> Iterator[str]:
    """As many reasons as somebody reads, the sheets in their order."""
    told = [reason for report in reports for reason in _told(report)]
    count = sum(report.error_count + report.unusual_count for report in reports)
    yield from told[:REASONS_SHOWN]
    if count > REASONS_SHOWN:
        yield f"… and {count - REASONS_SHOWN:,} more."


def _told(report: Report) -> Iterator[str]:
    def named(error: CellError, word: str = "") -> str:
        return f"{report.kind.name}, {word}{error}"

    in_order = sorted(report.errors, key=lambda error: error.row)
    yield from (named(error) for error in in_order)
    yield from (named(oddity, "unusual, ") for oddity in report.unusual)


def _tell_the_rest(together: Together) -> None:
    if together.not_filled:
        click.echo(f"Not filled in: {', '.join(together.not_filled)}.")
    if together.others:
        click.echo(f"Not known, and left out: {', '.join(together.others)}.")


def _tell_error_files(path: Path, reports: list[Report]) -> None:
    try:
        if path.is_dir():
            written = [write_error_file(report) for report in reports]
        else:
            written = [write_error_workbook(reports)] if reports else []
    except DirectoryError as error:
        say(str(error))
        return
    for file in written:
        say(
            f"The cells are marked in {file}, which is to be read only: mend them in your own and"
            " send that again."
        )
