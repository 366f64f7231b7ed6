"""A scheme with how many people are on it, and the schemes of a region, on pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext

from commissioning.partnership.actions.naming import NamedAction
from commissioning.partnership.cohorts.counts import (
    COMPLIANCE,
    CONTACT,
    COUNT_NAMES,
    LABELS,
    REASONS,
)
from commissioning.partnership.cohorts.models import CohortStatement
from commissioning.partnership.cohorts.reading import CohortTrend
from commissioning.partnership.cohorts.rows import CohortReading, CohortRow
from commissioning.partnership.cohorts.withholding import Shown
from directory.places.models import LocalDeliveryUnit, Region
from directory.requirements import requirement_name
from directory.schemes.addresses import scheme_slug
from directory.schemes.models import Scheme
from directory.search.scheme_words import scheme_names
from portal.formatting import in_words


@dataclass(frozen=True, slots=True)
class CohortLine:
    """A period of the table. `says` is "" but of a month that nobody told; `correct` is "" to
    whoever may not."""

    period: str
    says: str
    said_by: str
    places: str
    people: str
    parts: str
    joined: str
    left: str
    reasons: str
    statutory: str
    consent: str
    correct: str


@dataclass(frozen=True, slots=True)
class CohortCorrected:
    """What stood before, for those who see every count."""

    period: str
    when: str
    reason: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemePage:
    """`evaluated`: how its evaluations read, "" where none speaks."""

    href: str
    name: str
    kind: str
    says: str
    area: tuple[str, str]
    region: tuple[str, str]
    facts: tuple[tuple[str, str], ...]
    telephone: str
    email: str
    newest: tuple[str, ...]
    lines: tuple[CohortLine, ...]
    corrected: tuple[CohortCorrected, ...]
    plans: tuple[NamedAction, ...]
    is_exact: bool
    can_state: bool
    done: str
    evaluated: str
    evaluated_area: str


@dataclass(frozen=True, slots=True)
class SchemeInList:
    href: str
    name: str
    kind: str
    runs: str
    area: str
    newest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemesPage:
    """`regions` are those to choose from, `region` the one chosen, "" of all."""

    rows: tuple[SchemeInList, ...]
    regions: tuple[tuple[str, str], ...]
    region: str


def scheme_href(area: LocalDeliveryUnit, scheme: Scheme) -> str:
    return f"/schemes/{area.slug}/{scheme_slug(scheme.name)}"


def schemes_page(
    rows: Iterable[tuple[Scheme, LocalDeliveryUnit, CohortReading | None]],
    regions: Iterable[Region],
    region: str,
) -> SchemesPage:
    return SchemesPage(
        tuple(
            SchemeInList(
                scheme_href(area, scheme), scheme.name, _kind(scheme), scheme.runs, area.name,
                tuple(newest_told(reading)),
            )
            for scheme, area, reading in rows
        ),
        tuple((one.slug, one.name) for one in regions), region,
    )  # fmt: skip


def scheme_page(
    scheme: Scheme,
    area: LocalDeliveryUnit,
    rows: Sequence[CohortRow],
    reading: CohortReading | None,
    plans: tuple[NamedAction, ...],
    *,
    is_exact: bool,
    can_state: bool,
    done: str,
    evaluated: str,
) -> SchemePage:
    href, region = scheme_href(area, scheme), area.region
    words = {
        "stated": gettext("These counts are kept."),
        "corrected": gettext("Corrected. What stood before is kept."),
        "same": gettext("That was so already; nothing changed."),
    }
    return SchemePage(
        href, scheme.name, _kind(scheme), scheme.says,
        (area.name, f"/areas/{region.slug}/{area.slug}"), (region.name, region.slug),
        tuple(_facts(scheme, region)), scheme.telephone or "", scheme.email or "",
        tuple(newest_told(reading)), tuple(_line(one, href, can_state) for one in rows),
        tuple(_corrected(rows)) if is_exact else (), plans, is_exact, can_state,
        words.get(done, ""), evaluated, area.slug,
    )  # fmt: skip


def newest_told(reading: CohortReading | None) -> Iterator[str]:
    """In sentences, the newest first said with its age; what is old is never told as current."""
    if reading is None or reading.row.shown is None:
        yield gettext("Nobody has told this portal how many people are on it.")
        return
    period, shown = reading.row.period, reading.row.shown
    people = shown["on_scheme"]
    if not reading.is_current:
        yield gettext("It was told for %(period)s; nothing since.", period=period.words)
        if people.value is not None:
            yield gettext("Then %(people)s were on it.", people=people.words)
        return
    told = gettext("how many were on it is %(not)s", **{"not": people.words})
    if people.value is not None:
        told = gettext("%(people)s on it", people=people.words)
    yield gettext(
        "At the end of %(period)s, the newest told: %(told)s.", period=period.words, told=told
    )
    if reading.places:
        yield gettext("Places: %(places)s.", places=reading.places)
    if reading.trend is not None:
        yield _trend(reading.trend)


def _trend(trend: CohortTrend) -> str:
    words = {
        CohortTrend.RISING: gettext("Over the last three periods the number on it rose each time."),
        CohortTrend.FALLING: gettext(
            "Over the last three periods the number on it fell each time."
        ),
        CohortTrend.THE_SAME: gettext(
            "Over the last three periods the number on it stayed the same."
        ),
        CohortTrend.UP_AND_DOWN: gettext(
            "Over the last three periods the number on it neither rose nor fell throughout."
        ),
        CohortTrend.NOT_TOLD: gettext(
            "Whether the number on it rose or fell cannot be told from rounded numbers."
        ),
    }
    return str(words[trend])


def _kind(scheme: Scheme) -> str:
    return scheme_names().get(scheme.kind) or str(gettext("Another kind of scheme"))


def _facts(scheme: Scheme, region: Region) -> Iterator[tuple[str, str]]:
    requirement = requirement_name(scheme.requirement) if scheme.requirement else ""
    yield gettext("Can stand behind"), requirement or gettext("no requirement that is stated")
    if scheme.begins_on:
        yield gettext("Began"), in_words(scheme.begins_on)
    if scheme.ends_on:
        yield gettext("Last day"), in_words(scheme.ends_on)
    yield gettext("Kept by"), gettext("the commissioners of %(region)s", region=region.name)
    yield (
        gettext("As stated by"),
        gettext("%(who)s on %(day)s", who=scheme.stated_by, day=in_words(scheme.stated_on)),
    )


def _line(row: CohortRow, href: str, can_state: bool) -> CohortLine:
    if row.shown is None or row.told is None:
        return CohortLine(row.period.words, gettext("not told"), *([""] * 10))
    shown, said = row.shown, row.told.row
    who = gettext("%(who)s on %(day)s", who=said.source, day=in_words(said.stated_on))
    if said.version > 1:
        who = gettext(
            "%(who)s; corrected on %(day)s", who=who, day=in_words(said.recorded_at.date())
        )
    return CohortLine(
        row.period.words, "", who, shown["places"].words, shown["on_scheme"].words,
        _parts(shown), shown["joined"].words, shown["left_in_all"].words, _reasons(shown),
        _each(shown, COMPLIANCE), _each(shown, CONTACT),
        f"{href}/counts/{said.public_id}/correct" if can_state else "",
    )  # fmt: skip


def _parts(shown: Shown) -> str:
    return str(
        gettext(
            "%(statutory)s under an order or licence, %(others)s by consent",
            statutory=shown["statutory"].words,
            others=shown["not_statutory"].words,
        )
    )


def _reasons(shown: Shown) -> str:
    """ "" where nobody told how many left either: it is said once."""
    names = ("left_in_all", *REASONS)
    return _each(shown, REASONS) if any(shown[name].is_told for name in names) else ""


def _each(shown: Shown, names: Sequence[str]) -> str:
    """Those that are told, each with its count; one word where none is or all are withheld."""
    told = [name for name in names if shown[name].is_told]
    if not told:
        return str(gettext("not told"))
    if all(shown[name].is_withheld for name in told):
        return str(gettext("withheld"))
    words = _in_cells()
    return ", ".join(f"{shown[name].words} {words[name]}" for name in told)


def _in_cells() -> dict[str, str]:
    return {
        "left_completed": gettext("completed"),
        "left_removed": gettext("removed"),
        "left_recalled": gettext("recalled or returned to custody"),
        "left_moved": gettext("moved away"),
        "left_order_ended": gettext("order ended"),
        "left_other": gettext("for another reason"),
        "complied": gettext("complied with all of it"),
        "warned": gettext("warned"),
        "breached": gettext("breached or recalled"),
        "in_contact": gettext("kept in contact"),
        "fell_away": gettext("fell away"),
    }


def _corrected(rows: Iterable[CohortRow]) -> Iterator[CohortCorrected]:
    for row in rows:
        if row.told is None:
            continue
        versions = (row.told.row, *row.told.before)
        for later, earlier in pairwise(versions):
            yield CohortCorrected(
                gettext("%(period)s, %(who)s", period=row.period.words, who=later.source),
                in_words(later.recorded_at.date()), later.reason or "",
                tuple(_changes(earlier, later)),
            )  # fmt: skip


def _changes(earlier: CohortStatement, later: CohortStatement) -> Iterator[str]:
    for name in COUNT_NAMES:
        was, is_now = earlier.counts.told(name), later.counts.told(name)
        if was != is_now:
            yield gettext(
                "%(count)s: %(was)s, now %(now)s", count=LABELS[name], was=_count(was),
                now=_count(is_now),
            )  # fmt: skip


def _count(told: int | None) -> str:
    return str(gettext("not told")) if told is None else f"{told}"
