"""Every form that asks for months or hours refuses the same, with the same sentence."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.asking.home_form import HomeForm
from portal.finding.forms import SearchForm
from portal.packages.forms import PackageForm
from portal.sheets.forms import SheetForm

MONTHS = "Enter a number of months from 1 to 36"
HOURS = "Enter hours from 40 to 300"


@pytest.mark.parametrize(
    ("form", "field"),
    [(HomeForm, "months"), (SheetForm, "months"), (PackageForm, "months"), (SearchForm, "months")],
)
@pytest.mark.parametrize(
    ("typed", "says"),
    [("0", MONTHS), ("37", MONTHS), ("-1", MONTHS), ("12.5", MONTHS), ("1", ""), ("36", "")],
)
def test_months_of_an_order(form: type[Form], field: str, typed: str, says: str) -> None:
    assert said_of(form, field, typed) == says


@pytest.mark.parametrize(
    ("form", "field"), [(HomeForm, "hours"), (SheetForm, "hours"), (PackageForm, "work_hours")]
)
@pytest.mark.parametrize(
    ("typed", "says"),
    [("39", HOURS), ("301", HOURS), ("-40", HOURS), ("0", HOURS), ("40", ""), ("300", "")],
)
def test_hours_of_unpaid_work(form: type[Form], field: str, typed: str, says: str) -> None:
    assert said_of(form, field, typed) == says


def said_of(form: type[Form], field: str, typed: str) -> str:
    asked = form(MultiDict({field: typed}))
    if isinstance(asked, SearchForm):
        asked.offer([])
    asked.validate()
    return " ".join(map(str, asked.errors.get(field, ())))
