"""What the pages of agreements show, ready to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from commissioning.agreements.expiry import Expiring, Narrowed, Pipeline
from commissioning.agreements.models import AgreementKind
from commissioning.agreements.notice import TermStanding
from portal.agreements.words import KINDS, STANDINGS, months, options, places
from portal.formatting import NOT_KNOWN, counted, in_words, short
from portal.showing.spreadsheets import Cell

WITHIN: Final[Mapping[str, int | None]] = {"6": 6, "12": 12, "24": 24, "all": None}
HEADINGS: Final = (
    "Agreement", "Title", "Kind", "Provider", "Region", "Funders", "Standing", "First day",
    "Last day", "Notice by", "Months of notice", "May be extended to", "Extended from", "As at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownExpiring:
    href: str
    title: str
    about: str
    who: str
    where: str
    ends: str
    notice: str
    then: str


@dataclass(frozen=True, slots=True)
class Section:
    """Agreements of one standing; `says` what a commissioner does about it."""

    key: str
    title: str
    says: str
    rows: tuple[ShownExpiring, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PipelinePage:
    counts: str
    as_at: str
    sections: tuple[Section, ...]
    later: str
    filters: Mapping[str, tuple[Choice, ...]]
    query: str
    whenever: str
    is_empty: bool
    is_narrowed: bool
    can_join: bool = False
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)


LABELS: Final[Mapping[str, str]] = {
    "region": "Region", "provider": "Provider", "kind": "Kind", "funder": "Funder",
    "within": "Ends within",
}  # fmt: skip
COUNTED: Final[Mapping[TermStanding, str]] = {
    TermStanding.NOTICE_PASSED: "past the notice day",
    TermStanding.TO_END: "to end",
    TermStanding.END_NOT_KNOWN: "whose end is not known",
    TermStanding.ENDED: "ended",
}
SAYS: Final[Mapping[TermStanding, str]] = {
    TermStanding.NOTICE_PASSED: "The last day on which notice could be given is over: extend it, "
    "replace it, or let it end.",
    TermStanding.TO_END: "By the day on which notice must be given, else by the last day.",
    TermStanding.END_NOT_KNOWN: "Nobody told this portal when they end. They are never taken for a "
    "day: find out, and state it.",
    TermStanding.ENDED: "Readers of court pages are told that the agreement ended.",
}


def narrowed_by(asked: Mapping[str, str]) -> Narrowed:
    """What is not among the choices asks for everything."""
    kinds = {kind.value: kind for kind in AgreementKind}
    return Narrowed(
        region=asked.get("region") or None,
        provider=asked.get("provider") or None,
        kind=kinds.get(asked.get("kind", "")),
        funder=asked.get("funder") or None,
        months=WITHIN.get(asked.get("within", "12"), 12),
    )


def pipeline_page(
    found: Pipeline, narrowed: Narrowed, *, today: dt.date, query: str, whenever: str,
    can_join: bool,
) -> PipelinePage:  # fmt: skip
    return PipelinePage(
        ", ".join(
            f"{found.counts.get(where, 0)} {words}"
            for where, words in COUNTED.items()
            if found.counts.get(where) or where is TermStanding.TO_END
        ),
        in_words(today),
        tuple(_sections(found)),
        "" if not found.later else counted(found.later, "agreement ends", "agreements end"),
        _filters(found.everything, narrowed),
        query,
        whenever,
        is_empty=not found.everything,
        is_narrowed=any((narrowed.region, narrowed.provider, narrowed.kind, narrowed.funder)),
        can_join=can_join,
    )


def pipeline_rows(found: Pipeline, *, today: dt.date) -> Iterator[Sequence[Cell]]:
    """For a file: what the page lists, days as days; an unknown one is an empty cell."""
    for one in found.listed:
        agreement = one.agreement
        yield (
            agreement.external_id, agreement.title, KINDS[agreement.kind],
            one.provider or NOT_KNOWN, "; ".join(one.regions) or NOT_KNOWN,
            "; ".join(one.funders), STANDINGS[one.standing], one.starts_on, one.ends_on,
            one.notice_day, one.notice_months, one.latest_end, one.extended_from, today,
        )  # fmt: skip


def _sections(found: Pipeline) -> Iterator[Section]:
    for where in TermStanding:
        rows = tuple(_shown(one) for one in found.of(where))
        if rows:
            title = f"{STANDINGS[where]}: {len(rows)}"
            yield Section(where.value, title, SAYS[where], rows)


def _shown(one: Expiring) -> ShownExpiring:
    agreement = one.agreement
    then = ""
    if one.is_used_up:
        then = f"Options used up ({options(one.extensions)})"
    elif one.latest_end:
        then = f"Options to {short(one.latest_end)} ({options(one.extensions)})"
    if one.extended_from:
        then = f"{then}. " if then else ""
        then += f"Moved from {short(one.extended_from)}"
    return ShownExpiring(
        f"/desk/agreements/{agreement.public_id}",
        agreement.title,
        f"{agreement.external_id}, {KINDS[agreement.kind].lower()}",
        one.provider or NOT_KNOWN,
        places(one.regions),
        short(one.ends_on),
        _notice(one),
        then,
    )


def _notice(one: Expiring) -> str:
    if one.notice_months is None:
        return "notice not known"
    if one.notice_day is None:
        return f"{months(one.notice_months)} of notice"
    return f"{short(one.notice_day)} ({months(one.notice_months)})"


def _filters(everything: Sequence[Expiring], narrowed: Narrowed) -> dict[str, tuple[Choice, ...]]:
    found = {
        "region": {name for one in everything for name in one.regions},
        "provider": {one.provider for one in everything if one.provider},
        "funder": {name for one in everything for name in one.funders},
    }
    chosen = {"region": narrowed.region, "provider": narrowed.provider, "funder": narrowed.funder}
    filters = {
        name: _choices({value: value for value in sorted(values)}, chosen[name] or "")
        for name, values in found.items()
        if values
    }
    kinds = {kind.value: words for kind, words in KINDS.items()}
    filters["kind"] = _choices(kinds, narrowed.kind.value if narrowed.kind else "")
    within = {key: f"{key} months" if key != "all" else "any time" for key in WITHIN}
    at = next(key for key, months in WITHIN.items() if months == narrowed.months)
    filters["within"] = tuple(Choice(key, text, key == at) for key, text in within.items())
    return filters


def _choices(named: Mapping[str, str], chosen: str) -> tuple[Choice, ...]:
    every = Choice("", "All", not chosen)
    return (every, *(Choice(value, text, value == chosen) for value, text in named.items()))
