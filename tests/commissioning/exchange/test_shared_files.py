"""The four real files, where they are at hand: `make check-shared SHARED=…`."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from commissioning.agreements.matching import ProviderLikeness
from commissioning.agreements.models import Agreement, AgreementTerm
from commissioning.agreements.settling import to_be_settled
from commissioning.agreements.unjoined import unjoined_lots
from commissioning.exchange.kinds import kind_called
from commissioning.lines.models import Line
from commissioning.volumes.models import Lot
from directory.base import Base
from directory.exchange.runner import run_import
from directory.people.models import Person
from directory.places import reference_tables
from directory.places.loading import load_reference_tables
from directory.providers.models import Provider
from directory.services.models import Programme
from tests.makers.days import NOW

pytestmark = pytest.mark.shared

FILES = [
    ("providers", "service_providers.csv", 139),
    ("programmes", "programmes.csv", 51),
    ("agreements", "crs_contracts.csv", 196),
    ("availability", "programme_availability_by_pdu.csv", 879),
]


LIKELY = {
    ProviderLikeness.SAME: 125,
    ProviderLikeness.SUBCONTRACTOR: 6,
    ProviderLikeness.NAMED_ALIKE: 20,
    ProviderLikeness.OTHER: 9,
    None: 36,
}
"""Lots by how the provider of their likeliest line compares; None: no line of the type there."""


def too_long(session: Session) -> list[str]:
    """Columns in which stands more than they may hold: PostgreSQL would refuse it, SQLite does
    not look."""
    limited = [
        (column, column.type.length)
        for table in Base.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, String) and column.type.length
    ]
    assert len(limited) > 100
    return [
        str(column)
        for column, length in limited
        if (session.scalar(select(func.max(func.length(column)))) or 0) > length
    ]


def test_every_row_of_the_four_files_is_accounted_for_and_the_second_time_changes_nothing(
    session: Session, importer: Person
) -> None:
    folder = Path(os.environ["SHARED"]) / "data"
    load_reference_tables(session, by=importer, at=NOW)
    for outcome in ("added", "unchanged"):
        for kind, file, rows in FILES:
            report = run_import(
                session, kind_called(kind, "hmpps"), folder / file, by=importer, at=NOW
            )
            assert [str(error) for error in report.errors] == []
            assert (report.rows, report.outcomes[outcome]) == (rows, rows)
            if (kind, outcome) == ("agreements", "added"):
                assert report.notes == {"end not known": 44, "only a police area known": 114}
            if (kind, outcome) == ("availability", "added"):
                assert report.notes["provider not known"] == 451
    assert too_long(session) == []
    assert session.scalar(select(func.count(Line.id))) == 879
    assert session.scalar(select(func.count(Agreement.id))) == 196
    known = select(func.count(Provider.id)).where(Provider.external_id.not_like("name:%"))
    assert session.scalar(known) == 139
    unending = select(func.count(AgreementTerm.id)).where(AgreementTerm.ends_on.is_(None))
    assert session.scalar(unending) == 44
    police = select(func.count(Lot.id)).where(Lot.region_id.is_(None))
    assert session.scalar(police) == 114
    ends = select(AgreementTerm.ends_on).order_by(AgreementTerm.id)
    assert Counter(session.scalars(ends))[dt.date(2026, 12, 31)] == 112
    mot = select(func.count(Programme.id)).where(Programme.name == "New Me MOT")
    assert session.scalar(mot) == 2


@pytest.mark.soak
def test_every_lot_of_the_real_agreements_joins_no_line_until_somebody_settles_it(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    """Accounted for by what each may have bought; then the surest are settled, the rest left. Of
    made files `test_agreement_lines` sees the same in every run."""
    folder = Path(os.environ["SHARED"]) / "data"
    load_reference_tables(session, by=importer, at=NOW)
    for kind, file, _ in FILES:
        run_import(session, kind_called(kind, "hmpps"), folder / file, by=importer, at=NOW)
    lots = unjoined_lots(session, today=NOW.date())
    likely = Counter(lot.candidates[0].provider if lot.candidates else None for lot in lots)
    assert (len(lots), likely.total()) == (196, 196)
    assert likely == LIKELY
    assert sum(lot.ends_on is None for lot in lots) == 44
    heading, *rows = to_be_settled(lots)
    sure = [row for row in rows if row[3].startswith("type, ground and provider")]
    settled = [(*row[:2], "yes", *row[3:]) if row in sure else row for row in rows]
    path = tmp_path / "settled.csv"
    for told, outcomes in (
        (rows, {"left open": len(rows)}),
        (settled, {"added": len(sure), "left open": len(rows) - len(sure)}),
        (settled, {"unchanged": len(sure), "left open": len(rows) - len(sure)}),
    ):
        with path.open("w", encoding="utf-8", newline="") as written:
            csv.writer(written).writerows([heading, *told])
        report = run_import(session, kind_called("agreement-lines", ""), path, by=importer, at=NOW)
        assert (report.errors, report.outcomes) == ([], outcomes)
    joined = select(func.count(Lot.id)).where(Lot.line_id.is_not(None))
    assert session.scalar(joined) == len(sure)
    assert len(unjoined_lots(session, today=NOW.date())) == 196 - 125


def test_the_rules_restrict_the_programmes_that_ship_as_restricted(
    session: Session, importer: Person
) -> None:
    path = Path(os.environ["SHARED"]) / "data" / "programmes.csv"
    run_import(session, kind_called("programmes", "hmpps"), path, by=importer, at=NOW)
    restricted = select(Programme.external_id).where(Programme.is_restricted)
    shipped = {str(one.code) for one in reference_tables.programmes() if one.is_restricted}
    assert set(session.scalars(restricted)) == shipped
