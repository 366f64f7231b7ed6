"""Monthly returns in browsers: answered in one click, signed, chased, accepted, corrected."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

import openpyxl
import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import AgreementFunder
from commissioning.agreements.signing import state_term
from commissioning.agreements.stating import state_price
from commissioning.lines.weekly_totals import WeekCount, keep_week
from commissioning.returns.asking import arrange_due_day
from commissioning.returns.models import MonthlyReturn, ReturnState
from commissioning.returns.telling import remind_of_returns
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price
from directory.accounts.models import Organisation, OrganisationArea
from directory.messages.kinds import MessageKind
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.providers.models import Provider
from portal.extensions import db
from portal.returns.jobs import JOBS
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.returns import FEBRUARY, JANUARY, Supplied, happened_in_february, supplied

pytestmark = pytest.mark.usefixtures("client")

WHY = "One came by telephone and has no case yet."


@dataclass(frozen=True)
class Asked:
    id: int
    public_id: str


@dataclass
class Office:
    """Everybody is logged in before anything is asked; `lots` are public ids."""

    app: Flask
    world: Supplied
    prime: Organisation
    small: Organisation
    region: Organisation
    lots: tuple[str, ...]
    known: dict[str, LoggedIn] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.world.session

    def ask(self, provider: Provider, month: dt.date = FEBRUARY) -> Asked:
        made = self.world.ask(provider, month)
        asked = Asked(made.id, str(made.public_id))
        self.session.commit()
        return asked

    def state_of(self, asked: Asked) -> ReturnState:
        """Read once no request has the database."""
        db.session.remove()
        state = self.session.get_one(MonthlyReturn, asked.id, populate_existing=True).state
        self.session.commit()
        return state

    def messages(self, kind: MessageKind) -> list[tuple[str, str]]:
        """To whom, and what."""
        db.session.remove()
        rows = self.session.scalars(select(Message).where(Message.kind == kind))
        told = [(row.to_address, row.body) for row in rows]
        self.session.commit()
        return told

    def olive(self) -> LoggedIn:
        return self._once("Olive Prime", Role.PROVIDER_ADMINISTRATOR, self.prime)

    def pete(self) -> LoggedIn:
        return self._once("Pete Prime", Role.LISTING_EDITOR, self.prime)

    def sam(self) -> LoggedIn:
        return self._once("Sam Small", Role.LISTING_EDITOR, self.small)

    def carla(self) -> LoggedIn:
        return self._once("Carla Buyer", Role.COMMISSIONER, self.region)

    def henry(self) -> LoggedIn:
        return self._once("Henry Head", Role.REGION_HEAD, self.region)

    def _once(self, name: str, role: Role, organisation: Organisation) -> LoggedIn:
        if name not in self.known:
            self.known[name] = logged_in(
                self.app.test_client(), self.session, role, organisation=organisation, name=name
            )
            self.session.commit()
        return self.known[name]

    def enter(self) -> Self:
        for who in (self.olive, self.pete, self.sam, self.carla, self.henry):
            who()
        return self


@pytest.fixture
def office(app: Flask, session: Session) -> Iterator[Office]:
    world = supplied(session)
    happened_in_february(session, world.lines[0])
    prime, small = (
        make_organisation(session, OrganisationKind.PROVIDER, one.name, provider_id=one.id)
        for one in (world.prime, world.small)
    )
    region_id = world.area.region_id
    assert region_id
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "A region", region_id=region_id
    )
    lots = tuple(str(lot.public_id) for lot in world.lots)
    session.commit()
    with time_machine.travel(NOW, tick=True):
        yield Office(app, world, prime, small, region, lots).enter()
        db.session.remove()


def path_of(one: Asked) -> str:
    return f"/returns/{one.public_id}"


def seen_in(html: str) -> str:
    return str(re.findall(r'name="seen" value="(\d+)"', html)[0])


def act(who: LoggedIn, one: Asked, what: str, **fields: str) -> tuple[int, str]:
    """By the version that the page shows; status, and the page it leads to or shows."""
    seen = seen_in(who.get(path_of(one)).text)
    answer = who.post(f"{path_of(one)}/{what}", {"seen": seen, **fields})
    html = who.get(answer.location).text if answer.status_code == 303 else answer.text
    return answer.status_code, html


def figure(office: Office, counter: str, place: int = 0) -> str:
    return f"{counter}-{office.lots[place]}"


def test_a_month_is_sent_by_one_button(office: Office) -> None:
    one, olive = office.ask(office.world.prime), office.olive()
    listed = olive.get("/returns").text
    assert f'href="{path_of(one)}"' in listed
    assert "To send (1)" in listed
    page = olive.get(path_of(one)).text
    assert "from recorded cases, as they stand now" in page
    assert "This is right: send it" in page
    assert "Nothing happened: send it" not in page  # something did
    status, page = act(olive, one, "right", then="send")
    assert status == 303
    assert "Sent. Your commissioner accepts it" in page
    assert "Of 4 figures nobody had to type 4 (100%)" in page
    assert "To send" not in olive.get("/returns").text
    carla = office.carla()
    assert "To accept (1)" in carla.get("/returns").text
    assert act(carla, one, "accept")[0] == 303
    assert "Accepted (1)" in carla.get("/returns").text


def test_a_year_is_listed_by_as_many_statements_as_two_months(office: Office) -> None:
    office.ask(office.world.prime)
    office.ask(office.world.prime, JANUARY)
    two = _statements_of(office)
    for month in range(3, 13):
        office.ask(office.world.prime, dt.date(2026, month, 1))
    assert _statements_of(office) == two


def _statements_of(office: Office) -> int:
    """Of the provider's list, without what logging in writes the first time."""
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    office.olive().get("/returns")
    event.listen(Engine, "before_cursor_execute", note)
    try:
        page = office.olive().get("/returns").text
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert "3 referred" in page
    return len(asked)


