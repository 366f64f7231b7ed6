"""Digests that nobody can make without the portal's key."""

from __future__ import annotations

import hashlib
import hmac


def keyed_digest(key: str, purpose: str, text: str) -> str:
    """In hexadecimal; `purpose` keeps digests of one thing from being taken for another's."""
    return hmac.new(key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
