"""Why somebody has to know how a confidential service is reached: chosen, never typed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import Form, RadioField
from wtforms.validators import InputRequired

from directory.services.secret_reach import ReadingReason
from portal.asking.options import options


class ReadingForm(Form):
    why = RadioField(
        lazy_gettext("Why do you need it?"),
        [InputRequired(lazy_gettext("Choose why you need it"))],
        description=lazy_gettext(
            "It is kept with your name and the time, and the provider sees it."
        ),
    )

    def __init__(self, typed: Any = None) -> None:
        super().__init__(typed)
        words = ((one.value, one.words[:1].upper() + one.words[1:]) for one in ReadingReason)
        self.why.choices = options(words)

    @property
    def reason(self) -> ReadingReason:
        """Of a form that is valid."""
        return ReadingReason(self.why.data)
