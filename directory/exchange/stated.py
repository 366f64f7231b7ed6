"""The columns of a file that are fields of a provider or a listing, as the table of fields says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from directory.exchange.columns import Column
from directory.exchange.contacts import EMAIL, TELEPHONE, WEBSITE
from directory.exchange.forms import CODE, YES_NO, Form, Unreadable, one_of, several, shown, text
from directory.fields import Field, Holds
from directory.naming import name_key
from directory.pathways import pathways
from directory.providers.models import Sector
from directory.requirements import requirement_codes, requirement_name
from directory.services.listing import Setting

LONGEST_TEXT: Final = 2000


def _read_language(cell: str) -> str:
    if not re.fullmatch("[a-z]{2,3}", cell.casefold()):
        raise Unreadable(f"{shown(cell)} is not a code of a language such as en, cy or ur")
    return cell.casefold()


LANGUAGE: Final = Form("code of a language: en", _read_language)


def _requirements() -> dict[str, str]:
    return {code: requirement_name(code) for code in requirement_codes()}


def _named(names: Mapping[str, str]) -> Form:
    """A code, or the name for which it stands, in any case; what is neither is told as typed."""
    codes = {name_key(name): code for code, name in names.items()}
    codes |= {name_key(code): code for code in names}
    return replace(CODE, read=lambda cell: codes.get(name_key(cell)) or CODE.read(cell))


_FORMS: Final[Mapping[Holds, Callable[[int], Form]]] = {
    Holds.LINE: text,
    Holds.TEXT: text,
    Holds.TELEPHONE: lambda _: TELEPHONE,
    Holds.EMAIL: lambda _: EMAIL,
    Holds.WEB_ADDRESS: lambda _: WEBSITE,
    Holds.CLAIM: lambda _: YES_NO,
    Holds.SECTOR: lambda _: one_of(Sector),
    Holds.SETTING: lambda _: one_of(Setting),
    Holds.PATHWAYS: lambda _: several(_named({one.code: one.name for one in pathways()})),
    Holds.REQUIREMENTS: lambda _: several(_named(_requirements())),
    Holds.LANGUAGES: lambda _: several(LANGUAGE),
}
"""Rules and other records have columns of their own, which no single cell could hold."""


_WORDED: Final = frozenset({Holds.LINE, Holds.TEXT, Holds.TELEPHONE, Holds.EMAIL})


def is_worded(field: Field) -> bool:
    """Whether one cell of free text says all of it."""
    return field.holds in _WORDED


def column_of(field: Field) -> Column:
    form = _FORMS[field.holds](field.longest or LONGEST_TEXT)
    return Column(field.name, form, field.asked, required=field.is_required)


def columns_of(fields: Iterable[Field]) -> tuple[Column, ...]:
    return tuple(column_of(field) for field in fields)
