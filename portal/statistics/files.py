"""Statistics and fairness for a spreadsheet and for software: what the pages say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from commissioning.plain_json import CONVERTER
from commissioning.statistics.figures import (
    AreaTold,
    DeclinesTold,
    FiguresTold,
    QuarterTold,
    ShareTold,
)
from portal.statistics.pages import PublishedAs, ShownRelease
from portal.statistics.words import CHARACTERISTICS, REASONS_FOR_DECLINING, group_in_words, interval

Row = tuple[object, ...]

FIGURES: Final = (
    "Referred", "Started", "Completed", "Declined", "Half start within, days",
    *(
        f"{share}: {what}"
        for share in ("Started within 8 weeks", "Declined of referred", "Completed of ended")
        for what in ("people", "of")
    ),
)  # fmt: skip
DIFFERENCES: Final = tuple(
    f"{share}: {what}"
    for share in ("Started within 8 weeks", "Declined of referred", "Completed of ended")
    for what in ("others", "others of", "more in 100", "from", "to")
)
AS_PUBLISHED: Final = ("Quarter", "Version", "Published", "Method", "As at", "Demonstration")


def statistics_rows(told: QuarterTold, published: PublishedAs) -> Iterator[Row]:
    """Areas, then the table of people declined by reason."""
    as_published = _as_published(published.shown, told)
    yield ("Area", *FIGURES, *AS_PUBLISHED)
    for area in told.areas:
        yield (area.name, *_figures(area.figures), *as_published)
    yield ()
    yield from declines_rows(told.declines, as_published)


def declines_rows(told: DeclinesTold, as_published: Row) -> Iterator[Row]:
    names = [str(REASONS_FOR_DECLINING[code]) for code in told.columns]
    yield ("Region of the home", *names, "All declined", *AS_PUBLISHED)
    if told.is_withheld:
        yield ("withheld: too few", *([""] * (len(names) + 1)), *as_published)
        return
    for name, cells, total in zip(told.rows, told.cells, told.row_totals, strict=True):
        shown = ("*" if cell is None else cell for cell in cells)
        yield (name or "Home not known", *shown, total, *as_published)
    yield ("England and Wales", *told.column_totals, sum(told.row_totals), *as_published)


def fairness_rows(
    area: AreaTold, quarter: str, census: dt.date, *, source: str, is_generated: bool
) -> Iterator[Row]:
    """A row a group; `source` says from what: which version, or the records of the line."""
    yield (
        "Area or line", "Characteristic", "Group", *FIGURES, *DIFFERENCES, "Quarter", "As at",
        "From", "Demonstration",
    )  # fmt: skip
    ending = (quarter, census.isoformat(), source, _generated(is_generated))
    nothing = ("",) * len(DIFFERENCES)
    yield (area.name, "", "Everybody", *_figures(area.figures), *nothing, *ending)
    for characteristic, name in CHARACTERISTICS.items():
        for group in area.groups.get(characteristic, ()):
            begins = (area.name, str(name), group_in_words(characteristic, group.code))
            if group.figures is None:
                withheld = ("withheld",) * (len(FIGURES) - 1)
                yield (*begins, group.referred, *withheld, *nothing, *ending)
            else:
                told = group.figures
                yield (*begins, *_figures(told), *_differences(told), *ending)


def _as_published(release: ShownRelease, told: QuarterTold) -> Row:
    return (
        release.code, release.version, release.published_at.isoformat(timespec="seconds"),
        release.method, told.census.isoformat(), _generated(told.has_generated_figures),
    )  # fmt: skip


def _generated(is_generated: bool) -> str:
    return "generated figures" if is_generated else ""


def _shares(told: FiguresTold) -> tuple[ShareTold | None, ...]:
    return told.in_time, told.turned_away, told.finished


def _figures(told: FiguresTold) -> Row:
    """Empty: too few to tell, or not known."""
    days = "" if told.half_wait_days is None else told.half_wait_days
    counts = (told.referred, told.started, told.completed, told.declined)
    shares = [
        ("", "") if one is None else (one.share.part, one.share.whole) for one in _shares(told)
    ]
    return (*counts, days, *(number for pair in shares for number in pair))


def _differences(told: FiguresTold) -> Row:
    """Empty: too few to compare."""
    found: list[object] = []
    for one in _shares(told):
        if one is None or one.differs is None or one.of_others is None:
            found += [""] * 5
        else:
            found += [one.of_others.part, one.of_others.whole, *interval(one.differs)]
    return tuple(found)


def statistics_json(told: QuarterTold, published: PublishedAs) -> dict[str, Any]:
    """As it was published. Any: text, numbers, null, lists and objects."""
    return {
        "quarter": published.shown.code,
        "version": published.shown.version,
        "method": published.shown.method,
        "published_at": published.shown.published_at.isoformat(timespec="seconds"),
        "versions": [
            {
                "version": one.version,
                "published_at": one.published_at.isoformat(timespec="seconds"),
                "reason": one.reason or None,
            }
            for one in published.versions
        ],
        "note": (
            "Counts of 1 to 7 are hidden (*), others rounded to the nearest 5; shares from 25"
            " people up. Differences tell of no cause."
        ),
        "figures": CONVERTER.unstructure(told),
    }
