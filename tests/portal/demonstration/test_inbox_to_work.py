"""The fictional provider's inbox has something under each heading, made once."""

from __future__ import annotations

import time_machine
from flask import Flask
from sqlalchemy import select, true, update
from sqlalchemy.orm import Session

from commissioning.moves.headings import Heading
from commissioning.moves.inboxes import inbox_counted
from commissioning.moves.models import SilenceReturn
from directory.clock import local_date
from directory.places.models import Prison
from directory.providers.models import Provider
from portal.demonstration.inbox_to_work import make_inbox_to_work
from portal.fictional_accounts import make_fictional_accounts
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court
from tests.makers.services import make_provider


def test_something_stands_under_each_heading(app: Flask, session: Session) -> None:
    area = make_area(session, "central-lancashire")
    make_court(session, serves=[area])
    make_line(session, areas=[area])
    make_provider(session, name="Example Neighbour (fictional)")
    session.execute(update(Provider).values(is_fictional=True))
    session.add(Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False))
    session.flush()
    with time_machine.travel(NOW, tick=False), app.app_context():
        make_fictional_accounts(session, at=NOW)
        assert make_inbox_to_work(session, at=NOW)
        assert not make_inbox_to_work(session, at=NOW)
    today = local_date(NOW)
    found = inbox_counted(session, true(), today=today)
    assert [heading for heading in Heading if not found.numbers[heading]] == []
    assert len(session.scalars(select(SilenceReturn.id)).all()) == 1
