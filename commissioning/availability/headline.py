"""Where a requirement stands in some areas: what its lines, the law and statements make of it.

Pure. The headline speaks only for people who could take it: it is the best line of the strands
that may lead, among those open to the person asked about. A line that may not lead is told by
name, below. Where no line says anything a statement does; where nobody did it is not known. A line
of which a statement says that there is nothing does not lead: where no other does, both are told.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from commissioning.availability.standing import is_month_over
from commissioning.availability.statuses import (
    IS_OPEN,
    Because,
    LineStanding,
    ProvisionStated,
    Status,
    WhyNot,
)
from directory.services.eligibility import Attribute
from directory.services.strands import (
    ServiceTraits,
    Strand,
    is_for_one_offence,
    leading,
    strand_of,
    strands_of,
)

SOON_DAYS = 28
"""Beside a strand stands how many of its lines could start within four weeks."""

IN_GOOD_TIME = frozenset({Status.AVAILABLE, Status.AT_ONCE})

STATUS_ORDER = {status: position for position, status in enumerate(Status)}


class Behind(Protocol):
    """A line behind a requirement, as far as headlines ask."""

    @property
    def line(self) -> uuid.UUID: ...
    @property
    def title(self) -> str: ...
    @property
    def standing(self) -> LineStanding: ...
    @property
    def is_restricted(self) -> bool: ...
    @property
    def is_ruled_out(self) -> bool:
        """A rule excludes the person asked about."""

    @property
    def narrowed_by(self) -> frozenset[Attribute]:
        """By which of sex and age it excludes some adults."""

    @property
    def traits(self) -> ServiceTraits: ...


L = TypeVar("L", bound=Behind)


@dataclass(frozen=True, slots=True)
class RequirementLaw:
    """What the law says of a requirement today.

    `needs_check`: its own commencement is not verified. `needs_arrangements`: the court must
    have been told that arrangements are available.
    """

    code: str
    needs_check: bool = False
    needs_arrangements: bool = False


@dataclass(frozen=True, slots=True)
class StrandStanding(Generic[L]):
    """`lines` soonest first, those ruled out last; `status` that of the first not ruled out.

    `soon_count` of `open_count` lines could start within `SOON_DAYS`.
    """

    strand: Strand
    leads: bool
    status: Status
    lines: tuple[L, ...]
    soon_count: int
    open_count: int


@dataclass(frozen=True, slots=True)
class RequirementStanding(Generic[L]):
    """`best` is the line that leads, None where the law or statements speak, or nobody.

    `statements` are those in force; `only` names the strands that have something where none of
    the leading ones does.
    """

    status: Status
    reason: WhyNot | None
    because: Because | None
    best: L | None
    strands: tuple[StrandStanding[L], ...]
    statements: tuple[ProvisionStated, ...] = ()
    only: tuple[str, ...] = ()


def soonest_first(row: Behind) -> tuple[bool, int, dt.date, int, bool, str, uuid.UUID]:
    """What starts in good time before what starts later, each by day; by month where the day must
    not show, so that order betrays nothing.

    A middle may come early where the last of ten come late: "Starts later" must not stand for
    what somebody else makes "Available". A bed that is free and a drop-in have no date because
    nobody waits: they come first. What nobody could start stands behind, by status; there what
    nobody confirmed within its grace is the last; and what a rule excludes stands behind all.
    """
    status = row.standing.status
    order = STATUS_ORDER[status]
    without_a_date = dt.date.min if status in IS_OPEN else dt.date.max
    likely = row.standing.likely_start or without_a_date
    shown = likely.replace(day=1) if row.is_restricted else likely
    rank = 0 if status in IN_GOOD_TIME else order
    is_last = row.standing.is_ring_first and not row.is_restricted
    return row.is_ruled_out, rank, shown, order, is_last, row.title, row.line


def requirement_standing(
    law: RequirementLaw,
    lines: Iterable[L],
    said: Mapping[int, Sequence[ProvisionStated]],
    *,
    areas: Collection[int],
    today: dt.date,
    offences: Collection[str] | None = None,
    known: Collection[Attribute] = (),
    serves: Mapping[uuid.UUID, Collection[int]] | None = None,
) -> RequirementStanding[L]:
    """For the areas together: any line of any of them, but a "no" only if said of every one.

    `said` are the statements in force about this requirement, by area. `known`: which of sex and
    age were said of the person; a line that excludes by another leads only where no line that
    takes everybody does. `serves`: the areas of each line; None where every line serves all.
    """
    leads = leading(law.code, offences)
    strands = _strands(law.code, lines, leads, today)
    led = [(line, one) for one in strands for line in one.lines if _may_lead(line, one, offences)]
    denied = [
        line for line, one in led if _is_denied(one.strand, said, _shared(areas, serves, line.line))
    ]
    best = _best([line for line, _ in led if line not in denied], known)
    outcome = _stated(said, areas, {strand.code for strand in leads})
    found = _headline(law, leads, best, _best(denied, known), outcome)
    told = [_as_the_law(_as_stated(one, said, areas), found) for one in strands]
    return RequirementStanding(
        status=found.status,
        reason=found.reason,
        because=found.because,
        # The line leads only where it is its own standing that was found to speak.
        best=best if best is not None and best.standing is found else None,
        strands=tuple(told),
        statements=tuple(dict.fromkeys(one for area in areas for one in said.get(area, ()))),
        only=() if led else _only(strands),
    )


def _best(may_lead: Sequence[L], known: Collection[Attribute]) -> L | None:
    """Without the sex or age a line for some is an answer only where none for everybody is."""
    for_all = [line for line in may_lead if line.narrowed_by <= set(known)]
    return min(for_all or may_lead, key=soonest_first, default=None)


def _shared(
    areas: Collection[int], serves: Mapping[uuid.UUID, Collection[int]] | None, line: uuid.UUID
) -> Collection[int]:
    """The areas asked about that the line serves."""
    return areas if serves is None else set(areas) & set(serves[line])


def _is_denied(
    strand: Strand, said: Mapping[int, Sequence[ProvisionStated]], areas: Collection[int]
) -> bool:
    """Somebody says, of every one of these areas, that there is nothing of the strand."""
    return all(_denies(said.get(area, ()), {strand.code}) for area in areas)


@lru_cache(maxsize=256)
def standing_of_nothing(
    law: RequirementLaw, offences: frozenset[str] | None
) -> RequirementStanding[Any]:
    """As `requirement_standing`, where no line stands behind it and nobody said anything of it.

    Any: there is no line whose type could be told.
    """
    return requirement_standing(law, (), {}, areas=(), today=dt.date.min, offences=offences)


def _headline(
    law: RequirementLaw,
    leads: Sequence[Strand],
    best: Behind | None,
    denied: Behind | None,
    outcome: LineStanding | None,
) -> LineStanding:
    nothing = LineStanding(Status.NOT_KNOWN, because=Because.NEVER_SAID)
    line = best.standing if best is not None else nothing
    is_at_once = any(strand.takes_effect_at_once for strand in leads)
    if law.needs_check:
        return LineStanding(Status.CHECK_COMMENCEMENT)
    may_be_denied = law.needs_arrangements or not is_at_once
    if may_be_denied and denied and not (line.status in IS_OPEN or _is_silent(denied)):
        return _not_confirmed(Because.DENIED_THOUGH_LISTED)
    if is_at_once:
        return _at_once(law, line, outcome) or nothing
    if line.status is Status.NOT_KNOWN:
        return outcome or line
    if line.status is Status.NOT_AVAILABLE and outcome and outcome.status is not line.status:
        return outcome
    return line


def _is_silent(line: Behind) -> bool:
    """It says nothing that contradicts a statement that there is nothing."""
    return line.standing.status in {Status.NOT_KNOWN, Status.NOT_AVAILABLE}


def _at_once(
    law: RequirementLaw, line: LineStanding, outcome: LineStanding | None
) -> LineStanding | None:
    """Needs nobody's place; where the law needs arrangements somebody must have stated them."""
    if line.status is Status.AT_ONCE:
        return line
    is_stated = outcome is not None and outcome.because is Because.STATED_WITHOUT_A_DATE
    if is_stated or not law.needs_arrangements:
        return LineStanding(Status.AT_ONCE)
    return outcome


