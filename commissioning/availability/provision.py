"""What somebody answerable stated about a requirement in an area, and what of it is in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, Date, Select, bindparam, func, select
from sqlalchemy.orm import Session

from commissioning.availability.models import ProvisionStatement
from commissioning.availability.provision_authors import AuthorRole
from commissioning.availability.statuses import Provision, ProvisionStated, WhyNot
from commissioning.errors import CommissioningError
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.requirements import requirement_codes
from directory.services.strands import strands_of
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from directory.stating import said as words_said

REVIEWED_AFTER: Final = dt.timedelta(days=91)
"""Unless its author names another day: arrangements are asked for again every quarter, as those
for treatment are (`directory/rules/shelf_lives.csv`), since a court relies on them."""


class SaidTooEarly(CommissioningError):
    """A statement of a day that has not come yet."""

    def __init__(self, stated_on: dt.date) -> None:
        self.stated_on = stated_on
        super().__init__("Enter the day on which this was said: today or earlier.")


class ReviewedBeforeSaid(CommissioningError):
    """A statement that would have been out of force before it was made."""

    def __init__(self, stated_on: dt.date, review_on: dt.date) -> None:
        self.stated_on = stated_on
        self.review_on = review_on
        super().__init__(
            "Enter a day for the review that is not before the day on which this was said."
        )


class ReasonMisplaced(CommissioningError):
    """“Not available” needs one reason, and whatever else is said has none."""

    def __init__(self, said: Provision | None, why_not: WhyNot | None) -> None:
        self.said = said
        self.why_not = why_not
        super().__init__(
            "Say how it stands: with the reason where it is not available, and without one else."
        )


InForce = dict[tuple[int, str], tuple[ProvisionStated, ...]]
"""By the area's internal id and the requirement's code; within, by day and then as recorded."""


def statements_in_force(session: Session, area_ids: Sequence[int], *, today: dt.date) -> InForce:
    """What each author says today of the requirements of these areas, of each strand once.

    An author's newest statement about a strand (or about the whole) takes the place of the
    earlier ones even when it is past its review, and a `not_known` takes it back. Statements
    of two authors that differ are both in the answer: which is right nobody here can tell.
    """
    return _in_force(
        session.connection().execute(_OF_AREAS, {"today": today, "area_ids": list(area_ids)})
    )


def all_statements_in_force(session: Session, *, today: dt.date) -> InForce:
    """As `statements_in_force`, of every area, in one statement."""
    return _in_force(session.connection().execute(_OF_ALL, {"today": today}))


_FIELDS: Final = tuple(ProvisionStated.__slots__)
_BEHIND: Final = ("stated_as", "agreed_by", "notice")
_AREA_IDS: BindParameter[int] = bindparam("area_ids", expanding=True)
_TODAY = bindparam("today", type_=Date)


def _newest(*conditions: Any) -> Select[Any]:
    """Built once: the newest of each author and strand, where it still says something."""
    place = func.row_number().over(
        partition_by=(
            ProvisionStatement.local_delivery_unit_id,
            ProvisionStatement.requirement,
            ProvisionStatement.stated_by,
            ProvisionStatement.strand,
        ),
        order_by=(ProvisionStatement.stated_on.desc(), ProvisionStatement.id.desc()),
    )
    told = (
        select(ProvisionStatement, place.label("place"))
        .where(ProvisionStatement.stated_on <= _TODAY, *conditions)
        .subquery()
    )
    columns = (told.c[name] for name in ("local_delivery_unit_id", "requirement", *_FIELDS))
    return (
        select(*columns)
        .where(told.c.place == 1, told.c.review_on >= _TODAY, told.c.said != Provision.NOT_KNOWN)
        .order_by(told.c.stated_on, told.c.id)
    )


_OF_ALL = _newest()
_OF_AREAS = _newest(ProvisionStatement.local_delivery_unit_id.in_(_AREA_IDS))


def _in_force(rows: Iterable[Any]) -> InForce:
    found: defaultdict[tuple[int, str], list[ProvisionStated]] = defaultdict(list)
    for area_id, requirement, *stated in rows:
        found[area_id, requirement].append(ProvisionStated(*stated))
    return {key: tuple(stated) for key, stated in found.items()}


def state_provision(  # noqa: PLR0913  one keyword for each fact
    session: Session,
    area: LocalDeliveryUnit,
    *,
    requirement: str,
    said: Provision | None = None,
    why_not: WhyNot | None = None,
    stated_by: str,
    stated_on: dt.date | None = None,
    review_on: dt.date | None = None,
    strand: str | None = None,
    telephone: str | None = None,
    stated_as: AuthorRole | None = None,
    agreed_by: str | None = None,
    notice: str | None = None,
    by: Person,
    at: dt.datetime,
) -> ProvisionStatement:
    """Record what somebody answerable said of a requirement, or of a strand of it, here.

    A reason alone says "not available". `stated_on` None: today; `review_on` None:
    `REVIEWED_AFTER` that day. Whether `stated_as` may say so `stating_in_person` asks. Raises
    `NotKnown`, `NotSaid` without an author, and the refusals above.
    """
    _refuse_unknown(requirement, strand)
    said = Provision.NOT_AVAILABLE if said is None and why_not is not None else said
    if said is None or (said is Provision.NOT_AVAILABLE) != (why_not is not None):
        raise ReasonMisplaced(said, why_not)
    stated_on, review_on = _days(stated_on, review_on, today=local_date(at))
    statement = ProvisionStatement(
        local_delivery_unit_id=area.id,
        requirement=requirement,
        strand=strand,
        said=said,
        why_not=why_not,
        telephone=telephone,
        stated_by=words_said(stated_by, "who said so"),
        stated_as=stated_as and stated_as.value,
        agreed_by=agreed_by,
        notice=notice,
        stated_on=stated_on,
        review_on=review_on,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(statement)
    session.flush()
    after = {"area": area.slug, **_told(statement)}
    record_act(session, Act.PROVISION_STATE, statement, by=by, at=at, after=after)
    return statement


def _refuse_unknown(requirement: str, strand: str | None) -> None:
    if requirement not in (*requirement_codes(), FIRST_SUPERVISION_APPOINTMENT):
        raise NotKnown("requirement", requirement)
    if strand is not None and strand not in {one.code for one in strands_of(requirement)}:
        raise NotKnown("strand of the requirement", strand)


def said_by_author(
    session: Session, area: LocalDeliveryUnit, requirement: str, stated_by: str
) -> list[ProvisionStatement]:
    """All that an author ever said of a requirement or its strands in an area, the newest first."""
    said = ProvisionStatement
    rows = session.scalars(
        select(said)
        .where(
            said.local_delivery_unit_id == area.id,
            said.requirement == requirement,
            said.stated_by == words_said(stated_by, "who said so"),
        )
        .order_by(said.stated_on.desc(), said.id.desc())
    )
    return list(rows)


def _days(
    stated_on: dt.date | None, review_on: dt.date | None, *, today: dt.date
) -> tuple[dt.date, dt.date]:
    stated_on = stated_on or today
    if stated_on > today:
        raise SaidTooEarly(stated_on)
    review_on = review_on or stated_on + REVIEWED_AFTER
    if review_on < stated_on:
        raise ReviewedBeforeSaid(stated_on, review_on)
    return stated_on, review_on


def _told(statement: ProvisionStatement) -> Mapping[str, object]:
    facts = {name: getattr(statement, name) for name in ("requirement", *_FIELDS, *_BEHIND)}
    plain = facts | {"said": statement.said.value}
    if statement.why_not is not None:
        plain["why_not"] = statement.why_not.value
    return {name: fact for name, fact in plain.items() if fact is not None}
