"""A page of a sheet as somebody reads it."""

from __future__ import annotations

import html
import re


def words(page: str) -> str:
    """What the page says, without tags and without what differs each time."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
