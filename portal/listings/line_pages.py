"""One queue on the page of its listing: what is stated of it, and how that is said anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session
from wtforms import Form

from commissioning.availability.backing import backing_of
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.queries import capacity_of_line, closures_of_line, stops_of
from commissioning.lines.models import Line
from commissioning.listings.facts import facts_of, starts_ahead
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.services.models import Service
from portal.finding.stop_words import stops_in_words
from portal.formatting import between, in_words
from portal.lines.backing_words import backing_in_words
from portal.listings.line_forms import (
    ClosureForm,
    LineForm,
    PlacesForm,
    StartForm,
    groups_in_words,
)
from portal.listings.pages import contradicted_in_words
from portal.looking import moment


@dataclass(frozen=True, slots=True)
class ShownStop:
    public_id: str
    says: str
    is_coming: bool


def shown_stops(session: Session, service: Service) -> tuple[ShownStop, ...]:
    """As readers are told of it."""
    today = local_date(moment())
    stops = stops_of(session, [service.id], on=today).get(service.id, ())
    said = stops_in_words(stops, today)
    return tuple(
        ShownStop(str(one.public_id), says, not one.has_begun(today))
        for one, says in zip(stops, said, strict=True)
    )


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One queue: what is stated of it, and the forms by which that is said anew."""

    public_id: str
    name: str
    starts: tuple[str, ...]
    places: str
    closures: tuple[str, ...]
    is_of_groups: bool
    is_of_beds: bool
    start: StartForm
    place: PlacesForm
    closure: ClosureForm
    is_open: str = ""
    contradicted: str = ""
    backing: tuple[tuple[str, str], ...] = ()

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """By the id of the input, of the form that was sent."""
        forms = {"start": self.start, "places": self.place, "closure": self.closure}
        form = forms.get(self.is_open)
        return () if form is None else errors_of(form)


def _of_this_line(form: Form, line: Line) -> None:
    """A page has the same forms for every queue: a link to an input has to find the right one."""
    for field in form:
        field.id = field.label.field_id = f"{field.id}-{line.public_id}"


def errors_of(form: Form) -> tuple[tuple[str, str], ...]:
    return tuple(
        (getattr(field, "error_target", field.id), str(field.errors[0]))
        for field in form
        if field.errors
    )


def shown_lines(
    session: Session,
    service: Service,
    typed: tuple[Line, str, LineForm] | None,
    wrong: str | None,
) -> tuple[KeptLine, ...]:
    today = local_date(moment())
    facts = facts_of(session, service, today=today)
    lines = [fact.line.id for fact in facts if fact.line is not None]
    backing = backing_of(session, lines, today=today)
    return tuple(
        replace(
            _line(session, service, fact.line, typed, wrong),
            contradicted="" if fact.refused is None else contradicted_in_words(fact.refused),
            backing=tuple(backing_in_words(backing.get(fact.line.id, ()), for_keepers=True)),
        )
        for fact in facts
        if fact.line is not None
    )


def _line(
    session: Session,
    service: Service,
    line: Line,
    typed: tuple[Line, str, LineForm] | None,
    wrong: str | None,
) -> KeptLine:
    today = local_date(moment())
    ahead = starts_ahead(session, line, today=today)
    is_bed = service.delivery_kind is DeliveryKind.BED
    forms: dict[str, Any] = {"start": StartForm(), "places": PlacesForm(), "closure": ClosureForm()}
    opened = ""
    if typed is not None and typed[0].id == line.id:
        _, opened, form = typed
        forms[opened] = form
        if wrong:
            form[FIRST_FIELD[opened]].errors = [wrong]
    forms["start"].offer(session, line, at=moment())
    for form in forms.values():
        _of_this_line(form, line)
    if is_bed:
        forms["places"].places.label.text = "Beds free today"
    return KeptLine(
        str(line.public_id),
        line.name,
        groups_in_words(ahead),
        _places(session, line, is_bed, today),
        tuple(
            between(one.from_date, one.to_date)
            for one in closures_of_line(session, line.id)
            if one.to_date >= today
        ),
        service.delivery_kind is DeliveryKind.CLOSED_GROUP,
        is_bed,
        forms["start"],
        forms["places"],
        forms["closure"],
        opened,
    )


FIRST_FIELD = {"start": "starts_on", "places": "places", "closure": "from_date"}
"""Where a refusal of the whole statement stands."""


def _places(session: Session, line: Line, is_bed: bool, today: dt.date) -> str:
    measure = CapacityMeasure.VACANCIES if is_bed else CapacityMeasure.PLACES
    stated = [
        one for one in capacity_of_line(session, line.id, measure=measure) if one.from_date <= today
    ]
    if not stated:
        return "nothing stated"
    newest = stated[-1]
    return f"{newest.value:g}, stated by {newest.stated_by} on {in_words(newest.stated_on)}"
