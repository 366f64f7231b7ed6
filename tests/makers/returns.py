"""An agreement of a prime with one subcontractor, a line each, and people of all sides."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.lines.models import Line
from commissioning.returns.asking import ask_for_return
from commissioning.returns.models import MonthlyReturn
from commissioning.volumes.models import Lot
from directory.people.models import Person, PersonKind
from directory.places.models import LocalDeliveryUnit
from directory.providers.editing import link_subcontractors
from directory.providers.models import Provider
from tests.makers.days import NOW, OPENED
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.referrals import refer
from tests.makers.services import make_provider, make_service

FEBRUARY = dt.date(2027, 2, 1)
JANUARY = dt.date(2027, 1, 1)

_numbers = itertools.count(1)


def make_person(session: Session, name: str) -> Person:
    known = session.scalar(select(Person).where(Person.name == name))
    if known is not None:
        return known
    made = Person(code=f"somebody-{next(_numbers)}", name=name, kind=PersonKind.STAFF)
    session.add(made)
    session.flush()
    return made


@dataclass
class Supplied:
    """`lines` and `lots`: the prime's, then the subcontractor's."""

    session: Session
    agreement: Agreement
    area: LocalDeliveryUnit
    prime: Provider
    small: Provider
    lines: list[Line] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)

    def ask(self, provider: Provider, month: dt.date = FEBRUARY) -> MonthlyReturn:
        return ask_for_return(
            self.session, self.agreement, provider, month, by=actor(self.session), at=NOW
        )

    def deliver(self, title: str, provider: Provider) -> Line:
        """A line more, with its lot."""
        session = self.session
        service = make_service(session, title, areas=[self.area])
        service.provider_id = provider.id
        session.flush()
        line = make_line(session, areas=[self.area], service=service)
        lot = add_lot(
            session, self.agreement, external_id=f"lot-{next(_numbers)}-{title}", line=line,
            by=actor(session), at=NOW,
        )  # fmt: skip
        self.lines.append(line)
        self.lots.append(lot)
        return line

    def person(self, name: str) -> Person:
        return make_person(self.session, name)


def supplied(
    session: Session,
    *,
    ends_on: dt.date | None = dt.date(2028, 3, 31),
    prime: Provider | None = None,
    small: Provider | None = None,
    area: LocalDeliveryUnit | None = None,
) -> Supplied:
    number = next(_numbers)
    area = area or make_area(session, f"returning-{number}")
    prime = prime or make_provider(session, f"Prime and Partners {number}")
    small = small or make_provider(session, f"Small Steps {number}")
    agreement = sign_agreement(
        session, external_id=f"A-{number}", kind=AgreementKind.CONTRACT, title="Personal wellbeing",
        provider=prime, starts_on=OPENED, ends_on=ends_on, source="tests",
        by=actor(session), at=NOW,
    )  # fmt: skip
    link_subcontractors(
        session, prime, [small], agreement_reference=f"A-{number}", by=actor(session), at=NOW
    )
    found = Supplied(session, agreement, area, prime, small)
    for title, provider in (("Mentoring", prime), ("Family work", small)):
        found.deliver(title, provider)
    return found


def happened_in_february(session: Session, line: Line) -> None:
    """Three were referred, two of them accepted and started; nobody completed."""
    refer(session, line, on=-25)
    refer(session, line, on=-24, started=-10)
    refer(session, line, on=-23, started=-9)
