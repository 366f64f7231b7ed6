"""Checking one service of a forecast document."""

from commissioning.forecasting.facts import (
    Allocation,
    Capacity,
    GroupRun,
    GroupStatus,
    Kind,
    ServiceRecord,
)
from commissioning.forecasting.field_checking import FieldReader, wrong

KINDS: tuple[Kind, ...] = ("closed_group", "rolling_group", "one_to_one", "unpaid_work")
ALLOCATIONS: tuple[Allocation, ...] = ("priority_then_date", "date")
DEMAND_TIMES = "demand_times"
MOST_TIMES = 10.0
GROUP_STATUSES: tuple[GroupStatus, ...] = ("planned", "ran", "cancelled")


def checked_service(found: object, path: str) -> ServiceRecord:
    """The service, or `ForecastInputError` naming the field that is missing or wrong.

    Fields that belong to another kind are not looked at.
    """
    reader = FieldReader(found, path)
    kind = reader.word("kind", KINDS)
    weekly = kind in ("rolling_group", "unpaid_work")
    grouped = kind == "closed_group"
    return ServiceRecord(
        id=reader.text("id"),
        kind=kind,
        opened_on=reader.day("opened_on"),
        contract_end=reader.day_or_none("contract_end"),
        closed_on=reader.day_or_none("closed_on"),
        target_days=reader.whole_or_null("target_days", least=0),
        allocation=reader.word("allocation", ALLOCATIONS),
        capacity=_capacity(reader),
        closures=_closures(reader),
        groups=_groups(reader) if grouped else (),
        min_to_run=(reader.whole_or_none("min_to_run", least=0) or 0) if grouped else 0,
        programme_weeks=reader.whole_or_none("programme_weeks", least=1) if grouped else None,
        session_weekday=_weekday(reader) if weekly else 1,
        sessions_required=(
            reader.whole_or_none("sessions_required", least=1) if kind == "rolling_group" else None
        ),
        hours_per_session=(
            reader.number("hours_per_session", above=0) if kind == "unpaid_work" else 1.0
        ),
        max_new_per_session=(
            reader.whole_or_none("max_new_per_session", least=1) if weekly else None
        ),
        demand_times=_demand_times(found),
    )


def _demand_times(found: object) -> float:
    """A rehearsal's alone: anything else that stands there is one more unknown field."""
    times = found.get(DEMAND_TIMES) if isinstance(found, dict) else None
    return times if isinstance(times, float) and MOST_TIMES >= times >= 0 else 1.0


def _weekday(reader: FieldReader) -> int:
    weekday = reader.whole("session_weekday", least=1)
    if weekday > 7:
        raise wrong(reader.at("session_weekday"), "a weekday, 1 (Monday) to 7 (Sunday)")
    return weekday


def _capacity(reader: FieldReader) -> Capacity:
    """In order of date; of two statements for one day the larger counts, whatever their order."""
    statements = []
    for path, found in reader.required_items("capacity"):
        statement = FieldReader(found, path)
        statements.append((statement.day("from"), statement.number("value")))
    by_day = dict(sorted(statements))
    return Capacity(tuple(by_day), tuple(by_day.values()))


def _closures(reader: FieldReader) -> tuple[tuple[int, int], ...]:
    closures = []
    for path, found in reader.items("closures"):
        closure = FieldReader(found, path)
        first, last = closure.day("from"), closure.day("to")
        if last < first:
            raise wrong(closure.at("to"), "on or after the day from which it is closed")
        closures.append((first, last))
    return tuple(sorted(closures))


def _groups(reader: FieldReader) -> tuple[GroupRun, ...]:
    groups = []
    for path, found in reader.items("cohorts"):
        group = FieldReader(found, path)
        current_start = group.day("current_start")
        groups.append(
            GroupRun(
                planned_start=group.day_or_none("planned_start") or current_start,
                current_start=current_start,
                status=group.word("status", GROUP_STATUSES),
                places=group.whole("places", least=0),
                started=group.whole_or_none("started", least=0),
            )
        )
    return tuple(sorted(groups, key=_place_in_calendar))


def _place_in_calendar(group: GroupRun) -> tuple[object, ...]:
    """In order of day; the rest so that the order in the document never counts."""
    started = -1 if group.started is None else group.started
    return (group.current_start, group.places, group.planned_start, group.status, started)
