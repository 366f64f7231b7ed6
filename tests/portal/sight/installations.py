"""Installations that differ in nothing but secrets: what each hides, and who looks at them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from commissioning.referrals.restricted_reasons import priority_reasons
from directory.people.roles import Role
from directory.providers.models import Sector
from tests.makers.accounts import RAW_CSRF

REFUGE, REFUGE_DRAFT, REFUGE_LINE, REFUGE_PROVIDER, REFUGE_PROBLEM = (
    uuid.UUID(int=n) for n in range(71, 76)
)
BEGUN, SECRETLY_BEGUN = (uuid.UUID(int=number) for number in (91, 92))
REFUGE_AGREEMENT: Final = uuid.UUID(int=93)
QUESTION: Final = uuid.UUID(int=111)
"""Of a court of the region, open: what it asks is a secret."""

CASE, CASE_TOO, CASE_WITH_PLACE, FIRST_GIVEN = (uuid.UUID(int=number) for number in range(101, 105))
"""Of people who go before their turn: two wait, one has a place, which is the fourth."""

RESTRICTED, RESTRICTED_DRAFT = (uuid.UUID(int=number) for number in (81, 82))
AGREEMENT, LOT = (uuid.UUID(int=number) for number in (61, 62))
PRICE_PENCE: Final = 123_45
PRICE: Final = "123.45"
NOTHING: Final = uuid.UUID(int=7)
"""What no record is called."""

NOBODY: Final = "nobody"
OWN_PROGRAM: Final = "own program"
"""Without cookies, by a token."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one installation holds of a confidential service."""

    title: str
    provider: str
    address: str
    postcode: str
    telephone: str
    email: str
    sector: Sector

    @property
    def words(self) -> tuple[str, ...]:
        return (
            self.title, self.provider, self.address, self.postcode, self.telephone, self.email
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What one installation holds of a restricted service; `day` is when its group begins."""

    title: str
    text: str
    venue: str
    postcode: str
    day: dt.date
    reference: str
    telephone: str

    @property
    def words(self) -> tuple[str, ...]:
        return (
            self.title, self.text, self.venue, self.postcode, self.reference, self.telephone
        )  # fmt: skip


ROSEWOOD: Final = Hidden(
    "Rosewood refuge", "Rosewood House Society", "1 Fishergate", "PR1 2AB", "01632 960 321",
    "rosewood@example.org", Sector.VOLUNTARY,
)  # fmt: skip
LARCH: Final = Hidden(
    "Larch safe house for women", "Larch and Daughters", "88 Station Road", "PR4 3QT",
    "01632 960 654", "larch@example.org", Sector.PRIVATE,
)  # fmt: skip
HALL: Final = Kept(
    "Horizon at the Hall", "Come to the side door of the hall.", "3 Winckley Hall", "PR1 3JJ",
    dt.date(2027, 5, 11), "HALL-TUE-7", "01632 960 777",
)  # fmt: skip
MILL: Final = Kept(
    "Horizon, Thursdays at the Mill", "Ring twice at the mill, ask for Jo, then wait.",
    "4 Aqueduct Mill", "PR1 5AB", dt.date(2027, 5, 13), "MILL-THU-19", "01632 960 888",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoingFirst:
    """Why two people go before their turn, one as another, and who of the court's team said so."""

    reasons: tuple[str, str]
    stated_by: str

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(priority_reasons()[reason] for reason in self.reasons)


COURT_THEN_RELEASE: Final = GoingFirst(("court_set_a_day", "release_near"), "court officer")
RELEASE_THEN_ORDER: Final = GoingFirst(("release_near", "order_ends_first"), "offender manager")
AGREED_THEN_COURT: Final = GoingFirst(
    ("agreed_with_commissioner", "court_set_a_day"), "offender manager"
)
"""Sorted by reason, the two of the second stand the other way round."""


@dataclass(frozen=True, slots=True)
class FromTheBench:
    """What a court asked of probation, and a sentencer wrote to it, in confidence."""

    question: str
    comment: str

    @property
    def words(self) -> tuple[str, ...]:
        return (self.question, self.comment)


OF_NIGHTS: Final = FromTheBench("Who takes a night worker on a Sunday?", "Nights are forgotten.")
OF_SHEPHERDS: Final = FromTheBench(
    "What is there for shepherds in spring, and how far off is it?", "Spring comes before answers."
)
OF_BAKERS: Final = FromTheBench("Can bakers begin after noon?", "Noon is early for some.")


@dataclass(frozen=True, slots=True)
class Secrets:
    refuge: Hidden | None
    restricted: Kept
    first: GoingFirst
    bench: FromTheBench

    @property
    def words(self) -> tuple[str, ...]:
        return (*(self.refuge.words if self.refuge else ()), *self.restricted.words)


WITHOUT: Final = Secrets(None, HALL, COURT_THEN_RELEASE, OF_NIGHTS)
ROSEWOOD_AND_HALL: Final = Secrets(ROSEWOOD, HALL, RELEASE_THEN_ORDER, OF_SHEPHERDS)
LARCH_AND_HALL: Final = Secrets(LARCH, HALL, RELEASE_THEN_ORDER, OF_NIGHTS)
LARCH_AND_MILL: Final = Secrets(LARCH, MILL, AGREED_THEN_COURT, OF_BAKERS)
FOR_ANOTHER_REASON: Final = Secrets(LARCH, MILL, RELEASE_THEN_ORDER, OF_BAKERS)


@dataclass(frozen=True, slots=True)
class Answer:
    """All that goes over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


Asked = dict[str, Answer]
"""Answers by what was asked: of a page its address, of a form its rule, number and step."""


@dataclass
class Installation:
    """One portal; `words` fill in the addresses that lead to its records."""

    app: Flask
    folder: Path
    secrets: Secrets
    words: Mapping[str, str]
    tokens: Mapping[str, str]
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    answers: dict[str, Asked] = field(default_factory=dict)

    def client(self, who: str) -> FlaskClient:
        """A browser in which this member, or nobody, is logged in."""
        if who not in self.clients:
            made = self.clients[who] = self.app.test_client()
            if who == OWN_PROGRAM:
                made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.tokens[who]}"
            elif who != NOBODY:
                with made.session_transaction() as cookie:
                    cookie["_user_id"] = self.tokens[who]
                    cookie["_fresh"] = True
                    cookie["csrf_token"] = RAW_CSRF
        return self.clients[who]


MEMBERS: Final[Mapping[str, tuple[Role, str]]] = {
    "sentencer": (Role.SENTENCER, "bench"),
    "court officer": (Role.COURT_OFFICER, "court team"),
    "offender manager": (Role.OFFENDER_MANAGER, "court team"),
    "prison officer": (Role.PRISON_OFFICER, "prison"),
    "own editor": (Role.LISTING_EDITOR, "own"),
    "own provider": (Role.PROVIDER_ADMINISTRATOR, "own"),
    "other editor": (Role.LISTING_EDITOR, "other"),
    "other provider": (Role.PROVIDER_ADMINISTRATOR, "other"),
    "own commissioner": (Role.COMMISSIONER, "own region"),
    "own head": (Role.REGION_HEAD, "own region"),
    "other commissioner": (Role.COMMISSIONER, "other region"),
    "other head": (Role.REGION_HEAD, "other region"),
    "health commissioner": (Role.COMMISSIONER, "health"),
    "acting body": (Role.LISTING_EDITOR, "body"),
    "analyst": (Role.ANALYST, "nation"),
    "administrator": (Role.ADMINISTRATOR, "nation"),
}
"""Everybody by what they are to the secrets, with the organisation that makes them so."""


NOT_EVEN_THAT_IT_IS: Final = (WITHOUT, LARCH_AND_MILL)
NOTHING_OF_A_GROUP: Final = (ROSEWOOD_AND_HALL, LARCH_AND_MILL)
NOTHING_OF_A_REFUGE: Final = (ROSEWOOD_AND_HALL, LARCH_AND_HALL)
NOT_ANOTHERS_REFUGE: Final = (WITHOUT, ROSEWOOD_AND_HALL)
NOTHING_BUT_REASONS: Final = (FOR_ANOTHER_REASON, LARCH_AND_MILL)

UNENTITLED: Final[Mapping[str, tuple[Secrets, Secrets]]] = {
    NOBODY: NOT_EVEN_THAT_IT_IS,
    "acting body": NOT_EVEN_THAT_IT_IS,
    "other editor": NOT_EVEN_THAT_IT_IS,
    "other provider": NOT_EVEN_THAT_IT_IS,
    "own editor": NOT_ANOTHERS_REFUGE,
    "own provider": NOT_ANOTHERS_REFUGE,
    "sentencer": NOTHING_OF_A_GROUP,
    "analyst": NOTHING_OF_A_GROUP,
    "administrator": NOTHING_OF_A_GROUP,
    "other commissioner": NOTHING_OF_A_GROUP,
    "other head": NOTHING_OF_A_GROUP,
    "health commissioner": NOTHING_OF_A_GROUP,
    "court officer": NOTHING_OF_A_REFUGE,
    "offender manager": NOTHING_OF_A_REFUGE,
    "prison officer": NOTHING_OF_A_REFUGE,
    "own commissioner": NOTHING_BUT_REASONS,
    "own head": NOTHING_BUT_REASONS,
}
"""Who looks, and two installations in which nothing differs that they may know.

Why somebody goes first differs in all but what the officers of the case look at; what a court asked
in all but what those look at who answer it.
"""


def role_of(who: str) -> Role | None:
    return None if who == NOBODY else MEMBERS[who][0]
