"""What is open goes on in the next plan; a small plan as it stands on a day, in every format."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_on import carry_into, may_follow
from commissioning.partnership.actions.counting import counted_by_level
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.holding import held_by_plans
from commissioning.partnership.actions.leading import LeadFacts, set_lead
from commissioning.partnership.actions.linking import CoverageCell, link_action
from commissioning.partnership.actions.making_real import make_real
from commissioning.partnership.actions.models import (
    ActionLead,
    ActionLevel,
    ActionLink,
    ActionMilestone,
    PlanAction,
)
from commissioning.partnership.actions.naming import actions_led_by, actions_naming
from commissioning.partnership.actions.queries import (
    notes_of_action,
    plan_standing,
)
from commissioning.partnership.actions.rows import HEADINGS, as_json, cells_of, plan_rows
from commissioning.partnership.actions.saying import meet_milestone, say_state
from commissioning.partnership.actions.standings import ActionState
from directory.places.models import AreaSuccession
from directory.schemes.models import Scheme, SchemeKind
from tests.makers.agreements import make_agreement
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.plans import a_plan, an_item
from tests.makers.services import make_provider, make_service

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


def test_a_cell_tells_who_led_with_the_day_on_which_that_ended(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    action = an_item(session, plan, "A1-N", lead_words="Example Board, Area Managers")
    [board, _] = session.scalars(select(ActionLead).order_by(ActionLead.place))
    since, later = dt.date(2026, 10, 12), dt.date(2027, 5, 1)
    second = set_lead(
        session, action, LeadFacts("Council"), from_date=since, replaces=board, by=by, at=NOW
    )
    set_lead(session, action, LeadFacts("Trust"), from_date=later, replaces=second, by=by, at=NOW)
    [row] = plan_rows(session, plan, as_of=TODAY)
    assert dict(zip(HEADINGS, cells_of(row), strict=True))["leads"] == (
        "Example Board (until 2026-10-12)|Council (from 2026-10-12, until 2027-05-01)"
        "|Trust (from 2027-05-01)|Area Managers"
    )


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
    assert (said.state, said.places, said.note) == (ActionState.PILOTING, "Bristol", "Slow")
    assert notes_of_action(session, carried.carried[1]) == []  # nobody said anything
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
    assert moved.remarks == f"{old.name} ended on 1 March 2027."
    assert notes_of_action(session, moved) == []
    lead = session.scalars(select(ActionLead).where(ActionLead.action_id == led.id)).one()
    assert (lead.provider_id, lead.name) == (stays.id, "New Trust")
    assert lead.note == "Old Trust went into New Trust."
    [(code, why)] = done.left
    assert code == "A1-L1:lost-area"
    assert why == f"{lost.name} ended on 1 March 2027: name another area."


def test_a_plan_of_another_region_takes_nothing_on(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    other = a_plan(session, "london", region=make_region(session, "london"))
    with pytest.raises(PlanRefused, match="a plan of the same region"):
        carry_into(session, plan, other, by=by, at=NOW)


def test_what_stands_behind_an_item_goes_on_with_it(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    first, waiting, kept = (
        an_item(session, plan, code, "Summer 2027") for code in ("A1-N", "A2-N", "A3-N")
    )
    area, new = make_area(session, "old-area"), make_area(session, "new-area")
    service, agreement = make_service(session, areas=[area]), make_agreement(session)
    scheme = Scheme(
        local_delivery_unit_id=area.id, name="Whole house", kind=SchemeKind.OTHER, says="Together",
        stated_by="The area", stated_on=TODAY, recorded_at=NOW, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(scheme)
    session.flush()
    cell = CoverageCell(area, "accommodation")
    for thing in (service, cell, agreement, scheme):
        link_action(session, first, thing, by=by, at=NOW)
    link_action(session, waiting, first, words="when it is available", by=by, at=NOW)
    link_action(session, waiting, kept, by=by, at=NOW)
    say_state(session, kept, ActionState.DONE, noted_on=TODAY, evidence="Seen", by=by, at=NOW)
    area.valid_to = TODAY - dt.timedelta(1)
    session.add(AreaSuccession(predecessor_id=area.id, successor_id=new.id, from_date=TODAY))
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    one, two = carry_into(session, plan, successor, by=by, at=NOW).carried
    told = session.scalars(
        select(ActionLink).where(ActionLink.action_id == one.id).order_by(ActionLink.id)
    ).all()
    assert [link.service_id for link in told] == [service.id, None, None, None]
    assert (told[1].local_delivery_unit_id, told[1].covered) == (new.id, "accommodation")
    assert (told[2].agreement_id, told[3].scheme_id) == (agreement.id, scheme.id)
    waits = session.scalars(
        select(ActionLink).where(ActionLink.action_id == two.id).order_by(ActionLink.id)
    )
    assert [(link.other_action_id, link.words) for link in waits] == [
        (one.id, "when it is available"), (kept.id, None),
    ]  # fmt: skip
    [named] = actions_naming(session, service, today=TODAY)  # once, where it counts
    assert (named.plan, named.public_id) == ("plan-2027", one.public_id)


def test_what_waited_for_an_item_that_is_carried_later_waits_for_it_there(
    session: Session,
) -> None:
    plan, by = a_plan(session), actor(session)
    region = make_region(session)
    area, new = make_area(session, "old-area"), make_area(session, "new-area")
    held = an_item(session, plan, "A1-L1", level=ActionLevel.LOCAL, region=region, area=area)
    waiting = an_item(session, plan, "A2-N")
    link_action(session, waiting, held, by=by, at=NOW)
    area.valid_to = TODAY - dt.timedelta(1)
    session.flush()
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    first = carry_into(session, plan, successor, by=by, at=NOW)
    assert [code for code, _ in first.left] == ["A1-L1"]
    [link] = session.scalars(select(ActionLink).where(ActionLink.action_id == first.carried[0].id))
    assert link.other_action_id == held.id
    session.add(AreaSuccession(predecessor_id=area.id, successor_id=new.id, from_date=TODAY))
    session.flush()
    [later] = carry_into(session, plan, successor, by=by, at=NOW).carried
    [link] = session.scalars(select(ActionLink).where(ActionLink.action_id == first.carried[0].id))
    assert link.other_action_id == later.id


def test_each_item_counts_once_in_the_plan_that_is_in_force(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    an_item(session, plan, "A1-N", "Summer 2026")
    done = an_item(session, plan, "A2-N", "Summer 2026")
    say_state(session, done, ActionState.DONE, noted_on=TODAY, evidence="Seen", by=by, at=NOW)
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    carry_into(session, plan, successor, by=by, at=NOW)
    another = a_plan(session, "plan-2028", published_on=NEXT)
    assert carry_into(session, plan, another, by=by, at=NOW).carried == ()

    def late(on: dt.date) -> list[int]:
        plans = plan, successor
        found = [len(plan_standing(session, one, as_of=on).overdue) for one in plans]
        held = held_by_plans(session, [one.id for one in plans], as_of=on)
        assert [held[one.id].late for one in plans] == found
        return found

    assert late(TODAY) == [0, 1]
    assert late(NEXT) == [1, 1]  # the other was done a day later
    assert late(NEXT - dt.timedelta(1))[0] == 2  # before the next plan was in force
    [gone, _] = plan_rows(session, plan, as_of=TODAY)
    assert (gone.standing, gone.milestones[0].standing, gone.asks) == ("carried", "carried", "")
    assert gone.carried is not None
    assert (gone.carried.plan, gone.carried.plan_title) == ("plan-2027", "The plan plan-2027")
    assert dict(zip(HEADINGS, cells_of(gone), strict=True))["carried"] == "plan-2027: A1-N"


def test_what_is_carried_into_a_plan_that_is_not_published_yet_counts_here(
    session: Session,
) -> None:
    plan, by = a_plan(session), actor(session)
    an_item(session, plan, "A1-N", "Summer 2026")
    later = a_plan(session, "plan-2028", published_on=dt.date(2028, 1, 1))
    assert len(carry_into(session, plan, later, by=by, at=NOW).carried) == 1
    assert len(plan_standing(session, plan, as_of=TODAY).overdue) == 1


def test_a_pilot_that_was_reported_late_has_begun_late_and_what_waits_for_it_waits(
    session: Session,
) -> None:
    plan, by = a_plan(session), actor(session)
    item = an_item(
        session, plan, "A1-N", "To be piloted by 30 September 2026",
        words="A scheme, pilots will be evaluated after 6 months.",
    )  # fmt: skip
    on = dt.date(2026, 10, 12)
    say_state(session, item, ActionState.PILOTING, noted_on=on, places="Hull", by=by, at=NOW)
    [before] = plan_rows(session, plan, as_of=dt.date(2026, 10, 11))
    assert [one.standing for one in before.milestones] == ["overdue", "waits"]
    [row] = plan_rows(session, plan, as_of=TODAY)
    piloted, evaluated = row.milestones
    assert (piloted.standing, piloted.begun_on, piloted.is_late) == ("begun", on, True)
    assert evaluated.standing == "waits"
    cell = cells_of(row)[HEADINGS.index("milestones")]
    assert cell.startswith("pilot to 2026-09-30 (day): begun 2026-10-12, late|")


def test_a_template_is_no_item_until_it_is_made_real(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    template = an_item(session, plan, "A1-R1", "Summer 2026", ActionLevel.REGIONAL)
    an_item(session, plan, "A1-N", "Summer 2026")
    held = held_by_plans(session, [plan.id], as_of=TODAY)[plan.id]
    assert (dict(held.items), held.templates, held.late) == ({ActionLevel.NATIONAL: 1}, 1, 1)
    make_real(session, template, region=make_region(session), by=by, at=NOW)
    held = held_by_plans(session, [plan.id], as_of=TODAY)[plan.id]
    assert (held.items[ActionLevel.REGIONAL], held.templates, held.late) == (1, 1, 2)
    [_, together] = counted_by_level(plan_rows(session, plan, as_of=TODAY))[-2:]
    assert (together.agreed, together.late, together.templates) == (2, 2, 1)


def test_a_pilot_begun_in_time_is_begun_in_time_in_the_next_plan(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    item = an_item(session, plan, "A1-N", "To be piloted by 30 September 2026")
    first, then = dt.date(2026, 9, 1), dt.date(2026, 12, 1)
    for day, note in ((first, "Began"), (then, "Goes well")):
        say_state(
            session, item, ActionState.PILOTING, noted_on=day, places="Hull", note=note,
            by=by, at=NOW,
        )  # fmt: skip
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    [new] = carry_into(session, plan, successor, by=by, at=NOW).carried
    told = [(one.noted_on, one.note) for one in notes_of_action(session, new)]
    assert told == [(then, "Goes well"), (first, "Began")]
    [row] = plan_rows(session, successor, as_of=TODAY)
    [piloted] = row.milestones
    assert (piloted.begun_on, piloted.is_late, row.state_on) == (first, False, then)


def test_who_was_followed_does_not_lead_again_in_the_next_plan(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    item = an_item(session, plan, "A1-N", "Summer 2027", lead_words="Example Board, Councils")
    former, _ = session.scalars(select(ActionLead).order_by(ActionLead.place))
    set_lead(
        session, item, LeadFacts("Example Trust"), from_date=TODAY, replaces=former, by=by, at=NOW
    )  # fmt: skip
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    [new] = carry_into(session, plan, successor, by=by, at=NOW).carried

    def leads(of: PlanAction) -> list[tuple[str | None, dt.date | None, dt.date | None]]:
        asked = select(ActionLead).where(ActionLead.action_id == of.id)
        ordered = session.scalars(asked.order_by(ActionLead.place, ActionLead.id))
        return [(one.name or one.post, one.from_date, one.until_date) for one in ordered]

    assert leads(new) == leads(item)
    assert leads(new)[0] == ("Example Board", None, TODAY)
    [led] = actions_led_by(session, "Example Trust", None, today=TODAY)
    assert led.plan == "plan-2027"  # once, where it counts
    assert actions_led_by(session, "Example Board", None, today=TODAY) == ()


def test_counts_of_a_plan_that_was_carried_add_up(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    an_item(session, plan, "A1-N", "Summer 2027")
    done = an_item(session, plan, "A2-N", "Summer 2027")
    an_item(session, plan, "A1-R1", "Summer 2027", ActionLevel.REGIONAL)
    say_state(session, done, ActionState.DONE, noted_on=TODAY, evidence="Seen", by=by, at=NOW)
    successor = a_plan(session, "plan-2027", published_on=NEXT)
    assert len(carry_into(session, plan, successor, by=by, at=NOW).carried) == 2
    rows = plan_rows(session, plan, as_of=TODAY)
    together = counted_by_level(rows)[-1]
    assert (together.agreed, together.carried, together.done) == (2, 1, 1)
    assert together.templates == 1
    held = held_by_plans(session, [plan.id, successor.id], as_of=TODAY)
    assert [(sum(one.items.values()), one.carried, one.templates) for one in held.values()] == [
        (2, 1, 1), (1, 0, 1),
    ]  # fmt: skip
    assert held_by_plans(session, [plan.id], as_of=dt.date(2027, 2, 28))[plan.id].carried == 0


def test_of_a_past_day_nothing_is_told_of_what_was_met_later(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    an_item(session, plan, "A1-N", "Autumn 2026")
    [read] = session.scalars(select(ActionMilestone))
    on = dt.date(2026, 12, 1)
    meet_milestone(session, read, met_on=on, evidence="Seen", by=by, at=NOW)
    for day, met, seen in ((on - dt.timedelta(1), None, ""), (on, on, "Seen")):
        [row] = plan_rows(session, plan, as_of=day)
        assert [(one.met_on, one.evidence) for one in row.milestones] == [(met, seen)]
        assert (
            ("2026-12-01" in as_json([row]))
            is ("2026-12-01" in cells_of(row)[HEADINGS.index("milestones")])
            is bool(met)
        )


def test_a_plan_that_was_published_before_takes_nothing_on(session: Session) -> None:
    plan, by = a_plan(session), actor(session)
    before = a_plan(session, "plan-2025", published_on=dt.date(2025, 4, 1))
    assert not may_follow(session, plan, plan)
    assert not may_follow(session, plan, before)
    assert may_follow(session, before, plan)
    with pytest.raises(PlanRefused, match="comes before this plan"):
        carry_into(session, plan, before, by=by, at=NOW)
