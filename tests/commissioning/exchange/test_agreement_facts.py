"""Notice, options, reviews, award, price and funders of an agreement in a file."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementKind
from commissioning.agreements.prices import prices_in_force
from commissioning.agreements.queries import (
    agreement_by_external_id,
    award_in_force,
    conditions_in_force,
    funders_of,
)
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price, PriceBand
from directory.places.models import LocalDeliveryUnit
from directory.sight import Looker, Sight
from tests.commissioning.exchange.conftest import Import

HEAD = (
    "external_id,kind,title,starts_on,ends_on,line,unit,volume_from,volume_to,quantity,funders,"
    "notice_months,extensions,review_dates,awarded_on,price,price_bands,cap\n"
)
ROW = (
    "A1,contract,Thinking,2026-04-01,2028-03-31,L1,start,2026-04-01,2027-03-31,100,Leeds: 0.4,"
    "6,12|12,2027-01-15|2027-06-01,2026-03-01,120.50,1: 60.25,1.15\n"
)
SILENT = "external_id,kind,title\nA1,contract,Thinking\n"
APRIL = dt.date(2026, 4, 1)


def price_of(session: Session) -> Price | None:
    agreement = agreement_by_external_id(session, external_id="A1")
    assert agreement
    sight = Sight(
        Looker.COMMISSIONER, area_ids=frozenset(session.scalars(select(LocalDeliveryUnit.id)))
    )
    found = prices_in_force(session, [agreement.id], on=dt.date(2026, 5, 1), sight=sight)
    return found.get(agreement.id, {}).get(VolumeUnit.START)


def test_all_of_it_is_taken_in_once_and_a_file_that_is_silent_takes_nothing_away(
    session: Session, take_in: Import, one_line: str
) -> None:
    for text, outcome in ((HEAD + ROW, "added"), (HEAD + ROW, "unchanged"), (SILENT, "unchanged")):
        report = take_in("agreements", text)
        assert [str(error) for error in report.errors] == []
        assert dict(report.outcomes) == {outcome: 1}
        agreement = agreement_by_external_id(session, external_id="A1")
        assert agreement
        said = conditions_in_force(session, agreement.id)
        award = award_in_force(session, agreement.id)
        assert said
        assert award
        assert agreement.kind is AgreementKind.CONTRACT
        assert (said.notice_months, said.extensions) == (6, [12, 12])
        assert said.review_dates == ["2027-01-15", "2027-06-01"]
        assert award.awarded_on == dt.date(2026, 3, 1)
        assert price_of(session) == Price("start", APRIL, 120_50, (PriceBand(1.0, 60_25),), 1.15)
        assert [(one.funder, one.share) for one in funders_of(session, agreement.id)] == [
            ("Leeds", 0.4)
        ]


def test_a_file_without_the_cap_leaves_it_as_it_is(
    session: Session, take_in: Import, one_line: str
) -> None:
    take_in("agreements", HEAD + ROW)
    head, row = (text.strip().rsplit(",", 1)[0] for text in (HEAD, ROW))
    take_in("agreements", f"{head}\n{row.replace('120.50', '130')}\n")
    assert price_of(session) == Price("start", APRIL, 130_00, (PriceBand(1.0, 60_25),), 1.15)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Leeds: 0.4", "Leeds: 0.7|Board: 0.5", "row 2, funders: Each funder’s share"),
        ("120.50", "0", "row 2, price: is nothing"),
        ("120.50", "dear", "row 2, price: dear is no price"),
        ("120.50,1: 60.25", ",1: 60.25", "row 2, price: is missing beside price_bands"),
        ("1: 60.25", "60.25", "row 2, price_bands: needs a share"),
        ("start,2026-04-01,2027-03-31,100", ",,,", "row 2, unit: is missing beside price"),
        (",6,", ",99,", "row 2, notice_months: 99 is not between"),
        ("12|12", "12|x", "row 2, extensions: x is not a whole number"),
        ("2027-01-15", "2020-01-15", "row 2, review_dates: A review cannot be before"),
        ("1.15", "0.9", "Each band must begin"),
    ],
)
def test_what_cannot_be_is_refused_at_its_column(
    session: Session, take_in: Import, one_line: str, old: str, new: str, said: str
) -> None:
    assert old in ROW
    report = take_in("agreements", HEAD + ROW.replace(old, new, 1))
    assert any(said in str(error) for error in report.errors), report.errors
    assert agreement_by_external_id(session, external_id="A1") is None


def test_a_funder_with_another_share_is_for_a_person_to_change(
    session: Session, take_in: Import, one_line: str
) -> None:
    take_in("agreements", HEAD + ROW)
    report = take_in("agreements", HEAD + ROW.replace("Leeds: 0.4", "Leeds: 0.5"))
    [refused] = [str(error) for error in report.errors]
    assert refused.startswith("row 2, funders: Leeds is recorded with another share of A1")
    report = take_in("agreements", HEAD + ROW.replace("Leeds: 0.4", "Leeds: 0.4|Board: 0.6"))
    assert dict(report.outcomes) == {"revised": 1}
