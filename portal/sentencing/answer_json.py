"""The answer as JSON, in the shape that `/about/api` promises. Names are only ever added."""

from __future__ import annotations

import datetime as dt
from typing import Any

from commissioning.availability.answer_types import (
    Area,
    AreaAnswer,
    BesideDates,
    Contact,
    CourtAnswer,
    LineRow,
    RequirementAnswer,
    WaitShown,
)

BESIDE = (
    "group",
    "chance_within_target",
    "target_days",
    "chance_within_order",
    "people_ahead",
    "based_on",
    "time_needed",
    "lasts_as_the_order",
    "time_in_order",
)
"""What stands beside an open row's dates; null wherever no date may be shown."""

Json = dict[str, Any]  # Any: text, numbers, null, lists and objects


def answer_as_json(answer: AreaAnswer) -> Json:
    return {
        "as_at": answer.as_at.isoformat(timespec="seconds"),
        "court": _court(answer) if isinstance(answer, CourtAnswer) else None,
        "areas": [_area(area) for area in answer.areas],
        "order_days": answer.order_days,
        "order_assumed": answer.is_order_assumed,
        "generated_figures": answer.has_generated_figures,
        "note": "Availability is information for the court; it does not limit its powers.",
        "requirements": [_requirement(found) for found in answer.requirements],
    }


def _court(answer: CourtAnswer) -> Json:
    return {
        "slug": answer.court.slug,
        "name": answer.court.name,
        "town": answer.court.town,
        "region": answer.court.region,
        "region_only": answer.is_region_fallback,
    }


def _area(area: Area) -> Json:
    return {
        "slug": area.slug,
        "name": area.name,
        "welsh_name": area.welsh_name,
        "region": area.region_slug,
        "basis": area.basis,
        "confirmed": area.is_confirmed,
    }


def _requirement(found: RequirementAnswer) -> Json:
    nearest = found.nearest
    return {
        "code": found.code,
        "name": found.name,
        "status": found.status.value,
        "reason": found.reason.value if found.reason else None,
        "nearest": {"ldu": nearest.area.slug, "name": nearest.area.name, "miles": nearest.miles}
        if nearest
        else None,
        "commencement_verified": found.rule is None or found.rule.commencement_verified,
        "rows": [_row(row) for row in found.rows],
    }


def _row(row: LineRow) -> Json:
    return _common(row) | (_restricted(row) if row.is_restricted else _open(row))


def _common(row: LineRow) -> Json:
    standing = row.standing
    return {
        "line": str(row.line),
        "service": row.title,
        "service_id": str(row.service),
        "areas": list(row.areas),
        "kind": row.kind.value,
        "status": standing.status.value,
        "reason": standing.reason.value if standing.reason else None,
        "restricted": row.is_restricted,
        "being_worked_out": row.is_being_worked_out,
        "generated": row.is_generated,
    }


def _restricted(row: LineRow) -> Json:
    """Programme, area and month only, and the area's probation office to ring."""
    hidden = ("provider", "by_9_in_10", "basis", "waiting", "used", "used_of", "completion")
    return dict.fromkeys((*hidden, "confirmed_at", "contact", "typical_wait", *BESIDE)) | {
        "likely_start": row.likely_month,
        "office": _contact(row.contact),
    }


def _open(row: LineRow) -> Json:
    standing, use, completion = row.standing, row.use, row.completion
    return {
        "provider": row.provider,
        "likely_start": _day(standing.likely_start),
        "by_9_in_10": _day(standing.by_9_in_10),
        "basis": row.basis,
        **(dict.fromkeys(BESIDE) if row.beside is None else _beside(row.beside)),
        "waiting": None if row.waiting is None else str(row.waiting),
        "typical_wait": _wait(row.wait),
        "used": None if use is None else use.tens,
        "used_of": use and {"unit": use.unit, "from": _day(use.starts_on), "to": _day(use.ends_on)},
        "completion": completion
        and {"percent": round(completion.percentage), "people": completion.people},
        "confirmed_at": _day(row.confirmed_on),
        "contact": _contact(row.contact),
        "office": None,
    }


def _beside(beside: BesideDates) -> Json:
    """Chances are words in tenths, people are banded: as on the page, and no finer."""
    needs, in_order = beside.needs, beside.in_order
    return {
        "group": beside.group,
        "chance_within_target": beside.within_target,
        "target_days": beside.target_days,
        "chance_within_order": beside.within_order,
        "people_ahead": str(beside.people_ahead),
        "based_on": {"mostly": beside.footing.data, "starts": str(beside.footing.starts)},
        "time_needed": needs
        and {
            "usual_days": needs.usual_days,
            "nine_in_ten_days": needs.nine_in_ten_days,
            "sessions": needs.sessions,
            "hours": needs.hours,
            "says": needs.says,
        },
        "lasts_as_the_order": beside.lasts_as_the_order,
        "time_in_order": in_order
        and {
            "finish_by": _day(in_order.finish_by),
            "latest_safe_start": _day(in_order.latest_safe_start),
            "chance_of_finishing": in_order.chance_in_words,
        },
    }


def _wait(wait: WaitShown | None) -> Json | None:
    """Whose wait it is stands beside it: too few cases of a line borrow from a wider circle."""
    if wait is None:
        return None
    return {
        "median_days": wait.median_days,
        "people": str(wait.people),
        "of": wait.level.value,
        "sentence": wait.sentence,
    }


def _contact(contact: Contact) -> Json:
    return {
        "name": contact.name,
        "telephone": contact.telephone,
        "email": contact.email,
        "page": contact.page_url,
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
