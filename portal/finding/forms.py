"""What may be asked of the directory, and what about a person: the latter by POST alone."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, StringField, ValidationError

from directory.errors import DirectoryError
from portal.finding.homes import HomePlace, home_place


def tidy(text: str | None) -> str:
    return " ".join((text or "").split())


class HomeForm(Form):
    """A home postcode, or the beginning of one."""

    postcode = StringField(
        _("Postcode of the home, or the first half of it"),
        filters=[tidy],
        description=_("For example, PR1. It is not kept."),
    )

    home: HomePlace | None = None

    def validate_postcode(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Enter a postcode, or the first half of one, such as PR1")
        try:
            self.home = home_place(field.data)
        except DirectoryError as refusal:
            raise ValidationError(str(refusal)) from refusal
