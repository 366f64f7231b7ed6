"""How long people waited, and wait: from cases alone, and "no case" where none is recorded."""

from __future__ import annotations

from typing import Final

from commissioning.desk.line_account import LineAccount
from portal.desk_lines.shown import Cells, ShownTable
from portal.formatting import NOT_KNOWN, counted, in_words, long_wait

NO_CASE: Final = "no case is recorded here"


def completed_waits(account: LineAccount) -> ShownTable:
    waits, head = account.completed, account.head
    within = "" if waits.share_within_target is None else f"{waits.share_within_target:.0%}"
    target = NOT_KNOWN if head.target_days is None else counted(head.target_days, "day")
    told: Cells = (
        f"{waits.started:,}",
        long_wait(waits.median_days),
        long_wait(waits.percentile_90_days),
        within or NOT_KNOWN,
    )
    names = (
        "Started",
        "Half started within",
        "9 in 10 started within",
        f"Within the target of {target}",
    )
    rows = tuple(zip(names, told if head.has_cases else (NO_CASE,) * 4, strict=True))
    title = f"Waits that ended in a start since {in_words(account.since)}"
    return ShownTable("completed-waits", title, ("What", "Figure"), rows, (1,))


def incomplete_waits(account: LineAccount) -> ShownTable:
    """How many wait as the desk tells it; how long, from cases alone."""
    waits, known = account.incomplete, account.head.known_waiting
    instead = _instead_of_waits(account)
    bands = tuple(
        (_band(band.over_weeks, band.up_to_weeks), instead or f"{band.people:,}")
        for band in waits.bands
    )
    rows = (
        ("Waiting", NOT_KNOWN if known is None else f"{known:,}"),
        ("Half have waited so far at least", instead or _so_far(waits.median_days)),
        ("Longest so far", instead or _so_far(waits.longest_days)),
        *bands,
    )
    title = f"Waiting on {in_words(account.on)}"
    return ShownTable("waiting-now", title, ("What", "Figure"), rows, (1,))


def _instead_of_waits(account: LineAccount) -> str:
    """What is said where no case tells how long people wait; "" where cases do."""
    if not account.head.has_cases:
        return NO_CASE
    if account.incomplete.waiting or account.head.known_waiting == 0:
        return ""
    return NOT_KNOWN


def _so_far(days: int | None) -> str:
    return "nobody waits" if days is None else long_wait(days)


def _band(over: int, up_to: int | None) -> str:
    return f"Over {over} weeks" if up_to is None else f"{over} to {up_to} weeks"


def before_referral(account: LineAccount) -> str:
    told = account.sentence_to_referral
    if not account.head.has_cases:
        return "From the sentence to the referral: no case is recorded here."
    if not told.people:
        return "No day of sentence is recorded of anybody referred in the last twelve months."
    people = counted(told.people, "person", "people")
    return (
        f"From the sentence to the referral half took {long_wait(told.median_days)}, 9 in 10 no"
        f" more than {long_wait(told.nine_in_ten_days)}, of {people}."
    )
