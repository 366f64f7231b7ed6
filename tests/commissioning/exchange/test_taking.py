"""What the sender answers for: odd rows accepted, wrong rows set aside, the day of the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from commissioning.lines.models import LineFigures
from commissioning.referrals.models import Referral
from directory.audit.models import AuditRow
from directory.exchange.providers import PROVIDERS, ProviderWork
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.taking import Taking
from directory.exchange.working import Row
from directory.people.models import Person
from directory.providers.models import Provider
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW

DAY = dt.date(2027, 3, 1)


class SuspiciousWork(ProviderWork):
    """Finds every name in capitals odd."""

    def unusual_in_row(self, row: Row) -> Iterator[tuple[str, str]]:
        if row["name"].isupper():
            yield "name", "is in capitals"


def take(session: Session, by: Person, path: Path, *, accepts: bool) -> Report:
    kind = replace(PROVIDERS, begin=SuspiciousWork)
    taking = Taking(DAY, accepts_unusual=accepts)
    return run_import(session, kind, path, by=by, at=NOW, taking=taking)


def test_what_is_unusual_refuses_the_file_until_somebody_accepts_it(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    path = tmp_path / "providers.csv"
    path.write_text("external_id,name\nA,ANAWIM\nB,Bee\n")
    asked = take(session, importer, path, accepts=False)
    assert [str(oddity) for oddity in asked.unusual] == ["row 2, name: is in capitals"]
    assert (asked.is_refused, asked.error_count) == (True, 0)
    assert session.scalar(select(func.count(Provider.id))) == 0
    accepted = take(session, importer, path, accepts=True)
    assert (accepted.is_refused, accepted.unusual_count, accepted.changed) == (False, 1, 2)
    told = session.scalars(select(AuditRow.after).where(AuditRow.act == "import:apply")).one()
    assert told is not None
    assert told["as_of"] == "2027-03-01"


@pytest.mark.parametrize("most_kept", [100_000, 0])
def test_set_aside_takes_the_sound_rows_and_lists_the_others(
    session: Session,
    importer: Person,
    take_in: Import,
    one_line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    most_kept: int,
) -> None:
    """Also where the rows are read again before they are written."""
    monkeypatch.setattr("directory.exchange.runner.MOST_ROWS_KEPT", most_kept)
    path = tmp_path / "referrals.csv"
    rows = ["R-1,L1,licence,2026-09-01", "R-2,L9,licence,2026-09-01", "R-3,L1,licence,2026-13-01"]
    figures = select(LineFigures.rows_set_aside)
    path.write_text("reference,line,basis,received_on\n" + "\n".join(rows) + "\n")
    kind = kind_called("referrals", "")
    refused = run_import(session, kind, path, by=importer, at=NOW)
    assert (refused.is_refused, refused.error_count) == (True, 2)
    taking = Taking(DAY, sets_aside=True)
    taken = run_import(session, kind, path, by=importer, at=NOW, taking=taking)
    assert (taken.is_refused, taken.rows) == (False, 3)
    assert (taken.outcomes["added"], taken.outcomes["set aside"]) == (1, 2)
    assert sorted(error.row for error in taken.errors) == [3, 4]
    assert session.scalars(select(Referral.reference)).all() == ["R-1"]
    assert session.scalars(figures).all() == [1]  # L9 is no line: it stands in the report alone
    path.write_text("reference,line,basis,received_on\n" + rows[0] + "\n")
    assert not run_import(session, kind, path, by=importer, at=NOW).is_refused
    assert session.scalars(figures).all() == [0]


def test_rows_with_a_mistake_and_twice_are_counted_on_their_line(
    session: Session, importer: Person, take_in: Import, one_line: str, tmp_path: Path
) -> None:
    path = tmp_path / "referrals.csv"
    rows = ["R-1,L1,licence,2026-09-01,", "R-1,L1,licence,2026-09-01,", "R-3,L1,licence,x,y"]
    path.write_text("reference,line,basis,received_on,court\n" + "\n".join(rows) + "\n")
    kind = kind_called("referrals", "")
    taking = Taking(DAY, sets_aside=True)
    taken = run_import(session, kind, path, by=importer, at=NOW, taking=taking)
    assert (taken.outcomes["added"], taken.outcomes["set aside"]) == (1, 2)
    assert session.scalars(select(LineFigures.rows_set_aside)).all() == [2]