def test_what_differs_has_its_reason_on_its_field(office: Office) -> None:
    one, olive = office.ask(office.world.prime), office.olive()
    name = figure(office, "started")
    status, page = act(olive, one, "figures", **{name: " "})
    assert (status, f'href="#{name}">Enter a figure' in page) == (422, True)
    status, page = act(olive, one, "figures", **{name: "3"})
    assert status == 422
    reason = f"reason-{office.lots[0]}"
    assert f'<a href="#{reason}">Say why Mentoring, Everybody here differs' in page
    assert 'value="3"' in page
    for wrong, says in (("1", "prove 2 started"), ("two", "whole number"), ("-1", "whole number")):
        status, page = act(olive, one, "figures", **{name: wrong, reason: WHY})
        assert status == 422
        assert says in page
    status, page = act(olive, one, "figures", **{name: "3", reason: "case of AB123456C"})
    assert (status, "take it out" in page) == (422, True)
    status, page = act(olive, one, "figures", **{name: "3", reason: WHY})
    assert status == 303
    assert "1 more than 2 from recorded cases" in page
    assert "This is right: send it" in page
    status, page = act(olive, one, "right", then="send")
    assert "Of 4 figures nobody had to type 3 (75%)" in page
    assert WHY in office.carla().get(path_of(one)).text


def test_what_comes_back_as_it_stood_keeps_from_what_it_is(office: Office) -> None:
    """Of three figures of which nobody recorded anything one is changed: two were typed by nobody,
    though the form sends all of them back and has a reason."""
    one, sam = office.ask(office.world.small), office.sam()
    act(sam, one, "nothing")
    names = [figure(office, name, 1) for name in ("referred", "started", "completed")]
    sent = dict.fromkeys(names, "0") | {names[0]: "1", f"reason-{office.lots[1]}": WHY}
    status, page = act(sam, one, "figures", **sent)
    assert status == 303
    assert page.count("“nothing happened”: Sam Small") >= 3  # two that hold and one before
    assert page.count("stated by Sam Small") == 1
    act(sam, one, "figures", **sent)
    assert act(sam, one, "figures", **sent)[1].count("stated by Sam Small") == 1


