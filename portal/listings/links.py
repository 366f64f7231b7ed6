"""The link of a reminder: it names a person, a service and what is to be confirmed, nothing else.

It opens without log-in, for one purpose and for sixty days; what it does is confirm what it names.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from directory.errors import NotKnown
from directory.people.models import Person
from directory.services.models import Service
from portal.secrecy import NotOurSeal, opened_for, sealed_for

PURPOSE: Final = "confirm a listing"
OPENS_FOR_SECONDS: Final = 60 * 24 * 3600


@dataclass(frozen=True, slots=True)
class ConfirmLink:
    """`seen` is the number of the wording of which the message told."""

    service_id: uuid.UUID
    person_id: uuid.UUID
    names: tuple[str, ...]
    seen: int


def seal_link(service: Service, person: Person, names: Iterable[str], *, seen: int) -> str:
    """The last part of the link's address."""
    told = [str(service.public_id), str(person.public_id), sorted(names), seen]
    return sealed_for(PURPOSE, json.dumps(told))


def open_link(sealed: str) -> ConfirmLink:
    """Raises `NotKnown` for one that was altered, or is too old."""
    try:
        told = opened_for(PURPOSE, sealed, within_seconds=OPENS_FOR_SECONDS)
    except NotOurSeal as refusal:
        raise NotKnown("link", "the one in your message") from refusal
    service_id, person_id, names, seen = json.loads(told)
    return ConfirmLink(uuid.UUID(service_id), uuid.UUID(person_id), tuple(names), seen)
