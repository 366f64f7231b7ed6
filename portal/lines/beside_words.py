"""What stands beside a row's dates, in words: people ahead, chances, whether there is time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from commissioning.availability.answer_types import BesideDates
from commissioning.monitoring.disclosure import Band
from commissioning.timing.time_in_order import TimeInOrder
from portal.formatting import in_words, long_wait
from portal.lines.plain_words import PlainWords


def beside_in_words(beside: BesideDates | None, words: PlainWords) -> str:
    """As "Fewer than 8 people ahead. Based on about 25 starts."; empty where no date is shown."""
    return "" if beside is None else " ".join(_beside(beside, words))


def _beside(beside: BesideDates, words: PlainWords) -> Iterator[str]:
    ahead, footing = beside.people_ahead, beside.footing
    yield words.ahead[ahead.band] % {"people": ahead.about}
    seen = footing.data if footing.starts.band is not Band.NONE else "declared"
    yield words.based_on[seen] % {"starts": footing.starts}
    if beside.is_wider:
        yield words.wider


def time_facts(beside: BesideDates | None, words: PlainWords) -> Iterator[tuple[str, str]]:
    """Label and text of the chances of starting and of the time needed."""
    if beside is None:
        return
    said = {"order": beside.within_order}
    if beside.target_days is None or beside.within_target is None:
        yield words.chance, words.chance_alone % said
    else:
        said |= {"target": beside.within_target, "wait": long_wait(beside.target_days)}
        yield words.chance, words.chances % said
    yield words.time_needed, _time_needed(beside, words)


def _time_needed(beside: BesideDates, words: PlainWords) -> str:
    if beside.lasts_as_the_order:
        return words.as_the_order
    return words.time_not_known if beside.needs is None else beside.needs.says


def order_in_short(found: TimeInOrder | None, words: PlainWords) -> str:
    """The same in one short sentence, for a table and for paper."""
    if found is None:
        return ""
    said = {"chance": found.chance_in_words, "day": in_words(found.latest_safe_start)}
    is_safe = found.latest_safe_start is not None
    return (words.finishing_if_by if is_safe else words.chance_of_finishing) % said


def order_in_words(found: TimeInOrder | None, order_ends_on: dt.date, words: PlainWords) -> str:
    """By when it must start and the chance of finishing; empty where no order was asked about."""
    if found is None:
        return ""
    chance = words.chance_of_finishing % {"chance": found.chance_in_words}
    is_within_order = found.finish_by == order_ends_on
    if found.latest_safe_start is None:
        never = words.never_in_time if is_within_order else words.never_in_twelve
        return f"{never} {chance}"
    must = words.must_start if is_within_order else words.must_start_sooner
    return f"{must % {'day': in_words(found.latest_safe_start)}} {chance}"