def test_what_was_sent_back_says_why_and_by_whom_before_its_figures(office: Office) -> None:
    one, sam = office.ask(office.world.small), office.sam()
    act(sam, one, "nothing", then="send")
    act(office.carla(), one, "send-back", back="Two people came on the 20th.")
    names = [figure(office, name, 1) for name in ("referred", "started", "completed")]
    for _ in range(2):  # also once it was begun to be answered
        top = sam.get(path_of(one)).text.split("<table")[0]
        assert "Sent back by Carla Buyer on 2 March 2027. Two people came on the 20th." in top
        act(sam, one, "figures", **dict.fromkeys(names, "2"))
    act(sam, one, "send")
    assert "Two people came" not in sam.get(path_of(one)).text.split("<table")[0]


def test_nothing_happened_in_bulk_is_all_or_nothing(office: Office) -> None:
    world, sam = office.world, office.sam()
    both = [office.ask(world.small, JANUARY), office.ask(world.small)]
    none = sam.post("/returns/nothing", {})
    assert (none.status_code, "Tick the months" in none.text) == (422, True)
    others = office.ask(world.prime)
    ticked = {"return": [one.public_id for one in (*both, others)]}
    office.session.commit()
    assert sam.post("/returns/nothing", ticked).status_code == 404  # one is another's
    happened_in_february(office.session, world.lines[1])
    ticked = {"return": [one.public_id for one in both]}
    office.session.commit()
    refused = sam.post("/returns/nothing", ticked)
    assert refused.status_code == 422
    assert "3 referred are recorded in the month" in refused.text
    assert [office.state_of(one) for one in both] == [ReturnState.NOT_STARTED] * 2
    answer = sam.post("/returns/nothing", {"return": both[0].public_id})
    assert answer.location == "/returns?done=nothing"
    assert office.state_of(both[0]) is ReturnState.SENT
    assert "It does not say that nobody waits." in sam.get("/returns").text


def test_weeks_that_tell_a_part_of_the_month_are_not_nothing(office: Office) -> None:
    """9 started in the first week of February; nobody told the other three."""
    world, session = office.world, office.session
    told = WeekCount(received=9, started=9, completed=0)
    keep_week(session, world.lines[1], FEBRUARY, told, by=actor(session), at=NOW)
    one, january = office.ask(world.small), office.ask(world.small, JANUARY)
    sam, what = office.sam(), "9 started are recorded in the month"
    page = sam.get("/returns").text
    assert "at least 9 referred, at least 9 started" in page
    assert [f'id="nil-{each.public_id}"' in page for each in (one, january)] == [False, True]
    refused = sam.post("/returns/nothing", {"return": [one.public_id, january.public_id]})
    assert refused.status_code == 422
    assert "February 2027, Personal wellbeing. " in refused.text
    assert what in refused.text
    assert "January 2027, Personal" not in refused.text
    assert refused.text.count(" checked") == 1  # January, which can be sent again at once
    states = [office.state_of(each) for each in (one, january)]
    assert states == [ReturnState.NOT_STARTED] * 2
    assert "Nothing happened: send it" not in sam.get(path_of(one)).text
    status, page = act(sam, one, "nothing", then="send")
    assert (status, what in page) == (422, True)
    figures = {figure(office, name, 1): "0" for name in ("referred", "started", "completed")}
    assert act(sam, one, "figures", **figures)[0] == 422
    figures[f"reason-{office.lots[1]}"] = WHY
    assert act(sam, one, "figures", **figures)[0] == 303
    assert act(sam, one, "send")[0] == 303
    fewer = "9 fewer than 9 from weekly totals, which do not tell the whole month"
    assert fewer in office.carla().get(path_of(one)).text


