"""Form fields as a person and a screen reader meet them."""

from __future__ import annotations

import re

from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from portal.asking.options import options

PAGE = """
{% from "macros/forms.html" import checkboxes, error_prefix, error_summary, radios,
   select, text_input %}
<title>{{ error_prefix(form) }}Ask</title>
{{ error_summary(form) }}{{ text_input(form.town) }}{{ radios(form.sex) }}
{{ checkboxes(form.needs) }}{{ select(form.band) }}
"""


class Question(Form):
    town = StringField("Town", [InputRequired("Enter a town")], description="For example, Preston")
    sex = RadioField("Sex", choices=options([("f", "Female"), ("m", "Male")]))
    needs = SelectMultipleField("Needs", choices=options([("a", "Alcohol"), ("d", "Drugs")]))
    band = SelectField("Age band", choices=options([("", "Any"), ("18", "18 to 25")]))


VALID = {"town": "Preston", "sex": "f", "band": ""}


def asked(**words: str) -> Question:
    return Question(MultiDict(VALID | words))


def rendered(shell: Flask, form: Question) -> str:
    form.validate()
    with shell.test_request_context("/"):
        return render_template_string(PAGE, form=form)


def test_a_good_form_shows_no_error_and_keeps_what_was_typed(shell: Flask) -> None:
    html = rendered(shell, asked())
    assert "<title>Ask</title>" in html
    assert "error" not in html
    assert 'value="Preston"' in html
    assert re.search(r'value="f" checked', html)
    assert '<option value="" selected>' in html


def test_each_link_of_the_summary_leads_to_a_field(shell: Flask) -> None:
    html = rendered(shell, asked(town="", sex="x", needs="x"))
    links = re.findall(r'<li><a href="#([^"]+)">', html)
    assert links == ["town", "sex", "needs"]
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
