"""Who asks, in this request: nobody known, somebody half way in, or a member with a role.

Without the portal's cookie nothing is looked up and no session is touched: public pages stay
free of cookies, and byte for byte the same for anybody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from flask import Flask, current_app, g, has_request_context, request, session
from flask_login import LoginManager, current_user, login_user
from sqlalchemy.orm import Session

from commissioning.agreements.sight_of_member import sight_of_member
from directory.accounts.deputies import has_approvers, stands_for
from directory.accounts.errors import LogInNeeded
from directory.accounts.models import Account, Membership, Visit, VisitEnd
from directory.accounts.tokens import TokenKnown, token_of
from directory.accounts.visiting import (
    IDLE,
    LONGEST,
    EntryStep,
    VisitKnown,
    step_before,
    visit_known,
    visit_of,
    why_over,
)
from directory.acts import Act
from directory.audit.speaking import act_for
from directory.clock import local_date
from directory.people.models import Person
from directory.people.permissions import Extent, farther, reach_of
from directory.people.roles import Role
from directory.sight import Sight
from directory.unchanged import while_unchanged
from portal.extensions import db
from portal.problem_documents import is_for_software

MOMENT: Final = "portal.moment"
BEARER: Final = "Bearer "
_KEPT_IN_G: Final = ("_login_user", "csrf_token", "sight")
"""Kept in an application context, which may outlive a request: of one request alone."""

WAYS_IN: Final = MappingProxyType(
    {
        EntryStep.SECOND_FACTOR: "/log-in/code",
        EntryStep.ROLE: "/log-in/role",
        EntryStep.SET_UP: "/log-in/second-factor",
    }
)

OWN_PAGES: Final = (
    (Act.DESK_READ, "Your desk", "/desk"),
    (Act.INBOX_WORK, "Your inbox", "/inbox"),
    (Act.LISTING_EDIT, "Your listings", "/listings"),
    (Act.LISTING_APPROVE, "To approve", "/approving"),
    (Act.REGISTER_READ, "Registers", "/registers"),
    (Act.GROUP_READ, "Your groups", "/groups"),
    (Act.BED_KEEP, "Your beds", "/beds"),
    (Act.ATTENDANCE_READ, "Attendance of your cases", "/registers/cases"),
    (Act.RETURN_READ, "Monthly returns", "/returns"),
    (Act.CALL_RECORD, "Told by telephone", "/calls"),
    (Act.SERVICE_MERGE, "Listed twice?", "/duplicates"),
    (Act.PROVIDER_MERGE, "Providers that changed", "/successors"),
    (Act.LISTING_CARRY_ON, "Into the next year", "/rollover"),
    (Act.PROVISION_STATE, "What is provided", "/provision"),
    (Act.NEED_READ, "Need beside provision", "/desk/need"),
    (Act.AGREEMENT_READ, "Agreements", "/desk/agreements"),
    (Act.ACTION_PLAN_WRITE, "Action plans", "/plans"),
    (Act.PROTOCOL_CHANGE, "Sharing agreements", "/protocols"),
    (Act.PARTNER_CHANGE, "Partners", "/partners"),
    (Act.COHORT_STATE, "Schemes", "/schemes"),
    (Act.EVALUATION_CHANGE, "Evaluations", "/evaluations"),
    (Act.PLACE_HOLD, "Places held", "/holds"),
    (Act.PLACE_BOOK, "Places offered", "/offers"),
    (Act.PROBLEM_ANSWER, "Problems reported", "/problems"),
    (Act.LIAISON_WORK, "Courts and probation", "/liaison"),
    (Act.CASE_READ, "Cases", "/cases"),
    (Act.REFERRAL_RECEIVE, "What became of what I sent", "/sent"),
    (Act.REFERRAL_RECEIVE, "Refer somebody", "/refer"),
    (Act.REFERRAL_READ, "Who is due to act", "/waiting-on"),
    (Act.REFERRAL_READ, "Orders that end first", "/desk/order-expiry"),
    (Act.IMPORT_APPLY, "Send a file", "/uploads"),
    (Act.MEMBER_READ, "Organisations", "/organisations"),
)

PEOPLE, BOUGHT = "Cases and places", "Bought and used"
LISTED, KEPT = "Listings", "Records and people"
FEW_PAGES: Final = 6
"""So many need no headings."""

GROUP_OF_PAGE: Final = MappingProxyType(
    {
        "/inbox": PEOPLE,
        "/registers": PEOPLE,
        "/groups": PEOPLE,
        "/registers/cases": PEOPLE,
        "/holds": PEOPLE,
        "/offers": PEOPLE,
        "/cases": PEOPLE,
        "/sent": PEOPLE,
        "/refer": PEOPLE,
        "/waiting-on": PEOPLE,
        "/desk/order-expiry": PEOPLE,
        "/desk": BOUGHT,
        "/desk/agreements": BOUGHT,
        "/desk/need": BOUGHT,
        "/returns": BOUGHT,
        "/plans": BOUGHT,
        "/listings": LISTED,
        "/approving": LISTED,
        "/calls": LISTED,
        "/duplicates": LISTED,
        "/rollover": LISTED,
        "/problems": LISTED,
    }
)
"""Of a page that is not named here: what is kept of records and people."""

manager = LoginManager()
manager.session_protection = None  # a visit is a row of ours, with a token that is rotated


@dataclass(frozen=True)
class WhoAsks:
    """`over`: a cookie came whose visit holds no more, and why; `was`: the account's internal key.

    `seen_at`: when it came before. Rows behind `entered` are read when a page asks for them.
    """

    entered: VisitKnown | None = None
    token: str = ""
    over: VisitEnd | None = None
    was: int | None = None
    software: TokenKnown | None = None
    visit_id: int = 0
    seen_at: dt.datetime | None = None

    @cached_property
    def step(self) -> EntryStep | None:
        """What is still asked before somebody is in."""
        return None if self.entered is None else step_before(self.entered)

    @property
    def is_known(self) -> bool:
        """The password was given; perhaps nothing else yet."""
        return self.entered is not None

    @cached_property
    def visit(self) -> Visit | None:
        if self.entered is None:
            return None
        return db.session().get_one(Visit, self.entered.id, populate_existing=True)

    @property
    def is_in(self) -> bool:
        """A person wholly, or a program by its token."""
        return self.software is not None or (self.is_known and self.step is None)

    @property
    def has_proved_all(self) -> bool:
        """Password and second factor, where there is one; perhaps no role yet."""
        return self.is_known and self.step is not EntryStep.SECOND_FACTOR

    @property
    def account(self) -> Account | None:
        return None if self.visit is None else self.visit.account

    @property
    def person(self) -> Person | None:
        """Who acts: None until they are in."""
        if self.software is not None:
            return self.software.person
        return None if self.membership is None else self.membership.person

    @property
    def person_id(self) -> int | None:
        """The key of `person`, for which nothing need be read."""
        if self.software is not None:
            return self.software.person.id
        return self.entered.person_id if self.entered is not None and self.is_in else None

    @property
    def membership(self) -> Membership | None:
        if self.software is not None:
            return db.session().get_one(Membership, self.software.membership_id)
        return self.visit.membership if self.visit is not None and self.is_in else None

    @property
    def membership_id(self) -> int | None:
        """For which no row need be read."""
        if self.software is not None:
            return self.software.membership_id
        return self.entered.membership_id if self.entered is not None and self.is_in else None

    @property
    def role(self) -> Role | None:
        if self.software is not None:
            return self.software.role
        return self.entered.role if self.entered is not None and self.is_in else None

    @cached_property
    def stands_for(self) -> Membership | None:
        """Whose deputy they are today; they may do what that one may."""
        kind = None if self.entered is None else self.entered.organisation_kind
        if kind is None or not has_approvers(kind) or self.membership_id is None:
            return None
        return stands_for(db.session(), self.membership_id, on=local_date(moment()))

    @property
    def until(self) -> dt.datetime | None:
        """When the visit is over if nothing more is asked."""
        if self.entered is None:
            return None
        return min(moment() + IDLE, self.entered.entered_at + LONGEST)

    def reach(self, act: Act) -> Extent:
        """By their own role, or by that of somebody who is away, whichever goes further."""
        if self.software is not None and act.value not in self.software.acts:
            return Extent.NOTHING
        own = reach_of(self.role, act)
        if self.role is None or self.stands_for is None:
            return own
        return farther(own, reach_of(self.stands_for.role, act))

    def may(self, act: Act) -> bool:
        return self.reach(act) is not Extent.NOTHING

    @property
    def own_pages(self) -> tuple[tuple[str, str], ...]:
        """Title and path of what this role has to do here."""
        return tuple((title, path) for act, title, path in OWN_PAGES if self.may(act))

    @property
    def own_groups(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The same by what they are about; under no heading where they are few."""
        pages = self.own_pages
        if len(pages) <= FEW_PAGES:
            return (("", pages),)
        groups = {name: list[tuple[str, str]]() for name in (PEOPLE, BOUGHT, LISTED, KEPT)}
        for title, path in pages:
            groups[GROUP_OF_PAGE.get(path, KEPT)].append((title, path))
        return tuple((name, tuple(some)) for name, some in groups.items() if some)

    # What Flask-Login asks of whom it keeps.
    @property
    def is_authenticated(self) -> bool:
        return self.is_known

    is_active = is_authenticated

    @property
    def is_anonymous(self) -> bool:
        return not self.is_known

    def get_id(self) -> str:
        return self.token


