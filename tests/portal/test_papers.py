"""The papers in `docs` name what is there, and tell of periods what the privacy page tells."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Final

import pytest
from flask.testing import FlaskClient

from commissioning.bulletins.recording import WEEKS_KEPT
from commissioning.dates.keeping import KEPT_DAYS
from commissioning.partnership.liaison.asking import UNANSWERED_KEPT_DAYS
from commissioning.partnership.liaison.rounds import COMMENTS_KEPT_DAYS
from commissioning.promises.recording import PROMISES_KEPT_DAYS, RECORDS_KEPT_DAYS
from commissioning.pushes.events import KEYS_KEPT
from commissioning.referrals.forgetting import (
    AT_ONCE,
    EVENTS_KEPT,
    OPEN_AT_MOST,
    REFERENCE_KEPT,
)
from commissioning.uploads import sending
from directory.accounts import entering, forgetting
from directory.accounts.visiting import IDLE, LONGEST
from directory.base import Base
from directory.feedback.reporting import WORDS_KEPT_DAYS
from directory.listings import forgetting as forgetting_drafts
from directory.messages import queries
from directory.search.unmet import DAYS_KEPT
from portal.api import answers, sandbox
from portal.asking import sealing_keys
from portal.asking.sealing import OPENS_FOR
from portal.running.work import every_job
from tests.house.sources import ROOT

RETENTION: Final = ROOT / "docs" / "retention.md"
THREATS: Final = ROOT / "docs" / "threats.md"
PATH: Final = re.compile(r"`((?:portal|directory|commissioning|tests)/[\w/.]+)`")
FORGETS: Final = re.compile("forget|thin|change_sealing_keys|write_bulletins|keep_promise_record")
"""Jobs that delete something."""

PERIODS: Final = (
    ("entry_attempt", entering.KEPT, "1 day", "for a day"),
    ("visit", forgetting.KEPT, "30 days", "for a month"),
    ("one_time_link", forgetting.KEPT, "30 days", ""),
    ("listing_draft", forgetting_drafts.KEPT, "30 days", "forgotten after 30 days"),
    ("upload", sending.KEPT_FOR, "24 hours", "for 24 hours"),
    ("message", queries.KEPT_FOR, "90 days", "a message to you after 90"),
    ("reported_problem", dt.timedelta(WORDS_KEPT_DAYS), "90 days", "erased 90 days after"),
    ("sealing_key", sealing_keys.KEPT + dt.timedelta(1), "2 days", "within two days"),
    ("idempotency_key", answers.KEPT_FOR, "24 hours", "if it is told again, for 24 hours"),
    ("rehearsed_request", sandbox.KEPT_FOR, "24 hours", "kept encrypted for a day"),
    ("event_key", KEYS_KEPT, "92 days", "kept for 92 days"),
    ("empty_search", dt.timedelta(DAYS_KEPT), "366 days", ""),
    ("referral_digest", REFERENCE_KEPT, "365 days", "Twelve months after a referral was closed"),
    ("referral_event", EVENTS_KEPT, "1,095 days", "held three years under a key"),
    ("line_forecast", dt.timedelta(KEPT_DAYS), "90 days", ""),
    ("line_week", dt.timedelta(weeks=WEEKS_KEPT), "8 weeks", ""),
    ("promise", dt.timedelta(PROMISES_KEPT_DAYS), "1,095 days", ""),
    (
        "liaison_question",
        dt.timedelta(UNANSWERED_KEPT_DAYS),
        "90 days",
        "90 days after the day of asking",
    ),
    (
        "bench_comment",
        dt.timedelta(COMMENTS_KEPT_DAYS),
        "90 days",
        "deleted 90 days after the round",
    ),
    ("promise_record", dt.timedelta(RECORDS_KEPT_DAYS), "400 days", ""),
)
"""By table: how long in the code, in words of `docs/retention.md`, in those of the privacy page."""


def row_of(table: str) -> str:
    [row] = [
        line for line in RETENTION.read_text().splitlines() if f"`{table}`" in _tables_in(line)
    ]
    return row


def _tables_in(line: str) -> str:
    """The cell that names the tables; "" for what is no row."""
    cells = line.split("|")
    return cells[2] if len(cells) > 4 else ""


@pytest.mark.parametrize(("table", "kept", "told", "on_page"), PERIODS)
def test_code_retention_and_privacy_page_tell_one_period(
    visitor: FlaskClient, table: str, kept: dt.timedelta, told: str, on_page: str
) -> None:
    assert told in row_of(table)
    assert in_time(told) == kept
    assert on_page in visitor.get("/about/privacy").text


def in_time(told: str) -> dt.timedelta:
    number, unit = told.replace(",", "").split()
    return dt.timedelta(**{f"{unit.rstrip('s')}s": int(number)})


def test_the_privacy_page_tells_how_long_a_visit_and_a_question_last(visitor: FlaskClient) -> None:
    page = visitor.get("/about/privacy").text
    assert f"after {IDLE.seconds // 60} minutes without a request" in page
    assert f"after {LONGEST.seconds // 3600} hours at most" in page
    assert f"opens for {OPENS_FOR.seconds // 60} minutes" in page


def test_both_say_when_a_referral_counts_as_closed_that_nobody_ended(visitor: FlaskClient) -> None:
    assert f"three years ({OPEN_AT_MOST.days:,} days) after the last day" in _unbroken(RETENTION)
    page = visitor.get("/about/privacy").text
    assert "counts as closed three years after the last day" in page


def test_retention_tells_how_many_go_in_an_hour() -> None:
    assert f"up to {AT_ONCE:,} people" in _unbroken(RETENTION)


def _unbroken(paper: Path) -> str:
    return " ".join(paper.read_text().split())


def test_every_table_has_its_row() -> None:
    """A new table: say in docs/retention.md how long its rows are kept, and what forgets them."""
    named = " ".join(_tables_in(line) for line in RETENTION.read_text().splitlines())
    assert [name for name in sorted(Base.metadata.tables) if f"`{name}`" not in named] == []


def test_every_job_that_forgets_is_named_and_every_named_job_is_there() -> None:
    text = RETENTION.read_text()
    known = {job.name for job in every_job()}
    forgetting_jobs = {name for name in known if FORGETS.search(name)}
    named = set(re.findall(r"`([a-z_.]+)`, (?:daily|hourly|weekly)", text))
    assert forgetting_jobs <= named
    assert named <= known


@pytest.mark.parametrize("paper", [RETENTION, THREATS], ids=lambda path: path.name)
def test_every_module_and_test_that_is_named_is_there(paper: Path) -> None:
    named = PATH.findall(paper.read_text())
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_row_of_the_threats_names_a_test() -> None:
    rows = [line for line in THREATS.read_text().splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if "`tests/" not in row] == []
