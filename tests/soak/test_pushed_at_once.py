"""Programs that push to two web processes at once; and the client of `docs`, as it is given out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.referrals.models import ReferralEvent
from directory.accounts.tokens import FOR_SOFTWARE, make_token
from directory.clock import local_date
from directory.people.roles import Role
from portal.api.models import IdempotencyKey
from portal.running.transactions import in_reading, in_writing
from tests.bench.databases import now
from tests.house.sources import ROOT
from tests.makers.accounts import make_member
from tests.patience import PATIENCE_SECONDS
from tests.soak.processes import Portal, Web, web
from tests.soak.recounting import wrong_figures

CLIENT = ROOT / "docs" / "push_a_day.py"
TODAY = local_date(now()).isoformat()
AT_ONCE = 16


def tokens_made(many: int) -> list[str]:
    """Of one provider's programs."""

    def make(session: Session) -> list[str]:
        member = make_member(session, Role.PROVIDER_ADMINISTRATOR, name="Ada Programmer")
        names = [f"Case system {number}" for number in range(many)]
        return [make_token(session, member, name, FOR_SOFTWARE, at=now())[1] for name in names]

    return in_writing(make)


def sent(served: Web, word: str, path: str, told: Any, *, key: str = "") -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {word}", "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": key} if key else {}
    url = f"http://127.0.0.1:{served.port}{path}"
    request = urllib.request.Request(url, json.dumps(told).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as got:
            return got.status, got.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def referred(served: Web, word: str, reference: str) -> str:
    facts = {"line": "queue-00", "basis": "voluntary", "received_on": TODAY}
    status, told = sent(served, word, "/api/v1/referrals", {"reference": reference, **facts})
    assert status == 201, told
    return str(json.loads(told)["id"])


def events() -> int:
    return in_reading(lambda session: session.scalar(select(func.count(ReferralEvent.id)))) or 0


@pytest.mark.soak
def test_one_request_a_hundred_times_by_two_processes_is_done_once(
    portal: Portal, here: Flask
) -> None:
    [word] = tokens_made(1)
    with web(portal) as served, ThreadPoolExecutor(AT_ONCE) as pool:
        path = f"/api/v1/referrals/{referred(served, word, 'P1')}/events"
        told = {"kind": "assessment_arranged", "on_date": TODAY}
        answers = set(pool.map(lambda _: sent(served, word, path, told, key="K"), range(100)))
        assert {status for status, _ in answers} == {201}
        assert len(answers) == 1
        assert events() == 2
        keys = in_reading(lambda session: session.scalar(select(func.count(IdempotencyKey.id))))
        assert keys == 1


@pytest.mark.soak
def test_many_programs_on_one_line_are_all_counted_and_none_meets_a_fault(
    portal: Portal, here: Flask
) -> None:
    words = tokens_made(4)

    def push(number: int) -> set[int]:
        word = words[number % len(words)]
        path = f"/api/v1/referrals/{referred(served, word, f'P{number}')}/events"
        told = [{"kind": kind, "on_date": TODAY} for kind in ("accepted", "started", "attended")]
        return {sent(served, word, path, one)[0] for one in told}

    with web(portal) as served, ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = set().union(*pool.map(push, range(60)))
    assert statuses == {201}
    assert events() == 60 * 4
    assert in_reading(wrong_figures) == []


@pytest.mark.sqlite
def test_the_client_of_the_papers_pushes_a_day_and_reads_what_differs(
    portal: Portal, here: Flask, tmp_path: Path
) -> None:
    [word], day = tokens_made(1), tmp_path / "day.json"
    with web(portal) as served:
        path = f"/api/v1/referrals/{referred(served, word, 'P1')}/events"
        for kind in ("accepted", "started"):
            sent(served, word, path, {"kind": kind, "on_date": TODAY})
        attended = [{"reference": "P1", "key": "A1"}, {"reference": "P1", "key": "A2", "hours": 2}]
        day.write_text(json.dumps({"on_date": TODAY, "attended": attended}))
        first, again = (run_client(served, word, day) for _ in range(2))
        day.write_text(json.dumps({"on_date": TODAY, "attended": [{"reference": "P9"}]}))
        refused = run_client(served, word, day)
    alike = "only_yours: 0\nonly_ours: 0\notherwise: 0\n"
    assert first.stdout == f"added added\n{alike}"
    assert again.stdout == f"unchanged unchanged\n{alike}"
    assert "/attended/0" in refused.stderr
    assert events() == 5


def run_client(served: Web, word: str, day: Path) -> subprocess.CompletedProcess[str]:
    settings = {"PORTAL": f"http://127.0.0.1:{served.port}", "PORTAL_TOKEN": word}
    return subprocess.run(
        [sys.executable, str(CLIENT), str(day)],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_the_client_is_as_short_as_it_is_called() -> None:
    code = CLIENT.read_text().split('"""', 2)[2]
    assert len([line for line in code.splitlines() if line.strip()]) <= 40
