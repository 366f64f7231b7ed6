"""Which areas a court serves, and the probation team it rings, from files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from directory.clock import local_date
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.contacts import EMAIL, TELEPHONE
from directory.exchange.forms import CODE, DATE, YES_NO, text
from directory.exchange.names import Names
from directory.exchange.newest_counts import STATED
from directory.exchange.stated_contacts import ContactWork
from directory.exchange.working import (
    ADDED,
    UNCHANGED,
    Doubts,
    Row,
    RowWork,
    backwards,
    days_still_to_come,
)
from directory.places.contact_points import ContactPoint
from directory.places.court_serving import (
    Served,
    areas_derived,
    confirm_not_serving,
    confirm_serving,
)
from directory.places.court_teams import team_at
from directory.places.models import Court, CourtTeam, LocalDeliveryUnit
from directory.places.queries import all_areas, all_courts

COURT = Column("court", CODE, "The court, as in its page's address", required=True)


class CourtAreaWork(RowWork):
    """What a file does not name stays as it is known, derived or confirmed."""

    @cached_property
    def courts(self) -> dict[str, Court]:
        return {one.slug: one for one in all_courts(self.session)}

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def courts_told(self) -> set[Court]:
        return set()

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"court": Names("court", self.courts), "area": AreaNames(self.areas)}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return self.check_day, self.check_span, self.check_main

    def check_day(self, row: Row) -> Doubts:
        return days_still_to_come("confirmed_on", row["confirmed_on"], local_date(self.at))

    def check_span(self, row: Row) -> Doubts:
        return backwards("from_date", row.get("from_date"), "to_date", row.get("to_date"))

    def check_main(self, row: Row) -> Doubts:
        if row.get("serves") is False and row.get("is_main"):
            yield "is_main", "an area that the court does not serve cannot be its main one"

    def write(self, chunks: Iterable[Chunk]) -> Iterable[CellError]:
        yield from super().write(chunks)
        today = local_date(self.at)
        derived = [areas_derived(self.session, court, on=today) for court in self.courts_told]
        if left := sum(map(len, derived)):
            self.notes["areas of these courts not named here, still only derived"] = left

    def write_row(self, row: Row) -> str:
        court, area = self.courts[row["court"]], self.areas[row["area"]]
        self.courts_told.add(court)
        said = {name: row[name] for name in ("confirmed_by", "confirmed_on")}
        if row.get("serves") is False:
            return self._ended(court, area, row, said)
        served = Served(
            row.get("from_date"), row.get("to_date"), "to_date" in row, row.get("is_main")
        )
        news = confirm_serving(
            self.session, court, area, **said, served=served, by=self.by, at=self.at
        )
        return ADDED if news else UNCHANGED

    def _ended(self, court: Court, area: LocalDeliveryUnit, row: Row, said: Row) -> str:
        news = confirm_not_serving(
            self.session, court, area, **said, to_date=row.get("to_date"), by=self.by, at=self.at
        )
        return ADDED if news else UNCHANGED


class CourtTeamWork(ContactWork[CourtTeam]):
    facts = ("name", "telephone", "email")

    @cached_property
    def courts(self) -> dict[str, Court]:
        return {one.slug: one for one in all_courts(self.session)}

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"court": Names("court", self.courts)}

    def reached(self, row: Row) -> ContactPoint[CourtTeam]:
        return team_at(self.courts[row["court"]])


COURT_AREAS = Kind(
    name="court-areas",
    says=(
        "One row for each area that a court serves, or does not. The portal derives this from the"
        " nearest probation office until somebody confirms it; an area that no row names stays as"
        " it is known, and the report counts those that are still derived."
    ),
    columns=(
        COURT,
        Column("area", CODE, "The area, as in its page's address", required=True),
        Column("serves", YES_NO, "Empty: yes"),
        Column("is_main", YES_NO, "The area that comes first; empty: as it is known"),
        Column("from_date", DATE, "The first day; empty: as known, else the day of confirming"),
        Column("to_date", DATE, "The last day; empty: until further notice"),
        Column("confirmed_by", text(), "The team or body that confirms it", required=True),
        Column("confirmed_on", DATE, "On which day", required=True),
    ),
    key=("court", "area"),
    begin=CourtAreaWork,
)

COURT_TEAMS = Kind(
    name="court-teams",
    says=(
        "One row for each court: the probation team to ring first, never a person. The newest of"
        " a court counts; what a person or another source said of its name, number or e-mail"
        " stands, and the report tells both."
    ),
    columns=(
        COURT,
        Column("name", text(), "The team, as somebody would ask for it", required=True),
        Column("telephone", TELEPHONE, "Whom to ring"),
        Column("email", EMAIL, "Where to write"),
        *STATED,
    ),
    key=("court",),
    begin=CourtTeamWork,
)
