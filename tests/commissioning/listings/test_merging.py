"""Two services made one: what goes over, what is refused, and parting them again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.listings.merging import (
    CannotBeOne,
    NotMerged,
    merge_services,
    part_services,
)
from commissioning.referrals.models import Referral
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from directory.listings.history import life_of
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.services.editing import ServiceOffered, offer_services
from directory.services.listing import Listing
from directory.services.looking import hub_of
from directory.services.merged import address_that_stays, merges_of
from directory.services.models import ListingRevision, Service, ServiceMerge, ServiceState
from directory.services.queries import area_ids_served
from directory.sight import ANYBODY
from directory.stating import NotSaid
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.listings import make_draft, make_person
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.referrals import refer
from tests.makers.services import make_service

WHY = "One and the same, says the provider."


def two(session: Session, **of_gone: Any) -> tuple[Service, Service, LocalDeliveryUnit]:
    """The one to go, with an area of its own, and the one to stay."""
    here, there = make_area(session), make_area(session, "burnley")
    gone = make_service(session, "Debt Advise", areas=[here, there], **of_gone)
    return gone, make_service(session, "Debt Advice", areas=[here]), there


def merged(session: Session, gone: Service, kept: Service, reason: str = WHY) -> ServiceMerge:
    by = make_person(session, "Carla Approver")
    return merge_services(session, gone, kept, reason=reason, by=by, at=NOW)


def parted(session: Session, merge: ServiceMerge) -> ServiceMerge:
    by = make_person(session, "Dev Second")
    return part_services(session, merge, reason="They are two.", by=by, at=NOW)


def test_queues_and_referrals_go_over_and_come_back(session: Session) -> None:
    gone, kept, there = two(session)
    line = make_line(session, service=gone, areas=[there])
    own = make_line(session, service=kept, areas=[there])
    referral = refer(session, line, on=0)
    merge = merged(session, gone, kept)
    session.expire_all()
    lines = select(Line.id).where(Line.service_id == kept.id).order_by(Line.id)
    assert session.scalars(lines).all() == [line.id, own.id]
    assert session.get_one(Referral, referral.id).line_id == line.id
    assert there.id in area_ids_served(session, kept.id, on=TODAY)
    assert (gone.state, gone.merged_into_id) == (ServiceState.WITHDRAWN, kept.id)
    assert address_that_stays(session, gone, sight=ANYBODY) == kept.public_id
    assert merge.line_ids == [line.id]
    later = make_line(session, service=kept, areas=[there])
    parted(session, merge)
    session.expire_all()
    assert session.scalars(lines).all() == [own.id, later.id]
    assert session.get_one(Line, line.id).service_id == gone.id
    assert (gone.state, gone.merged_into_id) == (ServiceState.PUBLISHED, None)
    assert address_that_stays(session, gone, sight=ANYBODY) is None
    acts = [(one.kind.value, one.decided_by.name) for one in merges_of(session, gone)]
    assert acts == [("parted", "Dev Second"), ("merged", "Carla Approver")]
    done = select(AuditRow.act).where(AuditRow.act.in_(["service:merge", "service:part"]))
    assert session.scalars(done.order_by(AuditRow.id)).all() == ["service:merge", "service:part"]


def test_both_histories_stay_as_they_were(session: Session) -> None:
    gone, kept, _ = two(session)
    before = [life_of(session, one) for one in (gone, kept)]
    merged(session, gone, kept)
    assert [life_of(session, one) for one in (gone, kept)] == before


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("itself", "the same record"),
        ("withdrawn", "not on offer"),
        ("merged", "not on offer"),
        ("kind", "delivered in different ways"),
        ("secret", "may know more"),
        ("draft of the one that goes", "has a draft"),
        ("drafts of both", "has a draft"),
    ],
)
def test_what_stays_two(session: Session, case: str, why: str) -> None:
    kind = DeliveryKind.BED if case == "kind" else DeliveryKind.ONE_TO_ONE
    secret = Exposure.CONFIDENTIAL if case == "secret" else Exposure.OPEN
    gone, kept, _ = two(session, kind=kind, exposure=secret)
    jane = make_person(session, "Jane")
    if "draft" in case:
        make_draft(session, gone, jane, is_submitted=False)
    if "both" in case:
        make_draft(session, kept, jane)
    if case == "withdrawn":
        kept.state = ServiceState.WITHDRAWN
    if case == "merged":
        merged(session, kept, make_service(session, "A third"))
    with pytest.raises(CannotBeOne, match=why):
        merged(session, gone, gone if case == "itself" else kept)
    assert gone.merged_into_id is None


def test_a_draft_of_the_one_that_stays_goes_on(session: Session) -> None:
    gone, kept, _ = two(session)
    draft = make_draft(session, kept, make_person(session, "Jane"))
    merged(session, gone, kept)
    assert draft.is_open


def test_a_reason_is_asked_for(session: Session) -> None:
    gone, kept, _ = two(session)
    with pytest.raises(NotSaid):
        merged(session, gone, kept, reason="  ")


def test_what_was_parted_or_went_on_is_not_parted_again(session: Session) -> None:
    gone, kept, _ = two(session)
    merge = merged(session, gone, kept)
    act = parted(session, merge)
    for one in (merge, act):
        with pytest.raises(NotMerged):
            parted(session, one)
    again = merged(session, gone, kept)
    third = make_service(session, "A third")
    onward = merged(session, kept, third)
    assert address_that_stays(session, gone, sight=ANYBODY) == third.public_id
    with pytest.raises(NotMerged):
        parted(session, again)
    parted(session, onward)
    parted(session, again)


def test_a_file_that_names_the_one_that_went_does_not_bring_it_back(session: Session) -> None:
    gone, kept, _ = two(session)
    merged(session, gone, kept)
    offer = ServiceOffered(
        gone.code, None, None, gone.delivery_kind, Listing(title="Anew", summary="Anew."), "tests"
    )
    offer_services(session, [offer], by=actor(session), at=NOW)
    assert gone.state is ServiceState.WITHDRAWN
    titles = select(ListingRevision.title).where(ListingRevision.service_id == gone.id)
    assert session.scalars(titles).all() == ["Debt Advise"]


def test_a_hub_that_went_is_found_where_it_stays(session: Session) -> None:
    gone, kept, _ = two(session)
    told = Listing(title="Sent on", summary="By a hub.", referral_hub_id=gone.id)
    sent_on = make_service(session, listing=told)
    session.refresh(sent_on, ["published"])
    merged(session, gone, kept)
    hub = hub_of(session, sent_on, sight=ANYBODY)
    assert hub is not None
    assert hub.id == kept.id
