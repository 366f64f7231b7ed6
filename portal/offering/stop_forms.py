"""When a service takes nobody for a while, or ends."""

from __future__ import annotations

import datetime as dt
from typing import Final

from wtforms import Field, Form, RadioField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from commissioning.listings.stopping import StopRefused
from directory.listings.leading_there import LeadsThere
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy

PAUSE: Final = "pause"
END: Final = "end"


class StopForm(Form):
    """An end names its last day in the first of the two."""

    kind = RadioField(
        "What is planned",
        choices=options([(PAUSE, "It takes no referrals for a while"), (END, "It ends for good")]),
        default=PAUSE,
        validators=[InputRequired("Choose what is planned")],
    )
    first = DayMonthYear(
        "From",
        [InputRequired("Enter the day")],
        description="The first day without referrals. If it ends: the last day on which it runs.",
    )
    last = DayMonthYear(
        "Until and including",
        description="The last day without referrals. If it ends, leave this empty.",
    )
    reason = StringField(
        "Why",
        description="Readers see it. Leave it empty if they need not know.",
        filters=[tidy],
        validators=[Length(max=300, message="Use at most 300 characters"), nothing_of_a_person],
    )

    def validate_last(self, field: DayMonthYear) -> None:
        if self.kind.data == PAUSE and field.data is None:
            raise ValidationError("Enter the last day without referrals")

    def saying(self, refusal: StopRefused | LeadsThere) -> Field:
        """The field at which it is told."""
        if isinstance(refusal, LeadsThere):
            return self.reason
        return self.last if refusal.field == "to_date" else self.first

    @property
    def days(self) -> tuple[dt.date, dt.date | None]:
        """The first day without it, and of a pause the last; of a valid form."""
        day = self.first.data or dt.date.max
        if self.kind.data == END:
            return day + dt.timedelta(days=1), None
        return day, self.last.data