NOBODY: Final = WhoAsks()
manager.anonymous_user = lambda: NOBODY


def register(app: Flask) -> None:
    """Not by `init_app`: that reads the session of every request, also of those without one."""
    app.login_manager = manager  # type: ignore[attr-defined]
    app.jinja_env.globals["looking"] = looking


def begin(at: dt.datetime) -> None:
    """The request's own moment, read once by the edge; nobody is known from the one before."""
    request.environ[MOMENT] = at
    for name in _KEPT_IN_G:
        g.pop(name, None)


def moment() -> dt.datetime:
    """When this request came: what it asks and changes happens at this instant."""
    at: dt.datetime = request.environ[MOMENT]
    return at


def looking() -> WhoAsks:
    """Who asks; looked up once a request, in its own transaction."""
    if not has_request_context() or MOMENT not in request.environ:
        return NOBODY
    if brings_a_token():
        return _program()
    if not brings_a_cookie():
        return NOBODY
    found: WhoAsks = current_user._get_current_object()
    return found


def known_so_far() -> WhoAsks:
    """Who asks, if anything of this request has looked that up: asks nothing of the database."""
    found: WhoAsks = g.get("_login_user", NOBODY)
    return found


def way_in() -> str:
    """The address of what is asked next of who asks; it knows where they wanted to go."""
    step = looking().step
    path = "/log-in" if step is None else WAYS_IN[step]
    wanted = request.full_path.removesuffix("?")
    return f"{path}?{urlencode({'next': wanted})}"


