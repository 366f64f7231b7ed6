"""Evaluations as they are kept: corrected, withdrawn, hidden with what they are of."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.evaluations.errors import (
    EvaluationChangedMeanwhile,
    EvaluationImpossible,
)
from commissioning.partnership.evaluations.facts import EffectInterval
from commissioning.partnership.evaluations.kinds import EvidenceReading
from commissioning.partnership.evaluations.models import Evaluation
from commissioning.partnership.evaluations.queries import (
    evaluation_told,
    evaluations_of_schemes,
    evaluations_of_service,
    evaluations_told,
    evidence_in,
    statements_of,
    subjects_called,
)
from commissioning.partnership.evaluations.rows import evaluation_row
from commissioning.partnership.evaluations.saying import evidence_words
from commissioning.partnership.evaluations.stating import (
    correct_evaluation,
    withdraw_evaluation,
)
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.errors import NotKnown
from directory.places.models import Exposure, Region
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import Scheme, SchemeKind
from directory.services.models import Service
from directory.sight import ANYBODY, Looker, Sight
from tests.makers.days import NOW, TODAY, moment
from tests.makers.evaluations import FEWER, NO_CLEAR, evaluation_facts, make_evaluation
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_service

pytestmark = pytest.mark.sqlite
PUBLIC: Final = ANYBODY
OFFICER: Final = Sight(Looker.COURT_OFFICER)


@pytest.fixture
def service(session: Session) -> Service:
    return make_service(session, "Tenancy workshops", areas=[make_area(session)])


@pytest.fixture
def region(session: Session, service: Service) -> Region:
    return session.scalars(select(Region)).first() or pytest.fail("no region")


def line_of(session: Session, service: Service, sight: Sight = PUBLIC) -> str:
    return evidence_words(evidence_in(evaluations_of_service(session, service, sight=sight)))


def test_a_correction_keeps_what_was_stated_before(
    session: Session, service: Service, region: Region
) -> None:
    made = make_evaluation(session, service, region)
    subjects, by = subjects_called(session, [service], []), actor(session)
    told = evaluation_facts(findings=(FEWER, NO_CLEAR))

    def corrected(reason: str, based_on: int) -> bool:
        return correct_evaluation(
            session, made, told, subjects, reason=reason, based_on=based_on, by=by, at=moment(3)
        )

    with pytest.raises(EvaluationImpossible, match="in words"):
        corrected("", 1)
    assert corrected("A second outcome was left out.", 1)
    assert not corrected("It is so already.", 2)
    with pytest.raises(EvaluationChangedMeanwhile):
        corrected("Somebody was quicker.", 1)
    before, after = (
        evaluation_told(session, made.public_id, sight=PUBLIC, number=number) for number in (1, 2)
    )
    assert (before.reading, before.is_earlier) == (EvidenceReading.BETTER, True)
    assert (after.reading, after.is_earlier) == (EvidenceReading.MIXED, False)
    assert evaluation_row(after).says == (
        "Mixed: better for reconviction within 12 months; no clear difference for work."
    )
    reasons = [one.reason for one in statements_of(session, made)]
    assert reasons == ["A second outcome was left out.", None]
    acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts[-2:] == [Act.EVALUATION_STATE, Act.EVALUATION_CHANGE]


def test_a_withdrawn_one_stays_to_be_read_and_speaks_no_more(
    session: Session, service: Service, region: Region
) -> None:
    made = make_evaluation(session, service, region)
    assert line_of(session, service) == "Evaluated: better (1 evaluation)"
    by = actor(session)
    withdraw_evaluation(
        session, made, reason="Its groups were mixed up.", based_on=1, by=by, at=NOW
    )
    assert line_of(session, service) == ""
    row = evaluation_row(evaluation_told(session, made.public_id, sight=PUBLIC))
    assert (row.reading, row.withdrawn_on) == ("withdrawn", TODAY)
    assert row.withdrawn_reason == "Its groups were mixed up."
    with pytest.raises(EvaluationImpossible, match="It was withdrawn on"):
        withdraw_evaluation(session, made, reason="Once more.", based_on=1, by=by, at=NOW)
    with pytest.raises(EvaluationImpossible, match="It was withdrawn on"):
        correct_evaluation(
            session, made, evaluation_facts(), subjects_called(session, [service], []),
            reason="Too late.", based_on=1, by=by, at=NOW,
        )  # fmt: skip


def test_evaluations_of_a_service_that_disagree_are_mixed_and_merged_ones_count(
    session: Session, service: Service, region: Region
) -> None:
    twin = make_service(session, "Tenancy workshop")
    make_evaluation(session, service, region)
    make_evaluation(session, twin, region, findings=(NO_CLEAR,), title="The twin")
    make_evaluation(session, service, region, design="before_and_after", title="Before, after")
    assert line_of(session, service) == ("Evaluated: better (2 evaluations, of which 1 cannot say)")
    twin.merged_into_id = service.id
    session.flush()
    assert line_of(session, service) == ("Evaluated: mixed (3 evaluations, of which 1 cannot say)")


def test_what_not_everybody_may_read_of_is_no_subject_and_hides_what_was_stated(
    session: Session, service: Service, region: Region
) -> None:
    made = make_evaluation(session, service, region)
    service.exposure = Exposure.RESTRICTED
    session.flush()
    with pytest.raises(EvaluationImpossible, match="not everybody may read of it"):
        make_evaluation(session, service, region, title="Another")
    assert evaluations_told(session, sight=PUBLIC) == []
    assert line_of(session, service) == ""
    with pytest.raises(NotKnown):
        evaluation_told(session, made.public_id, sight=PUBLIC)
    assert [one.evaluation for one in evaluations_told(session, sight=OFFICER)] == [made]


def test_a_scheme_is_evaluated_by_its_name_whichever_row_of_it_counts(session: Session) -> None:
    area = make_area(session)

    def stated(name: str) -> Scheme:
        facts = SchemeFacts(name, SchemeKind.INTEGRATED_MANAGEMENT, "What it does.")
        return list_scheme(
            session, area, facts, stated_by="The team", stated_on=TODAY, by=actor(session), at=NOW
        )

    first = stated("Ribble Scheme")
    made = make_evaluation(session, first)
    newer, other = stated("RIBBLE scheme"), stated("Wyre Scheme")
    found = evaluations_of_schemes(session, [newer, other], sight=PUBLIC)
    assert {key: [one.evaluation for one in told] for key, told in found.items()} == {
        newer.id: [made]
    }


def test_lists_go_by_day_or_title_and_words_find_subjects_and_pathways(
    session: Session, service: Service, region: Region
) -> None:
    old = evaluation_facts(published_on=evaluation_facts().period_to)
    make_evaluation(session, service, region, title="Aardvark", published_on=old.published_on)
    worse = replace(FEWER, value=9, interval=replace(FEWER.interval, lower=2, upper=16))  # type: ignore[type-var]
    make_evaluation(session, service, region, title="Middle", findings=(worse,))
    make_evaluation(session, service, region, title="Zebra", cost=None)

    def titles(words: str = "", *, by_title: bool = False) -> list[str]:
        told = evaluations_told(session, sight=PUBLIC, words=words, by_title=by_title)
        return [one.facts.title for one in told]

    assert titles() == ["Zebra", "Middle", "Aardvark"]
    assert titles(by_title=True) == ["Aardvark", "Middle", "Zebra"]
    assert titles("tenancy zebra") == ["Zebra"]
    assert titles("reconviction zebra") == ["Zebra"]
    assert titles("reconviction") == ["Zebra", "Middle", "Aardvark"]
    housed = replace(NO_CLEAR, outcome="housed")
    make_evaluation(session, service, region, title="Other", findings=(housed,))
    assert titles("housing") == ["Other"]
    assert titles("nothing like it") == []


def test_small_groups_are_told_as_everywhere(
    session: Session, service: Service, region: Region
) -> None:
    few, effect = "not told: too few people in a group", "−6 percentage points"
    for people, says, told in (
        (0, "none", few),
        (7, "fewer than 8", few),
        (8, "8", effect),
        (2130, "2,130", effect),
        (None, "not stated", effect),
    ):
        made = make_evaluation(session, service, region, people=people)
        row = evaluation_row(evaluation_told(session, made.public_id, sight=PUBLIC))
        found = row.findings[0]
        assert (row.people, found.people, found.effect) == (says, says, told), people


def test_a_low_level_is_said(session: Session, service: Service, region: Region) -> None:
    half = replace(FEWER, interval=EffectInterval(-7, -5, 50))
    made = make_evaluation(session, service, region, findings=(half,))
    row = evaluation_row(evaluation_told(session, made.public_id, sight=PUBLIC))
    assert row.findings[0].reading == "cannot be said: the interval is of 50%"


def test_a_cost_stands_beside_an_outcome_where_both_are_known(
    session: Session, service: Service, region: Region
) -> None:
    def cost(**more: object) -> str:
        made = make_evaluation(session, service, region, **more)
        return evaluation_row(evaluation_told(session, made.public_id, sight=PUBLIC)).cost

    assert cost() == "£1,250 per person, in prices of 2025 (Example University, table 9)"
    assert cost(cost=None) == "cost is not known"
    assert cost(design="no_comparison").startswith("what it changed cannot be said")


def test_nothing_is_kept_of_what_is_refused(
    session: Session, service: Service, region: Region
) -> None:
    with pytest.raises(EvaluationImpossible):
        make_evaluation(session, service, region, findings=(replace(FEWER, value=200),))
    assert session.scalars(select(Evaluation)).all() == []
    with pytest.raises(NotKnown):
        evaluation_told(session, uuid.uuid4(), sight=PUBLIC)
