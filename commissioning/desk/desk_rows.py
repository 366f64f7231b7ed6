"""The desk: one row for each line and agreement of one's own, first what needs a decision."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from commissioning.agreements.notice import notice_day
from commissioning.desk.decisions import Attention, DeskFacts, NeedOfDecision, desk_place, needs_of
from commissioning.desk.desk_months import NOTHING_TOLD, Months, ToldMonths
from commissioning.desk.desk_read import DeskRead, read_desk
from commissioning.desk.line_sides import NOWHERE, LineGround, LineSides, line_grounds
from commissioning.desk.lines_asked import BoughtVolume, Segments, StoredLine, stored_lines
from commissioning.returns.queries import OverdueReturn
from commissioning.volumes.account import VolumeAccount, volume_account
from commissioning.volumes.alerts import Direction
from commissioning.volumes.ending import last_day
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price
from commissioning.volumes.silence import Untold
from directory.delivery import DeliveryKind
from directory.sight import Sight
from directory.unchanged import while_unchanged


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """By what the desk is narrowed: slugs, codes and names; "" asks for all."""

    region: str = ""
    area: str = ""
    provider: str = ""
    pathway: str = ""
    requirement: str = ""
    kind: str = ""
    funder: str = ""
    decision: str = ""

    def asked(self) -> dict[str, str]:
        """Those that narrow anything."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, eq=False, slots=True)
class DeskRow:
    """A line with an agreement on a day. None is not known, and never 0.

    `also_counted_for`: agreements for which the same of this line counts in full as well.
    `half_wait_days` and `longest_wait_days` are of people who wait now, so far.
    Of the same facts it is the same object (`_row`), and is compared as such.
    """

    stored: StoredLine
    ground: LineGround
    requirements: tuple[str, ...]
    funders: tuple[str, ...]
    account: VolumeAccount | None
    months: Months
    half_wait_days: int | None
    longest_wait_days: int | None
    needs: tuple[NeedOfDecision, ...]
    also_counted_for: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.stored.title or ""

    @property
    def pathways(self) -> tuple[str, ...]:
        return self.stored.pathways or ()


@dataclass(frozen=True, slots=True)
class Desk:
    """`rows` are those asked for, in the order of the desk; `everything` before narrowing."""

    today: dt.date
    question: DeskQuestion
    rows: tuple[DeskRow, ...]
    everything: tuple[DeskRow, ...]


def desk_of(session: Session, sight: Sight, question: DeskQuestion, *, today: dt.date) -> Desk:
    """Everything from kept sums: none of it asks referrals or events.

    Narrowed, as a file or for a board the same rows serve until something changes.
    """
    everything = while_unchanged(session, _in_order, sight, today)
    if not question.asked():
        return Desk(today, question, everything, everything)
    rows = tuple(row for row in everything if _is_asked_for(row, question))
    return Desk(today, question, rows, everything)


def rows_of_line(
    session: Session, line: uuid.UUID, *, sight: Sight, today: dt.date
) -> tuple[DeskRow, ...]:
    """As the desk tells them: one an agreement and unit that is bought of it."""
    everything = while_unchanged(session, _in_order, sight, today)
    return tuple(row for row in everything if row.stored.line == line)


class BoughtLine(NamedTuple):
    """A line with a volume of it, and the agreements for which the same counts in full as well."""

    stored: StoredLine
    ground: LineGround
    also_counted_for: tuple[str, ...]


def bought_lines(
    session: Session, agreement: uuid.UUID, *, sight: Sight, today: dt.date
) -> tuple[BoughtLine, ...]:
    """Of one agreement, as the desk tells them: two questions, and none of its sums."""
    lines = stored_lines(session, sight, today=today)
    alike, own = _counted_alike(lines), [one for one in lines if one.agreement == agreement]
    grounds = line_grounds(session, own)
    return tuple(
        BoughtLine(one, grounds.get(one.line_id, NOWHERE), _others(one, alike)) for one in own
    )


def _in_order(session: Session, sight: Sight, today: dt.date) -> tuple[DeskRow, ...]:
    return _arranged(read_desk(session, sight, today=today), today)


@lru_cache(maxsize=16)
def _arranged(read: DeskRead, today: dt.date) -> tuple[DeskRow, ...]:
    """Made anew only where anything of this desk reads otherwise, whatever else has changed."""
    return tuple(sorted(_rows(read, today), key=_place))


def _rows(read: DeskRead, today: dt.date) -> Iterator[DeskRow]:
    segments, months, untold = dict(read.segments), dict(read.months), dict(read.untold)
    prices = dict[tuple[int | None, VolumeUnit | None], Price]()
    prices.update({(agreement, unit): price for agreement, unit, price in read.prices})
    returns = _due_days(read.lines, read.returns)
    alike = _counted_alike(read.lines)
    running = {line.line_id for line in read.lines if _runs(line, today)}
    for line in read.lines:
        key = line.volume_id or 0
        yield _row(
            line,
            _sides_of(line, read.sides),
            segments.get(key, ()),
            months.get(key, NOTHING_TOLD),
            untold.get(key, ()),
            prices.get((line.agreement_id, line.unit)),
            _due(line, returns),
            line.line_id in running,
            _others(line, alike),
            today,
        )


def _runs(line: StoredLine, today: dt.date) -> bool:
    """Whether its agreement does; one of which the end is not known does."""
    return line.agreement_id is not None and (line.ends_on is None or line.ends_on >= today)


CountedAlike = Mapping[tuple[int, VolumeUnit | None], Sequence[StoredLine]]


