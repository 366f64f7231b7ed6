"""What finds a court: its name, a place or a postcode, in one box."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, StringField, ValidationError

from portal.asking.typed import tidy

LONGEST_SEARCH: Final = 100


class CourtForm(Form):
    """One field takes all three; a postcode in it comes by POST and is kept nowhere."""

    q = StringField(
        _("Court, town or postcode"),
        filters=[tidy, lambda text: text[:LONGEST_SEARCH]],
        description=_("For example, Preston, Preston magistrates or PR1. A postcode is not kept."),
    )

    @property
    def asked(self) -> str:
        return self.q.data or ""

    def validate_q(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Enter the name of a court, a town, or a postcode such as PR1")

    def refuse(self, sentence: str) -> None:
        """Say it at the field, and let nothing stand there that may be a postcode."""
        self.q.errors = [sentence]
        self.q.data = ""
