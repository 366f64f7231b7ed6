"""What a target says is to happen, when: twelve of the plan of 2004 by hand, and what may come."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.partnership.actions.periods import precision_of
from commissioning.partnership.actions.readings import (
    COUNTS_FROM_NOTHING,
    MilestoneKind,
    ReadMilestone,
    StatedDays,
    days_are_stated,
    read_target,
)
from commissioning.partnership.actions.reported import IN_PART, NOT_YET
from commissioning.partnership.actions.target_periods import TargetPrecision
from commissioning.partnership.actions.years_alone import LEFT_OVER

PUBLISHED = dt.date(2004, 7, 19)
START, PILOT, EVALUATE, ISSUE, APPROVE, COMPLETE = MilestoneKind
DAY, MONTH, SEASON, YEAR, FINANCIAL, SPAN, RELATIVE, UNREAD = TargetPrecision

Expected = tuple[MilestoneKind, str, str, TargetPrecision, str]


def told(read: ReadMilestone) -> Expected:
    days = [one.isoformat() if one else "" for one in (read.earliest, read.latest)]
    return read.kind, days[0], days[1], read.precision, read.scope


TWELVE: list[tuple[str, str, list[Expected]]] = [
    ("F1", "Each region to have a strategy in place by April 2005.",
     [(COMPLETE, "", "2005-04-01", DAY, "Each region")]),
    ("F2", "From July 2004", [(START, "2004-07-01", "", MONTH, "")]),
    ("F4", "Summer 2004", [(COMPLETE, "2004-06-01", "2004-08-31", SEASON, "")]),
    ("A5", "projects commenced in April 2004 in Bristol, Birmingham and London",
     [(START, "2004-04-01", "2004-04-30", MONTH, "in Bristol, Birmingham and London")]),
    ("A8", "to begin Autumn 2004", [(START, "2004-09-01", "2004-11-30", SEASON, "")]),
    ("E1", "development activity in 3 regions during 2004/05, with roll-out from 2005",
     [(COMPLETE, "2004-04-01", "2005-03-31", FINANCIAL, "in 3 regions"),
      (START, "2005-01-01", "", YEAR, "")]),
    ("H3", "guidance to be issued by Autumn 2004", [(ISSUE, "", "2004-11-30", SEASON, "")]),
    ("H3", "evaluation of results of pilots by end of 2004",
     [(EVALUATE, "", "2004-12-31", YEAR, "")]),
    ("H5", "2004/05 in prisons where housing advice is available",
     [(COMPLETE, "2004-04-01", "2005-03-31", FINANCIAL,
       "in prisons where housing advice is available")]),
    ("D1", "at the end of June", [(COMPLETE, "2004-06-30", "2004-06-30", DAY, "")]),
    ("D5", "The strategy will then be drafted, in consultation, for approval in March 2005",
     [(APPROVE, "2005-03-01", "2005-03-31", MONTH, "")]),
    ("C5", "over next 3 years", [(COMPLETE, "2004-07-19", "2007-07-18", SPAN, "")]),
]  # fmt: skip
"""By block: the target as written, and each milestone worked by hand."""


@pytest.mark.parametrize(("block", "words", "expected"), TWELVE)
def test_twelve_targets_of_2004(block: str, words: str, expected: list[Expected]) -> None:
    assert block
    assert [told(one) for one in read_target(words, published_on=PUBLISHED).milestones] == expected


@pytest.mark.parametrize(
    ("words", "kind", "earliest", "latest", "precision"),
    [
        ("2004", COMPLETE, "2004-01-01", "2004-12-31", YEAR),
        ("2004/05", COMPLETE, "2004-04-01", "2005-03-31", FINANCIAL),
        ("2004-05", COMPLETE, "2004-04-01", "2005-03-31", FINANCIAL),
        ("1999/2000", COMPLETE, "1999-04-01", "2000-03-31", FINANCIAL),
        ("February 2004", COMPLETE, "2004-02-01", "2004-02-29", MONTH),
        ("Sept 2004", COMPLETE, "2004-09-01", "2004-09-30", MONTH),
        ("Winter 2004", COMPLETE, "2004-12-01", "2005-02-28", SEASON),
        ("by 31 March 2005", COMPLETE, "", "2005-03-31", DAY),
        ("31/03/2005", COMPLETE, "2005-03-31", "2005-03-31", DAY),
        ("by the end of March 2005", COMPLETE, "", "2005-03-31", MONTH),
        ("by end 2004", COMPLETE, "", "2004-12-31", YEAR),
        ("by 2004/05", COMPLETE, "", "2005-03-31", FINANCIAL),
        ("at the end of May 2005", COMPLETE, "2005-05-31", "2005-05-31", DAY),
        ("before May 2005", COMPLETE, "", "2005-04-30", MONTH),
        ("from April to June 2005", COMPLETE, "2005-04-01", "2005-06-30", SPAN),
        ("between April and June 2005", COMPLETE, "2005-04-01", "2005-06-30", SPAN),
        ("within six months", COMPLETE, "", "2005-01-19", SPAN),
        ("to be piloted during 2004/05", PILOT, "2004-04-01", "2005-03-31", FINANCIAL),
        ("to be published in Autumn 2004", ISSUE, "2004-09-01", "2004-11-30", SEASON),
        ("start Summer 2004", START, "2004-06-01", "2004-08-31", SEASON),
        ("Expected to begin 2004/05", START, "2004-04-01", "2005-03-31", FINANCIAL),
    ],
)
def test_other_ways_to_say_when(
    words: str, kind: MilestoneKind, earliest: str, latest: str, precision: TargetPrecision
) -> None:
    [read] = read_target(words, published_on=PUBLISHED).milestones
    assert told(read)[:4] == (kind, earliest, latest, precision)


STRANGERS = [
    # as somebody may write it, and the first and last day that it can mean
    ("Q1 2026/27", "2026-04-01", "2026-06-30"),
    ("FY 2026-27 Q1", "2026-04-01", "2026-06-30"),
    ("by the end of Q2 26/27", "", "2026-09-30"),
    ("last quarter of 2026/27", "2027-01-01", "2027-03-31"),
    ("end Q1 2026/27", "2026-06-30", "2026-06-30"),
    ("third calendar quarter of 2026", "2026-07-01", "2026-09-30"),
    ("Q2 (July to September 2026)", "2026-07-01", "2026-09-30"),
    ("H2 2026/27", "2026-10-01", "2027-03-31"),
    ("first half of 2026/27", "2026-04-01", "2026-09-30"),
    ("end of 2026/27", "2027-03-31", "2027-03-31"),
    ("FY26/27", "2026-04-01", "2027-03-31"),
    ("by the end of the financial year 2026/27", "", "2027-03-31"),
    ("end of the year 2026", "2026-12-31", "2026-12-31"),
    ("autumn 2026", "2026-09-01", "2026-11-30"),
    ("Spring/Summer 2026", "2026-03-01", "2026-08-31"),
    ("Winter 2026/27", "2026-12-01", "2027-02-28"),
    ("w/c 2 March 2026", "2026-03-02", "2026-03-08"),
    ("by week ending 6 March 2026", "", "2026-03-06"),
    ("03/2026", "2026-03-01", "2026-03-31"),
    ("2026-03", "2026-03-01", "2026-03-31"),
    ("31.03.2026", "2026-03-31", "2026-03-31"),
    ("31/03/26", "2026-03-31", "2026-03-31"),
    ("3rd of March 2026", "2026-03-03", "2026-03-03"),
    ("March 3, 2026", "2026-03-03", "2026-03-03"),
    ("Mar ’26", "2026-03-01", "2026-03-31"),
    ("by end-March 2026", "", "2026-03-31"),
    ("on or before 31 March 2026", "", "2026-03-31"),
    ("not before April 2026", "2026-04-01", ""),
    ("after April 2026", "2026-05-01", ""),
    ("until the end of March 2027", "", "2027-03-31"),
    ("each quarter from April 2026", "2026-04-01", ""),
    # not before, and not after
    ("Not before June 2027", "2027-06-01", ""),
    ("no earlier than 3 June 2027", "2027-06-03", ""),
    ("not until June 2027", "2027-06-01", ""),
    ("nothing until the end of June 2027", "2027-06-30", ""),
    ("will not start until June 2027", "2027-06-01", ""),
    ("not before the end of June 2027", "2027-06-30", ""),
    ("not before Monday 7 June 2027", "2027-06-07", ""),
    ("June 2027 onwards", "2027-06-01", ""),
    ("June 2027 at the earliest", "2027-06-01", ""),
    ("on or after 3 March 2027", "2027-03-03", ""),
    ("from the start of April 2027", "2027-04-01", ""),
    ("from the end of June 2027", "2027-06-30", ""),
    ("after the end of June 2027", "2027-07-01", ""),
    ("since April 2004", "2004-04-01", ""),
    ("no later than 3 March 2027", "", "2027-03-03"),
    ("at the latest by 3 March 2027", "", "2027-03-03"),
    ("by 3 March 2027 at the latest", "", "2027-03-03"),
    ("March 2027 at the latest", "", "2027-03-31"),
    ("not after June 2027", "", "2027-06-30"),
    ("by the start of April 2027", "", "2027-04-01"),
    ("before the start of April 2027", "", "2027-03-31"),
    ("up to and including March 2027", "", "2027-03-31"),
    ("April 2026 through to March 2027", "2026-04-01", "2027-03-31"),
    ("in or before March 2027", "", "2027-03-31"),
    ("w.e.f. 1 April 2026", "2026-04-01", ""),
    ("before or on 31 March 2027", "", "2027-03-31"),
    ("in or after March 2027", "2027-03-01", ""),
    ("1 to 5 March 2027", "2027-03-01", "2027-03-05"),
    ("between 1 and 31 March 2027", "2027-03-01", "2027-03-31"),
    ("3/4 March 2027", "2027-03-03", "2027-03-04"),
    ("in June and July 2027", "2027-06-01", "2027-07-31"),
    ("Spring 2027 or Summer 2027", "2027-03-01", "2027-08-31"),
    ("June/July 2027", "2027-06-01", "2027-07-31"),
    ("1 in 10 by 2027", "", "2027-12-31"),
    # years of two figures
    ("31.03.2027", "2027-03-31", "2027-03-31"),
    ("31/3/27", "2027-03-31", "2027-03-31"),
    ("31.3.27", "2027-03-31", "2027-03-31"),
    ("31-3-27", "2027-03-31", "2027-03-31"),
    ("31st March 27", "2027-03-31", "2027-03-31"),
    ("31-Mar-27", "2027-03-31", "2027-03-31"),
    ("Dec-26", "2026-12-01", "2026-12-31"),
    ("Dec-26 to Mar-27", "2026-12-01", "2027-03-31"),
    ("autumn 26", "2026-09-01", "2026-11-30"),
    ("FY 26/27", "2026-04-01", "2027-03-31"),
    ("Q3 26/27", "2026-10-01", "2026-12-31"),
    ("Q2 2026-27", "2026-07-01", "2026-09-30"),
    # days with a name
    ("by Christmas 2026", "", "2026-12-25"),
    ("before Christmas 2026", "", "2026-12-24"),
    ("by Easter 2027", "", "2027-03-28"),
    ("by Easter 2030", "", "2030-04-21"),
    ("Good Friday 2027", "2027-03-26", "2027-03-26"),
    ("Easter Monday 2027", "2027-03-29", "2027-03-29"),
    ("New Year’s Eve 2026", "2026-12-31", "2026-12-31"),
]


@pytest.mark.parametrize(("words", "earliest", "latest"), STRANGERS)
def test_what_a_stranger_writes_with_one_meaning_is_read(
    words: str, earliest: str, latest: str
) -> None:
    reading = read_target(words, published_on=PUBLISHED)
    [read] = reading.milestones
    assert (told(read)[1:3], reading.asks) == ((earliest, latest), ())


MEANINGS = [
    # with more than one meaning, or none: the words that are asked about, and what is asked
    ("Q2 2026", "Q2 2026",
     "may be April to June 2026 or, of a financial year, July to September 2026: say which"),
    ("by the end of Q2 2026", "Q2 2026",
     "may be April to June 2026 or, of a financial year, July to September 2026: say which"),
    ("fourth quarter of 2026", "fourth quarter of 2026",
     "may be October to December 2026 or, of a financial year, January to March 2027: say which"),
    ("second half of 2026", "second half of 2026",
     "may be July to December 2026 or, of a financial year, October 2026 to March 2027: say which"),
    ("FY 2026", "FY 2026",
     "may end in March 2026 or begin in April 2026: write both years"),
    ("Q1 to Q3 2026/27", "Q1 to Q3 2026/27", ""),
    ("mid-2026", "mid-2026", ""),
    ("by early 2027", "early 2027", ""),
    ("start of 2026/27", "start of 2026/27", ""),
    ("academic year 2026/27", "academic year 2026/27", ""),
    ("Easter 2027", "Easter 2027", ""),
    ("after Easter 2027", "after Easter 2027", ""),
    ("H2 2026", "H2 2026",
     "may be July to December 2026 or, of a financial year, October 2026 to March 2027: say which"),
    ("Qtr 3 2026", "Qtr 3 2026",
     "may be July to September 2026 or, of a financial year, October to December 2026: say which"),
    ("mid 2027", "mid 2027", ""),
    ("late 2026", "late 2026", ""),
    ("by early March 2027", "early March 2027", ""),
    ("mid-March 2027", "mid-March 2027", ""),
    ("late autumn 2026", "late autumn 2026", ""),
    ("start of April 2027", "start of April 2027", ""),
    ("first week of June 2027", "week of June 2027", ""),
    ("around June 2027", "around June 2027", ""),
    ("towards the end of 2026", "towards the end of 2026", ""),
    ("3 months before April 2027", "3 months before April 2027", ""),
    ("within 3 months of April 2026", "3 months of April 2026", ""),
    ("Michaelmas term 2026", "Michaelmas term 2026", ""),
    ("summer term 2027", "summer term 2027", ""),
    ("before the summer recess 2027", "before the summer recess 2027", ""),
    ("2027, in the spring", "2027, in the spring", ""),
    ("fall 2026", "fall 2026", ""),
    ("by FYE 2027", "by FYE 2027", ""),
    ("on or after May to July 2027", "on or after May to July 2027", ""),
    ("from May to July 2027 onwards", "from May to July 2027 onwards", ""),
    ("by June or July 2027", "by June or July 2027", ""),
    ("by 31 March 2027 or when funding is agreed", "by 31 March 2027", ""),
    ("week 12 2026", "week 12 2026", ""),
    ("31. 03. 2027", "31. 03. 2027", ""),
    ("not in 2027", "not in 2027", ""),
    ("between June 2027", "June 2027", ""),
    ("31 March 2027 or 30 June 2027", "31 March 2027 or 30 June 2027", ""),
    ("not by June 2027", "not by June 2027", ""),
    ("no action before June 2027", "no action before June 2027", ""),

    ("by June 2027 at the earliest", "by June 2027 at the earliest", ""),
    ("autumn 2027 to spring 2027", "autumn 2027 to spring 2027", ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "quoted", "asked"), MEANINGS)
def test_what_has_more_than_one_meaning_is_asked_and_never_guessed(
    words: str, quoted: str, asked: str
) -> None:
    reading = read_target(words, published_on=PUBLISHED)
    [read] = reading.milestones
    assert (read.words, read.precision, read.is_dated) == (words, UNREAD, False)
    says = asked or "does not say between which days: write months, or by when"
    assert reading.asks == (f"“{quoted}” {says}",)
    stated = StatedDays(None, dt.date(2026, 9, 30))
    answered = read_target(words, published_on=PUBLISHED, stated=stated)
    assert (answered.milestones[0].latest, answered.disagrees) == (stated.latest, "")


def test_what_has_two_meanings_beside_what_has_one_is_a_milestone_of_its_own() -> None:
    reading = read_target("Pilot Q2 2026, complete by 31 March 2027", published_on=PUBLISHED)
    assert [told(one)[:4] for one in reading.milestones] == [
        (PILOT, "", "", UNREAD), (COMPLETE, "", "2027-03-31", DAY),
    ]  # fmt: skip
    assert len(reading.asks) == 1


@pytest.mark.parametrize(
    "words",
    [
        "ongoing",
        "in due course",
        "implementation of the joint work plan is underway",
        "as soon as partners may agree, and march on",
        "2004/12",
        "spring 2026/27",
        "winter/spring 2026",
        "13/2026",
        "Mar 26",
        "before the summer recess",
        "achieved",
        "by March 26",
        "on the 3rd of June",
        "by April next year",
        "Jan-Mar 27",
        "as in Probation Circular 48/2004",
    ],
)
def test_what_nobody_can_read_is_kept_as_words_and_asked_about(words: str) -> None:
    reading = read_target(words, published_on=PUBLISHED)
    [read] = reading.milestones
    assert (read.words, read.precision, read.is_dated) == (words, UNREAD, False)
    assert reading.asks == (
        f"nobody can read a day from “{words}”: say by when, or that it has none",
    )


def test_no_target_is_no_milestone_and_nothing_is_asked() -> None:
    reading = read_target("  ", published_on=PUBLISHED)
    assert (reading.milestones, reading.asks) == ((), ())


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("by April 2005", "by the end of April 2005 is the other reading"),
        ("at the end of June", "no year is given: 2004 is read"),
        ("03/04/2027", "the day is read first: 4 March 2027 is the other reading"),
        ("by 3.4.27", "the day is read first: 4 March 2027 is the other reading"),
        ("until March 2005", "until 1 March 2005 is the other reading"),
        (
            "w/c 1 March 2005",
            "1 March 2005 is a Tuesday: if its week is meant, write 28 February 2005",
        ),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked_unless_days_are_stated(
    words: str, asked: str
) -> None:
    unstated = read_target(words, published_on=PUBLISHED)
    assert unstated.asks == (asked,)
    [read] = unstated.milestones
    stated = StatedDays(read.earliest, read.latest)
    assert read_target(words, published_on=PUBLISHED, stated=stated).asks == ()


ORDERS: list[tuple[str, list[tuple[MilestoneKind, str, str, str]]]] = [
    # what is to happen in which period, in whichever order it is written
    ("Autumn 2026 (pilot), rolled out by 31 March 2027",
     [(PILOT, "Autumn 2026 (pilot)", "2026-09-01", "2026-11-30"),
      (COMPLETE, "rolled out by 31 March 2027", "", "2027-03-31")]),
    ("Pilot autumn 2026; roll out by 31 March 2027",
     [(PILOT, "Pilot autumn 2026", "2026-09-01", "2026-11-30"),
      (COMPLETE, "roll out by 31 March 2027", "", "2027-03-31")]),
    ("March 2027: roll-out", [(COMPLETE, "March 2027: roll-out", "2027-03-01", "2027-03-31")]),
    ("roll-out (March 2027)", [(COMPLETE, "roll-out (March 2027)", "2027-03-01", "2027-03-31")]),
    ("Roll-out (March 2027), pilot (autumn 2026)",
     [(COMPLETE, "Roll-out (March 2027)", "2027-03-01", "2027-03-31"),
      (PILOT, "pilot (autumn 2026)", "2026-09-01", "2026-11-30")]),
    ("Autumn 2026: pilot; March 2027: evaluation",
     [(PILOT, "Autumn 2026: pilot", "2026-09-01", "2026-11-30"),
      (EVALUATE, "March 2027: evaluation", "2027-03-01", "2027-03-31")]),
    ("Pilot: autumn 2026; evaluation: March 2027",
     [(PILOT, "Pilot: autumn 2026", "2026-09-01", "2026-11-30"),
      (EVALUATE, "evaluation: March 2027", "2027-03-01", "2027-03-31")]),
    ("Autumn 2026 pilot, March 2027 evaluation",
     [(PILOT, "Autumn 2026 pilot", "2026-09-01", "2026-11-30"),
      (EVALUATE, "March 2027 evaluation", "2027-03-01", "2027-03-31")]),
    ("Autumn 2026 – pilot; March 2027 – rollout",
     [(PILOT, "Autumn 2026 – pilot", "2026-09-01", "2026-11-30"),
      (COMPLETE, "March 2027 – rollout", "2027-03-01", "2027-03-31")]),
    ("Roll-out by 31 March 2027 after a pilot in autumn 2026",
     [(COMPLETE, "Roll-out by 31 March 2027", "", "2027-03-31"),
      (PILOT, "after a pilot in autumn 2026", "2026-09-01", "2026-11-30")]),
    ("Evaluate pilots in 2026/27, publish 31 May 2027",
     [(EVALUATE, "Evaluate pilots in 2026/27", "2026-04-01", "2027-03-31"),
      (ISSUE, "publish 31 May 2027", "2027-05-31", "2027-05-31")]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), ORDERS)
def test_what_stands_in_a_bracket_or_behind_a_colon_is_of_the_period_before_it(
    words: str, expected: list[tuple[MilestoneKind, str, str, str]]
) -> None:
    reading = read_target(words, published_on=PUBLISHED)
    assert [(told(one)[0], one.words, *told(one)[1:3]) for one in reading.milestones] == expected
    assert reading.asks == ()


def test_two_milestones_of_which_one_is_limited_to_a_place() -> None:
    first, last = read_target(
        "2026/27 in two prisons, roll-out from 2027", published_on=PUBLISHED
    ).milestones
    assert (told(first)[4], last.words) == ("in two prisons", "roll-out from 2027")


REPORTS = [
    # published 1 October 2026: as the plan says that it was done, or as a target
    ("completed May 2026", True),
    ("done in September 2026", True),
    ("finished 3 June 2026", True),
    ("achieved June 2026", True),
    ("May 2026 (completed)", True),
    ("May 2026: done", True),
    ("was delivered in May 2026", True),
    ("training completed May 2026", True),
    ("guidance published May 2026", True),
    ("launched May 2026", True),
    ("Done - Feb 2026", True),
    ("achieved in full, February 2026", True),
    ("completed by 31 May 2026", False),
    ("to be completed May 2026", False),
    ("to be done in September 2026", False),
    ("not completed; 31 May 2027", False),
    ("training completed May 2027", False),
    ("piloted in 2027", False),
    ("launched May 2027", False),
    ("complete May 2026", False),
]


@pytest.mark.parametrize(("words", "is_reported"), REPORTS)
def test_what_the_plan_says_was_done_is_reported(words: str, is_reported: bool) -> None:
    reading = read_target(words, published_on=dt.date(2026, 10, 1))
    assert [one.is_reported for one in reading.milestones] == [is_reported]
    assert reading.milestones[0].is_dated
    assert reading.asks == ()


def test_what_is_said_to_be_done_after_publication_is_asked_about() -> None:
    reading = read_target("completed May 2027", published_on=dt.date(2026, 10, 1))
    [read] = reading.milestones
    assert (read.is_dated, read.is_reported) == (False, False)
    assert reading.asks == (NOT_YET.format(words="completed May 2027"),)


def test_a_day_that_is_left_over_beside_one_that_is_read_is_asked_about() -> None:
    reading = read_target("31 March, then 30 June 2027", published_on=PUBLISHED)
    assert [one.latest for one in reading.milestones] == [dt.date(2027, 6, 30)]
    assert reading.asks == (LEFT_OVER.format(words="31 March"),)


def test_a_day_that_was_changed_is_asked_about() -> None:
    for words in ("31 March 2027 (was 31 March 2026)", "delayed from May 2026 to March 2027"):
        [asked] = read_target(words, published_on=PUBLISHED).asks
        assert asked.endswith("write only the one that holds now")
    reading = read_target("31 March 2027 (was 31 March 2026)", published_on=PUBLISHED)
    assert [one.latest for one in reading.milestones] == [dt.date(2027, 3, 31), None]


def test_what_was_done_in_part_is_asked_about() -> None:
    for words in ("partially completed February 2026", "80% completed February 2026"):
        reading = read_target(words, published_on=dt.date(2026, 10, 1))
        assert reading.asks == (IN_PART.format(words=words),)
        assert [one.is_dated or one.is_reported for one in reading.milestones] == [False]


def test_a_window_is_a_start_and_an_end() -> None:
    reading = read_target("not before June 2027 but by 31 December 2027", published_on=PUBLISHED)
    assert [told(one)[:3] for one in reading.milestones] == [
        (START, "2027-06-01", ""), (COMPLETE, "", "2027-12-31"),
    ]  # fmt: skip


AGREED = [
    # days stated beside words that allow them, and the days that are kept
    ("by March 2027", "", "2027-03-31", ("", "2027-03-31")),
    ("by March 2027", "", "2027-03-01", ("", "2027-03-01")),
    ("no later than March 2027", "", "2027-03-31", ("", "2027-03-31")),
    ("31 March 2027", "", "2027-03-31", ("2027-03-31", "2027-03-31")),
    ("31.03.2027", "", "2027-03-31", ("2027-03-31", "2027-03-31")),
    ("2026/27", "", "2027-03-31", ("2026-04-01", "2027-03-31")),
    ("at the end of March", "", "2027-03-31", ("2027-03-31", "2027-03-31")),
    ("by the end of March", "", "2027-03-31", ("", "2027-03-31")),
    ("03/04/2027", "", "2027-03-04", ("2027-03-04", "2027-03-04")),
    ("until March 2027", "", "2027-03-01", ("", "2027-03-01")),
    ("Q4 2026", "", "2027-03-31", ("", "2027-03-31")),
    ("from April 2026", "", "2027-03-31", ("2026-04-01", "2027-03-31")),
    ("by 31 March 2027", "2027-01-01", "", ("2027-01-01", "2027-03-31")),
]


@pytest.mark.parametrize(("words", "first", "last", "kept"), AGREED)
def test_days_that_the_words_allow_are_taken_as_their_answer(
    words: str, first: str, last: str, kept: tuple[str, str]
) -> None:
    days = [dt.date.fromisoformat(one) if one else None for one in (first, last)]
    reading = read_target(words, published_on=dt.date(2026, 10, 1), stated=StatedDays(*days))
    [read] = reading.milestones
    assert (reading.disagrees, told(read)[1:3]) == ("", kept)


def test_the_last_of_two_milestones_takes_the_day_that_answers_it() -> None:
    words, stated = "Autumn 2026 (pilot), rolled out by March 2027", dt.date(2027, 3, 31)
    days = StatedDays(latest=stated)
    reading = read_target(words, published_on=PUBLISHED, stated=days)
    assert (reading.disagrees, reading.asks) == ("", ())
    assert [told(one)[:3] for one in reading.milestones] == [
        (PILOT, "2026-09-01", "2026-11-30"), (COMPLETE, "", "2027-03-31"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("by March 2027", "2027-03-15"),
        ("31 March 2027", "2027-04-30"),
        ("by June 2027", "2027-03-31"),
        ("not before April 2027", "2027-03-31"),
        ("Pilot from May 2026, evaluated after 6 months", "2027-03-31"),
    ],
)
def test_days_that_the_words_do_not_allow_are_asked_about(words: str, last: str) -> None:
    stated = StatedDays(latest=dt.date.fromisoformat(last))
    assert read_target(words, published_on=PUBLISHED, stated=stated).disagrees


def test_a_start_that_is_said_in_the_past_is_reported_and_one_that_is_to_be_is_not() -> None:
    words = ("commenced April 2004", "to be started in April 2004", "start in April 2004")
    reads = [read_target(one, published_on=PUBLISHED).milestones[0] for one in words]
    assert [one.is_reported for one in reads] == [True, False, False]
    assert {one.kind for one in reads} == {START}


def test_what_is_due_months_after_another_is_counted_from_it() -> None:
    begins, evaluated = read_target(
        "Expected to begin 2004/05",
        published_on=PUBLISHED,
        action="Pilot a scheme of bank accounts, pilots will be evaluated after 6 months.",
    ).milestones
    assert begins.kind is START
    assert (evaluated.kind, evaluated.precision, evaluated.months_after) == (EVALUATE, RELATIVE, 6)
    assert (evaluated.words, evaluated.is_dated) == (
        "pilots will be evaluated after 6 months",
        False,
    )


def test_the_sources_note_tells_a_start_and_the_actions_first_word_what_it_is() -> None:
    noted = read_target("Summer 2004", published_on=PUBLISHED, notes="start; no end given")
    assert noted.milestones[0].kind is START
    issued = read_target("Summer 2004", published_on=PUBLISHED, action="Issue guidance to regions.")
    assert issued.milestones[0].kind is ISSUE


def test_stated_days_win_and_where_the_words_differ_somebody_is_asked() -> None:
    stated = StatedDays(dt.date(2005, 4, 1), dt.date(2005, 4, 30))
    reading = read_target("by May 2005", published_on=PUBLISHED, stated=stated)
    [read] = reading.milestones
    assert told(read)[:4] == (COMPLETE, "2005-04-01", "2005-04-30", MONTH)
    assert reading.disagrees == (
        "“by May 2005” reads as to 2005-05-01, and from 2005-04-01 to 2005-04-30 is stated:"
        " mend the one or the other"
    )
    alone = read_target("as agreed with partners", published_on=PUBLISHED, stated=stated)
    assert alone.disagrees == ""
    assert alone.rests_on_stated == (
        "nobody can read a day from “as agreed with partners”, and from 2005-04-01 to 2005-04-30 is"
        " stated: that day stands if it is meant, else leave it out"
    )
    assert reading.rests_on_stated == ""
    assert told(alone.milestones[0])[:4] == (COMPLETE, "2005-04-01", "2005-04-30", MONTH)


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        ("2004-06-30", "2004-06-30", DAY),
        ("2004-02-01", "2004-02-29", MONTH),
        ("2004-06-01", "2004-08-31", SEASON),
        ("2004-01-01", "2004-03-31", SPAN),
        ("2004-01-01", "2004-12-31", YEAR),
        ("2004-04-01", "2005-03-31", FINANCIAL),
        ("2004-07-19", "2007-07-18", SPAN),
    ],
)
def test_how_exact_stated_days_are(first: str, last: str, precision: TargetPrecision) -> None:
    days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    assert precision_of(*days) is precision


@pytest.mark.parametrize(
    ("words", "stated", "days", "is_stated"),
    [
        ("ongoing", ("", "2005-03-31"), ("", "2005-03-31"), True),
        ("in due course", ("2005-03-01", ""), ("2005-03-01", ""), True),
        ("", ("", "2005-03-31"), ("", "2005-03-31"), True),
        ("ongoing", ("", ""), ("", ""), False),
        ("completed May 2027", ("", "2027-05-31"), ("", "2027-05-31"), True),
        ("by 31 March 2005", ("", "2005-03-31"), ("", "2005-03-31"), False),  # the words say it
        ("ongoing", ("", "2005-03-31"), ("", ""), False),  # another milestone of the item
    ],
)
def test_whose_day_it_is_that_stands_beside_words_which_nobody_can_read(
    words: str, stated: tuple[str, str], days: tuple[str, str], is_stated: bool
) -> None:
    def day(text: str) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    by_them = StatedDays(*map(day, stated))
    assert days_are_stated(words, by_them, *map(day, days)) is is_stated


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("31 June 2004", "there is no 31 June 2004: say which day is meant"),
        ("31 February 2027", "there is no 31 February 2027: say which day is meant"),
        ("by 2027-02-30", "there is no 2027-02-30: say which day is meant"),
        (
            "Evaluate after 6 months",
            COUNTS_FROM_NOTHING.format(words="Evaluate after 6 months"),
        ),
    ],
)
def test_a_day_that_there_is_not_and_a_span_from_nothing_are_asked_about(
    words: str, asked: str
) -> None:
    reading = read_target(words, published_on=PUBLISHED)
    assert reading.asks == (asked,)
    assert not any(one.is_dated for one in reading.milestones)
    whole = read_target("Pilot from May 2027, evaluated after 6 months", published_on=PUBLISHED)
    assert whole.asks == ()
