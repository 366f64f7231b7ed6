"""What an organisation's software holds beside what is held here, by the sender's own keys."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

MOST_TOLD: Final = 500
"""Differences of each sort that an answer lists; all are counted."""


class HeldKind(enum.StrEnum):
    """Of what keys are compared."""

    REFERRALS = "referrals"
    EVENTS = "events"
    GROUPS = "groups"
    PLACES = "places"
    CLOSURES = "closures"


@dataclass(frozen=True, slots=True)
class StandsOtherwise:
    key: str
    yours: str
    ours: str


@dataclass(frozen=True, slots=True)
class Differences:
    """`only_yours` are not known here, `only_ours` not in the list; the rest was compared.

    The lists are cut at `MOST_TOLD`; the counts are whole.
    """

    compared: int
    alike: int
    only_yours_count: int
    only_ours_count: int
    otherwise_count: int
    only_yours: Sequence[str]
    only_ours: Sequence[str]
    otherwise: Sequence[StandsOtherwise]

    @property
    def are_none(self) -> bool:
        return not (self.only_yours_count or self.only_ours_count or self.otherwise_count)


def differences(
    yours: Mapping[str, str | None], known: Mapping[str, str], ours: Mapping[str, str]
) -> Differences:
    """`known` holds whatever of your keys is here, `ours` all that should stand in your list.

    A key without a state says only that it is there.
    """
    only_yours = sorted(yours.keys() - known.keys())
    only_ours = sorted(ours.keys() - yours.keys())
    otherwise = [
        StandsOtherwise(key, state, known[key])
        for key, state in sorted(yours.items())
        if key in known and state is not None and state != known[key]
    ]
    return Differences(
        compared=len(yours),
        alike=len(yours) - len(only_yours) - len(otherwise),
        only_yours_count=len(only_yours),
        only_ours_count=len(only_ours),
        otherwise_count=len(otherwise),
        only_yours=only_yours[:MOST_TOLD],
        only_ours=only_ours[:MOST_TOLD],
        otherwise=otherwise[:MOST_TOLD],
    )
