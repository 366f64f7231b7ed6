"""A day as people type it: months by number or name, days with their ending."""

from __future__ import annotations

import datetime as dt

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.asking.date_field import DayMonthYear


class Released(Form):
    day = DayMonthYear("Day of release")


def typed(day: str, month: str, year: str) -> Released:
    form = Released(MultiDict({"day-day": day, "day-month": month, "day-year": year}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("month", "number"),
    [
        ("2", 2),
        ("02", 2),
        ("feb", 2),
        ("Feb.", 2),
        ("FEBRUARY", 2),
        ("febuary", 2),
        ("Chwefror", 2),
        ("jan", 1),
        ("mar", 3),
        ("May", 5),
        ("june", 6),
        ("sept", 9),
        ("Sep", 9),
        ("decmber", 12),
    ],
)
def test_a_month_is_a_number_or_a_name(month: str, number: int) -> None:
    form = typed("3", month, "2027")
    assert form.day.data == dt.date(2027, number, 3)
    assert form.day.typed["month"] == month
    assert not form.errors


@pytest.mark.parametrize("day", ["1st", "01", "1"])
def test_a_day_may_have_its_ending(day: str) -> None:
    assert typed(day, "feb", "2027").day.data == dt.date(2027, 2, 1)


@pytest.mark.parametrize(
    ("parts", "fault", "sentence"),
    [
        (("3", "ju", "2027"), "month", "must include a month, in figures or by its name"),
        (("3", "ma", "2027"), "month", "must include a month, in figures or by its name"),
        (("3", "soon", "2027"), "month", "must include a month, in figures or by its name"),
        (("3", "", "2027"), "month", "must include a month, in figures or by its name"),
        (("3", "13", "2027"), "month", "must be a real date"),
        (("30", "feb", "2027"), "day", "must be a real date"),
        (("first", "feb", "2027"), "day", "must include a day in figures"),
        (("3", "feb", "27"), "year", "must have a year of four figures"),
        (("3", "feb", "next"), "year", "must include a year in figures"),
    ],
)
def test_what_may_be_two_months_or_no_day_is_asked_again(
    parts: tuple[str, str, str], fault: str, sentence: str
) -> None:
    form = typed(*parts)
    assert form.day.data is None
    assert form.day.part_at_fault == fault
    (said,) = form.errors["day"]
    assert said.startswith(f"Day of release {sentence}")
