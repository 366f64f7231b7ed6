"""A lead that ended or was merged is asked about, and what came in its place is named."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.models import ActionLead, ActionPlan, PlanAction
from commissioning.partnership.actions.naming import actions_led_by
from commissioning.partnership.actions.rows import HEADINGS, LEAD_ENDED, cells_of, plan_rows
from commissioning.partnership.actions.saying import say_state
from commissioning.partnership.actions.standings import ActionState
from commissioning.partnership.partners.kinds import PartnerKind
from commissioning.partnership.partners.models import Partner
from commissioning.partnership.partners.queries import those_before
from commissioning.partnership.partners.stating import PartnerFacts, add_partner, end_partner
from directory.places.models import LocalDeliveryUnit, Region
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.plans import a_plan, an_item
from tests.makers.services import make_provider

pytestmark = pytest.mark.sqlite
LAST = dt.date(2026, 11, 30)
MILL, WEIR, LOCK = "Council of the old mill", "Borough of the weir", "Borough of the lock"


def a_partner(session: Session, name: str) -> Partner:
    area = session.scalar(select(LocalDeliveryUnit)) or make_area(session)
    region = session.get_one(Region, area.region_id)
    facts = PartnerFacts(
        name=name, kind=PartnerKind.COUNCIL, post="Housing desk", telephone=None, email=None,
        areas=(area,), tasks=[], boards=[],
    )  # fmt: skip
    return add_partner(session, region, facts, by=actor(session), at=NOW)


def ended(session: Session, partner: Partner, on: dt.date, successor: str = "") -> None:
    end_partner(
        session, partner, on, successor=successor, based_on=partner.version, by=actor(session),
        at=NOW,
    )  # fmt: skip


def led(session: Session, item: PlanAction, on: dt.date) -> tuple[dt.date | None, str, bool]:
    [row] = plan_rows(session, session.get_one(ActionPlan, item.plan_id), as_of=on)
    [lead] = [one for one in row.leads if one.until_date is None]
    return lead.ended_on, lead.gone_to, LEAD_ENDED in row.asks


def test_a_lead_that_ended_names_what_came_in_its_place_from_the_day_after_its_last(
    session: Session,
) -> None:
    by = actor(session)
    mill, weir, _ = (a_partner(session, name) for name in (MILL, WEIR, LOCK))
    item = an_item(session, a_plan(session), "A1-N", "By 30 June 2027")
    facts = LeadFacts(MILL.upper(), "Housing manager")
    lead = set_lead(session, item, facts, by=by, at=NOW)
    ended(session, mill, LAST, WEIR)
    assert led(session, item, LAST) == (None, "", False)
    assert led(session, item, LAST + dt.timedelta(1)) == (LAST, WEIR, True)
    [row] = plan_rows(session, session.get_one(ActionPlan, item.plan_id), as_of=TODAY)
    cell = "Housing manager, COUNCIL OF THE OLD MILL (ended on 2026-11-30, its work went to "
    assert cells_of(row)[HEADINGS.index("leads")] == f"{cell}{WEIR})"
    ended(session, weir, dt.date(2026, 12, 31), LOCK)
    assert led(session, item, TODAY) == (LAST, LOCK, True)
    set_lead(session, item, LeadFacts(LOCK), from_date=TODAY, replaces=lead, by=by, at=NOW)
    assert led(session, item, TODAY) == (None, "", False)


def test_of_what_is_done_nobody_is_asked_who_leads_and_a_partner_may_end_unasked(
    session: Session,
) -> None:
    by, mill = actor(session), a_partner(session, MILL)
    item = an_item(session, a_plan(session), "A1-N", "By 30 June 2027", lead_words=MILL)
    [lead] = session.scalars(select(ActionLead))
    ended(session, mill, LAST)
    assert led(session, item, TODAY) == (LAST, "", True)
    lead.is_lead = False
    session.flush()
    assert led(session, item, TODAY) == (LAST, "", False)
    lead.is_lead = True
    say_state(session, item, ActionState.DONE, noted_on=TODAY, evidence="Seen", by=by, at=NOW)
    assert led(session, item, TODAY) == (LAST, "", False)


def test_a_provider_that_was_merged_since_is_told_with_the_one_that_stays(
    session: Session,
) -> None:
    gone, stays = (make_provider(session, one) for one in ("Gone Trust", "Staying Trust"))
    item = an_item(session, a_plan(session), "A1-N", "By 30 June 2027")
    set_lead(session, item, LeadFacts(provider=gone), by=actor(session), at=NOW)
    assert led(session, item, TODAY) == (None, "", False)
    gone.merged_into_id = stays.id
    session.flush()
    assert led(session, item, TODAY) == (None, stays.name, True)


def test_what_leads_and_what_a_plan_does_not_say_are_asked_apart_and_followers_known(
    session: Session,
) -> None:
    mill, weir, lock = (a_partner(session, name) for name in (MILL, WEIR, LOCK))
    item = an_item(session, a_plan(session), "A1-N", "By 30 June 2027", lead_words=MILL)
    assert actions_led_by(session, MILL, None, today=TODAY) == ()
    [unsaid] = actions_led_by(session, MILL, None, today=TODAY, is_lead=None)
    assert unsaid.code == item.code
    ended(session, mill, LAST, WEIR)
    ended(session, weir, LAST, LOCK)
    assert those_before(session, lock, on=TODAY) == [weir, mill]
    assert those_before(session, lock, on=LAST) == []
