"""Referral records that contradict themselves are put aside with a warning, never guessed at."""

from collections.abc import Container

from commissioning.forecasting.errors import ForecastInputError
from commissioning.forecasting.facts import (
    Priority,
    RecordWarning,
    ReferralRecord,
    ReferralStatus,
    WarningCode,
)
from commissioning.forecasting.field_checking import FieldReader

PRIORITIES: tuple[Priority, ...] = ("priority", "standard")
STATUSES: tuple[ReferralStatus, ...] = (
    "waiting",
    "in_progress",
    "completed",
    "dropped_out",
    "terminated",
    "breached",
    "withdrawn",
)
REASONS: dict[WarningCode, str] = {
    "future_dated": "it has a date after the day of sentence",
    "inconsistent_dates": "its dates contradict each other",
    "status_mismatch": "its status and its dates do not agree",
    "unknown_service": "its service is not in the document",
    "duplicate_referral": "a referral with this reference came before it; the first was kept",
}
LONGEST_SHOWN = 80


class RecordChecking:
    """Keeps the sound referrals of one document, and a warning for each of the others."""

    def __init__(self, *, as_of: int, services: Container[str]) -> None:
        self._as_of = as_of
        self._services = services
        self._seen: set[str] = set()
        self.kept: list[ReferralRecord] = []
        self.warnings: list[RecordWarning] = []

    def take(self, found: object, path: str) -> None:
        try:
            referral = _read(FieldReader(found, path))
        except ForecastInputError as refusal:
            record_id = _record_id(found, path)
            self._put_aside("invalid_record", record_id, refusal.message)
            return
        code = self._fault(referral)
        self._seen.add(referral.id)
        if code is None:
            self.kept.append(referral)
        else:
            self._put_aside(code, referral.id, REASONS[code])

    def _fault(self, referral: ReferralRecord) -> WarningCode | None:
        if referral.id in self._seen:
            return "duplicate_referral"
        if referral.service_id not in self._services:
            return "unknown_service"
        if _is_future_dated(referral, self._as_of):
            return "future_dated"
        if _is_inconsistent(referral):
            return "inconsistent_dates"
        return None if _status_agrees(referral) else "status_mismatch"

    def _put_aside(self, code: WarningCode, record_id: str, why: str) -> None:
        shown = record_id[:LONGEST_SHOWN]
        self.warnings.append(
            RecordWarning(code, record_id, f"Referral {shown} was put aside: {why}")
        )


def _read(reader: FieldReader) -> ReferralRecord:
    return ReferralRecord(
        id=reader.text("id"),
        service_id=reader.text("service_id"),
        received=reader.day("received"),
        priority=reader.word("priority", PRIORITIES),
        status=reader.word("status", STATUSES),
        inducted=reader.day_or_none("inducted"),
        started=reader.day_or_none("started"),
        ended=reader.day_or_none("ended"),
        withdrawn=reader.day_or_none("withdrawn"),
        missed_starts=reader.whole_or_none("missed_starts", least=0) or 0,
        hours_ordered=reader.number_or_none("hours_ordered"),
        hours_worked=reader.number_or_none("hours_worked"),
        sessions_attended=reader.whole_or_none("sessions_attended", least=0),
    )


def _record_id(found: object, path: str) -> str:
    record_id = found.get("id") if isinstance(found, dict) else None
    return record_id if isinstance(record_id, str) and record_id else path


def _is_future_dated(referral: ReferralRecord, as_of: int) -> bool:
    days = (
        referral.received,
        referral.inducted,
        referral.started,
        referral.ended,
        referral.withdrawn,
    )
    return any(day is not None and day > as_of for day in days)


def _is_inconsistent(referral: ReferralRecord) -> bool:
    started, ended, withdrawn = referral.started, referral.ended, referral.withdrawn
    return (
        (started is not None and withdrawn is not None)
        or (started is not None and started < referral.received)
        or (withdrawn is not None and withdrawn < referral.received)
        or (started is not None and ended is not None and ended < started)
    )


def _status_agrees(referral: ReferralRecord) -> bool:
    started = referral.started is not None
    ended = referral.ended is not None
    withdrawn = referral.withdrawn is not None
    match referral.status:
        case "waiting":
            return not (started or ended or withdrawn)
        case "in_progress":
            return started and not (ended or withdrawn)
        case "completed" | "dropped_out" | "terminated":
            return started and ended
        case "withdrawn":
            return withdrawn and not ended
        case "breached":  # before the start it shows as withdrawn, after it as ended
            return (started and ended) or (withdrawn and not ended)
