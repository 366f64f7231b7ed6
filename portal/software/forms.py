"""A list of keys as somebody pastes it from their own system."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from commissioning.pushes.differences import HeldKind
from directory.identifiers import tells_of_a_person
from portal.asking.options import options
from portal.software.words import OF

MOST_LINES: Final = 5_000
LONGEST_KEY, LONGEST_STATE = 160, 40


class DifferencesForm(Form):
    of = SelectField(_("What to compare"), choices=options(OF.items()))
    yours = TextAreaField(
        _("What you hold"),
        description=_(
            "One key on each line, as your system sends it; behind a comma how it stands there,"
            " if that is to be compared too. Nothing of it is kept."
        ),
        validators=[InputRequired(_("Paste at least one key"))],
    )

    @property
    def keys(self) -> dict[str, str | None]:
        return {key: state for _line, key, state in self._lines()}

    @property
    def held_kind(self) -> HeldKind:
        return HeldKind(self.of.data)

    def validate_yours(self, field: TextAreaField) -> None:
        """A message names the line and never repeats it."""
        seen: set[str] = set()
        for line, key, state in self._lines():
            if line > MOST_LINES:
                raise ValidationError(gettext("Use at most %(most)s lines", most=f"{MOST_LINES:,}"))
            if problem := _problem(key, state or ""):
                raise ValidationError(gettext("Line %(line)s: %(why)s", line=line, why=problem))
            if key in seen:
                raise ValidationError(
                    gettext("Line %(line)s: this key stands in a line before it", line=line)
                )
            seen.add(key)

    def _lines(self) -> Iterator[tuple[int, str, str | None]]:
        rows = csv.reader((self.yours.data or "").splitlines())
        for line, row in enumerate(rows, start=1):
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield line, cells[0], (cells[1] or None) if len(cells) > 1 else None


def _problem(key: str, state: str) -> str:
    if what := tells_of_a_person(f"{key} {state}"):
        return str(gettext("it holds %(what)s; nothing here may tell who somebody is", what=what))
    if not key or len(key) > LONGEST_KEY or len(state) > LONGEST_STATE:
        return str(gettext("begin it with a key, and behind a comma one word of how it stands"))
    return ""
