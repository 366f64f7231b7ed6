"""One message a day to whoever commissions lines: which alerts came and which went."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from commissioning.desk.alerting import AlertKind, AlertMoved, move_alerts, on_desk_of
from commissioning.desk.line_records import area_names
from commissioning.listings.commissioners import commissioners
from commissioning.volumes.account import VolumeAccount
from commissioning.volumes.running_out import GONE_BEYOND, TOLD_AHEAD
from commissioning.volumes.volume import units_told
from directory.clock import day_in_words, local_date
from directory.messages.kinds import MessageKind
from directory.messages.models import LONGEST_BODY, LONGEST_SUBJECT
from directory.messages.writing import Words, write_message
from directory.people.queries import SystemActor, system_actor
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reaches_by_page

CAME = {
    AlertKind.OVER: "Over what was expected",
    AlertKind.UNDER: "Under what was expected",
    AlertKind.RUNNING_OUT: "Running out",
}
AREAS_NAMED = 3
ROOM_TO_END = 1_000
"""Letters of a body kept for what is said after the last alert that still finds room."""

UNTIL_THEN = "The provider goes on taking referrals until then."
WHO_MAY_ACT = {
    AlertKind.OVER: (
        "Who may act: whoever commissions the line may vary its volume, agree with the provider"
        f" who waits, or leave it as it is. {UNTIL_THEN}"
    ),
    AlertKind.UNDER: (
        "Who may act: the provider may complete its records or send its return, if anything is"
        " missing; whoever commissions the line may ask why fewer came, vary its volume, or leave"
        " it as it is."
    ),
    AlertKind.RUNNING_OUT: (
        "Who may act: whoever commissions the line may vary its volume from a day, or say who waits"
        f" for the next one. {UNTIL_THEN}"
    ),
}
"""Under each alert that came, for each has its own."""


@dataclass(frozen=True, slots=True)
class AlertTold:
    """`where`: its areas and its provider; empty of a confidential service, which is not named."""

    moved: AlertMoved
    title: str
    where: str

    @property
    def headline(self) -> str:
        came = CAME[self.moved.kind]
        start = f"No longer {came[:1].lower()}{came[1:]}" if self.moved.has_gone else came
        return f"{start}: {self.title}"


def tell_of_alerts(session: Session, at: dt.datetime) -> int:
    """How many messages were written: to each person one; where nothing moves none."""
    today = local_date(at)
    by = system_actor(session, SystemActor.WORKER)
    moved = move_alerts(session, today=today, by=by, at=at)
    if not moved:
        return 0
    told = [_told(session, one) for one in moved]
    by_address: dict[str, set[int]] = {}
    for whom in commissioners(session, on=today):
        found = {one.volume_id for one in on_desk_of(session, moved, whom.sight)}
        if found:
            by_address.setdefault(whom.email, set()).update(found)
    for address, keys in by_address.items():
        words = alert_words([one for one in told if one.moved.volume_id in keys])
        write_message(session, to=address, words=words, kind=MessageKind.VOLUME_ALERT, at=at)
    return len(by_address)


def alert_words(alerts: Sequence[AlertTold]) -> Words:
    """What came first, each with what follows and who may act; then what went."""
    alerts = sorted(alerts, key=lambda one: (one.moved.has_gone, one.title, one.where))
    parts, left, room = [], 0, LONGEST_BODY - ROOM_TO_END
    for number, one in enumerate(alerts):
        says = "\n".join(_lines(one))
        room -= len(says) + 2
        if room < 0:
            left = len(alerts) - number
            break
        parts.append(says)
    if left:
        parts.append(f"{left} more stand on your desk: {current_app.config['ADDRESS']}/desk")
    return Words(_subject(alerts), "\n\n".join(parts))


def _subject(alerts: Sequence[AlertTold]) -> str:
    """Of one its own; of several how many of each."""
    if len(alerts) == 1:
        return textwrap.shorten(alerts[0].headline, LONGEST_SUBJECT, placeholder=" …")
    came = [one.moved.kind for one in alerts if not one.moved.has_gone]
    said = [
        f"{came.count(kind)} {words[:1].lower()}{words[1:]}"
        for kind, words in CAME.items()
        if kind in came
    ]
    gone = len(alerts) - len(came)
    said += [f"{gone} no longer so"] if gone else []
    return f"Your desk: {', '.join(said)}"


def _lines(told: AlertTold) -> Iterator[str]:
    moved = told.moved
    yield told.headline
    if told.where:
        yield told.where
    if moved.has_gone:
        yield f"{_gone(moved)} The alert stood since {day_in_words(moved.came_on)}."
    else:
        yield from _came(moved)
        yield WHO_MAY_ACT[moved.kind]
    yield f"The line: {current_app.config['ADDRESS']}/desk/lines/{moved.line.public_id}"


def _came(moved: AlertMoved) -> Iterator[str]:
    account = moved.account
    if moved.kind is AlertKind.RUNNING_OUT:
        yield _running_out(account, moved.came_on)
    elif account.alert is not None:
        yield account.alert.in_words()
        yield (
            f"It is told once the difference passes the tolerance of {_tolerance(account)} at the"
            " ends of two months, or twice that at once; and again when it is back inside, not"
            " before."
        )


def _running_out(account: VolumeAccount, today: dt.date) -> str:
    """What happened, and what follows."""
    ends, told = day_in_words(account.volume.last), account.in_words()
    bought = units_told(account.volume.total)
    if account.exhausted_on is None:
        return ""
    follows = "" if account.outturn is None else f" By {ends} {told['Not funded']} lie beyond it."
    return (
        f"What was bought {account.runs_out_in_words(today)}, before {ends}: {told['To date']} of"
        f" {bought}.{follows} It is told once it is used up or will be within"
        f" {TOLD_AHEAD.days} days; and again when it lasts, or for {GONE_BEYOND.days} days at"
        " least, not before."
    )


def _gone(moved: AlertMoved) -> str:
    account = moved.account
    if account.ended_on is not None:
        bought = units_told(account.volume.total)
        return (
            f"What was bought has ended, its last day {day_in_words(account.ended_on)}:"
            f" {account.in_words()['To date']} of {bought}."
            " Nothing more is asked of anybody."
        )
    if account.outturn is None:
        return f"How many that are is not known: {account.why_not_known}."
    if moved.kind is AlertKind.RUNNING_OUT:
        lasts = account.runs_out_in_words(account.on) or account.in_words()["Exhausted on"]
        return f"What was bought {lasts}. Nothing more is asked of anybody."
    return (
        f"{account.position.delivered:,.0f} {account.volume.unit}s by {day_in_words(account.on)},"
        f" where about {account.expected_to_date:,.0f} were expected: the variance is back inside"
        f" the tolerance of {_tolerance(account)}. Nothing more is asked of anybody."
    )


def _tolerance(account: VolumeAccount) -> str:
    return f"{account.volume.tolerance:.0%}"


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
