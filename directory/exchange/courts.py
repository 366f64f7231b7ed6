"""Which areas a court serves, and the probation team it rings, from files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from directory.clock import local_date
from directory.exchange.columns import CellError, Chunk, Column, Kind, about_organisations
from directory.exchange.contacts import EMAIL, TELEPHONE
from directory.exchange.forms import CODE, DATE, YES_NO, text
from directory.exchange.newest_counts import STATED
from directory.exchange.stated_contacts import ContactWork
from directory.exchange.working import ADDED, UNCHANGED, Row, RowWork, backwards, not_kept
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
    def named(self) -> set[Court]:
        return set()

    def check_row(self, row: Row) -> Iterator[tuple[str, str]]:
        for column, known in (("court", self.courts), ("area", self.areas)):
            if row[column] not in known:
                yield column, not_kept(column, row[column], known)
        if row["confirmed_on"] > local_date(self.at):
            yield "confirmed_on", f"{row['confirmed_on']} has not come yet"
        yield from backwards("from_date", row.get("from_date"), "to_date", row.get("to_date"))
        if row.get("serves") is False and row.get("is_main"):
            yield "is_main", "an area that the court does not serve cannot be its main one"

    def write(self, chunks: Iterable[Chunk]) -> Iterable[CellError]:
        yield from super().write(chunks)
        today = local_date(self.at)
        derived = [areas_derived(self.session, court, on=today) for court in self.named]
        if left := sum(map(len, derived)):
            self.notes["areas of these courts not named here, still only derived"] = left

    def write_row(self, row: Row) -> str:
        court, area = self.courts[row["court"]], self.areas[row["area"]]
        self.named.add(court)
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

    def check_row(self, row: Row) -> Iterator[tuple[str, str]]:
        yield from super().check_row(row)
        if row["court"] not in self.courts:
            yield "court", not_kept("court", row["court"], self.courts)

    def reached(self, row: Row) -> ContactPoint[CourtTeam]:
        return team_at(self.courts[row["court"]])


COURT_AREAS = Kind(
    name="court-areas",
    says=(
        "One row for each area that a court serves, or does not. The portal derives this from the"
        " nearest probation office until somebody confirms it; an area that no row names stays as"
        " it is known, and the report counts those that are still derived."
    ),
    columns=about_organisations(
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
    columns=about_organisations(
        COURT,
        Column("name", text(), "The team, as somebody would ask for it", required=True),
        Column("telephone", TELEPHONE, "Whom to ring"),
        Column("email", EMAIL, "Where to write"),
        *STATED,
    ),
    key=("court",),
    begin=CourtTeamWork,
)
