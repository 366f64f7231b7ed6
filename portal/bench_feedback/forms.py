"""What sentencers answer once a year, and the round in which they are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from commissioning.partnership.liaison.round_questions import LONGEST_COMMENT, RoundQuestion
from commissioning.partnership.liaison.rounds import MOST_SENTENCERS
from directory.places.models import Court
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.asking.typed import tidy, whole_number

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_YEAR: Final = 4
LONGEST_COUNT: Final = 9


class CommentForm(Form):
    """The part of a sentencer's form that stands in every year."""

    comment = TextAreaField(
        _("Anything else? (optional)"),
        description=_(
            "Only the probation region reads this, and no bench is kept beside it. Name nobody and "
            "no case; it is never published."
        ),
        filters=[tidy],
        validators=[Length(max=LONGEST_COMMENT, message=_("Use 500 characters or fewer"))],
    )
    request = HiddenField()


def sentencer_form(questions: Sequence[RoundQuestion]) -> type[CommentForm]:
    """The form of a year: a field for each closed question, named by its code."""

    class SentencerForm(CommentForm):
        pass

    for one in questions:
        field = RadioField(
            _(one.words),
            choices=options((code, _(words)) for code, words in one.choices),
            validate_choice=False,
            validators=[AnyOf(list(one.codes), message=_("Choose an answer"))],
        )
        setattr(SentencerForm, one.code, field)
    return SentencerForm


def chosen_of(form: Form, questions: Sequence[RoundQuestion]) -> Mapping[str, str]:
    return {one.code: str(form[one.code].data or "") for one in questions}


class RoundForm(Form):
    year = HiddenField()
    closes_on = DayMonthYear(
        "Last day on which benches can answer",
        [InputRequired("Enter the last day on which benches can answer")],
        description="Within half a year. What was answered is published once, after that day.",
    )

    @property
    def year_asked(self) -> int:
        """0 where no year was sent."""
        typed = self.year.data or ""
        is_year = typed.isascii() and typed.isdigit() and len(typed) == LONGEST_YEAR
        return int(typed) if is_year and FIRST_YEAR <= int(typed) <= LAST_YEAR else 0


class BenchesForm(Form):
    """Beside it a field for each bench, by the court's slug. `seen` is how many links were ever
    made when the page was shown: by it the same form sent again is told. Of `request`, the form's
    own number, the words of its links are made, so that the form sent again shows the same."""

    seen = HiddenField()
    request = HiddenField()
    replaces = BooleanField("Replace links that are not used yet: they open no more")
    benches: ClassVar[Mapping[str, Court]] = {}

    @property
    def asked(self) -> list[StringField]:
        fields = (self[slug] for slug in self.benches)
        return [field for field in fields if isinstance(field, StringField)]

    @property
    def sentencers(self) -> list[tuple[Court, int]]:
        """Of those benches of which a number was entered; 0 where it is no number."""
        return [
            (self.benches[field.name], whole_number(field.data, most=MOST_SENTENCERS) or 0)
            for field in self.asked
            if field.data
        ]

    @property
    def links_seen(self) -> int:
        """0 where it was not sent: a page of a round without links."""
        typed = self.seen.data or ""
        return (
            int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_COUNT else 0
        )

    def refuse(self, slug: str, says: str) -> None:
        field = self[slug] if slug in self.benches else None
        if field is None:
            self.form_errors.append(says)
        else:
            field.errors = [says]


def benches_form(courts: Sequence[Court]) -> type[BenchesForm]:
    """The form of a region: how many sentencers each bench has."""

    class LinksForm(BenchesForm):
        benches: ClassVar[Mapping[str, Court]] = {one.slug: one for one in courts}

    for one in courts:
        setattr(LinksForm, one.slug, StringField(one.name, filters=[tidy]))
    return LinksForm
