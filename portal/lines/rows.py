"""One line of an answer as a page shows it: plain strings, so that the template only prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from commissioning.availability.answer_types import Contact, LineRow
from commissioning.availability.reasons import WhyNot
from commissioning.availability.standing import LineStanding, Status
from directory.delivery import DeliveryKind
from directory.services.eligibility import Answer
from directory.services.freshness import FactKind, is_confirmed
from portal.formatting import in_words, month, short, telephone_link
from portal.lines.beside_words import (
    beside_in_words,
    order_in_short,
    order_in_words,
)
from portal.lines.fact_words import arrangements_of, facts_of, source_of
from portal.lines.fit_words import rule_in_words
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
    name: str
    telephone: str | None
    telephone_href: str | None
    email: str | None
    page_url: str | None


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`start` is the sentence to read first, `then` what follows it; `facts` are label and text.

    `beside` says who is ahead and what the date rests on, `in_order` whether there is time in an
    order that was asked about; `source` as at when, and how it was worked out where that is
    wanted.
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


def is_ruled_out(row: LineRow) -> bool:
    return row.fit is not None and row.fit.answer is Answer.NO


def shown_row(
    row: LineRow,
    words: PlainWords,
    axis: Axis,
    *,
    many_areas: bool,
    order_ends_on: dt.date | None = None,
    is_treatment: bool = False,
    is_explained: bool = False,
) -> ShownRow:
    """`many_areas`: the answer is about several, so that each row must say which it serves.

    `is_treatment`: the row must say whether somebody confirmed that arrangements can be made.
    `is_explained`: it says how its dates were worked out.
    """
    start, then = start_in_words(row, words, axis.today)
    return ShownRow(
        line=str(row.line),
        title=row.title,
        href=f"/services/{row.service}",
        tag=tag_of(row.standing.status, words),
        start=start,
        then=then,
        beside=beside_in_words(row.beside, words),
        in_order=_in_order(row, order_ends_on, words),
        in_order_short=order_in_short(row.beside.in_order, words) if row.beside else "",
        bar=bar_of(row, words, axis),
        facts=(
            *((arrangements_of(row, words, axis.today),) if is_treatment else ()),
            *facts_of(row, words, many_areas=many_areas),
        ),
        source=" ".join(source_of(row, words, is_explained=is_explained)),
        contact=shown_contact(row.contact, words),
        is_stale=row.standing.status is Status.NOT_CONFIRMED,
        is_being_worked_out=row.is_being_worked_out and row.kind.is_queued,
        is_generated=row.is_generated,
        is_restricted=row.is_restricted,
        ask_about=_ask_about(row, words),
        ruled_out_by=tuple(rule_in_words(rule, words) for rule in row.fit.failed)
        if row.fit
        else (),
    )


def tag_of(status: Status, words: PlainWords) -> ShownTag:
    return ShownTag(TAG_LOOKS[status], status.value, words.status[status])


def shown_contact(contact: Contact, words: PlainWords) -> ShownContact:
    telephone = contact.telephone
    return ShownContact(
        name=contact.name or words.ring_office,
        telephone=telephone,
        telephone_href=telephone_link(telephone) if telephone else None,
        email=contact.email,
        page_url=contact.page_url,
    )


def start_in_words(row: LineRow, words: PlainWords, today: dt.date) -> tuple[str, str]:
    """The sentence that answers "when?", and what a careful reader needs beside it."""
    standing = row.standing
    match standing.status:
        case Status.AT_ONCE:
            return words.on_the_day, ""
        case Status.NOT_CONFIRMED:
            return _not_confirmed(row, words, today), ""
        case Status.NOT_AVAILABLE:
            return words.no_date, _why_not(row, words)
        case Status.NOT_WITHIN_ORDER:
            return _hardly_within(row, words)
        case _:
            return _dated(row, words)


def _why_not(row: LineRow, words: PlainWords) -> str:
    """More exactly than by its kind of reason, where that is known and may be said."""
    because = row.standing.because
    if because is not None and not row.is_restricted:
        return words.because[because]
    return words.why_not[row.standing.reason or WhyNot.NOT_COMMISSIONED]


def _not_confirmed(row: LineRow, words: PlainWords, today: dt.date) -> str:
    if row.is_restricted:
        return words.ring_to_check
    if row.confirmed_on is None:
        return words.never_confirmed
    if row.worked_out_on is None and row.kind.is_queued:
        return words.not_yet
    if is_confirmed(FactKind.START_DATES, row.confirmed_on, today):
        return words.places_not_said
    return words.last_confirmed % {"day": in_words(row.confirmed_on)}


def _hardly_within(row: LineRow, words: PlainWords) -> tuple[str, str]:
    """Of a restricted line only months that are wholly within the order count."""
    if row.is_restricted:
        return words.fewer_than_half_by_month, ""
    first = row.standing.by_1_in_10
    then = "" if first is None else words.one_in_ten % {"day": in_words(first)}
    return words.fewer_than_half, then


def _dated(row: LineRow, words: PlainWords) -> tuple[str, str]:
    likely, last = row.standing.likely_start, row.standing.by_9_in_10
    if likely is None:
        is_bed = row.kind is DeliveryKind.BED
        return (words.place_free if is_bed else words.no_booking), ""
    if row.is_restricted:
        return words.most_likely_in % {"month": month(likely)}, ""
    then = words.fewer_than_nine if last is None else words.nine_in_ten % {"day": in_words(last)}
    group = row.beside.group if row.beside else None
    if group is not None:
        return words.most_likely_group % {"day": in_words(likely), "group": group}, then
    return words.most_likely % {"day": in_words(likely)}, then


def _in_order(row: LineRow, order_ends_on: dt.date | None, words: PlainWords) -> str:
    if row.beside is None or order_ends_on is None:
        return ""
    return order_in_words(row.beside.in_order, order_ends_on, words)


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
    return Bar(
        first=begins,
        width=max(axis.days // 100 + 1, ends - begins),
        middle=None if likely is None else axis.place(likely),
        says=_bar_says(first, last, words),
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
