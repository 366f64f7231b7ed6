"""What a target said before: kept through every change, read as it stood, and never late twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from commissioning.partnership.actions.carrying_on import carry_into
from commissioning.partnership.actions.earlier_targets import _stated_in, told_as_text
from commissioning.partnership.actions.models import ActionPlan, PlanAction
from commissioning.partnership.actions.planning import facts_of, revise_action
from commissioning.partnership.actions.queries import plan_standing
from commissioning.partnership.actions.readings import NOTHING_STATED, StatedDays
from commissioning.partnership.actions.rows import plan_rows
from commissioning.partnership.actions.saying import say_state
from commissioning.partnership.actions.standings import ActionState
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.plans import a_plan, an_item

pytestmark = pytest.mark.sqlite
FIRST = "By 30 September 2026"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def change(session: Session, item: PlanAction, on: str, **facts: object) -> None:
    said = replace(facts_of(session, item), **facts)  # type: ignore[arg-type]
    at = dt.datetime.combine(day(on), dt.time(9), dt.UTC)
    revise_action(session, item, said, by=actor(session), at=at)


def told(session: Session, item: PlanAction, on: dt.date = TODAY) -> list[tuple[str, str, str]]:
    plan = session.get_one(ActionPlan, item.plan_id)
    [row] = [one for one in plan_rows(session, plan, as_of=on) if one.code == item.code]
    return [(one.words, str(one.until), str(one.late_since or "")) for one in row.earlier_targets]


def test_each_target_before_is_kept_and_the_day_asked_for_reads_the_one_it_had(
    session: Session,
) -> None:
    plan = a_plan(session)
    item = an_item(session, plan, target=FIRST)
    change(session, item, "2026-09-30", target_words="By 31 October 2026")  # still in time
    change(session, item, "2026-11-02", remarks="Money came late.")  # no target
    change(session, item, "2026-11-02", target_words=None)
    change(session, item, "2026-12-01", target_words="Ongoing")
    stated = StatedDays(latest=day("2027-06-30"))
    change(session, item, "2026-12-02", stated=stated)
    assert told(session, item) == [
        (FIRST, "2026-09-30", ""),
        ("By 31 October 2026", "2026-11-02", "2026-11-01"),
        ("", "2026-12-01", ""),
        ("Ongoing", "2026-12-02", ""),
    ]
    stood = {
        "2026-09-29": "ahead", "2026-09-30": "ahead", "2026-11-01": "overdue",
        "2026-11-02": "no_target", "2026-12-01": "asked", "2026-12-02": "ahead",
    }  # fmt: skip
    for on, standing in stood.items():
        [found] = plan_standing(session, plan, as_of=day(on)).actions
        assert found.standing == standing, on
    assert told(session, item, day("2026-11-01")) == [(FIRST, "2026-09-30", "")]
    change(session, item, "2026-12-03", stated=NOTHING_STATED)
    assert told(session, item)[-1] == ("Ongoing (stated: to 30 June 2027)", "2026-12-03", "")


def test_what_is_done_or_was_changed_before_its_plan_was_published_was_not_late(
    session: Session,
) -> None:
    plan = a_plan(session, published_on=day("2026-10-15"))
    draft = an_item(session, plan, "A1-N", FIRST)
    change(session, draft, "2026-10-14", target_words="By 31 December 2026")
    assert told(session, draft) == []
    done = an_item(session, plan, "A2-N", FIRST)
    say_state(
        session, done, ActionState.DONE, noted_on=day("2026-10-20"), evidence="Signed",
        by=actor(session), at=NOW,
    )  # fmt: skip
    change(session, done, "2026-12-01", target_words="By 31 January 2027")
    assert told(session, done) == [(FIRST, "2026-12-01", "")]


def test_a_change_that_was_taken_back_since_is_passed_over(session: Session) -> None:
    item = an_item(session, a_plan(session), target=FIRST)
    change(session, item, "2026-12-01", target_words="By 31 January 2027")
    item.target_words = FIRST
    session.flush()
    assert told(session, item) == []


def test_what_was_carried_on_tells_what_its_target_said_in_the_plan_before(
    session: Session,
) -> None:
    plan = a_plan(session)
    item = an_item(session, plan, target=FIRST)
    change(session, item, "2026-12-01", target_words="By 30 June 2027")
    successor = a_plan(session, "plan-2027", published_on=TODAY)
    [new] = carry_into(session, plan, successor, by=actor(session), at=NOW).carried
    assert told(session, new) == [(FIRST, "2026-12-01", "2026-10-01")]


def test_stated_days_are_read_as_the_record_of_changes_has_kept_them_then_and_now() -> None:
    both = StatedDays(day("2026-04-01"), day("2026-06-30"))
    for one in (both, StatedDays(latest=both.latest), NOTHING_STATED):
        assert _stated_in(told_as_text(one)) == _stated_in(str(one)) == one
