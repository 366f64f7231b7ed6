"""What the page of one action shows: all that its plan shows of it, with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.partnership.actions.carried import CarriedAction
from commissioning.partnership.actions.models import ActionNote, ActionPlan
from commissioning.partnership.actions.rows import ActionRow
from portal.formatting import in_words, sentence
from portal.plans.asked import PlanAsked
from portal.plans.shown_items import ShownAction, href_of, shower
from portal.plans.words import LEVELS, STATES, gone_said, section_names, where


@dataclass(frozen=True, slots=True)
class ShownActionNote:
    day: str
    state: str
    places: str
    note: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ShownHandover:
    """Who led or was a partner, and from when until when."""

    public_id: str
    who: str
    role: str
    days: str
    note: str


@dataclass(frozen=True, slots=True)
class ActionRights:
    """What who asks may do to the action, as the domain says; nothing to the public."""

    write: bool = False
    make_real: bool = False
    take_back: bool = False


@dataclass(frozen=True, slots=True)
class ActionPage:
    """`beneath`: items that answer it. `asks`: what somebody should say of its target. `before`:
    that nothing of its plan was in force on that day, "" where it was."""

    plan_code: str
    plan_title: str
    heading: str
    title: str
    public_id: str
    facts: tuple[tuple[str, str], ...]
    action: ShownAction
    asks: tuple[str, ...]
    handovers: tuple[ShownHandover, ...]
    beneath: tuple[ShownAction, ...]
    notes: tuple[ShownActionNote, ...]
    remarks: str
    template: tuple[str, str] | None
    carried_from: CarriedAction | None
    before: str
    as_at: str
    is_today: bool
    may: ActionRights
    done: str


def action_page(
    plan: ActionPlan,
    row: ActionRow,
    rows: Sequence[ActionRow],
    notes: Sequence[ActionNote],
    asked: PlanAsked,
    *,
    template: ActionRow | None,
    carried_from: CarriedAction | None,
    may: ActionRights,
    done: str,
) -> ActionPage:
    """`rows`: of the whole plan, in which it is looked up what answers it."""
    show = shower(plan, rows, asked.as_at)
    return ActionPage(
        plan_code=plan.code,
        plan_title=plan.title,
        heading=row.heading,
        title=row.words,
        public_id=str(row.public_id),
        facts=tuple(_facts(row)),
        action=show(row),
        asks=tuple(sentence(one.asks) for one in row.milestones if one.asks),
        handovers=tuple(_handovers(row)),
        beneath=tuple(show(one) for one in rows if row.code in one.parents),
        notes=tuple(_note(one) for one in notes if one.noted_on <= asked.as_at),
        remarks=row.remarks,
        template=None if template is None else (template.code, href_of(plan.code, template)),
        carried_from=carried_from,
        before=asked.before,
        as_at=in_words(asked.as_at),
        is_today=asked.is_today,
        may=may,
        done=done,
    )


def _facts(row: ActionRow) -> list[tuple[str, str]]:
    level = next(words for level, words in LEVELS.items() if level == row.level)
    place = where(row)
    return [
        ("Section", section_names()[row.section]),
        ("Heading", row.heading),
        ("Agreed", f"{level.lower()}, for {place}" if place else level.lower()),
    ]


def _handovers(row: ActionRow) -> list[ShownHandover]:
    roles = {True: "leads", False: "partner", None: "lead or partner, the plan does not say"}
    return [
        ShownHandover(
            str(one.public_id), f"{one.words}{gone_said(one)}", roles[one.is_lead],
            ", ".join(
                f"{word} {in_words(day)}"
                for word, day in (("from", one.from_date), ("until", one.until_date))
                if day
            ),
            one.note if one.name or one.post else "",
        )
        for one in row.leads
    ]  # fmt: skip


def _note(one: ActionNote) -> ShownActionNote:
    return ShownActionNote(
        in_words(one.noted_on), STATES[one.state], one.places or "", one.note or "",
        one.evidence or "",
    )  # fmt: skip
