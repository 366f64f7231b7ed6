"""One agreement whole on a page, and its forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.agreements.notice import TermStanding
from commissioning.agreements.prices import NEEDS_NO_AWARD
from commissioning.agreements.whole import AgreementWhole, LotTold, TermTold, VolumeTold
from commissioning.desk.desk_rows import BoughtLine
from commissioning.partnership.actions.naming import NamedAction
from commissioning.volumes.volume import units_told
from directory.clock import local_date
from portal.agreements.words import (
    KINDS,
    STANDINGS,
    UNITS,
    contribution,
    months,
    options,
    percent,
    places,
    price,
)
from portal.formatting import NOT_KNOWN, between, in_words, joined
from portal.lines.agreement_words import also_counted_words
from portal.lines.ground_words import where_words


@dataclass(frozen=True, slots=True)
class ShownBoughtVolume:
    """`variations` say what was bought and each change of it, from its day."""

    what: str
    period: str
    spread: str
    variations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownBoughtLot:
    public_id: str
    reference: str
    buys: str
    where: str
    is_joined: bool
    line: tuple[str, str]
    """Where the line that it buys is read, and where that is held; empty to whom it is not told."""
    volumes: tuple[ShownBoughtVolume, ...]


@dataclass(frozen=True, slots=True)
class ShownFunder:
    name: str
    share: str
    contributions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """`facts` are names and words; `funders` None to whom it is not told who pays."""

    public_id: str
    title: str
    tag: str
    facts: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str, str, str], ...]
    funders: tuple[ShownFunder, ...] | None
    not_stated: str
    lots: tuple[ShownBoughtLot, ...]
    prices: tuple[tuple[str, str], ...]
    hides_prices: bool
    can_state: bool
    done: str
    has_generated_figures: bool
    actions: tuple[NamedAction, ...]
    also_counted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatingPage:
    """A form of an agreement; `action` is where it is sent."""

    public_id: str
    agreement: str
    title: str
    says: str
    button: str
    what: str


def agreement_page(
    known: AgreementWhole,
    actions: tuple[NamedAction, ...],
    lines: Sequence[BoughtLine],
    *,
    can_state: bool,
    done: str,
) -> AgreementPage:
    """`actions`: of published action plans, those that name it; `lines`: what whoever looks may
    read of what it buys."""
    agreement = known.agreement
    return AgreementPage(
        str(agreement.public_id),
        agreement.title,
        STANDINGS[known.expiring.standing],
        tuple(_facts(known)),
        tuple(_term(one) for one in known.terms),
        None if known.funders is None else tuple(_funders(known)),
        percent(known.not_stated) if known.funders and known.not_stated else "",
        _lots(known, lines),
        tuple(
            (f"{UNITS[unit].capitalize()}, from {in_words(one.from_date)}", price(one))
            for unit, of_unit in known.prices.items()
            for one in of_unit
        ),
        known.hides_prices,
        can_state,
        done,
        agreement.is_generated,
        actions,
        _also_counted(lines),
    )


def _also_counted(lines: Sequence[BoughtLine]) -> tuple[str, ...]:
    said = ((one.stored.title or "", also_counted_words(one)) for one in lines)
    return tuple(dict.fromkeys(f"{title}: {words}" for title, words in said if words))


def _facts(known: AgreementWhole) -> Sequence[tuple[str, str]]:
    one, said = known.expiring, known.conditions
    notice = months(one.notice_months)
    if one.notice_day:
        passed = ", which has passed" if one.standing is TermStanding.NOTICE_PASSED else ""
        notice = f"{notice}: by {in_words(one.notice_day)}{passed}"
    extend = options(one.extensions)
    if one.is_used_up:
        extend = f"{extend}: used up, at most to {in_words(one.latest_end)}"
    elif one.latest_end:
        extend = f"{extend}: at most to {in_words(one.latest_end)}"
    reviews = None if said is None else said.review_dates
    return (
        ("Reference", known.agreement.external_id),
        ("Kind", KINDS[known.agreement.kind]),
        ("Provider", one.provider or NOT_KNOWN),
        ("Region", places(one.regions)),
        ("First day", in_words(one.starts_on)),
        ("Last day", in_words(one.ends_on)),
        ("Notice", notice),
        ("Options to extend", extend),
        ("Reviews", _days(reviews)),
        ("Awarded", _award(known)),
    )


def _award(known: AgreementWhole) -> str:
    if known.awarded_on is not None:
        return in_words(known.awarded_on)
    return (
        "not yet, as far as is known"
        if known.agreement.kind not in NEEDS_NO_AWARD
        else "needs none"
    )


def _days(told: list[str] | None) -> str:
    if not told:
        return NOT_KNOWN
    return str(joined([in_words(dt.date.fromisoformat(day)) for day in told]))


def _term(one: TermTold) -> tuple[str, str, str, str]:
    recorded = in_words(local_date(one.term.recorded_at))
    return in_words(one.term.starts_on), in_words(one.term.ends_on), recorded, one.by


def _funders(known: AgreementWhole) -> list[ShownFunder]:
    return [
        ShownFunder(
            one.funder.funder,
            "share not stated" if one.funder.share is None else percent(one.funder.share),
            tuple(contribution(given) for given in one.contributions),
        )
        for one in known.funders or ()
    ]


def _lots(known: AgreementWhole, lines: Sequence[BoughtLine]) -> tuple[ShownBoughtLot, ...]:
    by_line = {one.stored.line: one for one in lines}
    return tuple(
        _lot(one, None if one.line is None else by_line.get(one.line.public_id))
        for one in known.lots
    )


def _lot(one: LotTold, line: BoughtLine | None) -> ShownBoughtLot:
    buys = one.service or ("a queue of this portal" if one.line else "no queue of this portal")
    return ShownBoughtLot(
        str(one.lot.public_id), one.lot.external_id, buys, one.ground or "", one.line is not None,
        ("", "") if line is None else _led_to(line),
        tuple(_volume(volume) for volume in one.volumes),
    )  # fmt: skip


def _led_to(line: BoughtLine) -> tuple[str, str]:
    where = where_words(line.ground) or line.stored.title or NOT_KNOWN
    return f"/desk/lines/{line.stored.line}", where


def _volume(one: VolumeTold) -> ShownBoughtVolume:
    volume = one.volume
    told = tuple(
        f"{units_told(segment.quantity)} a whole period from {in_words(segment.from_date)},"
        f" recorded {in_words(local_date(segment.recorded_at))}"
        for segment in one.segments
    )
    spread = {0: "spread by days", 4: "spread by quarters", 12: "spread by months"}
    return ShownBoughtVolume(
        f"{units_told(volume.quantity)} {UNITS[volume.unit]}",
        between(volume.starts_on, volume.ends_on),
        f"{spread[len(volume.profile or ())]}, ± {percent(volume.tolerance)} agreed",
        told if len(told) > 1 else (),
    )
