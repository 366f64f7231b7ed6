"""What a provider writes into a file: by which codes it is known, and the columns of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.lines.queries import lines_by_service
from commissioning.uploads.uploaders import Uploader
from directory.exchange.columns import PLAIN, Kind
from directory.listings.queries import own_services
from directory.providers.models import Provider
from directory.services.models import Service
from portal.uploads.forms import words_of


@dataclass(frozen=True, slots=True)
class OwnCode:
    column: str
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class KindShown:
    """`columns`: heading, what it says, and whether a row must have it. `template`: where one is
    downloaded; empty of a layout that others keep."""

    title: str
    template: str
    columns: tuple[tuple[str, str, bool], ...]


def own_codes(session: Session, uploader: Uploader) -> list[OwnCode]:
    """None but of a provider: others name what is open to all."""
    return list(_codes(session, uploader))


def _codes(session: Session, uploader: Uploader) -> Iterator[OwnCode]:
    if not uploader.provider_ids:
        return
    theirs = select(Provider).where(Provider.id.in_(uploader.provider_ids)).order_by(Provider.name)
    for provider in session.scalars(theirs):
        yield OwnCode("provider", provider.name, provider.code)
    services = own_services(session, uploader.provider_ids)
    lines = lines_by_service(session, [service.id for service in services])
    for service in services:
        yield OwnCode("service", _title(service), service.code)
        for line in lines.get(service.id, ()):
            yield OwnCode("line", _of_service(line, service), line.external_id)


def kinds_shown(uploader: Uploader) -> list[KindShown]:
    return [
        KindShown(
            words_of(kind.name, kind.layout),
            "" if kind.layout else f"/uploads/templates/{kind.name}.csv",
            tuple((one.head, one.says, one.required) for one in kind.columns),
        )
        for kind in uploader.kinds
    ]


def with_template(uploader: Uploader) -> list[Kind]:
    """Those of the portal's own layout: the others are made by programs elsewhere."""
    return [kind for kind in uploader.kinds if kind.layout == PLAIN]


def _title(service: Service) -> str:
    return "" if service.published is None else service.published.title


def _of_service(line: Line, service: Service) -> str:
    """Many lines have a name that says where, and nothing of what is delivered there."""
    title = _title(service)
    return line.name if title in line.name else f"{title}: {line.name}"
