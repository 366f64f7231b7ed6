"""Asking a provider for places, and answering: agreed, it becomes the variation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from commissioning.agreements.buying import vary_volume
from commissioning.desk.rehearsing import Change, OneMoreGroup, PlacesChanged, VolumeVaried
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import publish_group, state_capacity
from commissioning.lines.models import Line
from commissioning.places_asked.errors import AnsweredAlready, AskedAlready, CannotBeAsked
from commissioning.places_asked.models import PlacesAnswer, PlacesRequest
from commissioning.places_asked.queries import open_changes
from commissioning.places_asked.refusing import refuse_day, refuse_volume, volume_of_starts
from commissioning.volumes.models import CommissionedVolume
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person


def ask_for_places(
    session: Session,
    line: Line,
    change: Change,
    *,
    says: str,
    told: Sequence[Sequence[str]],
    asked_for: str,
    by: Person,
    at: dt.datetime,
) -> PlacesRequest:
    """Nothing changes before the provider agrees. Demand and an end are asked of nobody here.

    Raises `CannotBeAsked`; `AskedAlready` of whoever asks the same while it is open, also at the
    same moment: the line is locked first.
    """
    session.refresh(line, with_for_update=True)
    stored = _stored(change)
    stored |= _volume_meant(session, line, change, _refused(session, line, stored, at=at))
    if stored in open_changes(session, line.id):
        raise AskedAlready
    request = PlacesRequest(
        line=line,
        change=stored,
        says=says,
        told=[list(row) for row in told],
        asked_for=asked_for,
        asked_at=at,
        asked_by_id=by.id,
    )
    session.add(request)
    session.flush()
    after = {"line_id": line.id, "change": request.change}
    record_act(session, Act.PLACES_ASK, request, by=by, at=at, after=after)
    return request


def agree_to_places(
    session: Session, request: PlacesRequest, *, stated_by: str, by: Person, at: dt.datetime
) -> None:
    """The second signature: the change is made in the same act, or neither is.

    Raises `AnsweredAlready` of whoever comes second, and `CannotBeAsked` of what has become
    impossible since it was asked.
    """
    _answer(session, request, PlacesAnswer.AGREED, by=by, at=at)
    _refused(session, session.get_one(Line, request.line_id), request.change, at=at)
    _make(session, request, stated_by=stated_by, by=by, at=at)
    after = {"change": request.change}
    record_act(session, Act.PLACES_AGREE, request, by=by, at=at, after=after)


def refuse_places(session: Session, request: PlacesRequest, *, by: Person, at: dt.datetime) -> None:
    _answer(session, request, PlacesAnswer.REFUSED, by=by, at=at)
    record_act(session, Act.PLACES_REFUSE, request, by=by, at=at)


def withdraw_request(
    session: Session, request: PlacesRequest, *, by: Person, at: dt.datetime
) -> None:
    """By whoever asked, or a colleague."""
    _answer(session, request, PlacesAnswer.WITHDRAWN, by=by, at=at)
    record_act(session, Act.PLACES_WITHDRAW, request, by=by, at=at)


def _answer(
    session: Session, request: PlacesRequest, answer: PlacesAnswer, *, by: Person, at: dt.datetime
) -> None:
    """Of two who answer at once one finds that it was answered."""
    done = session.execute(
        update(PlacesRequest)
        .where(PlacesRequest.id == request.id, PlacesRequest.answer.is_(None))
        .values(answer=answer, answered_at=at, answered_by_id=by.id)
        .returning(PlacesRequest.id)
    ).scalar()
    if done is None:
        raise AnsweredAlready
    session.refresh(request)


def _make(
    session: Session, request: PlacesRequest, *, stated_by: str, by: Person, at: dt.datetime
) -> None:
    line = session.get_one(Line, request.line_id)
    match change_of(request.change):
        case OneMoreGroup(starts_on, places):
            external_id = f"asked-{request.public_id}"
            publish_group(
                session, line, external_id=external_id, planned_start=starts_on, places=places,
                by=by, at=at,
            )  # fmt: skip
        case PlacesChanged(from_date, places):
            state_capacity(
                session, line, measure=CapacityMeasure.PLACES, from_date=from_date, value=places,
                stated_by=stated_by, stated_on=local_date(at), by=by, at=at,
            )  # fmt: skip
        case VolumeVaried(from_date, quantity):
            volume = _volume(session, line, request, from_date)
            refuse_volume(session, line, volume, from_date)
            vary_volume(session, volume, from_date=from_date, quantity=quantity, by=by, at=at)


def _refused(
    session: Session, line: Line, stored: Mapping[str, Any], *, at: dt.datetime
) -> dt.date:
    """The day on which it was asked or agreed to, if it can be."""
    today = local_date(at)
    refuse_day(session, line, dt.date.fromisoformat(stored["day"]), today=today)
    return today


def _volume_meant(session: Session, line: Line, change: Change, today: dt.date) -> dict[str, int]:
    if not isinstance(change, VolumeVaried):
        return {}
    volume = volume_of_starts(session, line, change.from_date, today=today)
    refuse_volume(session, line, volume, change.from_date)
    return {"volume_id": volume.id}


def _volume(
    session: Session, line: Line, request: PlacesRequest, day: dt.date
) -> CommissionedVolume:
    """The one that was meant; of requests that do not say it the one that was rehearsed then."""
    meant = request.change.get("volume_id")
    if meant is not None:
        return session.get_one(CommissionedVolume, meant)
    return volume_of_starts(session, line, day, today=local_date(request.asked_at))


def _stored(change: Change) -> dict[str, Any]:
    match change:
        case OneMoreGroup():
            return {"kind": "group", "day": change.starts_on.isoformat(), "number": change.places}
        case PlacesChanged():
            return {"kind": "places", "day": change.from_date.isoformat(), "number": change.places}
        case VolumeVaried():
            day = change.from_date.isoformat()
            return {"kind": "volume", "day": day, "number": change.quantity}
    raise CannotBeAsked("Only places, a group or a volume can be asked for: end it by agreement.")


def change_of(stored: Mapping[str, Any]) -> Change:
    day, number = dt.date.fromisoformat(stored["day"]), stored["number"]
    match stored["kind"]:
        case "group":
            return OneMoreGroup(day, round(number))
        case "places":
            return PlacesChanged(day, number)
        case _:
            return VolumeVaried(day, number)
