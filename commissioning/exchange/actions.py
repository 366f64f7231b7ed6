"""The items of an action plan, from a file: the plan itself is made where it is not known yet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, Final

from sqlalchemy import select

from commissioning.exchange.working import CommissioningWork
from commissioning.partnership.actions.checking import LONGEST, sections
from commissioning.partnership.actions.errors import PlanRefused
from commissioning.partnership.actions.lead_words import asked_of_leads
from commissioning.partnership.actions.models import ActionLevel, ActionPlan, PlanAction
from commissioning.partnership.actions.planning import (
    ActionFacts,
    PlanFacts,
    add_action,
    facts_of,
    make_plan,
    revise_action,
)
from commissioning.partnership.actions.readings import StatedDays, TargetReading
from directory.clock import day_in_words, local_date
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import About, CellError, Chunk, Column, Kind
from directory.exchange.forms import CODE, DATE, one_of, one_word_of, several, shown, text
from directory.exchange.names import Names
from directory.exchange.working import (
    ADDED,
    REVISED,
    UNCHANGED,
    Doubts,
    Row,
    RowWork,
    backwards,
    refused,
)
from directory.places.models import LocalDeliveryUnit, Region
from directory.places.queries import all_areas, all_regions

WORDS: Final = text(LONGEST)


def _as_in_address(cell: str) -> str:
    """“Kent, Surrey & Sussex” as kent-surrey-and-sussex."""
    words = re.findall(r"[^\W_]+", cell.casefold().replace("&", " and "))
    return "-".join(words) if words else cell


REGION: Final = replace(
    CODE, words="a region's name, or its word in addresses: North West, north-west",
    read=lambda cell: _as_in_address(CODE.read(cell)),
)  # fmt: skip
PLAN: Final = About.PUBLISHED
"""What a plan says of bodies and days: a day beside the name of a board is nobody's birth."""

PLAN_COLUMNS: Final = ("plan_region", "plan_title", "plan_published_on", "plan_from", "plan_to")
A_YEAR_LATER: Final = 366
MADE: Final = "plan made: {title} ({code}), published on {day}, from which day everybody reads it"
OF_TODAY: Final = (
    "{made}. That is today, since neither plan_published_on nor the day of which the file speaks"
    " (--as-of) says another: if it is a plan of another day, send the file with that day instead"
)
ENDED_BEFORE: Final = "items with a target that ended before that day of publication"
SAID_AS: Final[Mapping[str, str]] = {
    "section": "section",
    "level": "level",
    "action_title": "heading",
    "block": "block",
    "lead_and_partners": "lead_words",
    "target_text": "target_words",
    "notes": "remarks",
}
"""Columns that are facts of an item as they stand."""


