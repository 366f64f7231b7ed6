"""`flask --app portal demo`: a portal full of clearly invented services, made and served."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
import flask_migrate
from flask import current_app

from commissioning.demonstration.plans import FEWEST_SERVICES
from commissioning.demonstration.wish import Wish
from directory.audit.heads import HeadFiles
from portal import create_app
from portal.backups.going_back import LOSE_RECORDS, LOSE_SHEETS
from portal.demonstration.cases_to_tell import make_cases_to_tell
from portal.demonstration.desk_year import (
    count_for_the_desk,
    make_desk_year,
    make_what_needs_everything,
)
from portal.demonstration.inbox_to_work import make_inbox_to_work
from portal.demonstration.making_on import (
    MakingOn,
    Progress,
    lines_due,
    work_out_what_is_due,
)
from portal.demonstration.marker import DatabaseHolds, DatabaseState, standing_of_database
from portal.demonstration.partners_kept import make_partners_pay
from portal.demonstration.serving import (
    HOST,
    LOG_NAME,
    NotServed,
    folder_held,
    refuse_busy_port,
    secret_kept_in,
    serve,
)
from portal.demonstration.stories import stories
from portal.demonstration.things_to_do import make_things_to_do
from portal.demonstration.working_day import make_working_day
from portal.fictional_accounts import fictional_password, make_fictional_accounts
from portal.running.transactions import in_reading, in_writing

OWN_FOLDER = "var/demonstration"
MOST_SERVICES = 20_000
MOST_REFERRALS = 2_000_000
OLD_AFTER_DAYS = 20

TO_TRY = (
    ("/", "the front door, with the stories"),
    ("/courts/preston-magistrates-court", "what stands behind each requirement in Preston"),
    ("/courts/preston-magistrates-court/bulletin", "what changed there since last week"),
    ("/services?q=debt+leyland", "any service, by words, place and filters"),
    ("/coverage", "what is available where, on a map beside its table"),
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
    """Invent a portal's records with dates around today, and serve them until Ctrl-C.

    Served as soon as the first court can be answered; the other regions follow meanwhile.
    """
    try:
        if not no_serve:
            refuse_busy_port(port)
        folder = _set_up_environment(port)
        with folder_held(folder), create_app().app_context():
            regions = _regions_to_make(Wish(services, referrals, utc_now()), refresh=refresh)
            if no_serve:
                _say_regions(regions)
                _make_accounts()
                _make_the_rest()
                click.echo(f"Made in {folder}; without --no-serve the same command serves it.")
                return
            _say_first_region(regions)
            _make_accounts()
            serve(
                port,
                folder,
                when_ready=lambda: _say_where(port, folder),
                meanwhile=_made_meanwhile(regions, port),
            )
    except NotServed as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("\nStopped. The same command continues with the same records.")


def utc_now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def _set_up_environment(port: int) -> Path:
    """The demonstration's own folder and secret, for this process and its children."""
    folder = Path(os.environ.setdefault("PORTAL_DATA_DIR", OWN_FOLDER)).resolve()
    os.environ["PORTAL_DEMONSTRATION"] = "yes"
    os.environ.setdefault("PORTAL_ADDRESS", f"http://127.0.0.1:{port}")
    if not os.environ.get("PORTAL_SECRET_KEY"):
        os.environ["PORTAL_SECRET_KEY"] = secret_kept_in(folder)
    return folder


def _regions_to_make(wish: Wish, *, refresh: bool) -> Iterator[Progress]:
    """What is missing: all of it, what an interrupted making left, or nothing but newest dates."""
    flask_migrate.upgrade()
    kept = in_reading(standing_of_database)
    if kept.found is DatabaseHolds.OTHER_RECORDS:
        raise NotServed(
            "This database holds records that are no demonstration, and is left alone. Set "
            "PORTAL_DATA_DIR or PORTAL_DATABASE_URL to another place."
        )
    if kept.found is DatabaseHolds.WHOLE and not refresh:
        _say_continues(kept, wish)
        _level_dates()
        return iter(())
    if kept.found is DatabaseHolds.HALF_MADE and not refresh:
        resumed = _resumed(kept, wish)
        if resumed is not None:
            return resumed.regions_to_come()
        click.echo("An earlier making was interrupted; it is made anew.")
    if kept.found is not DatabaseHolds.NOTHING:
        _empty()
    return _begun(wish).regions_to_come()


def _resumed(kept: DatabaseState, wish: Wish) -> MakingOn | None:
    """Of the same size and day, and by the same recipe; else it would be another one."""
    if kept.wish is None or not kept.can_go_on(wish):
        return None
    making_on = MakingOn.resumed(kept.wish, kept.reached, utc_now)
    if making_on is not None:
        click.echo(
            f"An earlier making was interrupted; it goes on after {making_on.made.services:,}"
            f" of {wish.services:,} services."
        )
    return making_on


