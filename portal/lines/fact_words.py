"""The labelled facts of a row and where they come from, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from commissioning.availability.answer_types import LineRow, Use, WaitShown
from commissioning.availability.statuses import IN_DOUBT
from commissioning.dates.kept_dates import FROM_TOTALS
from commissioning.forecasting.basis_words import METHODS
from directory.delivery import DeliveryKind
from directory.services.freshness import FactKind, is_confirmed
from portal.formatting import in_words, long_wait, month
from portal.lines.beside_words import time_facts
from portal.lines.plain_words import PlainWords

HOW_WORKED_OUT: Final[Mapping[DeliveryKind, str]] = {
    DeliveryKind(kind): said for kind, said in METHODS.items()
}


def facts_of(row: LineRow, words: PlainWords, *, many_areas: bool) -> Iterator[tuple[str, str]]:
    if many_areas:
        yield words.areas, ", ".join(row.areas)
    if row.who_for:
        yield words.who_for, row.who_for
    if row.is_restricted:
        return
    yield from time_facts(row.beside, words)
    yield from _people(row, words)
    yield from _records(row, words)
    if row.completion is not None:
        said = {"percent": f"{row.completion.percentage:.0f}", "people": row.completion.people}
        yield words.completed, words.completed_of % said
    if row.provider and row.provider != row.contact.name:
        yield words.provider, row.provider


def arrangements_of(row: LineRow, words: PlainWords, today: dt.date) -> tuple[str, str]:
    stated = row.arrangements
    if stated is None:
        return words.arrangements, words.arrangements_not
    is_current = is_confirmed(FactKind.TREATMENT_ARRANGEMENTS, stated.confirmed_on, today)
    said = words.arrangements_by if is_current else words.arrangements_old
    day = in_words(stated.confirmed_on)
    return words.arrangements, said % {"who": stated.confirmed_by, "day": day}


def _people(row: LineRow, words: PlainWords) -> Iterator[tuple[str, str]]:
    """What nobody who was referred lately shows is not known: never none."""
    if not row.kind.is_queued:
        return
    if row.waiting is None and row.wait is None and row.use is None:
        yield words.people_and_use, words.not_known_here
        return
    yield words.waiting, words.not_known_here if row.waiting is None else str(row.waiting)
    wait = words.not_known_here if row.wait is None else _wait_in_words(row.wait, words)
    yield words.typical_wait, wait
    if row.wait is not None and row.wait.sentence is not None:
        yield words.becomes, _whose(row.wait.sentence, row.wait, words)
    yield words.used, words.not_known_here if row.use is None else _use(row.use, words)


def _records(row: LineRow, words: PlainWords) -> Iterator[tuple[str, str]]:
    for people, said in (
        (row.starts_without_end, words.starts_without_end),
        (row.people_above_places, words.people_above_places),
        (row.rows_set_aside, words.rows_set_aside),
    ):
        if people is not None:
            yield words.records, said % {"people": people}


def _wait_in_words(wait: WaitShown, words: PlainWords) -> str:
    """How long half of them waited, and whose wait it is where not this line's own."""
    if wait.median_days is None:
        said = words.half_never
    else:
        days = long_wait(wait.median_days)
        said = words.wait_of % {"wait": days, "people": wait.people}
    return _whose(said, wait, words)


def _whose(said: str, wait: WaitShown, words: PlainWords) -> str:
    whose = words.wait_whose[wait.level]
    return f"{said} {whose}" if whose else said


def _use(use: Use, words: PlainWords) -> str:
    said = {"tens": use.tens, "unit": words.unit[use.unit], "day": in_words(use.ends_on)}
    if use.tens is None:
        return words.none_commissioned % said
    share = (words.used_tens if use.tens else words.nothing_used) % said
    if use.returned_to is None:
        return share
    return words.from_returns % {"share": share, "month": month(use.returned_to)}


def source_of(row: LineRow, words: PlainWords, *, is_explained: bool) -> Iterator[str]:
    if row.basis:
        if is_explained:
            yield HOW_WORKED_OUT[row.kind]
        if FROM_TOTALS in row.basis:
            yield words.from_totals
        yield words.worked_out % {"day": in_words(row.worked_out_on)}
    if row.confirmed_on is not None and row.standing.status not in IN_DOUBT:
        yield _confirmed(row, words) % {"day": in_words(row.confirmed_on)}


def _confirmed(row: LineRow, words: PlainWords) -> str:
    """How it was said, where that is worth telling."""
    if row.is_told_by_telephone:
        return words.told_by_telephone
    return words.confirmed_by_file if row.is_confirmed_by_file_alone else words.confirmed
