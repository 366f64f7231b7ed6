"""Which pages are copied: the courts, the areas, and what needs no records."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from sqlalchemy.orm import Session

from directory.places.queries import all_areas, all_courts

ALWAYS: Final = ("/", "/courts", "/areas")
ABOUT: Final = "/about"
JSON_PATH: Final = "/api/v1/availability"

_PATH: Final = re.compile(r"/|(/[a-z0-9][a-z0-9-]*)+")
"""What an address may look like that becomes the name of a file."""


@dataclass(frozen=True, slots=True)
class Address:
    """A page by its path; `asks` is what its JSON is asked by, such as ("court", its slug)."""

    path: str
    asks: tuple[str, str] | None = None

    @property
    def json_url(self) -> str | None:
        return f"{JSON_PATH}?{self.asks[0]}={self.asks[1]}" if self.asks else None


def asks_of(path: str) -> tuple[str, str] | None:
    """What the JSON of a court's or an area's page is asked by; None for every other page."""
    match path.strip("/").split("/"):
        case ["courts", slug]:
            return "court", slug
        case ["areas", _, slug]:
            return "ldu", slug
    return None


def is_plain_path(path: str) -> bool:
    return _PATH.fullmatch(path) is not None


def pages_about(app: Flask) -> list[str]:
    """The pages that explain the portal, as they are routed; files beside them are not pages."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if (rule.rule == ABOUT or rule.rule.startswith(f"{ABOUT}/"))
        and not rule.arguments
        and "GET" in (rule.methods or ())
        and is_plain_path(rule.rule)
    )


def every_address(session: Session, about: Iterable[str], *, on: dt.date) -> list[Address]:
    """Those that a court needs most first: a run may be stopped half way."""
    areas = all_areas(session, on=on)
    regions = dict.fromkeys(area.region.slug for area in areas)
    return [
        *(Address(path) for path in ALWAYS),
        *(_asking(f"/courts/{court.slug}") for court in all_courts(session)),
        *(_asking(f"/areas/{area.region.slug}/{area.slug}") for area in areas),
        *(Address(f"/areas/{region}") for region in regions),
        *(Address(path) for path in about),
    ]


def _asking(path: str) -> Address:
    return Address(path, asks_of(path))


@dataclass(frozen=True, slots=True)
class Map:
    """Every address of a run, for pages that link to one another."""

    pages: frozenset[str]
    area_pages: dict[str, str]

    @classmethod
    def of(cls, addresses: Iterable[Address]) -> Map:
        known = list(addresses)
        areas = {one.asks[1]: one.path for one in known if one.asks and one.asks[0] == "ldu"}
        return cls(frozenset(one.path for one in known), areas)

    def copied(self, url: str, *, on: str) -> str | None:
        """The copied page that says what a link on the page `on` leads to, with its fragment.

        A court's page for one of its areas is that area's page; another page for one
        requirement is the place on that page. None where nothing copied says it.
        """
        asked = urlsplit(url)
        words = {name: word for name, word in parse_qsl(asked.query) if name != "lang"}
        end = f"#{asked.fragment}" if asked.fragment else ""
        if not words:
            return asked.path + end if asked.path in self.pages else None
        if words.keys() == {"area"} and asked.path.startswith("/courts/"):
            return self.area_pages.get(words["area"])
        if words.keys() == {"requirement"} and asked.path in self.pages - {on}:
            return f"{asked.path}#{words['requirement']}"
        return None
