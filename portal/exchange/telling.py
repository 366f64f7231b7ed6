"""What the command line says of an import: while it runs, and of its report afterwards."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from directory.clock import day_in_words
from directory.errors import DirectoryError
from directory.exchange.columns import About, CellError
from directory.exchange.error_files import write_error_file
from directory.exchange.report import Report

REASONS_SHOWN = 20


def say(message: str) -> None:
    """To whoever watches, apart from what the command answers."""
    click.echo(message, err=True)


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def tell(report: Report) -> None:
    """What was taken in, or would have been."""
    _list(report.errors, report.error_count)
    _list(report.unusual, report.unusual_count)
    tell_rows(report)
    if report.is_rehearsal:
        click.echo("Nothing was written: this was a dry run.")
    if report.set_aside:
        _tell_error_file(report, "The rows set aside stand, with the reasons, in {}.")


def tell_rows(report: Report, *, is_part: bool = False) -> None:
    """How many rows of a table there were, and what became or would become of them.

    How to take it back is told of what `is_part` once, for the whole.
    """
    would = "would be " if report.is_rehearsal else ""
    click.echo(f"{report.surveyed.name}: {counted(report.rows, 'row')} of {report.kind.name}.")
    for outcome, count in report.outcomes.items():
        if count:
            click.echo(f"  {count:>9,} {would}{outcome}")
    for note, count in report.notes.items():
        if count:
            click.echo(f"  {count:>9,} {note}")
    for remark in _remarks(report):
        click.echo(remark)
    _tell_some(report.changes, "changed")
    _tell_some(report.aside, "kept")
    if report.aside and report.speaks_as and not report.is_rehearsal:
        click.echo(
            "`offers` lists what may be taken instead, `take-offer NUMBER --by NAME` takes it."
        )
    if report.run_id is not None and not report.is_rehearsal and not is_part:
        click.echo(how_to_take_back(report.run_id, report.lasting))


def how_to_take_back(number: int, lasting: str, *, it: str = "it") -> str:
    """What is true of `undo-import`, said at once."""
    if lasting:
        return (
            f"It cannot be taken back as one: {lasting}. A file that corrects it is sent instead."
        )
    return f"`undo-import {number}` takes {it} back, until something stands on it."


def _tell_some(sentences: Sequence[str], done: str) -> None:
    for sentence in sentences[:REASONS_SHOWN]:
        click.echo(sentence)
    if len(sentences) > REASONS_SHOWN:
        click.echo(f"… and {len(sentences) - REASONS_SHOWN:,} more were {done}.")


def tell_refusal(report: Report) -> None:
    _list(report.errors, report.error_count)
    _list(report.unusual, report.unusual_count)
    for remark in _remarks(report):
        say(remark)
    if report.error_count:
        found = counted(report.error_count, "mistake")
        advice = ""
    else:
        found = f"{counted(report.unusual_count, 'cell')} out of the usual"
        advice = " Where all of it is meant, send the file again with --accept-unusual."
    say(f"Refused: {found} in {counted(report.rows, 'row')}. Nothing was written.{advice}")
    _tell_error_file(report, _what_to_mend(report))


def _what_to_mend(report: Report) -> str:
    """A file about persons comes back without their numbers: sent again it would add strangers."""
    if any(column.holds is About.PERSON for column in report.kind.columns):
        return (
            "The reasons stand beside the rows in {}, where people’s numbers are left out: mend"
            " your own file and send that again."
        )
    return "The reasons stand beside the rows in {}: mend it and send it again."


def _remarks(report: Report) -> Iterator[str]:
    yield from report.remarks
    if report.speaks_as:
        other = "" if report.taking.source else "; --source NAME says whose it is"
        yield f"It counts as the word of “{report.speaks_as}”{other}."
    for head, (first, last) in report.spans.items():
        yield f"{head}: {_span(first, last)}."


def _span(first: dt.date, last: dt.date) -> str:
    """In words, so that day and month can be told apart."""
    if first == last:
        return f"always {day_in_words(first)}"
    return f"from {day_in_words(first)} to {day_in_words(last)}"


def _list(errors: Sequence[CellError], count: int) -> None:
    in_order = sorted(errors, key=lambda error: error.row)
    for error in in_order[:REASONS_SHOWN]:
        say(str(error))
    if count > REASONS_SHOWN:
        say(f"… and {count - REASONS_SHOWN:,} more.")


def _tell_error_file(report: Report, sentence: str) -> None:
    try:
        path = write_error_file(report)
    except DirectoryError as error:
        say(str(error))
    else:
        say(sentence.format(path))


@contextmanager
def rows_in_progress(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where somebody looks at it, with rows a second and time left."""
    if not sys.stderr.isatty():
        yield lambda _rows: None
        return
    began = time.monotonic()
    with click.progressbar(
        length=length, label=label, file=sys.stderr, item_show_func=lambda told: told
    ) as bar:

        def advance(rows: int) -> None:
            rate = (bar.pos + rows) / max(time.monotonic() - began, 0.001)
            bar.update(rows, f"{rate:,.0f} rows a second")

        yield advance
