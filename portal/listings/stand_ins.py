"""What readers see of the provider where a service says no number or address of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from directory.fields import Field
from directory.services.models import Service
from directory.services.sensitive import reaches_people
from portal.listings.fact_pages import hides_reach
from portal.listings.fields import ListingForm


@dataclass(frozen=True, slots=True)
class StandIn:
    """The provider's own, by the column and label of the listing's field that is empty."""

    name: str
    label: str
    value: str


def stand_ins(service: Service, fields: Iterable[Field], form: ListingForm) -> tuple[StandIn, ...]:
    """None of a confidential service: its readers see nothing of either."""
    provider = service.provider
    if provider is None or hides_reach(service):
        return ()
    own = {"telephone": provider.telephone, "email": provider.email}
    return tuple(
        StandIn(one.name, one.label, value)
        for one in fields
        if reaches_people(one)
        and not (form[one.name].data or "").strip()
        and (value := own.get(one.name))
    )


def say_stand_ins(service: Service, fields: Iterable[Field], form: ListingForm) -> None:
    """Beside each field that is empty."""
    for one in stand_ins(service, fields, form):
        control = form[one.name]
        control.description = (
            f"{control.description}. Empty: readers see the provider’s, {one.value}"
        )
