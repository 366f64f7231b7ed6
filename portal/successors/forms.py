"""Since when two organisations are one, or one is called otherwise; and why."""

from __future__ import annotations

from typing import Any

from wtforms import Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from directory.providers.models import Provider, SuccessionKind
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import nothing_of_a_person, tidy

_WHY = "It stands in the record, and the providers are told."
_SAID = (
    InputRequired("Say why"),
    Length(max=1000, message="Write at most 1,000 characters"),
    nothing_of_a_person,
)
_SINCE = InputRequired("Enter the day from which it is so")


class OneProviderForm(Form):
    """`stays` is the address of the one that readers find from then on."""

    stays = RadioField("Which of the two stays?", [InputRequired("Choose the one that stays")])
    how = RadioField(
        "What happened?",
        [InputRequired("Choose what happened")],
        choices=options(
            [
                (SuccessionKind.MERGED.value, "It merged into the one that stays"),
                (SuccessionKind.TAKEN_OVER.value, "The one that stays took it over"),
            ]
        ),
    )
    from_date = DayMonthYear("Since when?", [_SINCE])
    reason = TextAreaField("Why", _SAID, description=_WHY)

    def offer(self, one: Provider, other: Provider) -> None:
        self.stays.choices = options(
            (str(provider.public_id), f"{provider.name}, the {which}")
            for provider, which in ((one, "first"), (other, "second"))
        )


class TwoProvidersForm(Form):
    reason = TextAreaField("Why", _SAID, description=_WHY)


class RenameForm(Form):
    """As it is called and numbered from that day on; an empty number is none."""

    based_on = HiddenField()
    name = StringField("Name", [InputRequired("Enter its name"), Length(max=300)], filters=[tidy])
    charity_number = StringField("Charity number", [Length(max=20)], filters=[tidy])
    company_number = StringField("Company number", [Length(max=20)], filters=[tidy])
    from_date = DayMonthYear("Since when?", [_SINCE])

    @property
    def told(self) -> dict[str, str | None]:
        return {
            "name": self.name.data,
            "charity_number": self.charity_number.data or None,
            "company_number": self.company_number.data or None,
        }


def rename_form(provider: Provider, typed: Any = None) -> RenameForm:
    now = {
        "based_on": str(provider.version),
        "name": provider.name,
        "charity_number": provider.charity_number,
        "company_number": provider.company_number,
    }
    return RenameForm(typed) if typed is not None else RenameForm(data=now)
