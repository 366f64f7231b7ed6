"""The labelled facts of a row and where they come from, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from commissioning.availability.answer_types import LineRow, WaitShown
from commissioning.availability.standing import Status
from commissioning.forecasting.basis_words import METHODS
from directory.delivery import DeliveryKind
from directory.services.freshness import FactKind, is_confirmed
from portal.formatting import in_words, long_wait
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
    yield from _use(row, words)
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
    if row.waiting is not None:
        yield words.waiting, str(row.waiting)
    if row.wait is not None:
        yield words.typical_wait, _wait_in_words(row.wait, words)


def _wait_in_words(wait: WaitShown, words: PlainWords) -> str:
    """How long half of them waited, and whose wait it is where not this line's own."""
    if wait.median_days is None:
        said = words.half_never
    else:
        days = long_wait(wait.median_days)
        said = words.wait_of % {"wait": days, "people": wait.people}
    whose = words.wait_whose[wait.level]
    return f"{said} {whose}" if whose else said


def _use(row: LineRow, words: PlainWords) -> Iterator[tuple[str, str]]:
    use = row.use
    if use is None:
        if row.kind.is_queued:
            yield words.used, words.use_not_known
        return
    said = {"tens": use.tens, "unit": words.unit[use.unit], "day": in_words(use.ends_on)}
    if use.tens is None:
        yield words.used, words.none_commissioned % said
    else:
        yield words.used, (words.used_tens if use.tens else words.nothing_used) % said


def source_of(row: LineRow, words: PlainWords, *, is_explained: bool) -> Iterator[str]:
    if row.basis:
        if is_explained:
            yield HOW_WORKED_OUT[row.kind]
        yield words.worked_out % {"day": in_words(row.worked_out_on)}
    if row.confirmed_on is not None and row.standing.status is not Status.NOT_CONFIRMED:
        yield words.confirmed % {"day": in_words(row.confirmed_on)}