def test_two_people_where_two_are_needed(office: Office) -> None:
    one, olive, pete = office.ask(office.world.prime), office.olive(), office.pete()
    office.session.commit()
    assert pete.post("/returns/signing", {"two": "yes"}).status_code == 403
    assert olive.post("/returns/signing", {"two": "yes"}).status_code == 303
    page = act(olive, one, "right")[1]
    assert "Somebody else of your organisation opens this page and signs it." in page
    assert "Send it<" not in page
    assert act(olive, one, "sign")[0] == 422
    assert act(olive, one, "send")[0] == 422
    page = act(pete, one, "sign")[1]
    assert "Signed. It can be sent now." in page
    name, reason = figure(office, "started"), f"reason-{office.lots[0]}"
    act(olive, one, "figures", **{name: "3", reason: WHY})
    assert act(olive, one, "send")[0] == 422  # the signature went with the figure
    act(pete, one, "sign")
    assert "Sent. Your" in act(pete, one, "send")[1]


def test_who_comes_second_is_told(office: Office) -> None:
    one, olive = office.ask(office.world.prime), office.olive()
    act(olive, one, "right", then="send")
    carla, henry = office.carla(), office.henry()
    seen = seen_in(henry.get(path_of(one)).text)
    act(carla, one, "accept")
    late = henry.post(f"{path_of(one)}/accept", {"seen": seen})
    assert late.status_code == 422
    assert "Carla Buyer did something to this return meanwhile" in late.text


def test_told_by_telephone_is_marked_and_copied(office: Office) -> None:
    one, carla, henry = office.ask(office.world.small), office.carla(), office.henry()
    office.sam()
    told = {figure(office, name, 1): "2" for name in ("referred", "started", "completed")}
    status, page = act(carla, one, "telephone", **told)
    assert (status, "Enter who told you" in page) == (422, True)
    status, page = act(carla, one, "telephone", told_by="the manager", **told)
    assert status == 303
    assert "Told by telephone by the manager." in page
    assert "somebody else of your organisation accepts it" in page
    assert act(carla, one, "accept")[0] == 422
    [(to, body)] = office.messages(MessageKind.TOLD_BY_TELEPHONE)
    assert to == "sam.small@example.org"
    assert "- started: 2" in body
    assert act(henry, one, "accept")[0] == 303


def test_after_acceptance_a_correction_keeps_what_was_said(office: Office) -> None:
    one, olive, carla = office.ask(office.world.prime), office.olive(), office.carla()
    act(olive, one, "right", then="send")
    act(carla, one, "accept")
    name = figure(office, "started")
    assert act(olive, one, "amend", **{name: "4"})[0] == 422
    status, page = act(olive, one, "amend", why=WHY, **{name: "4"})
    assert status == 303
    assert "Correction waits" in page
    assert "Before: 2: recorded cases, said to be right: Olive Prime" in page
    assert page.count("Correction waits") == 1
    page = act(carla, one, "send-back", back="Which one is that?")[1]
    assert "Which one is that?" in olive.get(path_of(one)).text
    act(carla, one, "accept")
    status, page = act(carla, one, "correct", why="It was counted twice.", **{name: "3"})
    assert status == 303
    assert act(carla, one, "accept")[0] == 422


def test_a_subcontractor_learns_nothing_of_others(office: Office) -> None:
    """The same bytes before and after all that can happen to the prime's part."""
    world, sam = office.world, office.sam()
    one = office.ask(world.small)
    act(sam, one, "nothing", then="send")
    paths = ("/returns", path_of(one))

    def answers() -> list[tuple[int, str]]:
        found = [sam.get(path) for path in paths]
        return [(answer.status_code, _plain(answer.text)) for answer in found]

    before = answers()
    prime, olive, carla = office.ask(world.prime), office.olive(), office.carla()
    office.ask(world.prime, JANUARY)
    arrange_due_day(
        office.session, world.agreement, world.prime, working_day=10, by=actor(office.session),
        at=NOW,
    )  # fmt: skip
    office.session.commit()
    act(olive, prime, "right", then="send")
    assert answers() == before
    act(carla, prime, "accept")
    act(olive, prime, "amend", why=WHY, **{figure(office, "started"): "7"})
    assert answers() == before
    assert sam.get(path_of(prime)).status_code == 404
    assert sam.post(f"{path_of(prime)}/right", {"seen": "1"}).status_code == 404
    page = olive.get(path_of(prime)).text
    assert "All parts of the agreement in February 2027" in page
    assert "What was sent, together" in page
    assert "Passed down: 0 of 7 who started (0%)" in page
    assert olive.get(path_of(one)).status_code == 200
    assert "This is right" not in olive.get(path_of(one)).text
    assert olive.post(f"{path_of(one)}/send", {"seen": "1"}).status_code == 404


