"""The proof of turn: written as a place is given, sealed with the audit, replayed by anybody.

What is never erased (`digest`) names nobody: random keys, positions, how each stood, and a salted
digest of what the order was made of. Key, salt and those facts go with the reference.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.explaining import (
    HowGiven,
    StoodThen,
    WhyNotThisCase,
    explained,
    how_given,
)
from commissioning.bookings.kinds import GivenBy, TurnStanding
from commissioning.bookings.models import Booking, TurnKey, TurnProof, TurnProofRow
from commissioning.bookings.ordering import GroupOrder
from commissioning.bookings.turns import TurnFacts, TurnStep, WaitingCase, turns
from directory.dialect import append_rows
from directory.inserting import insert_record

_dumps: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class ProofRow(NamedTuple):
    """A row of `turn_proof_row`, its facts as the text that is kept; all but these stays."""

    position: int
    key: str
    standing: str
    facts_digest: str
    facts: str


def rows_of(order: GroupOrder) -> list[ProofRow]:
    """The order of this moment, whole."""
    rows = []
    for turn in order.turns:
        key, facts = turn.case.key, _dumps(turn.case.facts.told())
        digest = _digest_of_text(facts, order.waiting[key].salt)
        rows.append(ProofRow(turn.position, key, turn.standing.value, digest, facts))
    return rows


def write_proof(
    session: Session,
    rows: Sequence[ProofRow],
    booking: Booking,
    order: GroupOrder,
    *,
    given_key: str,
    given_by: GivenBy,
    at: dt.datetime,
) -> str:
    """Of a booking that is flushed, over these rows; in its transaction. Returns its digest."""
    proof = TurnProof(
        booking_id=booking.id,
        group_id=booking.group_id,
        given_key=given_key,
        given_by=given_by,
        steps="|".join(order.rule.steps),
        last_day=order.last_day,
        decided_at=at,
    )
    proof.digest = _digest_of_whole(proof, [row[:-1] for row in rows])
    same = {"proof_id": insert_record(session, proof)}
    append_rows(session.connection(), "turn_proof_row", ProofRow._fields, list(rows), same=same)
    return proof.digest


@dataclass(frozen=True, slots=True)
class ProofChecked:
    """`is_sealed`: the rows are those that were digested. `erased` of them have no facts any more.

    `order_holds`: the rule, applied to the facts again, gives the same order; None: facts are gone.
    """

    is_sealed: bool
    erased: int
    facts_hold: bool
    order_holds: bool | None

    @property
    def holds(self) -> bool:
        return self.is_sealed and self.facts_hold and self.order_holds is not False


def check_proof(session: Session, proof: TurnProof, *, sealed_digest: str | None) -> ProofChecked:
    """Replay it; `sealed_digest` is what the record of changes says of it."""
    rows = rows_of_proof(session, proof)
    whole = _digest_of_whole(proof, [_permanent_of(row) for row in rows])
    salts = _salts(session, [row.key for row in rows])
    with_facts = [row for row in rows if row.facts is not None]
    return ProofChecked(
        is_sealed=whole == proof.digest == sealed_digest,
        erased=len(rows) - len(with_facts),
        facts_hold=all(
            row.key in salts and _digest_of(row.facts or {}, salts[row.key]) == row.facts_digest
            for row in with_facts
        ),
        order_holds=_order_holds(proof, rows) if len(with_facts) == len(rows) else None,
    )


def rows_of_proof(session: Session, proof: TurnProof) -> Sequence[TurnProofRow]:
    return session.scalars(
        select(TurnProofRow)
        .where(TurnProofRow.proof_id == proof.id)
        .order_by(TurnProofRow.position)
    ).all()


def proof_of(session: Session, booking: Booking) -> TurnProof | None:
    return session.scalar(select(TurnProof).where(TurnProof.booking_id == booking.id))


@dataclass(frozen=True, slots=True)
class GivenThen:
    """How the place came to be given, among how many people; `standing` of whoever got it."""

    how: HowGiven
    standing: TurnStanding
    people: int


def given_then(session: Session, proof: TurnProof) -> GivenThen:
    rows = [_stood(row) for row in rows_of_proof(session, proof)]
    given = next(row for row in rows if row.key == proof.given_key)
    return GivenThen(how_given(rows, given, proof.given_by), given.standing, len(rows))


def why_not(session: Session, proof: TurnProof, referral_id: int) -> WhyNotThisCase | None:
    """None: the case did not wait for this place, or nobody can tell any more."""
    key = session.scalar(select(TurnKey.key).where(TurnKey.referral_id == referral_id))
    rows = [_stood(row) for row in rows_of_proof(session, proof)]
    by_key = {row.key: row for row in rows}
    if key is None or key not in by_key:
        return None
    return explained(
        rows,
        by_key[key],
        by_key[proof.given_key],
        given_by=proof.given_by,
        steps=steps_of(proof),
    )


def _stood(row: TurnProofRow) -> StoodThen:
    facts = None if row.facts is None else _facts(row.facts)
    return StoodThen(row.position, row.key, row.standing, facts)


def steps_of(proof: TurnProof) -> tuple[TurnStep, ...]:
    return tuple(TurnStep(name) for name in proof.steps.split("|"))


def _order_holds(proof: TurnProof, rows: Sequence[TurnProofRow]) -> bool:
    """The positions follow from facts and rule, and so does who was set apart."""
    cases = [WaitingCase(row.key, _facts(row.facts or {})) for row in rows]
    again = turns(cases, steps=steps_of(proof), last_day=proof.last_day)
    return all(
        turn.case.key == row.key
        and (turn.standing is TurnStanding.CANNOT_FINISH)
        == (row.standing is TurnStanding.CANNOT_FINISH)
        for turn, row in zip(again, rows, strict=True)
    )


def _facts(told: Mapping[str, Any]) -> TurnFacts:
    ends = told["order_ends_on"]
    return TurnFacts(
        told["is_priority"],
        None if ends is None else dt.date.fromisoformat(ends),
        dt.date.fromisoformat(told["day_0"]),
    )


def _salts(session: Session, keys: Sequence[str]) -> dict[str, str]:
    kept = select(TurnKey.key, TurnKey.salt).where(TurnKey.key.in_(keys))
    return dict(session.execute(kept).all())


def _permanent_of(row: TurnProofRow) -> list[object]:
    """What of a row is never erased."""
    return [row.position, row.key, row.standing.value, row.facts_digest]


def _digest_of(facts: Mapping[str, Any], salt: str) -> str:
    return _digest_of_text(_dumps(facts), salt)


def _digest_of_text(facts: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}{facts}".encode()).hexdigest()


def _digest_of_whole(proof: TurnProof, rows: Sequence[Sequence[object]]) -> str:
    told = [
        1,
        proof.group_id,
        proof.given_key,
        proof.given_by.value,
        proof.steps,
        None if proof.last_day is None else proof.last_day.isoformat(),
        proof.decided_at.isoformat(),
        rows,
    ]
    return hashlib.sha256(_dumps(told).encode()).hexdigest()
