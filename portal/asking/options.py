"""The options of a choice field, in the shape that WTForms 3.3 takes without complaint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs


def options(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """(value, words) pairs as `choices=`; Any because the stubs do not know the class."""
    return [SelectChoice(value, words) for value, words in pairs]
