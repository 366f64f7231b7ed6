"""One row told by software: through the works that take files, and by the same rights.

What a column may hold, whose a row must be and what the verbs refuse stand there alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.exchange.confirmations import CONFIRMATIONS
from commissioning.exchange.places import CAPACITY, CLOSURES, GROUPS
from commissioning.exchange.referrals import REFERRALS
from commissioning.lines.models import Line
from commissioning.pushes.errors import FieldAtFault, NotPushedBy, PushRefused
from commissioning.referrals.checking import FACTS
from commissioning.referrals.errors import LineClosed, LineServesElsewhere
from commissioning.referrals.models import Referral
from commissioning.referrals.particulars import Characteristics, Particulars
from commissioning.referrals.queries import referral_by_reference
from commissioning.referrals.where_served import refuse_other_area
from commissioning.uploads.theirs_alone import TheirsAlone
from commissioning.uploads.uploaders import FileReach, Uploader
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.exchange.cells import ColumnReader, Wrong
from directory.exchange.columns import CellError, Chunk, Column, Kind, Work
from directory.exchange.taking import Taking
from directory.exchange.working import ADDED, REVISED, UNCHANGED
from directory.services.models import Service

_ROW: Final = 1
_BESIDE_EVENTS: Final = frozenset(
    (
        *FACTS, *Particulars._fields, *Characteristics._fields,
        "line", "home_area", "priority", "sharing_agreement",
    )
)  # fmt: skip
"""Of a referral: what is told once. What happens to it is told as events."""


@dataclass(frozen=True, slots=True)
class PushedKind:
    """A kind of file as software tells it, a row at a time."""

    kind: Kind
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


REFERRAL: Final = PushedKind(
    REFERRALS, tuple(one for one in REFERRALS.columns if one.name in _BESIDE_EVENTS)
)
GROUP: Final = PushedKind(GROUPS, GROUPS.columns)
PLACES: Final = PushedKind(CAPACITY, CAPACITY.columns)
CLOSURE: Final = PushedKind(CLOSURES, CLOSURES.columns)
CONFIRMATION: Final = PushedKind(CONFIRMATIONS, CONFIRMATIONS.columns)


def push_row(
    session: Session,
    pushed: PushedKind,
    told: Mapping[str, Any],
    *,
    sender: Uploader,
    at: dt.datetime,
    is_meant: bool = False,
) -> str:
    """What became of it: added, revised or unchanged. Raises `PushRefused`, `NotPushedBy`.

    `told` has values as JSON gives them, by the columns' names; what it leaves out it says
    nothing of. `is_meant`: what is out of the usual was looked at.
    """
    kind = pushed.kind
    if sender.reach_of(kind).reach is FileReach.NOT_AT_ALL:
        raise NotPushedBy
    chunk, odd = _chunk(pushed, told, as_of=local_date(at))
    taking = Taking(local_date(at), accepts_unusual=is_meant, is_one_by_one=True)
    work = kind.begin(session, sender.person, at, taking)
    _refuse(TheirsAlone(session, kind, sender).check(chunk))
    _refuse(work.check(chunk))
    if not is_meant:
        _refuse([*odd, *work.unusual(chunk)], is_unusual=True)
    _refuse(work.write([chunk]))
    session.flush()
    return _became(work)


def push_referral(
    session: Session,
    told: Mapping[str, Any],
    *,
    sender: Uploader,
    at: dt.datetime,
    is_meant: bool = False,
) -> tuple[str, Referral | None]:
    """With the referral, None where somebody may have been forgotten and is not recorded again."""
    became = push_row(session, REFERRAL, told, sender=sender, at=at, is_meant=is_meant)
    referral = referral_by_reference(session, reference=str(told["reference"]))
    if referral is not None and became == ADDED:
        _refuse_as_forms_do(session, referral, told)
        after = {"line_id": referral.line_id, "received_on": referral.received_on}
        record_act(session, Act.REFERRAL_RECEIVE, referral, by=sender.person, at=at, after=after)
    return became, referral


def _refuse_as_forms_do(session: Session, referral: Referral, told: Mapping[str, Any]) -> None:
    """Of one that is new; files carry what was otherwise for years. Raises `PushRefused`."""
    faults, received = list[FieldAtFault](), referral.received_on
    ends = told.get("order_ends_on")
    if ends is not None and dt.date.fromisoformat(ends) < received:
        faults.append(
            FieldAtFault("/order_ends_on", f"{ends} is before received on {received}: look at it")
        )
    line = session.get_one(Line, referral.line_id)
    kind = session.get_one(Service, line.service_id).delivery_kind
    if referral.hours_ordered is not None and kind is not DeliveryKind.UNPAID_WORK:
        faults.append(FieldAtFault("/hours_ordered", "hours are ordered of unpaid work alone"))
    try:
        refuse_other_area(session, line, referral.home_local_delivery_unit_id, on=received)
    except LineServesElsewhere as refusal:
        faults.append(FieldAtFault("/home_area", str(refusal)))
    except LineClosed:
        pass  # told late of somebody who came while it was open
    if faults:
        raise PushRefused(faults)


def _became(work: Work) -> str:
    return next((name for name in (ADDED, REVISED) if work.outcomes[name]), UNCHANGED)


def _chunk(
    pushed: PushedKind, told: Mapping[str, Any], *, as_of: dt.date
) -> tuple[Chunk, list[CellError]]:
    """The row as a file's, and what is odd in its cells. Raises `PushRefused`."""
    columns: dict[str, list[Any]] = {column.name: [None] for column in pushed.kind.columns}
    wrong, odd = list[CellError](), list[CellError]()
    for column in pushed.columns:
        if column.name not in told:
            continue
        reader = ColumnReader(column, as_of)
        [value] = columns[column.name] = reader.values_of([cell_of(told[column.name])])
        if isinstance(value, Wrong):
            wrong.append(CellError(_ROW, column.name, value.reason))
        else:
            odd.extend(reader.oddities([_ROW], [value]))
    _refuse(wrong)
    return Chunk([_ROW], columns, frozenset(columns.keys() - told.keys())), odd


def cell_of(value: Any) -> str:
    """A value of JSON as a file would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "|".join(map(cell_of, value))
    return str(value)


def _refuse(errors: Iterable[CellError], *, is_unusual: bool = False) -> None:
    faults = list(_faults(errors))
    if faults:
        raise PushRefused(faults, is_unusual=is_unusual)


def _faults(errors: Iterable[CellError]) -> Iterator[FieldAtFault]:
    for error in errors:
        yield FieldAtFault(f"/{error.column}" if error.column else "", error.reason)
