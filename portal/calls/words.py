"""What was told of a queue or a fact, as the provider's copy says it."""

from __future__ import annotations

from commissioning.lines.models import Line
from commissioning.listings.facts import ServiceFact
from directory.delivery import DeliveryKind
from directory.services.freshness import FactKind
from directory.services.models import Service
from portal.finding.listing_words import fact_kind_names
from portal.formatting import between, counted, in_words
from portal.listings.line_forms import ClosureForm, LineForm, StartForm


def fact_told(fact: ServiceFact) -> str:
    what = fact_kind_names()[fact.kind]
    where = "" if fact.line is None else f", {fact.line.name}"
    when = "" if fact.start is None else f" (next start {in_words(fact.start)})"
    return f"{what}{where}: still right{when}"


def line_told(line: Line, form: LineForm) -> str:
    """Of a form that is valid."""
    if isinstance(form, StartForm):
        day = form.starts_on.data
        starts = "" if day is None else in_words(day)
        return f"{line.name}: next start {starts}, {counted(form.places.number, 'place')}"
    if isinstance(form, ClosureForm):
        first, last = form.from_date.data, form.to_date.data
        return f"{line.name}: shut {between(first, last) if first and last else ''}"
    return f"{line.name}: {counted(form.places.number, 'place')}"


def kinds_of_line(service: Service, form: LineForm) -> set[FactKind]:
    """What the statement says is right, as the clocks of lines take it."""
    if isinstance(form, ClosureForm):
        return set()
    is_bed = service.delivery_kind is DeliveryKind.BED
    return {FactKind.VACANCIES if is_bed else FactKind.START_DATES}
