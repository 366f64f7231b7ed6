"""A process that edits services one after another: `python -m tests.soak.editing SEED TIMES`.

Each edit is a transaction of its own. Which one is next it reads from the records, so that it
can be killed and started again. `plan` is what it does, for a test to say what must come of it.
"""

from __future__ import annotations

import datetime as dt
import enum
import random
import string
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.audit import AuditRow
from directory.delivery import DeliveryKind
from directory.keeping import found_by
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.services.editing import offer_service, publish_listing, withdraw_service
from directory.services.listing import Listing, Setting
from directory.services.models import ProgrammeKind, Service
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.serving import place_at_sites, serve_areas
from directory.services.siting import SiteFacts, keep_sites
from portal import create_app
from portal.running.transactions import in_reading, in_writing
from tests.makers.days import OPENED
from tests.makers.people import actor
from tests.makers.services import make_provider
from tests.soak.watched import watch_this_process

SERVICES = 10
BEFORE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
"""Edit n is recorded as of n seconds after this: how many there were is what the audit says."""

PAUSE_SECONDS = 0.15
"""After each edit, so that the worker beside it has several passes between two deaths."""


class Kind(enum.StrEnum):
    """What an edit does; a title puts an end to a withdrawal and a restriction."""

    TITLE = "title"
    RESTRICTED_TITLE = "restricted title"
    WITHDRAWAL = "withdrawal"
    HIDING = "site turned confidential"
    SHOWING = "site opened"


class Edit(NamedTuple):
    service: int
    kind: Kind
    word: str


@dataclass(slots=True)
class Standing:
    """What must be true of a service after the edits: `words` are of its titles, newest last."""

    words: list[str]
    is_withdrawn: bool = False
    is_hidden: bool = False
    is_restricted: bool = False

    def take(self, edit: Edit) -> None:
        match edit.kind:
            case Kind.TITLE | Kind.RESTRICTED_TITLE:
                self.words.append(edit.word)
                self.is_withdrawn = False
                self.is_restricted = edit.kind is Kind.RESTRICTED_TITLE
            case Kind.WITHDRAWAL:
                self.is_withdrawn = True
            case Kind.HIDING | Kind.SHOWING:
                self.is_hidden = edit.kind is Kind.HIDING

    @property
    def may_come(self) -> tuple[Kind, ...]:
        """Edits that change something; each leaves one row of the audit."""
        titles = (Kind.TITLE,) * 4 + (Kind.RESTRICTED_TITLE,)
        withdrawal = () if self.is_withdrawn else (Kind.WITHDRAWAL,)
        return (*titles, *withdrawal, Kind.SHOWING if self.is_hidden else Kind.HIDING)


def plan(seed: int, times: int) -> tuple[Sequence[Edit], Sequence[Standing]]:
    """The edits in order, and how each service stands after the last of them."""
    dice = random.Random(seed)
    standings = [Standing([first_word(number)]) for number in range(SERVICES)]
    edits = []
    for _ in range(times):
        number = dice.randrange(SERVICES)
        edit = Edit(number, dice.choice(standings[number].may_come), _word(dice))
        standings[number].take(edit)
        edits.append(edit)
    return edits, standings


def _word(dice: random.Random) -> str:
    """Nobody's word, and too far from every other to be taken for a slip of it."""
    return "".join(dice.choices(string.ascii_lowercase, k=14))


def first_word(number: int) -> str:
    return _word(random.Random(f"first {number}"))


def programme_word(number: int) -> str:
    """By which a service is found even when it is restricted."""
    return _word(random.Random(f"programme {number}"))


def offer_services_to_edit(session: Session) -> None:
    """Services that stand at one open site each and deliver a programme of their own."""
    by, area = actor(session), session.scalars(select(LocalDeliveryUnit)).first()
    assert area is not None
    for number in range(SERVICES):
        facts = ProgrammeFacts(programme_word(number), ProgrammeKind.ACCREDITED, "tests")
        programme = keep_programme(
            session, external_id=f"edited-{number}", facts=facts, by=by, at=BEFORE
        )
        service = offer_service(
            session,
            external_id=f"edited-{number}",
            provider=make_provider(session),
            programme=programme,
            delivery_kind=DeliveryKind.ONE_TO_ONE,
            listing=listing_of(first_word(number)),
            source="tests",
            by=by,
            at=BEFORE,
        )
        serve_areas(session, service, [area], from_date=OPENED, by=by, at=BEFORE)
        told = site_facts(number, Exposure.OPEN, area)
        site = keep_sites(session, told, source="tests", by=by, at=BEFORE)
        place_at_sites(session, service, list(site.things.values()), by=by, at=BEFORE)


def listing_of(word: str, *, is_restricted: bool = False) -> Listing:
    setting = Setting.APPROVED_PREMISES if is_restricted else Setting.COMMUNITY
    return Listing(f"About {word}", "What it is.", setting=setting)


def site_facts(number: int, exposure: Exposure, area: LocalDeliveryUnit) -> dict[str, SiteFacts]:
    return {f"edited-{number}": SiteFacts(f"Site {number}", exposure, area)}


def edits_made(session: Session) -> int:
    asked = select(func.count()).select_from(AuditRow)
    last = BEFORE + dt.timedelta(days=1)
    asked = asked.where(AuditRow.happened_at > BEFORE, AuditRow.happened_at < last)
    return int(session.scalar(asked) or 0)


def make_next(session: Session, edits: Sequence[Edit]) -> None:
    number = edits_made(session)
    edit, at, by = edits[number], BEFORE + dt.timedelta(seconds=number + 1), actor(session)
    key = f"edited-{edit.service}"
    service = found_by(session, Service.external_id, [key])[key]
    match edit.kind:
        case Kind.TITLE | Kind.RESTRICTED_TITLE:
            listing = listing_of(edit.word, is_restricted=edit.kind is Kind.RESTRICTED_TITLE)
            publish_listing(session, service, listing, by=by, at=at)
        case Kind.WITHDRAWAL:
            withdraw_service(session, service, by=by, at=at)
        case Kind.HIDING | Kind.SHOWING:
            exposure = Exposure.CONFIDENTIAL if edit.kind is Kind.HIDING else Exposure.OPEN
            area = session.scalars(select(LocalDeliveryUnit)).first()
            assert area is not None
            facts = site_facts(edit.service, exposure, area)
            keep_sites(session, facts, source="tests", by=by, at=at)


def main(seed: int, times: int) -> None:
    watch_this_process()
    edits, _ = plan(seed, times)
    with create_app().app_context():
        for _ in range(in_reading(edits_made), times):
            in_writing(lambda session: make_next(session, edits))
            time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
