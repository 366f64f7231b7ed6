"""`flask --app portal back-test`: past days worked out again, and how the dates would have held."""

from __future__ import annotations

import datetime as dt
import sys
from functools import partial

import click
from flask.cli import with_appcontext

from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.promises.record import KindRecord, back_tests_by_kind
from portal.promises.passes import MOST_A_DAY, BackTesting, settle
from portal.running.transactions import in_reading, in_writing

ALL_DONE, SOME_FAILED = 0, 1


def utc_now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


@click.command("back-test")
@click.option(
    "--most",
    type=click.IntRange(1, 100_000),
    default=MOST_A_DAY,
    show_default=True,
    help="At most so many lines and past days; the least tested lines come first.",
)
@with_appcontext
def back_test_command(most: int) -> None:
    """Work out past days from what had been recorded by then, beside what happened.

    Days already worked out by this engine are not worked out again, so that the
    command may be stopped and continued. Ends with 1 when any line could not be
    worked out; the log says why.
    """
    testing = BackTesting(utc_now, most=most)
    while testing.one_pass():
        pass
    in_writing(partial(settle, at=utc_now()))
    click.echo(f"Worked out again with {ENGINE_VERSION}: {testing.done:,} past days of lines.")
    for found in in_reading(back_tests_by_kind):
        click.echo(_line(found))
    if testing.failed:
        click.echo(f"Could not be worked out: {testing.failed:,}; the log says why.", err=True)
        sys.exit(SOME_FAILED)
    sys.exit(ALL_DONE)


def _line(found: KindRecord) -> str:
    tally = found.tally
    marked = " (generated figures)" if found.is_generated else ""
    kept, in_range = tally.share_kept(), tally.share_in_range()
    return (
        f"  {found.kind.value:<14}{tally.people:>6,} people {tally.judged:>6,} dates come due  "
        f"9 in 10 kept {_percent(kept)}  in the range {_percent(in_range)}  "
        f"median {_days(tally.median_difference())}{marked}"
    )


def _percent(share: float | None) -> str:
    return " --" if share is None else f"{100 * share:.0f}%"


def _days(days: int | None) -> str:
    return "--" if days is None else f"{days:+d} days"


commands: list[click.Command] = [back_test_command]
