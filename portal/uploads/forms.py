"""What somebody says of a file that they send."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage
from wtforms import Field, FileField, Form, SelectField, ValidationError

from commissioning.uploads.checking import WORKBOOK
from commissioning.uploads.uploaders import Uploader
from directory.exchange.columns import Kind


class SendForm(Form):
    kind = SelectField(lazy_gettext("What the file is"), validate_choice=False)
    file = FileField(
        lazy_gettext("The file"),
        description=lazy_gettext("CSV or an Excel workbook (.xlsx), at most 2 MB."),
    )

    def offer(self, uploader: Uploader) -> None:
        self.offered = kinds_offered(uploader)
        self.kind.choices = [("", "Choose a kind"), *self.offered]

    def validate_kind(self, field: Field) -> None:
        if field.data not in {value for value, _ in self.offered}:
            raise ValidationError("Choose what the file is")

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
