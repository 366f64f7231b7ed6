"""The real agreements on the way to their end: `make check-shared SHARED=…`."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.expiry import Narrowed, Pipeline, expiry_pipeline
from commissioning.agreements.models import AgreementTerm
from commissioning.agreements.notice import TermStanding
from commissioning.agreements.queries import agreement_by_external_id
from commissioning.agreements.signing import state_term
from commissioning.agreements.stating import state_conditions
from commissioning.exchange.kinds import kind_called
from directory.exchange.runner import run_import
from directory.people.models import Person
from directory.places.loading import load_reference_tables
from directory.places.models import LocalDeliveryUnit
from directory.sight import Looker, Sight
from tests.makers.days import NOW

pytestmark = pytest.mark.shared

ON = dt.date(2026, 10, 1)


def counted(found: Pipeline) -> list[int]:
    return [found.counts.get(where, 0) for where in TermStanding]


def test_196_real_agreements_what_ends_when(session: Session, importer: Person) -> None:
    """Notice passed, to end, not known, ended; then one is given notice, one extended."""
    folder = Path(os.environ["SHARED"]) / "data"
    load_reference_tables(session, by=importer, at=NOW)
    for kind, file in (("providers", "service_providers"), ("agreements", "crs_contracts")):
        run_import(session, kind_called(kind, "hmpps"), folder / f"{file}.csv", by=importer, at=NOW)
    everywhere = frozenset(session.scalars(select(LocalDeliveryUnit.id)))
    sight = Sight(Looker.COMMISSIONER, area_ids=everywhere)
    found = expiry_pipeline(session, sight=sight, today=ON)
    assert counted(found) == [0, 112, 44, 40]
    assert {one.ends_on for one in found.of(TermStanding.TO_END)} == {dt.date(2026, 12, 31)}
    assert (len(found.listed), found.later) == (196, 0)
    assert {one.notice_day for one in found.listed} == {None}  # nobody said how much notice
    assert {one.ends_on for one in found.of(TermStanding.END_NOT_KNOWN)} == {None}

    given, extended = (found.of(TermStanding.TO_END)[place].agreement for place in (0, 1))
    state_conditions(
        session, given, notice_months=6, extensions=(12, 12), review_dates=None,
        by=importer, at=NOW,
    )  # fmt: skip
    state_term(
        session, extended, starts_on=dt.date(2021, 6, 26), ends_on=dt.date(2028, 12, 31),
        by=importer, at=NOW,
    )  # fmt: skip
    after = expiry_pipeline(session, sight=sight, today=ON)
    assert counted(after) == [1, 111, 44, 40]
    first = after.listed[0]
    assert (first.agreement, first.notice_day) == (given, dt.date(2026, 6, 30))
    assert first.latest_end == dt.date(2028, 12, 31)
    assert extended not in [one.agreement for one in after.listed]
    assert after.later == 1
    whenever = expiry_pipeline(session, sight=sight, today=ON, narrowed=Narrowed(months=None))
    [moved] = [one for one in whenever.listed if one.agreement is extended]
    assert (moved.extended_from, moved.ends_on) == (dt.date(2026, 12, 31), dt.date(2028, 12, 31))
    known = agreement_by_external_id(session, external_id=extended.external_id)
    assert known is extended
    history = select(AgreementTerm.ends_on).where(AgreementTerm.agreement_id == extended.id)
    assert set(session.scalars(history)) == {dt.date(2026, 12, 31), dt.date(2028, 12, 31)}
