"""Who is written to of an alert, and in which words: nobody who would not find it on the desk."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.funding import state_funder
from commissioning.agreements.models import AgreementFunder
from commissioning.agreements.signing import add_lot
from commissioning.desk.alerting import AlertKind, AlertMoved, move_alerts
from commissioning.lines.models import Line
from commissioning.volumes.account import volume_account
from commissioning.volumes.volume import Volume
from directory.accounts.models import OrganisationArea
from directory.clock import local_date
from directory.messages.models import LONGEST_BODY, LONGEST_SUBJECT, Message
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure, Region
from directory.services.models import Service
from portal.desk.alerts import WHO_MAY_ACT, AlertTold, alert_words, tell_of_alerts
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.returned import starts_recorded
from tests.portal.agreements.bought import APRIL, COUNCIL, Bought, bought

FEBRUARY = dt.date(2027, 2, 1)

REGION, OWN_COUNCIL = "rita.region@example.org", "cora.council@example.org"

WHOM = [
    # who pays, with which share: who is told
    ({}, [REGION]),  # nobody was named: probation's own
    ({"The region": 1.0}, [REGION]),
    ({"The region": 0.4, COUNCIL: 0.6}, [REGION, OWN_COUNCIL]),
    ({COUNCIL: 0.6}, [REGION, OWN_COUNCIL]),  # the rest is somebody's who was not named
    ({COUNCIL: 1.0}, [OWN_COUNCIL]),  # health's or a council's alone
    ({COUNCIL: None}, [OWN_COUNCIL]),
    ({COUNCIL: 0.5, "Health of the Ribble": 0.5}, [OWN_COUNCIL]),
]


@pytest.fixture
def own(app: Flask, session: Session) -> Bought:
    """Members of its region and its council, and of those who have nothing to do with it."""
    own = bought(app, session, priced=False)
    elsewhere = make_region(session, "yorkshire")
    leeds = make_area(session, "leeds", region=elsewhere)
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=own.area.region_id
    )
    other = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "Yorkshire", region_id=elsewhere.id
    )
    council, far = (
        make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, name)
        for name in (COUNCIL, "Council of Leeds")
    )
    make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "Health of the Ribble")
    for body, area in ((council, own.area), (far, leeds)):
        session.add(OrganisationArea(organisation_id=body.id, local_delivery_unit_id=area.id))
    make_member(session, Role.COMMISSIONER, organisation=region, name="Rita Region")
    make_member(session, Role.COMMISSIONER, organisation=other, name="Oona Other")
    make_member(session, Role.COMMISSIONER, organisation=council, name="Cora Council")
    make_member(session, Role.COMMISSIONER, organisation=far, name="Fay Far")
    make_member(
        session, Role.PROVIDER_ADMINISTRATOR, name="Pia Provider",
        organisation=make_organisation(
            session, OrganisationKind.PROVIDER, "The forge", provider_id=own.provider.id
        ),
    )  # fmt: skip
    return own


def too_few(session: Session, line: Line) -> None:
    """10 where 92 were expected, and told to be so few."""
    starts_recorded(session, line.id, APRIL, 4)
    starts_recorded(session, line.id, FEBRUARY, 6)


def written(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


@pytest.mark.parametrize(("funders", "told"), WHOM)
def test_who_is_told(own: Bought, funders: dict[str, float | None], told: list[str]) -> None:
    session = own.session
    session.execute(delete(AgreementFunder))
    too_few(session, session.get_one(Line, own.lot.line_id))
    for name, share in funders.items():
        state_funder(
            session, own.agreement, funder=name, share=share, by=actor(session), at=NOW
        )  # fmt: skip
    assert tell_of_alerts(session, NOW) == len(told)
    assert [message.to_address for message in written(session)] == told


def test_the_words_when_it_came_and_when_it_went(own: Bought) -> None:
    """100 bought for the year, of which 333 of 365 days are told: records reach February."""
    session, line_id = own.session, own.lot.line_id
    assert line_id
    too_few(session, session.get_one(Line, line_id))
    tell_of_alerts(session, NOW)
    assert tell_of_alerts(session, NOW) == 0, "told twice of one alert"
    starts_recorded(session, line_id, FEBRUARY, 80)
    tell_of_alerts(session, NOW + dt.timedelta(days=1))
    came, went = (one for one in written(session) if one.to_address == REGION)
    title = came.subject.removeprefix("Under what was expected: ")
    page = came.body.rsplit("The line: ", 1)[1]
    assert title
    assert page.endswith(f"/desk/lines/{session.get_one(Line, line_id).public_id}")
    where = f"{own.area.name}. {own.provider.name}"
    assert came.body == (
        f"{came.subject}\n{where}\n"
        "10 starts by 28 February 2027, where about 92 were expected. At this pace, by"
        " 31 March 2027, about 89 starts that were bought will go unused.\n"
        "It is told once the difference passes the tolerance of 10% at the ends of two months, or"
        " twice that at once; and again when it is back inside, not before.\n"
        f"{WHO_MAY_ACT[AlertKind.UNDER]}\nThe line: {page}"
    )
    assert went.subject == f"No longer under what was expected: {title}"
    assert went.body == (
        f"{went.subject}\n{where}\n90 starts by 28 February 2027, where about 92 were expected: the"
        " variance is back inside the tolerance of 10%. Nothing more is asked of anybody. The alert"
        f" stood since 2 March 2027.\nThe line: {page}"
    )
    assert "£" not in came.body + went.body


def test_that_it_runs_out_is_told_with_what_follows_and_who_may_act(own: Bought) -> None:
    """92 of 100 in 334 days: the 101st would come on 29 March, which is no news to anybody."""
    session, line_id = own.session, own.lot.line_id
    assert line_id
    starts_recorded(session, line_id, APRIL, 50)
    starts_recorded(session, line_id, FEBRUARY, 42)
    assert tell_of_alerts(session, NOW) == 0
    starts_recorded(session, line_id, FEBRUARY, 9)
    tell_of_alerts(session, NOW + dt.timedelta(days=1))
    told = written(session)[-1]
    assert told.subject.startswith("Running out: ")
    assert "What was bought was used up on " in told.body
    assert (
        "before 31 March 2027: 101 starts by 28 February 2027 of 100. By 31 March 2027 "
        in told.body
    )
    assert WHO_MAY_ACT[AlertKind.RUNNING_OUT] in told.body
    assert tell_of_alerts(session, NOW + dt.timedelta(days=2)) == 0


def test_a_confidential_service_is_not_named(own: Bought) -> None:
    session = own.session
    line = session.get_one(Line, own.lot.line_id)
    too_few(session, line)
    session.get_one(Service, line.service_id).exposure = Exposure.CONFIDENTIAL
    session.flush()
    tell_of_alerts(session, NOW)
    assert {message.subject for message in written(session)} == {
        "Under what was expected: a confidential service"
    }
    for message in written(session):
        assert own.area.name not in message.body
        assert own.provider.name not in message.body


def test_several_in_one_run_are_one_message_each_with_its_area_and_provider(own: Bought) -> None:
    """Two that came and one that went, of services of the same name."""
    session = own.session
    too_few(session, session.get_one(Line, own.lot.line_id))
    tell_of_alerts(session, NOW)
    first = written(session)
    starts_recorded(session, own.lot.line_id or 0, FEBRUARY, 80)
    lancaster = make_area(session, "lancaster", region=session.get_one(Region, own.area.region_id))
    for number in range(2):
        line = make_line(session, areas=[lancaster])
        lot = add_lot(
            session, own.agreement, external_id=f"LOT-{number + 2}", line=line,
            by=actor(session), at=NOW,
        )  # fmt: skip
        commission_volume(
            session, lot, unit=own.volume.unit, starts_on=own.volume.starts_on,
            ends_on=own.volume.ends_on, quantity=100, by=actor(session), at=NOW,
        )  # fmt: skip
        too_few(session, line)
    assert tell_of_alerts(session, NOW + dt.timedelta(days=1)) == len(first)
    message = written(session)[len(first)]
    assert message.subject == ("Your desk: 2 under what was expected, 1 no longer so")
    assert message.body.count("Lancaster. ") == 2
    assert message.body.count(f"{own.area.name}. {own.provider.name}") == 1
    assert message.body.count(WHO_MAY_ACT[AlertKind.UNDER]) == 2
    assert message.body.count("The line: ") == 3
    assert message.body.rindex(WHO_MAY_ACT[AlertKind.UNDER]) < message.body.index("No longer under")


def test_more_than_a_message_holds_are_counted(own: Bought) -> None:
    too_few(own.session, own.session.get_one(Line, own.lot.line_id))
    [moved] = move_alerts(own.session, today=local_date(NOW), by=actor(own.session), at=NOW)
    alerts = [AlertTold(moved, f"{number:03} {'long ' * 50}", "Preston. The forge")
              for number in range(60)]  # fmt: skip
    words = alert_words(alerts)
    listed = words.body.count("The line: ")
    assert len(words.body) <= LONGEST_BODY
    assert 0 < listed < 60
    assert f"{60 - listed} more stand on your desk: " in words.body
    assert len(alert_words(alerts[:1]).subject) <= LONGEST_SUBJECT


@pytest.mark.parametrize(
    ("a_month", "says"),
    [
        (75, "What was bought runs out about 1 December 2026. Nothing more is asked of anybody."),
        (30, "What was bought lasts until 31 March 2027. Nothing more is asked of anybody."),
    ],
)
def test_what_does_not_run_out_soon_says_until_when_it_lasts(
    own: Bought, a_month: float, says: str
) -> None:
    """600 for the year, at 75 a month for eight of its months."""
    year, today = (dt.date(2026, 4, 1), dt.date(2027, 3, 31)), dt.date(2026, 9, 30)
    months = {dt.date(2026, month, 1): a_month for month in range(4, 10)}
    counted = volume_account(Volume(year, 600, "start"), months, today)
    line = own.session.get_one(Line, own.lot.line_id)
    gone = AlertMoved(AlertKind.RUNNING_OUT, own.volume, today, True, line, counted)
    assert says in alert_words([AlertTold(gone, "Peer mentors", "Preston")]).body