def _begun(wish: Wish) -> MakingOn:
    click.echo(
        f"Inventing {wish.services:,} services and {wish.referrals:,} referrals"
        f" with dates around {wish.today:%-d %B %Y}."
    )
    making_on = MakingOn.begun(wish, utc_now)
    click.echo("Areas, courts, prisons, offices and programmes are in.")
    return making_on


def _make_accounts() -> None:
    """Once the first region is in: they belong to its court, its areas and one of its providers."""
    in_writing(lambda session: make_fictional_accounts(session, at=utc_now()))
    in_writing(lambda session: make_things_to_do(session, at=utc_now()))
    made = [
        in_writing(lambda session: make_cases_to_tell(session, at=utc_now())),
        in_writing(lambda session: make_inbox_to_work(session, at=utc_now())),
        in_writing(lambda session: make_working_day(session, at=utc_now())),
        in_writing(lambda session: make_desk_year(session, at=utc_now())),
        in_writing(lambda session: make_partners_pay(session, at=utc_now())),
    ]
    if any(made):
        for _ in work_out_what_is_due(utc_now):
            pass
    count_for_the_desk(utc_now)


def _make_the_rest() -> None:
    """Once every region and the accounts are there."""
    in_writing(lambda session: make_what_needs_everything(session, at=utc_now()))
    count_for_the_desk(utc_now)


def _empty() -> None:
    """Down to no tables at all, and up again: a demonstration may be lost, its seals with it."""
    flask_migrate.downgrade(revision="base", x_arg=[LOSE_SHEETS, LOSE_RECORDS])
    flask_migrate.upgrade()
    HeadFiles(Path(current_app.config["AUDIT_HEAD"])).remove()


def _level_dates() -> None:
    total = lines_due(utc_now)
    if not total:
        return
    with click.progressbar(length=total, label="Start dates") as bar:
        for tally in work_out_what_is_due(utc_now):
            bar.update(tally.answered + tally.failed)


def _say_first_region(regions: Iterator[Progress]) -> None:
    """Until the first of the regions to come can be asked about, with a bar."""
    first = next(regions, None)
    if first is None or first.is_shown:
        return
    with click.progressbar(length=first.of, label=first.region) as bar:
        for reached in chain([first], regions):
            bar.update(max(0, reached.done - bar.pos))
            if reached.is_shown:
                break
    click.echo(_shown_in_words(reached))


def _made_meanwhile(regions: Iterator[Progress], port: int) -> Iterator[None]:
    yield from _said_as_they_come(regions)
    _make_the_rest()
    yield
    _say_stories(port)


def _said_as_they_come(regions: Iterator[Progress]) -> Iterator[None]:
    for reached in regions:
        if reached.is_shown:
            click.echo(_shown_in_words(reached))
        yield
    click.echo("The demonstration is whole.")


def _say_regions(regions: Iterator[Progress]) -> None:
    for _ in _said_as_they_come(regions):
        pass


def _shown_in_words(reached: Progress) -> str:
    counted = f"{reached.regions_shown} of {reached.regions} regions"
    return f"{reached.region} can be asked about: {counted}."


def _say_continues(kept: DatabaseState, wish: Wish) -> None:
    made = kept.wish or wish
    click.echo(
        f"Continuing with the demonstration made on {made.today:%-d %B %Y}:"
        f" {made.services:,} services, {made.referrals:,} referrals. Nothing new is invented."
    )
    if (made.services, made.referrals) != (wish.services, wish.referrals):
        click.echo("For another size, or to start again, add --refresh.")
    if (wish.today - made.today).days > OLD_AFTER_DAYS:
        click.echo(
            "Its facts have not been confirmed since, and pages say so. "
            "To invent it anew as of today: flask --app portal demo --refresh"
        )


def _say_where(port: int, folder: Path) -> None:
    click.echo("\nThe portal is open. Every figure in it is invented. To try:")
    for path, what in TO_TRY:
        click.echo(f"  http://{HOST}:{port}{path:<55} {what}")
    click.echo(f"To log in: http://{HOST}:{port}/log-in lists an invented account of each role;")
    click.echo(f"  the password of each is {fictional_password()}")
    click.echo(f"Its log is {folder / LOG_NAME}. Ctrl-C stops the portal and its worker.")


def _say_stories(port: int) -> None:
    """Once all of them can be read: the last words, so that nothing hides them."""
    click.echo("\nFive stories in it:")
    for number, story in enumerate(in_reading(stories), start=1):
        click.echo(f"  {number}. {story.title}")
        for link in story.links:
            click.echo(f"     http://{HOST}:{port}{link.address}")


commands: list[click.Command] = [demo_command]
