"""What somebody can start from the day of release: a table that a prison could check."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from commissioning.availability.answer_types import Contact, LineRow
from commissioning.availability.in_short import ServiceInShort
from commissioning.availability.statuses import LineStanding, Status
from directory.delivery import DeliveryKind
from directory.places.models import Exposure
from directory.services.public_record import PublicService
from portal.finding.prison_page import group_of

RELEASE = dt.date(2027, 4, 16)


def one(
    likely: dt.date | None, last: dt.date | None, status: Status, *, restricted: bool = False
) -> ServiceInShort:
    kind = DeliveryKind.ONE_TO_ONE
    service = PublicService(
        service_id=1,
        public_id=uuid.uuid4(),
        title="Help",
        kind=kind,
        is_restricted=restricted,
        exposure=Exposure.RESTRICTED if restricted else Exposure.OPEN,
        is_withdrawn=False,
        is_generated=False,
        setting="community",
        pathways=(),
        requirements=(),
        rules=(),
        programme=None,
        areas=(),
    )
    row = LineRow(
        line=uuid.uuid4(),
        service=service.public_id,
        title="Help",
        kind=kind,
        areas=("Preston",),
        standing=LineStanding(status, likely_start=likely, by_9_in_10=last),
        contact=Contact("Somebody"),
        is_restricted=restricted,
        is_being_worked_out=False,
        is_generated=False,
        confirmed_on=None,
    )
    return ServiceInShort(service, (row,))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


MARCH, ON_THE_DAY, MAY = day("2027-03-01"), RELEASE, day("2027-05-03")
OPEN, LATER = Status.AVAILABLE, Status.WAITING_LIST


@pytest.mark.parametrize(
    ("service", "released", "group"),
    [
        (one(None, None, OPEN), RELEASE, "once"),
        (one(MARCH, ON_THE_DAY, LATER), RELEASE, "by_release"),  # the day itself counts
        (one(MARCH, MAY, LATER), RELEASE, "later"),  # half do, 9 in 10 do not
        (one(MARCH, None, LATER), RELEASE, "later"),  # fewer than 9 in 10 ever do
        (one(MARCH, ON_THE_DAY, LATER), None, "dated"),  # no day asked about
        (one(MARCH, None, Status.NOT_CONFIRMED), RELEASE, "ask"),
        (one(None, None, Status.NOT_AVAILABLE), RELEASE, "ask"),
        # of a restricted service whole months alone, so that no day can be guessed
        (one(MARCH, MAY, LATER, restricted=True), RELEASE, "by_release"),
        (one(day("2027-04-01"), MAY, LATER, restricted=True), RELEASE, "later"),
    ],
)
def test_when_it_can_start(service: ServiceInShort, released: dt.date | None, group: str) -> None:
    assert group_of(service, released) == group