def _counted_alike(lines: Iterable[StoredLine]) -> CountedAlike:
    """By line and unit what is bought of it and holds today."""
    found: defaultdict[tuple[int, VolumeUnit | None], list[StoredLine]] = defaultdict(list)
    for line in lines:
        if line.volume_id is not None:
            found[line.line_id, line.unit].append(line)
    return found


def _others(line: StoredLine, alike: CountedAlike) -> tuple[str, ...]:
    """The titles of those beside its own."""
    if line.volume_id is None:
        return ()
    beside = [one for one in alike[line.line_id, line.unit] if one.volume_id != line.volume_id]
    return tuple(sorted({one.agreement_title or "another agreement" for one in beside}))


DueDays = Mapping[tuple[int, int | None], Sequence[dt.date]]


def _due_days(lines: Collection[StoredLine], returns: Iterable[OverdueReturn]) -> DueDays:
    """The days on which returns were due, the first first, by agreement and who owes them.

    Who has no line of its own there owes them under None.
    """
    with_line = {(line.agreement_id, line.provider_id) for line in lines}
    found: defaultdict[tuple[int, int | None], list[dt.date]] = defaultdict(list)
    for one in returns:
        owes = (one.agreement_id, one.provider_id)
        found[owes if owes in with_line else (one.agreement_id, None)].append(one.due_on)
    return found


def _due(line: StoredLine, returns: DueDays) -> tuple[dt.date, ...]:
    """What the line's provider owes, and what somebody without a line owes of its agreement."""
    agreement = line.agreement_id or 0
    own, others = returns.get((agreement, line.provider_id), ()), returns.get((agreement, None), ())
    return tuple(sorted([*own, *others]))


class _SidesOfLine(NamedTuple):
    ground: LineGround
    requirements: tuple[str, ...]
    funders: tuple[str, ...]


def _sides_of(line: StoredLine, sides: LineSides) -> _SidesOfLine:
    agreement = line.agreement_id
    return _SidesOfLine(
        sides.grounds.get(line.line_id, NOWHERE),
        sides.requirements.get(line.service_id, ()),
        () if agreement is None else sides.funders.get(agreement, ()),
    )


@lru_cache(maxsize=8192)
def _row(
    line: StoredLine,
    sides: _SidesOfLine,
    segments: Segments,
    told: ToldMonths,
    untold: Untold,
    price: Price | None,
    due: tuple[dt.date, ...],
    is_followed: bool,
    also_counted_for: tuple[str, ...],
    today: dt.date,
) -> DeskRow:
    """Of the same facts the same row: most stand as when the page was asked last."""
    bought = line.bought
    end = last_day(line.ends_on, line.closed_on, today=today)
    counted = (
        None if bought is None else _counted(bought, segments, told, untold, today, price, end)
    )
    account = None if counted is None else counted.account
    return DeskRow(
        line,
        *sides,
        account,
        () if counted is None else counted.months,
        _days(line.half_waiting_since, today),
        _days(line.longest_waiting_since, today),
        needs_of(_facts(line, account, due, is_followed, today)),
        also_counted_for,
    )


def _facts(
    line: StoredLine,
    account: VolumeAccount | None,
    due: Sequence[dt.date],
    is_followed: bool,
    today: dt.date,
) -> DeskFacts:
    raised = None if account is None or account.alert is None else account.alert.direction
    return DeskFacts(
        today,
        ends_on=line.ends_on,
        notice_day=notice_day(line.ends_on, line.notice_months),
        attention=_attention(line),
        account=account,
        is_confirmed_monthly=line.kind.is_queued or line.kind is DeliveryKind.BED,
        confirmed_on=line.confirmed_on,
        return_due_on=due[0] if due else None,
        overdue_returns=len(due),
        alert=raised if line.alert is None else Direction(line.alert.value),
        is_followed=is_followed,
        closed_on=line.closed_on,
        waiting=line.waiting,
        under_way=line.in_progress,
    )


class CountedVolume(NamedTuple):
    """The account of a volume, and the months that it was made of."""

    account: VolumeAccount
    months: Months


@lru_cache(maxsize=8192)
def _counted(
    bought: BoughtVolume,
    segments: Segments,
    told: ToldMonths,
    untold: Untold,
    today: dt.date,
    price: Price | None,
    ended_on: dt.date | None,
) -> CountedVolume:
    """Of the same counts the same account, whoever else waits."""
    months = told.used()
    volume = bought.volume(segments)
    account = volume_account(
        volume, dict(months), today, price=price, untold=untold, ended_on=ended_on
    )
    return CountedVolume(account, months)


def _attention(line: StoredLine) -> Attention:
    return Attention(
        line.as_of,
        line.starts_without_end or 0,
        line.people_above_places or 0,
        line.orders_end_first or 0,
        line.promised or 0,
        line.later_than_promised or 0,
    )


def _days(since: dt.date | None, today: dt.date) -> int | None:
    return None if since is None else (today - since).days


def _place(row: DeskRow) -> tuple[float, float, str, int]:
    return desk_place(row.needs, title=row.title, key=row.stored.line_id)


def _is_asked_for(row: DeskRow, question: DeskQuestion) -> bool:
    stored = row.stored
    kind = stored.agreement_kind
    return (
        (not question.region or question.region in dict(row.ground.regions))
        and (not question.area or question.area in dict(row.ground.areas))
        and (not question.provider or question.provider == stored.provider)
        and (not question.pathway or question.pathway in row.pathways)
        and (not question.requirement or question.requirement in row.requirements)
        and (not question.kind or (kind is not None and question.kind == kind.value))
        and (not question.funder or question.funder in row.funders)
        and (not question.decision or question.decision in {n.decision.code for n in row.needs})
    )
