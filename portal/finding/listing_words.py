"""The coded words of a listing as a reader says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale

from directory.providers.models import Sector
from directory.rules.tables import rows_of
from directory.services.freshness import FactKind
from directory.services.listing import Setting

SETTINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Setting.COMMUNITY: "In the community",
        Setting.CUSTODY: "In prison",
        Setting.THROUGH_THE_GATE: "Through the gate: begun in prison, carried on after release",
        Setting.APPROVED_PREMISES: "Approved premises",
    }
)

SECTORS: Final[Mapping[Sector, str]] = MappingProxyType(
    {
        Sector.STATUTORY: "Statutory",
        Sector.VOLUNTARY: "Voluntary",
        Sector.FAITH: "Faith",
        Sector.PRIVATE: "Private",
        Sector.SOCIAL_ENTERPRISE: "Social enterprise",
    }
)


@cache
def fact_kind_names() -> dict[FactKind, str]:
    """In the order of the table of shelf lives: what goes out of date soonest first."""
    return {FactKind(row["fact_kind"]): row["name"] for row in rows_of("shelf_lives.csv")}


def setting_name(code: str) -> str:
    return SETTINGS.get(code, code.replace("_", " ").capitalize())


def language_names(codes: Iterable[str]) -> tuple[str, ...]:
    """ "en" as "English"; what is no code of a language stays as it is."""
    return tuple(language_name(code) for code in codes)


NOT_IN_BABEL: Final = MappingProxyType({"bfi": "British Sign Language"})


@cache
def language_name(code: str) -> str:
    known: str | None = Locale("en").languages.get(code.casefold())
    return known or NOT_IN_BABEL.get(code.casefold(), code)