class ActionsWork(CommissioningWork, RowWork):
    """A row whose item says all of it already changes nothing."""

    @cached_property
    def _rows_told(self) -> dict[tuple[str, str], int]:
        """Of the file: in which row each item stands, by its plan and name."""
        return {}

    @cached_property
    def _made_of_today(self) -> set[str]:
        """Of the plans that the file makes, those of which nothing states a day of publication."""
        return set()

    @cached_property
    def _headings(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Of the file: section and heading of each block, as its first row says them."""
        return {}

    @cached_property
    def regions(self) -> dict[str, Region]:
        return {one.slug: one for one in all_regions(self.session)}

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def plans(self) -> dict[str, ActionPlan]:
        return {one.code: one for one in self.session.scalars(select(ActionPlan))}

    @cached_property
    def named(self) -> dict[str, Names]:
        regions = Names("region", self.regions)
        return {"plan_region": regions, "region": regions, "area": AreaNames(self.areas)}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return _check_days, _check_plan_days, self._check_heading

    def _check_heading(self, row: Row) -> Doubts:
        block = row.get("block") or row["id"].rpartition("-")[0] or row["id"]
        said = row["section"], " ".join(row["action_title"].split())
        first = self._headings.setdefault((row.get("plan") or "", block), said)
        for column, one, other in zip(("section", "action_title"), first, said, strict=True):
            if one != other:
                yield column, f"another row of the block {block} says {shown(one)}: write the same"

    def _checked(self, number: int, row: Row) -> Iterator[CellError]:
        """Notes where each item stands, so that one which is refused is not missed twice."""
        plan, code = dict.get(row, "plan"), dict.get(row, "id")
        if isinstance(code, str):
            self._rows_told.setdefault((plan if isinstance(plan, str) else "", code), number)
        yield from super()._checked(number, row)

    def unusual_in_row(self, row: Row) -> Doubts:
        """Words and stated days of a target that differ, and a day beside words that say none: it
        stands where that is meant. So does a lead that reads as the name of a person."""
        known = self._item(self.plans.get(self._code(row)), row["id"])
        said = self._said_by(row, known)
        kept = None if known is None else facts_of(self.session, known)
        reading = said.reading(self._published_on(row))
        odd = reading.rests_on_stated
        if reading.disagrees and not self._rests_on_day_of_file(row, said):
            odd = reading.disagrees
        if odd and not (kept and _targets_alike(kept, said)):
            yield ("target_text" if "target_text" in row else "id"), odd
        asked = asked_of_leads(said.lead_words)
        if asked and not (kept and _leads_alike(kept, said)):
            yield "lead_and_partners", asked

    def _rests_on_day_of_file(self, row: Row, said: ActionFacts) -> bool:
        """Whether words are counted from a publication that nobody stated: "over three years"."""
        if row.get("plan_published_on") or self._code(row) in self.plans:
            return False
        day = self.taking.as_of
        return said.reading(day) != said.reading(day + dt.timedelta(days=A_YEAR_LATER))

    def _said_by(self, row: Row, known: PlanAction | None) -> ActionFacts:
        before = None if known is None else facts_of(self.session, known)
        return _facts(row, self.regions, self.areas, before)

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        for number, row in chunk.rows():
            self.rows = {None: number}
            waiting = list(self._parents_refused(number, row))
            if waiting:
                yield from waiting
                continue
            try:
                with self.session.begin_nested():
                    self.outcomes[self.write_row(row)] += 1
            except self.refusals as refusal:
                yield refused(number, refusal, chunk)

    def _parents_refused(self, number: int, row: Row) -> Iterator[CellError]:
        """Items that the row answers and that stand in the file, but are not in the plan."""
        for code in row.get("parent_id") or ():
            at = self._rows_told.get((row.get("plan") or "", code))
            if at is None or self._item(self.plans.get(self._code(row)), code) is not None:
                continue
            reason = f"{code} stands below, in row {at}: put its row above this one"
            if at < number:
                reason = f"{code} was refused, in row {at}"
            yield CellError(number, "parent_id", reason, waits=at < number)

    def write_row(self, row: Row) -> str:
        plan = self._plan(row)
        known = self._item(plan, row["id"])
        facts, outcome = self._said_by(row, known), ADDED
        if known is None:
            add_action(self.session, plan, facts, by=self.by, at=self.at)
        else:
            changed = revise_action(self.session, known, facts, by=self.by, at=self.at)
            outcome = REVISED if changed else UNCHANGED
        self._note(plan, facts, facts.reading(plan.published_on))
        return outcome

    def _note(self, plan: ActionPlan, facts: ActionFacts, reading: TargetReading) -> None:
        """What became of the row by level and section, and what somebody should say of it."""
        self.notes[f"{facts.level.value} items of {facts.section}"] += 1
        if any(one.is_dated for one in reading.milestones):
            self.notes[f"{facts.level.value} items with a date"] += 1
        last = max((one.latest for one in reading.milestones if one.latest), default=None)
        if plan.code in self._made_of_today and last and last < plan.published_on:
            self.notes[ENDED_BEFORE] += 1
        for asked in reading.asks:
            self.notes[f"asked about {facts.code}: {asked}"] += 1

    def _item(self, plan: ActionPlan | None, code: str) -> PlanAction | None:
        if plan is None:
            return None
        return self.session.scalar(
            select(PlanAction).where(PlanAction.plan_id == plan.id, PlanAction.code == code)
        )

    def _code(self, row: Row) -> str:
        """Of a row that names no plan: that of its region, else the national one, of the day of
        which the file speaks."""
        whose = row.get("plan_region") or "national"
        return row.get("plan") or f"{whose}-{self.taking.as_of.isoformat()}"

    def _published_on(self, row: Row) -> dt.date:
        known = self.plans.get(self._code(row))
        stated: dt.date | None = row.get("plan_published_on")
        return known.published_on if known else stated or self.taking.as_of

    def _plan(self, row: Row) -> ActionPlan:
        code = self._code(row)
        known = self.plans.get(code)
        if known is not None:
            _refuse_another_word(known, row, self.regions)
            return known
        if row.get("plan") and not row.get("plan_title"):
            raise PlanRefused("plan", f"there is no plan {code}: write its title beside it")
        published_on = self._published_on(row)
        region = self.regions[row["plan_region"]] if row.get("plan_region") else None
        whose = f"{region.name} plan" if region else "National plan"
        title = row.get("plan_title") or f"{whose} of {day_in_words(published_on)}"
        facts = PlanFacts(
            code, title, published_on, region, row.get("plan_from"), row.get("plan_to")
        )
        plan = make_plan(self.session, facts, by=self.by, at=self.at)
        self.plans[code] = plan
        self._note_made(plan, is_day_stated=bool(row.get("plan_published_on")))
        return plan

    def _note_made(self, plan: ActionPlan, *, is_day_stated: bool) -> None:
        """A plan is published by being made: whoever sends the file reads when, also where it is
        of today because nothing says another day."""
        made = MADE.format(title=plan.title, code=plan.code, day=day_in_words(plan.published_on))
        if not is_day_stated and self.taking.as_of == local_date(self.at):
            self._made_of_today.add(plan.code)
            made = OF_TODAY.format(made=made)
        self.notes[made] += 1


def _targets_alike(one: ActionFacts, other: ActionFacts) -> bool:
    """Then it was asked about when it came in, or counted from a day that nobody had stated."""
    return (one.target_words, one.stated) == (other.target_words, other.stated)


def _leads_alike(one: ActionFacts, other: ActionFacts) -> bool:
    return one.lead_words == " ".join((other.lead_words or "").split())


def _facts(
    row: Row,
    regions: Mapping[str, Region],
    areas: Mapping[str, LocalDeliveryUnit],
    known: ActionFacts | None,
) -> ActionFacts:
    """As the row says; what the file has no column for stays as it is known."""
    told: dict[str, Any] = {
        name: row[column] for column, name in SAID_AS.items() if row.get(column) is not None
    }
    told |= {
        SAID_AS[column]: None
        for column in ("lead_and_partners", "target_text", "notes")
        if column in row and row[column] is None
    }
    if "action" in row:
        told["words"] = row["action"] or ""
    if "parent_id" in row:
        told["parents"] = row["parent_id"] or ()
    for column, places in (("region", regions), ("area", areas)):
        if column in row:
            told[column] = row[column] and places[row[column]]
    before = known.stated if known else StatedDays()
    told["leads_are_bodies"] = True  # asked about before anything is written
    told["stated"] = StatedDays(
        row.get("target_from", before.earliest), row.get("target_to", before.latest)
    )
    if known is not None:
        return replace(known, **told)
    return ActionFacts(code=row["id"], **told)


def _refuse_another_word(plan: ActionPlan, row: Row, regions: Mapping[str, Region]) -> None:
    """A file of items does not rename a plan, nor give it to another region."""
    region = row.get("plan_region")
    known = {
        "plan_title": plan.title,
        "plan_region": next((s for s, one in regions.items() if one.id == plan.region_id), None),
        "plan_published_on": plan.published_on,
        "plan_from": plan.from_date,
        "plan_to": plan.to_date,
    }
    told = {**row, "plan_region": region}
    for column in PLAN_COLUMNS:
        if told.get(column) is not None and told[column] != known[column]:
            said = known[column] or "nothing"
            raise PlanRefused(column, f"the plan {plan.code} says {said} here: write the same")


def _check_days(row: Row) -> Doubts:
    return backwards("target_from", row.get("target_from"), "target_to", row.get("target_to"))


def _check_plan_days(row: Row) -> Doubts:
    return backwards("plan_from", row.get("plan_from"), "plan_to", row.get("plan_to"))


ACTIONS = Kind(
    name="actions",
    says=(
        "One row for each item of an action plan. A file without the column `plan` is of the plan"
        " of `plan_region`, or the national one, published on the day of which it speaks"
        " (`--as-of`), today where nothing is said; a plan that is not known yet is made, and the"
        " answer says on which day it is published. A target stands as written, and what is read"
        " of it beside it; days that are stated win; where words and days differ, and where a day"
        " stands beside words that say none, that is unusual, and so is a lead that reads as the"
        " name of a person:"
        " bodies and posts lead, and names of people are not kept. Words counted from"
        " the plan's publication are held against them only where that day is stated. A regional or"
        " local item without region and area is a template, to be made real for each. The row"
        " of an item that others answer stands above theirs."
    ),
    columns=(
        Column("id", CODE, "The item's short name, once in its plan: A1-N", required=True),
        Column("parent_id", several(CODE), "The items above that it answers"),
        Column(
            "section",
            one_word_of({code: code for code in sections()}),
            "`framework`, or the pathway's code",
            required=True,
        ),
        Column("level", one_of(ActionLevel), "For whom it is", required=True),
        Column("action_title", WORDS, "The heading above the item", required=True, holds=PLAN),
        Column("action", WORDS, "What is to be done; empty: what the heading says", holds=PLAN),
        Column("lead_and_partners", WORDS, "Bodies and posts, by commas", holds=PLAN),
        Column("target_text", WORDS, "By when: `Autumn 2027`, `by May 2027`", holds=PLAN),
        Column(
            "target_from",
            DATE,
            "The first day on which that may be; empty: as written",
            may_be_far=True,
        ),
        Column(
            "target_to",
            DATE,
            "The last day on which that may be; empty: as written",
            may_be_far=True,
        ),
        Column("notes", WORDS, "Remarks; `start` first: the target is one", holds=PLAN),
        Column("block", CODE, "Its table; empty: what stands before the last hyphen of its name"),
        Column("region", REGION, "Of a regional or local item, where it is to be done"),
        Column("area", CODE, "Of a local item, as in the area's address"),
        Column("plan", CODE, "The plan's short name; empty: that of the day and of its region"),
        Column("plan_title", text(), "Needed where the plan is not known yet"),
        Column("plan_region", REGION, "Whose plan it is; empty: all regions'"),
        Column(
            "plan_published_on", DATE, "Empty: the day of which the file speaks", may_be_far=True
        ),
        Column("plan_from", DATE, "The plan's first day, if it says one", may_be_far=True),
        Column("plan_to", DATE, "The plan's last day, if it says one", may_be_far=True),
    ),
    key=("plan", "id"),
    begin=ActionsWork,
)
