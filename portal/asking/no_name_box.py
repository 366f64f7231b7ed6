"""A box shown where what somebody typed reads as a person's name, to say that it is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flask_babel import lazy_gettext
from wtforms import BooleanField, Form

from directory.names_of_people import named_within


class NoNameBox(Form):
    """`published` are the fields whose words everybody reads."""

    published: ClassVar[Iterable[str]] = ()

    names_nobody = BooleanField(lazy_gettext("Yes: a post, a body or a place, and nobody’s name"))

    @property
    def asks_of_names(self) -> bool:
        return any(
            named_within(line)
            for name in self.published
            for line in (self[name].data or "").splitlines()
        )
