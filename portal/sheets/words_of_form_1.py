"""Sheets of form 1, made until November 2026, in the words of their day.

By their rules the first row of a requirement was its headline, silence read "not commissioned"
and the median "most likely". What they say was told to a court: nothing here may be changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from flask_babel import gettext

from commissioning.availability.answer_types import (
    BesideDates,
    CourtAnswer,
    LineRow,
    RequirementAnswer,
    Use,
    WaitShown,
)
from commissioning.availability.statuses import Because, Status, WhyNot
from commissioning.dates.typical_wait import WaitLevel
from commissioning.monitoring.disclosure import Band
from commissioning.timing.time_in_order import TimeInOrder
from directory.delivery import DeliveryKind
from portal.asking.typed import DAYS_A_MONTH
from portal.formatting import counted, in_words, long_wait, month
from portal.lines.rows import ShownTag
from portal.sheets.shown import SheetRequirement, SheetRow, sheet_contact

START_DATES_DAYS: Final = 35
ARRANGEMENTS_DAYS: Final = 91
"""How long these facts counted as confirmed."""

TREATMENTS: Final = frozenset(
    {"mental_health_treatment", "drug_rehabilitation", "alcohol_treatment"}
)
OFFICE: Final = "the area’s probation office"
TAGS: Final[Mapping[Status, tuple[str, str]]] = {
    Status.AVAILABLE: ("green", "Available"),
    Status.WAITING_LIST: ("blue", "Waiting list"),
    Status.AT_ONCE: ("green", "Takes effect at once"),
    Status.NOT_WITHIN_ORDER: ("orange", "Not within the order"),
    Status.NOT_CONFIRMED: ("yellow", "Not confirmed"),
    Status.NOT_AVAILABLE: ("grey", "Not available"),
}
WHY_NOT: Final[Mapping[WhyNot, str]] = {
    WhyNot.NOT_COMMISSIONED: "Nobody has commissioned it for this area.",
    WhyNot.FULL: "Every place is taken.",
    WhyNot.NO_STAFF: "There are no staff to run it.",
    WhyNot.NOT_ACCREDITED_HERE: "It is not accredited here.",
    WhyNot.NOT_CONFIRMED: "Nobody has confirmed it lately.",
}
BECAUSE: Final[Mapping[Because, str]] = {
    Because.SERVICE_NOT_FOUND: "This service is not known.",
    Because.SERVICE_CLOSED: "It has closed, so nobody new can start.",
    Because.CONTRACT_ENDED: "Its contract has ended, so nobody new can start.",
    Because.NO_CAPACITY: "It has no places for anybody new during the order.",
}
AHEAD: Final[Mapping[Band, str]] = {
    Band.NONE: "Nobody ahead.",
    Band.FEWER_THAN_8: "Fewer than 8 people ahead.",
    Band.ABOUT: "About %(people)s people ahead.",
}
BASED_ON: Final[Mapping[str, str]] = {
    "history": "Based on %(starts)s starts.",
    "mixed": "Based on %(starts)s starts and on what the provider has declared.",
    "declared": "Based on what the provider has declared.",
}
WAIT_WHOSE: Final[Mapping[WaitLevel, str]] = {
    WaitLevel.LINE: "",
    WaitLevel.SERVICE: "(all of this service)",
    WaitLevel.REQUIREMENT_IN_REGION: "(this requirement in the whole region)",
}
UNITS: Final[Mapping[str, str]] = {
    "order": "orders",
    "referral": "referrals",
    "start": "starts",
    "completion": "completions",
    "hour": "hours",
}
Facts = Iterator[tuple[str, str]]


def _(text: str, **values: object) -> str:
    """Values are put in afterwards, so that the words alone are looked up."""
    said: str = gettext(text)
    return said % values if values else said


class WordsOfForm1:
    rings_run_by: Final = False

    @property
    def heading(self) -> str:
        return _("Start for somebody sentenced on that day, the soonest first")

    def order(self, answer: CourtAnswer) -> str:
        months = counted(round(answer.order_days / DAYS_A_MONTH), "month")
        return f"{months}, assumed" if answer.is_order_assumed else months

    def requirement(
        self, found: RequirementAnswer, answer: CourtAnswer, *, is_in_detail: bool
    ) -> SheetRequirement:
        look, text = TAGS[found.status]
        return SheetRequirement(
            code=found.code,
            name=found.name,
            tag=ShownTag(look, found.status.value, _(text)),
            reason=_reason(found),
            nearest=_nearest(found),
            rows=tuple(_row(row, found.code, answer) for row in found.rows),
            more=found.row_count - len(found.rows),
            not_verified=_not_verified(found),
        )


def _not_verified(found: RequirementAnswer) -> str:
    is_told = bool(found.rows) or found.status is Status.AT_ONCE
    return found.rule.not_verified if found.rule and is_told else ""


def _reason(found: RequirementAnswer) -> str:
    if found.rows or found.status is not Status.NOT_AVAILABLE:
        return ""
    why = _(WHY_NOT[found.reason or WhyNot.NOT_COMMISSIONED])
    if found.stated_by is None:
        return why
    return f"{why} ({found.stated_by}, {in_words(found.stated_on)})"


def _nearest(found: RequirementAnswer) -> str:
    if found.nearest is None or found.rows:
        return ""
    return f"{found.nearest.area.name}, about {counted(found.nearest.miles, 'mile')}"


def _row(row: LineRow, requirement: str, answer: CourtAnswer) -> SheetRow:
    start, then = _start(row, answer.today)
    arrangements = (_arrangements(row, answer.today),) if requirement in TREATMENTS else ()
    return SheetRow(
        strand="",
        title=row.title,
        start=start,
        then=then,
        in_order=_in_order(row.beside, answer),
        in_order_short=_in_order_short(row.beside),
        beside=" ".join(beside_in_words(row.beside)),
        facts=(*arrangements, *_facts(row, many_areas=len(answer.areas) > 1)),
        source=" ".join(source_of(row)),
        contact=sheet_contact(row.contact, _(OFFICE)),
        is_stale=row.standing.status is Status.NOT_CONFIRMED,
        is_being_worked_out=row.is_being_worked_out and row.kind.is_queued,
    )


def _start(row: LineRow, today: dt.date) -> tuple[str, str]:
    match row.standing.status:
        case Status.AT_ONCE:
            return _("On the day of sentence."), ""
        case Status.NOT_CONFIRMED:
            return _not_confirmed(row, today), ""
        case Status.NOT_AVAILABLE:
            return _("No date can be given."), _why_not(row)
        case Status.NOT_WITHIN_ORDER:
            return _hardly_within(row)
        case _:
            return _dated(row)


def _why_not(row: LineRow) -> str:
    because = row.standing.because
    if because is not None and not row.is_restricted:
        return _(BECAUSE[because])
    return _(WHY_NOT[row.standing.reason or WhyNot.NOT_COMMISSIONED])


def _not_confirmed(row: LineRow, today: dt.date) -> str:
    if row.is_restricted:
        return _("Ring to check.")
    if row.confirmed_on is None:
        return _("Nobody has confirmed it yet, ring to check.")
    if row.worked_out_on is None and row.kind.is_queued:
        return _("No date has been worked out yet, ring to check.")
    if is_within(row.confirmed_on, START_DATES_DAYS, today):
        return _("How many places there are has not been said, ring to check.")
    return _("Last confirmed %(day)s, ring to check.", day=in_words(row.confirmed_on))


def is_within(confirmed_on: dt.date, days: int, today: dt.date) -> bool:
    return 0 <= (today - confirmed_on).days <= days


def _hardly_within(row: LineRow) -> tuple[str, str]:
    if row.is_restricted:
        return _("Fewer than half would start within the whole months of the order."), ""
    first = row.standing.by_1_in_10
    then = "" if first is None else _("1 in 10 start by %(day)s.", day=in_words(first))
    return _("Fewer than half would start within the order."), then


def _dated(row: LineRow) -> tuple[str, str]:
    likely, last = row.standing.likely_start, row.standing.by_9_in_10
    if likely is None:
        return without_a_date(row.kind), ""
    if row.is_restricted:
        return _("Most likely in %(month)s.", month=month(likely)), ""
    then = _("Fewer than 9 in 10 start within the order.")
    if last is not None:
        then = _("9 in 10 start by %(day)s.", day=in_words(last))
    group = row.beside.group if row.beside else None
    if group is None:
        return _("Most likely %(day)s.", day=in_words(likely)), then
    return _("Most likely %(day)s (group %(group)s).", day=in_words(likely), group=group), then


def without_a_date(kind: DeliveryKind) -> str:
    if kind is DeliveryKind.BED:
        return _("A place is free.")
    return _("No waiting: people go without a booking.")


def beside_in_words(beside: BesideDates | None) -> Iterator[str]:
    """As "Fewer than 8 people ahead. Based on about 25 starts."; nothing where no date is shown."""
    if beside is None:
        return
    ahead, footing = beside.people_ahead, beside.footing
    if ahead is not None:
        yield _(AHEAD[ahead.band], people=ahead.about)
    seen = footing.data if footing.starts.band is not Band.NONE else "declared"
    yield _(BASED_ON[seen], starts=footing.starts)
    if beside.is_wider:
        yield _("Dates here have not held lately, so the range is wider.")


def _in_order(beside: BesideDates | None, answer: CourtAnswer) -> str:
    if beside is None or beside.in_order is None or answer.is_order_assumed:
        return ""
    time = beside.in_order
    must = _must_start(time, time.finish_by == answer.order_ends_on)
    return f"{must} {_('Chance of finishing in time: %(chance)s.', chance=time.chance_in_words)}"


def _must_start(time: TimeInOrder, is_within_order: bool) -> str:
    if time.latest_safe_start is None:
        never = _("No start leaves 9 in 10 enough time to finish within the order.")
        in_twelve = _("No start leaves 9 in 10 enough time to finish within 12 months.")
        return never if is_within_order else in_twelve
    day = in_words(time.latest_safe_start)
    if is_within_order:
        return _("To finish within the order it must start by %(day)s.", day=day)
    return _("To finish within 12 months it must start by %(day)s.", day=day)


def _in_order_short(beside: BesideDates | None) -> str:
    if beside is None or beside.in_order is None:
        return ""
    chance, latest = beside.in_order.chance_in_words, beside.in_order.latest_safe_start
    if latest is None:
        return _("Chance of finishing in time: %(chance)s.", chance=chance)
    words = "Chance of finishing in time: %(chance)s (it must start by %(day)s)."
    return _(words, chance=chance, day=in_words(latest))


def _facts(row: LineRow, *, many_areas: bool) -> Facts:
    if many_areas:
        yield _("Areas"), ", ".join(row.areas)
    if row.who_for:
        yield _("Who it is for"), row.who_for
    if row.is_restricted:
        return
    yield from _time_facts(row.beside)
    if row.waiting is not None:
        yield _("People waiting"), str(row.waiting)
    if row.wait is not None:
        yield _("Typical wait"), wait_in_words(row.wait)
    if row.use is not None or row.kind.is_queued:
        yield _("Used of what was bought"), use_in_words(row.use)
    yield from ended_and_whose(row)


def _time_facts(beside: BesideDates | None) -> Facts:
    if beside is None:
        return
    said = _("%(order)s within the order", order=beside.within_order)
    if beside.within_target:
        said = _(
            "%(target)s within the target of %(wait)s, %(order)s within the order",
            target=beside.within_target,
            wait=long_wait(beside.target_days),
            order=beside.within_order,
        )
    yield _("Chance of starting"), said
    yield _("Time needed"), time_needed_in_words(beside)


def time_needed_in_words(beside: BesideDates) -> str:
    if beside.lasts_as_the_order:
        return _("as long as the order")
    return _("not known to this portal") if beside.needs is None else beside.needs.says


def wait_in_words(wait: WaitShown) -> str:
    """How long half of them waited, and whose wait it is where not this line's own."""
    said = _("half never start")
    if wait.median_days is not None:
        took = long_wait(wait.median_days)
        said = _("half of %(people)s people started within %(wait)s", people=wait.people, wait=took)
    whose = WAIT_WHOSE[wait.level]
    return f"{said} {_(whose)}" if whose else said


