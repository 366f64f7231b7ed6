"""What stands beside a referral's events: read to be compared, and written in bulk.

Particulars are stated anew where a source says something else; the statement before stays
readable. Characteristics are asked once, and a digest belongs to one person: another answer
or another person contradicts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.referrals.errors import HistoryContradicts
from commissioning.referrals.models import (
    ReferralCharacteristics,
    ReferralDigest,
    ReferralParticulars,
)
from commissioning.referrals.particulars import (
    NOTHING_BESIDE,
    Beside,
    Characteristics,
    Particulars,
)
from directory.dialect import append_rows, insert_or_replace
from directory.people.models import Person

PARTICULARS_COLUMNS: Final = ("referral_id", *Particulars._fields)
CHARACTERISTICS_COLUMNS: Final = ("referral_id", *Characteristics._fields)
DIGEST_COLUMNS: Final = ("referral_id", "digest")

Row = tuple[Any, ...]


class NewBeside(NamedTuple):
    """What is to be written; None: nothing new of it."""

    particulars: Particulars | None = None
    characteristics: Characteristics | None = None
    digest: str | None = None

    @property
    def is_new(self) -> bool:
        return self != _NOTHING_NEW


_NOTHING_NEW: Final = NewBeside()


class Besides(NamedTuple):
    """What is known beside referrals, by their keys."""

    known: Mapping[int, Beside]

    def new_of(self, key: int, told: Beside) -> NewBeside:
        """What the source says that is not known; raises `HistoryContradicts`."""
        if told == NOTHING_BESIDE:
            return _NOTHING_NEW
        known = self.known.get(key, NOTHING_BESIDE)
        asked = _filled(told.characteristics, known.characteristics)
        if None not in (told.digest, known.digest) and told.digest != known.digest:
            raise HistoryContradicts(["person"])
        particulars = told.particulars.over(known.particulars)
        return NewBeside(
            particulars if particulars != known.particulars else None,
            asked if asked != known.characteristics else None,
            told.digest if known.digest is None else None,
        )


def besides_of(session: Session, told: Mapping[int, Beside]) -> Besides:
    """What is known of those of whom the source says something."""
    keys = [key for key, beside in told.items() if beside != NOTHING_BESIDE]
    if not keys:
        return Besides({})
    particulars = particulars_of(session, keys)
    characteristics = characteristics_of(session, keys)
    digests = dict(
        session.execute(
            select(ReferralDigest.referral_id, ReferralDigest.digest).where(
                ReferralDigest.referral_id.in_(keys)
            )
        ).all()
    )
    return Besides(
        {
            key: Beside(
                particulars.get(key, NOTHING_BESIDE.particulars),
                characteristics.get(key, NOTHING_BESIDE.characteristics),
                digests.get(key),
            )
            for key in keys
        }
    )


def particulars_of(
    session: Session, referral_ids: Sequence[int], *, known_at: dt.datetime | None = None
) -> dict[int, Particulars]:
    """The newest statement of each referral, as far as it was recorded by `known_at`."""
    stated = ReferralParticulars
    newest = select(func.max(stated.id)).where(stated.referral_id.in_(referral_ids))
    if known_at is not None:
        newest = newest.where(stated.recorded_at <= known_at)
    rows = session.execute(
        select(stated.referral_id, *(getattr(stated, name) for name in Particulars._fields))
        .where(stated.id.in_(newest.group_by(stated.referral_id)))
        .order_by(stated.referral_id)
    )
    return {key: Particulars(*told) for key, *told in rows}


def characteristics_of(session: Session, keys: Sequence[int]) -> dict[int, Characteristics]:
    kept = ReferralCharacteristics
    rows = session.execute(
        select(kept.referral_id, *(getattr(kept, name) for name in Characteristics._fields)).where(
            kept.referral_id.in_(keys)
        )
    )
    return {key: Characteristics(*told) for key, *told in rows}


def _filled(told: Characteristics, known: Characteristics) -> Characteristics:
    pairs = dict(zip(Characteristics._fields, zip(told, known, strict=True), strict=True))
    differ = [name for name, pair in pairs.items() if None not in pair and pair[0] != pair[1]]
    if differ:
        raise HistoryContradicts(differ)
    return Characteristics._make(new if old is None else old for new, old in pairs.values())


def append_besides(
    session: Session, told: Iterable[tuple[int, Beside]], *, by: Person, recorded_at: str
) -> None:
    """What stands beside referrals that are new, as plain rows."""
    said = [(key, beside) for key, beside in told if beside is not NOTHING_BESIDE]
    if not said:
        return
    connection = session.connection()
    particulars = _particulars_rows((key, beside.particulars) for key, beside in said)
    _append_particulars(session, particulars, by=by, recorded_at=recorded_at)
    asked = _characteristics_rows((key, beside.characteristics) for key, beside in said)
    append_rows(connection, "referral_characteristics", CHARACTERISTICS_COLUMNS, asked)
    digests = [(key, beside.digest) for key, beside in said if beside.digest is not None]
    append_rows(connection, "referral_digest", DIGEST_COLUMNS, digests)


def keep_besides(
    session: Session, told: Mapping[int, NewBeside], *, by: Person, recorded_at: str
) -> None:
    """What is new beside referrals that were known."""
    connection = session.connection()
    particulars = _particulars_rows((key, new.particulars) for key, new in told.items())
    _append_particulars(session, particulars, by=by, recorded_at=recorded_at)
    table: Any = ReferralCharacteristics.__table__
    asked = _characteristics_rows((key, new.characteristics) for key, new in told.items())
    insert_or_replace(
        connection,
        table,
        [dict(zip(CHARACTERISTICS_COLUMNS, row, strict=True)) for row in asked],
        key=["referral_id"],
        replace=Characteristics._fields,
    )
    digests = [(key, new.digest) for key, new in told.items() if new.digest is not None]
    append_rows(connection, "referral_digest", DIGEST_COLUMNS, digests)


def _append_particulars(session: Session, rows: list[Row], *, by: Person, recorded_at: str) -> None:
    same = {"recorded_at": recorded_at, "recorded_by_id": by.id}
    append_rows(session.connection(), "referral_particulars", PARTICULARS_COLUMNS, rows, same=same)


def _particulars_rows(told: Iterable[tuple[int, Particulars | None]]) -> list[Row]:
    """Plain values in the order of `PARTICULARS_COLUMNS`; nothing for who has nothing new."""
    return [
        (key, *map(_plain, particulars))
        for key, particulars in told
        if particulars is not None and any(fact is not None for fact in particulars)
    ]


def _characteristics_rows(told: Iterable[tuple[int, Characteristics | None]]) -> list[Row]:
    return [
        (key, *map(_plain, asked))
        for key, asked in told
        if asked is not None and any(answer is not None for answer in asked)
    ]


def _plain(fact: Any) -> Any:
    match fact:
        case dt.date():
            return fact.isoformat()
        case str():
            return str(fact)
        case _:
            return fact