def _plain(html: str) -> str:
    """Without what is drawn anew for each answer."""
    return re.sub(r'(nonce|name="csrf_token" value)="[^"]*"', "", html)


def test_a_prime_reads_a_part_once_it_is_sent(office: Office) -> None:
    world, olive, sam = office.world, office.olive(), office.sam()
    one, own = office.ask(world.small), office.ask(world.prime)
    act(sam, one, "figures", **{figure(office, "started", 1): "17"})
    assert "Parts of your subcontractors (1)" in olive.get("/returns").text
    assert "Its figures stand here once it is sent." in olive.get(path_of(one)).text
    assert ">17<" not in olive.get(path_of(one)).text
    assert "not sent" in olive.get(path_of(own)).text
    before = office.ask(world.small, JANUARY)
    assert path_of(before) not in olive.get(path_of(one)).text
    act(sam, before, "nothing", then="send")
    assert path_of(before) in olive.get(path_of(one)).text  # sent, beside one that is not
    told = {figure(office, name, 1): "17" for name in ("referred", "completed")}
    act(sam, one, "figures", **told)
    act(sam, one, "send")
    assert "17" in olive.get(path_of(own)).text


def test_health_sees_what_it_pays_for_and_probation_not(app: Flask, office: Office) -> None:
    world, session = office.world, office.session
    board = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "A health board")
    area = OrganisationArea(organisation_id=board.id, local_delivery_unit_id=world.area.id)
    session.add(area)
    one, carla = office.ask(world.prime), office.carla()
    hannah = logged_in(
        app.test_client(), session, Role.COMMISSIONER, organisation=board, name="Hannah Health"
    )
    session.commit()
    assert [who.get(path_of(one)).status_code for who in (carla, hannah)] == [200, 404]
    session.add(AgreementFunder(agreement_id=world.agreement.id, funder=board.name, share=1.0))
    session.commit()
    assert [who.get(path_of(one)).status_code for who in (carla, hannah)] == [404, 200]


def test_what_it_means_beside_what_was_bought(office: Office) -> None:
    session, one = office.session, office.ask(office.world.prime)
    commission_volume(
        session, office.world.lots[0], unit=VolumeUnit.START, starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2027, 3, 31), quantity=365, by=actor(session), at=NOW,
    )  # fmt: skip
    session.commit()
    page = office.olive().get(path_of(one)).text
    assert "Started: 2; the profile expects about 28 in February 2027, of 365 bought" in page
    assert "£" not in page


