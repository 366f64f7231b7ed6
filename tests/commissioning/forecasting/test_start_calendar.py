from datetime import date
from typing import Any

import pytest

from commissioning.forecasting.document_checking import checked
from commissioning.forecasting.start_calendar import StartCalendar
from tests.commissioning.forecasting.documents import Document, make_document, make_service


def calendar_of(**facts: Any) -> StartCalendar:
    document: Document = make_document(make_service(**facts))
    found = checked(document)
    return StartCalendar.of(found.services["S"], found)


def ordinal(on: str) -> int:
    return date.fromisoformat(on).toordinal()


CLOSED = [
    {"from": "2026-06-01", "to": "2026-06-30"},
    {"from": "2026-06-03", "to": "2026-06-05"},  # inside the other
    {"from": "2026-08-10", "to": "2026-08-10"},
]


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        ("2026-03-02", False),  # the day of sentence
        ("2026-03-03", True),
        ("2026-04-03", False),  # Good Friday
        ("2026-05-31", True),
        ("2026-06-01", False),
        ("2026-06-04", False),
        ("2026-06-20", False),  # after the inner closure, still in the outer
        ("2026-06-30", False),
        ("2026-07-01", True),
        ("2026-08-10", False),
        ("2026-12-23", True),
        ("2026-12-24", False),
        ("2026-12-31", False),
        ("2027-01-04", True),
    ],
)
def test_a_start_is_allowed_on_open_days(on: str, allowed: bool) -> None:
    assert calendar_of(closures=CLOSED).allows(ordinal(on)) is allowed


def test_the_last_day_of_the_contract_counts_and_the_day_of_closing_does_not() -> None:
    under_contract = calendar_of(contract_end="2026-07-01")
    closing = calendar_of(closed_on="2026-07-01")
    opening = calendar_of(opened_on="2026-07-01")
    days = [ordinal(on) for on in ("2026-06-30", "2026-07-01", "2026-07-02")]
    assert [under_contract.allows(on) for on in days] == [True, True, False]
    assert [closing.allows(on) for on in days] == [True, False, False]
    assert [opening.allows(on) for on in days] == [False, True, True]


def test_session_days_are_those_of_the_weekday() -> None:
    """2026-04-03 and 2026-04-10 are Fridays; the first is Good Friday."""
    days = calendar_of().days_on(5, latest=ordinal("2026-04-10"))
    assert [date.fromordinal(on).isoformat() for on in days] == [
        "2026-03-06",
        "2026-03-13",
        "2026-03-20",
        "2026-03-27",
        "2026-04-10",
    ]


def test_a_group_meant_for_a_closed_day_moves_to_the_next_open_weekday() -> None:
    calendar = calendar_of()
    assert calendar.next_open(ordinal("2026-04-03"), latest=ordinal("2027-01-01")) == ordinal(
        "2026-04-07"
    )
    assert calendar.next_open(ordinal("2026-04-03"), latest=ordinal("2026-04-06")) is None
