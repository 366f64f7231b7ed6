"""A year beside its quarters, and figures revised: nothing hidden follows from all of it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from commissioning.monitoring.disclosure import protect
from commissioning.monitoring.releases import Release, hidden_in, revised, year_of
from tests.commissioning.monitoring.attacker import Attacker, hidden_cells, together
from tests.thoroughness import THOROUGH

K = 5
Table = list[list[int]]
A_FEW, THOUSAND = 12, 250


def released(counts: Table, k: int = K) -> Release:
    return Release(counts, protect(counts, k))


def random_table(chance: random.Random, height: int, width: int) -> Table:
    likely = [0, 0, 1, 2, 3, 4, 6, 8, 9, 15, 40]
    return [[chance.choice(likely) for _ in range(width)] for _ in range(height)]


def random_years(many: int) -> Iterator[list[Release]]:
    chance = random.Random(20261130)
    for _ in range(many):
        height, width = chance.choice([(2, 3), (3, 3), (3, 4), (4, 4), (5, 3)])
        yield [released(random_table(chance, height, width)) for _ in range(4)]


def check_years(many: int) -> int:
    """How many years were published whole; each holds with its quarters against the attacker."""
    published = 0
    for quarters in random_years(many):
        year = year_of(quarters, K).published
        kept = {f"Q{n}": one.published for n, one in enumerate(quarters)}
        told = {name: one for name, one in kept.items() if not one.is_withheld}
        assert together(told, None if year.is_withheld else year) == [], quarters
        for one in (*told.values(), *([] if year.is_withheld else [year])):
            assert not any(cell in range(1, K) for row in one.cells for cell in row)
        published += not year.is_withheld
    return published


def test_neither_quarters_nor_their_year_can_be_solved() -> None:
    assert check_years(A_FEW) > A_FEW / 2


@pytest.mark.soak
def test_neither_can_a_thousand_quarters_and_their_years() -> None:
    assert check_years(THOUSAND) > THOUSAND / 2


def test_a_year_that_only_adds_up_would_tell() -> None:
    """The planted fault: the year protected by itself shows cells that its quarters hide."""
    quarters = [released([[3, 20, 30], [9, 40, 50], [60, 70, 80]])] + [
        released([[20, 20, 30], [9, 40, 50], [60, 70, 80]]) for _ in range(3)
    ]
    kept = {f"Q{n}": one.published for n, one in enumerate(quarters)}
    alone = protect(year_of(quarters, K).counts, K)
    assert together(kept, alone) != []
    assert together(kept, year_of(quarters, K).published) == []


def test_a_year_with_a_withheld_quarter_is_withheld() -> None:
    quarters = [released([[3, 0], [0, 0]]), *(released([[10, 20], [30, 40]]) for _ in range(3))]
    assert quarters[0].published.is_withheld
    year = year_of(quarters, K).published
    assert year.is_withheld
    assert year.total is None


@pytest.mark.parametrize(
    ("before", "after", "is_held_back"),
    [
        ([[20, 30], [40, 50]], [[20, 30], [40, 50]], False),  # nothing was late
        ([[20, 30], [40, 50]], [[23, 40], [52, 63]], False),  # 3 more among 13: hidden
        ([[20, 30], [40, 50]], [[21, 30], [40, 50]], True),  # one person, by the totals
        ([[20, 30], [40, 50]], [[26, 30], [40, 50]], False),  # 6 more in one cell: not few
        ([[20, 30], [40, 50]], [[18, 30], [40, 50]], True),  # two fewer
        ([[20, 3], [0, 0]], [[20, 3], [0, 0]], False),  # withheld before: a first release
    ],
)
def test_when_a_revision_is_held_back(before: Table, after: Table, is_held_back: bool) -> None:
    earlier = released(before)
    later = revised(earlier, after, K)
    if earlier.published.is_withheld:
        assert later is None  # and it cannot be published now either
    else:
        assert (later is None) is is_held_back


def test_a_revision_hides_what_was_hidden_and_those_who_were_late() -> None:
    earlier = released([[3, 20, 30], [9, 40, 50], [60, 70, 80]])
    later = revised(earlier, [[20, 20, 30], [9, 40, 57], [60, 70, 80]], K)
    assert later is not None
    assert hidden_in(earlier.published) <= hidden_in(later.published)


def random_revisions(many: int) -> Iterator[tuple[Release, Table]]:
    chance = random.Random(20261201)
    for _ in range(many):
        height, width = chance.choice([(2, 3), (3, 3), (3, 4)])
        before = random_table(chance, height, width)
        late = [0, 0, 0, 1, 2, 6, 9, 12, *([-1] if chance.random() < 0.1 else [])]
        after = [[max(0, count + chance.choice(late)) for count in row] for row in before]
        yield released(before), after


def check_revisions(many: int) -> int:
    """How many were published; each holds, with the release before, against the attacker who
    knows that nobody was taken out."""
    kept = 0
    for earlier, after in random_revisions(many):
        later = revised(earlier, after, K)
        grew = all(
            new >= old
            for rows in zip(earlier.counts, after, strict=True)
            for old, new in zip(*rows, strict=True)
        )
        if later is None or earlier.published.is_withheld or not grew:
            continue
        kept += 1
        attacker = Attacker()
        attacker.reads(["before"], earlier.published)
        attacker.reads(["before", "late"], later.published)
        few = [
            (("late", row, column),)
            for row, cells in enumerate(after)
            for column, count in enumerate(cells)
            if 0 < count - earlier.counts[row][column] < K
        ]
        sums = [
            (("before", row, column), ("late", row, column))
            for [(_, row, column)] in hidden_cells("after", later.published)
        ]
        asked = [*hidden_cells("before", earlier.published), *few, *sums]
        assert attacker.solves(asked) == [], (earlier.counts, after)
    return kept


def test_releases_one_after_another_tell_nobody() -> None:
    assert check_revisions(1_000 if THOROUGH else 60) > 10
