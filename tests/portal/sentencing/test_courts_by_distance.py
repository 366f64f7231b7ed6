"""The nearest court first; where two stand together, the one in which most people are sentenced."""

from __future__ import annotations

from directory.places.models import Court
from portal.sentencing.court_finding import by_distance

BLETCHLEY = (51.99, -0.74)


def court(name: str, kind: str, latitude: float, longitude: float) -> Court:
    slug = name.lower().replace(" ", "-")
    return Court(slug=slug, name=name, town=name.split(maxsplit=1)[0], court_types=kind,
                 latitude=latitude, longitude=longitude)  # fmt: skip


def test_nearest_first_and_the_magistrates_before_the_crown_beside_it() -> None:
    courts = [
        court("Aylesbury Crown Court", "Crown Court", 51.816, -0.811),
        court("Milton Keynes Crown Court", "Crown Court", 52.0401, -0.7510),
        court("Milton Keynes Magistrates Court", "Magistrates' Court", 52.0402, -0.7512),
    ]
    found = [one.name for one in by_distance(courts, BLETCHLEY)]
    assert found == [
        "Milton Keynes Magistrates Court", "Milton Keynes Crown Court", "Aylesbury Crown Court",
    ]  # fmt: skip
