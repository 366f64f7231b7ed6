"""The days of the week by name, Monday first: ISO 1 is the first of them."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext

WEEKDAYS: Final = (
    lazy_gettext("Monday"),
    lazy_gettext("Tuesday"),
    lazy_gettext("Wednesday"),
    lazy_gettext("Thursday"),
    lazy_gettext("Friday"),
    lazy_gettext("Saturday"),
    lazy_gettext("Sunday"),
)
