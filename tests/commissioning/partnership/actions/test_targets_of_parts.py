"""Targets put together from known parts, in every order: none is read beyond what its words say."""

from __future__ import annotations

import datetime as dt
import re
from itertools import product

import pytest

from commissioning.partnership.actions.readings import MilestoneKind, ReadMilestone, read_target
from tests.thoroughness import in_share

PUBLISHED = dt.date(2026, 1, 5)
ONE_DAY = dt.timedelta(1)

PERIODS = [
    # as written, its first day and its last
    ("3 June 2027", "2027-06-03", "2027-06-03"),
    ("3rd of June 27", "2027-06-03", "2027-06-03"),
    ("13.06.2027", "2027-06-13", "2027-06-13"),
    ("13/6/27", "2027-06-13", "2027-06-13"),
    ("2027-06-03", "2027-06-03", "2027-06-03"),
    ("June 2027", "2027-06-01", "2027-06-30"),
    ("Jun-27", "2027-06-01", "2027-06-30"),
    ("06/2027", "2027-06-01", "2027-06-30"),
    ("Q1 2027/28", "2027-04-01", "2027-06-30"),
    ("Q1 2027-28", "2027-04-01", "2027-06-30"),
    ("the first quarter of 2027/28", "2027-04-01", "2027-06-30"),
    ("H1 2027/28", "2027-04-01", "2027-09-30"),
    ("summer 2027", "2027-06-01", "2027-08-31"),
    ("winter 2027/28", "2027-12-01", "2028-02-29"),
    ("2027", "2027-01-01", "2027-12-31"),
    ("2027/28", "2027-04-01", "2028-03-31"),
    ("FY 27/28", "2027-04-01", "2028-03-31"),
    ("May to July 2027", "2027-05-01", "2027-07-31"),
    ("June and July 2027", "2027-06-01", "2027-07-31"),
    ("Easter Monday 2027", "2027-03-29", "2027-03-29"),
]
LATER = [
    ("30 November 2028", "2028-11-30", "2028-11-30"),
    ("March 2029", "2029-03-01", "2029-03-31"),
    ("Q3 2028/29", "2028-10-01", "2028-12-31"),
    ("autumn 2028", "2028-09-01", "2028-11-30"),
    ("2029/30", "2029-04-01", "2030-03-31"),
]
BOUND, START, AT, AFTER, ASKED = "up to it", "from it", "in it", "after it", "asked"
QUALIFIERS = {
    "": AT, "in ": AT, "during ": AT,
    "by ": BOUND, "by the end of ": BOUND, "no later than ": BOUND, "at the latest by ": BOUND,
    "before ": BOUND, "until ": BOUND, "not after ": BOUND, "before the end of ": BOUND,
    "from ": START, "not before ": START, "no earlier than ": START, "not until ": START,
    "will not start before ": START, "on or after ": START, "since ": START,
    "after ": AFTER, "at the end of ": AT,
    "not in ": ASKED, "not by ": ASKED, "mid ": ASKED, "early ": ASKED, "late ": ASKED,
    "around ": ASKED, "3 months before ": ASKED, "within 6 weeks of ": ASKED,
    "first week of ": ASKED, "nothing by ": BOUND, "no action before ": ASKED,
}  # fmt: skip
BEHIND = {"": None, " at the latest": BOUND, " onwards": START, " or thereabouts": ASKED}
VERBS = {
    "pilot": MilestoneKind.PILOT,
    "roll-out": MilestoneKind.COMPLETE,
    "evaluation": MilestoneKind.EVALUATE,
    "guidance issued": MilestoneKind.ISSUE,
}
ALONE = ("{verb} {when}", "{when}: {verb}", "{verb}: {when}", "{when} ({verb})", "{verb} ({when})",
         "{when} – {verb}", "{verb}, {when}.")  # fmt: skip
TOGETHER = (
    "{one} {first}; {two} {last}",
    "{first} ({one}), {two} {last}",
    "{first}: {one}; {last}: {two}",
    "{one} ({first}), {two} ({last})",
    "{one}: {first}; {two}: {last}",
    "{first} – {one}; {last} – {two}",
    "{first} {one}, {last} {two}",
    "{one} {first}, then {two} {last}",
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def is_within(read: ReadMilestone, first: dt.date, last: dt.date) -> bool:
    """The day before it is that of “before”, and the day after it that of “after”."""
    earliest, latest = read.earliest, read.latest
    is_ordered = earliest is None or latest is None or earliest <= latest
    return (
        is_ordered
        and (earliest is None or first <= earliest <= last + ONE_DAY)
        and (latest is None or first - ONE_DAY <= latest <= last)
    )


def is_as_said(read: ReadMilestone, way: str) -> bool:
    """A start has no last day, and what is to be done by then no first."""
    if way == BOUND:
        return read.earliest is None and read.latest is not None
    if way in {START, AFTER}:
        is_start = (read.kind is MilestoneKind.START) == (way == START)
        return read.latest is None and read.earliest is not None and is_start
    return read.earliest is not None and read.latest is not None


def is_right(words: str, period: tuple[str, str, str], way: str, *, may_be_read: bool) -> bool:
    """Nothing beyond the period, and nothing else than is said of it unless it is asked about."""
    reading = read_target(words, published_on=PUBLISHED)
    [read] = reading.milestones
    if not read.is_dated:
        return bool(reading.asks)
    if not is_within(read, day(period[1]), day(period[2])):
        return False
    return bool(reading.asks) or (may_be_read and is_as_said(read, way))


@pytest.mark.parametrize("period", PERIODS)
def test_one_period_however_it_is_said(period: tuple[str, str, str]) -> None:
    told = product(QUALIFIERS.items(), BEHIND.items(), VERBS, ALONE)
    wrong = []
    for (before, way), (behind, other), verb, order in told:
        words = order.format(verb=verb, when=f"{before}{period[0]}{behind}")
        is_from_to = before == "from " and re.search(r" (?:to|and) ", period[0])
        meant = AT if is_from_to else way if other is None or way != AT else other
        may_be_read = ASKED not in {way, other}
        if in_share(words, one_in=40) and not is_right(
            words, period, meant, may_be_read=may_be_read
        ):
            wrong.append(words)
    assert wrong == []


@pytest.mark.parametrize("order", TOGETHER)
def test_two_periods_each_with_what_is_said_of_it(order: str) -> None:
    said = ("", "by the end of ", "during ")
    parts = product(PERIODS, LATER, said, VERBS.items(), VERBS.items())
    wrong = []
    for one, other, before, (verb, kind), (then, next_kind) in parts:
        words = order.format(
            one=verb, two=then, first=f"{before}{one[0]}", last=f"{before}{other[0]}"
        )
        if not in_share(words, one_in=20):
            continue
        reading = read_target(words, published_on=PUBLISHED)
        found = [
            told(read, period)
            for read, period in zip(reading.milestones, (one, other), strict=False)
        ]
        if not reading.asks and found != [(kind, True), (next_kind, True)]:
            wrong.append(words)
        if any(read.is_dated and not told(read, (*one[:2], other[2]))[1]
               for read in reading.milestones):  # fmt: skip
            wrong.append(words)
    assert wrong == []


def told(read: ReadMilestone, period: tuple[str, str, str]) -> tuple[MilestoneKind, bool]:
    return read.kind, is_within(read, day(period[1]), day(period[2]))
