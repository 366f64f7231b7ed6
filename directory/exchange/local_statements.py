"""Schemes of areas, contacts at prisons and evidence for programmes, from files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from sqlalchemy import select

from directory.clock import local_date
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import About, Column, Kind
from directory.exchange.contacts import EMAIL, TELEPHONE
from directory.exchange.forms import CODE, DATE, one_of, text
from directory.exchange.names import Names
from directory.exchange.newest_counts import STATED, StatedWork
from directory.exchange.stated_contacts import ContactWork
from directory.exchange.working import Doubts, Row, backwards, not_kept
from directory.places.contact_points import ContactPoint
from directory.places.models import LocalDeliveryUnit, Prison, PrisonContact
from directory.places.prison_contacts import contact_at
from directory.places.queries import all_areas, all_prisons
from directory.requirements import requirement_codes
from directory.schemes.listing import SchemeFacts, list_scheme
from directory.schemes.models import Scheme, SchemeKind
from directory.services.evidence import state_evidence
from directory.services.models import Programme, ProgrammeEvidence
from directory.services.queries import all_programmes
from directory.stating import named_alike

CONTACT = (
    Column("telephone", TELEPHONE, "Whom to ring"),
    Column("email", EMAIL, "Where to write"),
)


class SchemeWork(StatedWork):
    facts = ("name", "kind", "says", "requirement", "telephone", "email", "begins_on", "ends_on",
             "stated_by")  # fmt: skip

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (*super().checks, _check_days)

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def named(self) -> dict[str, Names]:
        return {
            "area": AreaNames(self.areas),
            "requirement": Names("requirement", requirement_codes()),
        }

    def told(self, row: Row) -> Sequence[Scheme]:
        here = Scheme.local_delivery_unit_id == self.areas[row["area"]].id
        kept = self.session.scalars(
            select(Scheme).where(here).order_by(Scheme.stated_on, Scheme.id)
        )
        return [one for one in kept if named_alike(one.name, row["name"])]

    def state(self, row: Row) -> None:
        said = ("stated_by", "stated_on")
        facts = SchemeFacts(**{name: row[name] for name in self.facts if name not in said})
        list_scheme(
            self.session, self.areas[row["area"]], facts, **{name: row[name] for name in said},
            by=self.by, at=self.at,
        )  # fmt: skip


def _check_days(row: Row) -> Doubts:
    return backwards("begins_on", row.get("begins_on"), "ends_on", row.get("ends_on"))


class PrisonContactWork(ContactWork[PrisonContact]):
    facts = ("telephone", "email")

    @cached_property
    def prisons(self) -> dict[str, Prison]:
        return {one.code: one for one in all_prisons(self.session)}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return (*super().checks, self.check_prison)

    def check_prison(self, row: Row) -> Doubts:
        if row["prison"].upper() not in self.prisons:
            yield "prison", not_kept("prison", row["prison"])

    def reached(self, row: Row) -> ContactPoint[PrisonContact]:
        return contact_at(self.prisons[row["prison"].upper()], row["role"])


class EvidenceWork(StatedWork):
    facts = ("statement", "source")
    day = "source_date"

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        return {one.external_id: one for one in all_programmes(self.session)}

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"programme": Names("programme", self.programmes)}

    def told(self, row: Row) -> Sequence[ProgrammeEvidence]:
        evidence = ProgrammeEvidence
        of_it = evidence.programme_id == self.programmes[row["programme"]].id
        kept = select(evidence).where(of_it).order_by(evidence.source_date, evidence.id)
        return [one for one in self.session.scalars(kept) if named_alike(one.source, row["source"])]

    def state(self, row: Row) -> None:
        facts = {name: row[name] for name in (*self.facts, self.day)}
        programme = self.programmes[row["programme"]]
        state_evidence(self.session, programme, **facts, by=self.by, at=self.at)


SCHEMES = Kind(
    name="schemes",
    says=(
        "One row for each scheme of an area that is no service of one provider. Of rows with the"
        " same name there the newest counts."
    ),
    columns=(
        Column("area", CODE, "The area, as in its page's address", required=True),
        Column("name", text(), "Its name", required=True),
        Column("kind", one_of(SchemeKind), "What it is", required=True),
        Column("says", text(2000), "What it does, in a sentence or two", required=True),
        Column("requirement", CODE, "The code of the requirement it can stand behind, if any"),
        *CONTACT,
        Column("begins_on", DATE, "Its first day, if it is known"),
        Column("ends_on", DATE, "Its last day, if it is known"),
        *STATED,
    ),
    key=("area", "name"),
    begin=SchemeWork,
)

PRISON_CONTACTS = Kind(
    name="prison-contacts",
    says=(
        "One row for each role at a prison, never a person. The newest of a role counts; what a"
        " person or another source said of its number or e-mail stands, and the report tells both."
    ),
    columns=(
        Column("prison", CODE, "The prison's three letters", required=True),
        Column("role", text(), "The role: Head of resettlement", required=True),
        *CONTACT,
        *STATED,
    ),
    key=("prison", "role"),
    begin=PrisonContactWork,
)

EVIDENCE = Kind(
    name="evidence",
    says=(
        "One row for what a source found about whether a programme works. The newest of a source"
        " counts."
    ),
    columns=(
        Column("programme", CODE, "The programme's identifier", required=True),
        Column(
            "statement",
            text(2000),
            "What was found, with whom it was compared",
            required=True,
            holds=About.PUBLISHED,
        ),
        Column(
            "source",
            text(),
            "Who found it, and where it is published",
            required=True,
            holds=About.PUBLISHED,
        ),
        Column("source_date", DATE, "The day of the source", required=True),
    ),
    key=("programme", "source"),
    begin=EvidenceWork,
)
