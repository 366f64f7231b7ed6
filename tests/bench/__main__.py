"""`python -m tests.bench`: measures what the README states and prints one table."""

from __future__ import annotations

import argparse
import logging
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from tests.bench.rehearsal import rehearsal
from tests.bench.search_speed import search_speed
from tests.bench.web_worker import worker_memory
from tests.house.sources import ROOT

LARGE, FEWER = Size(10_000, 300_000), Size(10_000, 30_000)
DEMONSTRATION = Size(500, 30_000)
DESK = Size(300, 30_000)
"""Lines of one region; more referrals are added, for no page of the desk asks them."""

NIGHTLY = Size(2_860, 170_000)
"""As many referrals a line as the demonstration has."""
MANY_A_LINE = Size(300, 300_000)
"""Whose quarter is told is counted by referrals, however few the lines."""

SMALL, SMALLER = Size(60, 600), Size(60, 60)
REPORT = ROOT / "docs" / "bench.md"


Rows = Iterable[Measured]
Measure = Callable[[Databases], Rows]


def measures() -> dict[str, Measure]:
    """By the name under which one alone is asked for, in the order of the table."""
    return {
        "court_page": lambda on: court_page(on, LARGE, FEWER, courts=58),
        "officer_page": lambda on: [officer_page(on, DEMONSTRATION, courts=COURTS, pairs=PAIRS)],
        "beside_hello": lambda on: beside_hello(on.of(DEMONSTRATION), DEMONSTRATION, courts=20),
        "court_facts": lambda on: court_facts(on, LARGE, courts=29),
        "event": lambda on: [event_recorded(on, DEMONSTRATION, events=50)],
        "api_event": lambda on: [event_by_api(on, DEMONSTRATION, events=50)],
        "fairness": lambda on: [fairness_quarter(on, MANY_A_LINE, times=5)],
        "desk": lambda on: desk(on, DESK, (300_000, 2_000_000)),
        "inbox": lambda on: [inbox(on, DESK, many=2_000)],
        "rehearsal": lambda _: rehearsal(times=5),
        "imports": lambda on: referral_import(on, DEMONSTRATION, (100_000, 1_000_000), times=3),
        "worker_memory": lambda on: worker_memory(on, LARGE, pages=200),
        "page_weights": lambda on: page_weights(on.of(LARGE), LARGE),
        "forecast_command": lambda _: forecast_command(times=7),
        "forecast_calls": lambda _: forecast_calls(times=5, spoilt=300),
        "nightly": lambda on: nightly(on, NIGHTLY),
        "search": lambda on: search_speed(on, 10_000, 30_000, questions=200, edits=200),
        "promptness": lambda _: promptness(writers=8, changes=50),
        "booking": lambda _: booking_rates(processes=8, each=16, rounds=3),
        "postcodes": lambda _: [postcode_look_up(asked=5_000)],
        "audit": lambda _: audit_chain(100_000),
    }


def small_measures() -> dict[str, Measure]:
    """The same code on next to nothing: shows that it runs and agrees, not how fast it is."""
    return {
        "court_page": lambda on: court_page(on, SMALL, SMALLER, courts=2),
        "officer_page": lambda on: [officer_page(on, SMALL, courts=2, pairs=2)],
        "beside_hello": lambda on: beside_hello(on.of(SMALL), SMALL, courts=2, rounds=1),
        "court_facts": lambda on: court_facts(on, SMALL, courts=2),
        "event": lambda on: [event_recorded(on, SMALL, events=2, rounds=1)],
        "api_event": lambda on: [event_by_api(on, SMALL, events=2, rounds=1)],
        "fairness": lambda on: [fairness_quarter(on, SMALL, times=1)],
        "desk": lambda on: desk(on, SMALL, (600, 700), rounds=1),
        "inbox": lambda on: [inbox(on, SMALL, many=60, rounds=1)],
        "rehearsal": lambda _: rehearsal(waiting=3, started=6, times=1),
        "imports": lambda on: referral_import(on, SMALL, (200, 400), times=1),
        "page_weights": lambda on: page_weights(on.of(SMALL), SMALL),
        "forecast_command": lambda _: forecast_command(times=1),
        "forecast_calls": lambda _: forecast_calls(times=1, spoilt=5),
        "nightly": lambda on: nightly(on, SMALL, at_once=(2,)),
        "search": lambda on: search_speed(on, 60, 120, questions=10, edits=2),
        "promptness": lambda _: promptness(writers=2, changes=3),
        "booking": lambda _: booking_rates(processes=2, each=3, rounds=1),
        "postcodes": lambda _: [postcode_look_up(asked=5)],
        "audit": lambda _: audit_chain(50),
    }


def main(words: Sequence[str]) -> int:
    asked = _asked(words)
    databases = Databases(asked.folder, _say)
    with _logs_off_the_terminal():
        asked_for = small_measures() if asked.small else measures()
        names = [name for name in asked.only or asked_for if name in asked_for]
        rows = [_told(row) for name in names for row in asked_for[name](databases)]
    print(table.plain(rows))
    if asked.write:
        REPORT.write_text(_report(rows), encoding="utf-8")
    return 0 if asked.small or all(row.is_met is not False for row in rows) else 1


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="only show that it runs")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="also write docs/bench.md")
    what.add_argument("--only", nargs="+", choices=[*measures()], help="measure no more than these")
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
