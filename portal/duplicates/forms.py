"""Why two services are one, or two after all."""

from __future__ import annotations

from wtforms import Form, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from directory.services.models import Service
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person
from portal.listings.pages import title_of

_SHORT_ENOUGH = Length(max=1000, message="Write at most 1,000 characters")


_SAID = (InputRequired("Say why"), _SHORT_ENOUGH, nothing_of_a_person)
_WHY = "It stands in the record of both."


class PartForm(Form):
    reason = TextAreaField("Why", _SAID, description=_WHY)


class MergeForm(Form):
    """`stays` is the address of the one that readers find from then on."""

    stays = RadioField("Which of the two stays?", [InputRequired("Choose the one that stays")])
    reason = TextAreaField("Why", _SAID, description=_WHY)

    def offer(self, one: Service, other: Service) -> None:
        self.stays.choices = options(
            (str(service.public_id), f"{title_of(service)}, the {which}")
            for service, which in ((one, "first"), (other, "second"))
        )
