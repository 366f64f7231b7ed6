"""What every form of a plan has: words of its fields, a refusal on the field that is at fault."""

from __future__ import annotations

from typing import Any, ClassVar

from wtforms import Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.asking.typed import tidy

LONGEST_LINE = 300
LONGEST_TEXT = 2000


def line(label: str, *, needs: str = "", description: str = "") -> Any:
    """Any: an unbound field, of which WTForms tells no type."""
    validators = [InputRequired(needs)] if needs else []
    longest = Length(max=LONGEST_LINE, message=f"Use at most {LONGEST_LINE} characters")
    return StringField(label, [*validators, longest], filters=[tidy], description=description)


def words(label: str, *, needs: str = "", description: str = "") -> Any:
    validators = [InputRequired(needs)] if needs else []
    longest = Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT:,} characters")
    return TextAreaField(label, [*validators, longest], filters=[tidy], description=description)


class RefusedForm(Form):
    """A refusal of the domain stands on the field that it names, else above the form."""

    title: ClassVar[str]
    button: ClassVar[str]
    says: ClassVar[str] = ""

    def refuse(self, name: str, reason: str) -> None:
        if name in self:
            self[name].errors = [reason]
        else:
            self.form_errors.append(reason)
