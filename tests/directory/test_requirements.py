"""Checked by hand against the Acts; the sources stand in the rows of the rule table."""

from datetime import date

import pytest

from directory.errors import NotKnown
from directory.requirements import (
    DatesOutOfOrder,
    ImposableRequirement,
    Standing,
    requirement_codes,
    requirement_name,
    requirement_rule,
    requirement_rules,
    requirements_open_on,
    requirements_open_to,
    standings,
)

TODAY = date(2026, 11, 22)

# Criminal Justice Act 2003 s177(1)(a) to (l), as in force on 4 April 2005.
TWELVE_OF_2003 = {
    "unpaid_work",
    "activity",
    "programme",
    "prohibited_activity",
    "curfew",
    "exclusion",
    "residence",
    "mental_health_treatment",
    "drug_rehabilitation",
    "alcohol_treatment",
    "supervision",
    "attendance_centre",
}
NINE_UNTOUCHED_BY_2014 = TWELVE_OF_2003 - {"activity", "supervision", "attendance_centre"}

# Sentencing Act 2020 s201 as enacted: fifteen; drug testing came in 2022 as the sixteenth.
FIFTEEN_OF_2020 = NINE_UNTOUCHED_BY_2014 | {
    "rehabilitation_activity",
    "foreign_travel_prohibition",
    "alcohol_abstinence_and_monitoring",
    "attendance_centre",
    "electronic_compliance_monitoring",
    "electronic_whereabouts_monitoring",
}
FOUR_OF_2026 = {
    "driving_prohibition",
    "public_event_attendance_prohibition",
    "drinking_establishment_entry_prohibition",
    "restriction_zone",
}

MONITORING = {"electronic_compliance_monitoring", "electronic_whereabouts_monitoring"}

CASES = [
    # name, offence, conviction, sentence, may at age 20, check first
    ("2006", "2005-06-01", "2006-02-01", "2006-03-01", TWELVE_OF_2003, set()),
    ("2006, offence before 4 April 2005", "2005-04-03", "2006-02-01", "2006-03-01", set(), set()),
    (
        "2006, offence on 4 April 2005",
        "2005-04-04",
        "2006-02-01",
        "2006-03-01",
        TWELVE_OF_2003,
        set(),
    ),
    (
        "2016, offence of 2014: activity and supervision",
        "2014-11-01",
        "2016-02-01",
        "2016-03-01",
        TWELVE_OF_2003 | {"foreign_travel_prohibition"},
        {"alcohol_abstinence_and_monitoring"},
    ),
    (
        "2016, offence of 31 January 2015: still the old pair",
        "2015-01-31",
        "2016-02-01",
        "2016-03-01",
        TWELVE_OF_2003 | {"foreign_travel_prohibition"},
        {"alcohol_abstinence_and_monitoring"},
    ),
    (
        "2016, offence of 1 February 2015: rehabilitation activity",
        "2015-02-01",
        "2016-02-01",
        "2016-03-01",
        NINE_UNTOUCHED_BY_2014
        | {"attendance_centre", "rehabilitation_activity", "foreign_travel_prohibition"},
        {"alcohol_abstinence_and_monitoring"},
    ),
    (
        "2016, sentence after 17 October: monitoring in pilot areas",
        "2016-02-01",
        "2016-10-17",
        "2016-10-17",
        NINE_UNTOUCHED_BY_2014
        | {"attendance_centre", "rehabilitation_activity", "foreign_travel_prohibition"},
        {"alcohol_abstinence_and_monitoring"} | MONITORING,
    ),
    (
        "2021, convicted on 30 November 2020: the 2003 Act",
        "2014-11-01",
        "2020-11-30",
        "2021-05-04",
        TWELVE_OF_2003 | {"foreign_travel_prohibition"} | MONITORING,
        {"alcohol_abstinence_and_monitoring"},
    ),
    (
        "2021, convicted on 1 December 2020: the Code, though the offence is of 2014",
        "2014-11-01",
        "2020-12-01",
        "2021-05-04",
        FIFTEEN_OF_2020,
        set(),
    ),
    (
        "2021, before alcohol monitoring reached all of England",
        "2020-11-01",
        "2021-01-05",
        "2021-03-30",
        FIFTEEN_OF_2020 - {"alcohol_abstinence_and_monitoring"},
        {"alcohol_abstinence_and_monitoring"},
    ),
    (
        "convicted on 28 June 2022: drug testing in, attendance centre out",
        "2022-01-05",
        "2022-06-28",
        "2022-07-30",
        FIFTEEN_OF_2020 - {"attendance_centre"} | {"drug_testing"},
        set(),
    ),
    (
        "today, offence before the 2026 Act",
        "2026-01-21",
        "2026-11-22",
        "2026-11-22",
        FIFTEEN_OF_2020 - {"attendance_centre"} | {"drug_testing"},
        set(),
    ),
    (
        "today",
        "2026-11-22",
        "2026-11-22",
        "2026-11-22",
        FIFTEEN_OF_2020 - {"attendance_centre"} | {"drug_testing"},
        FOUR_OF_2026,
    ),
]


