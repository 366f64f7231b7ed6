"""A box shown where what somebody typed reads as a person's name, to say that it is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, Form

from directory.names_of_people import named_within


class NoNameBox(Form):
    """`published` are the fields whose words everybody reads."""

    published: ClassVar[Iterable[str]] = ()

    names_nobody = BooleanField(lazy_gettext("A post, a body or a place, and nobody’s name"))

    @property
    def asks_of_names(self) -> bool:
        """The box then says what it is about."""
        lines = (line for name in self.published for line in (self[name].data or "").splitlines())
        found = [name for line in lines if (name := named_within(line))]
        if found:
            told = ", ".join(f"“{name}”" for name in dict.fromkeys(found))
            self.names_nobody.label.text = gettext(
                "%(names)s: a post, a body or a place, and nobody’s name", names=told
            )
        return bool(found)
