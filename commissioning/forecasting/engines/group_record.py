"""What has become of the groups of closed-group services: late, cancelled, how far apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from commissioning.forecasting.engines.demand import USUAL_MISSED
from commissioning.forecasting.engines.rates import Share, shrunk_share
from commissioning.forecasting.engines.records import LineRecords
from commissioning.forecasting.facts import GroupRun, ReferralRecord

USUAL_GAP_DAYS = 70
SHORTEST_GAP_DAYS = 14
LONGEST_GAP_DAYS = 730
LATE_FROM_DAYS = 4
USUAL_DELAYS = (14, 21, 28)
USUAL_LATE, USUAL_CANCELLED = 0.1, 0.05
USUAL_FILLED = 0.97
LIKE_THE_AREA = 10.0
READY_FOR_DAYS = 8


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """Shares are of groups that had enough people ready, so that only the provider's part counts.

    `gaps` are days between the planned starts of one group and the next.
    """

    late: Share
    cancelled: Share
    delays: tuple[int, ...]
    gaps: tuple[int, ...]
    filled: float


def group_record(line: LineRecords) -> GroupRecord:
    own = _fates(line)
    area = [fate for other in line.area.alike("closed_group") for fate in _fates(other)]
    return GroupRecord(
        late=_share(own, area, "late", USUAL_LATE),
        cancelled=_share(own, area, "cancelled", USUAL_CANCELLED),
        delays=_delays(line),
        gaps=_gaps(line),
        filled=_filled(line),
    )


def _share(own: list[str], area: list[str], fate: str, usual: float) -> Share:
    return shrunk_share(
        own.count(fate),
        len(own),
        area=(float(area.count(fate)), float(len(area))),
        usual=usual,
        weight=LIKE_THE_AREA,
    )


def _fates(line: LineRecords) -> list[str]:
    return [
        _fate(group)
        for group in line.service.groups
        if _was_due(group, line.as_of) and _had_enough(group, line)
    ]


def _was_due(group: GroupRun, as_of: int) -> bool:
    """Its first published day has passed, or it has been put off before that."""
    return group.planned_start <= as_of or group.status != "planned" or _is_late(group)


def _fate(group: GroupRun) -> str:
    if group.status == "cancelled":
        return "cancelled"
    return "late" if _is_late(group) else "on time"


def _is_late(group: GroupRun) -> bool:
    return group.current_start - group.planned_start >= LATE_FROM_DAYS


def _had_enough(group: GroupRun, line: LineRecords) -> bool:
    day = min(group.planned_start, line.as_of)
    ready = sum(_was_ready(referral, day) for referral in line.referrals)
    return ready >= max(1, line.service.min_to_run)


def _was_ready(referral: ReferralRecord, day: int) -> bool:
    return (
        referral.inducted is not None
        and referral.inducted <= day
        and (referral.started is None or referral.started >= day)
        and (referral.withdrawn is None or referral.withdrawn > day)
    )


def _delays(line: LineRecords) -> tuple[int, ...]:
    """Days by which groups of the area moved, and the usual ones."""
    seen = [
        group.current_start - group.planned_start
        for other in line.area.alike("closed_group")
        for group in other.service.groups
        if _is_late(group) and group.status != "cancelled"
    ]
    return (*sorted(min(days, 120) for days in seen), *USUAL_DELAYS)


def _gaps(line: LineRecords) -> tuple[int, ...]:
    planned = sorted({group.planned_start for group in line.service.groups})
    seen = [later - earlier for earlier, later in pairwise(planned)]
    kept = [min(gap, LONGEST_GAP_DAYS) for gap in seen if gap >= SHORTEST_GAP_DAYS]
    if kept:
        return tuple(kept)
    weeks = line.service.programme_weeks
    return (min(LONGEST_GAP_DAYS, max(SHORTEST_GAP_DAYS, weeks * 7)) if weeks else USUAL_GAP_DAYS,)


def _filled(line: LineRecords) -> float:
    """Offered of published places, from groups that left somebody waiting who was ready."""
    shares = [
        group.started / group.places
        for group in line.service.groups
        if group.status == "ran"
        and group.started is not None
        and group.places > 0
        and _left_somebody(group, line)
    ]
    offered = [min(1.0, share / (1 - USUAL_MISSED)) for share in shares]
    return (sum(offered) + 4 * USUAL_FILLED) / (len(offered) + 4)


def _left_somebody(group: GroupRun, line: LineRecords) -> bool:
    """Somebody who had long been ready stayed on the list, and not for a start they missed."""
    day = group.current_start
    return any(
        _was_ready(referral, day - READY_FOR_DAYS)
        and _was_ready(referral, day + 1)
        and not referral.missed_starts
        for referral in line.referrals
    )
