"""Lines, files and events for processes that work on real files at the same moment."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.groups.publishing import publish_group
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated
from commissioning.volumes.models import VolumeUnit
from directory.clock import local_date
from directory.delivery import DeliveryKind
from tests.makers.days import OPENED
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area, make_court
from tests.makers.services import make_provider

KINDS = (
    DeliveryKind.ONE_TO_ONE,
    DeliveryKind.CLOSED_GROUP,
    DeliveryKind.ONE_TO_ONE,
    DeliveryKind.ROLLING_GROUP,
)
LINES = 12
COURT = "preston-magistrates-court"

BOUGHT = (VolumeUnit.REFERRAL, VolumeUnit.START, VolumeUnit.COMPLETION)


def make_lines(session: Session, *, at: dt.datetime) -> list[Line]:
    """A court's area with twelve queues, three of which use up a bought volume."""
    area = make_area(session)
    make_court(session, COURT, serves=[area])
    lines = []
    for number in range(LINES):
        kind = KINDS[number % len(KINDS)]
        terms = TermsStated(
            OPENED, 42, session_weekday=3, sessions_required=8, min_to_run=4, programme_weeks=12
        )
        line = make_line(session, areas=[area], kind=kind, terms=terms, at=at)
        line.external_id = f"queue-{number:02d}"
        lines.append(line)
        if kind is DeliveryKind.CLOSED_GROUP:
            publish_group(
                session,
                line,
                external_id=f"group {number}",
                planned_start=local_date(at) + dt.timedelta(days=20),
                places=10,
                by=actor(session),
                at=at,
            )
    for line, unit in zip(lines, BOUGHT, strict=False):
        buy(session, line, unit, at=at)
    session.flush()
    return lines


def buy(session: Session, line: Line, unit: VolumeUnit, *, at: dt.datetime) -> None:
    by = actor(session)
    agreement = sign_agreement(
        session,
        external_id=f"agreement {line.external_id}",
        kind=AgreementKind.CONTRACT,
        title="A contract",
        provider=make_provider(session),
        starts_on=OPENED,
        ends_on=None,
        source="tests",
        by=by,
        at=at,
    )
    lot = add_lot(
        session, agreement, external_id=f"lot {line.external_id}", line=line, by=by, at=at
    )
    commission_volume(
        session,
        lot,
        unit=unit,
        starts_on=local_date(at) - dt.timedelta(days=200),
        ends_on=local_date(at) + dt.timedelta(days=200),
        quantity=900,
        by=by,
        at=at,
    )


def lines_of(session: Session) -> Sequence[Line]:
    return session.scalars(select(Line).order_by(Line.external_id)).all()


REFERRAL_HEADS = (
    "reference",
    "line",
    "basis",
    "received_on",
    "sentenced_on",
    "priority",
    "accepted_on",
    "started_on",
    "outcome",
    "ended_on",
    "withdrawn_on",
    "withdrawal_reason",
    "order_ends_on",
    "sex",
)


def write_referrals(path: Path, *, seed: int, rows: int) -> Path:
    """A file of referrals that are sound, each one of another file than any other seed's."""
    dice = random.Random(seed)
    today = local_date(dt.datetime.now(dt.UTC))
    table = [_referral(dice, f"S{seed}-{number}", today) for number in range(rows)]
    return _written(path, REFERRAL_HEADS, table)


def _referral(dice: random.Random, reference: str, today: dt.date) -> list[object]:
    line = f"queue-{dice.randrange(LINES):02d}"
    received = today - dt.timedelta(days=dice.randint(0, 300))
    age = (today - received).days
    accepted = _within(dice, received, age)
    started = _within(dice, accepted, (today - accepted).days) if accepted else None
    ended = _within(dice, started, (today - started).days) if started else None
    withdrawn = None if accepted or dice.random() < 0.6 else today
    outcome = dice.choice(["completed", "dropped_out"]) if ended else withdrawn and "withdrawn"
    return [
        reference,
        line,
        "community_order",
        received,
        received,
        dice.choice(["yes", "no", ""]),
        accepted,
        started,
        outcome,
        ended,
        withdrawn,
        withdrawn and "moved_away",
        received + dt.timedelta(days=365),
        dice.choice(["female", "male", "prefer_not_to_say"]),
    ]


def _within(dice: random.Random, first: dt.date, days: int) -> dt.date | None:
    """A day from `first` on, or none: a third stays where it is."""
    return first + dt.timedelta(days=dice.randint(0, days)) if dice.random() < 0.67 else None


CAPACITY_HEADS = (
    "external_id",
    "line",
    "measure",
    "from_date",
    "value",
    "stated_by",
    "stated_on",
)


def write_capacity(path: Path, *, seed: int, rows: int) -> Path:
    """A file of capacity statements that no other seed's file holds."""
    dice = random.Random(seed)
    today = local_date(dt.datetime.now(dt.UTC))
    table = [
        [
            f"C{seed}-{number}",
            f"queue-{number % LINES:02d}",
            "places",
            today - dt.timedelta(days=dice.randint(0, 30)),
            dice.randint(1, 12),
            "The provider",
            today,
        ]
        for number in range(rows)
    ]
    return _written(path, CAPACITY_HEADS, table)


def _written(path: Path, heads: Sequence[str], table: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(["" if cell is None else cell for cell in row] for row in table)
    return path
