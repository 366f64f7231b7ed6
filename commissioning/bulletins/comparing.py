"""What changed for one line between two weeks, as far as it is more than noise.

Pure: two standings in, changes out. The table of cases stands in the tests.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from commissioning.availability.statuses import IS_OPEN, Status, WhyNot
from commissioning.bulletins.standing import GroupWeekly, LineWeekly
from commissioning.groups.models import GroupStatus
from commissioning.plain_json import CONVERTER, Json
from directory.delivery import DeliveryKind

NOISE_DAYS: Final = 14
"""A likely start moves by a few days whenever somebody joins or leaves a queue."""

NOISE_SHARE: Final = 10
"""Nor does a wait that grew by less than one part in so many say anything new."""

MONTH: Final = 31
"""Two days in neighbouring months may be one day apart, and no more than the month is known."""


class ChangeKind(enum.StrEnum):
    """In the order in which a bulletin tells them."""

    OPENED = "opened"
    CLOSED = "closed"
    SLOWER = "slower"
    QUICKER = "quicker"
    GROUP_ADDED = "group_added"
    GROUP_MOVED = "group_moved"
    GROUP_CANCELLED = "group_cancelled"
    USED_UP = "used_up"
    NOT_CONFIRMED = "not_confirmed"
    RING_FIRST = "ring_first"
    CONFIRMED_AGAIN = "confirmed_again"
    NOW_KNOWN = "now_known"


@dataclass(frozen=True, slots=True)
class LineChange:
    """One thing to tell about one line. `was` and `now` are the starts before and after.

    A start of None on one side of "slower" or "quicker": half would not start within three
    years. `was` of "ring first" is the day since when nobody confirmed it. Of a restricted line
    both are the first of their month. `areas` are the names of those that the court serves.
    """

    kind: ChangeKind
    service: uuid.UUID
    title: str
    is_restricted: bool
    is_generated: bool
    was: dt.date | None = None
    now: dt.date | None = None
    reason: WhyNot | None = None
    areas: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()

    def to_stored(self) -> Json:
        made: Json = CONVERTER.unstructure(self)
        return made

    @classmethod
    def from_stored(cls, stored: Json) -> LineChange:
        return CONVERTER.structure(stored, cls)


def services_named(changes: Iterable[LineChange]) -> dict[uuid.UUID, bool]:
    """Each service told of, and whether it was restricted wherever it is told of."""
    named: dict[uuid.UUID, bool] = {}
    for change in changes:
        named[change.service] = named.get(change.service, True) and change.is_restricted
    return named


UNSURE: Final = frozenset({Status.NOT_CONFIRMED, Status.NOT_KNOWN})


def are_comparable(before: Iterable[LineWeekly], now: Iterable[LineWeekly]) -> bool:
    """Whether all of them stand as they do by the same rules."""
    return len({line.rules_version for line in (*before, *now)}) <= 1


def changes_of(before: LineWeekly | None, now: LineWeekly | None) -> list[LineChange]:
    """What to tell; None is a line that was not, or is no longer, among those listed.

    Both must be comparable.
    """
    is_answered = all(line is None or line.is_answered for line in (before, now))
    if before is None or now is None:
        return list(_listed_or_not(before, now)) if is_answered else []
    if before.is_restricted != now.is_restricted:
        return []
    published = [*_groups(before, now), *_used_up(before, now)]
    return [*_standing(before, now), *published] if is_answered else published


def _listed_or_not(before: LineWeekly | None, now: LineWeekly | None) -> Iterator[LineChange]:
    if now is not None and now.status in IS_OPEN:
        yield _change(ChangeKind.OPENED, now, now=now.likely_start)
    if before is not None and before.status is not Status.NOT_AVAILABLE:
        yield _change(ChangeKind.CLOSED, before)


def _standing(before: LineWeekly, now: LineWeekly) -> Iterator[LineChange]:
    was_open, is_open = before.status in IS_OPEN, now.status in IS_OPEN
    if _is_closed(now):
        if not _is_closed(before) and before.status is not Status.NOT_AVAILABLE:
            yield _change(ChangeKind.CLOSED, now, reason=now.reason)
    elif now.not_confirmed_since is not None:
        if before.not_confirmed_since is None:
            yield _change(ChangeKind.RING_FIRST, now, was=now.not_confirmed_since)
    elif now.status in UNSURE:
        if was_open or before.status is Status.NOT_WITHIN_ORDER:
            yield _change(ChangeKind.NOT_CONFIRMED, now)
    elif is_open and before.status in UNSURE:
        is_new = before.status is Status.NOT_KNOWN
        kind = ChangeKind.NOW_KNOWN if is_new else ChangeKind.CONFIRMED_AGAIN
        yield _change(kind, now, now=now.likely_start)
    elif is_open and _is_closed(before):
        yield _change(ChangeKind.OPENED, now, now=now.likely_start)
    else:
        yield from _sooner_or_later(before, now)


def _is_closed(line: LineWeekly) -> bool:
    """A bed that is taken today and free tomorrow has not closed."""
    is_full_bed = line.kind is DeliveryKind.BED and line.reason is WhyNot.FULL
    return line.status is Status.NOT_AVAILABLE and not is_full_bed


def _sooner_or_later(before: LineWeekly, now: LineWeekly) -> Iterator[LineChange]:
    if before.status in IS_OPEN and now.status is Status.NOT_WITHIN_ORDER:
        yield _change(ChangeKind.SLOWER, now, was=before.likely_start)
    elif before.status is Status.NOT_WITHIN_ORDER and now.status in IS_OPEN:
        yield _change(ChangeKind.QUICKER, now, now=now.likely_start)
    elif moved := _moved(before, now):
        kind = ChangeKind.SLOWER if moved > 0 else ChangeKind.QUICKER
        yield _change(kind, now, was=before.likely_start, now=now.likely_start)


def _moved(before: LineWeekly, now: LineWeekly) -> int:
    """1 slower, -1 quicker, 0 neither.

    Each week a queue of the same length has a start seven days later, and a group the same
    start: only what both the date and the wait say, beyond the noise, is a change.
    """
    if before.likely_start is None or now.likely_start is None:
        return 0
    later_by = (now.likely_start - before.likely_start).days
    wait_before = (before.likely_start - before.as_of).days
    longer_by = (now.likely_start - now.as_of).days - wait_before
    noise = max(NOISE_DAYS, wait_before // NOISE_SHARE) + (MONTH if now.is_restricted else 0)
    if min(later_by, longer_by) > noise:
        return 1
    return -1 if max(later_by, longer_by) < -noise else 0


def _groups(before: LineWeekly, now: LineWeekly) -> Iterator[LineChange]:
    """Of groups that were to start after the earlier day: what was published, not estimated."""
    known = {group.group: group for group in before.groups}
    for group in now.groups:
        earlier = known.get(group.group)
        if earlier is None:
            if group.status is GroupStatus.PLANNED and group.start >= now.as_of:
                yield _change(ChangeKind.GROUP_ADDED, now, now=group.start)
        else:
            yield from _group(earlier, group, now)


def _group(earlier: GroupWeekly, group: GroupWeekly, line: LineWeekly) -> Iterator[LineChange]:
    if earlier.status is not GroupStatus.PLANNED:
        return
    if group.status is GroupStatus.CANCELLED:
        yield _change(ChangeKind.GROUP_CANCELLED, line, was=earlier.start)
    elif group.start != earlier.start and group.status is GroupStatus.PLANNED:
        yield _change(ChangeKind.GROUP_MOVED, line, was=earlier.start, now=group.start)


def _used_up(before: LineWeekly, now: LineWeekly) -> Iterator[LineChange]:
    if now.is_used_up and not before.is_used_up:
        yield _change(ChangeKind.USED_UP, now)


def _change(
    kind: ChangeKind,
    line: LineWeekly,
    *,
    was: dt.date | None = None,
    now: dt.date | None = None,
    reason: WhyNot | None = None,
) -> LineChange:
    return LineChange(
        kind=kind,
        service=line.service,
        title=line.title,
        is_restricted=line.is_restricted,
        is_generated=line.is_generated,
        was=was,
        now=now,
        reason=reason,
        requirements=line.requirements,
    )