def _as_stated(
    one: StrandStanding[L],
    said: Mapping[int, Sequence[ProvisionStated]],
    areas: Collection[int],
) -> StrandStanding[L]:
    """Of a strand whose lines say nothing what statements say of it."""
    outcome = _stated(said, areas, {one.strand.code}) if one.status is Status.NOT_KNOWN else None
    return replace(one, status=outcome.status) if outcome else one


def _as_the_law(one: StrandStanding[L], found: LineStanding) -> StrandStanding[L]:
    """What needs nobody's place stands as its requirement does: there the law has its say."""
    return replace(one, status=found.status) if _needs_nobody(one) else one


def _needs_nobody(one: StrandStanding[L]) -> bool:
    return one.status is Status.AT_ONCE and not one.lines


def _strands(
    code: str,
    lines: Iterable[L],
    leads: Sequence[Strand],
    today: dt.date,
) -> tuple[StrandStanding[L], ...]:
    by_strand: dict[str, list[L]] = {strand.code: [] for strand in strands_of(code)}
    for line in lines:
        by_strand[strand_of(code, line.traits).code].append(line)
    codes = {strand.code for strand in leads}
    return tuple(
        _strand(strand, sorted(by_strand[strand.code], key=soonest_first), codes, today)
        for strand in strands_of(code)
    )


