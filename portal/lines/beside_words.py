"""What stands beside a row's dates, in words: people ahead, what it rests on, the time needed."""

from __future__ import annotations

from collections.abc import Iterator

from commissioning.availability.answer_types import BesideDates, LineRow
from commissioning.monitoring.disclosure import Band
from portal.formatting import long_wait
from portal.lines.plain_words import PlainWords


def declared_in_words(row: LineRow, words: PlainWords) -> str:
    """That dates rest on declared places and not on starts seen; empty where they rest on these."""
    if row.rests_on != "declared" or row.beside is None:
        return ""
    nobody = row.beside.footing.starts.band is Band.NONE
    return words.on_declared_alone if nobody else words.on_declared


def beside_in_words(row: LineRow, words: PlainWords) -> str:
    """As "Fewer than 8 people ahead. Based on about 25 starts."; empty where no date is shown.

    What rests on declared places is not repeated: `declared_in_words` stands by the date itself.
    """
    if row.beside is None:
        return ""
    return " ".join(_beside(row.beside, words))


def _beside(beside: BesideDates, words: PlainWords) -> Iterator[str]:
    ahead, footing = beside.people_ahead, beside.footing
    if ahead is None:
        yield words.ahead_not_known
    else:
        yield words.ahead[ahead.band] % {"people": ahead.about}
    if footing.data in words.based_on:
        yield words.based_on[footing.data] % {"starts": footing.starts}
    if beside.is_wider:
        yield words.wider


def time_facts(beside: BesideDates | None, words: PlainWords) -> Iterator[tuple[str, str]]:
    """Label and text of the chance of starting within the line's target and of the time needed."""
    if beside is None:
        return
    if beside.within_target is not None:
        said = {"target": beside.within_target, "wait": long_wait(beside.target_days)}
        yield words.chance, words.chance_within_target % said
    yield words.time_needed, _time_needed(beside, words)


def _time_needed(beside: BesideDates, words: PlainWords) -> str:
    if beside.lasts_as_the_order:
        return words.as_the_order
    return words.time_not_known if beside.needs is None else beside.needs.says
