"""Who may see a view, and whether it may write. A view that does not say so stops the start."""

from __future__ import annotations

import datetime as dt
import enum
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import inspect, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict

from commissioning.referrals.models import Referral
from directory.accounts.errors import LogInNeeded, NotAllowed
from directory.accounts.models import SoftwareToken, Visit
from directory.acts import Act
from directory.audit.recording import record_act
from directory.audit.speaking import act_for, acting_words
from directory.base import Base
from directory.connections import WAITS_FOR_NOBODY
from directory.errors import CannotBeShown, DatabaseBusy
from directory.fields import cannot_be_shown, without_turning
from directory.identifiers import tells_of_a_person
from directory.search.unmet import UnmetSearch, count_unmet_search
from portal.asking.sealing_keys import make_key
from portal.extensions import begin_reading, begin_writing, db
from portal.looking import WhoAsks, begin, known_so_far, look, looking, moment
from portal.showing import headers

__all__ = ["PUBLIC", "Audience", "allow", "looking", "moment"]

P = ParamSpec("P")
R = TypeVar("R")

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

csrf = CSRFProtect()
log = logging.getLogger("portal.access")


class Audience(enum.StrEnum):
    """Whom a view lets in that asks for no permission."""

    PUBLIC = "public"


PUBLIC = Audience.PUBLIC

GONE_BACK_TO_IN = frozenset(
    {
        "approving", "beds", "calls", "cohorts", "duplicates", "evaluations", "feedback", "groups",
        "listings", "masters", "members", "offering", "organisations", "plans", "problems",
        "protocols", "provision", "rollover", "successors",
    }
)  # fmt: skip
"""Rooms in whose forms nothing secret is typed. Refused there, a form stays in the browser until
its owner logs out, so that going back shows it again; without it a browser shows an error of its
own. In any other room, and where what was typed tells of a person, nothing stays."""

SEEN_EVERY = dt.timedelta(minutes=1)
"""How exactly it is known when somebody was last seen."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Who may see one view: anybody, or whose role may do the act to anything at all.

    `changes` means that its POST keeps something.
    `in_nobodys_name`: what is kept speaks for nobody, so that forging it for another gains nothing.
    `largest`: bytes that it takes in, where that is not what every view does.
    """

    asks: Audience | Act
    changes: bool
    in_nobodys_name: bool = False
    largest: int | None = None

    def writes(self, method: str) -> bool:
        return self.changes and method not in READING_METHODS


class OpenRoute(RuntimeError):
    """A route whose view says nothing about who may see it."""


