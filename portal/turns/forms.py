"""About which case somebody asks. Sent, never part of an address."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import Form, StringField
from wtforms.validators import DataRequired

from portal.asking.typed import tidy


class WhyNotForm(Form):
    reference = StringField(
        lazy_gettext("Case reference"),
        filters=[tidy],
        validators=[DataRequired(message=lazy_gettext("Enter the reference of a case"))],
        description=lazy_gettext("It is asked once and kept nowhere."),
    )
