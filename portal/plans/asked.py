"""What of a plan an address asks for: of which day, of which place, and which items alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from commissioning.partnership.actions.checking import sections
from commissioning.partnership.actions.counting import LookedFor, RowsAsked
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit, Region
from directory.places.queries import all_regions, areas_of_region
from portal.asking.parameters import ParameterNotRead
from portal.formatting import in_words

Kind = TypeVar("Kind", bound=StrEnum)
CHOOSE_ON_PAGE: Final = "Every choice stands on the page of the plan."


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """`as_at`: the day on which it is told how things stood. `regions` and `areas` are those to
    choose from; of a region's own plan no other region is. `before`: that the plan was not
    published yet on that day, "" where it was."""

    as_at: dt.date
    is_today: bool
    before: str
    region: Region | None
    regions: tuple[Region, ...]
    areas: tuple[LocalDeliveryUnit, ...]
    rows: RowsAsked

    @property
    def query(self) -> str:
        """As it stands behind an address; "" where everything of today is asked for."""
        told = {
            "region": self.region.slug if self.region and len(self.regions) > 1 else "",
            "area": self.rows.area,
            "section": self.rows.section,
            "level": self.rows.level or "",
            "show": self.rows.looked_for or "",
            "as_at": "" if self.is_today else self.as_at.isoformat(),
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def is_narrow(self) -> bool:
        return self.rows.is_narrow or (self.region is not None and len(self.regions) > 1)


def plan_asked(
    session: Session, plan: ActionPlan, args: Mapping[str, str], *, today: dt.date
) -> PlanAsked:
    """Raises `NotKnown` for a place that there is not, and `ParameterNotRead` for a word or a day
    that nobody reads."""
    as_at = day_asked(args, today)
    regions = all_regions(session) if plan.region is None else [plan.region]
    region = plan.region or _of(regions, args.get("region", "").strip(), "region")
    areas = [] if region is None else areas_of_region(session, region, on=today)
    area = _of(areas, args.get("area", "").strip(), "area of this region")
    section = args.get("section", "").strip()
    if section and section not in sections():
        raise ParameterNotRead(f"Choose `section` out of {', '.join(sections())}.", CHOOSE_ON_PAGE)
    rows = RowsAsked(
        section,
        _one_of(ActionLevel, "level", args),
        "" if area is None else area.slug,
        _one_of(LookedFor, "show", args),
    )
    before = nothing_in_force(plan, as_at) if as_at < min(plan.published_on, today) else ""
    return PlanAsked(as_at, as_at == today, before, region, tuple(regions), tuple(areas), rows)


def nothing_in_force(plan: ActionPlan, as_at: dt.date) -> str:
    """As page and paper say it; CSV and JSON have no row then."""
    published, day = in_words(plan.published_on), in_words(as_at)
    return f"This plan was published on {published}. Nothing of it was in force on {day}."


def day_asked(args: Mapping[str, str], today: dt.date) -> dt.date:
    """Raises `ParameterNotRead` for what is no day, and for one that is still to come."""
    typed = args.get("as_at", "").strip()
    if not typed:
        return today
    try:
        day = dt.date.fromisoformat(typed)
    except ValueError as wrong:
        raise ParameterNotRead("Give `as_at` as a day, like 2005-01-01.", CHOOSE_ON_PAGE) from wrong
    if day > today:
        raise ParameterNotRead("Give `as_at` as a day that has come.", CHOOSE_ON_PAGE)
    return day


Place = TypeVar("Place", Region, LocalDeliveryUnit)


def _of(places: Iterable[Place], slug: str, what: str) -> Place | None:
    if not slug:
        return None
    for one in places:
        if one.slug == slug:
            return one
    raise NotKnown(what, slug[:60])


def _one_of(kinds: type[Kind], name: str, args: Mapping[str, str]) -> Kind | None:
    typed = args.get(name, "").strip()
    if not typed:
        return None
    try:
        return kinds(typed)
    except ValueError as wrong:
        taken = ", ".join(kinds)
        raise ParameterNotRead(f"Choose `{name}` out of {taken}.", CHOOSE_ON_PAGE) from wrong
