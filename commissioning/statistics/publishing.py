"""A quarter is published some weeks after its end, as it was counted that day, and once revised
with the quarter after it, where late records changed anything."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from commissioning.monitoring.disclosure import SMALLEST_SHOWN, protect
from commissioning.monitoring.hiding import ProtectedTable
from commissioning.monitoring.releases import Release, revised, year_of
from commissioning.plain_json import CONVERTER
from commissioning.statistics.figures import (
    METHOD,
    NATION,
    DeclinesTold,
    FiguresFor,
    QuarterTold,
    area_told,
)
from commissioning.statistics.models import PublishedRelease
from commissioning.statistics.quarters import Quarter, latest_to_publish, quarters_between
from commissioning.statistics.queries import (
    IN_OPEN,
    declines_by_reason,
    first_referral_on,
    has_generated_records,
    people_of_quarter,
    releases_of,
    versions,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.queries import SystemActor, system_actor
from directory.places.queries import all_regions

REASONS: Final[Mapping[str, frozenset[str]]] = {
    "no_place": frozenset({"full", "no_staff"}),
    "unsuitable": frozenset({"unsuitable"}),
    "out_of_area": frozenset({"out_of_area"}),
    "other": frozenset(),
}
"""Columns of the table of declines, broad enough to be told; `other` is whatever is left."""

LATE_RECORDS: Final = "Records that came in after it was first published."
FARTHEST_BACK: Final = 4
"""Quarters that a portal which begins to publish catches up with."""


class PublicationWork(NamedTuple):
    """One quarter as it would be published now; `reason` None is a first version."""

    quarter: Quarter
    version: int
    reason: str | None
    told: QuarterTold
    declines: list[list[int]]


def publications_due(session: Session, *, today: dt.date) -> list[PublicationWork]:
    """Reads and counts only. Quarters that nobody was referred in or before are none."""
    return list(_due(session, today))


def publish(session: Session, work: Sequence[PublicationWork], *, at: dt.datetime) -> int:
    """Add what nobody else has added meanwhile; returns how many releases there are more."""
    known, added = versions(session), 0
    for one in work:
        if one.version == known.get(one.quarter.code, 0) + 1:
            _publish(session, one, at)
            added += 1
    session.flush()
    return added


def told_of(release: PublishedRelease) -> QuarterTold:
    return CONVERTER.structure(release.figures, QuarterTold)


def _publish(session: Session, one: PublicationWork, at: dt.datetime) -> None:
    release = PublishedRelease(
        quarter=one.quarter.code,
        version=one.version,
        method=METHOD,
        published_at=at,
        reason=one.reason,
        figures=CONVERTER.unstructure(one.told),
        declines_counted=one.declines,
    )
    session.add(release)
    session.flush()
    by = system_actor(session, SystemActor.WORKER)
    after = {"quarter": release.quarter, "version": release.version, "method": METHOD}
    record_act(session, Act.STATISTICS_PUBLISH, release, by=by, at=at, after=after)


def _due(session: Session, today: dt.date) -> Iterator[PublicationWork]:
    first = first_referral_on(session)
    if first is None:
        return
    known, last = versions(session), latest_to_publish(today)
    farthest = last
    for _ in range(FARTHEST_BACK - 1):
        farthest = farthest.before
    for quarter in quarters_between(max(Quarter.of(first), farthest), last):
        version = known.get(quarter.code, 0)
        is_looked_at_again = version == 1 and quarter.after == last and last.code not in known
        if version == 0 or is_looked_at_again:
            before = releases_of(session, quarter)
            work = _work(session, quarter, before, LATE_RECORDS if before else None)
            if work is not None:
                yield work


def _work(
    session: Session, quarter: Quarter, before: Sequence[PublishedRelease], reason: str | None
) -> PublicationWork | None:
    """None where a revision would say what stands already."""
    regions = {one.id: one for one in all_regions(session)}
    people = people_of_quarter(session, quarter, of=(IN_OPEN,))
    places = [(NATION, "England and Wales", people)]
    places += [
        (one.slug, one.name, [person for person in people if person.region_id == one.id])
        for one in regions.values()
    ]
    counts = declines_table(declines_by_reason(session, quarter), list(regions))
    declines, counts = _declines(counts, [one.name for one in regions.values()], before)
    told = QuarterTold(
        quarter.code,
        quarter.census,
        [area_told(FiguresFor(), slug, name, some, quarter) for slug, name, some in places],
        declines,
        has_generated_records(session),
    )
    if before and _says_the_same(told_of(before[0]), told):
        return None
    return PublicationWork(quarter, len(before) + 1, reason, told, counts)


def _says_the_same(one: QuarterTold, other: QuarterTold) -> bool:
    """As it is kept; but for the word that a table was held back."""
    kept, now = (
        CONVERTER.unstructure(replace(told, declines=told.declines.by_itself))
        for told in (one, other)
    )
    return bool(kept == now)


def declines_table(
    counted: Counter[tuple[int | None, str]], region_ids: Sequence[int]
) -> list[list[int]]:
    """A row each region, and one for people whose home is not known; a column each reason."""
    column = {code: at for at, codes in enumerate(REASONS.values()) for code in codes}
    row = {region_id: at for at, region_id in enumerate(region_ids)}
    table = [[0] * len(REASONS) for _ in range(len(region_ids) + 1)]
    for (region_id, reason), people in counted.items():
        at = len(region_ids) if region_id is None else row[region_id]
        table[at][column.get(reason, len(REASONS) - 1)] += people
    return table


def _declines(
    counts: list[list[int]], names: Sequence[str], before: Sequence[PublishedRelease]
) -> tuple[DeclinesTold, list[list[int]]]:
    """As it is published, and what it was hidden from; a revision may be held back."""
    if not before:
        return table_told(_protected(counts), names), counts
    earlier = _release_of(before[0])
    later = None
    if [len(row) for row in earlier.counts] == [len(row) for row in counts]:
        later = revised(earlier, counts, SMALLEST_SHOWN)
    if later is None or _tells_few(later.published):
        stands = replace(told_of(before[0]).declines, is_kept_from_before=True)
        return stands, before[0].declines_counted
    return table_told(later.published, names), counts


def _protected(counts: list[list[int]]) -> ProtectedTable:
    return protect(counts, SMALLEST_SHOWN)


def _tells_few(published: ProtectedTable) -> bool:
    """A row or column of 1 to 7 people stands in its total: such a table is not published."""
    return bool(published.small_rows or published.small_columns)


def table_told(published: ProtectedTable, names: Sequence[str]) -> DeclinesTold:
    rows = [*names, ""]
    if published.is_withheld or _tells_few(published):
        return DeclinesTold(rows, list(REASONS), [], [], [], is_withheld=True)
    return DeclinesTold(
        rows,
        list(REASONS),
        [list(row) for row in published.cells],
        list(published.row_totals or ()),
        list(published.column_totals or ()),
    )


def _release_of(release: PublishedRelease) -> Release:
    """As it stands: what was published is read from what was published, never made again."""
    counts = release.declines_counted
    told = told_of(release).declines
    made = ProtectedTable(
        cells=tuple(tuple(row) for row in told.cells),
        row_totals=tuple(told.row_totals),
        column_totals=tuple(told.column_totals),
        total=sum(told.row_totals),
        is_withheld=told.is_withheld,
    )
    if told.is_withheld:
        made = replace(made, cells=tuple((None,) * len(row) for row in counts))
    return Release(counts, made)


def year_of_declines(session: Session, quarter: Quarter) -> DeclinesTold | None:
    """Of the year to March in which it lies, once all four are published as they stand now."""
    latest = [releases_of(session, one)[:1] for one in quarter.year_to_march]
    if not all(latest):
        return None
    kept = [_release_of(one) for [one] in latest]
    rows = told_of(latest[0][0]).declines.rows
    if any(len(one.counts) != len(rows) for one in kept):
        return None
    return table_told(year_of(kept, SMALLEST_SHOWN).published, rows[:-1])
