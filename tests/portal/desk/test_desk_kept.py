"""What the desk keeps of its rows is never behind, and nobody is shown another's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.funding import state_funder
from commissioning.agreements.models import AgreementTerm
from commissioning.agreements.stating import state_award, state_conditions, state_price
from commissioning.desk import desk_months, desk_read, desk_rows, line_sides, lines_asked
from commissioning.desk.models import AlertSide, LineAttention, VolumeAlert
from commissioning.lines.models import Line, LineArea, LineFigures
from commissioning.returns.models import MonthlyReturn, ReturnState
from commissioning.volumes.models import VolumeSegment
from commissioning.volumes.money import Price
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.services.models import ListingRevision, Service
from portal.desk import pages
from portal.desk.figures import NOT_READ, spark_of
from portal.desk.pages import shown_row
from portal.desk.row_markup import row_markup
from tests.makers.accounts import LoggedIn
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.returned import starts_returned
from tests.portal.agreements.bought import APRIL, Bought, bought

pytestmark = pytest.mark.usefixtures("today")

KEPT: Final = (
    lines_asked._line_of, lines_asked._lines_of, line_sides._sides_of, desk_months._silent_volumes,
    desk_read._ends, desk_read._periods, desk_read._silent, desk_read._silent_of_all,
    desk_rows._row, desk_rows._counted, desk_rows._arranged, spark_of, shown_row, pages._deciding,
    pages._filters, row_markup
)  # fmt: skip


@pytest.fixture
def own(app: Flask, client: FlaskClient, session: Session) -> Bought:
    return bought(app, session)


def line_of(own: Bought) -> Line:
    assert own.lot.line_id is not None
    return own.session.get_one(Line, own.lot.line_id)


def wording_of(own: Bought) -> ListingRevision:
    service = own.session.get_one(Service, line_of(own).service_id)
    assert service.published_revision_id is not None
    return own.session.get_one(ListingRevision, service.published_revision_id)


def waiting(own: Bought) -> None:
    figures = own.session.get_one(LineFigures, own.lot.line_id)
    figures.waiting, figures.last_received_on = 41, TODAY
    figures.longest_waiting_since = TODAY - dt.timedelta(days=77)
    figures.half_waiting_since = TODAY - dt.timedelta(days=33)


def title(own: Bought) -> None:
    wording_of(own).title = "Mentors <all day>"


def confirmed(own: Bought) -> None:
    own.session.get_one(LineFigures, own.lot.line_id).dates_confirmed_on = dt.date(2026, 12, 24)


def ended(own: Bought) -> None:
    own.session.scalars(select(AgreementTerm)).one().ends_on = dt.date(2027, 9, 30)


def notice(own: Bought) -> None:
    state_conditions(
        own.session, own.agreement, notice_months=9, extensions=None, review_dates=None,
        by=actor(own.session), at=NOW,
    )  # fmt: skip


def varied(own: Bought) -> None:
    own.session.add(
        VolumeSegment(
            volume_id=own.volume.id, from_date=dt.date(2026, 10, 1), quantity=300,
            recorded_at=NOW, recorded_by_id=actor(own.session).id,
        )
    )  # fmt: skip


def counted(own: Bought) -> None:
    line_id, day = own.lot.line_id, TODAY
    own.session.add(
        LineAttention(
            line_id=line_id, as_of=day, facts_version=1, starts_without_end=0,
            people_above_places=0, orders_end_first=6, promised=0, later_than_promised=0,
        )
    )  # fmt: skip


def alerted(own: Bought) -> None:
    alert = VolumeAlert(volume_id=own.volume.id, side=AlertSide.OVER, came_on=TODAY)
    own.session.add(alert)


def overdue(own: Bought) -> None:
    own.session.add(
        MonthlyReturn(
            agreement_id=own.agreement.id, provider_id=own.provider.id, month=dt.date(2026, 12, 1),
            due_on=dt.date(2027, 2, 5), state=ReturnState.NOT_STARTED, version=1, asked_at=NOW,
        )
    )  # fmt: skip


def priced(own: Bought) -> None:
    price = Price("start", APRIL, 1_000_00)
    state_price(own.session, own.agreement, price, by=actor(own.session), at=NOW)


def delivered(own: Bought) -> None:
    """160 to the end of December: of later months nobody told."""
    own.deliver(18, 18, 18, 18, 18, 18, 18, 17, 17)


def returned(own: Bought) -> None:
    starts_returned(own.session, own.agreement, own.provider, dt.date(2027, 1, 1), 5)


def moved(own: Bought) -> None:
    own.area.name = "Ribble and Lune"


def funded(own: Bought) -> None:
    by = actor(own.session)
    state_funder(own.session, own.agreement, funder="A third", share=0.1, by=by, at=NOW)


CHANGES: Final[tuple[tuple[Callable[[Bought], None], str], ...]] = (
    (waiting, "77 days"),
    (title, "Mentors &lt;all day&gt;"),
    (confirmed, "since 24 December 2026"),
    (ended, "ends 30 Sep 2027"),
    (notice, "Notice day passed on"),
    (counted, "6 people cannot finish before their order ends"),
    (delivered, ">160<"),
    (returned, ">165<"),
    (varied, "199.7 starts"),
    (priced, "up to £2"),
    (alerted, "over the tolerance of"),
    (overdue, "A monthly return was due on 5 February 2027"),
    (moved, "Ribble and Lune"),
    (funded, '<option value="A third">A third</option>'),
)
"""Each fact of a row, told otherwise, and what the page says from then on."""


def seen(browser: LoggedIn) -> str:
    """What the page says, without the token of the request."""
    [main] = re.findall(r"<main.*</main>", browser.get("/desk").text, re.DOTALL)
    return re.sub(r'name="csrf_token"[^>]*', "", main)


def test_a_changed_line_changes_the_page_at_once(own: Bought) -> None:
    browser = own.commissioner()
    own.session.commit()
    for change, says in CHANGES:
        before = seen(browser)
        change(own)
        own.session.commit()
        after = seen(browser)
        assert says not in before, change.__name__
        assert says in after, change.__name__
        for kept in KEPT:
            kept.cache_clear()
        assert seen(browser) == after, f"{change.__name__}: as if nothing had been kept"


def test_two_who_see_differently_are_never_shown_each_others_rows(own: Bought) -> None:
    """The region reads what a unit costs, its provider not before the award; another region, one
    of whose areas the line serves, does not read whose service it is."""
    line = line_of(own)
    own.session.get_one(Service, line.service_id).exposure = Exposure.RESTRICTED
    delivered(own)
    wording_of(own).title = "Mentors at night"
    region, provider, other = own.commissioner(), own.own_provider(), own.other_commissioner()
    there = min(areas_beside(own))
    own.session.add(LineArea(line_id=line.id, local_delivery_unit_id=there))
    own.session.flush()
    shown = {browser.member.id: seen(browser) for browser in (region, provider, other)}
    for browser in (other, region, provider, region, other, provider):
        assert seen(browser) == shown[browser.member.id]
    assert "£900" in shown[region.member.id]
    assert "£" not in shown[provider.member.id]
    assert "Mentors at night" in shown[provider.member.id]
    assert NOT_READ in shown[other.member.id]
    assert "Mentors at night" not in shown[other.member.id]
    state_award(own.session, own.agreement, awarded_on=APRIL, by=actor(own.session), at=NOW)
    own.session.flush()
    assert "£900" in seen(provider)  # 60 beyond the volume, of which 15 are paid at £60


def areas_beside(own: Bought) -> list[int]:
    rows = select(LocalDeliveryUnit.id).where(LocalDeliveryUnit.region_id != own.area.region_id)
    return list(own.session.scalars(rows))
