"""What in the free words of a confidential service would lead somebody to its door.

Words are read by shapes, and a street without a number has none: pages ask for care besides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from directory.errors import DirectoryError
from directory.fields import Holds
from directory.identifiers import has_email, has_whole_postcode
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

_WEB: Final = re.compile(
    r"\bhttps?:|\bwww\.|\b[\w-]+\.(?:com|org|net|info|uk|eu|app|gl|ly|me|co)\b", re.IGNORECASE
)
_POSITION: Final = re.compile(r"(?<![\d.])[45]\d\.\d{2,}\D{1,8}\d\.\d{2,}", re.ASCII)
"""Degrees within these islands."""
_THREE_WORDS: Final = re.compile(r"/{2,3}[^\W\d_]+(?:\.[^\W\d_]+){2}\b")
_SPELT_MAIL: Final = re.compile(
    r"\w[ (\[]+at[ )\]]+\w[\w -]*?[ (\[]+dot[ )\]]+[a-z]{2,}", re.IGNORECASE
)
_SPACED_OUT: Final = re.compile(r"(?<!\w)(\w) (?=\w(?!\w))")
"""Single letters and figures with blanks between."""

INSTEAD: Final = (
    "this service is confidential, and these words are read by more people than may know it. Take"
    " it out: a telephone number or e-mail is given in a field of its own by an administrator of"
    " your organisation, an address to your region alone"
)


def leads_there(text: str) -> str | None:
    """What in the text does, in words."""
    joined = _SPACED_OUT.sub(r"\1", text)
    for what, is_there in (
        ("a postcode", has_whole_postcode(text) or has_whole_postcode(joined)),
        ("a telephone number", numbers_in(text) or numbers_in(joined)),
        ("an e-mail address", has_email(text) or _SPELT_MAIL.search(text)),
        ("a web address", _WEB.search(text)),
        ("a position on the map", _POSITION.search(text) or _THREE_WORDS.search(text)),
        ("what looks like an address", _STREET.search(text)),
    ):
        if is_there:
            return what
    return None


class LeadsThere(DirectoryError):
    """What was written about a confidential service, though in no field of its listing."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"What you wrote holds {what}: {INSTEAD}.")


def refuse_words_leading_there(service: Service, words: str | None) -> None:
    """A reason, for example: it stands in a history and in messages. Raises `LeadsThere`; of a
    service that is not confidential never."""
    if service.exposure is Exposure.CONFIDENTIAL and (what := leads_there(words or "")):
        raise LeadsThere(what)


def refuse_leading_there(service: Service, told: Mapping[str, Any]) -> None:
    """Raises `FieldRefused`; of a service that is not confidential never."""
    if service.exposure is not Exposure.CONFIDENTIAL:
        return
    for name, value in told.items():
        field = LISTING_FIELD[name]
        if reaches_people(field) or field.holds is Holds.WEB_ADDRESS:
            continue
        for text in texts_in(value):
            if (what := leads_there(text)) is not None:
                raise FieldRefused(field, f"holds {what}: {INSTEAD}")
