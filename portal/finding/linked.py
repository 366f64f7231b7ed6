"""A name on a page that leads to a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from directory.services.models import Service


@dataclass(frozen=True, slots=True)
class Linked:
    """`detail` stands beside the name."""

    name: str
    href: str
    detail: str = ""


def linked_service(service: Service, detail: str = "") -> Linked:
    """For an open service whose published wording has been loaded."""
    title = service.published.title if service.published else service.code
    return Linked(title, f"/services/{service.public_id}", detail)