def test_figures_as_a_file(office: Office) -> None:
    one, before, sam = (
        office.ask(office.world.small),
        office.ask(office.world.small, JANUARY),
        office.sam(),
    )

    def table(of: Asked) -> list[str]:
        offered = sam.get(f"{path_of(of)}/figures.csv").text
        heading, row = offered.lstrip("\ufeff").splitlines()
        return [heading, row.replace(",,,,,,", ",4,,3,2,,")]

    def sent(of: Asked, rows: list[str], **more: str) -> tuple[int, str]:
        seen = seen_in(sam.get(path_of(of)).text)
        stream = io.BytesIO("\r\n".join(rows).encode())
        answer = sam.post(
            f"{path_of(of)}/file", {"seen": seen, "file": (stream, "feb.csv"), **more}
        )
        return answer.status_code, answer.text

    status, page = sent(one, table(before))
    assert (status, "Row 2: it is of January 2027" in page) == (422, True)
    assert sent(before, table(before))[0] == 303
    status, page = sent(one, table(one))
    assert (status, "Every figure of the file is the one that you sent" in page) == (422, True)
    assert "These figures are right for February 2027 too" in page
    assert sent(one, table(one), sure="yes")[0] == 303
    assert "file sent by Sam Small" in sam.get(path_of(one)).text
    assert sent(one, [])[0] == 422
    answer = sam.get(f"{path_of(one)}/figures.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [cell.value for cell in book["figures"][2]][4:8] == [4, None, 3, 2]
    seen = seen_in(sam.get(path_of(one)).text)
    filled = (io.BytesIO(answer.data), "feb.xlsx")
    answer = sam.post(f"{path_of(one)}/file", {"seen": seen, "sure": "yes", "file": filled})
    assert answer.status_code == 303


def test_what_it_comes_to_where_a_price_may_be_seen(office: Office) -> None:
    """120 bought by the year; two started in the month at £500, and nothing before."""
    session, world = office.session, office.world
    commission_volume(
        session, world.lots[0], unit=VolumeUnit.START, starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2027, 3, 31), quantity=120, by=actor(session), at=NOW,
    )  # fmt: skip
    state_price(
        session, world.agreement, Price("start", dt.date(2026, 4, 1), 50_000),
        by=actor(session), at=NOW,
    )  # fmt: skip
    one, part = office.ask(world.prime), office.ask(world.small)
    says = "At the price agreed it comes to £1,000.00"
    assert says in office.carla().get(path_of(one)).text
    more = {figure(office, "started"): "3", f"reason-{office.lots[0]}": WHY}
    act(office.olive(), one, "figures", **more)
    act(office.olive(), one, "right", then="send")
    counts = "What is recorded counts: 2, which at the price agreed come to £1,000.00"
    assert counts in office.carla().get(path_of(one)).text
    assert "£" not in office.olive().get(path_of(one)).text  # not awarded
    assert "£" not in office.sam().get(path_of(part)).text
    none = "No sum of money is told: no price is known that you may see."
    assert none in office.sam().get(path_of(part)).text
    of_part = office.carla().get(path_of(part)).text  # who reads the price on the money page
    assert none not in of_part
    assert "No sum of money is told yet" in of_part


def test_chasing_and_one_reminder_a_week(office: Office) -> None:
    world, session = office.world, office.session
    office.sam()
    office.olive()
    for provider in (world.prime, world.small):
        office.ask(provider)
    page = office.carla().get("/returns").text
    assert "Due soon (2)" not in page  # asked for on 2 March, due on 8
    assert "Not due yet (2)" in page
    db.session.remove()
    session.execute(update(MonthlyReturn).values(due_on=dt.date(2027, 3, 1)))
    session.commit()
    page = office.carla().get("/returns").text
    assert "Overdue (2)" in page
    assert "overdue since 1 March 2027" in page
    db.session.remove()
    assert remind_of_returns(session, at=NOW, page="http://portal/returns") == 3
    assert remind_of_returns(session, at=NOW, page="http://portal/returns") == 0
    session.commit()
    bodies = [body for _, body in office.messages(MessageKind.RETURNS_DUE)]
    assert "Personal wellbeing, February 2027: overdue since 1 March 2027" in bodies[0]
    assert [job.name for job in JOBS] == ["ask_for_returns", "remind_of_returns"]


def test_an_empty_list_says_so(office: Office) -> None:
    assert "Nothing is asked of you." in office.olive().get("/returns").text
    assert "No return is asked for." in office.carla().get("/returns").text


def test_what_nobody_recorded_is_asked_for_before_it_can_be_sent(office: Office) -> None:
    """No button and no word left people before a page that they could not send."""
    one = office.ask(office.world.small)
    page = office.sam().get(path_of(one)).text
    assert "Send it" not in page
    assert "Before it can be sent, enter what is not known: Referred; " in page


def quiet_in(html: str) -> list[str]:
    """The lines of which the page's button says that nothing happened."""
    return re.findall(r'name="nothing_on" value="([^"]+)"', html)


def delivered(office: Office, title: str) -> str:
    """One line more of the prime's, of which nothing is recorded: its lot."""
    office.world.deliver(title, office.world.prime)
    office.session.commit()
    return str(office.world.lots[-1].public_id)


