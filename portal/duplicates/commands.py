"""What may be listed twice, for whoever keeps the portal."""

from __future__ import annotations

import datetime as dt

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.clock import local_date
from directory.errors import DirectoryError, NotKnown
from directory.listings.duplicates import providers_listed_twice, services_listed_twice
from directory.listings.queries import Commissioned, commissioned_services
from directory.places.models import LocalDeliveryUnit, Region
from portal.duplicates.pages import DuplicatesPage, duplicates_page
from portal.running.transactions import in_reading


@click.command("duplicates")
@click.option("--region", required=True, help="Slug of the region, such as north-west.")
@with_appcontext
def duplicates_command(region: str) -> None:
    """List services and providers of a region that may be listed twice; changes nothing."""
    try:
        page = in_reading(lambda session: _found(session, region))
    except DirectoryError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for what, pairs in (("service", page.services), ("provider", page.providers)):
        for pair in pairs:
            click.echo(f"{what}: {pair.one} | {pair.other} ({pair.why})")
    if not (page.services or page.providers):
        click.echo("Nothing looks as if it were listed twice.")


def _found(session: Session, slug: str) -> DuplicatesPage:
    region = session.scalar(select(Region).where(Region.slug == slug))
    if region is None:
        raise NotKnown("region", slug)
    areas = select(LocalDeliveryUnit.id).where(LocalDeliveryUnit.region_id == region.id)
    theirs = Commissioned(frozenset(session.scalars(areas)))
    today = local_date(dt.datetime.now(dt.UTC))
    services = commissioned_services(session, theirs=theirs, on=today)
    providers = {one.provider_id for one in services if one.provider_id is not None}
    return duplicates_page(
        services_listed_twice(session, theirs=theirs, on=today),
        providers_listed_twice(session, providers),
    )


commands = (duplicates_command,)
