"""Which tests run on PostgreSQL each time, and which of them by `make soak`.

A test that takes both databases runs with every case on SQLite, and on PostgreSQL with its first
case: what the two do differently shows in one, what a rule decides in many. Where a room only
reckons with what other rooms read, or shows it, PostgreSQL is for `make soak` alone; so is what is
marked as a concern of SQLite.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent

BY_SOAK: Final = (
    "portal",  # pages; `agreement` reads them on both
    "commissioning/packages",  # sums over answers
    "commissioning/promises/test_back_testing.py",  # dates worked out again
    "commissioning/promises/test_revising.py",
    "commissioning/promises/test_widening.py",
    "commissioning/agreements",  # rows of one table; volumes keep theirs
    "commissioning/availability",  # answers, which `agreement` asks of both
    "commissioning/bulletins",  # what changed between two answers
    "commissioning/coverage/test_covering.py",  # answers counted
    "commissioning/dates",  # answers kept as documents
    "commissioning/desk",  # answers listed
    "commissioning/exchange",  # columns through verbs that others try on both
    "commissioning/listings",  # a listing merged by verbs of `directory/listings`
    "commissioning/partnership/actions/test_saying.py",  # rows added; `test_planning` adds both
    "commissioning/partnership/liaison/test_meetings.py",  # rows added and read again
    "commissioning/registers/test_cancelling.py",  # rows changed, as `test_marking` does on both
    "commissioning/registers/test_hours_of_work.py",
    "commissioning/registers/test_joining.py",
    "commissioning/registers/test_planning.py",
    "commissioning/returns",  # a month reckoned from rows
    "commissioning/sheets/test_making.py",  # one row each; `test_at_once` makes many
    "commissioning/sheets/test_showing.py",  # kept bytes read again
    "commissioning/statistics",  # sums over answers
    "commissioning/uploads",  # the columns of `commissioning/exchange`
    "directory/search",  # the index is a copy
    "directory/services/test_editing.py",  # statements counted, the same on either
    "soak",  # killed processes
)
ALWAYS: Final = (
    "commissioning/exchange/test_column_by_column.py",
    "commissioning/exchange/test_field_cases.py",
    "commissioning/exchange/test_rows.py",
    "commissioning/exchange/test_told_truly.py",
    "commissioning/exchange/test_weekly_totals.py",
    "commissioning/listings/test_two_merges_at_once.py",
    "commissioning/uploads/test_taking_back.py",
    "portal/accounts",
    "portal/api/test_attendance.py",
    "portal/api/test_limits.py",
    "portal/api/test_sandbox.py",
    "portal/api/test_sent_twice.py",
    "portal/copies/test_undated.py",
    "portal/dates/test_passes.py",
    "portal/entering/test_by_link.py",
    "portal/entering/test_log_in.py",
    "portal/exchange/test_agreement_lines_command.py",
    "portal/exchange/test_commands.py",
    "portal/exchange/test_names_of_teams.py",
    "portal/exchange/test_numbers_of_people.py",
    "portal/exchange/test_offers_commands.py",
    "portal/audit",
    "portal/listings/test_confirming.py",
    "portal/listings/test_reminders.py",
    "portal/messages",
    "portal/members/test_members.py",
    "portal/test_jobs.py",
    "portal/tokens",
    "directory/search/test_levelling.py",
    "directory/search/test_stocking.py",
    "soak/test_at_once.py",
)
"""What writes in its own transactions, or many at once, within those rooms; and what others wrote,
of which PostgreSQL measures the length. Of the real files `test_shared_files` measures it itself;
on PostgreSQL `make check-shared` takes them in."""


@cache
def is_within(file: Path, places: tuple[str, ...]) -> bool:
    if HERE not in file.parents:
        return False
    path = file.relative_to(HERE).as_posix()
    return any(path == place or path.startswith(f"{place}/") for place in places)


def is_on_postgresql(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("database") == "postgresql"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make soak` runs, before the marker is asked for."""
    begun: set[tuple[Path, str]] = set()
    for item in items:
        if is_on_postgresql(item):
            function = (item.path, getattr(item, "originalname", item.name))
            is_left_out = is_within(item.path, BY_SOAK) and not is_within(item.path, ALWAYS)
            is_of_sqlite = item.get_closest_marker("sqlite") is not None
            if is_left_out or is_of_sqlite or function in begun:
                item.add_marker(pytest.mark.soak)
            begun.add(function)
