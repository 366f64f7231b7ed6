"""Numbers that an Act limits, at and on both sides of each end."""

from datetime import date

import pytest

from directory.errors import NotKnown
from directory.limits import limit, order_kinds, order_months
from directory.order_length import OrderKind
from directory.rules.tables import rows_of


@pytest.mark.parametrize(
    ("code", "number", "is_allowed"),
    [
        ("unpaid_work_hours", 39, False),
        ("unpaid_work_hours", 40, True),
        ("unpaid_work_hours", 300, True),
        ("unpaid_work_hours", 301, False),
        ("community_order_months", -1, False),
        ("community_order_months", 0, False),
        ("community_order_months", 1, True),
        ("community_order_months", 36, True),
        ("community_order_months", 37, False),
        ("suspended_sentence_supervision_months", 5, False),
        ("suspended_sentence_supervision_months", 6, True),
        ("suspended_sentence_supervision_months", 24, True),
        ("suspended_sentence_supervision_months", 25, False),
        ("suspended_sentence_operational_months", 5, False),
        ("suspended_sentence_operational_months", 36, True),
        ("suspended_sentence_operational_months", 37, False),
    ],
)
def test_what_a_court_may_state(code: str, number: int, is_allowed: bool) -> None:
    assert limit(code).allows(number) is is_allowed


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("unpaid_work_hours", "Enter hours from 40 to 300"),
        ("community_order_months", "Enter a number of months from 1 to 36"),
        ("suspended_sentence_supervision_months", "Enter a number of months from 6 to 24"),
    ],
)
def test_a_limit_says_what_to_enter(code: str, sentence: str) -> None:
    assert limit(code).sentence == sentence


def test_an_order_of_no_kind_may_be_as_long_as_any() -> None:
    assert order_months().sentence == "Enter a number of months from 1 to 36"


def test_a_suspended_sentence_has_a_shortest_length() -> None:
    suspended = order_months(OrderKind.SUSPENDED_SENTENCE)
    assert suspended.sentence == "Enter a number of months from 6 to 36"
    assert order_months(OrderKind.COMMUNITY).allows(1)


def test_unpaid_work_ends_with_the_operational_period_and_never_with_a_community_order() -> None:
    within = {kind.kind: kind.unpaid_work_within for kind in order_kinds()}
    assert within == {
        "community_order": None,
        "suspended_sentence_order": limit("suspended_sentence_operational_months"),
    }


def test_a_limit_without_a_row_is_not_known() -> None:
    with pytest.raises(NotKnown):
        limit("lashes")


@pytest.mark.parametrize("file", ["requirements.csv", "limits.csv", "order_kinds.csv"])
def test_a_row_is_verified_by_somebody_on_a_day_or_not_at_all(file: str) -> None:
    for row in rows_of(file):
        assert row["source"]
        assert bool(row["verified_by"]) == bool(row["verified_on"]), row
        if row["verified_on"]:
            date.fromisoformat(row["verified_on"])
