"""What every form has with which something is said of one item of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from wtforms import HiddenField

from portal.asking.stated_form import StatedForm
from portal.plans.kept_item import KeptItem


class OfItemForm(StatedForm[KeptItem]):
    """`done` is what the page says afterwards. `is_said` keeps a second click from saying it twice;
    `seen` keeps what somebody else said meanwhile from being overlooked."""

    done: ClassVar[str]
    seen = HiddenField()

    def fill(self, item: KeptItem, asked: Mapping[str, str]) -> None:
        """What stands now, for a form that nobody has typed into."""

    def is_said(self, item: KeptItem) -> bool:
        """Whether all of it is there already."""
        return False

    def said_at(self, item: KeptItem) -> str:
        """Where what is there already is read; "" where it is still to be said."""
        return item.path if self.is_said(item) else ""

    def read_at(self, item: KeptItem) -> str:
        """Where it is read once it was stated."""
        return item.path
