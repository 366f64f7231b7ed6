"""What finds a court by a postcode: answered in place and kept nowhere."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, StringField, ValidationError

from portal.asking.typed import tidy


class PostcodeForm(Form):
    """A postcode, or the beginning of one, to find courts by."""

    postcode = StringField(
        _("Postcode, or the first half of one"),
        filters=[tidy],
        description=_("For example, PR1. It is not kept."),
    )

    @property
    def asked(self) -> str:
        return self.postcode.data or ""

    def validate_postcode(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Enter a postcode, or the first half of one, such as PR1")
