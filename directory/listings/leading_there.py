"""What in the free words of a confidential service would lead somebody to its door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from directory.identifiers import has_whole_postcode
from directory.listings.wording import texts_in
from directory.places.models import Exposure
from directory.services.listing_fields import LISTING_FIELD
from directory.services.models import Service
from directory.services.sensitive import reaches_people
from directory.telephones import numbers_in
from directory.versions import FieldRefused

_STREET: Final = re.compile(
    r"\b\d{1,4}[a-z]?,? +(?:[^\W\d_][\w’'-]* +){1,3}"
    r"(?:street|st|road|rd|lane|avenue|ave|close|drive|way|court|place|crescent|terrace|gardens"
    r"|grove|hill|square|row|mews|walk|gate|parade)\b",
    re.IGNORECASE,
)

INSTEAD: Final = (
    "this service is confidential, and these words are read by more people than may know it. Take"
    " it out: a telephone number or e-mail is given in a field of its own by an administrator of"
    " your organisation, an address to your region alone"
)


def leads_there(text: str) -> str | None:
    """What in the text does, in words."""
    if has_whole_postcode(text):
        return "a postcode"
    if numbers_in(text):
        return "a telephone number"
    if _STREET.search(text):
        return "what looks like an address"
    return None


def refuse_leading_there(service: Service, told: Mapping[str, Any]) -> None:
    """Raises `FieldRefused`; of a service that is not confidential never."""
    if service.exposure is not Exposure.CONFIDENTIAL:
        return
    for name, value in told.items():
        field = LISTING_FIELD[name]
        if reaches_people(field):
            continue
        for text in texts_in(value):
            if (what := leads_there(text)) is not None:
                raise FieldRefused(field, f"holds {what}: {INSTEAD}")
