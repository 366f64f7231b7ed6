"""One message a day to whoever commissions lines: which alerts came and which went."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.desk.alerting import AlertMoved, move_alerts, on_desk_of
from commissioning.desk.line_records import area_names
from commissioning.desk.models import AlertSide
from commissioning.listings.commissioners import commissioners
from directory.clock import day_in_words, local_date
from directory.messages.kinds import MessageKind
from directory.messages.models import LONGEST_BODY, LONGEST_SUBJECT
from directory.messages.writing import Words, write_message
from directory.people.queries import SystemActor, system_actor
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reaches_by_page

SIDES = {AlertSide.OVER: "over", AlertSide.UNDER: "under"}
AREAS_NAMED = 3
ROOM_TO_END = 1_000
"""Letters of a body kept for what is said after the last alert that still finds room."""

WHO_MAY_ACT = (
    "Whoever commissions the line may vary its volume, agree with the provider who waits, or leave"
    " it as it is; the provider goes on taking referrals until then. You are told again when it is"
    " back inside the tolerance, and not before."
)


@dataclass(frozen=True, slots=True)
class AlertTold:
    """`where`: its areas and its provider; empty of a confidential service, which is not named."""

    moved: AlertMoved
    title: str
    where: str

    @property
    def headline(self) -> str:
        side = SIDES[self.moved.row.side]
        start = f"No longer {side}" if self.moved.has_gone else side.capitalize()
        return f"{start} what was expected: {self.title}"


def tell_of_alerts(session: Session, at: dt.datetime) -> int:
    """How many messages were written: to each person one; where nothing moves none."""
    today = local_date(at)
    by = system_actor(session, SystemActor.WORKER)
    moved = move_alerts(session, today=today, by=by, at=at)
    if not moved:
        return 0
    told = {one.row.volume_id: _told(session, one) for one in moved}
    by_address: dict[str, set[int]] = {}
    for whom in commissioners(session, on=today):
        found = {one.row.volume_id for one in on_desk_of(session, moved, whom.sight)}
        if found:
            by_address.setdefault(whom.email, set()).update(found)
    for address, keys in by_address.items():
        words = alert_words([told[key] for key in told if key in keys])
        write_message(session, to=address, words=words, kind=MessageKind.VOLUME_ALERT, at=at)
    return len(by_address)


def alert_words(alerts: Sequence[AlertTold]) -> Words:
    """What came first, and what may be done about it; then what went."""
    alerts = sorted(alerts, key=lambda one: (one.moved.has_gone, one.title, one.where))
    parts, left, room = [], 0, LONGEST_BODY - ROOM_TO_END
    for number, one in enumerate(alerts):
        says = "\n".join(_lines(one))
        room -= len(says) + 2
        if room < 0:
            left = len(alerts) - number
            break
        parts.append(says)
    came = sum(not one.moved.has_gone for one in alerts)
    if came:
        parts.insert(came, WHO_MAY_ACT)
    if left:
        parts.append(f"{left} more stand on your desk: {current_app.config['ADDRESS']}/desk")
    return Words(_subject(alerts), "\n\n".join(parts))


def _subject(alerts: Sequence[AlertTold]) -> str:
    """Of one its own; of several how many of each."""
    if len(alerts) == 1:
        return textwrap.shorten(alerts[0].headline, LONGEST_SUBJECT, placeholder=" …")
    came = [one.moved.row.side for one in alerts if not one.moved.has_gone]
    sides = [f"{came.count(side)} {word}" for side, word in SIDES.items() if side in came]
    gone = len(alerts) - len(came)
    said = [f"{' and '.join(sides)} what was expected"] if sides else []
    said += [f"{gone} back inside the tolerance"] if gone else []
    return f"Your desk: {', '.join(said)}"


def _lines(told: AlertTold) -> Iterator[str]:
    moved = told.moved
    yield told.headline
    if told.where:
        yield told.where
    if moved.has_gone:
        yield _back_inside(moved)
    elif moved.account.alert is not None:
        yield moved.account.alert.in_words()
    yield f"The line: {current_app.config['ADDRESS']}/desk/lines/{moved.line.public_id}"


def _back_inside(alert: AlertMoved) -> str:
    account = alert.account
    return (
        f"{account.position.delivered:,.0f} {account.volume.unit}s by {day_in_words(account.on)},"
        f" where about {account.expected_to_date:,.0f} were expected: the variance is back inside"
        f" the tolerance of {account.volume.tolerance:.0%}. The alert stood since"
        f" {day_in_words(alert.row.came_on)}. Nothing more is asked of anybody."
    )


def _told(session: Session, alert: AlertMoved) -> AlertTold:
    """Others may read a message: of a confidential service it says neither which nor where."""
    service = session.get_one(Service, alert.line.service_id)
    if not reaches_by_page(service.exposure):
        return AlertTold(alert, "a confidential service", "")
    published = service.published_revision_id
    revision = None if published is None else session.get_one(ListingRevision, published)
    title = alert.line.name if revision is None else revision.title
    provider = session.get(Provider, service.provider_id) if service.provider_id else None
    areas = _areas(area_names(session, alert.line.id))
    named = "provider not stated" if provider is None else provider.name
    return AlertTold(alert, title, f"{areas}. {named}")


def _areas(names: Sequence[str]) -> str:
    more = len(names) - AREAS_NAMED
    few = ", ".join(names[:AREAS_NAMED]) or "Area not stated"
    return f"{few} and {more} more" if more > 0 else few
