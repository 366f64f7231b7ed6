"""A region's turn of the year, for whoever keeps the portal."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.listings.carrying_on import WhoCarries, year_turn
from commissioning.listings.turn_of_year import turn_at
from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.listings.queries import Commissioned, commissioned_services
from directory.places.models import LocalDeliveryUnit, Region
from portal.rollover.pages import TurnPage, turn_page
from portal.rollover.turn_pages import area_names
from portal.running.transactions import in_reading


@click.command("rollover")
@click.option("--region", required=True, help="Slug of the region, such as north-west.")
@with_appcontext
def rollover_command(region: str) -> None:
    """Count what becomes of a region's listings at the turn of the year; changes nothing."""
    try:
        page = in_reading(lambda session: _found(session, region))
    except (DirectoryError, CommissioningError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{page.last_day} to {page.first_day}. {page.counts}.")
    if page.if_carried:
        click.echo(f"If all that can be is carried on: {page.if_carried}.")
    for one in page.listings:
        if not one.is_carried_on:
            click.echo(f"{one.becomes}: {one.title}, {one.provider}: {one.before} → {one.after}")


def _found(session: Session, slug: str) -> TurnPage:
    region = session.scalar(select(Region).where(Region.slug == slug))
    if region is None:
        raise NotKnown("region", slug)
    rows = select(LocalDeliveryUnit.id).where(LocalDeliveryUnit.region_id == region.id)
    area_ids, turn = frozenset(session.scalars(rows)), turn_at(local_date(dt.datetime.now(dt.UTC)))
    services = commissioned_services(session, theirs=Commissioned(area_ids), on=turn.last_day)
    who = WhoCarries(is_commissioner=True, area_ids=area_ids)
    found = year_turn(session, services, turn, who=who)
    return turn_page(found, area_names(session, found), has_turned=True, done="", is_empty=False)


commands = (rollover_command,)
