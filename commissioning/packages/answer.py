"""`package_answer`: what can be put together in an area, and the plan of what was chosen."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commissioning.availability.answer_types import Area, Contact, LineRow
from commissioning.availability.area_lines import lines_in_area
from commissioning.availability.headline import soonest_first
from commissioning.availability.placed_lines import PlacedLine
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import LineStanding
from commissioning.errors import CommissioningError
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.line_parts import Chosen, part_of
from commissioning.packages.planned import Plan
from commissioning.packages.planning import plan_package
from commissioning.packages.queries import pathways_by_service
from directory.clock import local_date
from directory.pathways import pathways
from directory.requirements import requirements_open_on
from directory.services.eligibility import AboutPerson, Fit
from directory.services.queries import requirements_by_service
from directory.sight import ANYBODY, Sight
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

REHABILITATION_ACTIVITY = "rehabilitation_activity"
"""Most services stand behind this one, so that it is told by pathway."""


class NotOfferedHere(CommissioningError):
    """A line was chosen that does not serve the area, or no longer does."""

    def __init__(self, count: int) -> None:
        self.count = count
        what = "One of the services" if count == 1 else f"{count} of the services"
        super().__init__(f"{what} you chose cannot be found in this area. Choose again.")


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """`key` names it in a form. Only the month of the likely start of a restricted one is told."""

    key: str
    title: str
    standing: LineStanding
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """A requirement, or a pathway of rehabilitation activity, with what stands behind it."""

    name: str
    lines: tuple[OfferedLine, ...]


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A line that a rule excludes for the person asked about; `fit` holds the rule."""

    title: str
    service: uuid.UUID
    fit: Fit


@dataclass(frozen=True, slots=True)
class PackageOffer:
    """`ruled_out` are offered in no group; `alike` are the lines that share a name with another."""

    as_at: dt.datetime
    today: dt.date
    area: Area
    groups: tuple[OfferedGroup, ...]
    ruled_out: tuple[RuledOut, ...] = ()
    alike: tuple[LineRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageQuestion:
    """`lines` are keys of `OfferedLine`s; `work_hours` the hours of unpaid work, if ordered.

    `assumed_weeks`: how long a part is taken to need of which that is not known. A line that a
    rule excludes for the person `about` whom is asked is no part of the plan.
    """

    area: str
    lines: tuple[str, ...]
    order_days: int
    limit: WeeklyLimit
    work_hours: float | None = None
    assumed_weeks: int | None = None
    about: AboutPerson | None = None
    sight: Sight = ANYBODY


@dataclass(frozen=True, slots=True)
class PackageAnswer:
    """`rows` by the key of a part: what an open page may show of its line."""

    as_at: dt.datetime
    today: dt.date
    area: Area
    office: Contact
    plan: Plan
    rows: Mapping[str, LineRow]
    ruled_out: tuple[RuledOut, ...] = ()
    work_hours: float | None = None

    @property
    def has_generated_figures(self) -> bool:
        return any(row.is_generated for row in self.rows.values())


def offer_in(
    session: Session,
    slug: str,
    as_at: dt.datetime,
    *,
    about: AboutPerson | None = None,
    sight: Sight = ANYBODY,
) -> PackageOffer:
    """What can be chosen for somebody who will live there; `NotKnown` for an area that is not."""
    today = local_date(as_at)
    here = lines_in_area(session, slug, CourtQuestion(about=about, sight=sight), today=today)
    suitable = [one for one in here.lines if not one.is_ruled_out]
    return PackageOffer(
        as_at,
        today,
        here.area,
        tuple(_groups(session, suitable, today)),
        _ruled_out(sorted(here.lines, key=soonest_first)),
        tuple(here.rows(session, alike)) if (alike := _of_one_name(suitable)) else (),
    )


def _of_one_name(placed: Sequence[PlacedLine]) -> list[PlacedLine]:
    """Those of whose title there is another."""
    count = Counter(one.title for one in placed)
    return [one for one in placed if count[one.title] > 1]


def _ruled_out(placed: Iterable[PlacedLine]) -> tuple[RuledOut, ...]:
    return tuple(
        RuledOut(one.title, one.stored.service, one.fit)
        for one in placed
        if one.fit is not None and one.is_ruled_out
    )


def package_answer(
    session: Session, question: PackageQuestion, as_at: dt.datetime
) -> PackageAnswer:
    """For somebody sentenced today. Raises `NotKnown` for the area, `NotOfferedHere` for a line."""
    today = local_date(as_at)
    asked = CourtQuestion(
        order_days=question.order_days, about=question.about, sight=question.sight
    )
    here = lines_in_area(session, question.area, asked, today=today)
    found = {str(one.line): one for one in here.lines}
    missing = set(question.lines) - set(found)
    if missing:
        raise NotOfferedHere(len(missing))
    wanted = [found[key] for key in question.lines]
    chosen = _chosen(session, [one for one in wanted if not one.is_ruled_out])
    return PackageAnswer(
        as_at=as_at,
        today=today,
        area=here.area,
        office=here.office,
        plan=_plan(session, question, chosen, today),
        rows={str(row.line): row for row in here.rows(session, [one.placed for one in chosen])},
        ruled_out=_ruled_out(wanted),
        work_hours=question.work_hours,
    )


def _plan(
    session: Session, question: PackageQuestion, chosen: Iterable[Chosen], today: dt.date
) -> Plan:
    parts = [
        part_of(
            session,
            one,
            today=today,
            work_hours=question.work_hours,
            assumed_weeks=question.assumed_weeks,
        )
        for one in chosen
    ]
    return plan_package(parts, order_days=question.order_days, limit=question.limit)


def _chosen(session: Session, placed: Sequence[PlacedLine]) -> list[Chosen]:
    services = {one.stored.service_id for one in placed}
    requirements = requirements_by_service(session, services)
    listed = pathways_by_service(session, services)
    return [
        Chosen(
            one,
            requirements.get(one.stored.service_id, ()),
            listed.get(one.stored.service_id, ()),
        )
        for one in placed
    ]


def _groups(
    session: Session, placed: Sequence[PlacedLine], today: dt.date
) -> Iterator[OfferedGroup]:
    """By requirement in its usual order; each line once, under the first that it stands behind."""
    names = {one.code: one.name for one in requirements_open_on(today)}
    grouped: defaultdict[str, list[Chosen]] = defaultdict(list)
    for one in _chosen(session, sorted(placed, key=soonest_first)):
        behind = set(one.requirements)
        if FIRST_SUPERVISION_APPOINTMENT not in behind and behind & names.keys():
            grouped[next(code for code in names if code in behind)].append(one)
    for code, name in names.items():
        if code == REHABILITATION_ACTIVITY:
            yield from _by_pathway(name, grouped[code])
        elif grouped[code]:
            yield OfferedGroup(name, _offered(grouped[code]))


def _by_pathway(name: str, chosen: Sequence[Chosen]) -> Iterator[OfferedGroup]:
    """Each under its first pathway in order of display; those without one last."""
    left = list(chosen)
    for pathway in pathways():
        here = [one for one in left if pathway.code in one.pathways]
        left = [one for one in left if pathway.code not in one.pathways]
        if here:
            yield OfferedGroup(f"{name}: {pathway.name}", _offered(here))
    if left:
        yield OfferedGroup(name, _offered(left))


def _offered(chosen: Iterable[Chosen]) -> tuple[OfferedLine, ...]:
    return tuple(
        OfferedLine(
            key=str(one.placed.line),
            title=one.placed.title,
            standing=one.placed.standing,
            is_restricted=one.placed.is_restricted,
        )
        for one in chosen
    )
