"""`python -m tests.bench`: measures what the README states and prints one table."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from portal.running import logs
from tests.bench import table
from tests.bench.api_event import event_by_api
from tests.bench.audit_chain import audit_chain
from tests.bench.beside_hello import beside_hello
from tests.bench.booking import booking_rates
from tests.bench.court_facts import court_facts
from tests.bench.court_pages import court_page, page_weights
from tests.bench.databases import Databases
from tests.bench.desk import desk
from tests.bench.events import event_recorded
from tests.bench.fairness_quarter import fairness_quarter
from tests.bench.forecast_calls import forecast_calls
from tests.bench.forecasting import forecast_command
from tests.bench.imports import referral_import
from tests.bench.inbox import inbox
from tests.bench.measuring import Measured
from tests.bench.nightly import nightly
from tests.bench.officer_pages import COURTS, PAIRS, officer_page
from tests.bench.postcodes import postcode_look_up
from tests.bench.promptness import promptness
from tests.bench.records import Size
from tests.bench.search_speed import search_speed
from tests.bench.web_worker import worker_memory
from tests.house.sources import ROOT

LARGE, FEWER = Size(10_000, 300_000), Size(10_000, 30_000)
DEMONSTRATION = Size(500, 30_000)
DESK = Size(300, 30_000)
"""Lines of one region; more referrals are added, for no page of the desk asks them."""

NIGHTLY = Size(2_860, 170_000)
"""As many referrals a line as the demonstration has."""
SMALL, SMALLER = Size(60, 600), Size(60, 60)
REPORT = ROOT / "docs" / "bench.md"


def measure_all(databases: Databases) -> Iterator[Measured]:
    yield from court_page(databases, LARGE, FEWER, courts=58)
    yield officer_page(databases, DEMONSTRATION, courts=COURTS, pairs=PAIRS)
    yield from beside_hello(databases.of(DEMONSTRATION), DEMONSTRATION, courts=20)
    yield from court_facts(databases, LARGE, courts=29)
    yield event_recorded(databases, DEMONSTRATION, events=50)
    yield event_by_api(databases, DEMONSTRATION, events=50)
    yield fairness_quarter(databases, LARGE, times=5)
    yield from desk(databases, DESK, (300_000, 2_000_000))
    yield inbox(databases, DESK, many=2_000)
    yield from referral_import(databases, DEMONSTRATION, (100_000, 1_000_000), times=3)
    yield from worker_memory(databases, LARGE, pages=200)
    yield from page_weights(databases.of(LARGE), LARGE)
    yield from forecast_command(times=7)
    yield from forecast_calls(times=5, spoilt=300)
    yield from nightly(databases, NIGHTLY)
    yield from search_speed(databases, 10_000, 30_000, questions=200, edits=200)
    yield from promptness(writers=8, changes=50)
    yield from booking_rates(processes=8, each=24)
    yield postcode_look_up(asked=5_000)
    yield from audit_chain(100_000)


def measure_small(databases: Databases) -> Iterator[Measured]:
    """The same code on next to nothing: shows that it runs and agrees, not how fast it is."""
    yield from court_page(databases, SMALL, SMALLER, courts=2)
    yield officer_page(databases, SMALL, courts=2, pairs=2)
    yield from beside_hello(databases.of(SMALL), SMALL, courts=2, rounds=1)
    yield from court_facts(databases, SMALL, courts=2)
    yield event_recorded(databases, SMALL, events=2, rounds=1)
    yield event_by_api(databases, SMALL, events=2, rounds=1)
    yield fairness_quarter(databases, SMALL, times=1)
    yield from desk(databases, SMALL, (600, 700), rounds=1)
    yield inbox(databases, SMALL, many=60, rounds=1)
    yield from referral_import(databases, SMALL, (200, 400), times=1)
    yield from page_weights(databases.of(SMALL), SMALL)
    yield from forecast_command(times=1)
    yield from forecast_calls(times=1, spoilt=5)
    yield from nightly(databases, SMALL, at_once=(2,))
    yield from search_speed(databases, 60, 120, questions=10, edits=2)
    yield from promptness(writers=2, changes=3)
    yield from booking_rates(processes=2, each=3)
    yield postcode_look_up(asked=5)
    yield from audit_chain(50)


def main(words: Sequence[str]) -> int:
    asked = _asked(words)
    databases = Databases(asked.folder, _say)
    with _logs_off_the_terminal():
        measure = measure_small if asked.small else measure_all
        rows = [_told(row) for row in measure(databases)]
    print(table.plain(rows))
    if asked.write:
        REPORT.write_text(_report(rows), encoding="utf-8")
    return 0 if asked.small or all(row.is_met is not False for row in rows) else 1


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="only show that it runs")
    parser.add_argument("--write", action="store_true", help="also write docs/bench.md")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    return parser.parse_args(words)


@contextmanager
def _logs_off_the_terminal() -> Iterator[None]:
    """They are still written, as an installation writes them: to nowhere."""
    logs.start()
    handlers = [
        handler
        for handler in logging.getLogger("portal").handlers
        if isinstance(handler, logging.StreamHandler)
    ]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        before = [handler.setStream(nowhere) for handler in handlers]
        try:
            yield
        finally:
            for handler, stream in zip(handlers, before, strict=True):
                handler.setStream(stream)


def _report(rows: Sequence[Measured]) -> str:
    where = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return (
        "# Speed\n\n"
        f"Written by `python -m tests.bench --write` ({where}, SQLite). CPU time of this process;"
        " the comparison is made in the same run, and results are asserted equal first.\n\n"
        f"{table.markdown(rows)}{_below_the_table(REPORT.read_text('utf-8'))}"
    )


def _below_the_table(report: str) -> str:
    """What commands of their own have measured stays."""
    _, heading, below = report.partition("\n## ")
    return heading + below


def _told(row: Measured) -> Measured:
    _say(f"{row.what}: {row.ours}")
    return row


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
