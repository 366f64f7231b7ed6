"""What was said on the telephone of the one who was next."""

from __future__ import annotations

import uuid
from typing import Final

from flask_babel import lazy_gettext
from wtforms import Form, HiddenField, StringField
from wtforms.validators import AnyOf, InputRequired, Length

from commissioning.bookings.calling import BY_TELEPHONE
from commissioning.bookings.kinds import OfferAnswer
from portal.asking.typed import whole_number

LONGEST_REQUEST: Final = 60
MOST_CALLS: Final = 999


class CallForm(Form):
    """Its buttons are the answers; the rest comes with the page."""

    answer = StringField(
        validators=[
            InputRequired(lazy_gettext("Choose what was said: yes, no, or nobody was reached")),
            AnyOf(
                [one.value for one in BY_TELEPHONE],
                lazy_gettext("Choose what was said: yes, no, or nobody was reached"),
            ),
        ]
    )
    referral = HiddenField()
    seen = HiddenField()
    request_id = HiddenField(validators=[InputRequired(), Length(max=LONGEST_REQUEST)])

    @property
    def said(self) -> OfferAnswer:
        """Once the form has been checked."""
        return OfferAnswer(self.answer.data or "")

    @property
    def referral_id(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.referral.data or "")
        except ValueError:
            return None

    @property
    def calls_seen(self) -> int | None:
        return whole_number(self.seen.data, least=0, most=MOST_CALLS)
