"""What of a page stands on paper, by the page's own style sheet."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

CSS: Final = Path(__file__).parents[2] / "portal" / "static" / "portal.css"
PRINT_RULES: Final = re.compile(r"@media print \{\n(.*?)\n\}", re.DOTALL)
HIDES: Final = re.compile(r"^\s*([^{}\n]+?) \{ display: none[^}]*\}$", re.MULTILINE)
VOID: Final = frozenset({"area", "br", "hr", "img", "input", "link", "meta"})


def hidden_classes() -> frozenset[str]:
    """Those that the style sheet takes off the paper."""
    rules = "\n".join(PRINT_RULES.findall(CSS.read_text()))
    selectors = [one.strip() for found in HIDES.findall(rules) for one in found.split(",")]
    return frozenset(one[1:] for one in selectors if re.fullmatch(r"\.[\w-]+", one))


def on_screen(html: str) -> str:
    """All that the page says, with what is folded away."""
    return _read(html, frozenset(), folded_too=True)


def on_paper(html: str) -> str:
    """Without what the style sheet hides, and without what is folded away."""
    return _read(html, hidden_classes(), folded_too=False)


def _read(html: str, hidden: frozenset[str], *, folded_too: bool) -> str:
    reader = _Reader(hidden, folded_too=folded_too)
    reader.feed(html)
    return " ".join(" ".join(reader.said).split())


class _Reader(HTMLParser):
    def __init__(self, hidden: frozenset[str], *, folded_too: bool) -> None:
        super().__init__()
        self.said: list[str] = []
        self._hidden = hidden
        self._folded_too = folded_too
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._open.append((tag, self._is_out(tag, dict(attrs))))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(is_out for _, is_out in self._open):
            self.said.append(data)

    def _is_out(self, tag: str, attributes: dict[str, str | None]) -> bool:
        if tag in {"script", "style", "title", "template"}:
            return True
        if self._hidden & set((attributes.get("class") or "").split()):
            return True
        is_folded = tag == "details" and "open" not in attributes
        return is_folded and not self._folded_too
