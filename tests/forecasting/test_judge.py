"""The judge's own sums, worked out by hand."""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.forecasting import baselines, guesses, kept, report
from tests.forecasting.guesses import Guess
from tests.forecasting.judging import KNOWING, ROLLING_MEAN, Judged, judged_sitting
from tests.forecasting.making import make_asked
from tests.forecasting.scoring import Score, pinball, scored, summary
from tests.forecasting.simulated import world
from tests.forecasting.simulated.world import Sitting
from tests.forecasting.telling import without_readiness
from tests.house.sources import PACKAGES

HERE = Path(__file__).parent
TEN = [10, 20, 30, 40, 50, 60, 70, 80, 90, 101]
"""True waits of ten lives; the last did not start within an order of 100 days."""


@pytest.mark.parametrize(
    ("day", "level", "loss"),
    [
        (30, 0.5, 5.0),  # 20 and 40: ten days off each, half of it
        (20, 0.9, 9.0),  # 20: none; 40: twenty days too early at 0.9; the mean of the two
        (40, 0.9, 1.0),  # 20: twenty days too late at 0.1
        (40, 0.1, 9.0),
    ],
)
def test_pinball(day: int, level: float, loss: float) -> None:
    assert pinball(np.array([20, 40], dtype=np.int32), day, level) == pytest.approx(loss)


def test_a_score_by_hand() -> None:
    score = scored(make_asked(TEN), Guess(20, 40, 80, within_target=0.4, within_order=0.7))
    assert score.covered == pytest.approx(0.7)  # 20 to 80, both counted
    assert score.late == pytest.approx(0.2)  # 90, and the one who did not start
    assert sorted(score.off_by) == [0, 10, 10, 20, 20, 30, 30, 40, 50, 61]
    assert score.brier_target == pytest.approx(0.2 * 0.6**2 + 0.8 * 0.4**2)
    assert score.brier_order == pytest.approx(0.9 * 0.3**2 + 0.1 * 0.7**2)
    assert score.places == pytest.approx((0.15, 0.35, 0.75))


def test_not_within_the_order_is_a_day_after_it_and_never_broken() -> None:
    question = make_asked(TEN).question
    found = {
        "p10": "2026-06-21", "p50": None, "p90": None,
        "p_start_within_target": 0.1, "p_start_within_order": 0.4,
    }  # fmt: skip
    guess = guesses.of_forecast("2026-06-01", found, question)
    assert (guess.p10, guess.p50, guess.p90) == (20, 101, 101)
    assert scored(make_asked(TEN), guess).late == 0.0
    assert scored(make_asked(TEN), guess).covered == pytest.approx(0.9)


def test_one_who_knows_says_the_quantiles() -> None:
    asked = make_asked(TEN)
    guess = guesses.of_waits(TEN, asked.question)
    assert (guess.p10, guess.p50, guess.p90) == (10, 50, 90)
    assert (guess.within_target, guess.within_order) == (0.2, 0.9)
    best = scored(asked, guess).loss
    for other in (Guess(25, 50, 90, 0, 0), Guess(10, 65, 90, 0, 0), Guess(10, 50, 75, 0, 0)):
        assert scored(asked, other).loss > best


def test_a_summary_by_hand() -> None:
    def of(loss: float) -> Score:
        guess = Guess(1, 2, 3, 0.5, 0.5)
        off_by = np.array([4, 6], dtype=np.int32)
        return Score(make_asked([2]), guess, (loss, loss, loss), 0.8, 0.1, off_by, 0.2, 0.3)

    found = summary([of(3.0), of(5.0)], [of(2.0), of(3.0)], [of(8.0), of(8.0)])
    assert found.loss == 4.0
    assert found.ratio == pytest.approx(1.6)
    assert found.better_than_mean == pytest.approx(0.5)
    assert found.off_by == 5
    assert found.ratio_between == pytest.approx((1.6, 1.6))  # there is only one world


@pytest.fixture(scope="module")
def judged() -> Judged:
    sitting = world.sittings("tidy-judged", sort="tidy", dates=1, lives=150)[0]
    found = judged_sitting(sitting, ["plain-1"])
    for name, days in (("tomorrow", 1), ("never", 2000)):
        found.scores[name] = [
            scored(asked, guesses.of_point(days, asked.question)) for asked in sitting.asked
        ]
    found.scores["truth itself"] = [
        scored(asked, guesses.of_waits(asked.truth, asked.question)) for asked in sitting.asked
    ]
    return found


def ratio(judged: Judged, name: str) -> float:
    return summary(judged.scores[name], judged.scores[KNOWING], None).ratio


