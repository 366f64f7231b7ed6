"""The fields about a person that every form asks alike; read from a POST and kept nowhere."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from directory.services.eligibility import Span
from portal.asking.options import options

AGE_BANDS: Final = {
    "18-20": Span.years(18, 20),
    "21-24": Span.years(21, 24),
    "25-49": Span.years(25, 49),
    "50-": Span(50),
}


def sex_field() -> SelectField:
    return SelectField(
        _("Sex"),
        choices=options([("", _("Not said")), ("female", _("Female")), ("male", _("Male"))]),
        default="",
    )


def age_field() -> SelectField:
    return SelectField(
        _("Age"),
        choices=options(
            [
                ("", _("Not said")),
                ("18-20", _("18 to 20")),
                ("21-24", _("21 to 24")),
                ("25-49", _("25 to 49")),
                ("50-", _("50 or over")),
            ]
        ),
        default="",
    )
