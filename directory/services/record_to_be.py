"""A service that nobody has approved yet, as anybody would read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final

from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import Service, ServiceState
from directory.services.public_record import AreaServed, PublicService, record_of
from directory.services.sight import reaches_by_page, sees_openly

OF_PROVIDER: Final = {
    "provider_id": "public_id",
    "provider": "name",
    "sector": "sector",
    "provider_telephone": "telephone",
    "provider_email": "email",
    "website": "website",
    "is_fictional": "is_fictional",
}


def public_service_to_be(
    service: Service,
    provider: Provider | None,
    says: Mapping[str, Any],
    areas: Sequence[LocalDeliveryUnit],
) -> PublicService:
    """Raises `NotKnown` of one that would have no page."""
    if not reaches_by_page(service.exposure):
        raise NotKnown("service", service.public_id)
    row = SimpleNamespace(
        is_read=sees_openly(service.exposure),
        id=service.id,
        public_id=service.public_id,
        delivery_kind=service.delivery_kind,
        state=ServiceState.PUBLISHED,
        exposure=service.exposure,
        is_generated=False,
        source=service.source,
        programme=None,
        programme_id=None,
        **{name: getattr(provider, column, None) for name, column in OF_PROVIDER.items()},
        **says,
    )
    return record_of(row, [_area_served(one) for one in areas])


def _area_served(one: LocalDeliveryUnit) -> AreaServed:
    return AreaServed(one.id, one.slug, one.name, one.welsh_name, one.region.slug, one.region.name)
