"""Words and stated days of a target that differ: asked of whoever fills in a form."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.models import ActionLevel, ActionPlan
from commissioning.partnership.actions.planning import ActionFacts
from commissioning.partnership.actions.readings import StatedDays
from portal.plans.writing import refuse_disagreeing_days

MARCH = StatedDays(latest=dt.date(2027, 3, 1))
PLAN = ActionPlan(published_on=dt.date(2026, 4, 1))


def said(words: str) -> ActionFacts:
    level = ActionLevel.NATIONAL
    return ActionFacts("A1-N", level, "framework", "Homes", target_words=words, stated=MARCH)


def test_a_pair_that_differs_is_refused_on_its_field() -> None:
    with pytest.raises(PlanRefused, match="2027-05-01, and to 2027-03-01 is stated") as refused:
        refuse_disagreeing_days(said("By 1 May 2027"), PLAN)
    assert refused.value.field == "target_text"
    with pytest.raises(PlanRefused, match="reads as to 2027-05-02"):
        refuse_disagreeing_days(said("By 2 May 2027"), PLAN, said("By 1 May 2027"))


def test_a_pair_that_agrees_or_that_a_file_brought_is_taken() -> None:
    refuse_disagreeing_days(said("By 1 March 2027"), PLAN)
    refuse_disagreeing_days(said("In due course"), PLAN)
    refuse_disagreeing_days(said("By 1 May 2027"), PLAN, said("By 1 May 2027"))
