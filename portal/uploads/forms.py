"""What somebody says of a file that they send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage
from wtforms import Field, FileField, Form, SelectField, SelectMultipleField, ValidationError

from commissioning.uploads.checking import WORKBOOK
from commissioning.uploads.kept_tables import RowAnswer
from commissioning.uploads.sending import SaidOfFile
from commissioning.uploads.uploaders import Uploader
from directory.exchange.columns import Kind
from portal.asking.date_field import DayMonthYear
from portal.asking.options import options
from portal.uploads.questions import LONGEST_ANSWER, RowAsked


class SendForm(Form):
    kind = SelectField(lazy_gettext("What the file is"), validate_choice=False)
    file = FileField(
        lazy_gettext("The file"),
        description=lazy_gettext(
            "CSV or an Excel workbook (.xlsx), at most 20 MB: up to 5,000 rows, of referrals"
            " 100,000."
        ),
    )
    as_of = DayMonthYear(
        lazy_gettext("The day of which it speaks"),
        description=lazy_gettext("Leave empty for today. What was said later than that stays."),
    )
    confirms = SelectMultipleField(
        lazy_gettext("What it tells again"),
        description=lazy_gettext(
            "A file that says what is known already confirms nothing, unless you say so."
        ),
        choices=options([("yes", lazy_gettext("Rows that are unchanged were right on that day"))]),
        validate_choice=False,
    )

    def offer(self, uploader: Uploader, today: dt.date) -> None:
        self.today = today
        self.offered = kinds_offered(uploader)
        self.kind.choices = [("", "Choose a kind"), *self.offered]

    def validate_kind(self, field: Field) -> None:
        if field.data not in {value for value, _ in self.offered}:
            raise ValidationError("Choose what the file is")

    def validate_as_of(self, field: Field) -> None:
        if field.data is not None and field.data > self.today:
            raise ValidationError("The day of which it speaks must have come: leave it empty")

    @property
    def said(self) -> SaidOfFile:
        return SaidOfFile(self.as_of.data or self.today, bool(self.confirms.data))

    def validate_file(self, field: Field) -> None:
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("Choose the file")


def kinds_offered(uploader: Uploader) -> Sequence[tuple[str, str]]:
    """Each with the value that a form sends: kind and layout."""
    offered = [(value_of(kind.name, kind.layout), kind_words(kind)) for kind in uploader.kinds]
    if len(uploader.sheets) > 1:
        return [(value_of(WORKBOOK, ""), "A workbook with a sheet for each kind"), *offered]
    return offered


def value_of(kind: str, layout: str) -> str:
    return f"{kind}/{layout}" if layout else kind


def kind_words(kind: Kind) -> str:
    return words_of(kind.name, kind.layout)


def words_of(kind: str, layout: str) -> str:
    words = kind.replace("-", " ").capitalize()
    return f"{words} (layout {layout})" if layout else words


def answers_in(form: Mapping[str, str], asked: Sequence[RowAsked]) -> Iterator[RowAnswer]:
    """Of what was asked; an empty cell answers nothing."""
    for row in asked:
        if form.get(row.leaves_out):
            yield RowAnswer(row.table, row.row)
            continue
        for cell in row.cells:
            if cell.empties and form.get(cell.empties):
                yield RowAnswer(row.table, row.row, cell.column, "")
            elif value := form.get(cell.name, "").strip()[:LONGEST_ANSWER]:
                yield RowAnswer(row.table, row.row, cell.column, value)
