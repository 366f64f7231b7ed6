"""The bank holidays of England and Wales, as published and as expected.

`reference/bank_holidays.csv` holds what gov.uk publishes (https://www.gov.uk/bank-holidays, Open
Government Licence v3.0, as kept in the open-source services of HM Prison and Probation Service,
November 2026). A holiday that falls on a weekend stands there under its substitute day alone. The
table is extended by hand when the next year is published: nothing is fetched at run time.

Later years follow from the rules in the `holidays` package. They miss what is proclaimed for one
year only, such as a coronation, so they are marked expected and only forecasts may use them.
"""

import csv
from datetime import date
from functools import cache
from importlib.resources import files

from holidays import country_holidays

from commissioning.calendar import SATURDAY, WorkingCalendar


@cache
def england_and_wales() -> WorkingCalendar:
    """The published calendar, for service levels; read once."""
    table = files("commissioning").joinpath("reference", "bank_holidays.csv")
    with table.open(encoding="utf-8") as lines:
        return WorkingCalendar.of(date.fromisoformat(row["date"]) for row in csv.DictReader(lines))


def holidays_between(first: date, last: date) -> tuple[tuple[date, bool], ...]:
    """Bank holidays from `first` to `last` inclusive, in order, each with whether only expected.

    Years before the published table are expected too: rules of today, not a record.
    """
    published = england_and_wales()
    years = range(first.year, last.year + 1)
    expected = [year for year in years if not published.first_year <= year <= published.last_year]
    days = [(day, False) for day in published.holidays]
    days += [(day, True) for day in _expected(tuple(expected))]
    return tuple(sorted(pair for pair in days if first <= pair[0] <= last))


@cache
def _expected(years: tuple[int, ...]) -> tuple[date, ...]:
    # No years would mean "all years as they are asked about" to the package.
    if not years:
        return ()
    rules = country_holidays("GB", subdiv="ENG", years=years, expand=False)
    return tuple(day for day in rules if day.weekday() < SATURDAY)
