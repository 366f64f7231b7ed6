"""Whose referrals are counted in a quarter, and what was published of it."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import coalesce

from commissioning.lines.models import Line, LineArea
from commissioning.referrals.characteristics import GROUPS, NO_LONGER_HELD, NOT_ASKED
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralCharacteristics, ReferralEvent
from commissioning.referrals.queries import DAY_0
from commissioning.statistics.counting import PersonCounted
from commissioning.statistics.models import PublishedRelease
from commissioning.statistics.quarters import Quarter
from directory.places.models import LocalDeliveryUnit
from directory.services.models import ListingRevision, Service
from directory.services.sight import is_own, is_secret
from directory.sight import Looker, Sight

IN_OPEN: Final[ColumnElement[bool]] = ~is_secret()
"""Condition on `Service`: of a confidential one nothing is counted that anybody may read."""


def people_of_quarter(
    session: Session, quarter: Quarter, *, of: Sequence[ColumnElement[bool]] = ()
) -> list[PersonCounted]:
    """Everybody of whom something is counted in it; `of` are conditions on line, service or area.

    The region is that of the home area.
    """
    answers = [getattr(ReferralCharacteristics, name) for name in GROUPS]
    dates = (Referral.received_on, Referral.started_on, Referral.left_on, Referral.ended_on)
    rows = session.execute(
        select(
            LocalDeliveryUnit.region_id, Referral.erased_on, *answers, Referral.received_on, DAY_0,
            Referral.started_on, Referral.left_on, Referral.ended_on, Referral.status,
        )
        .select_from(Referral)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(LocalDeliveryUnit, LocalDeliveryUnit.id == Referral.home_local_delivery_unit_id)
        .outerjoin(ReferralCharacteristics, ReferralCharacteristics.referral_id == Referral.id)
        .where(or_(*(day.between(quarter.first, quarter.last) for day in dates)), *of)
    )  # fmt: skip
    width = 2 + len(answers)
    return [PersonCounted(row[0], _groups(row[2:width], row[1]), *row[width:]) for row in rows]


def _groups(answers: Sequence[enum.StrEnum | None], erased_on: dt.date | None) -> tuple[str, ...]:
    unknown = NOT_ASKED if erased_on is None else NO_LONGER_HELD
    return tuple(unknown if answer is None else answer.value for answer in answers)


def declines_by_reason(session: Session, quarter: Quarter) -> Counter[tuple[int | None, str]]:
    """How many of each region were declined in it, by the code of the reason ("": none given)."""
    told: dict[int, tuple[int | None, str]] = {}
    happened = coalesce(ReferralEvent.replacement_kind, ReferralEvent.kind)
    rows = session.execute(
        select(Referral.id, LocalDeliveryUnit.region_id, ReferralEvent.reason)
        .join(ReferralEvent, ReferralEvent.referral_id == Referral.id)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(LocalDeliveryUnit, LocalDeliveryUnit.id == Referral.home_local_delivery_unit_id)
        .where(
            IN_OPEN,
            Referral.status == ReferralStatus.DECLINED,
            Referral.left_on.between(quarter.first, quarter.last),
            happened == EventKind.DECLINED.value,
        )
        .order_by(ReferralEvent.id)
    )
    for referral_id, region_id, reason in rows:
        told[referral_id] = region_id, reason or ""
    return Counter(told.values())


def has_generated_records(session: Session) -> bool:
    asked = select(Service.id).where(Service.is_generated, IN_OPEN).limit(1)
    return session.scalar(asked) is not None


def first_referral_on(session: Session) -> dt.date | None:
    asked = select(func.min(Referral.received_on)).join(Line, Line.id == Referral.line_id)
    return session.scalar(asked.join(Service, Service.id == Line.service_id).where(IN_OPEN))


def releases(session: Session) -> list[PublishedRelease]:
    """Every version of every quarter, the latest quarter and version first."""
    return list(session.scalars(_newest_first()))


def releases_of(session: Session, quarter: Quarter) -> list[PublishedRelease]:
    """The version that counts first."""
    return list(session.scalars(_newest_first().where(PublishedRelease.quarter == quarter.code)))


def _newest_first() -> Select[PublishedRelease]:
    return select(PublishedRelease).order_by(
        PublishedRelease.quarter.desc(), PublishedRelease.version.desc()
    )


def versions(session: Session) -> Mapping[str, int]:
    """By quarter that was published."""
    rows = session.execute(
        select(PublishedRelease.quarter, func.max(PublishedRelease.version)).group_by(
            PublishedRelease.quarter
        )
    )
    return {row.quarter: row[1] for row in rows}


def own_line(session: Session, public_id: uuid.UUID, *, sight: Sight) -> Line | None:
    """Its provider's, or of whoever buys it for one of their areas; None also for another's."""
    asked = select(Line).join(Service, Service.id == Line.service_id)
    serves = exists().where(
        LineArea.line_id == Line.id, LineArea.local_delivery_unit_id.in_(sight.area_ids)
    )
    bought = Service.id.in_(sight.service_ids)
    is_theirs = true() if sight.looker in _PROVIDERS else or_(serves, bought)
    return session.scalar(asked.where(Line.public_id == public_id, is_own(sight), is_theirs))


_PROVIDERS: Final = frozenset({Looker.PROVIDER, Looker.PRIME})


def title_of_line(session: Session, line: Line) -> str:
    title = select(ListingRevision.title).join(
        Service, Service.published_revision_id == ListingRevision.id
    )
    return f"{session.scalar(title.where(Service.id == line.service_id)) or ''}, {line.name}"


def is_generated(session: Session, line: Line) -> bool:
    return bool(session.scalar(select(Service.is_generated).where(Service.id == line.service_id)))
