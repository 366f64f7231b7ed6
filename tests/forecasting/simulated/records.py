"""What the portal would know at the end of a day, written as the document of a forecast."""

from random import Random
from typing import Any

from tests.forecasting.simulated import days
from tests.forecasting.simulated.closed_groups import ClosedGroups
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.people import Cohort, Person

Record = dict[str, Any]  # JSON
KEPT_DAYS = 730


def service_record(delivery: Delivery) -> Record:
    plan = delivery.plan
    record: Record = {
        "id": plan.id,
        "kind": plan.kind,
        "opened_on": days.iso(plan.opened_on),
        "contract_end": days.iso(plan.contract_end),
        "closed_on": days.iso(plan.closed_on),
        "target_days": plan.target_days,
        "allocation": "priority_then_date" if plan.by_priority else "date",
        "capacity": [
            {"from": days.iso(change.day), "value": change.value} for change in delivery.capacity
        ],
        "closures": [
            {"from": days.iso(closure.first), "to": days.iso(closure.last)}
            for closure in delivery.closures
            if closure.last >= delivery.day - KEPT_DAYS
        ],
    }
    if isinstance(delivery, ClosedGroups):
        record |= _calendar(delivery)
    elif plan.kind in ("rolling_group", "unpaid_work"):
        record |= {
            "session_weekday": plan.sessions.weekday,
            "max_new_per_session": plan.sessions.max_new,
        }
        if plan.kind == "rolling_group":
            record["sessions_required"] = plan.sessions.required
        else:
            record["hours_per_session"] = plan.sessions.hours
    return record


def _calendar(delivery: ClosedGroups) -> Record:
    return {
        "min_to_run": delivery.plan.groups.min_to_run,
        "programme_weeks": delivery.plan.groups.programme_weeks,
        "cohorts": [
            _cohort_record(cohort)
            for cohort in delivery.cohorts
            if cohort.current >= delivery.day - KEPT_DAYS
        ],
    }


def _cohort_record(cohort: Cohort) -> Record:
    return {
        "id": f"C{cohort.number}",
        "planned_start": days.iso(cohort.planned),
        "current_start": days.iso(cohort.current),
        "status": cohort.status,
        "places": cohort.places,
        "started": cohort.started,
    }


def referral_records(delivery: Delivery) -> list[Record]:
    """Everyone on the list or attending, and those whose case ended in the last two years."""
    since = delivery.day - KEPT_DAYS
    people = [*delivery.gone, *delivery.attending, *delivery.waiting]
    kept = [
        person
        for person in people
        if (person.ended is None and person.withdrawn is None)
        or max(person.ended or 0, person.withdrawn or 0) >= since
    ]
    kept.sort(key=lambda person: person.number)
    return [_referral(delivery, person) for person in kept]


def _referral(delivery: Delivery, person: Person) -> Record:
    """As recorded by tonight. How late a fact is recorded is fixed for each person."""
    plan, today = delivery.plan, delivery.day
    clerk = Random(f"{plan.id}-{person.number}-{person.received}")
    inducted, started, ended, withdrawn = (
        _known(day, delivery, clerk)
        for day in (person.inducted, person.started, person.ended, _left_on(person, today))
    )
    if started is None:
        ended = None
    elif inducted is None:
        inducted = person.inducted
    if started is not None and clerk.random() < plan.recording.induction_left_out:
        inducted = None
    if withdrawn is not None and inducted is not None and inducted > withdrawn:
        inducted = None
    record: Record = {
        "id": f"{plan.id}-{person.number}",
        "service_id": plan.id,
        "received": days.iso(person.received),
        "priority": "priority" if person.is_priority else "standard",
        "status": _status(person, started, ended, withdrawn),
        "inducted": days.iso(inducted),
        "started": days.iso(started),
        "ended": days.iso(ended),
        "withdrawn": days.iso(withdrawn),
        "missed_starts": person.missed_starts,
    }
    if plan.kind == "unpaid_work":
        worked = person.hours_worked if started is not None else 0
        record |= {"hours_ordered": person.hours_ordered, "hours_worked": worked}
    elif plan.kind == "rolling_group":
        record["sessions_attended"] = person.sessions if started is not None else 0
    return record


def _left_on(person: Person, today: int) -> int | None:
    """Leavers are taken off the list when it is next looked at; the record says the day."""
    if person.started is not None:
        return None
    return person.leaves if person.leaves <= today else None


def _known(day: int | None, delivery: Delivery, clerk: Random) -> int | None:
    recording = delivery.plan.recording
    is_late, late_by = clerk.random() < recording.late, clerk.randint(1, recording.late_days)
    if day is None or day + (late_by if is_late else 0) > delivery.day:
        return None
    return day


def _status(person: Person, started: int | None, ended: int | None, withdrawn: int | None) -> str:
    if withdrawn is not None:
        return "withdrawn"
    if started is None:
        return "waiting"
    return "in_progress" if ended is None else person.outcome
