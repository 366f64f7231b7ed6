"""What every word and day that is said of a plan must be: refused with what to do instead."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.lead_words import asked_of_leads
from commissioning.partnership.actions.models import (
    ActionLevel,
    ActionParent,
    ActionPlan,
    PlanAction,
)
from directory.clock import day_in_words, local_date
from directory.free_words import number_or_place_in
from directory.identifiers import has_email, has_whole_postcode, national_identifier
from directory.names_in_prose import likely_person_in, person_named_in
from directory.pathways import pathways
from directory.places.models import AreaSuccession, LocalDeliveryUnit, Region
from directory.telephones import numbers_in

FRAMEWORK: Final = "framework"
"""The section of what stands above the pathways."""

PLAN_CODE: Final = re.compile(r"(?=.{1,80}$)[a-z0-9]+(?:-[a-z0-9]+)*")

LONGEST: Final = 2000
"""Characters of anything that is written of an action."""

ALONE: Final = "A plan tells of bodies and posts alone: take out {what}."
NAMED: Final = (
    "A plan tells of bodies and posts alone, and “{name}” may be the name of a person: write the"
    " post, or of a body what it is, such as “the charity Stepping Stones”."
)


def sections() -> tuple[str, ...]:
    """The framework, then the pathways in their order."""
    return (FRAMEWORK, *(one.code for one in pathways()))


def checked_words(
    field: str, text: str | None, *, needs: str = "", is_name: bool = False
) -> str | None:
    """With single spaces; None for nothing, refused where something is needed. Nothing that
    tells who somebody is: also what may be a name, unless a body or post `is_name`d alone, which
    `refuse_names` asks about."""
    words = _whole(field, text, needs)
    if words and (what := number_or_place_in(words)):
        raise PlanRefused(field, ALONE.format(what=what))
    if words and not is_name and (named := likely_person_in(words)):
        raise PlanRefused(field, NAMED.format(name=named))
    return words


def refuse_people(field: str, *words: str | None) -> None:
    """Of what the plan itself says, in which much has capital letters: raises `PlanRefused` where
    a title, a forename or an initial tells that a person is named."""
    for one in words:
        if one and (named := person_named_in(one)):
            raise PlanRefused(field, NAMED.format(name=named))


def published_words(field: str, text: str | None, *, needs: str = "") -> str | None:
    """The same of what the plan itself says: a day beside the name of a body, such as “Regional
    Board by 31 March 2005”, is nobody's day of birth there."""
    words = _whole(field, text, needs)
    for what, is_there in (
        (national_identifier(words or ""), True),
        ("a telephone number", numbers_in(words or "")),
        ("a whole postcode", has_whole_postcode(words or "")),
        ("an e-mail address", has_email(words or "")),
    ):
        if what and is_there:
            raise PlanRefused(field, ALONE.format(what=what))
    return words


def refuse_names(
    field: str, *words: str | None, are_bodies: bool, known: tuple[str | None, ...] = ()
) -> None:
    """Raises `PlanRefused` for what reads as the name of a person, unless somebody says that it is
    a post or a body, or it stands there already (`known`)."""
    for one in words:
        if one not in known and not are_bodies and (asked := asked_of_leads(one)):
            raise PlanRefused(field, f"{asked}.")


def _whole(field: str, text: str | None, needs: str) -> str | None:
    words = " ".join((text or "").split())
    if not words and needs:
        raise PlanRefused(field, f"Enter {needs}.")
    if len(words) > LONGEST:
        raise PlanRefused(field, f"Write at most {LONGEST:,} characters.")
    return words or None


def checked_code(code: str | None) -> str:
    """Of a plan: it stands in addresses and names of files."""
    written = (code or "").strip().casefold()
    if not PLAN_CODE.fullmatch(written) or written == "new":
        raise PlanRefused(
            "plan", "Enter a short name of small letters, figures and hyphens, like wales-2026."
        )
    return written


def checked_day(field: str, day: dt.date, plan: ActionPlan, at: dt.datetime) -> dt.date:
    """On which something of the plan was so: not before the plan, and not still to come."""
    if day > local_date(at):
        raise PlanRefused(field, f"Enter a day that has come: {day_in_words(day)} is still ahead.")
    if day < plan.begins_on:
        raise PlanRefused(
            field,
            f"Enter a day of the plan: it begins on {day_in_words(plan.begins_on)}.",
        )
    return day


def checked_place(
    session: Session,
    level: ActionLevel,
    region: Region | None,
    area: LocalDeliveryUnit | None,
    *,
    on: dt.date,
) -> None:
    """A region and an area that fit the level; an area that has ended names who followed it."""
    if level is ActionLevel.NATIONAL and (region or area):
        raise PlanRefused("region", "A national item has no region: leave region and area empty.")
    if level is ActionLevel.REGIONAL and area is not None:
        raise PlanRefused("area", "A regional item is of a whole region: leave the area empty.")
    if level is ActionLevel.LOCAL and region is not None and area is None:
        raise PlanRefused("area", "A local item is of one area: name it beside its region.")
    if area is None:
        return
    if region is None or area.region_id != region.id:
        raise PlanRefused("area", f"{area.name} is not in that region: name its own region.")
    if area.valid_to is not None and area.valid_to < on:
        raise PlanRefused("area", _ended(session, area, area.valid_to))


def successor_areas(session: Session, area: LocalDeliveryUnit) -> list[LocalDeliveryUnit]:
    """Who answers for the ground of an area that ended, by name."""
    after = select(AreaSuccession.successor_id).where(AreaSuccession.predecessor_id == area.id)
    rows = select(LocalDeliveryUnit).where(LocalDeliveryUnit.id.in_(after))
    return list(session.scalars(rows.order_by(LocalDeliveryUnit.name, LocalDeliveryUnit.id)))


def _ended(session: Session, area: LocalDeliveryUnit, on: dt.date) -> str:
    after = " or ".join(one.name for one in successor_areas(session, area))
    told = f"{area.name} ended on {day_in_words(on)}"
    return f"{told}: name {after}, which followed it." if after else f"{told}: name another area."


def refuse_circle(session: Session, child: PlanAction, parent: PlanAction) -> None:
    """An item answers none of what answers it, by one step or several, and none of another plan."""
    if parent.plan_id != child.plan_id:
        raise PlanRefused(
            "parent_id", f"{parent.code} is of another plan: name an item of the same plan."
        )
    above, seen = {parent.id}, set[int]()
    while above:
        if child.id in above:
            raise PlanRefused(
                "parent_id",
                f"{parent.code} stands beneath {child.code} already: name another above it.",
            )
        seen |= above
        asked = select(ActionParent.parent_id).where(ActionParent.child_id.in_(above))
        above = set(session.scalars(asked)) - seen
