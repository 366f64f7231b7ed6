"""Eight questions that a lawyer may put to the tables, each as a table of cases.

`may` is "may", "check" (the answer hangs on what this portal does not know) or "may not".
Today is 29 November 2026. No lawyer has verified the rows yet: `verified_by` says so.
"""

from datetime import date

import pytest

from directory.limits import limit, order_kinds
from directory.requirements import (
    ImposableRequirement,
    requirement_rule,
    requirements_open_on,
    standings,
)
from directory.rules.tables import rows_of

TODAY = date(2026, 11, 29)


def answer(
    code: str,
    *,
    offence: str | None = None,
    convicted: str | None = None,
    sentenced: str | None = None,
    age: int | None = None,
) -> ImposableRequirement:
    day = date.fromisoformat(sentenced) if sentenced else TODAY
    found = standings(
        offence_on=date.fromisoformat(offence) if offence else None,
        convicted_on=date.fromisoformat(convicted) if convicted else day,
        sentenced_on=day,
        age=age,
    )
    return next(one for one in found if one.code == code)


def may(found: ImposableRequirement) -> str:
    return found.standing.value.replace("_", " ")


# 1. Which hours of unpaid work are lawful, in which order, and within what time?


@pytest.mark.parametrize(
    ("hours", "months", "is_lawful"),
    [
        (300, 24, True),  # the 12 months are no bar any more
        (300, 36, True),
        (300, 6, True),  # the order runs on until the hours are worked
        (40, 12, True),
        (39, 12, False),
        (301, 24, False),
        (100, 37, False),
        (100, 0, False),
    ],
)
def test_1_hours_of_unpaid_work_in_a_community_order(
    hours: int, months: int, is_lawful: bool
) -> None:
    order = next(kind for kind in order_kinds() if kind.kind == "community_order")
    allowed = limit("unpaid_work_hours").allows(hours) and order.length.allows(months)
    assert allowed is is_lawful
    assert order.unpaid_work_within is None
    assert "need not be worked within 12 months" in requirement_rule("unpaid_work").restrictions
    assert "the day was not found" in requirement_rule("unpaid_work").other_doubts


# 2. May somebody of 22 be sent to an attendance centre?


@pytest.mark.parametrize(
    ("convicted", "age", "expected"),
    [
        (None, 22, "may not"),  # convicted today
        ("2022-06-28", 22, "may not"),
        ("2022-06-27", 22, "may"),
        ("2021-03-01", 22, "may"),
        ("2021-03-01", 25, "may not"),
        ("2021-03-01", 17, "may not"),  # a youth court's
        ("2021-03-01", None, "check"),  # the age decides
    ],
)
def test_2_attendance_centre(convicted: str | None, age: int | None, expected: str) -> None:
    found = answer("attendance_centre", offence="2020-12-24", convicted=convicted, age=age)
    assert may(found) == expected


# 3. May the four prohibitions of the Sentencing Act 2026 be imposed?


@pytest.mark.parametrize(
    "code",
    [
        "driving_prohibition",
        "public_event_attendance_prohibition",
        "drinking_establishment_entry_prohibition",
        "restriction_zone",
    ],
)
@pytest.mark.parametrize(
    ("offence", "expected"),
    [
        ("2025-06-01", "may not"),
        ("2026-01-21", "may not"),  # the day before Royal Assent
        ("2026-01-22", "check"),  # in force on which day?
        ("2026-11-29", "check"),
        (None, "check"),  # the day of the offence was not said
    ],
)
def test_3_prohibitions_of_2026(code: str, offence: str | None, expected: str) -> None:
    found = answer(code, offence=offence)
    assert may(found) == expected
    assert found.needs_commencement_check
    assert "That day was not found" in found.reason
    assert "an offence committed over several days counts by the last" in found.reason


# 4. What must a court be satisfied of before it orders treatment, or unpaid work?


