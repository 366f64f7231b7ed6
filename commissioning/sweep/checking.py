"""What one answer may not say, held against the records by a short reading of its own.

Pure. The rule that made the answer is not asked: what leads, how soon is soon and what may be
said of people are read here from kinds, families, days and counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from commissioning.availability.answer_types import AreaAnswer, LineRow, RequirementAnswer
from commissioning.availability.statuses import Because, Status, WhyNot
from commissioning.groups.models import CapacityMeasure
from commissioning.monitoring.disclosure import Band
from commissioning.sweep.contradictions import Contradiction, ContradictionKind
from commissioning.sweep.records import LineRecord, Records
from directory.delivery import DeliveryKind
from directory.services.eligibility import Answer
from directory.services.programme_families import ProgrammeFamily
from directory.services.strands import strands_of

COULD_START: Final = frozenset({Status.AVAILABLE, Status.AT_ONCE, Status.WAITING_LIST})
NEVER_LEAD: Final = frozenset({DeliveryKind.BED, DeliveryKind.DROP_IN})
QUEUES: Final = frozenset(
    {
        DeliveryKind.CLOSED_GROUP,
        DeliveryKind.ROLLING_GROUP,
        DeliveryKind.ONE_TO_ONE,
        DeliveryKind.UNPAID_WORK,
    }
)
OFFENCES_OF: Final[Mapping[ProgrammeFamily, frozenset[str]]] = {
    ProgrammeFamily.SEXUAL_OFFENDING: frozenset({"sexual"}),
    ProgrammeFamily.RELATIONSHIP_VIOLENCE: frozenset(
        {"domestic_abuse", "intimate_partner_violence"}
    ),
    ProgrammeFamily.DRIVING: frozenset({"driving"}),
}
"""A programme of the family may lead only where one of these offences was asked about."""

TOLD_FOR_DAYS: Final = 3

ANOTHER_RECORD: Final[Mapping[WhyNot, str]] = {
    WhyNot.NOT_COMMISSIONED: "nobody closed it",
    WhyNot.FULL: "nobody said how many places or beds there are",
    WhyNot.NO_STAFF: "no closure for want of staff covers today",
    WhyNot.NOT_ACCREDITED_HERE: "that is said of areas, never of a service",
    WhyNot.NOT_CONFIRMED: "what is not confirmed is not “not available”",
}


@dataclass(frozen=True, slots=True)
class Checking:
    """`last_resort`: the telephone number that stands wherever no other is known.

    `is_about_somebody`: sex, age or offences were asked about.
    """

    records: Records
    today: dt.date
    last_resort: str | None = None
    offences: Collection[str] = field(default_factory=frozenset)
    is_about_somebody: bool = False

    def headlines(self, answer: AreaAnswer, address: str) -> Iterator[Contradiction]:
        """What is wrong with the status of each requirement by itself.

        What could be started by anybody must not stand behind what only some may take.
        """
        for found in answer.requirements:
            where = (f"{address}?requirement={found.code}",)
            rows = {row.line: row for row in found.rows}
            lead = None if found.leads is None else rows.get(found.leads)
            for kind, what in (
                *self._led(found, lead),
                *self._against_rows(found, lead),
                *self._unsaid(found, answer),
                *self._against_statements(found, answer),
                *_unverified(found),
            ):
                yield Contradiction(kind, f"{found.name}: {what}", where)

    def row(
        self, row: LineRow, found: RequirementAnswer, answer: AreaAnswer, address: str
    ) -> Iterator[Contradiction]:
        """What is wrong with one row, wherever it stands."""
        where = (f"/services/{row.service}", address)
        record = self.records.lines.get(row.line)
        faults = [*self._telephone(row, answer)]
        if record is None:
            faults += _of_listed(row)
        else:
            faults += [
                *self._too_late(row, record, found),
                *self._from_silence(row, record),
                *self._of_another_day(row, record),
            ]
        for kind, what in faults:
            yield Contradiction(kind, f"{row.title}: {what}", where)

    def _led(self, found: RequirementAnswer, lead: LineRow | None) -> Iterator[Fault]:
        record = None if lead is None else self.records.lines.get(lead.line)
        if lead is None or record is None:
            return
        of_family = OFFENCES_OF.get(record.family, frozenset()) if record.family else frozenset()
        is_asked_about = bool(of_family & set(self.offences))
        says = f"“{found.status}” is said by {lead.title}"
        if (record.is_restricted or lead.is_restricted) and not is_asked_about:
            yield ContradictionKind.RESTRICTED_HEADLINE, f"{says}, which is restricted"
        if of_family and not is_asked_about:
            yield ContradictionKind.OFFENCE_HEADLINE, f"{says}, for {record.family} only"
        if record.kind in NEVER_LEAD:
            yield ContradictionKind.BED_OR_DROP_IN_HEADLINE, f"{says}, a {record.kind}"

    def _against_rows(self, found: RequirementAnswer, lead: LineRow | None) -> Iterator[Fault]:
        if found.status is Status.CHECK_COMMENCEMENT:
            return
        if lead is not None and lead.standing.status is not found.status:
            says = f"“{found.status}”, while {lead.title} says “{lead.standing.status}”"
            yield ContradictionKind.PAGE_DIFFERS, says
        if found.status in COULD_START - {Status.AT_ONCE} and lead is None:
            yield ContradictionKind.PAGE_DIFFERS, f"“{found.status}” with nothing that says so"
        is_for_some = lead is not None and not self._is_for_everybody(lead)
        if found.because is Because.DENIED_THOUGH_LISTED:
            return
        if found.status not in COULD_START or (is_for_some and not self.is_about_somebody):
            for row in self._could_lead(found):
                yield (
                    ContradictionKind.PAGE_DIFFERS,
                    f"“{found.status}”, though {row.title} could be started",
                )

    def _is_for_everybody(self, row: LineRow) -> bool:
        record = self.records.lines.get(row.line)
        return record is None or record.is_for_everybody

    def _could_lead(self, found: RequirementAnswer) -> Iterator[LineRow]:
        led = {line for strand in found.strands if strand.leads for line in strand.lines}
        for row in found.rows:
            record = self.records.lines.get(row.line)
            is_fit = row.fit is None or row.fit.answer is not Answer.NO
            if record is None or record.is_restricted or not record.is_for_everybody:
                continue
            if record.family in OFFENCES_OF:
                continue
            is_queue = record.kind in QUEUES
            if row.line in led and is_fit and is_queue and row.standing.status in COULD_START:
                yield row

    def _unsaid(self, found: RequirementAnswer, answer: AreaAnswer) -> Iterator[Fault]:
        if found.status is not Status.NOT_AVAILABLE or found.leads is not None:
            return
        for area in answer.areas:
            if (area.slug, found.code) not in self.records.denied:
                says = f"“{found.status}: {found.reason}”, of which nobody said so for {area.name}"
                yield ContradictionKind.SAID_FROM_SILENCE, says

    def _against_statements(self, found: RequirementAnswer, answer: AreaAnswer) -> Iterator[Fault]:
        """Of one area by itself; of several a line may serve another than is spoken of."""
        denied = [(area.slug, found.code) in self.records.denied for area in answer.areas]
        if found.because is Because.DENIED_THOUGH_LISTED and not any(denied):
            yield ContradictionKind.SAID_FROM_SILENCE, "a statement denies it that nobody made"
        is_said = any(not one.is_provided and one.strand is None for one in found.statements)
        if is_said and len(denied) == 1 and found.status in COULD_START - {Status.AT_ONCE}:
            says = f"“{found.status}”, though somebody states that there is nothing"
            yield ContradictionKind.PAGE_DIFFERS, says

    def _telephone(self, row: LineRow, answer: AreaAnswer) -> Iterator[Fault]:
        if not (row.contact.telephone or answer.office.telephone or self.last_resort):
            yield ContradictionKind.NO_TELEPHONE, "nobody to ring"

    def _too_late(
        self, row: LineRow, record: LineRecord, found: RequirementAnswer
    ) -> Iterator[Fault]:
        if row.standing.status is not Status.AVAILABLE or record.likely_start is None:
            return
        days = (record.likely_start - self.today).days
        within = _strand_days(row, found)
        if record.kind in QUEUES and days > within:
            says = f"“available”, while half start only in {days} days and the strand has {within}"
            yield ContradictionKind.AVAILABLE_TOO_LATE, says

    def _from_silence(self, row: LineRow, record: LineRecord) -> Iterator[Fault]:
        standing = row.standing
        if standing.status is Status.NOT_AVAILABLE and not _is_recorded(standing.reason, record):
            why = ANOTHER_RECORD[standing.reason] if standing.reason else "no reason is given"
            says = f"“{standing.status}: {standing.reason}”, while {why}"
            yield ContradictionKind.SAID_FROM_SILENCE, says
        if record.has_people:
            return
        for what in _told_of_people(row):
            yield (
                ContradictionKind.SAID_FROM_SILENCE,
                f"{what}, though nobody was referred in 92 days",
            )

    def _of_another_day(self, row: LineRow, record: LineRecord) -> Iterator[Fault]:
        if row.standing.likely_start is None or record.kind not in QUEUES:
            return
        answered_on = record.answered_on
        if answered_on is None or not 0 <= (self.today - answered_on).days <= TOLD_FOR_DAYS:
            yield (
                ContradictionKind.DATE_OF_ANOTHER_DAY,
                f"a date that was worked out on {answered_on}",
            )
        recorded = record.likely_start and max(self.today, record.likely_start)
        if row.standing.likely_start != recorded:
            says = f"half by {row.standing.likely_start}, while {recorded} is recorded"
            yield ContradictionKind.PAGE_DIFFERS, says


Fault = tuple[ContradictionKind, str]


def _unverified(found: RequirementAnswer) -> Iterator[Fault]:
    is_verified = found.rule is None or found.rule.commencement_verified
    if found.status is Status.AT_ONCE and not is_verified:
        yield (
            ContradictionKind.UNVERIFIED_LAW,
            "“takes effect at once”, while its commencement is not verified",
        )


def _of_listed(row: LineRow) -> Iterator[Fault]:
    """A service that is listed where it has no queue: nobody ever said anything of it."""
    if row.standing.status not in {Status.NOT_KNOWN, Status.AT_ONCE}:
        yield (
            ContradictionKind.SAID_FROM_SILENCE,
            f"“{row.standing.status}”, while no queue is recorded",
        )
    for what in _told_of_people(row):
        yield ContradictionKind.SAID_FROM_SILENCE, f"{what}, while no queue is recorded"


def _strand_days(row: LineRow, found: RequirementAnswer) -> int:
    """Of the strand under which the row stands in this answer."""
    code = next(strand.code for strand in found.strands if row.line in strand.lines)
    return next(strand.days for strand in strands_of(found.code) if strand.code == code)


def _is_recorded(reason: WhyNot | None, record: LineRecord) -> bool:
    match reason:
        case WhyNot.NOT_COMMISSIONED:
            return record.closed_on is not None
        case WhyNot.FULL:
            is_bed = record.kind is DeliveryKind.BED
            needed = CapacityMeasure.VACANCIES if is_bed else CapacityMeasure.PLACES
            return needed in record.measured
        case WhyNot.NO_STAFF:
            return WhyNot.NO_STAFF.value in record.shut_for
    return False


def _told_of_people(row: LineRow) -> Iterator[str]:
    if row.waiting is not None and row.waiting.band is Band.NONE:
        yield "“nobody waiting”"
    if row.use is not None and row.use.tens == 0:
        yield "“nothing used of what was bought”"
    if row.wait is not None:
        yield "a typical wait"
