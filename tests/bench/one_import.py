"""One import of a file of referrals, in a process of its own: how much it held, and what it took.

`python -m tests.bench.one_import FILE URL` prints JSON, the peer's part measured before.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from commissioning.exchange.referrals import REFERRALS
from directory.exchange.reading import survey
from directory.exchange.runner import run_import
from directory.people.queries import SystemActor, system_actor
from portal.extensions import begin_writing, db
from portal.running.transactions import in_reading
from tests.bench.databases import now, portal_at
from tests.bench.measuring import peak_megabytes, timed, timed_once

PREFIX = "IMPORT-"
"""How references of the file begin, and no others."""

KEPT = text(
    "SELECT kind, count(*), min(on_date), max(on_date) FROM referral_event"
    " JOIN referral ON referral.id = referral_event.referral_id"
    " WHERE reference LIKE :prefix GROUP BY kind"
)


@dataclass(frozen=True, slots=True)
class Done:
    """`kept`: of each kind of event how many, the first day and the last."""

    rows: int
    kept: dict[str, list[int | str]]
    cpu: float
    wall: float
    peer_rows: int
    peer_cpu: float
    peak_megabytes: float


def one_import(file: Path, url: str) -> Done:
    app = portal_at(url, file.parent)
    peer = timed(lambda: read_all(file), times=3, warm_up=1)
    rows, taken = timed_once(lambda: import_all(app, file))
    peak = peak_megabytes()
    return Done(rows, kept(app), taken.cpu, taken.wall, read_all(file), peer.cpu, peak)


def import_all(app: Flask, file: Path) -> int:
    """What `flask --app portal import referrals FILE` does before it works out the dates."""
    with app.app_context():
        session = db.session()
        begin_writing(session)
        try:
            report = run_import(
                session,
                REFERRALS,
                file,
                by=system_actor(session, SystemActor.IMPORT),
                at=now(),
                surveyed=survey(file),
            )
            if report.is_refused:
                raise AssertionError(f"refused: {report.errors[:3]}")
            session.commit()
        finally:
            db.session.remove()
    return report.rows


def kept(app: Flask) -> dict[str, list[int | str]]:
    with app.app_context():
        found = in_reading(lambda session: session.execute(KEPT, {"prefix": f"{PREFIX}%"}).all())
    return {kind: [count, str(first), str(last)] for kind, count, first, last in found}


def read_all(file: Path) -> int:
    """How many rows the peer finds."""
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.DictReader(lines))


if __name__ == "__main__":
    print(json.dumps(asdict(one_import(Path(sys.argv[1]), sys.argv[2]))))
