"""Levels, sections, states and readings of a plan as a board says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from commissioning.partnership.actions.checking import FRAMEWORK
from commissioning.partnership.actions.counting import LookedFor
from commissioning.partnership.actions.models import ActionLevel
from commissioning.partnership.actions.readings import MilestoneKind
from commissioning.partnership.actions.rows import ActionRow, LeadRow, MilestoneRow
from commissioning.partnership.actions.standings import (
    BEGINNINGS,
    ActionStanding,
    ActionState,
    MilestoneStanding,
)
from commissioning.partnership.actions.target_periods import TargetPrecision
from commissioning.partnership.actions.writers import roles_that_write
from directory.pathways import pathways
from directory.places.models import Region
from directory.requirements import requirement_codes, requirement_name
from portal.formatting import between, in_words, joined

DAY: Final = dt.timedelta(days=1)

LEVELS: Final[Mapping[ActionLevel, str]] = MappingProxyType(
    {
        ActionLevel.NATIONAL: "Nationally",
        ActionLevel.REGIONAL: "Regionally",
        ActionLevel.LOCAL: "Locally",
    }
)
LOOKED_FOR: Final[Mapping[LookedFor, str]] = MappingProxyType(
    {
        LookedFor.LATE: "Late",
        LookedFor.START_PASSED: "Start has passed, not told whether it began",
        LookedFor.UNREAD: "A date that nobody can read",
        LookedFor.UNDER_WAY: "Under way",
        LookedFor.DONE: "Done",
        LookedFor.UNDATED: "Without a date",
        LookedFor.CARRIED: "Carried into another plan",
        LookedFor.TEMPLATE: "Templates, to be made real by each region or area",
    }
)
STATES: Final[Mapping[ActionState, str]] = MappingProxyType(
    {
        ActionState.PROPOSED: "Proposed",
        ActionState.UNDER_WAY: "Under way",
        ActionState.PILOTING: "Being piloted",
        ActionState.EVALUATED: "Evaluated",
        ActionState.ROLLED_OUT: "Rolled out",
        ActionState.DONE: "Done",
        ActionState.STOPPED: "Stopped",
        ActionState.SUPERSEDED: "Superseded",
        ActionState.DEPENDS_ON_RESOURCES: "Depends on resources",
    }
)
STANDINGS: Final[Mapping[ActionStanding, tuple[str, str]]] = MappingProxyType(
    {
        ActionStanding.OVERDUE: ("Late", "red"),
        ActionStanding.START_PASSED: ("Start has passed", "orange"),
        ActionStanding.ASKED: ("No readable date", "yellow"),
        ActionStanding.RUNNING: ("Its time runs", "blue"),
        ActionStanding.AHEAD: ("Ahead", "grey"),
        ActionStanding.STARTED: ("Started", "turquoise"),
        ActionStanding.MET: ("Done", "green"),
        ActionStanding.TEMPLATE: ("Template", "grey"),
        ActionStanding.CARRIED: ("Carried on", "grey"),
    }
)
"""The words and the colour of a tag; what is closed is told by its state, no target by no tag."""

TO_BE: Final[Mapping[MilestoneKind, str]] = MappingProxyType(
    {
        MilestoneKind.START: "to start",
        MilestoneKind.PILOT: "to be piloted",
        MilestoneKind.EVALUATE: "to be evaluated",
        MilestoneKind.ISSUE: "to be issued",
        MilestoneKind.APPROVE: "to be approved",
        MilestoneKind.COMPLETE: "to be complete",
    }
)
PRECISIONS: Final[Mapping[TargetPrecision, str]] = MappingProxyType(
    {
        TargetPrecision.DAY: "a day",
        TargetPrecision.MONTH: "a month",
        TargetPrecision.SEASON: "a season",
        TargetPrecision.YEAR: "a year",
        TargetPrecision.FINANCIAL_YEAR: "a financial year",
        TargetPrecision.SPAN: "a span of time",
    }
)
MILESTONES: Final[Mapping[MilestoneStanding, str]] = MappingProxyType(
    {
        MilestoneStanding.OVERDUE: "overdue",
        MilestoneStanding.START_PASSED: "its start has passed: say whether it began",
        MilestoneStanding.CLOSED: "the item is closed",
        MilestoneStanding.ASKED: "nobody can read the date: words kept",
        MilestoneStanding.REPORTED: "the plan itself says that it happened",
        MilestoneStanding.RUNNING: "its time runs",
        MilestoneStanding.AHEAD: "still ahead",
        MilestoneStanding.WAITS: "waits for another milestone",
        MilestoneStanding.TEMPLATE: "counts once it is made real",
        MilestoneStanding.CARRIED: "counts in the next plan",
    }
)
KINDS_OF_LINK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "action": "Waits for",
        "service": "Service",
        "coverage": "Coverage",
        "agreement": "Agreement",
        "scheme": "Scheme",
    }
)


@cache
def section_names() -> Mapping[str, str]:
    """In their order, by code."""
    named = {one.code: one.name for one in pathways()}
    return MappingProxyType({FRAMEWORK: "Framework", **named})


@cache
def covered_names() -> Mapping[str, str]:
    """Of requirements and pathways, as the map of coverage has them."""
    named = {code: requirement_name(code) for code in requirement_codes()}
    return MappingProxyType(named | {one.code: one.name for one in pathways()})


def readers_of_draft(region: Region | None) -> str:
    """ "whoever is commissioner or head of a probation region in Wales": asked of the rule by which
    a plan that is not published yet is read."""
    roles = roles_that_write(None if region is None else region.id)
    named = joined([f"{role.words[0].lower()}{role.words[1:]}" for role in roles], "or")
    return f"whoever is {named}{f' in {region.name}' if region else ''}"


def where(row: ActionRow) -> str:
    """Of what is no national item: its place, or of whom it is asked."""
    if row.is_template:
        return "each region" if row.level == ActionLevel.REGIONAL else "each area"
    return row.area_name or row.region_name


def reading(one: MilestoneRow) -> str:
    """ "to be issued from 1 September to 30 November 2004 (a season)"."""
    precision = PRECISIONS.get(TargetPrecision(one.precision))
    exactly = f" ({precision})" if precision else ""
    stated = ", stated beside words that say no day" if one.is_stated else ""
    scope = f", {one.scope}" if one.scope else ""
    was = "was " if one.standing == MilestoneStanding.CLOSED else ""
    return f"{was}{TO_BE[MilestoneKind(one.kind)]} {_days(one)}{exactly}{stated}{scope}"


def _days(one: MilestoneRow) -> str:
    first, last = one.earliest, one.latest
    if first is not None and last is not None:
        return f"on {in_words(first)}" if first == last else f"from {between(first, last)}"
    if last is not None:
        return f"by {in_words(last)}"
    if first is not None:
        return f"from {in_words(first)}, no last day said"
    if one.precision == TargetPrecision.RELATIVE:
        if one.standing == MilestoneStanding.ASKED:
            return "so long after something that the target does not name"
        return "so long after another milestone, which is not met yet"
    return "on a day that nobody can read"


def standing_of_milestone(one: MilestoneRow) -> str:
    """What a board asks of it, or that nothing is to be asked."""
    standing = MilestoneStanding(one.standing)
    if standing is MilestoneStanding.OVERDUE and one.latest is not None:
        return f"overdue since {in_words(one.latest + DAY)}"
    if standing is MilestoneStanding.MET and one.met_on is not None:
        return _on_the_day(_MET.get(MilestoneKind(one.kind), "met"), "on", one.met_on, one)
    if standing is MilestoneStanding.BEGUN and one.begun_on is not None:
        done = "evaluated" if one.kind == MilestoneKind.EVALUATE else "begun"
        return _on_the_day(done, "as was said on", one.begun_on, one)
    if standing is MilestoneStanding.ASKED and one.precision == TargetPrecision.RELATIVE:
        return "say what it counts from"
    return MILESTONES[standing]


_MET: Final = dict.fromkeys(BEGINNINGS, "begun")


def _on_the_day(done: str, how: str, day: dt.date, one: MilestoneRow) -> str:
    """ "begun late, as was said on 12 October 2026: due by 30 September 2026"."""
    if not one.is_late or one.latest is None:
        return f"{done} {how} {in_words(day)}" if how == "on" else f"{done}, {how} {in_words(day)}"
    return f"{done} late, {how} {in_words(day)}: due by {in_words(one.latest)}"


def needs(row: ActionRow) -> str:
    """What its milestones ask first, of several overdue the one that is longest; "" where they ask
    nothing."""
    for standing in (
        MilestoneStanding.OVERDUE, MilestoneStanding.START_PASSED, MilestoneStanding.ASKED,
    ):  # fmt: skip
        found = [one for one in row.milestones if one.standing == standing]
        if found:
            return standing_of_milestone(min(found, key=lambda one: one.latest or dt.date.max))
    return ""


def state_said(row: ActionRow) -> str:
    """ "Being piloted: Preston, said on 3 May 2026. A group began"; "" where nothing was said."""
    if not row.state:
        return ""
    places = f": {row.state_places}" if row.state_places else ""
    note = f". {row.state_note}" if row.state_note else ""
    return f"{STATES[ActionState(row.state)]}{places}, said on {in_words(row.state_on)}{note}"


def tag_of(row: ActionRow) -> tuple[str, str]:
    """Words and colour; ("", "") for an item of which there is nothing to say in one."""
    standing = ActionStanding(row.standing)
    if standing is ActionStanding.CLOSED and row.state:
        is_done = row.state == ActionState.DONE
        return STATES[ActionState(row.state)], "green" if is_done else "grey"
    if standing is ActionStanding.NO_TARGET and row.state:
        return STATES[ActionState(row.state)], "blue"
    return STANDINGS.get(standing, ("", ""))


def leads_said(row: ActionRow, on: dt.date) -> str:
    """Those of that day: who leads, then with whom; who does is not told by every plan."""
    now = [one for one in row.leads if one.until_date is None or one.until_date > on]
    leading = [_lead(one, on) for one in now if one.is_lead]
    partners = [_lead(one, on) for one in now if one.is_lead is False]
    unsaid = [_lead(one, on) for one in now if one.is_lead is None]
    parts = []
    if leading:
        parts.append(f"Led by {joined(leading)}")
    if partners:
        parts.append(f"with {joined(partners)}" if leading else f"Partners: {joined(partners)}")
    if unsaid:
        parts.append(f"Lead and partners as written: {', '.join(unsaid)}")
    return "; ".join(parts)


def _lead(one: LeadRow, on: dt.date) -> str:
    ahead = f" (from {in_words(one.from_date)})" if one.from_date and one.from_date > on else ""
    return f"{one.words}{ahead}"