@pytest.mark.parametrize(
    ("offence", "convicted", "sentenced", "may", "check"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_hand_checked_table(
    offence: str, convicted: str, sentenced: str, may: set[str], check: set[str]
) -> None:
    answers = requirements_open_to(
        offence_on=date.fromisoformat(offence),
        convicted_on=date.fromisoformat(convicted),
        sentenced_on=date.fromisoformat(sentenced),
        age=20,
    )
    assert {one.code for one in answers if one.standing is Standing.MAY} == may
    assert {one.code for one in answers if one.standing is Standing.CHECK} == check


def test_the_lists_are_as_long_as_the_acts_say() -> None:
    assert len(TWELVE_OF_2003) == 12
    assert len(FIFTEEN_OF_2020 | {"drug_testing"}) == 16
    assert len(requirement_codes()) == 22


def closed_today() -> list[ImposableRequirement]:
    answers = standings(offence_on=TODAY, convicted_on=TODAY, sentenced_on=TODAY)
    return [answer for answer in answers if answer.standing is Standing.MAY_NOT]


def test_open_and_closed_together_are_every_requirement_once() -> None:
    open_ones = requirements_open_on(TODAY)
    codes = [one.code for one in (*open_ones, *closed_today())]
    assert sorted(codes) == sorted(requirement_codes())


def test_display_follows_the_order_of_the_code() -> None:
    shown = [one.code for one in requirements_open_on(TODAY)]
    assert shown[:3] == ["unpaid_work", "rehabilitation_activity", "programme"]
    assert shown.index("curfew") < shown.index("residence") < shown.index("drug_rehabilitation")


def test_a_closed_requirement_says_which_date_closed_it() -> None:
    closed = {one.code: one.reason for one in closed_today()}
    assert closed["supervision"] == (
        "Only for convictions up to 30 November 2020 (Criminal Justice Act 2003, s213)."
    )
    assert "27 June 2022" in closed["attendance_centre"]
    assert "Not verified" in closed["attendance_centre"]


def test_2026_requirements_show_that_commencement_is_not_verified() -> None:
    zone = next(one for one in requirements_open_on(TODAY) if one.code == "restriction_zone")
    assert not zone.commencement_verified
    assert zone.reason.startswith("Commencement not verified")


@pytest.mark.parametrize(
    ("age", "standing"),
    [
        (None, Standing.CHECK),
        (17, Standing.MAY_NOT),
        (18, Standing.MAY),
        (24, Standing.MAY),
        (25, Standing.MAY_NOT),
    ],
)
def test_attendance_centre_is_for_adults_under_25(age: int | None, standing: Standing) -> None:
    day = date(2010, 5, 4)
    answers = standings(offence_on=day, convicted_on=day, sentenced_on=day, age=age)
    assert {one.code: one.standing for one in answers}["attendance_centre"] is standing


def test_dates_out_of_order_are_refused_in_words() -> None:
    with pytest.raises(DatesOutOfOrder, match="the offence, then the conviction"):
        requirements_open_to(offence_on=TODAY, convicted_on=date(2026, 11, 21), sentenced_on=TODAY)


def by_code(answers: tuple[ImposableRequirement, ...]) -> dict[str, ImposableRequirement]:
    return {one.code: one for one in answers}


@pytest.mark.parametrize(
    ("offence", "convicted", "prohibitions", "attendance_centre"),
    [
        (None, None, "check", "closed"),  # nothing said: convicted today
        (date(2025, 6, 1), None, "closed", "closed"),  # before Royal Assent
        (date(2026, 1, 22), None, "check", "closed"),  # on the day of Royal Assent
        (None, date(2021, 3, 1), "check", "check"),  # the age is not known
        (date(2020, 12, 5), date(2021, 3, 1), "closed", "check"),
    ],
)
def test_what_is_open_today_with_some_dates_known(
    offence: date | None, convicted: date | None, prohibitions: str, attendance_centre: str
) -> None:
    answers = by_code(requirements_open_on(TODAY, offence_on=offence, convicted_on=convicted))
    found = {code: answers[code].standing.value if code in answers else "closed" for code in
             (*FOUR_OF_2026, "attendance_centre")}  # fmt: skip
    assert {found[code] for code in FOUR_OF_2026} == {prohibitions}
    assert found["attendance_centre"] == attendance_centre


def test_only_the_four_of_2026_may_not_be_in_force_yet() -> None:
    answers = requirements_open_on(TODAY)
    assert {one.code for one in answers if one.needs_commencement_check} == FOUR_OF_2026
    for one in answers:
        assert one.needs_commencement_check == one.reason.startswith("Commencement not verified")


def test_an_unknown_day_of_an_offence_is_not_known_and_never_no() -> None:
    answers = by_code(requirements_open_on(TODAY, convicted_on=date(2019, 5, 1)))
    assert answers["supervision"].standing is Standing.CHECK
    assert answers["supervision"].reason == (
        "Only for offences from 4 April 2005 to 31 January 2015:"
        " the day of the offence is not known."
    )
    assert not answers["supervision"].needs_commencement_check


def test_an_offence_after_its_conviction_is_refused_in_words() -> None:
    with pytest.raises(DatesOutOfOrder, match="the offence, then the conviction"):
        requirements_open_on(TODAY, offence_on=TODAY, convicted_on=date(2026, 11, 21))
    with pytest.raises(DatesOutOfOrder):
        requirements_open_on(TODAY, convicted_on=date(2026, 11, 23))


def test_a_tag_follows_only_what_takes_effect_at_once() -> None:
    tagged = {rule.code for rule in requirement_rules() if rule.tag}
    assert tagged == MONITORING | {
        "alcohol_abstinence_and_monitoring", "curfew", "exclusion", "restriction_zone"
    }  # fmt: skip
    for rule in requirement_rules():
        assert not rule.tag or rule.takes_effect_at_once
        assert not rule.tag or rule.tag.endswith("fitted afterwards; the day is not known")


def test_unpaid_work_needs_arrangements_where_the_person_lives() -> None:
    assert "where the person lives" in requirement_rule("unpaid_work").local_test


def test_unknown_code_is_refused() -> None:
    assert requirement_name("curfew") == "Curfew"
    with pytest.raises(NotKnown):
        requirement_name("hanging")


def test_whatever_is_not_verified_says_what() -> None:
    for rule in requirement_rules():
        assert rule.commencement_verified == (rule.not_verified == "")
        assert rule.takes_effect_at_once == all(
            kind.takes_effect_at_once for kind in rule.delivery_kinds
        )
        assert rule.source