@pytest.mark.parametrize(
    ("code", "conditions"),
    [
        (
            "drug_rehabilitation",
            ["dependent on drugs", "propensity", "requires treatment", "susceptible",
             "recommended", "willing"],
        ),
        ("alcohol_treatment", ["dependent on alcohol", "susceptible", "willing"]),
        ("mental_health_treatment", ["mental condition", "susceptible", "willing"]),
        ("unpaid_work", ["the person is suitable"]),
    ],
)  # fmt: skip
def test_4_what_a_court_must_be_satisfied_of(code: str, conditions: list[str]) -> None:
    rule = requirement_rule(code)
    assert [words for words in conditions if words not in rule.restrictions] == []
    assert rule.local_test


# 5. Which Act governs, and by which of the three dates?


@pytest.mark.parametrize(
    ("code", "offence", "convicted", "sentenced", "expected"),
    [
        # Convicted on the last day of the 2003 Act, sentenced under it months later.
        ("supervision", "2014-11-01", "2020-11-30", "2021-05-04", "may"),
        ("rehabilitation_activity", "2014-11-01", "2020-11-30", "2021-05-04", "may not"),
        # Convicted a day later: the Sentencing Code, however old the offence.
        ("supervision", "2014-11-01", "2020-12-01", "2021-05-04", "may not"),
        ("rehabilitation_activity", "2014-11-01", "2020-12-01", "2021-05-04", "may"),
        # Drug testing for convictions since 28 June 2022.
        ("drug_testing", "2022-01-05", "2022-06-27", "2022-07-30", "may not"),
        ("drug_testing", "2022-01-05", "2022-06-28", "2022-07-30", "may"),
        # An offence of which the day is not known, under the Act where that day decides.
        ("supervision", None, "2020-11-30", "2021-05-04", "check"),
    ],
)
def test_5_which_act_governs(
    code: str, offence: str | None, convicted: str, sentenced: str, expected: str
) -> None:
    found = answer(code, offence=offence, convicted=convicted, sentenced=sentenced)
    assert may(found) == expected


# 6. How long may an order be, and when does it end early?


@pytest.mark.parametrize(
    ("code", "least", "most"),
    [
        ("community_order_months", 1, 36),
        ("suspended_sentence_supervision_months", 6, 24),
        ("suspended_sentence_operational_months", 6, 36),  # above 24 only since 22 March 2026
    ],
)
def test_6_length_of_an_order(code: str, least: int, most: int) -> None:
    found = limit(code)
    assert (found.least, found.most) == (least, most)


def test_6_an_order_that_ends_early_is_no_failure() -> None:
    for row in rows_of("order_kinds.csv"):
        assert "neither a failure nor a withdrawal" in row["ends_early"]
        assert "the day was not found" in row["not_verified"]


# 7. What takes effect at once, and what follows later?


@pytest.mark.parametrize(
    ("code", "is_at_once", "has_a_tag"),
    [
        ("curfew", True, True),
        ("exclusion", True, True),
        ("restriction_zone", True, True),
        ("alcohol_abstinence_and_monitoring", True, True),
        ("electronic_compliance_monitoring", True, True),
        ("electronic_whereabouts_monitoring", True, True),
        ("prohibited_activity", True, False),
        ("foreign_travel_prohibition", True, False),
        ("residence", False, False),
        ("unpaid_work", False, False),
    ],
)
def test_7_what_takes_effect_at_once(code: str, is_at_once: bool, has_a_tag: bool) -> None:
    rule = requirement_rule(code)
    assert rule.takes_effect_at_once is is_at_once
    assert ("fitted afterwards; the day is not known" in rule.tag) is has_a_tag


# 8. What does a court see that was told nothing but the day?


def test_8_nothing_said_but_the_day() -> None:
    found = {one.code: one.standing.value for one in requirements_open_on(TODAY)}
    assert "attendance_centre" not in found
    assert "supervision" not in found
    assert {code for code, standing in found.items() if standing == "check"} == {
        "driving_prohibition",
        "public_event_attendance_prohibition",
        "drinking_establishment_entry_prohibition",
        "restriction_zone",
    }
    assert found["rehabilitation_activity"] == "may"
    assert "Probation requirement" in requirement_rule("rehabilitation_activity").also_known_as
