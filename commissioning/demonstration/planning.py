"""The whole plan of a demonstration, from the areas and the wish alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from commissioning.demonstration.hertfordshire import referrals_of_hertfordshire
from commissioning.demonstration.plans import (
    LineStory,
    PlannedArea,
    ServicePlan,
    everywhere,
    local,
    referrals_by_line,
)
from commissioning.demonstration.shown_off import (
    REFERRALS,
    in_short_supply,
    shown_off,
    states_nothing_here,
)
from commissioning.demonstration.wish import Wish

MOST_INCOMPLETE = 1250
"""Referrals of the line whose records stop at the start: about 900 starts without an end."""

SHARE_INCOMPLETE = 0.05
"""Of the wished referrals at most, so that it does not fill a small world."""

LEAST_ORDINARY = 0.5
"""The share of the wished referrals that ordinary lines get even in a very small world."""


def planned(places: Sequence[PlannedArea], wish: Wish) -> list[ServicePlan]:
    """Every service but the hubs, with its lines and how many referrals each of them gets."""
    services = list(shown_off(places, wish, 0))
    services += map(in_short_supply, everywhere(places, wish, len(services)))
    hubs = len({place.region_slug for place in places})
    wanted = max(0, wish.services - hubs - len(services))
    further = local(places, wish, len(services))
    services += islice((one for one in further if not states_nothing_here(one)), wanted)
    incomplete = min(MOST_INCOMPLETE, round(wish.referrals * SHARE_INCOMPLETE))
    told = [line.standing for service in services for line in service.lines]
    special = sum(REFERRALS.get(standing, 0) for standing in told)
    special += referrals_of_hertfordshire(wish.today) + incomplete
    ordinary = max(wish.referrals - special, round(wish.referrals * LEAST_ORDINARY))
    shares = referrals_by_line(services, ordinary)
    of_story = {**REFERRALS, LineStory.INCOMPLETE: incomplete}
    return [_with_referrals(service, shares, of_story) for service in services]


def _with_referrals(
    service: ServicePlan, shares: dict[str, int], of_story: Mapping[LineStory, int]
) -> ServicePlan:
    lines = tuple(
        line
        if line.standing is LineStory.OVER_DELIVERED
        else replace(line, referrals=shares.get(line.key, of_story.get(line.standing, 0)))
        for line in service.lines
    )
    return replace(service, lines=lines)