def brings_a_cookie() -> bool:
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def brings_a_token() -> bool:
    return request.headers.get("Authorization", "").startswith(BEARER)


def acting_as() -> Membership | None:
    """The membership whose areas and records are theirs today: their own, or of who is away."""
    return looking().stands_for or looking().membership


def _acting_id() -> int | None:
    """The key of `acting_as`, for which nothing need be read."""
    who = looking()
    return who.membership_id if who.stands_for is None else who.stands_for.id


def acting_organisation_id() -> int | None:
    """Of `acting_as`; None where nobody is in."""
    who = looking()
    if who.stands_for is not None:
        return who.stands_for.organisation_id
    if who.software is not None:
        return who.software.organisation_id
    return who.entered.organisation_id if who.entered is not None and who.is_in else None


def look() -> None:
    """What of the services who asks may know, for `sight_of_reader`; ANYBODY needs no word.

    The write door shows no services, and asks whose lines they are itself.
    """
    member = _acting_id()
    software = looking().software
    is_kept_out = software is not None and Act.RESTRICTED_SERVICE_READ.value not in software.acts
    act_for(db.session(), "")
    if member is None or is_kept_out or is_for_software(request.path):
        return
    g.sight = while_unchanged(db.session(), _sight_of, member, on=local_date(moment()))


def _sight_of(session: Session, membership_id: int, *, on: dt.date) -> Sight:
    member = session.get_one(Membership, membership_id)
    return sight_of_member(session, member, on=on)


def enter(visit: Visit, token: str) -> None:
    """This browser has the visit from now on; whatever else its cookie held is gone."""
    leave()
    entered = visit_known(db.session(), visit)
    login_user(WhoAsks(entered, token, visit_id=visit.id, seen_at=moment()), force=True)


def leave() -> None:
    """Nothing is left in the browser."""
    session.clear()
    for name in _KEPT_IN_G:
        g.pop(name, None)


@manager.user_loader  # type: ignore[untyped-decorator]
def _load(token: str) -> WhoAsks:
    visit = visit_of(db.session(), token)
    if visit is None:
        return WhoAsks(over=VisitEnd.LOGGED_OUT)
    over = why_over(visit, moment())
    if over is not None:
        return WhoAsks(over=over, was=visit.account_id)
    return WhoAsks(visit, token, visit_id=visit.id, seen_at=visit.last_seen_at)


def _program() -> WhoAsks:
    """Raises `LogInNeeded`: a token that holds no more is never taken for nobody."""
    known: WhoAsks | None = g.get("_login_user")
    if known is not None:
        return known
    word = request.headers["Authorization"].removeprefix(BEARER).strip()
    token = token_of(db.session(), word, at=moment())
    if token is None:
        raise LogInNeeded("This token is not known, has expired or was revoked.")
    g._login_user = WhoAsks(software=token, visit_id=token.id, seen_at=token.seen_at)
    found: WhoAsks = g._login_user
    return found
