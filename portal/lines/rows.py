"""One line of an answer as a page shows it: plain strings, so that the template only prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commissioning.availability.answer_types import Contact, LineRow
from commissioning.availability.statuses import IN_DOUBT, Because, LineStanding, OrderAsked, Status
from directory.delivery import DeliveryKind
from directory.services.eligibility import Answer
from portal.formatting import day_to_plan, in_words, month, short, telephone_link
from portal.lines.beside_words import beside_in_words, declared_in_words
from portal.lines.fact_words import arrangements_of, facts_of, source_of
from portal.lines.fit_words import rule_in_words
from portal.lines.order_words import order_in_short, order_in_words
from portal.lines.place_words import ShownPlacesAhead, places_facts, places_in_short, shown_groups
from portal.lines.plain_words import TAG_LOOKS, PlainWords
from portal.lines.start_bars import Axis, Bar, month_of


@dataclass(frozen=True, slots=True)
class ShownTag:
    """`look` is the colour's name, `shape` the status, which has a mark of its own."""

    look: str
    shape: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownContact:
    """`stated` says who told this portal to ring there and when, where somebody did."""

    name: str
    telephone: str | None
    telephone_href: str | None
    email: str | None
    page_url: str | None
    stated: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`start` is the sentence to read first, `then` what follows it; `facts` are label and text.

    `for_sex` says "men only" or "women only"; `detail` tells it from another of the same name.
    `beside` says who is ahead and what the date rests on, `in_order` whether there is time in an
    order that was asked about; `source` as at when, and how it was worked out where that is
    wanted. `places` says in short what is left of its next groups, `groups` what is taken of each
    to whoever may know.
    """

    line: str
    title: str
    href: str
    tag: ShownTag
    start: str
    then: str
    beside: str
    in_order: str
    in_order_short: str
    bar: Bar | None
    facts: tuple[tuple[str, str], ...]
    source: str
    contact: ShownContact
    is_stale: bool
    is_being_worked_out: bool
    is_generated: bool
    is_restricted: bool
    ask_about: tuple[str, ...]
    ruled_out_by: tuple[str, ...]
    for_sex: str = ""
    detail: str = ""
    places: str = ""
    groups: tuple[ShownPlacesAhead, ...] = ()


def shown_row(
    row: LineRow,
    words: PlainWords,
    axis: Axis,
    *,
    many_areas: bool,
    order: OrderAsked | None = None,
    is_treatment: bool = False,
    is_explained: bool = False,
    is_short: bool = False,
    detail: str = "",
    may_hold: bool = False,
) -> ShownRow:
    """`many_areas`: the answer is about several, so that each row must say which it serves.

    `order` is what was asked about, if any was. `is_treatment`: the row must say whether
    somebody confirmed that arrangements can be made.
    `is_explained`: it says how its dates were worked out. `is_short`: it has neither facts nor
    source, for they are told at the row's own address. `detail` as the row has it. `may_hold`: who
    looks may hold a place before sentence.
    """
    start, then = start_in_words(row, words)
    arranged = (arrangements_of(row, words, axis.today),) if is_treatment else ()
    facts = (*places_facts(row, words), *facts_of(row, words, many_areas=many_areas))
    return ShownRow(
        line=str(row.line),
        title=row.title,
        href=f"/services/{row.service}",
        tag=row_tag(row, words),
        start=start,
        then=then,
        beside=beside_in_words(row, words),
        in_order=order_in_words(row, order, words),
        in_order_short=order_in_short(row, order, words),
        bar=bar_of(row, words, axis),
        facts=() if is_short else (*arranged, *facts),
        source="" if is_short else " ".join(source_of(row, words, is_explained=is_explained)),
        contact=shown_contact(row.contact, words),
        is_stale=row.standing.status in IN_DOUBT,
        is_being_worked_out=row.is_being_worked_out and row.kind.is_queued,
        is_generated=row.is_generated,
        is_restricted=row.is_restricted,
        ask_about=_ask_about(row, words),
        ruled_out_by=_ruled_out_by(row, words),
        for_sex=words.for_sex.get(row.for_sex or "", ""),
        detail=detail,
        places=places_in_short(row, words),
        groups=shown_groups(row, words, may_hold=may_hold, is_short=is_short),
    )


def _ruled_out_by(row: LineRow, words: PlainWords) -> tuple[str, ...]:
    return tuple(rule_in_words(rule, words) for rule in row.fit.failed) if row.fit else ()


def tag_of(status: Status, words: PlainWords, why: str = "") -> ShownTag:
    """`why` stands behind "not available"."""
    text = words.status[status]
    if status is Status.NOT_AVAILABLE and why:
        text = words.not_available_because % {"why": why}
    return ShownTag(TAG_LOOKS[status], status.value, text)


def row_tag(row: LineRow, words: PlainWords) -> ShownTag:
    """Of a line that nobody will start within three years it is said of any order; of one that
    nobody confirmed within its grace that one rings first."""
    standing = row.standing
    if standing.is_ring_first and not row.is_restricted:
        return ShownTag(TAG_LOOKS[standing.status], standing.status.value, words.ring_first)
    if standing.because is Because.BEYOND_ANY_ORDER:
        look = TAG_LOOKS[standing.status]
        return ShownTag(look, standing.status.value, words.not_within_any_order)
    return tag_of(standing.status, words, short_reason(standing, words))


def short_reason(standing: LineStanding, words: PlainWords) -> str:
    if standing.because is Because.SERVICE_CLOSED:
        return words.closed
    if standing.because is Because.SERVICE_NOT_FOUND or standing.reason is None:
        return ""
    return words.short_reason.get(standing.reason, "")


def shown_contact(contact: Contact, words: PlainWords) -> ShownContact:
    telephone = contact.telephone
    return ShownContact(
        name=contact.name or words.ring_office,
        telephone=telephone,
        telephone_href=telephone_link(telephone) if telephone else None,
        email=contact.email,
        page_url=contact.page_url,
        stated=words.as_stated % {"who": contact.stated_by, "day": in_words(contact.stated_on)}
        if contact.stated_by
        else "",
    )


def start_in_words(row: LineRow, words: PlainWords) -> tuple[str, str]:
    """The sentence that answers "when?", and what a careful reader needs beside it."""
    match row.standing.status:
        case Status.AT_ONCE:
            return words.on_the_day, ""
        case Status.NOT_KNOWN:
            is_bed = row.kind is DeliveryKind.BED
            return (words.vacancies_never_said if is_bed else words.never_said), ""
        case Status.NOT_CONFIRMED:
            return _not_confirmed(row, words), ""
        case Status.NOT_AVAILABLE:
            return words.no_date, _why_not(row, words)
        case Status.NOT_WITHIN_ORDER:
            return _hardly_within(row, words)
        case _:
            return _dated(row, words)


def _why_not(row: LineRow, words: PlainWords) -> str:
    """More exactly than by its kind of reason, where that is known and may be said."""
    because = row.standing.because
    if row.is_restricted and because is Because.SERVICE_CLOSED:
        return words.not_available_here
    if because is not None and because in words.because and not row.is_restricted:
        return words.because[because]
    return words.why_not[row.standing.reason] if row.standing.reason else words.not_available_here


def _not_confirmed(row: LineRow, words: PlainWords) -> str:
    """Of a restricted line no more is said than that somebody should ring."""
    if row.is_restricted:
        return words.ring_to_check
    because = row.standing.because
    if because is Because.CONTRACT_ENDED and row.agreement_ended_on is not None:
        return words.agreement_ended % {"day": in_words(row.agreement_ended_on)}
    if because is not None and because in words.doubts:
        return words.doubts[because]
    if row.confirmed_on is None:
        return words.never_confirmed
    if row.standing.is_ring_first:
        return words.ring_first_since % {"day": in_words(row.confirmed_on)}
    return words.last_confirmed % {"day": in_words(row.confirmed_on)}


def _hardly_within(row: LineRow, words: PlainWords) -> tuple[str, str]:
    """Of a restricted line only months that are wholly within the order count."""
    if row.standing.because is Because.BEYOND_ANY_ORDER:
        first = None if row.is_restricted else row.standing.by_1_in_10
        if first is None:
            return words.beyond_any_order, ""
        then = words.one_in_ten % {"day": day_to_plan(first)}
        return words.beyond_any_order, _and_rests_on(then, row, words)
    if row.is_restricted:
        return words.fewer_than_half_by_month, ""
    if row.standing.likely_start is None:
        return words.fewer_than_half, ""
    return _dated(row, words)


def _dated(row: LineRow, words: PlainWords) -> tuple[str, str]:
    likely, last = row.standing.likely_start, row.standing.by_9_in_10
    if likely is None:
        is_bed = row.kind is DeliveryKind.BED
        return (words.place_free if is_bed else words.no_booking), ""
    if row.is_restricted:
        return words.half_start_in % {"month": month(likely)}, ""
    then = words.fewer_than_nine
    if last is not None:
        then = words.nine_in_ten % {"day": day_to_plan(last, after=likely)}
    group = row.beside.group if row.beside else None
    said = {"day": day_to_plan(likely), "group": group}
    half = (words.half_start if group is None else words.half_start_group) % said
    return half, _and_rests_on(then, row, words)


def _and_rests_on(then: str, row: LineRow, words: PlainWords) -> str:
    """Beside the date, wherever it is told: a reader may plan by it."""
    return f"{then} {declared_in_words(row, words)}".rstrip()


def days_drawn(rows: Iterable[LineRow]) -> Iterator[dt.date]:
    """The last day that each row's bar must reach."""
    for row in rows:
        span = _span(row)
        if span is not None and span[1] is not None:
            yield span[1]


