"""The sentences of the specification: what is told of a row, an order and a requirement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from commissioning.availability.answer_types import (
    BesideDates,
    Contact,
    Footing,
    LineRow,
    RequirementAnswer,
)
from commissioning.availability.statuses import (
    Because,
    LineStanding,
    OrderAsked,
    Provision,
    ProvisionStated,
    Status,
    WhyNot,
)
from commissioning.dates.kept_dates import FROM_TOTALS
from commissioning.forecasting.start_days import RestsOn
from commissioning.monitoring.disclosure import banded
from commissioning.timing.time_in_order import TimeInOrder
from commissioning.timing.time_needed import TimeNeeded
from directory.delivery import DeliveryKind
from directory.order_length import OrderKind
from portal.lines.beside_words import beside_in_words
from portal.lines.fact_words import facts_of, source_of
from portal.lines.order_words import order_in_words
from portal.lines.plain_words import PlainWords, plain_words
from portal.lines.requirement_words import requirement_says, requirement_tag
from portal.lines.row_shape import told_apart
from portal.lines.rows import row_tag, start_in_words

HALF, MOST = dt.date(2027, 3, 16), dt.date(2027, 5, 26)
DAY = dt.date(2027, 1, 12)


@pytest.fixture
def words(shell: Flask) -> Iterator[PlainWords]:
    with shell.test_request_context():
        yield plain_words()


def row(status: Status, **more: Any) -> LineRow:
    standing = {
        name: more.pop(name)
        for name in ("reason", "by_1_in_10", "likely_start", "by_9_in_10", "because")
        if name in more
    }
    facts: dict[str, Any] = {
        "line": uuid.uuid4(),
        "service": uuid.uuid4(),
        "title": "A service",
        "kind": DeliveryKind.ONE_TO_ONE,
        "areas": ("Preston",),
        "contact": Contact("The provider", "01632 960 101"),
        "is_restricted": False,
        "is_being_worked_out": False,
        "is_generated": False,
        "confirmed_on": DAY,
    }
    return LineRow(standing=LineStanding(status, **standing), **(facts | more))


DATED = {"likely_start": HALF, "by_9_in_10": MOST}
DOUBT = Status.NOT_CONFIRMED
CLOSED = {"reason": WhyNot.NOT_COMMISSIONED, "because": Because.SERVICE_CLOSED}

ROWS = [
    (Status.AVAILABLE, DATED, "Available",
     "Half start by Tuesday 16 March 2027. 9 in 10 by Wednesday 26 May."),
    (Status.WAITING_LIST, {"likely_start": HALF, "by_9_in_10": dt.date(2028, 1, 3)},
     "Starts later", "Half start by Tuesday 16 March 2027. 9 in 10 by Monday 3 January 2028."),
    (Status.WAITING_LIST, {**DATED, "is_restricted": True}, "Starts later",
     "Half start by the end of March 2027."),
    (Status.NOT_WITHIN_ORDER, DATED, "Not within the order",
     "Half start by Tuesday 16 March 2027. 9 in 10 by Wednesday 26 May."),
    (Status.NOT_WITHIN_ORDER, {"because": Because.BEYOND_ANY_ORDER}, "Not within any order",
     "Not within any order: half would start only after three years."),
    (DOUBT, {"because": Because.CONTRACT_ENDED, "agreement_ended_on": DAY}, "Not confirmed: ring",
     "Its agreement was to end on 12 January 2027; not known whether it continues: ring."),
    (DOUBT, {"because": Because.CONFIRMED_TOO_LONG_AGO}, "Not confirmed: ring",
     "Last confirmed 12 January 2027, ring to check."),
    (DOUBT, {"because": Because.CONTRACT_ENDED, "is_restricted": True}, "Not confirmed: ring",
     "Ring to check."),
    (DOUBT, {"because": Because.WORKED_OUT_TOO_LONG_AGO}, "Not confirmed: ring",
     "Its dates have not been worked out lately, ring to check."),
    (DOUBT, {"because": Because.WORKED_OUT_LATER_THAN_TODAY}, "Not confirmed: ring",
     "Its dates bear a later day than today, so a clock is wrong: ring to check."),
    (Status.NOT_KNOWN, {"because": Because.NEVER_SAID}, "Not known to this portal: ring",
     "Nobody has told this portal when somebody would start: ring."),
    (Status.NOT_AVAILABLE, {"reason": WhyNot.FULL}, "Not available: full",
     "No date can be given. Every place is taken."),
    (Status.NOT_AVAILABLE, {"reason": WhyNot.NO_STAFF}, "Not available: no staff",
     "No date can be given. There are no staff to run it."),
    (Status.NOT_AVAILABLE, CLOSED, "Not available: closed",
     "No date can be given. It has closed, so nobody new can start."),
    (Status.AT_ONCE, {"kind": DeliveryKind.IMMEDIATE}, "Takes effect at once",
     "On the day of sentence."),
    (Status.AVAILABLE, {"kind": DeliveryKind.BED}, "Available", "A place is free."),
]  # fmt: skip


@pytest.mark.parametrize(("status", "facts", "tag", "said"), ROWS)
def test_a_row_says(
    words: PlainWords, status: Status, facts: dict[str, Any], tag: str, said: str
) -> None:
    line = row(status, **facts)
    assert row_tag(line, words).text == tag
    assert " ".join(start_in_words(line, words)).strip() == said


def beside(chance: str | None, *, is_finish_known: bool) -> BesideDates:
    needs = TimeNeeded(60, 90, None, 80.0, "80 hours of work need about 9 weeks.")
    return BesideDates(
        group=None,
        within_target=None,
        target_days=None,
        within_order=chance,
        people_ahead=banded(0),
        footing=Footing("declared", banded(0)),
        is_wider=False,
        needs=needs,
        lasts_as_the_order=False,
        in_order=TimeInOrder(needs, MOST, None, 0.6) if is_finish_known else None,
    )


ON_DECLARED = "Based on declared places: "


@pytest.mark.parametrize(
    ("data", "starts", "facts", "said"),
    [
        ("declared", 0, DATED, f"9 in 10 by Wednesday 26 May. {ON_DECLARED}no starts seen yet."),
        ("declared", 9, DATED, f"9 in 10 by Wednesday 26 May. {ON_DECLARED}few starts seen yet."),
        ("mixed", 12, DATED, "9 in 10 by Wednesday 26 May."),
        ("history", 25, DATED, "9 in 10 by Wednesday 26 May."),
        ("declared", 0, DATED | {"by_9_in_10": None},
         f"Fewer than 9 in 10 start within three years. {ON_DECLARED}no starts seen yet."),
        ("declared", 0, {"because": Because.BEYOND_ANY_ORDER}, ""),  # no date
        ("declared", 0, {"because": Because.BEYOND_ANY_ORDER, "by_1_in_10": HALF},
         f"1 in 10 start by Tuesday 16 March 2027. {ON_DECLARED}no starts seen yet."),
    ],
)  # fmt: skip
def test_beside_a_date_stands_that_it_rests_on_declared_places(
    words: PlainWords, data: RestsOn, starts: int, facts: dict[str, Any], said: str
) -> None:
    stands = replace(beside(None, is_finish_known=False), footing=Footing(data, banded(starts)))
    line = row(Status.NOT_WITHIN_ORDER, **facts, beside=stands)
    assert start_in_words(line, words)[1] == said
    assert ("declared" in beside_in_words(line, words)) is (data == "mixed")  # not said twice


WORK = DeliveryKind.UNPAID_WORK
RUNS_ON = (
    "In a community order: the order runs on until the hours are worked (Sentencing Act 2020 s220,"
    " not verified), for half of the people by May 2027."
)
PERIOD = (
    "In a suspended sentence order: about 6 in 10 would start and finish within the operational"
    " period of 12 months."
)
YEAR = OrderAsked(365)
ORDERS = [
    (DeliveryKind.ONE_TO_ONE, None, "about 6 in 10", True, ""),  # no order was asked about
    (DeliveryKind.ONE_TO_ONE, YEAR, None, False, ""),
    (DeliveryKind.ONE_TO_ONE, YEAR, "about 6 in 10", True,
     "About 6 in 10 would start and finish within 12 months."),
    (DeliveryKind.ONE_TO_ONE, YEAR, "about 6 in 10", False,
     "About 6 in 10 would start within 12 months."),
    (DeliveryKind.ONE_TO_ONE, YEAR, "nearly 9 in 10", True,
     "Nearly 9 in 10 would start and finish within 12 months."),
    (DeliveryKind.ONE_TO_ONE, YEAR, "about 9 in 10", True,
     "About 9 in 10 would finish in time."),
    (WORK, replace(YEAR, kind=OrderKind.COMMUNITY), "about 6 in 10", True, RUNS_ON),
    (WORK, replace(YEAR, kind=OrderKind.SUSPENDED_SENTENCE), "about 6 in 10", True, PERIOD),
    (WORK, YEAR, "about 6 in 10", True, f"{RUNS_ON} {PERIOD}"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "order", "chance", "is_finish_known", "said"), ORDERS)
def test_one_sentence_says_whether_there_is_time(
    words: PlainWords, kind: DeliveryKind, order: OrderAsked | None, chance: str | None,
    is_finish_known: bool, said: str,
) -> None:  # fmt: skip
    stands = beside(chance, is_finish_known=is_finish_known)
    line = row(Status.WAITING_LIST, **DATED, kind=kind, beside=stands)
    assert order_in_words(line, order, words) == said


def stated(said: Provision, who: str, why: WhyNot | None = None) -> ProvisionStated:
    return ProvisionStated(said, why, who, DAY, MOST)


def requirement(code: str, status: Status, *said: ProvisionStated, **more: Any) -> Any:
    by = {"stated_by": said[-1].stated_by, "stated_on": said[-1].stated_on} if said else {}
    facts: dict[str, Any] = {"reason": None, "rows": (), "row_count": 0, "statements": said}
    return RequirementAnswer(code, code, status, **(facts | by | more))


NO = Status.NOT_AVAILABLE
REGION = "The region"
PROVIDED = stated(Provision.PROVIDED, REGION)
NONE_HERE = stated(Provision.NOT_AVAILABLE, "Health", WhyNot.NOT_COMMISSIONED)
REQUIREMENTS = [
    (requirement("unpaid_work", Status.NOT_KNOWN), "Not known to this portal: ring",
     "Nobody has told this portal whether it is available here: ring."),
    (requirement("programme", Status.NOT_KNOWN, only=("Programmes for sexual offending",)),
     "Not known to this portal: ring",
     "Nothing that most people could take is known here, only: Programmes for sexual offending."),
    (requirement("unpaid_work", Status.NOT_CONFIRMED, PROVIDED,
                 because=Because.STATED_WITHOUT_A_DATE), "Not confirmed: ring",
     ("The region said on 12 January 2027 that it is provided here, but no start date was given:"
     " ring.")),
    (requirement("unpaid_work", Status.NOT_CONFIRMED, PROVIDED, NONE_HERE,
                 because=Because.STATEMENTS_DIFFER), "Not confirmed: ring",
     ("What was said differs: The region said on 12 January 2027 that it is provided here; Health"
     " said on 12 January 2027 that it is not available: not commissioned. Ring.")),
    (requirement("unpaid_work", Status.NOT_CONFIRMED, NONE_HERE,
                 because=Because.DENIED_THOUGH_LISTED), "Not confirmed: ring",
     ("Stated as not commissioned since 12 January 2027 by Health; services are still listed here,"
     " so ring before relying on either.")),
    (requirement("unpaid_work", NO, NONE_HERE, reason=WhyNot.NOT_COMMISSIONED),
     "Not available: not commissioned",
     "Nobody has commissioned it for this area (said by Health on 12 January 2027)."),
    (requirement("drug_rehabilitation", NO, NONE_HERE, reason=WhyNot.NOT_COMMISSIONED),
     "Not available: no service here",
     ("No service is commissioned here (said by Health on 12 January 2027); the court may be"
     " satisfied that arrangements can be made: ring.")),
    (requirement("programme", NO, reason=WhyNot.NOT_ACCREDITED_HERE),
     "Not available: not accredited here", "It is not accredited here."),
    (requirement("drug_testing", NO, reason=WhyNot.NOT_ACCREDITED_HERE),
     "Not available: not notified here",
     "The court has not been notified that it is available here."),
    (requirement("unpaid_work", NO, reason=WhyNot.NOT_ACCREDITED_HERE), "Not available",
     "It is not available here."),
    (requirement("restriction_zone", Status.CHECK_COMMENCEMENT), "May not be in force yet",
     "Whether the law is in force was not found: check before imposing it."),
]  # fmt: skip


@pytest.mark.parametrize(("found", "tag", "said"), REQUIREMENTS)
def test_a_requirement_says_how_it_stands(
    words: PlainWords, found: RequirementAnswer, tag: str, said: str
) -> None:
    assert requirement_tag(found, words).text == tag
    assert requirement_says(found, words) == said


def test_the_headline_is_the_row_that_leads_and_no_other(words: PlainWords) -> None:
    first, leads = row(Status.AVAILABLE, title="Drop-in"), row(Status.WAITING_LIST, **DATED)
    found = requirement(
        "programme", Status.WAITING_LIST, rows=(first, leads), row_count=2, leads=leads.line
    )
    assert requirement_tag(found, words).text == "Starts later"


@pytest.mark.parametrize("is_explained", [True, False])
def test_dates_that_rest_on_weekly_totals_are_told_as_such(
    words: PlainWords, is_explained: bool
) -> None:
    counted = row(Status.AVAILABLE, basis=f"Worked out. {FROM_TOTALS}", worked_out_on=DAY)
    by_cases = replace(counted, basis="Worked out.")
    assert FROM_TOTALS in list(source_of(counted, words, is_explained=is_explained))
    assert FROM_TOTALS not in list(source_of(by_cases, words, is_explained=is_explained))


def test_what_silence_does_not_show_is_not_known_and_incomplete_records_are_said(
    words: PlainWords,
) -> None:
    line = row(Status.WAITING_LIST, **DATED, starts_without_end=banded(212))
    facts = dict(facts_of(line, words, many_areas=False))
    assert facts["People waiting, typical wait, use"] == "not known to this portal"
    assert facts["Records"] == "records incomplete: about 210 starts without an end"
    aside = replace(line, starts_without_end=None, rows_set_aside=banded(12))
    told = dict(facts_of(aside, words, many_areas=False))["Records"]
    assert told == "records incomplete: about 10 rows of the last file set aside"
    waiting = dict(facts_of(replace(line, waiting=banded(0)), words, many_areas=False))
    assert waiting["People waiting"] == "none"
    assert waiting["Typical wait"] == "not known to this portal"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"areas": ("Preston",)}, {"areas": ("Chorley",)}, ["Preston", "Chorley"]),
        ({"kind": DeliveryKind.DROP_IN}, {}, ["Drop-in", "One to one"]),
        ({"provider": "A Trust"}, {"provider": "B Trust"}, ["A Trust", "B Trust"]),
        ({}, {}, ["queue 1", "queue 2"]),
        ({"is_restricted": True}, {"is_restricted": True}, ["Preston", "Preston"]),
        ({}, {"title": "Another"}, ["", ""]),
    ],
)
def test_two_of_one_name_differ_in_words(
    words: PlainWords, one: dict[str, Any], other: dict[str, Any], told: list[str]
) -> None:
    rows = [row(Status.AVAILABLE, **one), row(Status.AVAILABLE, **other)]
    details = told_apart(rows, words)
    assert [details[str(line.line)] for line in rows] == told
