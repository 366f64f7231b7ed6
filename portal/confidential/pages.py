"""How a confidential service is reached, as it is shown to those who said why."""

from __future__ import annotations

from dataclasses import dataclass, field

from directory.services.secret_reach import SecretPlace, SecretReach


@dataclass(frozen=True, slots=True)
class ShownSecretPlace:
    name: str
    area: str
    address: str = field(repr=False)
    telephone: str = field(repr=False)
    position: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownReach:
    telephone: str = field(repr=False)
    email: str = field(repr=False)
    places: tuple[ShownSecretPlace, ...] = field(repr=False)


def shown_reach(reach: SecretReach) -> ShownReach:
    return ShownReach(
        reach.telephone or "", reach.email or "", tuple(_place(one) for one in reach.places)
    )


def _place(one: SecretPlace) -> ShownSecretPlace:
    position = ""
    if one.position is not None:
        north, east = one.position
        position = f"{north}, {east} ({one.precision})".replace("-", "−")
    whole = f"{one.address}, {one.postcode}"
    return ShownSecretPlace(one.name, one.area, whole, one.telephone or "", position)
