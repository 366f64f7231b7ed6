"""A new service before its wording: what it is called, how it is delivered, where, how openly."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from wtforms import Form, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from directory.delivery import DeliveryKind, delivery_rules
from directory.listings.errors import NoAreaChosen
from directory.listings.offering import Basics
from directory.listings.opening import HOW_OPEN
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.services.listing_fields import LISTING_FIELD
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy


class NameForm(Form):
    """Stands above `BasicsForm`, as on the page: errors are told in the order of the fields."""

    title = StringField(
        "What it is called",
        filters=[tidy],
        validators=[
            InputRequired("Enter what it is called"),
            Length(max=LISTING_FIELD["title"].longest or -1, message="Use a shorter name"),
            nothing_of_a_person,
        ],
    )


class BasicsForm(Form):
    """`areas` are offered by region on the page. How openly it is told is chosen by somebody, never
    beforehand: a refuge would be open by an oversight."""

    kind = RadioField("How people start", validators=[InputRequired("Choose how people start")])
    areas = SelectMultipleField(
        "Areas in which people live who may come",
        validate_choice=False,
        validators=[InputRequired(str(NoAreaChosen()))],
    )
    exposure = RadioField(
        "Who may read where it is",
        description="It holds for every place that is stated of it, now or later. You can keep it"
        " closer later; only your region can take that off again.",
        choices=options((one.value, words) for one, words in HOW_OPEN.items()),
        validators=[InputRequired("Say who may know where it is")],
    )

    def offer(self) -> None:
        rules = delivery_rules()
        self.kind.choices = options(
            (one.value, f"{rules[one].name}: {rules[one].how_people_start}")
            for one in DeliveryKind
            if not one.takes_effect_at_once
        )

    def basics(self, areas: Sequence[LocalDeliveryUnit]) -> Basics:
        """Of a valid form; `areas` are all that there are."""
        chosen: Collection[str] = self.areas.data or ()
        return Basics(
            DeliveryKind(self.kind.data),
            [one for one in areas if str(one.public_id) in chosen],
            Exposure(self.exposure.data),
        )


class NewServiceForm(NameForm, BasicsForm):
    """What a new service is called, then what it is."""