def test_one_who_knows_loses_hardly_more_than_the_truth_must(judged: Judged) -> None:
    assert 0.93 < ratio(judged, "truth itself") <= 1.0


def test_bad_forecasters_lose_to_better_ones(judged: Judged) -> None:
    assert 1.0 < ratio(judged, "plain-1") < ratio(judged, ROLLING_MEAN)
    assert ratio(judged, "tomorrow") > ratio(judged, "plain-1")
    assert ratio(judged, "never") > 2 * ratio(judged, ROLLING_MEAN)


def test_the_report_has_a_row_for_each_and_a_table_for_each_kind(judged: Judged) -> None:
    lines = list(report.tables(judged))
    assert sum(line.startswith("| plain-1 |") for line in lines) == 6  # only a tidy world here
    assert "## Unpaid work" in lines
    assert any("unpaid_work" in line for line in report.details(judged, "plain-1"))


def test_readiness_is_taken_out_of_every_record_and_nothing_else() -> None:
    record = {"id": "R1", "received": "2026-05-01", "inducted": "2026-05-09", "started": None}
    asked = [make_asked(TEN)]
    told = without_readiness(Sitting({"as_of": "2026-06-01", "referrals": [record]}, asked))
    assert told.document == {"as_of": "2026-06-01", "referrals": [record | {"inducted": None}]}
    assert told.asked is asked
    assert record["inducted"] == "2026-05-09"  # the kept world stays as it is


def test_rules_of_thumb_by_hand() -> None:
    document = make_document()
    question = {**make_asked([1]).question, "service_id": "S01"}
    assert baselines.rolling_mean(document, question).p50 == 30  # 20 and 40; the 200 is too old
    assert baselines.rolling_spread(document, question).p90 == 40
    assert baselines.last_start(document, question).p10 == 20
    assert baselines.next_group(document, question).p90 == 57  # two wait, the first has two places


def test_kaplan_meier_by_hand() -> None:
    """In the last year 20 and 40 days to the start, 10 so far, 30 until withdrawn."""
    document = make_document()
    question = make_asked([1]).question
    found = baselines.kaplan_meier(document, question)
    # after 20 days 2/3 still wait (three were left), after 40 days nobody
    assert (found.p10, found.p50, found.p90) == (20, 40, 40)
    assert found.within_target == pytest.approx(1 / 3, abs=0.001)


def make_document() -> dict[str, Any]:
    cohorts = [
        {"status": "ran", "current_start": "2026-04-20", "places": 9},
        {"status": "planned", "current_start": "2026-06-08", "places": 2},
        {"status": "planned", "current_start": "2026-07-28", "places": 2},
    ]
    rows = [
        ("2026-04-21", "2026-05-11", None, "in_progress"),
        ("2026-03-11", "2026-04-20", None, "in_progress"),
        ("2025-01-01", "2025-07-20", None, "completed"),
        ("2026-05-22", None, None, "waiting"),
        ("2025-05-02", None, None, "waiting"),
        ("2026-02-01", None, "2026-03-03", "withdrawn"),
    ]
    return {
        "as_of": "2026-06-01",
        "services": [{"id": "S01", "kind": "closed_group", "target_days": 9, "cohorts": cohorts}],
        "referrals": [
            {
                "id": f"R{number}",
                "service_id": "S01",
                "received": received,
                "started": started,
                "withdrawn": withdrawn,
                "status": status,
            }
            for number, (received, started, withdrawn, status) in enumerate(rows)
        ],
    }


def of_the_project(tree: ast.AST) -> set[str]:
    """The modules of the three packages that a source imports, wherever it does."""
    named: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named.append(node.module or "")
    return {name for name in named if name.split(".")[0] in PACKAGES}


def test_the_simulator_knows_nothing_of_the_engines() -> None:
    sources = sorted(kept.SIMULATOR.glob("*.py"))
    assert len(sources) > 10
    for source in sources:
        assert of_the_project(ast.parse(source.read_text("utf-8"))) == set(), source.name


def test_engines_are_called_through_one_door() -> None:
    door = {
        "commissioning.desk.rehearsing",
        "commissioning.forecasting.forecast",
        "commissioning.volumes.position",
        "commissioning.volumes.volume",
    }
    for source in sorted(HERE.glob("*.py")):
        assert of_the_project(ast.parse(source.read_text("utf-8"))) <= door, source.name


@pytest.mark.parametrize(
    "line",
    [
        "from commissioning.forecasting.engines.outlook import Outlook",
        "import commissioning.forecasting.facts",
        "def f():\n    from commissioning.availability import start_calendar",
    ],
)
def test_an_import_of_the_engines_is_seen(line: str) -> None:
    assert of_the_project(ast.parse(line)) != set()
