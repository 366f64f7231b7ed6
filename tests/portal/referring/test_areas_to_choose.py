"""One's own areas stand first where somebody is referred."""

from __future__ import annotations

import pytest

from directory.places.models import LocalDeliveryUnit
from portal.referring.pages import areas_to_choose

BOLTON, LEEDS, PRESTON = (
    LocalDeliveryUnit(id=number, slug=name.lower(), name=name)
    for number, name in enumerate(("Bolton", "Leeds", "Preston"), 1)
)


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({3}, [("Your areas", ["Preston"]), ("Other areas", ["Bolton", "Leeds"])]),
        ({3, 1}, [("Your areas", ["Bolton", "Preston"]), ("Other areas", ["Leeds"])]),
        ({1, 2, 3}, [("", ["Bolton", "Leeds", "Preston"])]),
        (set(), [("", ["Bolton", "Leeds", "Preston"])]),
        ({9}, [("", ["Bolton", "Leeds", "Preston"])]),
    ],
)
def test_own_areas_come_first_and_are_headed(
    own: set[int], told: list[tuple[str, list[str]]]
) -> None:
    found = areas_to_choose([BOLTON, LEEDS, PRESTON], own)
    assert [(one.heading, [name for _, name in one.areas]) for one in found] == told
