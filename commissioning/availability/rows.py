"""From where a line stands to the row that an open page may show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import (
    Arrangements,
    Completion,
    Contact,
    LineRow,
    Use,
    WaitShown,
)
from commissioning.availability.areas_asked import ANY_OFFICE
from commissioning.availability.beside_lines import ArrangementsConfirmed, newest_arrangements
from commissioning.availability.beside_row import beside_row
from commissioning.availability.placed_lines import PlacedLine
from commissioning.availability.question import CourtQuestion
from commissioning.availability.stored_lines import LineShown, areas_by_line, shown_of
from commissioning.bookings.places_ahead import PlacesAhead, places_ahead
from commissioning.dates.kept_dates import IncompleteRecords
from commissioning.dates.typical_wait import WaitLevel
from commissioning.forecasting.basis_words import NOBODY_AHEAD
from commissioning.monitoring.disclosure import (
    Banded,
    banded,
    nearest_five,
    percentage,
    share_in_tens,
)
from commissioning.returns.in_force import VolumeInForce, volumes_by_line
from directory.delivery import DeliveryKind
from directory.listings.telephoned import all_told_by_telephone
from directory.services.freshness import FactKind
from directory.services.sight import reaches_by_page
from directory.unchanged import while_unchanged

RECEIVED_WITHIN_DAYS = 92
"""What is said of people waiting, used and waited needs a referral of the last quarter."""


@dataclass(frozen=True, slots=True)
class RowSurroundings:
    """What stands beside the lines of some rows, each by the internal id of line or service.

    `names` are those of areas by the areas that a line serves: many serve the same.
    """

    question: CourtQuestion
    today: dt.date
    shown: Mapping[int, LineShown]
    areas: Mapping[int, tuple[int, ...]]
    volumes: Mapping[int, VolumeInForce]
    arrangements: Mapping[int, ArrangementsConfirmed]
    names: Mapping[tuple[int, ...], tuple[str, ...]]
    offices: Mapping[int, Contact]
    by_telephone: Mapping[int, Mapping[FactKind, frozenset[dt.date]]]
    places: Mapping[int, tuple[PlacesAhead, ...]]


def rows_of(
    session: Session,
    placed: Sequence[PlacedLine],
    question: CourtQuestion,
    *,
    today: dt.date,
    area_names: Mapping[int, str],
    offices: Mapping[int, Contact],
) -> dict[int, LineRow]:
    """The rows for the public by internal line id.

    `offices` by internal area id are whom to ring where a provider is not to be named.
    """
    ids = [one.stored.line_id for one in placed]
    services = [one.stored.service_id for one in placed]
    areas = areas_by_line(session, ids, today=today)
    beside = RowSurroundings(
        question=question,
        today=today,
        shown=shown_of(session, ids, sight=question.sight),
        areas=areas,
        volumes=volumes_by_line(session, ids, today=today),
        arrangements=newest_arrangements(session, services),
        names={
            some: tuple(sorted(area_names[one] for one in some if one in area_names))
            for some in set(areas.values())
        },
        offices=offices,
        by_telephone=while_unchanged(session, all_told_by_telephone, on=today),
        places=places_ahead(session, _of_groups(placed), sight=question.sight, today=today),
    )
    return {one.stored.line_id: _row_of(one, beside) for one in placed}


def _of_groups(placed: Sequence[PlacedLine]) -> list[int]:
    """Lines that take people by the group, of which more than the month may be told."""
    return [
        one.stored.line_id
        for one in placed
        if one.stored.delivery_kind is DeliveryKind.CLOSED_GROUP
        and not (one.is_restricted or one.stored.is_only_listed)
    ]


def _row_of(placed: PlacedLine, beside: RowSurroundings) -> LineRow:
    line = placed.stored
    shown = beside.shown[line.line_id]
    areas = beside.areas[line.line_id]
    office = next((beside.offices[area] for area in areas if area in beside.offices), ANY_OFFICE)
    row = LineRow(
        line=placed.line,
        service=line.service,
        title=placed.title,
        kind=line.delivery_kind,
        areas=beside.names[areas],
        standing=placed.standing,
        contact=office,
        is_restricted=placed.is_restricted,
        is_being_worked_out=shown.facts_version != shown.answered_version,
        is_generated=line.is_generated,
        confirmed_on=None,
        fit=placed.fit,
        for_sex=placed.for_sex,
    )
    return row if placed.is_restricted else _told_of_open(row, placed, shown, beside)


def _is_by_file_alone(confirmed_on: dt.date | None, alone_on: dt.date | None) -> bool:
    """An event may have shown the fact on a later day: then more than a file did."""
    return confirmed_on is not None and confirmed_on == alone_on


def _contact(shown: LineShown, office: Contact) -> Contact:
    telephone = shown.telephone or shown.provider_telephone
    if telephone is None and shown.email is None:
        return office
    return Contact(shown.provider, telephone, shown.email)


def _told_of_open(
    row: LineRow, placed: PlacedLine, shown: LineShown, beside: RowSurroundings
) -> LineRow:
    """With what may be told of an open service, its figures banded as an open page must."""
    line = placed.stored
    stated = beside.arrangements.get(line.service_id)
    kind, confirmed_on, alone_on = placed.clock
    by_telephone = beside.by_telephone.get(line.service_id, {}).get(kind, frozenset())
    incomplete = IncompleteRecords.of(shown.forecast_basis or {})
    is_referred_to = _is_referred_to(placed, shown, beside.today)
    has_queue = is_referred_to and line.delivery_kind.is_queued
    return replace(
        row,
        who_for=shown.who_for,
        contact=_contact(shown, row.contact) if reaches_by_page(line.exposure) else row.contact,
        confirmed_on=confirmed_on,
        is_confirmed_by_file_alone=_is_by_file_alone(confirmed_on, alone_on),
        is_told_by_telephone=confirmed_on in by_telephone,
        provider=shown.provider,
        basis=_basis(placed, shown, is_referred_to=is_referred_to),
        beside=beside_row(
            placed, shown, beside.question, is_referred_to=is_referred_to, today=beside.today
        ),
        worked_out_on=line.forecast_as_of,
        completion=_completion(shown),
        arrangements=Arrangements(stated.confirmed_by, stated.confirmed_on) if stated else None,
        agreement_ended_on=placed.agreement_ended_on,
        starts_without_end=_some(incomplete.starts_without_end),
        people_above_places=_some(incomplete.people_above_places),
        rows_set_aside=_some(shown.rows_set_aside),
        waiting=banded(shown.waiting) if has_queue else None,
        wait=_wait(shown) if is_referred_to else None,
        use=_use(beside.volumes.get(line.line_id), is_referred_to=is_referred_to),
        places=beside.places.get(line.line_id, ()),
    )


def _is_referred_to(placed: PlacedLine, shown: LineShown, today: dt.date) -> bool:
    """Somebody is waiting or in a place, or was referred lately: else silence is no figure."""
    received = placed.stored.last_received_on
    is_lately = received is not None and (today - received).days <= RECEIVED_WITHIN_DAYS
    return is_lately or shown.waiting > 0 or shown.in_progress > 0


def _some(people: int) -> Banded | None:
    return banded(people) if people else None


def _basis(placed: PlacedLine, shown: LineShown, *, is_referred_to: bool) -> str | None:
    """How it was worked out; that nobody is ahead is not said where nobody is referred."""
    if placed.standing.likely_start is None or shown.forecast_basis is None:
        return None
    explanation = shown.forecast_basis["explanation"]
    return explanation if is_referred_to else explanation.replace(f"{NOBODY_AHEAD} ", "")


def _wait(shown: LineShown) -> WaitShown | None:
    if shown.wait_level is None:
        return None
    return WaitShown(
        shown.median_wait_days,
        banded(shown.wait_people),
        WaitLevel(shown.wait_level),
        shown.wait_sentence,
    )


def _use(volume: VolumeInForce | None, *, is_referred_to: bool) -> Use | None:
    """Where nobody is referred and nothing was returned, that nothing is used is no figure."""
    if volume is None or not (is_referred_to or volume.returned_to):
        return None
    tens = share_in_tens(round(volume.used), round(volume.quantity)) if volume.quantity else None
    return Use(
        tens, volume.unit.value, volume.starts_on, volume.ends_on, returned_to=volume.returned_to
    )


def _completion(shown: LineShown) -> Completion | None:
    share = percentage(shown.completed_recently, shown.ended_recently)
    if share is None:
        return None
    return Completion(share, nearest_five(shown.ended_recently))
