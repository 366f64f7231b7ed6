"""Rows of sheets of form 2: when half start, what stands beside the dates, whom to ring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from commissioning.availability.answer_types import (
    CourtAnswer,
    LineRow,
    Use,
)
from commissioning.availability.statuses import (
    DATED,
    Because,
    Status,
    WhyNot,
)
from commissioning.bookings.places_ahead import PlacesAhead
from directory.delivery import DeliveryKind
from directory.order_length import OrderKind
from portal.asking.typed import DAYS_A_MONTH
from portal.formatting import counted, day_to_plan, in_words, month
from portal.sheets.shown import SheetRow, sheet_contact
from portal.sheets.words_of_form_1 import (
    ARRANGEMENTS_DAYS,
    OFFICE,
    TREATMENTS,
    Facts,
    _,
    beside_in_words,
    ended_and_whose,
    is_within,
    source_of,
    time_needed_in_words,
    use_in_words,
    wait_in_words,
    without_a_date,
)

ONLY_FOR: Final[Mapping[str, str]] = {"female": "women only", "male": "men only"}
NO_DATE_FOR: Final[Mapping[WhyNot, str]] = {
    WhyNot.NOT_COMMISSIONED: "It has closed, so nobody new can start.",
    WhyNot.FULL: "Every place is taken.",
    WhyNot.NO_STAFF: "There are no staff to run it.",
    WhyNot.NOT_ACCREDITED_HERE: "It is not accredited here.",
    WhyNot.NOT_CONFIRMED: "Nobody has confirmed it lately.",
}
DOUBTS: Final[Mapping[Because, str]] = {
    Because.NOT_WORKED_OUT: "No date has been worked out yet, ring to check.",
    Because.REFUSED_AS_FULL: (
        "Places were stated, but people referred since were refused as full: ring."
    ),
    Because.RECORDS_CONTRADICT: (
        "Its records contradict one another, so no date is shown: ring to check."
    ),
    Because.WORKED_OUT_TOO_LONG_AGO: "Its dates have not been worked out lately, ring to check.",
    Because.WORKED_OUT_LATER_THAN_TODAY: (
        "Its dates bear a later day than today, so a clock is wrong: ring to check."
    ),
}
BEYOND: Final = "Not within any order: half would start only after three years."
RUNS_ON: Final = (
    "In a community order: the order runs on until the hours are worked (Sentencing Act 2020 "
    "s220, not verified)."
)
OPERATIONAL: Final = (
    "In a suspended sentence order: %(chance)s would start and finish within the operational "
    "period of %(order)s."
)
OPERATIONAL_START: Final = (
    "In a suspended sentence order: %(chance)s would start within the operational period of "
    "%(order)s; how long the work takes is not known."
)
NINE_IN_TEN_OR_MORE: Final = frozenset({"about 9 in 10", "more than 9 in 10"})
AGREEMENT_ENDED: Final = (
    "Its agreement was to end on %(day)s; not known whether it continues: ring."
)


def sheet_row(row: LineRow, strand: str, requirement: str, answer: CourtAnswer) -> SheetRow:
    start, then = _start(row)
    within = " ".join(_in_order(row, answer))
    is_treatment = requirement in TREATMENTS
    only = ONLY_FOR.get(row.for_sex or "")
    return SheetRow(
        strand=strand,
        title=f"{row.title} ({_(only)})" if only else row.title,
        start=start,
        then=then,
        in_order=within,
        in_order_short=within,
        beside=" ".join([*beside_in_words(row.beside), *_incomplete(row)]),
        facts=tuple(_facts(row, answer, is_treatment=is_treatment)),
        source=" ".join(source_of(row)),
        contact=sheet_contact(row.contact, _(OFFICE)),
        is_stale=row.standing.status in {Status.NOT_CONFIRMED, Status.NOT_KNOWN},
        is_being_worked_out=row.is_being_worked_out
        and row.kind.is_queued
        and row.standing.status in DATED,
        is_on_declared=row.rests_on == "declared",
        places=_places(row),
    )


def _places(row: LineRow) -> str:
    """As far as the first group with a place; "" where no place is counted here, or no group was
    planned, or the sheet is older than the counting."""
    counted = [one for one in row.places if one.left is not None]
    if not counted:
        return ""
    free = next((place for place, one in enumerate(counted) if one.left), len(counted))
    said = ", ".join(_places_in(one) for one in counted[: free + 1])
    if row.standing.status in {Status.NOT_CONFIRMED, Status.NOT_KNOWN}:
        return _("Places left by planned start, not confirmed: %(said)s.", said=said)
    return _("Places left, without those held: %(said)s.", said=said)


def _places_in(one: PlacesAhead) -> str:
    day = in_words(one.starts_on)
    return _("%(left)s in the group of %(day)s", left=one.left or _("none"), day=day)


def _start(row: LineRow) -> tuple[str, str]:
    match row.standing.status:
        case Status.AT_ONCE:
            return _("On the day of sentence."), ""
        case Status.NOT_KNOWN:
            return _never_said(row.kind), ""
        case Status.NOT_CONFIRMED:
            return _not_confirmed(row), ""
        case Status.NOT_AVAILABLE:
            return _("No date can be given."), _why_not(row)
        case _:
            return _dated(row)


def _why_not(row: LineRow) -> str:
    reason = row.standing.reason
    return _(NO_DATE_FOR[reason]) if reason else _("It is not available here.")


def _never_said(kind: DeliveryKind) -> str:
    if kind is DeliveryKind.BED:
        return _("Nobody has told this portal how many places are free: ring.")
    return _("Nobody has told this portal when somebody would start: ring.")


def _not_confirmed(row: LineRow) -> str:
    if row.is_restricted:
        return _("Ring to check.")
    because = row.standing.because
    if because is Because.CONTRACT_ENDED and row.agreement_ended_on is not None:
        words = "Its agreement was to end on %(day)s; not known whether it continues: ring."
        return _(words, day=in_words(row.agreement_ended_on))
    if because is not None and because in DOUBTS:
        return _(DOUBTS[because])
    if row.confirmed_on is not None and row.standing.is_ring_first:
        return _("Ring first: not confirmed since %(day)s.", day=in_words(row.confirmed_on))
    if row.confirmed_on is not None:
        return _("Last confirmed %(day)s, ring to check.", day=in_words(row.confirmed_on))
    return _("Nobody has confirmed it yet, ring to check.")


def _dated(row: LineRow) -> tuple[str, str]:
    likely = row.standing.likely_start
    if row.is_restricted:
        if likely is None:
            words = "Fewer than half would start within the whole months of the order."
            return (_(BEYOND) if _is_beyond(row) else _(words)), ""
        return _("Half start by the end of %(month)s.", month=month(likely)), ""
    if _is_beyond(row):
        return _(BEYOND), _first(row)
    if likely is None:
        return without_a_date(row.kind), ""
    group = row.beside.group if row.beside else None
    words = "Half start by %(day)s (group %(group)s)." if group else "Half start by %(day)s."
    return _(words, day=day_to_plan(likely), group=group), _last(row, likely)


def _is_beyond(row: LineRow) -> bool:
    return row.standing.because is Because.BEYOND_ANY_ORDER


def _first(row: LineRow) -> str:
    first = row.standing.by_1_in_10
    return "" if first is None else _("1 in 10 start by %(day)s.", day=day_to_plan(first))


def _last(row: LineRow, likely: dt.date) -> str:
    last = row.standing.by_9_in_10
    if last is None:
        return _("Fewer than 9 in 10 start within three years.")
    return _("9 in 10 by %(day)s.", day=day_to_plan(last, after=likely))


def _in_order(row: LineRow, answer: CourtAnswer) -> Iterator[str]:
    """How many of ten would start and, where its length is known, finish within the order."""
    beside = row.beside
    if beside is None or beside.within_order is None:
        return
    chance, order = beside.within_order, _months(answer)
    if row.kind is DeliveryKind.UNPAID_WORK:
        if answer.order_kind is not OrderKind.SUSPENDED_SENTENCE:
            yield _(RUNS_ON)
        if answer.order_kind is not OrderKind.COMMUNITY:
            words = OPERATIONAL_START if beside.in_order is None else OPERATIONAL
            yield _(words, chance=chance, order=order)
        return
    words = "%(chance)s would start and finish within %(order)s."
    if beside.in_order is None:
        words = "%(chance)s would start within %(order)s."
    elif chance in NINE_IN_TEN_OR_MORE:
        words = "%(chance)s would finish in time."
    yield _(words, chance=_capital(chance), order=order)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _incomplete(row: LineRow) -> Iterator[str]:
    if row.starts_without_end is not None:
        yield _("Records incomplete: %(n)s starts without an end.", n=row.starts_without_end)
    if row.people_above_places is not None:
        words = "Records incomplete: %(n)s people more in places than places stated."
        yield _(words, n=row.people_above_places)
    if row.rows_set_aside is not None:
        yield _("Records incomplete: %(n)s rows of the last file set aside.", n=row.rows_set_aside)


def _facts(row: LineRow, answer: CourtAnswer, *, is_treatment: bool) -> Facts:
    if is_treatment:
        yield _("Treatment arrangements"), _arrangements(row, answer.today)
    if len(answer.areas) > 1:
        yield _("Areas"), ", ".join(row.areas)
    if row.who_for:
        yield _("Who it is for"), row.who_for
    if row.is_restricted:
        return
    if row.beside is not None:
        yield from _target(row)
        yield _("Time needed"), time_needed_in_words(row.beside)
    yield from _people_and_use(row)
    yield from ended_and_whose(row)


def _people_and_use(row: LineRow) -> Facts:
    not_known = _("not known to this portal")
    if row.kind.is_queued and not (row.waiting or row.wait or row.use):
        yield _("People waiting, typical wait, use"), not_known
        return
    if row.kind.is_queued:
        yield _("People waiting"), not_known if row.waiting is None else str(row.waiting)
        yield _("Typical wait"), not_known if row.wait is None else wait_in_words(row.wait)
    if row.use is not None or row.kind.is_queued:
        yield _("Used of what was bought"), _used(row.use)


def _used(use: Use | None) -> str:
    share = use_in_words(use)
    if use is None or use.returned_to is None or use.tens is None:
        return share
    told = month(use.returned_to)
    return _("%(share)s, from accepted returns to %(month)s", share=share, month=told)


def _target(row: LineRow) -> Facts:
    beside = row.beside
    if beside is not None and beside.within_target and beside.target_days is not None:
        words = "%(chance)s start within %(days)s"
        days = counted(beside.target_days, "day")
        yield _("Its own target"), _(words, chance=beside.within_target, days=days)


def _arrangements(row: LineRow, today: dt.date) -> str:
    stated = row.arrangements
    if stated is None:
        return _("not known to this portal: ring")
    said = "last confirmed by %(who)s on %(day)s: ring to check"
    if is_within(stated.confirmed_on, ARRANGEMENTS_DAYS, today):
        said = "confirmed by %(who)s on %(day)s"
    return _(said, who=stated.confirmed_by, day=in_words(stated.confirmed_on))


def _months(answer: CourtAnswer) -> str:
    return counted(round(answer.order_days / DAYS_A_MONTH), "month")
