"""What a requirement is made of: strands, and which of them may lead, as `rules/strands.csv` says.

A requirement's headline speaks only for people who could take it, so that only some strands may
lead. Every strand has its days: a line reads "available" where 9 in 10 start within them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.rules.tables import Row, RuleTableBroken, rows_of
from directory.services.programme_families import ProgrammeFamily

TABLE = "strands.csv"
MOST_DAYS = 56
"""No strand may call "available" what starts later than eight weeks off."""


@dataclass(frozen=True, slots=True)
class ServiceTraits:
    """What decides to which strand a service belongs; `family` None: no family is known."""

    kind: DeliveryKind
    family: ProgrammeFamily | None = None
    pathways: Sequence[str] = ()
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class Strand:
    """One row of the table. An empty set asks nothing of a service.

    `leads` everywhere, or for one of the `offences` only, and then alone; of its services only
    those of a `leading_kinds`. `takes_effect_at_once` needs nobody's place.
    """

    requirement: str
    code: str
    name: str
    families: frozenset[ProgrammeFamily]
    pathways: frozenset[str]
    kinds: frozenset[DeliveryKind]
    settings: frozenset[str]
    leads: bool
    leading_kinds: frozenset[DeliveryKind]
    offences: frozenset[str]
    days: int
    days_owner: str
    days_since: date
    takes_effect_at_once: bool
    reason: str

    def holds(self, service: ServiceTraits) -> bool:
        return (
            (not self.families or service.family in self.families)
            and (not self.pathways or bool(self.pathways & set(service.pathways)))
            and (not self.kinds or service.kind in self.kinds)
            and (not self.settings or service.setting in self.settings)
        )

    def may_be_led_by(self, kind: DeliveryKind) -> bool:
        """A bed and an open door are nobody's answer, whatever the table says of their strand."""
        if kind in {DeliveryKind.BED, DeliveryKind.DROP_IN}:
            return False
        return not self.leading_kinds or kind in self.leading_kinds


@cache
def strands_of(requirement: str) -> tuple[Strand, ...]:
    """In the order of the table; raises `NotKnown` for a requirement without any."""
    found = tuple(strand for strand in all_strands() if strand.requirement == requirement)
    if not found:
        raise NotKnown("strand of a requirement", requirement)
    return found


def strand_of(requirement: str, service: ServiceTraits) -> Strand:
    """The first strand of the table that the service fits, else the last: rows decide by order.

    A service of several pathways is told under the first of them alone, and so counted once.
    """
    strands = strands_of(requirement)
    return next((strand for strand in strands if strand.holds(service)), strands[-1])


def leading(requirement: str, offences: Collection[str] | None) -> tuple[Strand, ...]:
    """Those that may lead: for an offence of which one strand is, that one and no other."""
    strands = strands_of(requirement)
    for_offence = tuple(strand for strand in strands if strand.offences & set(offences or ()))
    return for_offence or tuple(strand for strand in strands if strand.leads)


def is_for_one_offence(service: ServiceTraits) -> bool:
    """Its family has a strand of its own that leads for an offence alone, wherever it stands."""
    return any(strand.offences and service.family in strand.families for strand in all_strands())


def days_within(requirements: Iterable[str], service: ServiceTraits) -> int:
    """Within how many days 9 in 10 must start for "available": the least of all its strands.

    One number for a service behind several requirements, so that all pages say one thing of it.
    """
    known = {strand.requirement for strand in all_strands()}
    days = [strand_of(code, service).days for code in requirements if code in known]
    return min(days, default=MOST_DAYS)


@cache
def all_strands() -> tuple[Strand, ...]:
    """Raises `RuleTableBroken`, with the row, for what the code could not keep."""
    return tuple(_strand(number, row) for number, row in enumerate(rows_of(TABLE), start=2))


def _strand(number: int, row: Row) -> Strand:
    try:
        strand = _read(row)
    except ValueError as fault:
        raise RuleTableBroken(f"{TABLE}, row {number}: {fault}") from fault
    wrong = next(_faults(strand), None)
    if wrong:
        raise RuleTableBroken(f"{TABLE}, row {number}: {wrong}")
    return strand


def _read(row: Row) -> Strand:
    return Strand(
        requirement=row["requirement"],
        code=row["strand"],
        name=row["name"],
        families=frozenset(ProgrammeFamily(name) for name in _names(row["families"])),
        pathways=_names(row["pathways"]),
        kinds=_kinds(row["kinds"]),
        settings=_names(row["settings"]),
        leads=row["leads"] == "yes",
        leading_kinds=_kinds(row["leading_kinds"]),
        offences=_names(row["offences"]),
        days=int(row["days"]),
        days_owner=row["days_owner"],
        days_since=date.fromisoformat(row["days_since"]),
        takes_effect_at_once=row["at_once"] == "yes",
        reason=row["reason"],
    )


def _faults(strand: Strand) -> Iterator[str]:
    if not 0 < strand.days <= MOST_DAYS:
        yield f"days must be 1 to {MOST_DAYS}, not {strand.days}"
    for pathway in sorted(strand.pathways - {one.code for one in pathways()}):
        yield f"no pathway is called “{pathway}”"
    if not (strand.name and strand.reason and strand.days_owner):
        yield "name, reason and whose days they are must be said"


def _names(cell: str) -> frozenset[str]:
    return frozenset(cell.split("|")) if cell else frozenset()


def _kinds(cell: str) -> frozenset[DeliveryKind]:
    return frozenset(DeliveryKind(kind) for kind in _names(cell))
