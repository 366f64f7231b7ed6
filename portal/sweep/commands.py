"""`flask --app portal check-answers`: does the portal say the same everywhere, from records?"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from commissioning.sweep.contradictions import SAYS, Contradiction, ContradictionKind, Swept
from commissioning.sweep.sweeping import sweep
from directory.clock import local_date
from directory.errors import NotKnown
from directory.places.queries import all_areas, region_called
from portal.running.transactions import in_reading
from portal.sweep.formats import web_formats
from portal.sweep.told_words import told_lines

ALL_AGREE, SOME_DISAGREE = 0, 1

Progress = Callable[[int], None]


@click.command("check-answers")
@click.option("--region", metavar="NAME", help="Only the areas of this region, by its name.")
@click.option("--answers", is_flag=True, help="Also tell what each area is told, in short.")
@with_appcontext
def check_answers_command(region: str | None, *, answers: bool) -> None:
    """Ask every area in every way, and count what disagrees or rests on nothing.

    Each count must be 0. Ends with 1 where one is not, after each contradiction with the
    addresses that show it; records that are incomplete are counted and are no contradiction.
    """
    at = dt.datetime.now(tz=dt.UTC)
    try:
        if region is not None:
            region = in_reading(partial(_slug_of, region=region))
        length = in_reading(partial(_area_count, region=region, on=local_date(at)))
    except NotKnown as error:
        raise click.ClickException(str(error)) from error
    with _progress(length) as advance:
        swept = in_reading(partial(_swept, at=at, region=region, progress=advance))
    if answers:
        for line in told_lines(swept.told):
            click.echo(line)
    _tell(swept)
    sys.exit(SOME_DISAGREE if swept.contradictions else ALL_AGREE)


def _slug_of(session: Session, *, region: str) -> str:
    return region_called(session, region).slug


def _area_count(session: Session, *, region: str | None, on: dt.date) -> int:
    areas = all_areas(session, on=on)
    return len(areas) if region is None else sum(one.region.slug == region for one in areas)


def _swept(session: Session, *, at: dt.datetime, region: str | None, progress: Progress) -> Swept:
    return sweep(
        session,
        at,
        region=region,
        last_resort=current_app.config["TELEPHONE"],
        formats=web_formats,
        progress=progress,
    )


def _tell(swept: Swept) -> None:
    for found in sorted(swept.contradictions, key=_by_kind):
        click.echo(f"{SAYS[found.kind]}: {found.what}")
        for address in found.addresses:
            click.echo(f"    {address}")
    click.echo(f"Areas {swept.areas:,}, courts {swept.courts:,}, lines {swept.lines:,}.")
    for kind in ContradictionKind:
        click.echo(f"{swept.count(kind):>7,}  {SAYS[kind]}")
    click.echo(f"{len(swept.contradictions):>7,}  contradictions in all")
    click.echo(f"{len(swept.incomplete):>7,}  lines with incomplete records (no contradiction)")


def _by_kind(found: Contradiction) -> tuple[int, str]:
    return list(ContradictionKind).index(found.kind), found.what


@contextmanager
def _progress(length: int) -> Iterator[Progress]:
    """A bar on standard error, where somebody looks at it."""
    if not sys.stderr.isatty():
        yield lambda _areas: None
        return
    with click.progressbar(length=length, label="Areas", file=sys.stderr) as bar:
        yield bar.update


commands: list[click.Command] = [check_answers_command]
