"""A court's bulletins as an Atom feed (RFC 4287).

The template writes the XML: the library for feeds, feedgen, would bring lxml and dateutil
for one document of a dozen entries, and Jinja escapes what it is given.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.bulletins.reading import Bulletin, iso_week
from directory.places.models import Court
from portal.bulletins.pages import ShownBulletin, shown_bulletin

# What XML 1.0 cannot hold in any spelling, section 2.2.
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

BEFORE_THE_FIRST: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""A feed needs a day on which it changed, even before its first entry."""

BY_NEW_RULES: Final = "Where a service stands is counted by new rules since the week of"


@dataclass(frozen=True, slots=True)
class Entry:
    """`lines` are heading and sentence."""

    id: str
    title: str
    link: str
    updated: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    title: str
    link: str
    self_link: str
    updated: str
    entries: tuple[Entry, ...]


def feed_of(court: Court, bulletins: Sequence[Bulletin], *, root: str) -> Feed:
    """The newest first; `root` is the address under which the portal was asked."""
    path = f"/courts/{court.slug}/bulletin"
    newest = bulletins[0].made_at if bulletins else BEFORE_THE_FIRST
    return Feed(
        id=_lasting(court, "bulletins"),
        title=in_xml(f"{court.name}: what changed each week"),
        link=f"{root}{path}",
        self_link=f"{root}{path}.atom",
        updated=_rfc3339(newest),
        entries=tuple(_entry(court, bulletin, root) for bulletin in bulletins),
    )


def in_xml(text: str) -> str:
    return _NOT_IN_XML.sub(" ", text)


def _entry(court: Court, bulletin: Bulletin, root: str) -> Entry:
    shown = shown_bulletin(court, bulletin)
    return Entry(
        id=_lasting(court, f"bulletins/{iso_week(bulletin.week)}"),
        title=in_xml(f"{court.name}, week of {shown.week_of}"),
        link=f"{root}{shown.address}",
        updated=_rfc3339(bulletin.made_at),
        lines=tuple((in_xml(one), in_xml(other)) for one, other in _lines(shown)),
    )


def _lines(shown: ShownBulletin) -> list[tuple[str, str]]:
    if shown.by_new_rules:
        return [("Nothing is compared this week", f"{BY_NEW_RULES} {shown.week_of}.")]
    if not shown.since:
        return [("First bulletin", "Nothing was recorded before it to compare with.")]
    told = [
        (
            section.heading,
            f"{change.title} ({change.areas}). {change.says}{_mark(change.is_generated)}",
        )
        for section in shown.sections
        for change in section.changes
    ]
    return told or [("Nothing has changed", f"since {shown.since}.")]


def _mark(is_generated: bool) -> str:
    return " Demonstration: generated figures." if is_generated else ""


def _lasting(court: Court, what: str) -> str:
    """An id that stays whatever the court is called and wherever the portal is served."""
    return uuid.uuid5(court.public_id, what).urn


def _rfc3339(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
