"""Acts on a listing in the words of its history, beside wordings, decisions and words given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.listings.acts_told import ActTold, acts_told
from directory.acts import Act
from directory.histories import act_in_words
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from portal.formatting import in_words, joined
from portal.listings.pages import ShownDeed


def shown_acts(
    session: Session, service: Service, *, told: Collection[dt.datetime]
) -> list[ShownDeed]:
    return [
        ShownDeed(one.row.at, _says(one), _reason(one), False, (), (), None)
        for one in acts_told(session, service, told=told)
    ]


def _says(one: ActTold) -> str:
    words = WORDS.get(one.row.act)
    if words is None:
        return f"{one.by}: {act_in_words(one.row.act).lower()}"
    return f"{one.by} {words(one)}"


def _reason(one: ActTold) -> str:
    return (one.stop.reason or "") if one.stop is not None and _is(one, Act.STOP_PLAN) else ""


def _is(one: ActTold, act: Act) -> bool:
    return one.row.act == act


def _planned(one: ActTold) -> str:
    return f"planned ahead: {_stop(one)}"


def _cancelled(one: ActTold) -> str:
    return f"cancelled what was planned: {_stop(one)}"


def _stop(one: ActTold) -> str:
    if one.stop is None:
        return "days without referrals"
    if one.stop.to_date is None:
        return f"it ends on {in_words(one.stop.last_day)}"
    first, last = in_words(one.stop.from_date), in_words(one.stop.to_date)
    return f"it takes no referrals from {first} to {last}"


def _served(one: ActTold) -> str:
    return f"stated that it serves {_areas(one)} from {_day(one.row.after.get('from'))}"


def _left(one: ActTold) -> str:
    last = _day(one.row.after.get("last_day"))
    return f"stated that it serves {_areas(one)} until {last}"


def _areas(one: ActTold) -> str:
    return str(joined(one.areas)) or "no area"


def _day(kept: Any) -> str:
    return in_words(dt.date.fromisoformat(kept)) if kept else "a day that was not kept"


def _followed(one: ActTold) -> str:
    is_ended = one.row.after.get("master") is None
    return f"said that it is {'no longer ' if is_ended else ''}a local copy of a master listing"


def _carried(one: ActTold) -> str:
    until = one.row.after.get("until")
    if until:
        return f"carried it on until {_day(until)}"
    return "took back that it was carried on for a year"


def _left_draft(one: ActTold) -> str:
    of = one.row.after.get("of")
    if of and one.row.after.get("taken_over"):
        return f"took over a draft of {of}, who has left"
    return f"threw away a draft of {of}, who has left" if of else "threw a draft away"


def _edited(one: ActTold) -> str:
    field = LISTING_FIELD.get(str(one.row.after.get("kept", "")))
    if field is None:
        return "changed the listing"
    return f"kept what it says in “{field.label}”, against what a file says"


WORDS: Final[Mapping[str, Callable[[ActTold], str]]] = MappingProxyType(
    {
        Act.STOP_PLAN: _planned,
        Act.STOP_CANCEL: _cancelled,
        Act.AREAS_SERVE: _served,
        Act.AREAS_LEAVE: _left,
        Act.SITES_USE: lambda _: "stated where it happens",
        Act.SERVICE_REVISE: lambda _: "changed by a file how it is provided",
        Act.SERVICE_MERGE: lambda _: "made it one with another service",
        Act.SERVICE_PART: lambda _: "parted it from another service again",
        Act.LISTING_FOLLOW: _followed,
        Act.LISTING_SPREAD: lambda _: "asked its local copies to take a change",
        Act.LISTING_CARRY_ON: _carried,
        Act.LISTING_LEAVE_DRAFT: _left_draft,
        Act.LISTING_EDIT: _edited,
        Act.LISTING_PUBLISH: lambda _: "published a wording",
        Act.LISTING_WITHDRAW: lambda _: "withdrew the listing",
        Act.CALL_RECORD: lambda one: f"rang back and spoke with {one.told_by}",
    }
)
"""What follows whoever did it. An act without words of its own is told as it was recorded."""
