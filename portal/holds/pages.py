"""Places that are held, offered and left, as pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from commissioning.bookings.cards import (
    GroupCard,
    GroupWithPlaces,
    HeldPlace,
    OpenOffer,
    last_four,
)
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.passed_on import PassedOnOffer
from portal.formatting import in_words, short


@dataclass(frozen=True, slots=True)
class OtherGroup:
    path: str
    starts: str
    reference: str
    left: str


@dataclass(frozen=True, slots=True)
class GroupToHold:
    """`rows`: what is known of its places, as at the moment of asking.

    `closed`: why no place is given.
    """

    public_id: str
    title: str
    service_path: str
    reference: str
    starts: str
    is_open: bool
    rows: tuple[tuple[str, str], ...]
    left: int
    closed: str
    last: str = ""
    others: tuple[OtherGroup, ...] = ()


def shown_group(
    card: GroupCard,
    *,
    is_officer: bool,
    last_day: dt.date | None = None,
    others: Iterable[GroupWithPlaces] = (),
) -> GroupToHold:
    """What is held and booked is for officers and the owner; everybody else reads what is left.
    `last_day` on which it meets, where that is known; `others`: planned groups of its line."""
    starts = card.starts_on
    is_on = starts is not None or card.begun_on is not None
    return GroupToHold(
        str(card.group.public_id),
        card.title,
        f"/services/{card.service_id}",
        card.group.external_id,
        "" if starts is None else in_words(starts),
        starts is not None and card.begun_on is None,
        places_rows(card.places, is_officer=is_officer) if is_on else (),
        card.places.left,
        _closed(card),
        "" if starts is None else last_in_words(last_day),
        tuple(_other(one) for one in others if one.public_id != card.group.public_id),
    )


def _other(one: GroupWithPlaces) -> OtherGroup:
    return OtherGroup(
        f"/places/{one.public_id}",
        in_words(one.starts_on),
        one.reference,
        ngettext("%(num)d place left", "%(num)d places left", one.places.left)
        if one.places.left
        else gettext("no place left"),
    )


def last_in_words(last_day: dt.date | None) -> str:
    """Nobody knows before sentence when the order ends: who holds is told what it must reach."""
    if last_day is None:
        return ""
    says = gettext(
        "It meets until %(day)s. Whose order ends before that cannot finish it, and is set apart.",
        day=in_words(last_day),
    )
    return str(says)


def _closed(card: GroupCard) -> str:
    """Why no place is given on its page, "" while it lies ahead."""
    if card.begun_on is not None:
        day = in_words(card.begun_on)
        if card.is_joined_later:
            return str(
                gettext(
                    "It began on %(day)s. A party that is under way is joined from its next session"
                    " on: book on the page of the case.",
                    day=day,
                )
            )
        return str(gettext("It began on %(day)s, and nobody joins it now.", day=day))
    return "" if card.starts_on is not None else str(gettext("It was cancelled."))


def places_rows(places: GroupPlaces, *, is_officer: bool) -> tuple[tuple[str, str], ...]:
    left = (gettext("Places left"), f"{places.left}")
    if not is_officer:
        return (left,)
    return (
        (gettext("Places"), f"{places.places}"),
        (gettext("Booked"), f"{places.booked}"),
        (gettext("Held before sentence"), f"{places.held}"),
        (gettext("Offered, waiting for an answer"), f"{places.offered}"),
        left,
    )


@dataclass(frozen=True, slots=True)
class ShownHold:
    public_id: str
    code: str
    title: str
    starts: str
    hearing: str
    state: str
    stands: bool
    may_renew: bool
    last: str = ""


def shown_hold(
    held: HeldPlace,
    with_group: Collection[int],
    *,
    today: dt.date,
    last_day: dt.date | None = None,
) -> ShownHold:
    """`with_group`: keys of holds that ended as their group was cancelled."""
    hold = held.hold
    stands = hold.released_at is None and hold.booking_id is None and today <= hold.lapses_after
    group = held.group
    starts = None if group is None else group.starts_on
    return ShownHold(
        str(hold.public_id),
        hold.code,
        gettext("a group that is no longer listed") if group is None else group.title,
        gettext("not known") if starts is None else in_words(starts),
        in_words(hold.hearing_on),
        _state(held, with_group, stands=stands),
        stands,
        stands and hold.renewed_on is None,
        last_in_words(last_day) if stands else "",
    )


def _state(held: HeldPlace, with_group: Collection[int], *, stands: bool) -> str:
    hold = held.hold
    if hold.booking_id is not None:
        return str(gettext("became a booking"))
    if hold.id in with_group:
        return str(gettext("ended, as the group was cancelled"))
    if hold.released_at is not None:
        return str(gettext("released"))
    day = in_words(hold.lapses_after)
    if not stands:
        return str(gettext("lapsed after %(day)s", day=day))
    if hold.renewed_on is not None:
        return str(gettext("stands until the end of %(day)s, renewed once", day=day))
    return str(gettext("stands until the end of %(day)s", day=day))


@dataclass(frozen=True, slots=True)
class HoldsPage:
    standing: tuple[ShownHold, ...]
    over: tuple[ShownHold, ...]
    team: str
    done: str = ""


def holds_page(
    holds: Iterable[HeldPlace],
    with_group: Collection[int],
    *,
    team: str,
    today: dt.date,
    done: str = "",
) -> HoldsPage:
    shown = [shown_hold(one, with_group, today=today) for one in holds]
    return HoldsPage(
        tuple(one for one in shown if one.stands),
        tuple(one for one in shown if not one.stands),
        team,
        done,
    )


@dataclass(frozen=True, slots=True)
class PlaceOffered:
    public_id: str
    case: str
    title: str
    starts: str
    answer_by: str


def shown_offers(offers: Iterable[OpenOffer]) -> tuple[PlaceOffered, ...]:
    return tuple(
        PlaceOffered(
            str(one.offer.public_id),
            last_four(one.reference),
            one.group.title,
            gettext("not known") if one.group.starts_on is None else in_words(one.group.starts_on),
            in_words(one.offer.answer_by),
        )
        for one in offers
    )


def shown_passed_on(passed: Iterable[PassedOnOffer]) -> tuple[tuple[str, ...], ...]:
    """Offers to which nobody answered, as rows."""
    return tuple(
        (last_four(one.reference), one.group.title, short(one.answer_by)) for one in passed
    )
