"""Requests for places: what was asked, what it would change, and how it was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.places_asked.asking import change_of
from commissioning.places_asked.models import PlacesAnswer, PlacesRequest
from directory.clock import local_date
from portal.desk_lines.rehearsal_pages import what_it_makes
from portal.formatting import in_words


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """`answered` is "" while it is open; `makes`: what it is once it is agreed to."""

    public_id: str
    line_path: str
    line: str
    says: str
    makes: str
    asked: str
    answered: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_open(self) -> bool:
        return not self.answered


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """`can_agree` is of the provider, `can_withdraw` of who asks."""

    requests: tuple[ShownRequest, ...]
    can_agree: bool
    can_withdraw: bool
    done: str = ""
    wrong: str = ""


def shown(requests: Iterable[PlacesRequest]) -> tuple[ShownRequest, ...]:
    return tuple(
        ShownRequest(
            str(request.public_id),
            f"/desk/lines/{request.line.public_id}",
            _title(request),
            request.says,
            _makes(request),
            f"{request.asked_for}, {request.asked_by.name}, {_day(request.asked_at)}",
            _answered(request),
            tuple(tuple(row) for row in request.told),
        )
        for request in requests
    )


def agreed_in_words(requests: Iterable[PlacesRequest]) -> tuple[str, ...]:
    """Of one line, each with both names."""
    return tuple(
        f"{_makes(request)} Asked by {request.asked_for}, {request.asked_by.name},"
        f" {_day(request.asked_at)}; {_answered(request)}."
        for request in requests
    )


def _makes(request: PlacesRequest) -> str:
    """Nothing of what has been refused or withdrawn."""
    if request.answer not in (None, PlacesAnswer.AGREED):
        return ""
    return what_it_makes(change_of(request.change), is_open=request.answer is None)


def _title(request: PlacesRequest) -> str:
    published = request.line.service.published
    return request.line.name if published is None else published.title


def _answered(request: PlacesRequest) -> str:
    if request.answer is None or request.answered_at is None or request.answered_by is None:
        return ""
    by, on = request.answered_by.name, _day(request.answered_at)
    return f"{request.answer.value} by {by}, {on}"


def _day(at: dt.datetime) -> str:
    return in_words(local_date(at))
