"""What the audit never holds in clear, since what it holds can never be taken out again.

A site that is public today may become a refuge tomorrow, and its earlier rows stay: so the
address of every site is digested, whoever may see it now; a price stands in its own table, which
is read by who looks. A digest is keyed and of one record's
one field: it tells that a value changed, or came back, and of no two sites that they are alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from directory.audit.keys import AuditKey

SECRET_FIELDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "site": frozenset({"address", "postcode", "telephone", "latitude", "longitude", "access"}),
        "agreement_price": frozenset({"pence", "bands", "cap"}),
    }
)
"""By the table of the record."""

WITHHELD: Final[Mapping[str, Any]] = MappingProxyType({"withheld": True})
"""Where no key is set, and in rows older than their digests."""

DIGEST: Final = "digest"


def has_secrets(kind: str, facts: Mapping[str, Any] | None) -> bool:
    return facts is not None and not SECRET_FIELDS.get(kind, frozenset()).isdisjoint(facts)


def without_secrets(
    kind: str, subject_id: int | None, facts: Mapping[str, Any], key: AuditKey | None
) -> dict[str, Any]:
    """The facts with a digest in the place of each secret; nothing stays nothing."""
    secret = SECRET_FIELDS.get(kind, frozenset())
    return {
        name: _digested(kind, subject_id, name, value, key) if name in secret else value
        for name, value in facts.items()
    }


def is_hidden(value: object) -> bool:
    """Whether a value of an audit row stands for one that is not told."""
    return isinstance(value, Mapping) and (value == WITHHELD or set(value) == {DIGEST})


def _digested(
    kind: str, subject_id: int | None, name: str, value: object, key: AuditKey | None
) -> object:
    if value is None:
        return None
    if key is None:
        return dict(WITHHELD)
    told = json.dumps([kind, subject_id, name, value], default=str)
    return {DIGEST: key.mac_of("secret", told.encode())}
