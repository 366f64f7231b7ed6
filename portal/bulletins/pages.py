"""What a court's bulletin says, sentence by sentence, for the page and for the feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask_babel import gettext

from commissioning.availability.statuses import WhyNot
from commissioning.bulletins.comparing import ChangeKind, LineChange
from commissioning.bulletins.reading import Bulletin, iso_week
from directory.places.models import Court
from directory.requirements import requirement_name
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from portal.formatting import day_to_plan, in_words, joined, month

HEADINGS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.OPENED: "Opened",
    ChangeKind.CLOSED: "Closed",
    ChangeKind.SLOWER: "Slower to start",
    ChangeKind.QUICKER: "Quicker to start",
    ChangeKind.GROUP_ADDED: "New groups",
    ChangeKind.GROUP_MOVED: "Groups moved",
    ChangeKind.GROUP_CANCELLED: "Groups cancelled",
    ChangeKind.USED_UP: "All that was bought is used",
    ChangeKind.NOT_CONFIRMED: "No longer confirmed",
    ChangeKind.RING_FIRST: "Ring first",
    ChangeKind.CONFIRMED_AGAIN: "Confirmed again",
    ChangeKind.NOW_KNOWN: "Now known",
}
SAYS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.OPENED: "Half start by %(now)s.",
    ChangeKind.CLOSED: "It is no longer listed.",
    ChangeKind.SLOWER: "Half start by %(now)s; it was %(was)s.",
    ChangeKind.QUICKER: "Half start by %(now)s; it was %(was)s.",
    ChangeKind.GROUP_ADDED: "A new group is planned for %(now)s.",
    ChangeKind.GROUP_MOVED: "The group of %(was)s now starts on %(now)s.",
    ChangeKind.GROUP_CANCELLED: "The group of %(was)s will not run.",
    ChangeKind.USED_UP: "All that was bought for this period is used. Referrals are still taken.",
    ChangeKind.NOT_CONFIRMED: "Nobody has confirmed it lately: ring to check.",
    ChangeKind.RING_FIRST: "Ring first: not confirmed since %(was)s.",
    ChangeKind.CONFIRMED_AGAIN: "Half start by %(now)s.",
    ChangeKind.NOW_KNOWN: "Half start by %(now)s.",
}
TOO_LATE: Final = "Half would now start only after three years, so not within any order"
WITHOUT_A_DAY_NOW: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.OPENED: "Open now.",
    ChangeKind.SLOWER: f"{TOO_LATE}; it was by %(was)s.",
    ChangeKind.CONFIRMED_AGAIN: "Somebody has confirmed it again.",
    ChangeKind.NOW_KNOWN: "Open now; nothing was known of it before.",
}
WITHOUT_A_DAY_BEFORE: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.QUICKER: "Half start by %(now)s; before, half would have started only after three"
    " years.",
}
WITHOUT_DAYS: Final[Mapping[ChangeKind, str]] = {
    ChangeKind.SLOWER: f"{TOO_LATE}.",
    ChangeKind.QUICKER: "Half would now start within three years.",
}
CLOSED_FOR: Final[Mapping[WhyNot, str]] = {
    WhyNot.NOT_COMMISSIONED: "It has closed, so nobody new can start.",
    WhyNot.FULL: "Every place is taken.",
    WhyNot.NO_STAFF: "There are no staff to run it.",
    WhyNot.NOT_ACCREDITED_HERE: "It is not accredited here.",
    WhyNot.NOT_CONFIRMED: "Nobody has confirmed it lately: ring to check.",
}


@dataclass(frozen=True, slots=True)
class ShownLineChange:
    """`says` is the sentence about it; `behind` the requirements that the service can satisfy."""

    title: str
    href: str
    says: str
    areas: str
    behind: str
    is_generated: bool


@dataclass(frozen=True, slots=True)
class ShownSection:
    heading: str
    changes: tuple[ShownLineChange, ...]


@dataclass(frozen=True, slots=True)
class ShownBulletin:
    """`since` is empty where nothing could be compared, because counting is `by_new_rules` or
    because nothing was recorded before."""

    address: str
    week_of: str
    since: str
    sections: tuple[ShownSection, ...]
    made_at: dt.datetime
    is_partly_withheld: bool
    by_new_rules: bool
    has_generated_figures: bool


@dataclass(frozen=True, slots=True)
class BulletinPage:
    """`bulletin` None: none has been written yet. `others` are address and words of each week."""

    court: str
    slug: str
    bulletin: ShownBulletin | None
    others: tuple[tuple[str, str], ...]

    @property
    def has_generated_figures(self) -> bool:
        return self.bulletin is not None and self.bulletin.has_generated_figures


def bulletin_page(
    court: Court, bulletin: Bulletin | None, weeks: Sequence[dt.date]
) -> BulletinPage:
    return BulletinPage(
        court=court.name,
        slug=court.slug,
        bulletin=None if bulletin is None else shown_bulletin(court, bulletin),
        others=tuple(
            (_address(court, week), in_words(week))
            for week in weeks
            if bulletin is None or week != bulletin.week
        ),
    )


def shown_bulletin(court: Court, bulletin: Bulletin) -> ShownBulletin:
    told = groupby(bulletin.changes, key=lambda change: change.kind)
    return ShownBulletin(
        address=_address(court, bulletin.week),
        week_of=in_words(bulletin.week),
        since="" if bulletin.since is None else in_words(bulletin.since),
        sections=tuple(
            ShownSection(HEADINGS[kind], tuple(_shown(change) for change in changes))
            for kind, changes in told
        ),
        made_at=bulletin.made_at,
        is_partly_withheld=bulletin.is_partly_withheld,
        by_new_rules=bulletin.by_new_rules,
        has_generated_figures=any(change.is_generated for change in bulletin.changes),
    )


def _address(court: Court, week: dt.date) -> str:
    return f"/courts/{court.slug}/bulletins/{iso_week(week)}"


def _shown(change: LineChange) -> ShownLineChange:
    return ShownLineChange(
        title=change.title,
        href=f"/services/{change.service}",
        says=_says(change),
        areas=str(joined(change.areas)),
        behind=str(joined(_requirement(code) for code in change.requirements))
        if change.requirements
        else "",
        is_generated=change.is_generated,
    )


def _requirement(code: str) -> str:
    if code == FIRST_SUPERVISION_APPOINTMENT:
        return "First supervision appointment"
    return requirement_name(code)


def _says(change: LineChange) -> str:
    if change.kind is ChangeKind.CLOSED and change.reason is not None:
        closed: str = gettext(CLOSED_FOR[change.reason])
        return closed
    said: str = gettext(
        _words(change), was=_start(change.was, change), now=_start(change.now, change)
    )
    return said


def _words(change: LineChange) -> str:
    """A line without a queue has no date, and one that is too late for the order has none left."""
    kind, words = change.kind, SAYS[change.kind]
    if change.was is None:
        words = WITHOUT_A_DAY_BEFORE.get(kind, words)
    if change.now is None:
        words = WITHOUT_A_DAY_NOW.get(kind, words)
    return WITHOUT_DAYS.get(kind, words) if change.was is change.now is None else words


def _start(day: dt.date | None, change: LineChange) -> str:
    if day is None:
        return ""
    if change.kind is ChangeKind.RING_FIRST:
        return in_words(day)
    return f"the end of {month(day)}" if change.is_restricted else day_to_plan(day)
