"""Whose listings turn with the year, and what the page asks of the records."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.listings.carrying_on import WhoCarries, YearTurn, year_turn
from commissioning.listings.turn_of_year import YearEnd, turn_at
from directory.acts import Act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.listings.queries import commissioned_services, own_services
from directory.people.permissions import Extent
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service
from portal.listings.theirs import commissioned, own_providers
from portal.looking import looking, moment
from portal.rollover.pages import TurnPage, turn_page


def turn_now() -> YearEnd:
    return turn_at(local_date(moment()))


def who_carries() -> WhoCarries:
    """A provider wherever it serves, a region in its own areas."""
    if looking().reach(Act.LISTING_CARRY_ON) is Extent.OWN:
        return WhoCarries()
    return WhoCarries(is_commissioner=True, area_ids=commissioned().area_ids or None)


def listings_of_theirs(session: Session) -> list[Service]:
    """A provider's own, or those served in the commissioner's areas on the year's last day."""
    if looking().reach(Act.LISTING_CARRY_ON) is Extent.OWN:
        return own_services(session, own_providers())
    return commissioned_services(session, theirs=commissioned(), on=turn_now().last_day)


def chosen(session: Session, told: Iterable[str]) -> list[Service]:
    """Raises `NotKnown`, also for another's."""
    known = {str(one.public_id): one for one in listings_of_theirs(session)}
    wanted = dict.fromkeys(told)
    for one in wanted:
        if one not in known:
            raise NotKnown("listing of yours", one)
    return [known[one] for one in wanted]


def ask_turn(session: Session, *, is_empty: bool = False) -> TurnPage:
    turn = turn_now()
    found = year_turn(session, listings_of_theirs(session), turn, who=who_carries())
    return turn_page(
        found,
        area_names(session, found),
        has_turned=local_date(moment()) >= turn.first_day,
        done=request.args.get("done", ""),
        is_empty=is_empty,
    )


def area_names(session: Session, found: YearTurn) -> dict[int, str]:
    keys = {key for one in found.listings for day in (one.before, one.after) for key in day.areas}
    rows = select(LocalDeliveryUnit.id, LocalDeliveryUnit.name).where(
        LocalDeliveryUnit.id.in_(keys)
    )
    return dict(session.execute(rows).all())
