"""Where milestones and actions stand on a day: overdue by a period's end, a start never."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.partnership.actions.lead_words import leads_named
from commissioning.partnership.actions.readings import MilestoneKind
from commissioning.partnership.actions.standings import (
    ActionStanding,
    ActionState,
    ItemFacts,
    MilestoneFacts,
    MilestoneStanding,
    action_standing,
    begun_by_state,
    done_since,
    milestone_standing,
)

START, PILOT, EVALUATE, ISSUE, APPROVE, COMPLETE = MilestoneKind
AUTUMN = dt.date(2004, 9, 1), dt.date(2004, 11, 30)
M, A = MilestoneStanding, ActionStanding


@pytest.mark.parametrize(
    ("kind", "days", "as_of", "standing"),
    [
        (ISSUE, AUTUMN, "2004-08-31", M.AHEAD),
        (ISSUE, AUTUMN, "2004-09-01", M.RUNNING),
        (ISSUE, AUTUMN, "2004-11-30", M.RUNNING),  # the last day still belongs to it
        (ISSUE, AUTUMN, "2004-12-01", M.OVERDUE),
        (START, AUTUMN, "2004-12-01", M.START_PASSED),
        (START, (AUTUMN[0], None), "2004-09-01", M.RUNNING),
        (START, (AUTUMN[0], None), "2004-09-02", M.START_PASSED),
        (START, (None, AUTUMN[1]), "2004-12-01", M.START_PASSED),
        (ISSUE, (None, AUTUMN[1]), "2004-11-30", M.AHEAD),
        (ISSUE, (None, AUTUMN[1]), "2004-12-01", M.OVERDUE),
        (ISSUE, (None, None), "2044-01-01", M.ASKED),  # never overdue
        (START, (None, None), "2044-01-01", M.ASKED),
    ],
)
def test_a_milestone_by_its_days(
    kind: MilestoneKind,
    days: tuple[dt.date | None, dt.date | None],
    as_of: str,
    standing: MilestoneStanding,
) -> None:
    facts = MilestoneFacts(kind, *days)
    assert milestone_standing(facts, as_of=dt.date.fromisoformat(as_of)) is standing


def test_what_was_met_is_met_from_that_day_on() -> None:
    facts = MilestoneFacts(ISSUE, *AUTUMN, met_on=dt.date(2004, 12, 24))
    assert milestone_standing(facts, as_of=dt.date(2004, 12, 23)) is M.OVERDUE
    assert milestone_standing(facts, as_of=dt.date(2004, 12, 24)) is M.MET
    reported = MilestoneFacts(START, *AUTUMN, is_reported=True)
    assert milestone_standing(reported, as_of=dt.date(2005, 1, 1)) is M.REPORTED


@pytest.mark.parametrize(
    ("begun", "as_of", "standing"),
    [
        (None, "2010-01-01", M.WAITS),  # nothing to count from
        ("2004-08-31", "2005-02-27", M.AHEAD),
        ("2004-08-31", "2005-02-28", M.RUNNING),  # six months later February ends
        ("2004-08-31", "2005-03-01", M.OVERDUE),
    ],
)
def test_six_months_after_another(
    begun: str | None, as_of: str, standing: MilestoneStanding
) -> None:
    facts = MilestoneFacts(
        MilestoneKind.EVALUATE, None, None, months_after=6,
        counted_from_met_on=None if begun is None else dt.date.fromisoformat(begun),
    )  # fmt: skip
    assert milestone_standing(facts, as_of=dt.date.fromisoformat(as_of)) is standing


@pytest.mark.parametrize(
    ("milestones", "state", "standing"),
    [
        ([], None, A.NO_TARGET),
        ([(ISSUE, M.OVERDUE), (START, M.AHEAD)], None, A.OVERDUE),
        ([(START, M.START_PASSED), (ISSUE, M.AHEAD)], None, A.START_PASSED),
        ([(START, M.REPORTED)], None, A.STARTED),
        ([(START, M.MET), (ISSUE, M.MET)], None, A.MET),
        ([(START, M.MET), (ISSUE, M.WAITS)], None, A.AHEAD),
        ([(ISSUE, M.ASKED)], None, A.ASKED),
        ([(ISSUE, M.OVERDUE)], ActionState.UNDER_WAY, A.OVERDUE),
        ([(ISSUE, M.OVERDUE)], ActionState.DEPENDS_ON_RESOURCES, A.OVERDUE),
        ([(ISSUE, M.OVERDUE)], ActionState.STOPPED, A.CLOSED),
        ([], ActionState.DONE, A.CLOSED),
        ([(PILOT, M.MET)], None, A.STARTED),  # a pilot that was held is not yet all
        ([(PILOT, M.BEGUN)], ActionState.PILOTING, A.STARTED),
        ([(PILOT, M.BEGUN), (EVALUATE, M.OVERDUE)], ActionState.PILOTING, A.OVERDUE),
    ],
)
def test_an_action_by_its_milestones_and_what_was_said(
    milestones: list[tuple[MilestoneKind, MilestoneStanding]],
    state: ActionState | None,
    standing: ActionStanding,
) -> None:
    assert action_standing(milestones, ItemFacts(state)) is standing


def test_of_what_asks_nothing_no_milestone_is_overdue() -> None:
    assert M.OVERDUE.where(ItemFacts(ActionState.DONE)) is M.CLOSED
    assert M.OVERDUE.where(ItemFacts(ActionState.UNDER_WAY)) is M.OVERDUE
    assert M.OVERDUE.where(ItemFacts(is_template=True)) is M.TEMPLATE
    assert M.OVERDUE.where(ItemFacts(is_template=True, is_carried=True)) is M.CARRIED
    for one in (M.MET, M.BEGUN, M.REPORTED):
        assert one.where(ItemFacts(ActionState.STOPPED, is_carried=True)) is one
    overdue = [(ISSUE, M.OVERDUE)]
    assert action_standing(overdue, ItemFacts(is_template=True)) is A.TEMPLATE
    assert action_standing(overdue, ItemFacts(ActionState.DONE, is_carried=True)) is A.CARRIED


PILOTING, EVALUATED = ActionState.PILOTING, ActionState.EVALUATED
TOLD = [
    # kind, state said, on, standing on 1 March 2005, late; the period is autumn 2004
    (START, None, "", M.START_PASSED, False),
    (START, ActionState.UNDER_WAY, "2004-10-01", M.BEGUN, False),
    (START, ActionState.UNDER_WAY, "2004-12-24", M.BEGUN, True),
    (START, PILOTING, "2004-12-24", M.BEGUN, True),
    (START, ActionState.PROPOSED, "2004-10-01", M.START_PASSED, False),
    (PILOT, None, "", M.OVERDUE, False),
    (PILOT, ActionState.UNDER_WAY, "2004-10-01", M.OVERDUE, False),  # not of its pilot
    (PILOT, PILOTING, "2004-08-01", M.BEGUN, False),
    (PILOT, PILOTING, "2004-11-30", M.BEGUN, False),  # the last day still belongs to it
    (PILOT, PILOTING, "2004-12-01", M.BEGUN, True),
    (PILOT, PILOTING, "2005-03-02", M.OVERDUE, False),  # still ahead on that day
    (PILOT, ActionState.ROLLED_OUT, "2004-12-01", M.BEGUN, True),
    (EVALUATE, PILOTING, "2004-10-01", M.OVERDUE, False),
    (EVALUATE, EVALUATED, "2004-12-01", M.BEGUN, True),
    (ISSUE, PILOTING, "2004-10-01", M.OVERDUE, False),
    (APPROVE, EVALUATED, "2004-10-01", M.OVERDUE, False),
    (COMPLETE, ActionState.ROLLED_OUT, "2004-10-01", M.OVERDUE, False),
]
"""By hand."""


@pytest.mark.parametrize(("kind", "state", "on", "standing", "is_late"), TOLD)
def test_what_a_state_tells_of_a_milestone(
    kind: MilestoneKind,
    state: ActionState | None,
    on: str,
    standing: MilestoneStanding,
    is_late: bool,
) -> None:
    said = [] if state is None else [(dt.date.fromisoformat(on), state)]
    [begun_on] = begun_by_state([kind], said)
    facts = MilestoneFacts(kind, *AUTUMN, begun_on=begun_on)
    march = dt.date(2005, 3, 1)
    assert milestone_standing(facts, as_of=march) is standing
    assert facts.is_late(as_of=march) is is_late


def test_the_day_that_somebody_states_wins_over_what_a_state_tells() -> None:
    facts = MilestoneFacts(
        PILOT, *AUTUMN, met_on=dt.date(2004, 11, 1), begun_on=dt.date(2004, 12, 24)
    )
    assert milestone_standing(facts, as_of=dt.date(2005, 1, 1)) is M.MET
    assert not facts.is_late(as_of=dt.date(2005, 1, 1))
    late = MilestoneFacts(ISSUE, *AUTUMN, met_on=dt.date(2004, 12, 24))
    assert late.is_late(as_of=dt.date(2005, 1, 1))
    assert not late.is_late(as_of=dt.date(2004, 12, 23))


DONE_ON = [
    # kind, met on, done on, late on 1 March 2005; the period is autumn 2004
    (COMPLETE, None, "2004-11-30", False),  # the last day still belongs to it
    (COMPLETE, None, "2004-12-01", True),
    (ISSUE, "2004-11-01", "2004-12-24", False),  # the day that somebody states wins
    (START, None, "2004-12-24", False),  # when it began nobody knows
    (PILOT, None, "2005-03-02", False),  # still ahead on that day
]
"""By hand."""


@pytest.mark.parametrize(("kind", "met_on", "done_on", "is_late"), DONE_ON)
def test_an_item_done_after_the_last_day_of_a_milestone_was_late(
    kind: MilestoneKind, met_on: str | None, done_on: str, is_late: bool
) -> None:
    met = None if met_on is None else dt.date.fromisoformat(met_on)
    facts = MilestoneFacts(kind, *AUTUMN, met_on=met, done_on=dt.date.fromisoformat(done_on))
    assert facts.is_late(as_of=dt.date(2005, 3, 1)) is is_late


def test_an_item_is_done_since_the_first_of_the_days_on_which_nothing_else_was_said() -> None:
    may, june, july = (dt.date(2005, month, 1) for month in (5, 6, 7))
    done, again = ActionState.DONE, ActionState.UNDER_WAY
    assert done_since([(may, done), (june, again), (june, done), (july, done)]) == june
    assert done_since([(may, done), (june, again)]) is done_since([]) is None


def test_of_two_pilots_a_state_tells_of_the_first_alone() -> None:
    first, then = dt.date(2004, 10, 1), dt.date(2005, 2, 1)
    said = [(then, EVALUATED), (first, PILOTING)]
    assert begun_by_state([PILOT, PILOT, EVALUATE], said) == [first, None, then]


def test_names_of_a_lead_cell_are_bodies_or_posts_each_once() -> None:
    words = "Prison Service, Area Managers (north, south), Health Boards, Prison Service"
    assert [(one.name, one.post) for one in leads_named(words)] == [
        ("Prison Service", None), (None, "Area Managers (north, south)"), ("Health Boards", None),
    ]  # fmt: skip
    assert leads_named(None) == ()