def use_in_words(use: Use | None) -> str:
    if use is None:
        return _("not known to this portal")
    unit, day = _(UNITS[use.unit]), in_words(use.ends_on)
    if use.tens is None:
        return _("none commissioned to %(day)s", day=day)
    if not use.tens:
        return _("less than 5%% of the %(unit)s commissioned to %(day)s", unit=unit, day=day)
    words = "about %(tens)s%% of the %(unit)s commissioned to %(day)s"
    return _(words, tens=use.tens, unit=unit, day=day)


def ended_and_whose(row: LineRow) -> Facts:
    if row.completion is not None:
        words = "%(percent)s%% of about %(people)s who ended in the last year"
        percent = f"{row.completion.percentage:.0f}"
        yield _("Completed"), _(words, percent=percent, people=row.completion.people)
    if row.provider and row.provider != row.contact.name:
        yield _("Provider"), row.provider


def _arrangements(row: LineRow, today: dt.date) -> tuple[str, str]:
    stated = row.arrangements
    if stated is None:
        return _("Treatment arrangements"), _("not confirmed, ring to check")
    said = "last confirmed by %(who)s on %(day)s, ring to check"
    if is_within(stated.confirmed_on, ARRANGEMENTS_DAYS, today):
        said = "confirmed by %(who)s on %(day)s"
    day = in_words(stated.confirmed_on)
    return _("Treatment arrangements"), _(said, who=stated.confirmed_by, day=day)


def source_of(row: LineRow) -> Iterator[str]:
    if row.basis:
        yield _("Worked out on %(day)s.", day=in_words(row.worked_out_on))
    if row.confirmed_on is not None and row.standing.status is not Status.NOT_CONFIRMED:
        yield _("Last confirmed %(day)s.", day=in_words(row.confirmed_on))
