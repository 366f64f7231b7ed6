"""By what order places of a line go, what that comes to, and who asked for one in vain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext, ngettext

from commissioning.bookings.asked_in_vain import AskedInVain
from commissioning.bookings.cards import GroupOfLine
from commissioning.bookings.free_places import may_be_held
from commissioning.bookings.hold_days import BY_TELEPHONE_DAYS
from commissioning.bookings.ruling import RuleStated
from commissioning.bookings.turns import RuleInForce
from commissioning.desk.line_records import LineHead
from portal.formatting import counted, in_words, moment, short
from portal.showing.place_order import order_in_a_line, order_in_words

Cells = tuple[str, ...]

EXAMPLE_PLACES: Final = 12
"""Where no group is planned the share is told of a group of so many."""

DAYS_SHOWN: Final = 60
NOT_SAID: Final = "Not said whose home"


@dataclass(frozen=True, slots=True)
class LineGroup:
    public_id: str
    reference: str
    starts: str
    places: str
    booked: str
    held: str
    offered: str
    left: str


@dataclass(frozen=True, slots=True)
class LinePlacesPage:
    public_id: str
    title: str
    as_at: dt.datetime
    order: Cells
    effects: Cells
    stated: str
    history: tuple[Cells, ...]
    groups: tuple[LineGroup, ...]
    more_groups: int
    in_vain: str
    areas: tuple[Cells, ...]
    days: tuple[Cells, ...]
    more_days: int
    done: bool = False


def line_places_page(
    head: LineHead,
    rule: RuleInForce,
    history: Sequence[RuleStated],
    groups: Sequence[GroupOfLine],
    number_of_groups: int,
    in_vain: Sequence[AskedInVain],
    *,
    since: dt.date,
    as_at: dt.datetime,
    done: bool = False,
) -> LinePlacesPage:
    return LinePlacesPage(
        str(head.public_id),
        head.title or head.name,
        as_at,
        order_in_words(rule.steps),
        rule_effects(rule, [one.places.places for one in groups]),
        _stated(history),
        tuple(_history_row(one) for one in history),
        tuple(line_group(one) for one in groups),
        number_of_groups - len(groups),
        in_vain_says(in_vain, since),
        areas_in_vain(in_vain),
        tuple(_day_row(one) for one in in_vain[:DAYS_SHOWN]),
        max(0, len(in_vain) - DAYS_SHOWN),
        done,
    )


def line_group(one: GroupOfLine) -> LineGroup:
    of = one.places
    return LineGroup(
        str(one.public_id), one.reference, short(one.starts_on),
        *(f"{number}" for number in (of.places, of.booked, of.held, of.offered, of.left)),
    )  # fmt: skip


def rule_effects(rule: RuleInForce, places: Sequence[int]) -> Cells:
    """What the rule comes to: of each size of group that is planned, else of an example."""
    sizes = sorted(set(places)) or [EXAMPLE_PLACES]
    return (
        *(held_says(size, rule.held_percent) for size in sizes),
        gettext(
            "An offer is to be answered within %(days)s; the turn of whoever does not is kept.",
            days=counted(rule.answer_days, "working day"),
        ),
        gettext(
            "In the last %(days)s working days before the start nothing is offered by itself:"
            " the provider rings, down the same order.",
            days=BY_TELEPHONE_DAYS,
        ),
    )


def held_says(places: int, percent: int) -> str:
    most = may_be_held(places, percent)
    of = counted(places, "place")
    if most == 0:
        return str(gettext("Of %(places)s none can be held before sentence.", places=of))
    return str(
        gettext("Of %(places)s at most %(most)s can be held before sentence.", places=of, most=most)
    )


def _stated(history: Sequence[RuleStated]) -> str:
    if not history:
        return str(gettext("Nobody has stated a rule of this line: it goes as usual."))
    last = history[0]
    return str(
        gettext("Stated by %(who)s on %(when)s.", who=last.stated_by, when=moment(last.stated_at))
    )


def _history_row(one: RuleStated) -> Cells:
    return (
        moment(one.stated_at),
        order_in_a_line(one.steps),
        f"{one.held_percent} %",
        counted(one.answer_days, "working day"),
        one.stated_by,
    )


def in_vain_says(in_vain: Sequence[AskedInVain], since: dt.date) -> str:
    """Counts of what was asked in this portal; of what was asked elsewhere nobody knows here."""
    times = sum(one.times for one in in_vain)
    if not times:
        return str(
            gettext(
                "Nobody who asked for a place here since %(day)s was left without one.",
                day=in_words(since),
            )
        )
    held = sum(one.before_sentence for one in in_vain)
    return str(
        ngettext(
            "Since %(day)s a place was asked for %(num)d time when none was left, %(held)s of it"
            " before sentence.",
            "Since %(day)s a place was asked for %(num)d times when none was left, %(held)s of them"
            " before sentence.",
            times,
            day=in_words(since),
            held=held,
        )
    )


def areas_in_vain(in_vain: Sequence[AskedInVain]) -> tuple[Cells, ...]:
    """By area, the most first."""
    found: dict[str, list[AskedInVain]] = {}
    for one in in_vain:
        found.setdefault(one.area or NOT_SAID, []).append(one)
    ordered = sorted(found.items(), key=lambda pair: (-sum(o.times for o in pair[1]), pair[0]))
    return tuple(
        (
            area,
            f"{sum(one.times for one in those):,}",
            f"{sum(one.before_sentence for one in those):,}",
            short(max(one.on_date for one in those)),
        )
        for area, those in ordered
    )


def _day_row(one: AskedInVain) -> Cells:
    return (short(one.on_date), one.area or NOT_SAID, f"{one.times:,}", f"{one.before_sentence:,}")
