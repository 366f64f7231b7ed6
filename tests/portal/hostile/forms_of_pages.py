"""The forms of a page as a browser has them, filled in plausibly, sent with one field hostile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

CSRF: Final = "csrf_token"
PLAUSIBLE: Final = {
    "day": "12", "month": "4", "year": "2027", "tel": "01632 960123", "number": "3",
    "email": "somebody@example.org", "search": "preston", "password": "four grey herons wading",
}  # fmt: skip
"""By the end of a field's name, else by its type."""


@dataclass
class FormOfPage:
    """Where it goes, and what each of its fields would send untouched or filled in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    typed: set[str] = field(default_factory=set)

    def sent_with(self, name: str, hostile: str) -> dict[str, str]:
        return self.fields | {name: hostile}


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[FormOfPage]()
        self.open: FormOfPage | None = None
        self.chosen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = None
            if said.get("method", "").lower() == "post":
                self.open = FormOfPage(said.get("action") or self.path)
                self.forms.append(self.open)
        elif self.open is not None and tag in {"input", "textarea", "select", "button", "option"}:
            self._field(self.open, tag, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None

    def _field(self, form: FormOfPage, tag: str, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "option":
            if said.get("value") and not form.fields.get(self.chosen):
                form.fields[self.chosen] = said["value"]
        elif not name or kind == "file":
            return
        elif tag == "select":
            self.chosen = name
            form.fields[name] = ""
        elif tag == "button" or kind in {"radio", "checkbox", "hidden", "submit"}:
            form.fields.setdefault(name, said.get("value", "y"))
        else:
            form.typed.add(name)
            form.fields[name] = said.get("value") or plausible(name, kind)


def plausible(name: str, kind: str) -> str:
    end = name.replace("_", "-").rpartition("-")[2]
    return PLAUSIBLE.get(end) or PLAUSIBLE.get(kind) or "Plain words"


def forms_of(page: str, path: str) -> Iterator[FormOfPage]:
    """Those that are sent by POST."""
    reader = _Reader(path)
    reader.feed(page)
    yield from reader.forms
