"""The bench itself, on next to nothing: it runs, its comparisons agree, its table prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.__main__ import _below_the_table, main
from tests.bench.beside_hello import MENU
from tests.bench.measuring import Measured, ResultsDiffer, agree, timed_once
from tests.bench.officer_pages import Pairs, in_pairs
from tests.bench.table import HEADINGS, markdown, plain
from tests.commissioning.forecasting.made_services import KINDS

ROW = Measured(
    "Court page", "60 services", "20.0 ms", "1.0 ms", 20.0, "21.0 ms", "≤ 25.0 ms", is_met=True
)


@pytest.mark.soak
@pytest.mark.sqlite
def test_the_small_run_agrees_and_prints_a_row_for_each_measurement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--small", "--folder", str(tmp_path)]) == 0
    headings, _, *rows = capsys.readouterr().out.splitlines()
    assert headings.split("  ")[0] == HEADINGS[0]
    assert [row.split("  ")[0] for row in rows] == [
        "Court page",
        "Court page, beside fewer referrals",
        "Court page of an officer, beside anybody's",
        "Answer for a court, beside a bare hello",
        "Court page, beside a bare hello",
        *(f"Menu page {path}, beside a bare hello" for path in MENU),
        "Facts of a court, kept beside from events",
        "An event with its figures, beside its rows and commit alone",
        "An event told by software, beside the same through the verb",
        "Fairness of one region's quarter",
        *2 * ["Desk of a commissioner, beside a bare hello"],
        *2 * ["The same, when something changed before each"],
        "Desk over many more referrals, beside fewer",
        "Page of an inbox of 60, beside a bare hello",
        *(f"Rehearsal of a change, {kind.replace('_', ' ')}" for kind in KINDS),
        "Referrals imported and checked, beside csv.DictReader",
        "Start dates worked out by the worker after it",
        "Referrals imported and checked, beside csv.DictReader",
        "Memory of that import at most",
        *2 * ["The same by COPY on PostgreSQL, CPU of the portal alone, beside csv.DictReader"],
        "Heaviest court page, first visit",
        "Heaviest court page, later",
        "Forecast command with its start",
        "Forecast command with its start",
        "Dates of a line, plain-1",
        "Dates of a usual line, plain-1",
        "Forecast of an odd document, plain-1",
        "Forecast of a spoilt document, plain-1",
        "Dates of a line, roll-forward-1",
        "Dates of a usual line, roll-forward-1",
        "Forecast of an odd document, roll-forward-1",
        "Forecast of a spoilt document, roll-forward-1",
        "Dates of 42 lines in a night, 2 workers",
        "Lines that two workers both answered",
        "Index of words rebuilt while it answers",
        "Searches, all kinds",
        "Searches by words",
        "Searches by words and filters",
        "Searches by filters",
        "Searches by nearest",
        "Searches, beside 60 services",
        "Longest wait until an edit is found by its words, at 20 a second",
        "Longest change among others who write",
        "Event until the worker has answered it",
        "Worker asked to end until it has",
        "Page from its copy, the database server silent",
        "Page from its copy, the database server silent",
        "Places booked, beside bare commits (sqlite)",
        "Longest wait for a place among others who book (sqlite)",
        "Places booked, beside bare commits (postgresql)",
        "Longest wait for a place among others who book (postgresql)",
        "Positions of 5 postcodes looked up",
        "Audit rows sealed by the worker",
        "Audit rows verified, beside read as JSON alone",
    ]


def test_what_other_commands_have_measured_stays_below_the_table() -> None:
    below = "\n## At another size\n\n| b |\n"
    assert _below_the_table(f"# Speed\n\n| a |\n{below}") == below
    assert _below_the_table("# Speed\n\n| a |\n") == ""


def test_results_that_differ_end_the_run() -> None:
    with pytest.raises(ResultsDiffer, match="facts of a court"):
        agree("facts of a court", {1: 3}, {1: 4})


def test_pairs_are_judged_by_the_median_of_their_own_ratios() -> None:
    """A machine that was ten times slower for one pair says nothing of the two pages."""
    ours, peer = iter([9.0, 1.1, 11.0, 1.3]), iter([9.0, 1.0, 10.0, 1.0])
    paired = in_pairs(lambda: next(ours), lambda: next(peer), 3)
    assert paired == Pairs([1.1, 11.0, 1.3], [1.0, 10.0, 1.0])
    assert paired.ratio == pytest.approx(1.1)


def test_the_result_comes_beside_its_time() -> None:
    result, taken = timed_once(lambda: sum(range(1000)))
    assert result == 499_500
    assert taken.cpu >= 0
    assert taken.wall > 0


def test_the_table_says_what_was_measured_against_what() -> None:
    assert plain([ROW]).splitlines()[2].startswith("Court page  60 services  20.0 ms   1.0 ms")
    assert markdown([ROW]).splitlines()[2] == (
        "| Court page | 60 services | 20.0 ms | 1.0 ms | 20.00 | 21.0 ms | ≤ 25.0 ms | yes |"
    )
