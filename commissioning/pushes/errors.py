"""Refusals of what software pushes; each names the fields that are at fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from commissioning.errors import CommissioningError


class FieldAtFault(NamedTuple):
    """`path` is a JSON pointer into what was sent: "" for all of it."""

    path: str
    reason: str


class PushRefused(CommissioningError):
    """Nothing of it is kept. `is_unusual`: it may be meant, and can be sent again as meant."""

    def __init__(self, faults: Sequence[FieldAtFault], *, is_unusual: bool = False) -> None:
        self.faults = tuple(faults)
        self.is_unusual = is_unusual
        super().__init__(
            "Some of it is out of the usual: look at it, and send it again as meant."
            if is_unusual
            else "A rule stands against what was sent; nothing of it was kept."
        )


class ToldOtherwise(CommissioningError):
    """The sender's own key came again with other facts."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            "This key is already recorded with other facts. Send a correction under a key of its"
            " own, and name the one that it corrects."
        )


class NotPushedBy(CommissioningError):
    """Their organisation sends nothing of the kind, whatever the token says."""

    def __init__(self) -> None:
        super().__init__("Your organisation sends nothing of this kind.")
