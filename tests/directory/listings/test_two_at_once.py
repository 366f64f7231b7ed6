"""Two on one draft, one wording, one decision, at one moment: one is kept, the other learns it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from directory.errors import DirectoryError
from directory.listings.deciding import decide
from directory.listings.drafting import open_draft, save_draft, submit_draft
from directory.listings.errors import NothingToDecide
from directory.listings.models import DecisionKind, ListingDecision, ListingDraft
from directory.listings.stating import state_at_once
from directory.people.models import Person
from directory.services.models import ListingRevision, Service
from directory.versions import ChangedMeanwhile
from tests.makers.days import NOW
from tests.makers.listings import make_draft, make_listed, make_person
from tests.two_persons import TELEPHONES, Edit, at_once, database_of_two


@pytest.fixture
def engine(database: str, scratch: Path, tmp_path: Path) -> Iterator[Engine]:
    with database_of_two(database, tmp_path) as engine:
        with Session(engine) as session, session.begin():
            make_draft(session, make_listed(session), make_person(session, "Mo"))
        yield engine


def the_service(session: Session, both: Barrier | None) -> Service:
    service = session.scalars(select(Service)).one()
    if both is not None:
        both.wait()
    return service


def first_draft_in_two_windows(session: Session, by: Person, both: Barrier | None) -> None:
    """One author, who has had no draft of it."""
    told = {"summary": TELEPHONES[by.code]}
    save_draft(
        session, the_service(session, both), told, based_on=1, draft_version=0,
        by=make_person(session, "Jane"), at=NOW,
    )  # fmt: skip


def the_number_at_once(session: Session, by: Person, both: Barrier | None) -> None:
    told = {"telephone": TELEPHONES[by.code]}
    state_at_once(session, the_service(session, both), told, based_on=1, by=by, at=NOW)


def two_decisions(session: Session, by: Person, both: Barrier | None) -> None:
    service = the_service(session, both)
    draft = session.scalars(select(ListingDraft)).one()
    approved = ["summary"] if by.code == "jane" else []
    decide(session, service, draft, draft_version=2, approved=approved, reason="No.",
           by=by, at=NOW)  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (first_draft_in_two_windows, ChangedMeanwhile),
        (the_number_at_once, ChangedMeanwhile),
        (two_decisions, NothingToDecide),
    ],
)
def test_one_is_kept_and_the_other_is_told(
    engine: Engine, edit: Edit, refusal: type[DirectoryError]
) -> None:
    saved = at_once(engine, edit)
    [winner] = [one for one in saved if isinstance(one, str)]
    [refused] = [one for one in saved if isinstance(one, refusal)]
    if isinstance(refused, ChangedMeanwhile):
        [clash] = refused.clashes
        loser = next(code for code in TELEPHONES if code != winner)
        assert (clash.yours, clash.theirs) == (TELEPHONES[loser], TELEPHONES[winner])
    with Session(engine) as session:
        drafts = session.scalar(select(func.count(ListingDraft.id)))
        decided = session.scalars(
            select(ListingDecision.kind).where(ListingDecision.kind != DecisionKind.SUBMITTED)
        ).all()
        numbers = session.scalars(select(ListingRevision.number)).all()
    assert drafts == (2 if edit is first_draft_in_two_windows else 1)
    assert len(decided) == (1 if edit is two_decisions else 0)
    is_new = edit is the_number_at_once or (edit is two_decisions and winner == "jane")
    assert numbers == ([1, 2] if is_new else [1])


def test_two_authors_submit_the_same_field_and_both_wait(engine: Engine) -> None:
    def submit(session: Session, by: Person, both: Barrier | None) -> None:
        service = the_service(session, both)
        told = {"summary": TELEPHONES[by.code]}
        draft = save_draft(session, service, told, based_on=1, draft_version=0, by=by, at=NOW)
        assert draft is not None
        submit_draft(session, service, draft, draft_version=1, by=by, at=NOW)

    assert at_once(engine, submit) == list(TELEPHONES)
    with Session(engine) as session:
        service = session.scalars(select(Service)).one()
        for code in TELEPHONES:
            by = session.scalars(select(Person).where(Person.code == code)).one()
            draft = open_draft(session, service, by)
            assert draft is not None
            assert draft.waits
