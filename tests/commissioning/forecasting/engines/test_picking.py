"""Who is offered a place when some are free."""

import numpy as np
import pytest

from commissioning.forecasting.engines.picking import Picks, picked

YES, NO = True, False


def picks(*eligible: bool, slots: int, out_of_turn: float = 0.0, runs: int = 1) -> Picks:
    rows = np.tile(np.array(eligible, dtype=bool), (runs, 1))
    return picked(rows, np.full(runs, slots), out_of_turn, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("eligible", "slots", "offered"),
    [
        ((YES, YES, YES), 2, (YES, YES, NO)),
        ((NO, YES, NO, YES, YES), 2, (NO, YES, NO, YES, NO)),  # over those not ready
        ((YES, NO), 5, (YES, NO)),
        ((YES, YES), 0, (NO, NO)),
        ((), 3, ()),
    ],
)
def test_places_go_to_those_ready_in_the_order_of_the_list(
    eligible: tuple[bool, ...], slots: int, offered: tuple[bool, ...]
) -> None:
    assert picks(*eligible, slots=slots).offered[0].tolist() == list(offered)


def test_whoever_comes_next_is_told_how_many_were_ready_before() -> None:
    found = picks(YES, NO, YES, YES, slots=1)
    assert found.eligible_before[0].tolist() == [0, 1, 1, 2, 3]


def test_each_run_has_its_own_places() -> None:
    everybody = np.ones((3, 3), dtype=bool)
    found = picked(everybody, np.array([0, 1, 3]), 0.0, np.random.default_rng(1))
    assert found.offered.sum(axis=1).tolist() == [0, 1, 3]


@pytest.mark.parametrize("slots", [1, 2, 7])
@pytest.mark.parametrize("out_of_turn", [0.3, 1.0])
def test_out_of_turn_no_more_are_taken_and_only_those_ready(out_of_turn: float, slots: int) -> None:
    eligible = (YES, NO, YES, YES, YES, NO, YES)
    found = picks(*eligible, slots=slots, out_of_turn=out_of_turn, runs=300)
    assert (found.offered.sum(axis=1) == min(slots, 5)).all()
    assert not found.offered[:, [1, 5]].any()


def test_so_many_places_as_the_share_says_go_out_of_turn() -> None:
    """Nine wait and one would come: one place in five is drawn by lot among the ten."""
    found = picks(*[YES] * 9, slots=1, out_of_turn=0.2, runs=4000)
    assert found.jump_chance[0] == pytest.approx(0.2 / 10)
    assert found.jumpers.mean() == pytest.approx(9 * 0.02, abs=0.02)
    assert found.offered[:, 0].mean() == pytest.approx(1 - 8 * 0.02, abs=0.03)
    assert (found.eligible_before[:, -1] == 9 - found.jumpers).all()
