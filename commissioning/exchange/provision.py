"""What somebody answerable states of a requirement in an area, from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final

from commissioning.availability.models import ProvisionStatement
from commissioning.availability.provision import (
    REVIEWED_AFTER,
    said_by_author,
    state_provision,
)
from commissioning.availability.provision_authors import AuthorRole, may_state, missing_beside
from commissioning.availability.statuses import Provision, WhyNot
from commissioning.exchange.working import CommissioningWork
from directory.clock import local_date
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import Column, Kind
from directory.exchange.contacts import TELEPHONE
from directory.exchange.forms import CODE, DATE, one_of, one_word_of, text
from directory.exchange.names import Names
from directory.exchange.working import (
    ADDED,
    UNCHANGED,
    Doubts,
    Row,
    RowWork,
    backwards,
    days_still_to_come,
    not_kept,
)
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from directory.requirements import requirement_codes
from directory.services.strands import strands_of
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

Saying = tuple[Provision, WhyNot | None]

WORDS: Final[dict[str, Saying]] = {
    "provided": (Provision.PROVIDED, None),
    "arrangements_exist": (Provision.ARRANGEMENTS_EXIST, None),
    "notified": (Provision.NOTIFIED, None),
    "not_commissioned": (Provision.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED),
    "not_known": (Provision.NOT_KNOWN, None),
}
SPOKEN_OF: Final = (*requirement_codes(), FIRST_SUPERVISION_APPOINTMENT)
TAKEN_AS_THEY_STAND: Final = (
    "requirement",
    "strand",
    "stated_by",
    "stated_on",
    "telephone",
    "stated_as",
    "agreed_by",
    "notice",
)


class ProvisionWork(CommissioningWork, RowWork):
    """A row that its author's newest statement of that day says already changes nothing."""

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def named(self) -> dict[str, Names]:
        return {"area": AreaNames(self.areas), "requirement": Names("requirement", SPOKEN_OF)}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return _check_strand, self.check_day, _check_review, _check_beside

    def check_day(self, row: Row) -> Doubts:
        return days_still_to_come("stated_on", row["stated_on"], local_date(self.at))

    def write_row(self, row: Row) -> str:
        area, facts = self.areas[row["area"]], self._facts(row)
        said = said_by_author(self.session, area, row["requirement"], row["stated_by"])
        if "strand" in row:
            said = [one for one in said if one.strand == row["strand"]]
        of_that_day = next((one for one in said if one.stated_on == row["stated_on"]), None)
        if of_that_day is not None and _says(of_that_day, facts):
            return UNCHANGED
        state_provision(self.session, area, **facts, by=self.by, at=self.at)
        self._note(row, said)
        return ADDED

    def _facts(self, row: Row) -> Row:
        """As the verb takes them; of what the file has no column for there is nothing."""
        said, why_not = row["says"]
        facts: Row = {name: row[name] for name in TAKEN_AS_THEY_STAND if name in row}
        if "review_on" in row:
            facts["review_on"] = _review_on(row)
        return {**facts, "said": said, "why_not": why_not}

    def _note(self, row: Row, before: Sequence[ProvisionStatement]) -> None:
        """What a reader of the report would not expect of a row that was taken in."""
        said, _why_not = row["says"]
        role = row.get("stated_as")
        if role is not None and not may_state(role, said, row["requirement"]):
            self.notes[f"said as {role.value}, who may not say so: kept, not enforced yet"] += 1
        if said is Provision.NOT_KNOWN and not before:
            self.notes["not_known by somebody who had said nothing: takes nothing back"] += 1
        if before and before[0].stated_on > row["stated_on"]:
            self.notes["older than what the same author said since: kept, not shown"] += 1
        if _review_on(row) < local_date(self.at):
            self.notes["past the day of its review: kept, not shown"] += 1


def _check_strand(row: Row) -> Doubts:
    if row["requirement"] in SPOKEN_OF and row.get("strand") is not None:
        strands = [one.code for one in strands_of(row["requirement"])]
        if row["strand"] not in strands:
            yield "strand", f"{not_kept('strand', row['strand'])}; say {' or '.join(strands)}"


def _check_review(row: Row) -> Doubts:
    return backwards("stated_on", row["stated_on"], "review_on", row.get("review_on"))


def _check_beside(row: Row) -> Doubts:
    said, why_not = row["says"]
    agreed_by, notice = row.get("agreed_by"), row.get("notice")
    return missing_beside(said, why_not, agreed_by=agreed_by, notice=notice)


def _review_on(row: Row) -> dt.date:
    given: dt.date | None = row.get("review_on")
    stated_on: dt.date = row["stated_on"]
    return given or stated_on + REVIEWED_AFTER


def _says(statement: ProvisionStatement, facts: Row) -> bool:
    told = {**facts, "stated_by": statement.stated_by}
    if role := told.get("stated_as"):
        told["stated_as"] = role.value
    return all(getattr(statement, name) == fact for name, fact in told.items())


PROVISION = Kind(
    name="provision",
    says=(
        "One row for what somebody answerable states of a requirement in an area, or of one"
        " strand of it. It is shown with its author and day until the day of its review; then"
        " nothing is known again, unless it is said anew. The newest statement of an author"
        " counts; of two authors who differ both are shown. `not_known` takes back what the same"
        " author (written alike) said before. In which role it was said is recorded, and the"
        " report counts what that role may not say; whoever states it with an account is held"
        " to it."
    ),
    columns=(
        Column("area", CODE, "The area, as in its page's address", required=True),
        Column(
            "requirement",
            CODE,
            "The requirement's code, or `first_supervision_appointment`",
            required=True,
        ),
        Column("strand", CODE, "The strand of which it is said; empty: of all of it"),
        Column("says", one_word_of(WORDS), "What is stated", required=True),
        Column("stated_by", text(), "The team or body that says so, not a person", required=True),
        Column("stated_on", DATE, "When it was said", required=True),
        Column("review_on", DATE, "Until when it counts; empty: 91 days after it was said"),
        Column("telephone", TELEPHONE, "Whom to ring about it"),
        Column(
            "stated_as",
            one_of(AuthorRole),
            "In which role; `treatment_commissioner`: health or a council, of treatment alone",
        ),
        Column("agreed_by", text(), "`not_commissioned`: the second person's role who agreed"),
        Column("notice", text(), "`notified`: the notice that told the court, with its date"),
    ),
    key=("area", "requirement", "strand", "stated_by", "stated_on"),
    begin=ProvisionWork,
)
