"""What is left of a requirement when some of its services may no longer be named."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from pathlib import Path

from commissioning.availability.answer_types import (
    Contact,
    CourtAnswer,
    LineRow,
    RequirementAnswer,
    StrandAnswer,
)
from commissioning.availability.statuses import LineStanding, Status
from commissioning.sheets.document import from_bytes
from commissioning.sheets.withholding import services_in, without_services
from directory.delivery import DeliveryKind

FORM_1 = Path(__file__).parents[2] / "portal/sheets/form_1/residence.json"
WRITTEN = from_bytes(FORM_1.read_bytes()).answer
TODAY = WRITTEN.today


def row(
    title: str,
    *,
    starts: int | None = 20,
    status: Status = Status.AVAILABLE,
    kind: DeliveryKind = DeliveryKind.ONE_TO_ONE,
    is_restricted: bool = False,
) -> LineRow:
    likely = None if starts is None else TODAY + dt.timedelta(days=starts)
    return LineRow(
        line=uuid.uuid4(),
        service=uuid.uuid4(),
        title=title,
        kind=kind,
        areas=("Central Lancashire",),
        standing=LineStanding(status, likely_start=likely),
        contact=Contact("Somebody", "01632 960 101"),
        is_restricted=is_restricted,
        is_being_worked_out=False,
        is_generated=False,
        confirmed_on=TODAY,
    )


def strand(name: str, *rows: LineRow, leads: bool = True) -> StrandAnswer:
    """As an answer has it: the soonest row first, and two more that are not on the sheet."""
    return StrandAnswer(
        code=name.lower(),
        name=name,
        leads=leads,
        status=rows[0].standing.status,
        soon_count=sum(one.standing.status is Status.AVAILABLE for one in rows),
        open_count=len(rows) + 2,
        lines=tuple(one.line for one in rows),
        row_count=len(rows) + 2,
    )


SOON = row("Debt advice")
LATER = row("Work coaching", starts=60, status=Status.WAITING_LIST)
DOOR = row("Open door", starts=None, kind=DeliveryKind.DROP_IN)
SILENT = row("Never said", starts=None, status=Status.NOT_KNOWN)
SECRET = row("Horizon", is_restricted=True)


def of(*strands: StrandAnswer, rows: tuple[LineRow, ...], leads: LineRow | None) -> CourtAnswer:
    status = leads.standing.status if leads else Status.NOT_KNOWN
    found = RequirementAnswer(
        code="rehabilitation_activity",
        name="Rehabilitation activity",
        status=status,
        reason=None,
        rows=rows,
        row_count=sum(one.row_count for one in strands),
        leads=leads.line if leads else None,
        strands=strands,
        only=() if leads else tuple(one.name for one in strands),
    )
    return replace(WRITTEN, requirements=(found,))


def left(answer: CourtAnswer, *hidden: LineRow) -> RequirementAnswer | None:
    found = without_services(answer, {one.service for one in hidden}).requirements
    assert all(one.title not in str(found) for one in hidden)
    return next(iter(found), None)


def test_the_next_that_may_lead_leads() -> None:
    answer = of(
        strand("Debt", SOON), strand("Work", LATER), rows=(SOON, LATER), leads=SOON
    )  # fmt: skip
    found = left(answer, SOON)
    assert found is not None
    assert (found.status, found.leads) == (Status.WAITING_LIST, LATER.line)
    assert [one.name for one in found.strands] == ["Work"]
    assert (found.rows, found.row_count) == ((LATER,), 5)


def test_what_may_not_lead_leads_no_more_than_before() -> None:
    for other in (DOOR, SECRET):
        answer = of(strand("Debt", SOON), strand("Other", other), rows=(SOON, other), leads=SOON)
        assert left(answer, SOON) is None
    beside = of(
        strand("Debt", SOON), strand("Work", LATER, leads=False), rows=(SOON, LATER), leads=SOON
    )
    assert left(beside, SOON) is None


def test_where_a_statement_would_have_spoken_nothing_is_said() -> None:
    answer = of(strand("Debt", SOON, SILENT), rows=(SOON, SILENT), leads=SOON)
    assert left(answer, SOON) is None


def test_a_headline_of_another_stays_and_the_counts_are_less_by_what_went() -> None:
    answer = of(strand("Debt", SOON, DOOR, LATER), rows=(SOON, DOOR, LATER), leads=SOON)
    [before] = answer.requirements[0].strands
    found = left(answer, DOOR)
    assert found is not None
    [after] = found.strands
    assert (found.status, found.leads) == (Status.AVAILABLE, SOON.line)
    assert after == replace(
        before,
        lines=(SOON.line, LATER.line),
        row_count=before.row_count - 1,
        soon_count=before.soon_count - 1,
        open_count=before.open_count - 1,
    )


def test_a_strand_stands_as_its_soonest_that_is_left() -> None:
    answer = of(
        strand("Work", LATER), strand("Debt", DOOR, SILENT), rows=(LATER, DOOR, SILENT), leads=LATER
    )
    found = left(answer, DOOR)
    assert found is not None
    assert [one.status for one in found.strands] == [Status.WAITING_LIST, Status.NOT_KNOWN]


def test_what_is_listed_only_is_named_only_while_it_is() -> None:
    answer = of(
        strand("Other places", DOOR, leads=False),
        strand("Approved premises", SECRET, leads=False),
        rows=(DOOR, SECRET),
        leads=None,
    )
    found = left(answer, SECRET)
    assert found is not None
    assert (found.status, found.only) == (Status.NOT_KNOWN, ("Other places",))


def test_a_requirement_of_theirs_alone_is_left_out() -> None:
    assert left(of(strand("Debt", SOON), rows=(SOON,), leads=SOON), SOON) is None


def test_of_the_first_form_the_first_row_that_is_left_leads() -> None:
    [before] = WRITTEN.requirements
    first, second = before.rows
    found = without_services(WRITTEN, {first.service}).requirements[0]
    assert found.rows == (second,)
    assert (found.status, found.row_count) == (second.standing.status, before.row_count - 1)
    assert first.service in services_in(WRITTEN)
