"""A quarter worked out by hand: who is counted in it, and as at which day."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.monitoring.fairness import PeopleShare
from commissioning.referrals.kinds import ReferralStatus
from commissioning.statistics.counting import PersonCounted, count
from commissioning.statistics.figures import FiguresFor, area_told
from commissioning.statistics.quarters import NoSuchQuarter, Quarter, latest_to_publish

Q1 = Quarter(2027, 1)
DAY = dt.date(2027, 1, 1)


def person(
    received: int,
    started: int | None = None,
    ended: int | None = None,
    left: int | None = None,
    status: ReferralStatus = ReferralStatus.WAITING,
    sentenced: int | None = None,
    groups: tuple[str, ...] = ("female", "25_to_29", "white", "no"),
) -> PersonCounted:
    """Numbers are days from 1 January 2027."""

    def day(number: int | None) -> dt.date | None:
        return None if number is None else DAY + dt.timedelta(number)

    received_on = DAY + dt.timedelta(received)
    return PersonCounted(
        1, groups, received_on, day(sentenced) or received_on, day(started), day(left), day(ended),
        status,
    )  # fmt: skip


A_QUARTER = [
    person(0, 56),  # on the last day of eight weeks: in time
    person(5, 62),  # a day later: not in time
    person(80, 130, sentenced=70),  # started after the quarter, 60 days after sentence
    person(10, 20, 60, status=ReferralStatus.COMPLETED),
    person(-40, 3, 89, status=ReferralStatus.DROPPED_OUT),  # before it: only what happened in it
    person(-90, -50, 10, status=ReferralStatus.TERMINATED),  # neither completed nor failed
    person(30, left=35, status=ReferralStatus.DECLINED),
    person(85, left=100, status=ReferralStatus.DECLINED),  # declined after the quarter
    person(50, left=60, status=ReferralStatus.WITHDRAWN),
    person(60),  # still waits
    person(20, 200),  # starts after the census: still waits
]


def test_a_quarter_by_hand() -> None:
    counted = count(A_QUARTER, quarter=Q1, census=Q1.census)
    assert counted.referred == 9
    assert counted.started == 4  # days 56, 62, 20 and 3
    assert counted.completed == 1
    assert counted.declined == 1
    assert counted.in_time == PeopleShare(2, 9)
    assert counted.turned_away == PeopleShare(2, 9)
    assert counted.finished == PeopleShare(1, 2)
    assert counted.half_wait_days is None  # four of nine ever start
    assert not counted.is_one_class


def test_who_has_not_been_followed_for_eight_weeks_is_in_no_share_of_time() -> None:
    counted = count([person(0, 10), person(60, 70)], quarter=Q1, census=DAY + dt.timedelta(80))
    assert counted.in_time == PeopleShare(1, 1)
    assert counted.referred == 2


def test_half_wait_counts_those_who_never_start() -> None:
    people = [person(0, 10), person(0, 30), person(0, left=5), person(0)]
    counted = count(people, quarter=Q1, census=Q1.census)
    assert counted.half_wait_days == 30


@pytest.mark.parametrize(
    ("quarter", "first", "last", "census", "published_from"),
    [
        ("2027-Q1", "2027-01-01", "2027-03-31", "2027-05-26", "2027-06-02"),
        ("2027-Q4", "2027-10-01", "2027-12-31", "2028-02-25", "2028-03-03"),
    ],
)
def test_days_of_a_quarter(
    quarter: str, first: str, last: str, census: str, published_from: str
) -> None:
    one = Quarter.called(quarter)
    days = (one.first, one.last, one.census, one.published_from)
    assert [day.isoformat() for day in days] == [first, last, census, published_from]


def test_a_quarter_is_published_nine_weeks_after_its_end() -> None:
    assert latest_to_publish(dt.date(2027, 6, 1)) == Quarter(2026, 4)
    assert latest_to_publish(dt.date(2027, 6, 2)) == Quarter(2027, 1)


def test_the_year_to_march() -> None:
    year = [Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4), Quarter(2027, 1)]
    assert [list(one.year_to_march) for one in year] == [year] * 4


@pytest.mark.parametrize("code", ["", "2027", "2027-Q5", "0000-Q1", "2027-Q1x"])
def test_no_quarter(code: str) -> None:
    with pytest.raises(NoSuchQuarter):
        Quarter.called(code)


def groups_of(people: list[PersonCounted], *, owner: bool) -> dict[str, tuple[str, bool]]:
    told = area_told(FiguresFor(owner), "", "Here", people, Q1)
    return {one.code: (one.referred, one.figures is None) for one in told.groups["sex"]}


def of_sex(sex: str, many: int, *, declined: bool) -> list[PersonCounted]:
    groups = (sex, "25_to_29", "white", "no")
    if declined:
        return [
            person(3, left=9, status=ReferralStatus.DECLINED, groups=groups) for _ in range(many)
        ]
    return [person(3, 9 if n % 2 else None, groups=groups) for n in range(many)]


def test_a_group_of_whom_all_were_declined_is_withheld_with_the_next_smallest() -> None:
    people = [
        *of_sex("female", 20, declined=True),
        *of_sex("male", 60, declined=False),
        *of_sex("another", 30, declined=False),
    ]
    told = groups_of(people, owner=False)
    assert told["female"] == ("20", True)
    assert told["another"] == ("30", True)
    assert told["male"] == ("60", False)
    assert groups_of(people, owner=True)["female"] == ("20", False)


def test_only_the_owner_reads_exact_figures() -> None:
    people = [*of_sex("female", 3, declined=False), *of_sex("male", 33, declined=False)]
    told, own = groups_of(people, owner=False), groups_of(people, owner=True)
    assert (told["female"][0], told["male"][0]) == ("*", "35")
    assert (own["female"][0], own["male"][0]) == ("3", "33")


def test_shares_of_small_groups_are_not_compared() -> None:
    people = [*of_sex("female", 24, declined=False), *of_sex("male", 60, declined=False)]
    told = area_told(FiguresFor(), "", "Here", people, Q1)
    female, male, *_ = told.groups["sex"]
    assert female.figures is not None
    assert female.figures.in_time is None
    assert male.figures is not None
    assert male.figures.in_time is not None
    assert male.figures.in_time.differs is None
