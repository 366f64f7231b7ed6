"""What stood on a page when its reader filled in the form."""

from __future__ import annotations

import html
import re

_SEEN = re.compile(r'name="(seen-[^"]+)" value="([^"]*)"')


def seen_in(page: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _SEEN.findall(page)}