def test_one_button_says_right_and_where_nothing_happened(office: Office) -> None:
    quiet = [delivered(office, title) for title in ("Work club", "Debt advice")]
    one, olive = office.ask(office.world.prime), office.olive()
    page = olive.get(path_of(one)).text
    assert quiet_in(page) == quiet
    assert "it does not say that nobody waits" in page
    assert re.search(r"<li>Work club, .*</li><li>Debt advice, .*</li>", page)
    assert "This is right, and nothing happened on the 2 lines named above: send it<" in page
    for absent in ("This is right: send it", "Nothing happened: send it", "Before it can be sent"):
        assert absent not in page
    seen = seen_in(page)
    sent = {"seen": seen, "then": "send", "nothing_on": quiet}
    assert olive.post(f"{path_of(one)}/right", sent).status_code == 303
    again = olive.post(f"{path_of(one)}/right", sent)
    assert (again.status_code, "did something to this return meanwhile" in again.text) == (
        422,
        True,
    )
    page = olive.get(path_of(one)).text
    assert "Of 12 figures nobody had to type 12 (100%)" in page
    assert "Of 12 figures nobody had to type 12 (100%)" in olive.get("/returns").text
    assert page.count("“nothing happened”: Olive Prime") == 8
    assert office.carla().get(path_of(one)).text.count("“nothing happened”: Olive Prime") == 8


def test_a_line_of_which_some_is_known_is_asked_for_first(office: Office) -> None:
    """Only a week of the work club's month is told; of debt advice nothing is."""
    club, quiet = delivered(office, "Work club"), delivered(office, "Debt advice")
    one, olive = office.ask(office.world.prime), office.olive()
    stale = olive.get(path_of(one)).text
    db.session.remove()
    week = WeekCount(received=9, started=9, completed=0)
    keep_week(
        office.session, office.world.lines[2], FEBRUARY, week, by=actor(office.session), at=NOW
    )
    office.session.commit()
    sent = {"seen": seen_in(stale), "then": "send", "nothing_on": quiet_in(stale)}
    refused = olive.post(f"{path_of(one)}/right", sent)
    assert refused.status_code == 422
    assert "since you opened this page" in refused.text
    assert office.state_of(one) is ReturnState.NOT_STARTED
    page = olive.get(path_of(one)).text
    assert quiet_in(page) == []
    assert "Some of the month is known of Work club" in page
    assert "one button sends all of it and says that nothing happened on: Debt advice" in page
    told = {f"{name}-{club}": "9" for name in ("referred", "started")}
    assert act(olive, one, "figures", **told, **{f"completed-{club}": "0"})[0] == 303
    page = olive.get(path_of(one)).text
    assert quiet_in(page) == [quiet]
    assert act(olive, one, "right", then="send", nothing_on=quiet)[0] == 303
    assert office.state_of(one) is ReturnState.SENT


def test_where_two_sign_the_button_says_so(office: Office) -> None:
    quiet = delivered(office, "Work club")
    one, olive = office.ask(office.world.prime), office.olive()
    assert olive.post("/returns/signing", {"two": "yes"}).status_code == 303
    page = olive.get(path_of(one)).text
    assert re.search(r"nothing happened on Work club, .*: a second person signs it<", page)
    assert 'name="then"' not in page
    page = act(olive, one, "right", nothing_on=quiet)[1]
    assert "Somebody else of your organisation opens this page and signs it." in page
    assert act(office.pete(), one, "sign")[0] == 303
    assert act(office.pete(), one, "send")[0] == 303


def test_the_month_of_the_end_says_to_which_day_it_counts(office: Office) -> None:
    """They started on 20 and 21 February; the agreement’s last day was the 20th."""
    state_term(
        office.session, office.world.agreement, starts_on=dt.date(2025, 4, 1),
        ends_on=dt.date(2027, 2, 20), by=actor(office.session), at=NOW,
    )  # fmt: skip
    one = office.ask(office.world.prime)
    page = office.olive().get(path_of(one)).text
    assert "The last day of the agreement was 20 February 2027" in page
    assert act(office.olive(), one, "right", then="send")[0] == 303
    sums = dict(re.findall(r">(Referred|Started)</th>\s*<td[^>]*><strong>(\d+)<", page))
    assert sums == {"Referred": "3", "Started": "1"}
