"""What a reader says of a page; nothing of who they are is asked."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import BooleanField, Field, Form, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length

from directory.feedback.models import ReportKind
from directory.feedback.reporting import LONGEST_WORDS
from portal.asking.options import options
from portal.asking.typed import about_nobody, tidy

KIND_WORDS = {
    ReportKind.WRONG_NUMBER: lazy_gettext("A telephone number or e-mail is wrong"),
    ReportKind.NO_LONGER_RUNS: lazy_gettext("The service no longer runs, or not here"),
    ReportKind.WRONG_DATE: lazy_gettext("A date or a wait is wrong"),
    ReportKind.WRONG_FACT: lazy_gettext("Something else it says is wrong"),
    ReportKind.CANNOT_USE: lazy_gettext("I cannot read or use the page"),
    ReportKind.ANOTHER: lazy_gettext("Something else"),
}


class ProblemForm(Form):
    page = StringField(filters=[tidy])
    kind = RadioField(
        lazy_gettext("What is wrong?"),
        choices=options((kind.value, words) for kind, words in KIND_WORDS.items()),
        validate_choice=False,
        validators=[AnyOf(list(ReportKind), message=lazy_gettext("Choose what is wrong"))],
    )
    words = TextAreaField(
        lazy_gettext("What should it say? (optional)"),
        description=lazy_gettext(
            "Name nobody on probation and no case. Whoever keeps the page reads this."
        ),
        filters=[tidy],
        validators=[Length(max=LONGEST_WORDS, message=lazy_gettext("Use 500 characters or fewer"))],
    )
    about_nobody = BooleanField(lazy_gettext("It is about the service, not about a person"))

    def validate_about_nobody(self, field: Field) -> None:
        about_nobody(self.words, field)
