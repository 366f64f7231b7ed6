"""Which engine answers. A new one takes its place here; the ones before it stay callable by name,
so that a forecast can be compared with what an earlier engine would have said."""

from collections.abc import Mapping
from dataclasses import dataclass

from commissioning.availability.engines.outlook import Engine
from commissioning.availability.engines.plain import plain_outlook

ENGINE_VERSION = "plain-1"


@dataclass(frozen=True, slots=True)
class NamedEngine:
    """`method` is what the basis of a forecast calls it."""

    outlook: Engine
    method: str


ENGINES: Mapping[str, NamedEngine] = {
    "plain-1": NamedEngine(plain_outlook, method="plain estimate"),
}
