"""Who looks, and what of a service they may know: in SQL before it is read, and once it is."""

from __future__ import annotations

import enum

from sqlalchemy import ColumnElement

from directory.places.models import Exposure, Site
from directory.services.models import Service, ServiceState


class Sight(enum.Enum):
    """Who looks. Until there are accounts every question is anybody's."""

    ANYBODY = "anybody"


def is_published() -> ColumnElement[bool]:
    """Condition on `Service` for sums that concern nobody's sight: what is on offer at all."""
    return Service.state == ServiceState.PUBLISHED


def may_know_of(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Service`: published, and not kept from who looks. Its text may still be."""
    match sight:
        case Sight.ANYBODY:
            return is_published(), Service.exposure != Exposure.CONFIDENTIAL


def may_read_all_of(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Service`: published, with nothing of its listing blanked."""
    match sight:
        case Sight.ANYBODY:
            return is_published(), Service.exposure == Exposure.OPEN


def may_open_page_of(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Conditions on `Service` for a page of its own: one that was withdrawn says so there."""
    match sight:
        case Sight.ANYBODY:
            return Service.state != ServiceState.DRAFT, Service.exposure != Exposure.CONFIDENTIAL


def may_know_of_site(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Site`: the area that it stands in may be told."""
    match sight:
        case Sight.ANYBODY:
            return Site.exposure != Exposure.CONFIDENTIAL


def may_see_site(sight: Sight) -> ColumnElement[bool]:
    """Condition on `Site`: its name, address and position may be told."""
    match sight:
        case Sight.ANYBODY:
            return Site.exposure == Exposure.OPEN


def sees_text(sight: Sight, exposure: Exposure) -> bool:
    """Whether provider, title, text and contacts of a service that was read may be shown."""
    match sight:
        case Sight.ANYBODY:
            return exposure is Exposure.OPEN
