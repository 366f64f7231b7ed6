"""What somebody states of a queue on a page: its next start, its places, when it is shut."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session
from wtforms import Form, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from commissioning.bookings.restating import restate_group
from commissioning.groups.models import CapacityMeasure, GroupStatus
from commissioning.groups.publishing import (
    announce_closure,
    publish_group,
    state_capacity,
)
from commissioning.groups.queries import StatedGroup
from commissioning.lines.models import Line
from commissioning.listings.facts import starts_ahead
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.services.models import Service
from portal.asking.date_field import DayMonthYear
from portal.asking.typed import nothing_of_a_person, whole_number
from portal.formatting import counted, in_words

MOST_PLACES = 999


class Places(StringField):
    """A whole number of places; `number` once the form is valid."""

    number: int = 0

    def pre_validate(self, form: Any) -> None:
        found = whole_number((self.data or "").strip(), least=0, most=MOST_PLACES)
        if found is None:
            raise ValidationError(f"Enter a whole number from 0 to {MOST_PLACES}")
        self.number = found


def groups_in_words(groups: Sequence[StatedGroup]) -> tuple[str, ...]:
    """Day and places of each; those that say the same are told apart by number."""
    said = [
        f"{in_words(one.stated.current_start)}, {counted(one.stated.places, 'place')}"
        for one in groups
    ]
    many, seen = Counter(said), Counter[str]()
    told = []
    for one in said:
        seen[one] += 1
        told.append(f"{one} (group {seen[one]} of {many[one]})" if many[one] > 1 else one)
    return tuple(told)


class StartForm(Form):
    starts_on = DayMonthYear(
        "The next group starts on", [InputRequired("Enter the day on which the group starts")]
    )
    places = Places("Places in the group")
    instead_of = SelectField("This is", validate_choice=True)

    def offer(self, session: Session, line: Line, *, at: dt.datetime) -> None:
        """The groups that the date may be instead of."""
        ahead = starts_ahead(session, line, today=local_date(at))
        self.instead_of.choices = [
            ("", "a further group"),
            *(
                (str(one.group.public_id), f"instead of {said}")
                for one, said in zip(ahead, groups_in_words(ahead), strict=True)
            ),
        ]

    def keep(
        self, session: Session, line: Line, *, by: Person, at: dt.datetime, stated_by: str = ""
    ) -> None:
        ahead = starts_ahead(session, line, today=local_date(at))
        day, places = self.starts_on.data, self.places.number
        if day is None:
            return
        moved = [one for one in ahead if str(one.group.public_id) == self.instead_of.data]
        if moved:
            restate_group(
                session, moved[0].group, current_start=day, status=GroupStatus.PLANNED,
                places=places, started=None, by=by, at=at,
            )  # fmt: skip
            return
        publish_group(
            session, line, external_id=f"page-{uuid.uuid4()}", planned_start=day, places=places,
            by=by, at=at,
        )  # fmt: skip


class OffersNothing(Form):
    """Nothing of it is chosen among what there is."""

    def offer(self, _session: Session, _line: Line, *, at: dt.datetime) -> None: ...


class PlacesForm(OffersNothing):
    """Beds free today of a line of beds; of any other how many it takes at one time."""

    places = Places("Places at one time")

    def keep(
        self, session: Session, line: Line, *, by: Person, at: dt.datetime, stated_by: str = ""
    ) -> None:
        day = local_date(at)
        service = session.get_one(Service, line.service_id)
        is_bed = service.delivery_kind is DeliveryKind.BED
        state_capacity(
            session, line,
            measure=CapacityMeasure.VACANCIES if is_bed else CapacityMeasure.PLACES,
            from_date=day, value=self.places.number, stated_by=stated_by or by.name, stated_on=day,
            by=by, at=at,
        )  # fmt: skip


class ClosureForm(OffersNothing):
    from_date = DayMonthYear(
        "Shut from", [InputRequired("Enter the first day on which it is shut")]
    )
    to_date = DayMonthYear(
        "Shut until, that day included", [InputRequired("Enter the last day on which it is shut")]
    )
    reason = StringField("Why, if readers should know", [Length(max=300), nothing_of_a_person])

    def keep(
        self, session: Session, line: Line, *, by: Person, at: dt.datetime, stated_by: str = ""
    ) -> None:
        if self.from_date.data is None or self.to_date.data is None:
            return
        announce_closure(
            session, line, external_id=f"page-{uuid.uuid4()}", from_date=self.from_date.data,
            to_date=self.to_date.data, reason=self.reason.data or None, by=by, at=at,
        )  # fmt: skip


LineForm = StartForm | PlacesForm | ClosureForm

FORMS: dict[str, type[StartForm | PlacesForm | ClosureForm]] = {
    "start": StartForm,
    "places": PlacesForm,
    "closure": ClosureForm,
}
