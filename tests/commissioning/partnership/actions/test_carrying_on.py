"""What is open goes on in the next plan; a small plan as it stands on a day, in every format."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_on import carry_into
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.making_real import make_real
from commissioning.partnership.actions.models import ActionLead, ActionLevel, ActionMilestone
from commissioning.partnership.actions.queries import (
    notes_of_action,
    plan_standing,
)
from commissioning.partnership.actions.rows import HEADINGS, as_json, cells_of, plan_rows
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionState
from directory.places.models import AreaSuccession
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.plans import a_plan, an_item
from tests.makers.services import make_provider

pytestmark = pytest.mark.sqlite
NEXT = dt.date(2027, 3, 1)

SMALL = [
    # code, target -> where it stands on 2 March 2027
    ("A1-N", "Summer 2026", "overdue"),
    ("A2-N", "start Autumn 2026", "start_passed"),
    ("A3-N", "commenced April 2026", "started"),
    ("A4-N", "2026/27", "running"),
    ("A5-N", "by the end of 2027", "ahead"),
    ("A6-N", "in due course", "asked"),
    ("A7-N", None, "no_target"),
]


def test_a_small_plan_on_a_day(session: Session) -> None:
    plan = a_plan(session)
    for code, target, _ in SMALL:
        an_item(session, plan, code, target)
    standing = plan_standing(session, plan, as_of=TODAY)
    found = [(one.action.code, one.standing.value) for one in standing.actions]
    assert found == [(code, where) for code, _, where in SMALL]
    assert [one.action.code for one in standing.overdue] == ["A1-N"]
    assert [one.action.code for one in standing.merely_started] == ["A2-N", "A3-N"]
    assert (len(standing.dated), sum(standing.counts.values())) == (5, 7)


def test_cells_and_json_tell_the_rows_of_the_page(session: Session) -> None:
    plan = a_plan(session)
    for code, target, _ in SMALL:
        an_item(session, plan, code, target, lead_words="Example Board, Area Managers")
    rows = plan_rows(session, plan, as_of=TODAY)
    told = [dict(zip(HEADINGS, cells_of(row), strict=True)) for row in rows]
    listed = json.loads(as_json(rows))
    for row, cells, item in zip(rows, told, listed, strict=True):
        assert cells["code"] == item["code"] == row.code
        assert cells["standing"] == item["standing"] == row.standing
        assert cells["leads"] == "|".join(one["name"] or one["post"] for one in item["leads"])
    assert told[0]["milestones"] == "complete from 2026-06-01 to 2026-08-31 (season): overdue"
    assert rows[1].asks == "its start has passed: say whether it began"


def test_open_items_go_on_with_what_was_said_last(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    items = [an_item(session, plan, code, target) for code, target, _ in SMALL[:5]]
    say_state(session, items[0], ActionState.DONE, noted_on=TODAY, evidence="Seen", by=by, at=NOW)
    say_state(
        session, items[1], ActionState.PILOTING, noted_on=TODAY, places="Bristol", note="Slow",
        by=by, at=NOW,
    )  # fmt: skip
    [running] = session.scalars(
        select(ActionMilestone).where(ActionMilestone.action_id == items[3].id)
    )
    meet_milestone(session, running, met_on=TODAY, by=by, at=NOW)
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    carried = carry_into(session, plan, successor, by=by, at=NOW)
    assert [one.code for one in carried.carried] == ["A2-N", "A3-N", "A5-N"]
    assert carried.left == ()
    [said] = notes_of_action(session, carried.carried[0])
    assert (said.state, said.places) == (ActionState.PILOTING, "Bristol")
    assert said.note == "Carried on from The plan plan-2026. Slow"
    assert carry_into(session, plan, successor, by=by, at=NOW).carried == ()
    with pytest.raises(PlanRefused, match="comes before this plan"):
        carry_into(session, successor, plan, by=by, at=NOW)


def test_the_days_of_the_plan_before_are_kept(session: Session) -> None:
    """“Over the next 3 years” goes on counting from the publication of the first plan."""
    plan, by = a_plan(session), actor(session)
    an_item(session, plan, "A1-N", "over the next 3 years")
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    [one] = carry_into(session, plan, successor, by=by, at=NOW).carried
    [read] = session.scalars(select(ActionMilestone).where(ActionMilestone.action_id == one.id))
    assert (read.earliest, read.latest) == (dt.date(2026, 4, 1), dt.date(2029, 3, 31))


def test_an_area_that_ended_and_a_lead_that_merged_go_on_with_a_note(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    template = an_item(session, plan, "A1-L1", "Summer 2027", ActionLevel.LOCAL)
    region = make_region(session)
    areas = [make_area(session, slug) for slug in ("old-area", "new-area", "lost-area")]
    old, new, lost = areas
    items = [make_real(session, template, region=region, area=one, by=by, at=NOW) for one in areas]
    gone, stays = make_provider(session, "Old Trust"), make_provider(session, "New Trust")
    set_lead(session, items[1], LeadFacts(provider=gone), by=by, at=NOW)
    gone.merged_into_id = stays.id
    for area in (old, lost):
        area.valid_to = TODAY - dt.timedelta(1)
    session.add(AreaSuccession(predecessor_id=old.id, successor_id=new.id, from_date=TODAY))
    session.flush()
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    done = carry_into(session, plan, successor, by=by, at=NOW)
    first, moved, led = done.carried
    assert [one.code for one in done.carried] == ["A1-L1", "A1-L1:old-area", "A1-L1:new-area"]
    assert (moved.local_delivery_unit_id, moved.made_from_id) == (new.id, first.id)
    [said] = notes_of_action(session, moved)
    assert said.note == f"Carried on from The plan plan-2026. {old.name} ended on 1 March 2027."
    lead = session.scalars(select(ActionLead).where(ActionLead.action_id == led.id)).one()
    assert (lead.provider_id, lead.name) == (stays.id, "New Trust")
    [(code, why)] = done.left
    assert code == "A1-L1:lost-area"
    assert why == f"{lost.name} ended on 1 March 2027: name another area."


def test_a_plan_of_another_region_takes_nothing_on(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    other = a_plan(session, "london", region=make_region(session, "london"))
    with pytest.raises(PlanRefused, match="a plan of the same region"):
        carry_into(session, plan, other, by=by, at=NOW)
