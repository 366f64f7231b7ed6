"""Form fields as a person and a screen reader meet them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from portal.asking.date_field import DayMonthYear
from portal.asking.options import options

PAGE = """
{% from "macros/forms.html" import checkboxes, date_input, error_prefix, error_summary,
   radios, select, text_input, token %}
<title>{{ error_prefix(form) }}Ask</title>
{{ token(form) }}{{ error_summary(form) }}{{ text_input(form.town) }}{{ radios(form.sex) }}
{{ checkboxes(form.needs) }}{{ select(form.band) }}{{ date_input(form.hearing) }}
"""


class Question(Form):
    town = StringField("Town", [InputRequired("Enter a town")], description="For example, Preston")
    sex = RadioField("Sex", choices=options([("f", "Female"), ("m", "Male")]))
    needs = SelectMultipleField("Needs", choices=options([("a", "Alcohol"), ("d", "Drugs")]))
    band = SelectField("Age band", choices=options([("", "Any"), ("18", "18 to 25")]))
    hearing = DayMonthYear("Date of hearing")


VALID = {"town": "Preston", "sex": "f", "band": ""}


def asked(**words: str) -> Question:
    return Question(
        MultiDict(VALID | {name.replace("_", "-"): word for name, word in words.items()})
    )


def rendered(shell: Flask, form: Question) -> str:
    form.validate()
    with shell.test_request_context("/"):
        return render_template_string(PAGE, form=form)


def test_a_good_form_shows_no_error_and_keeps_what_was_typed(shell: Flask) -> None:
    html = rendered(shell, asked(hearing_day="16", hearing_month="3", hearing_year="2027"))
    assert "<title>Ask</title>" in html
    assert "error" not in html
    assert 'value="Preston"' in html
    assert re.search(r'value="f" checked', html)
    assert '<option value="" selected>' in html
    assert re.search(r'name="hearing-year" [^>]*value="2027"', html)


def test_each_link_of_the_summary_leads_to_a_field(shell: Flask) -> None:
    html = rendered(shell, asked(town="", sex="x", needs="x", hearing_day="31", hearing_month="2"))
    links = re.findall(r'<li><a href="#([^"]+)">', html)
    assert links == ["town", "sex", "needs", "hearing-year"]
    for link in links:
        assert re.search(rf'<(input|select)[^>]* id="{link}"', html), link
    assert "<title>Error: Ask</title>" in html


def test_a_field_is_described_by_what_is_there_and_by_nothing_else(shell: Flask) -> None:
    html = rendered(shell, asked(town=""))
    described = re.findall(r'aria-describedby="([^"]+)"', html)
    assert described == ["town-hint town-error"]
    for name in described[0].split():
        assert f'id="{name}"' in html
    assert html.count("govuk-hint") == 1


def test_what_was_typed_is_escaped(shell: Flask) -> None:
    assert "<script>" not in rendered(shell, asked(town='"><script>'))


def test_ids_are_unique(shell: Flask) -> None:
    ids = re.findall(r' id="([^"]+)"', rendered(shell, asked(town="", sex="x")))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("day", "month", "year", "part", "words"),
    [
        ("", "3", "2027", "day", "Date of hearing must include a day in figures"),
        ("16", "March", "2027", "month", "Date of hearing must include a month in figures"),
        ("16", "3", "27", "year", "Date of hearing must have a year of four figures"),
        ("16", "3", "99999999999", "year", "Date of hearing must include a year in figures"),
        ("31", "2", "2027", "day", "Date of hearing must be a real date, like 16 3 2027"),
        ("1", "13", "2027", "month", "Date of hearing must be a real date, like 16 3 2027"),
        ("²", "3", "2027", "day", "Date of hearing must include a day in figures"),
    ],
)
def test_a_date_says_which_part_is_wrong(
    day: str, month: str, year: str, part: str, words: str
) -> None:
    form = asked(hearing_day=day, hearing_month=month, hearing_year=year)
    assert not form.validate()
    assert form.hearing.errors == [words]
    assert form.hearing.error_target == f"hearing-{part}"


def test_a_date_left_empty_is_none_and_a_real_one_is_read() -> None:
    empty = asked(hearing_day="", hearing_month="", hearing_year="")
    assert empty.validate()
    assert empty.hearing.data is None
    form = asked(hearing_day=" 29", hearing_month="02", hearing_year="2028")
    assert form.validate()
    assert form.hearing.data == dt.date(2028, 2, 29)


def test_a_date_that_must_be_there_is_asked_for() -> None:
    class Wanted(Form):
        hearing = DayMonthYear("Date", [InputRequired("Enter the date of the hearing")])

    form = Wanted(MultiDict({"hearing-day": ""}))
    assert not form.validate()
    assert form.hearing.errors == ["Enter the date of the hearing"]


def test_a_date_given_by_the_program_fills_its_parts() -> None:
    form = Question(data={"hearing": dt.date(2027, 3, 16)})
    assert form.hearing.typed == {"day": "16", "month": "3", "year": "2027"}
