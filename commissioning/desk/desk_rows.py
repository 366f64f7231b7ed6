"""The desk: one row for each line and agreement of one's own, first what needs a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from commissioning.desk.alerting import standing_alerts
from commissioning.desk.decisions import Attention, LineFacts, Need, desk_place, needs_of
from commissioning.desk.lines_asked import (
    LineSides,
    StoredLine,
    Term,
    VolumeChosen,
    areas_of_lines,
    funders_of,
    pathways_of_services,
    requirements_of_services,
    stored_lines,
    terms_of,
    volumes_chosen,
)
from commissioning.volumes.account import VolumeAccount, volume_account
from commissioning.volumes.alerts import Direction
from commissioning.volumes.delivered import delivered_by_month
from commissioning.volumes.queries import volumes_by_id
from commissioning.volumes.volume import Volume
from directory.delivery import DeliveryKind
from directory.sight import Sight

Months = tuple[tuple[dt.date, float], ...]

CONFIRMED_BY_VACANCIES = DeliveryKind.BED


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

    def asked(self) -> dict[str, str]:
        """Those that narrow anything."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in told.items() if value}


class DeskRow(NamedTuple):
    """A line with an agreement on a day. None is not known, and never 0.

    `half_wait_days` and `longest_wait_days` are of people who wait now, so far.
    """

    stored: StoredLine
    sides: LineSides
    requirements: tuple[str, ...]
    pathways: tuple[str, ...]
    funders: tuple[str, ...]
    term: Term | None
    volume_id: int | None
    account: VolumeAccount | None
    months: Months
    half_wait_days: int | None
    longest_wait_days: int | None
    needs: tuple[Need, ...]

    @property
    def title(self) -> str:
        return self.stored.title or ""


@dataclass(frozen=True, slots=True)
class Desk:
    """`rows` are those asked for, in the order of the desk; `everything` before narrowing."""

    today: dt.date
    question: DeskQuestion
    rows: tuple[DeskRow, ...]
    everything: tuple[DeskRow, ...]


def desk_of(session: Session, sight: Sight, question: DeskQuestion, *, today: dt.date) -> Desk:
    """Everything from kept sums: none of it asks referrals or events."""
    everything = sorted(_rows(session, sight, today), key=_place)
    rows = tuple(row for row in everything if _is_asked_for(row, question))
    return Desk(today, question, rows, tuple(everything))


def _rows(session: Session, sight: Sight, today: dt.date) -> Iterator[DeskRow]:
    lines = stored_lines(session, sight, today=today)
    if not lines:
        return
    beside = _Beside.of(session, sight, lines, today)
    for line in lines:
        for volume in beside.volumes_of(line):
            yield beside.row(line, volume)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside the lines, each asked for once for all of them."""

    today: dt.date
    areas: Mapping[int, LineSides]
    requirements: Mapping[int, tuple[str, ...]]
    pathways: Mapping[int, tuple[str, ...]]
    funders: Mapping[int, tuple[str, ...]]
    terms: Mapping[int, Term]
    chosen: Mapping[int, Sequence[VolumeChosen]]
    volumes: Mapping[int, Volume]
    months: Mapping[int, Mapping[dt.date, float]]
    alerts: Mapping[int, Direction]

    @classmethod
    def of(
        cls, session: Session, sight: Sight, lines: Sequence[StoredLine], today: dt.date
    ) -> _Beside:
        agreements = {one.agreement_id for one in lines if one.agreement_id is not None}
        lots = [one.lot_id for one in lines if one.lot_id and one.agreement_id is not None]
        chosen = volumes_chosen(session, lots, today=today)
        keys = [volume.id for volumes in chosen.values() for volume in volumes]
        sides = standing_alerts(session, keys)
        return cls(
            today,
            areas_of_lines(session, sight),
            requirements_of_services(session, sight),
            pathways_of_services(session, sight),
            funders_of(session, agreements),
            terms_of(session, agreements),
            chosen,
            volumes_by_id(session, keys),
            delivered_by_month(session, keys, on=today),
            {key: Direction(side.value) for key, side in sides.items()},
        )

    def volumes_of(self, line: StoredLine) -> Sequence[VolumeChosen | None]:
        """A row for each unit bought; one where nothing is known to be."""
        if line.lot_id is None or line.agreement_id is None:
            return (None,)
        return self.chosen.get(line.lot_id) or (None,)

    def row(self, line: StoredLine, volume: VolumeChosen | None) -> DeskRow:
        key = None if volume is None else volume.id
        months = () if key is None else tuple(self.months[key].items())
        account = None if key is None else _account(self.volumes[key], months, self.today, None)
        agreement = line.agreement_id
        term = None if agreement is None else self.terms.get(agreement)
        facts = self._facts(line, term, account, None if key is None else self.alerts.get(key))
        return DeskRow(
            line,
            self.areas.get(line.line_id, _NOWHERE),
            self.requirements.get(line.service_id, ()),
            self.pathways.get(line.service_id, ()),
            () if agreement is None else self.funders.get(agreement, ()),
            term,
            key,
            account,
            months,
            _days(line.half_waiting_since, self.today),
            _days(line.longest_waiting_since, self.today),
            needs_of(facts, today=self.today),
        )

    def _facts(
        self,
        line: StoredLine,
        term: Term | None,
        account: VolumeAccount | None,
        alert: Direction | None,
    ) -> LineFacts:
        raised = None if account is None or account.alert is None else account.alert.direction
        return LineFacts(
            ends_on=None if term is None else term.ends_on,
            attention=_attention(line),
            account=account,
            is_confirmed_monthly=line.kind.is_queued or line.kind is CONFIRMED_BY_VACANCIES,
            confirmed_on=_confirmed_on(line),
            alert=alert or raised,
        )


_NOWHERE = LineSides()


@lru_cache(maxsize=8192)
def _account(
    volume: Volume, months: Months, today: dt.date, unit_price: Decimal | None
) -> VolumeAccount:
    """Of the same counts the same account: most volumes stand since the page was asked last."""
    return volume_account(volume, dict(months), today, unit_price=unit_price)


def _attention(line: StoredLine) -> Attention | None:
    if line.as_of is None:
        return None
    return Attention(
        line.as_of,
        line.starts_without_end or 0,
        line.people_above_places or 0,
        line.orders_end_first or 0,
        line.promised or 0,
        line.later_than_promised or 0,
    )


def _confirmed_on(line: StoredLine) -> dt.date | None:
    if not line.kind.is_queued and line.vacancies_confirmed_on is not None:
        return line.vacancies_confirmed_on
    return line.dates_confirmed_on


def _days(since: dt.date | None, today: dt.date) -> int | None:
    return None if since is None else (today - since).days


def _place(row: DeskRow) -> tuple[float, float, str, int]:
    return desk_place(row.needs, title=row.title, key=row.stored.line_id)


def _is_asked_for(row: DeskRow, question: DeskQuestion) -> bool:
    stored = row.stored
    kind = stored.agreement_kind
    return (
        (not question.region or question.region in dict(row.sides.regions))
        and (not question.area or question.area in dict(row.sides.areas))
        and (not question.provider or question.provider == stored.provider)
        and (not question.pathway or question.pathway in row.pathways)
        and (not question.requirement or question.requirement in row.requirements)
        and (not question.kind or (kind is not None and question.kind == kind.value))
        and (not question.funder or question.funder in row.funders)
    )
