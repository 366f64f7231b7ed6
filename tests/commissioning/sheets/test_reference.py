"""References that are read out on the telephone: any spelling is read, any slip is noticed."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.sheets.errors import NotAReference
from commissioning.sheets.reference import (
    ALPHABET,
    LENGTH,
    in_groups,
    new_reference,
    read_reference,
)

REFERENCE = "7K3M9Q0XP"
"""P is what the recursion in ISO 7064 gives for 7K3M9Q0X, worked out apart from the library."""


def reference_of(picked: list[str]) -> str:
    turn = iter(picked)
    return new_reference(lambda _: next(turn))


references = st.lists(st.sampled_from(ALPHABET), min_size=8, max_size=8).map(reference_of)


def test_a_known_reference() -> None:
    given_out = iter("7K3M9Q0X")
    assert new_reference(lambda _: next(given_out)) == REFERENCE
    assert in_groups(REFERENCE) == "7K3-M9Q-0XP"


@pytest.mark.parametrize(
    "typed",
    [
        "7K3-M9Q-0XP",
        "7k3m9q0xp",
        " 7K3 M9Q 0XP ",
        "7k3–m9q–oxp",  # a dash from a word processor, and O for 0
        "7K3.M9Q.OXP.",
        "7K3-M9Q-0XP\n",
    ],
)
def test_every_usual_spelling_is_read(typed: str) -> None:
    assert read_reference(typed.strip("\n")) == REFERENCE


def test_i_and_l_are_read_as_one() -> None:
    given_out = iter("11111111")
    reference = new_reference(lambda _: next(given_out))
    assert read_reference(f"iL1I-l11{'I'}{reference[-1]}") == reference


@pytest.mark.parametrize(
    "typed", ["", "7K3-M9Q-0X", "7K3-M9Q-0XPK", "7K3-M9Q-0XU", "7K3-M9Q-0X*", "é" * 9, "\0" * 9]
)
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(NotAReference, match="nine letters and figures"):
        read_reference(typed)


@given(reference=references, place=st.integers(0, LENGTH - 1), wrong=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(reference: str, place: int, wrong: str) -> None:
    if reference[place] == wrong:
        return
    with pytest.raises(NotAReference):
        read_reference(reference[:place] + wrong + reference[place + 1 :])


def test_nearly_every_swap_of_neighbours_is_noticed() -> None:
    """Two in a thousand go by: the price of a check character from the same alphabet."""
    chance = random.Random(7)
    tried = missed = 0
    for _ in range(500):
        reference = new_reference(chance.choice)
        for at in range(LENGTH - 1):
            swapped = reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]
            tried += swapped != reference
            missed += swapped != reference and is_read(swapped)
    assert missed / tried < 0.005


def is_read(typed: str) -> bool:
    try:
        read_reference(typed)
    except NotAReference:
        return False
    return True


def test_references_follow_no_order() -> None:
    made = [new_reference() for _ in range(200)]
    assert len(set(made)) == 200
    assert made != sorted(made)
    assert not any(one[:6] == other[:6] for one, other in itertools.pairwise(made))
