"""The answer as JSON, in the shape that `/about/api` promises. Names are only ever added.

What nobody said is null, and so is what may not be shown: never zero, and never a word for no.
"""

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
    NotImposable,
    RequirementAnswer,
    StrandAnswer,
    Use,
    WaitShown,
)
from commissioning.availability.statuses import (
    IN_DOUBT,
    Because,
    ProvisionStated,
    Status,
    WhyNot,
)
from commissioning.bookings.places_ahead import PlacesAhead
from commissioning.monitoring.disclosure import Banded
from directory.requirements import RequirementRule

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
        "order_kind": answer.order_kind.value if answer.order_kind else None,
        "order_days": None if answer.is_order_assumed else answer.order_days,
        "order_assumed": False,
        "rules_version": answer.rules_version,
        "generated_figures": answer.has_generated_figures,
        "note": "Availability is information for the court; it does not limit its powers.",
        "office": _contact(answer.office),
        "requirements": [_requirement(found) for found in answer.requirements],
        "not_imposable": [_not_imposable(one) for one in answer.not_imposable],
    }


def _not_imposable(one: NotImposable) -> Json:
    return {"code": one.code, "name": one.name, "reason": one.reason}


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
        "reason": _reason(found.reason),
        "because": _because(found.because),
        "check_commencement": found.status is Status.CHECK_COMMENCEMENT,
        "leads": str(found.leads) if found.leads else None,
        "only": list(found.only),
        "strands": [_strand(one) for one in found.strands],
        "statements": [_stated(one) for one in found.statements],
        "nearest": {"ldu": nearest.area.slug, "name": nearest.area.name, "miles": nearest.miles}
        if nearest
        else None,
        "commencement_verified": found.rule is None or found.rule.commencement_verified,
        "law": _law(found.rule) if found.rule else None,
        "rows": [_row(row) for row in found.rows],
    }


def _law(rule: RequirementRule) -> Json:
    """The words of the rule tables, as on the page; null where they say nothing."""
    return {
        "act": rule.statute.full_name,
        "section": rule.reference,
        "conditions": rule.restrictions or None,
        "local_test": rule.local_test or None,
        "commencement_not_verified": rule.not_verified or None,
        "tag": rule.tag or None,
    }


def _strand(strand: StrandAnswer) -> Json:
    return {
        "code": strand.code,
        "name": strand.name,
        "may_lead": strand.leads,
        "status": strand.status.value,
        "soon": strand.soon_count,
        "open": strand.open_count,
        "lines": [str(line) for line in strand.lines],
    }


def _stated(one: ProvisionStated) -> Json:
    return {
        "said": one.said.value,
        "reason": _reason(one.why_not),
        "strand": one.strand,
        "stated_by": one.stated_by,
        "stated_on": _day(one.stated_on),
        "review_on": _day(one.review_on),
        "telephone": one.telephone,
    }


def _reason(reason: WhyNot | None) -> str | None:
    return None if reason is None else reason.value


def _because(because: Because | None) -> str | None:
    return None if because is None else because.value


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
        "reason": _reason(standing.reason),
        "restricted": row.is_restricted,
        "being_worked_out": row.is_being_worked_out,
        "generated": row.is_generated,
    }


def _restricted(row: LineRow) -> Json:
    """Programme, area and month only, and the area's probation office to ring."""
    hidden = ("provider", "by_9_in_10", "basis", "waiting", "used", "used_of", "completion")
    later = (
        "because", "for_sex", "agreement_ended", "records_incomplete", "confirmed_by_file_only",
        "told_by_telephone", "not_confirmed_since", "places",
    )  # fmt: skip
    return dict.fromkeys((*hidden, "confirmed_at", "contact", "typical_wait", *later, *BESIDE)) | {
        "likely_start": row.likely_month,
        "half_start_by": row.likely_month,
        "office": _contact(row.contact),
    }


def _open(row: LineRow) -> Json:
    standing, use, completion = row.standing, row.use, row.completion
    return {
        "provider": row.provider,
        "because": _because(standing.because),
        "for_sex": row.for_sex,
        "agreement_ended": _day(row.agreement_ended_on),
        "records_incomplete": _incomplete(row),
        "likely_start": _day(standing.likely_start),
        "half_start_by": _day(standing.likely_start),
        "by_9_in_10": _day(standing.by_9_in_10),
        "basis": row.basis,
        **_beside(row),
        "waiting": _people(row.waiting),
        "typical_wait": _wait(row.wait),
        "used": None if use is None else use.tens,
        "used_of": use and _used_of(use),
        "completion": completion
        and {"percent": round(completion.percentage), "people": completion.people},
        "confirmed_at": _day(row.confirmed_on),
        "confirmed_by_file_only": row.is_confirmed_by_file_alone,
        "told_by_telephone": row.is_told_by_telephone,
        "not_confirmed_since": _day(row.confirmed_on) if standing.is_ring_first else None,
        "contact": _contact(row.contact),
        "office": None,
        "places": [_places(one, row) for one in row.places] or None,
    }


def _places(one: PlacesAhead, row: LineRow) -> Json:
    """What is taken is null for whoever may not read it; `left` null: not known here. Of a line
    in doubt no day is told, for a program has no words beside it that say so."""
    taken = one.taken
    return {
        "planned_start": None if row.standing.status in IN_DOUBT else _day(one.starts_on),
        "left": one.left,
        "of": taken and taken.places,
        "booked": taken and taken.booked,
        "held": taken and taken.held,
        "offered": taken and taken.offered,
    }


def _used_of(use: Use) -> Json:
    """`returned_to` is the month up to which accepted returns tell what no record does."""
    returned_to = use.returned_to and f"{use.returned_to:%Y-%m}"
    days = {"from": _day(use.starts_on), "to": _day(use.ends_on)}
    return {"unit": use.unit, **days, "returned_to": returned_to}


def _incomplete(row: LineRow) -> Json | None:
    if not row.has_incomplete_records:
        return None
    return {
        "starts_without_end": _people(row.starts_without_end),
        "people_above_places": _people(row.people_above_places),
        "rows_set_aside": _people(row.rows_set_aside),
    }


def _people(people: Banded | None) -> str | None:
    return None if people is None else str(people)


def _beside(row: LineRow) -> Json:
    return dict.fromkeys(BESIDE) if row.beside is None else _beside_dates(row.beside)


def _beside_dates(beside: BesideDates) -> Json:
    """Chances are words in tenths, people are banded: as on the page, and no finer."""
    needs, in_order = beside.needs, beside.in_order
    return {
        "group": beside.group,
        "chance_within_target": beside.within_target,
        "target_days": beside.target_days,
        "chance_within_order": beside.within_order,
        "people_ahead": _people(beside.people_ahead),
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