def _strand(
    strand: Strand, lines: Sequence[L], leads: Collection[str], today: dt.date
) -> StrandStanding[L]:
    suitable = [line for line in lines if not line.is_ruled_out]
    nothing = Status.AT_ONCE if strand.takes_effect_at_once and not lines else Status.NOT_KNOWN
    return StrandStanding(
        strand=strand,
        leads=strand.code in leads,
        status=suitable[0].standing.status if suitable else nothing,
        lines=tuple(lines),
        soon_count=sum(
            is_soon(line.standing, today, is_restricted=line.is_restricted) for line in suitable
        ),
        open_count=sum(line.standing.status in IS_OPEN for line in suitable),
    )


def is_soon(standing: LineStanding, today: dt.date, *, is_restricted: bool) -> bool:
    """Of a restricted line the whole month must be, so that no count of a day tells its day."""
    if standing.status not in IS_OPEN:
        return False
    likely, limit = standing.likely_start, today + dt.timedelta(days=SOON_DAYS)
    if likely is None:
        return True
    return is_month_over(likely, by=limit) if is_restricted else likely <= limit


def _may_lead(line: Behind, strand: StrandStanding[L], offences: Collection[str] | None) -> bool:
    """What is restricted, or for one kind of offending, leads only for the strand's offence."""
    if line.is_ruled_out or not strand.leads or not strand.strand.may_be_led_by(line.traits.kind):
        return False
    is_for_few = line.is_restricted or is_for_one_offence(line.traits)
    return not is_for_few or bool(strand.strand.offences & set(offences or ()))


def _stated(
    said: Mapping[int, Sequence[ProvisionStated]], areas: Collection[int], strands: Collection[str]
) -> LineStanding | None:
    """What statements about these strands make of it; None where nobody said enough.

    A "yes" about one of them is enough to ring for; a "no" must be said of all, in every area.
    """
    by_area = [
        [one for one in said.get(area, ()) if one.strand is None or one.strand in strands]
        for area in areas
    ]
    if any(_differ(here) for here in by_area):
        return _not_confirmed(Because.STATEMENTS_DIFFER)
    if any(one.is_provided for here in by_area for one in here):
        return _not_confirmed(Because.STATED_WITHOUT_A_DATE)
    if by_area and all(_denies(here, strands) for here in by_area):
        newest = max((one for here in by_area for one in here), key=lambda one: one.stated_on)
        return LineStanding(Status.NOT_AVAILABLE, newest.why_not)
    return None


def _differ(here: Sequence[ProvisionStated]) -> bool:
    """Somebody says yes and somebody no of one thing; of two strands they may both be right."""
    return any(
        yes.strand is None or no.strand is None or yes.strand == no.strand
        for yes in here
        if yes.is_provided
        for no in here
        if not no.is_provided
    )


def _denies(here: Sequence[ProvisionStated], strands: Collection[str]) -> bool:
    denied = {one.strand for one in here if not one.is_provided}
    return None in denied or set(strands) <= denied


def _not_confirmed(because: Because) -> LineStanding:
    return LineStanding(Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED, because=because)


def _only(strands: Iterable[StrandStanding[L]]) -> tuple[str, ...]:
    return tuple(one.strand.name for one in strands if one.lines)