def bar_of(row: LineRow, words: PlainWords, axis: Axis) -> Bar | None:
    """The range in which 8 in 10 would start; of a restricted service its whole month."""
    span = _span(row)
    if span is None:
        return None
    first, last = span
    begins = axis.place(first)
    ends = axis.days if last is None else axis.place(last)
    likely = None if row.is_restricted else row.standing.likely_start
    is_drawn = likely is not None and not axis.ends_before(likely)
    return Bar(
        first=begins,
        width=max(axis.days // 100 + 1, ends - begins),
        middle=axis.place(likely) if likely is not None and is_drawn else None,
        says=_bar_says(first, last, words),
        goes_on=last is None or axis.ends_before(last),
        is_beyond=axis.ends_before(first),
    )


def _bar_says(first: dt.date, last: dt.date | None, words: PlainWords) -> str:
    if last is None:
        return words.bar_open % {"first": short(first)}
    return words.bar % {"first": short(first), "last": short(last)}


def _span(row: LineRow) -> tuple[dt.date, dt.date | None] | None:
    standing: LineStanding = row.standing
    if standing.likely_start is None:
        return None
    if row.is_restricted:
        return month_of(standing.likely_start)
    return standing.by_1_in_10 or standing.likely_start, standing.by_9_in_10


def _ask_about(row: LineRow, words: PlainWords) -> tuple[str, ...]:
    if row.fit is None or row.fit.answer is not Answer.ASK:
        return ()
    rules = (*row.fit.to_ask, *row.fit.advised_against)
    return tuple(rule_in_words(rule, words) for rule in rules)
