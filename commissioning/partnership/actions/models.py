"""Plans agreed between partners: blocks, actions, milestones, leads and what became of them."""

from __future__ import annotations

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commissioning.partnership.actions.readings import MilestoneKind
from commissioning.partnership.actions.standings import ActionState
from commissioning.partnership.actions.target_periods import TargetPrecision
from directory.base import Base, Code, Key, Name, PublicId, kind_column
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Region


class ActionLevel(enum.StrEnum):
    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


class ActionPlan(Base):
    """A plan of one region, or of all (None). From `published_on` on everybody reads it."""

    __tablename__ = "action_plan"
    __table_args__ = (CheckConstraint("to_date >= from_date", name="ends_after_beginning"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    code: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Name]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    published_on: Mapped[dt.date]
    from_date: Mapped[dt.date | None]
    to_date: Mapped[dt.date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("action_plan.id"), index=True)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    region: Mapped[Region | None] = relationship(lazy="raise")

    @property
    def begins_on(self) -> dt.date:
        """The first day of which anything may be said of it."""
        return min(self.published_on, self.from_date or self.published_on)

    def is_public(self, today: dt.date) -> bool:
        return self.published_on <= today


class ActionBlock(Base):
    """A heading of a plan above its items. `section`: `framework` or a pathway's code."""

    __tablename__ = "action_block"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: Mapped[Key]
    plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    code: Mapped[Code]
    heading: Mapped[str] = mapped_column(Text)
    section: Mapped[Code]
    place: Mapped[int]


class PlanAction(Base):
    """An item of a plan. A regional or local item without region and area is a template: what
    each region, or area, is to do; made real it names where, and `made_from_id` its template.

    `words`: what is to be done. `target_words`, `lead_words` and `remarks` stand as they were
    written; what is read of them stands in `ActionMilestone` and `ActionLead`.
    """

    __tablename__ = "plan_action"
    __table_args__ = (
        UniqueConstraint("plan_id", "code"),
        CheckConstraint(
            "level <> 'national' OR (region_id IS NULL AND local_delivery_unit_id IS NULL)",
            name="national_has_no_place",
        ),
        CheckConstraint(
            "local_delivery_unit_id IS NULL OR (level = 'local' AND region_id IS NOT NULL)",
            name="area_with_its_region",
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    plan_id: Mapped[int] = mapped_column(ForeignKey("action_plan.id"))
    block_id: Mapped[int] = mapped_column(ForeignKey("action_block.id"), index=True)
    code: Mapped[Code]
    level: Mapped[ActionLevel] = mapped_column(kind_column(ActionLevel, "level"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    local_delivery_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    made_from_id: Mapped[int | None] = mapped_column(ForeignKey("plan_action.id"), index=True)
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("plan_action.id"), index=True)
    place: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    target_words: Mapped[str | None] = mapped_column(Text)
    target_from: Mapped[dt.date | None]
    target_to: Mapped[dt.date | None]
    lead_words: Mapped[str | None] = mapped_column(Text)
    remarks: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    plan: Mapped[ActionPlan] = relationship(lazy="raise")
    block: Mapped[ActionBlock] = relationship(lazy="raise")
    region: Mapped[Region | None] = relationship(lazy="raise")
    local_delivery_unit: Mapped[LocalDeliveryUnit | None] = relationship(lazy="raise")

    @property
    def is_template(self) -> bool:
        """What is still to be made real for a region or an area."""
        return self.level is not ActionLevel.NATIONAL and self.region_id is None


class ActionParent(Base):
    """The item beneath answers the one above; it may answer several."""

    __tablename__ = "action_parent"

    child_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(
        ForeignKey("plan_action.id"), primary_key=True, index=True
    )


class ActionLead(Base):
    """Who leads an action or is a partner in it, as a body, a post of it, or both.

    `is_lead` None: the plan does not say which of its names lead. `name` is as written, None
    where a lead is still to be named (`post` or `note` says what is known). `until_date` and
    `successor_id`: who follows from that day on.
    """

    __tablename__ = "action_lead"
    __table_args__ = (
        CheckConstraint(
            "name IS NOT NULL OR post IS NOT NULL OR note IS NOT NULL", name="says_something"
        ),
        Index(None, "action_id", "place"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"))
    place: Mapped[int]
    name: Mapped[str | None] = mapped_column(String(300))
    post: Mapped[str | None] = mapped_column(String(300))
    is_lead: Mapped[bool | None]
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_date: Mapped[dt.date | None]
    until_date: Mapped[dt.date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("action_lead.id"), index=True)
    note: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ActionMilestone(Base):
    """One event of an action's target, as read. `words`: the part of the target that tells of it.

    `asks`: what somebody should say of the reading. `counted_from_id`, `months_after`: due so
    long after the other was met.
    """

    __tablename__ = "action_milestone"
    __table_args__ = (
        CheckConstraint("latest >= earliest", name="ends_after_beginning"),
        CheckConstraint("(counted_from_id IS NULL) = (months_after IS NULL)", name="counted_whole"),
        Index(None, "action_id", "place"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"))
    place: Mapped[int]
    words: Mapped[str] = mapped_column(Text)
    kind: Mapped[MilestoneKind] = mapped_column(kind_column(MilestoneKind, "kind"))
    scope: Mapped[str | None] = mapped_column(Text)
    earliest: Mapped[dt.date | None]
    latest: Mapped[dt.date | None]
    precision: Mapped[TargetPrecision] = mapped_column(kind_column(TargetPrecision, "precision"))
    is_reported: Mapped[bool]
    counted_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("action_milestone.id"), index=True
    )
    months_after: Mapped[int | None]
    asks: Mapped[str | None] = mapped_column(Text)
    met_on: Mapped[dt.date | None]
    evidence: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ActionNote(Base):
    """What somebody said of where an action stands, on a day; added, never changed.

    `places`: where it is piloted, as written.
    """

    __tablename__ = "action_note"
    __table_args__ = (
        CheckConstraint("state <> 'piloting' OR places IS NOT NULL", name="pilot_has_places"),
        Index(None, "action_id", "noted_on"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"))
    state: Mapped[ActionState] = mapped_column(kind_column(ActionState, "state"))
    noted_on: Mapped[dt.date]
    places: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    recorded_by: Mapped[Person] = relationship(lazy="raise")


class ActionLink(Base):
    """What stands behind an action, one thing a row: another action that it waits for, a service,
    a requirement or pathway in an area, an agreement or a scheme."""

    __tablename__ = "action_link"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN other_action_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN service_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN local_delivery_unit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN scheme_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
        CheckConstraint("(local_delivery_unit_id IS NULL) = (covered IS NULL)", name="cell_whole"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"), index=True)
    other_action_id: Mapped[int | None] = mapped_column(ForeignKey("plan_action.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    local_delivery_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("local_delivery_unit.id"), index=True
    )
    covered: Mapped[str | None] = mapped_column(String(80))
    """The requirement's or the pathway's code: with the area a cell of the map of coverage."""

    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"), index=True)
    words: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[dt.datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