def allow(
    asks: Audience | Act,
    *,
    changes: bool = False,
    in_nobodys_name: bool = False,
    largest: int | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say who may see a view: stand it directly under the route.

    An act is asked of the table of permissions by the role of who asks; how far they may go is
    for the view to ask in its query: `looking().reach(act)`.
    Without `changes` every method runs in a read-only transaction, so that a
    POST may carry a question that must not stand in a URL. A change needs its token,
    and so a page with a cookie before it; one `in_nobodys_name` only must not be sent
    by another site's page.
    """

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        granted = Permission(asks, changes, in_nobodys_name, largest)
        view.__permission__ = granted  # type: ignore[attr-defined]
        return view

    return mark


def permission_of(view: object) -> Permission | None:
    found = getattr(view, "__permission__", None)
    return found if isinstance(found, Permission) else None


def open_routes(app: Flask) -> list[str]:
    """Routes without a row in the permission table, by endpoint."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    return sorted(name for name in endpoints if not permission_of(app.view_functions[name]))


def refuse_open_routes(app: Flask) -> None:
    if missing := open_routes(app):
        raise OpenRoute(f"views without @allow: {', '.join(missing)}")


def register(app: Flask) -> None:
    """Mark each request's transaction before its first statement; check a change's token."""
    csrf.init_app(app)
    app.before_request(_begin)
    app.after_request(_after)


def count_search_without_result(unmet: UnmetSearch, *, day: dt.date) -> None:
    """Count it in a transaction of its own, or not at all: nobody waits for a writer to count.

    A disk that is full or only read costs the count as well, and no answer.
    """
    impatient = db.engine.execution_options(**{WAITS_FOR_NOBODY: True})
    try:
        with Session(impatient, join_transaction_mode="create_savepoint") as session:
            count_unmet_search(session, unmet, day=day)
            session.commit()
    except (DBAPIError, DatabaseBusy, OSError):
        log.warning("a search without a result was not counted")


def make_sealing_key(day: dt.date) -> str:
    """Where no worker has made the day's key ahead, the first question of the day does."""
    with Session(db.engine, join_transaction_mode="create_savepoint") as session:
        secret = make_key(session, day)
        session.commit()
    return secret


def record_reading(
    *, at: dt.datetime, of: Mapping[str, Any], referral_ids: Sequence[int] = ()
) -> None:
    """Who read which referrals: a list as one row, those read whole one each."""
    with _recorded_first() as (session, by):
        if not referral_ids:
            record_act(session, Act.REFERRAL_READ, "referral", by=by, at=at, after=of)
        for key in referral_ids:
            subject = session.get_one(Referral, key)
            record_act(session, Act.REFERRAL_READ, subject, by=by, at=at, after=of)


def note_last_seen(known: WhoAsks, at: dt.datetime) -> None:
    """In a transaction of its own, or not at all: then the visit is over a little earlier."""
    seen = update(Visit).where(Visit.id == known.visit_id).values(last_seen_at=at)
    used = update(SoftwareToken).where(SoftwareToken.id == known.visit_id).values(last_used_at=at)
    impatient = db.engine.execution_options(**{WAITS_FOR_NOBODY: True})
    try:
        with Session(impatient, join_transaction_mode="create_savepoint") as session:
            session.execute(seen if known.software is None else used)
            session.commit()
    except (DBAPIError, DatabaseBusy, OSError):
        log.warning("it was not noted when somebody was last seen")


def record_fairness_reading(line: Base, *, at: dt.datetime, quarter: str) -> None:
    """That exact figures about people are read."""
    with _recorded_first() as (session, by):
        subject, after = session.get_one(type(line), inspect(line).identity), {"quarter": quarter}
        record_act(session, Act.FAIRNESS_READ, subject, by=by, at=at, after=after)


def record_order_reading(place: Base, *, at: dt.datetime) -> None:
    """That the whole order by which a place was given is read."""
    with _recorded_first() as (session, by):
        subject = session.get_one(type(place), inspect(place).identity)
        record_act(session, Act.TURN_READ_WHOLE, subject, by=by, at=at)


@contextmanager
def _recorded_first() -> Iterator[tuple[Session, int]]:
    """A transaction of its own and the key of who reads: what cannot be recorded is not shown.

    Whoever they read for stands beside them.
    """
    reader = looking().person_id
    if reader is None:
        raise LogInNeeded("Log in to see this page.")
    acting = acting_words(db.session())
    with Session(db.engine, join_transaction_mode="create_savepoint") as session:
        act_for(session, acting)
        yield session, reader
        session.commit()


def _begin() -> None:
    begin(dt.datetime.now(dt.UTC))
    if request.endpoint is None:
        return
    permission = permission_of(current_app.view_functions[request.endpoint])
    if permission is not None and permission.largest is not None:
        request.max_content_length = permission.largest
    writes = permission is not None and permission.writes(request.method)
    request.environ[headers.WOULD_KEEP] = writes
    (begin_writing if writes else begin_reading)(db.session())
    look()
    if permission is not None and isinstance(permission.asks, Act):
        _refuse_others(permission.asks)
    if permission is not None and writes:
        _refuse_forged(permission)
        request.environ[headers.GONE_BACK_TO] = _may_be_gone_back_to()
    _refuse_unshowable()


def keep_nothing() -> None:
    """Something secret was typed: the answer does not stay in the browser."""
    request.environ[headers.GONE_BACK_TO] = False


def _may_be_gone_back_to() -> bool:
    if request.blueprint not in GONE_BACK_TO_IN:
        return False
    return not any(tells_of_a_person(typed) for _, typed in request.form.items(multi=True))


def _refuse_others(act: Act) -> None:
    """Raises `LogInNeeded`, `NotAllowed`."""
    if not looking().is_in:
        raise LogInNeeded("Log in to see this page.")
    if not looking().may(act):
        raise NotAllowed("Your role does not include this.")


def _refuse_unshowable() -> None:
    """Raises `CannotBeShown`, of whatever form was sent: no field of it is read before.

    Marks that turn the direction come along from an address book, unseen by whoever pastes a
    number: they are left out.
    """
    sent = [(name, without_turning(typed)) for name, typed in request.form.items(multi=True)]
    if sent != list(request.form.items(multi=True)):
        request.form = ImmutableMultiDict(sent)
    for name, typed in sent:
        if cannot_be_shown(typed):
            raise CannotBeShown(name if name.isprintable() else "?")


def _refuse_forged(permission: Permission) -> None:
    """Raises `CSRFError`. A browser too old to say where a form came from is believed.

    Nobody's browser sends a program's token by itself.
    """
    if permission.in_nobodys_name:
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise CSRFError("sent from another site")
    elif current_app.config["WTF_CSRF_ENABLED"] and looking().software is None:
        csrf.protect()


def _after(answer: Response) -> Response:
    """What somebody known was shown is nobody else's; that they were here is noted, last."""
    known = known_so_far()
    if known.seen_at is None:
        return answer
    answer.headers["Cache-Control"] = "private, no-store"
    headers.keep_to_this_site(answer)
    if moment() - known.seen_at >= SEEN_EVERY and not answer.is_streamed:
        db.session().rollback()
        note_last_seen(known, moment())
    return answer
