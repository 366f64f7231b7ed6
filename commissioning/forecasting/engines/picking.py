"""Who is taken when places are free: in turn, now and then somebody out of turn."""

from dataclasses import dataclass

import numpy as np

from commissioning.forecasting.engines.durations import Days, Flags, Floats


@dataclass(frozen=True, slots=True)
class Picks:
    """For the runs looked at: who is offered a start, and what somebody else would meet.

    `eligible_before[:, i]` are those eligible in turn among the first i columns.
    """

    offered: Flags
    jumpers: Days
    jump_chance: Floats
    eligible_before: Days


def picked(eligible: Flags, slots: Days, out_of_turn: float, random: np.random.Generator) -> Picks:
    """`slots` places for those who are eligible (runs by people, in the order of the list)."""
    waiting = eligible.sum(axis=1)
    chance = np.minimum(1.0, out_of_turn * slots / (waiting + 1))
    jumps = eligible & (random.random(eligible.shape) < chance[:, None])
    jumps &= np.cumsum(jumps, axis=1) <= slots[:, None]
    jumpers = jumps.sum(axis=1)
    in_turn = eligible & ~jumps
    place = np.cumsum(in_turn, axis=1)
    offered = jumps | (in_turn & (place <= (slots - jumpers)[:, None]))
    before = np.concatenate((np.zeros((len(slots), 1), dtype=np.int64), place), axis=1)
    return Picks(offered, jumpers, chance, before)
