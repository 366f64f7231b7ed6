"""The expiry pipeline as a table on one day, and who is shown which of it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from commissioning.agreements.expiry import Narrowed, Pipeline, expiry_pipeline
from commissioning.agreements.funding import state_funder
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.notice import TermStanding
from commissioning.agreements.signing import add_lot, sign_agreement, state_term
from commissioning.agreements.stating import state_conditions
from directory.sight import ANYBODY, Looker, Sight
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.services import make_provider

ON = dt.date(2026, 10, 1)
YEAR_END = dt.date(2026, 12, 31)

WORLD = [
    # reference, ends, months of notice, in which order, and in which standing
    ("ended-long-ago", dt.date(2024, 3, 31), 3, 7, TermStanding.ENDED),
    ("ended-lately", dt.date(2026, 9, 30), 3, 6, TermStanding.ENDED),
    ("nobody-said", None, 3, 5, TermStanding.END_NOT_KNOWN),
    ("soon", dt.date(2026, 11, 30), None, 2, TermStanding.TO_END),
    ("notice-next-week", dt.date(2027, 4, 8), 6, 1, TermStanding.TO_END),  # by 8 October
    ("too-late", YEAR_END, 3, 0, TermStanding.NOTICE_PASSED),  # by 30 September
    ("next-year", dt.date(2027, 9, 30), None, 3, TermStanding.TO_END),
    ("on-the-edge", dt.date(2027, 10, 1), None, 4, TermStanding.TO_END),
    ("far-off", dt.date(2027, 10, 2), None, None, TermStanding.TO_END),  # not within twelve months
]


def sign(session: Session, name: str, ends_on: dt.date | None, months: int | None) -> Agreement:
    by = actor(session)
    agreement = sign_agreement(
        session, external_id=name, kind=AgreementKind.CONTRACT, title=name,
        provider=make_provider(session), starts_on=dt.date(2021, 6, 26), ends_on=ends_on,
        source="tests", by=by, at=NOW,
    )  # fmt: skip
    add_lot(session, agreement, external_id=name, region=make_region(session), by=by, at=NOW)
    state_conditions(
        session, agreement, notice_months=months, extensions=None, review_dates=None, by=by, at=NOW
    )
    return agreement


def own(session: Session) -> Sight:
    return Sight(Looker.COMMISSIONER, area_ids=frozenset({make_area(session).id}))


def names(found: Pipeline) -> list[str]:
    return [one.agreement.external_id for one in found.listed]


def test_what_is_decided_first_stands_first(session: Session) -> None:
    for name, ends_on, months, _, _ in WORLD:
        sign(session, name, ends_on, months)
    found = expiry_pipeline(session, sight=own(session), today=ON)
    listed = [row for row in WORLD if row[3] is not None]
    assert names(found) == [row[0] for row in sorted(listed, key=lambda row: row[3] or 0)]
    assert {one.agreement.external_id: one.standing for one in found.everything} == {
        row[0]: row[4] for row in WORLD
    }
    assert (found.later, found.counts[TermStanding.TO_END]) == (1, 5)


def test_extended_it_leaves_the_list_and_keeps_its_history(session: Session) -> None:
    agreement, sight = sign(session, "A1", YEAR_END, None), own(session)
    assert names(expiry_pipeline(session, sight=sight, today=ON)) == ["A1"]
    state_term(
        session, agreement, starts_on=dt.date(2021, 6, 26), ends_on=dt.date(2027, 12, 31),
        by=actor(session), at=NOW,
    )  # fmt: skip
    assert names(expiry_pipeline(session, sight=sight, today=ON)) == []
    [one] = expiry_pipeline(session, sight=sight, today=ON, narrowed=Narrowed(months=24)).listed
    assert one.extended_from == YEAR_END


def test_it_is_shown_to_those_whose_it_is(session: Session) -> None:
    agreement = sign(session, "A1", YEAR_END, None)
    state_funder(session, agreement, funder="A council", share=0.5, by=actor(session), at=NOW)
    assert agreement.provider_id
    elsewhere = make_area(session, "leeds", region=make_region(session, "yorkshire"))
    provider = Sight(Looker.PROVIDER, provider_ids=frozenset({agreement.provider_id}))
    for sight, shown in (
        (own(session), ["A1"]),
        (provider, ["A1"]),
        (Sight(Looker.COMMISSIONER, agreement_ids=frozenset({agreement.id})), ["A1"]),
        (Sight(Looker.COMMISSIONER, area_ids=frozenset({elsewhere.id})), []),
        (Sight(Looker.PROVIDER, provider_ids=frozenset({0})), []),
        (Sight(Looker.ADMINISTRATOR), []),
        (ANYBODY, []),
    ):
        assert names(expiry_pipeline(session, sight=sight, today=ON)) == shown, sight
    [theirs] = expiry_pipeline(session, sight=provider, today=ON).listed
    assert theirs.funders == ()  # who pays what share is no provider's


@pytest.mark.parametrize(
    ("narrowed", "shown"),
    [
        (Narrowed(), ["A1"]),
        (Narrowed(region="North West"), ["A1"]),
        (Narrowed(region="Yorkshire"), []),
        (Narrowed(provider="Example Forge Trust"), ["A1"]),
        (Narrowed(provider="Another"), []),
        (Narrowed(kind=AgreementKind.CONTRACT), ["A1"]),
        (Narrowed(kind=AgreementKind.GRANT), []),
        (Narrowed(funder="A council"), ["A1"]),
        (Narrowed(funder="HMPPS"), []),
        (Narrowed(months=1), []),
        (Narrowed(months=None), ["A1"]),
    ],
)
def test_narrowed(session: Session, narrowed: Narrowed, shown: list[str]) -> None:
    agreement = sign(session, "A1", YEAR_END, None)
    state_funder(session, agreement, funder="A council", share=0.5, by=actor(session), at=NOW)
    found = expiry_pipeline(session, sight=own(session), today=ON, narrowed=narrowed)
    assert names(found) == shown
    assert len(found.everything) == 1
