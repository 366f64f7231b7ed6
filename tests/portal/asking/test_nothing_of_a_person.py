"""Forms whose words others read ask what files are asked, and repeat nothing of it."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from portal.approving.forms import DecisionForm, ReasonForm
from portal.calls.forms import RingBackForm
from portal.duplicates.forms import MergeForm, PartForm
from portal.listings.line_forms import ClosureForm
from portal.provision.forms import ProvisionForm
from portal.tokens.forms import TokenForm

FIELDS: list[tuple[type[Form], str]] = [
    (ProvisionForm, "notice"),
    (ProvisionForm, "telephone"),
    (ClosureForm, "reason"),
    (RingBackForm, "told_by"),
    (ReasonForm, "reason"),
    (DecisionForm, "reason"),
    (PartForm, "reason"),
    (MergeForm, "reason"),
    (TokenForm, "name"),
]
HARMLESS = {"told_by": "Mo Khan, duty manager"}


@pytest.mark.parametrize(("form", "field"), FIELDS)
@pytest.mark.parametrize("typed", ["about X 123456", "for A1234BC", "Smith John 3 April 1988"])
def test_free_words_tell_nothing_of_a_person(
    app: Flask, form: type[Form], field: str, typed: str
) -> None:
    with app.test_request_context():
        filled = form(MultiDict({field: typed}))
        control = filled[field]
        control.validate(filled)
        errors = " ".join(map(str, control.errors))
    assert "take it out" in errors
    assert typed not in errors


@pytest.mark.parametrize(("form", "field"), FIELDS)
def test_what_says_nothing_of_anybody_is_taken(app: Flask, form: type[Form], field: str) -> None:
    with app.test_request_context():
        filled = form(MultiDict({field: HARMLESS.get(field, "01632 960123")}))
        control = filled[field]
        control.validate(filled)
        assert "take it out" not in " ".join(map(str, control.errors))
