"""`flask --app portal demo`: a portal full of clearly invented services, made and served."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import click
import flask_migrate
from flask import Flask
from sqlalchemy.orm import Session

from commissioning.dates.working_out import due_lines
from commissioning.demonstration.last_week import invent_last_week
from commissioning.demonstration.making import Made, Making
from commissioning.demonstration.plans import FEWEST_SERVICES
from commissioning.demonstration.wish import Wish
from directory.clock import local_date
from portal import create_app
from portal.dates.passes import Answering
from portal.demonstration.marker import (
    DatabaseHolds,
    DatabaseState,
    mark_begun,
    mark_finished,
    standing_of_database,
)
from portal.demonstration.serving import (
    HOST,
    LOG_NAME,
    NotServed,
    folder_held,
    refuse_busy_port,
    secret_kept_in,
    serve,
)
from portal.running.transactions import in_reading, in_writing

OWN_FOLDER = "var/demonstration"
MOST_SERVICES = 20_000
MOST_REFERRALS = 2_000_000
OLD_AFTER_DAYS = 20

TO_TRY = (
    ("/", "the front door"),
    ("/courts/preston-magistrates-court", "what stands behind each requirement in Preston"),
    ("/courts/st-albans-magistrates-court", "Hertfordshire: 800 orders bought, 932 completed"),
    ("/courts/preston-magistrates-court/bulletin", "what changed there since last week"),
    ("/services?q=debt+leyland", "any service, by words, place and filters"),
    ("/coverage", "what is available where, on a map beside its table"),
    ("/areas/north-west/central-lancashire", "one area"),
    ("/packages?area=central-lancashire", "several services put together in one order"),
    ("/api/v1/availability?court=preston-magistrates-court", "the same as JSON"),
    ("/about/forecasts", "how dates are worked out; in some minutes, how they held"),
    ("/about/data", "where it all comes from"),
)


@click.command("demo")
@click.option(
    "--services",
    type=click.IntRange(FEWEST_SERVICES, MOST_SERVICES),
    default=500,
    show_default=True,
    envvar="SERVICES",
    help="How many services to invent.",
)
@click.option(
    "--referrals",
    type=click.IntRange(0, MOST_REFERRALS),
    default=30_000,
    show_default=True,
    envvar="REFERRALS",
    help="How many referrals to invent, over two years.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=5000,
    show_default=True,
    envvar="PORT",
    help="Where to serve, on 127.0.0.1.",
)
@click.option("--no-serve", is_flag=True, help="Make the database, then end.")
@click.option("--refresh", is_flag=True, help="Throw the demonstration away and make it anew.")
def demo_command(services: int, referrals: int, port: int, no_serve: bool, refresh: bool) -> None:
    """Invent a portal's records with dates around today, and serve them until Ctrl-C."""
    try:
        if not no_serve:
            refuse_busy_port(port)
        folder = _set_up_environment()
        with folder_held(folder):
            wish = Wish(services, referrals, dt.datetime.now(dt.UTC))
            _make(create_app(), wish, refresh=refresh)
            if no_serve:
                click.echo(f"Made in {folder}; without --no-serve the same command serves it.")
                return
            serve(port, folder, when_ready=lambda: _say_where(port, folder))
    except NotServed as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("\nStopped. The same command continues with the same records.")


def _set_up_environment() -> Path:
    """The demonstration's own folder and secret, for this process and its children."""
    folder = Path(os.environ.setdefault("PORTAL_DATA_DIR", OWN_FOLDER)).resolve()
    os.environ["PORTAL_DEMONSTRATION"] = "yes"
    if not os.environ.get("PORTAL_SECRET_KEY"):
        os.environ["PORTAL_SECRET_KEY"] = secret_kept_in(folder)
    return folder


def _make(app: Flask, wish: Wish, *, refresh: bool) -> None:
    """Make what is missing: all of it, nothing but the newest dates, or all of it again."""
    with app.app_context():
        flask_migrate.upgrade()
        kept = in_reading(standing_of_database)
        if kept.found is DatabaseHolds.OTHER_RECORDS:
            raise NotServed(
                "This database holds records that are no demonstration, and is left alone. Set "
                "PORTAL_DATA_DIR or PORTAL_DATABASE_URL to another place."
            )
        if kept.found is DatabaseHolds.HALF_MADE:
            click.echo("An earlier making was interrupted; it is made anew.")
        if kept.found is DatabaseHolds.HALF_MADE or (refresh and kept.found is DatabaseHolds.WHOLE):
            _empty()
            kept = DatabaseState(DatabaseHolds.NOTHING)
        if kept.found is DatabaseHolds.WHOLE:
            _say_continues(kept, wish)
        else:
            _make_all(wish)
        _work_out_dates()
        in_writing(lambda session: invent_last_week(session, dt.datetime.now(dt.UTC)))


def _empty() -> None:
    """Down to no tables at all, and up again."""
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()


def _make_all(wish: Wish) -> None:
    click.echo(
        f"Inventing {wish.services:,} services and {wish.referrals:,} referrals"
        f" with dates around {wish.today:%-d %B %Y}."
    )
    in_writing(lambda session: mark_begun(session, wish))
    making = Making(wish, _changed)
    making.ground()
    click.echo("Areas, courts, prisons, offices and programmes are in.")
    with click.progressbar(length=len(making.plans), label="Services and their cases") as bar:
        done = making.made.services
        for made in making.services():
            bar.update(made.services - done)
            done = made.services
    in_writing(
        lambda session: mark_finished(
            session, wish, done=making.made.referrals, at=dt.datetime.now(dt.UTC)
        )
    )
    _say_made(making.made)


def _changed(step: Callable[[Session], None]) -> None:
    in_writing(step)


def _work_out_dates() -> None:
    """Everything that is due, so that the first page has its dates."""
    answering = Answering(lambda: dt.datetime.now(dt.UTC))
    total = in_reading(_lines_due)
    if not total:
        return
    with click.progressbar(length=total, label="Start dates") as bar:
        tally = answering.until_nothing_is_due(bar.update)
    click.echo(f"Start dates worked out for {tally.answered:,} queues.")


def _lines_due(session: Session) -> int:
    today = local_date(dt.datetime.now(dt.UTC))
    return len(due_lines(session, as_of=today, limit=1_000_000))


def _say_made(made: Made) -> None:
    click.echo(
        f"{made.services:,} services in {made.lines:,} queues, {made.groups:,} groups,"
        f" {made.referrals:,} referrals with {made.events:,} events."
    )


def _say_continues(kept: DatabaseState, wish: Wish) -> None:
    made_on = local_date(kept.made_at) if kept.made_at else wish.today
    click.echo(
        f"Continuing with the demonstration made on {made_on:%-d %B %Y}:"
        f" {kept.services:,} services, {kept.referrals:,} referrals. Nothing new is invented."
    )
    if (kept.services, kept.referrals) != (wish.services, wish.referrals):
        click.echo("For another size, or to start again, add --refresh.")
    if (wish.today - made_on).days > OLD_AFTER_DAYS:
        click.echo(
            "Its facts have not been confirmed since, and pages say so. "
            "To invent it anew as of today: flask --app portal demo --refresh"
        )


def _say_where(port: int, folder: Path) -> None:
    click.echo("\nThe portal is open. Every figure in it is invented. To try:")
    for path, what in TO_TRY:
        click.echo(f"  http://{HOST}:{port}{path:<55} {what}")
    click.echo(f"Its log is {folder / LOG_NAME}. Ctrl-C stops the portal and its worker.")


commands: list[click.Command] = [demo_command]
