"""A hearing day, and whose place it becomes. A case reference never stands in an address."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask_babel import lazy_gettext
from wtforms import Form, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.asking.date_field import DayMonthYear
from portal.asking.typed import nothing_of_a_person, tidy

LONGEST_REQUEST: Final = 60
MOST_PLACES: Final = 500


class HearingForm(Form):
    hearing_on = DayMonthYear(
        lazy_gettext("Day of the hearing"),
        [DataRequired(message=lazy_gettext("Enter the day of the hearing"))],
        description=lazy_gettext(
            "The hold stands until the end of the next working day after it, and then lapses."
        ),
    )
    request_id = HiddenField(validators=[Length(max=LONGEST_REQUEST)])

    @property
    def day(self) -> dt.date:
        """Once the form has been checked."""
        if self.hearing_on.data is None:
            raise ValueError("asked before the form was checked")
        return self.hearing_on.data


class CaseForm(Form):
    reference = StringField(
        lazy_gettext("Case reference"),
        filters=[tidy],
        validators=[DataRequired(message=lazy_gettext("Enter the reference of the referral"))],
        description=lazy_gettext("That of a referral which waits for this service."),
    )
    request_id = HiddenField(validators=[Length(max=LONGEST_REQUEST)])


class HoldCodeForm(Form):
    code = StringField(
        lazy_gettext("Code of a hold"),
        filters=[tidy],
        description=lazy_gettext("Six letters and figures, as your colleague reads them out."),
    )


class MorePlacesForm(Form):
    places = IntegerField(
        lazy_gettext("How many places the group has from now on"),
        validators=[
            InputRequired(message=lazy_gettext("Enter how many places the group has")),
            NumberRange(1, MOST_PLACES, message=lazy_gettext("Enter a number from 1 to 500")),
        ],
    )
    reason = StringField(
        lazy_gettext("Why there are more"),
        filters=[tidy],
        validators=[
            DataRequired(message=lazy_gettext("Say why, for example “a second room”")),
            Length(max=200, message=lazy_gettext("Use at most 200 characters")),
            nothing_of_a_person,
        ],
    )
