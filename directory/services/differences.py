"""What two wordings of a listing say otherwise, field by field, in the order of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.fields import Field


@dataclass(frozen=True, slots=True)
class ListingChange:
    """One field of a listing before and after."""

    field: Field
    before: object
    after: object


def changes_between(
    before: Mapping[str, object], after: Mapping[str, object], fields: Iterable[Field]
) -> tuple[ListingChange, ...]:
    """By column; another spelling of the same is no change, nor is what either does not hold."""
    return tuple(
        ListingChange(field, before[field.name], after[field.name])
        for field in fields
        if field.name in before
        and field.name in after
        and not field.means_the_same(before[field.name], after[field.name])
    )
