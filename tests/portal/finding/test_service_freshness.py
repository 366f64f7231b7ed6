"""One statement of how fresh a service's page is: a table that its provider could check."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from flask import Flask

from commissioning.availability.answer_types import Contact, LineRow
from commissioning.availability.statuses import Because, LineStanding, Status
from directory.delivery import DeliveryKind
from directory.services.freshness import FactKind
from portal.finding.service_freshness import freshness_of

TODAY = dt.date(2027, 3, 2)


def line(
    status: Status, days_ago: int | None, area: str = "Preston", kind: str = "one_to_one"
) -> LineRow:
    return LineRow(
        line=uuid.uuid4(),
        service=uuid.uuid4(),
        title="Debt advice",
        kind=DeliveryKind(kind),
        areas=(area,),
        standing=LineStanding(status),
        contact=Contact("Somebody"),
        is_restricted=False,
        is_being_worked_out=False,
        is_generated=False,
        confirmed_on=None if days_ago is None else TODAY - dt.timedelta(days=days_ago),
    )


LATELY = line(Status.AVAILABLE, 5)
LONG_AGO = line(Status.NOT_CONFIRMED, 90)
LAPSED = replace(
    line(Status.NOT_CONFIRMED, 50),
    standing=LineStanding(Status.NOT_CONFIRMED, because=Because.RING_FIRST),
)
LAPSED_ON = "11 January 2027"
BOTH_LAPSED = (
    "Ring first: not confirmed since 11 January 2027: start dates;"
    " not confirmed since 3 August 2026: telephone."
)
REFUSED = replace(
    line(Status.NOT_CONFIRMED, 5),
    standing=LineStanding(Status.NOT_CONFIRMED, because=Because.REFUSED_AS_FULL),
)
OLD_DATES = "Not confirmed lately: start dates. Ring to check."
FRESH = "Everything on this page was confirmed within its time."


@pytest.mark.parametrize(
    ("confirmed", "lines", "says"),
    [
        ({}, [], "Nobody has confirmed anything about this service yet: ring to check."),
        ({FactKind.AREAS: 30}, [LATELY], FRESH),
        # the line's own clock decides, whatever was once said of the service as a whole
        ({FactKind.START_DATES: 90}, [LATELY], FRESH),
        (
            {FactKind.START_DATES: 1},
            [LONG_AGO],
            "Not confirmed lately: start dates. Ring to check.",
        ),
        (
            {},
            [LATELY, line(Status.NOT_CONFIRMED, 2, "Wigan")],
            "Not confirmed lately: start dates in Wigan. Ring to check.",
        ),
        ({}, [line(Status.NOT_KNOWN, None)], OLD_DATES),
        (
            {},
            [line(Status.NOT_CONFIRMED, 9, kind="bed")],
            "Not confirmed lately: vacancies. Ring to check.",
        ),
        (
            {FactKind.TELEPHONE: 200},
            [LONG_AGO],
            "Not confirmed lately: start dates and telephone. Ring to check.",
        ),
        # past its grace: since when, and of what
        ({}, [LAPSED], f"Ring first: not confirmed since {LAPSED_ON}: start dates."),
        (
            {FactKind.TELEPHONE: 211},
            [LAPSED],
            BOTH_LAPSED,
        ),
        ({}, [REFUSED], "What happens contradicts the places that were stated: ring."),
        # a closed line tells no date, so that its clock says nothing
        ({FactKind.AREAS: 30}, [line(Status.NOT_AVAILABLE, 300)], FRESH),
    ],
)
def test_what_is_said(
    shell: Flask, confirmed: dict[FactKind, int], lines: list[LineRow], says: str
) -> None:
    days = {kind: TODAY - dt.timedelta(days=ago) for kind, ago in confirmed.items()}
    with shell.test_request_context("/"):
        assert freshness_of(days, lines, TODAY).says == says


def test_what_is_stated_and_nobody_confirmed_is_not_told_as_confirmed(shell: Flask) -> None:
    stated = {FactKind.TELEPHONE, FactKind.AREAS}
    confirmed = {FactKind.AREAS: TODAY}
    with shell.test_request_context("/"):
        found = freshness_of(confirmed, [LATELY], TODAY, stated=stated)
        nothing = freshness_of({}, [], TODAY, stated=stated)
    assert found.says == "Nobody has confirmed yet: telephone. Ring to check."
    assert not found.is_current
    assert [part.what for part in found.parts if part.is_never] == ["Telephone"]
    assert nothing.says.startswith("Nobody has confirmed anything about this service yet")


def test_what_files_alone_confirmed_is_told_as_that(shell: Flask) -> None:
    alone = replace(LATELY, is_confirmed_by_file_alone=True)
    confirmed = {FactKind.TELEPHONE: TODAY, FactKind.AREAS: TODAY}
    with shell.test_request_context("/"):
        parts = freshness_of(confirmed, [alone], TODAY, {FactKind.TELEPHONE}).parts
    told = {part.what: part.said.startswith("by file only: ") for part in parts}
    assert told == {"Start dates": True, "Telephone": True, "Areas served": False}


def test_the_oldest_word_of_the_lines_is_told(shell: Flask) -> None:
    lines = [line(Status.AVAILABLE, 3), line(Status.WAITING_LIST, 20)]
    with shell.test_request_context("/"):
        (part,) = freshness_of({}, lines, TODAY).parts
    assert part.said == "10 February 2027, good until 17 March 2027"
