"""One service's records as the estimates see them, made from a document."""

from collections.abc import Iterable
from typing import Any

from commissioning.forecasting.document_checking import checked
from commissioning.forecasting.engines.records import AreaRecords, LineRecords
from commissioning.forecasting.start_calendar import StartCalendar
from tests.commissioning.forecasting.documents import AS_OF, Document, make_document

TODAY = AS_OF.toordinal()  # a Monday


def make_line(
    service: Document | None = None,
    referrals: list[Document] | None = None,
    *,
    others: Iterable[Document] = (),
    **head: Any,
) -> LineRecords:
    """The line of service "S"; `others` are further services of its area."""
    document = make_document(service, referrals, **head)
    document["services"] += others
    facts = checked(document)
    assert not facts.warnings
    return AreaRecords(facts).line(facts.services["S"])


def calendar_of(line: LineRecords) -> StartCalendar:
    return StartCalendar.of(line.service, line.area.facts)
