"""Five hundred seeded tamperings with sealed rows: each is found, at the first row that is bad."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.orm import Session

from directory.audit.keys import AnotherAuditKey, AuditKey
from directory.audit.models import AuditRow, AuditSeal
from directory.audit.verifying import Fault, FirstFault, verify
from tests.directory.audit.chains import (
    LENGTH,
    SECOND,
    SealedRecord,
    a_row,
    database_of,
    seal_all,
    sealed_record,
)
from tests.makers.days import NOW

ON_SQLITE, ON_POSTGRESQL = 500, 65
HOUR = dt.timedelta(hours=1)
LATER = NOW + 3 * HOUR

KINDS = [
    pytest.param("sqlite", marks=pytest.mark.sqlite),
    pytest.param("postgresql", marks=pytest.mark.postgresql),
]

Expected = tuple[Fault, int]
Tampering = Callable[[Connection, Random], Expected]


@pytest.fixture(scope="module")
def record(request: pytest.FixtureRequest, scratch: Path) -> Iterator[SealedRecord]:
    engine = database_of(request.param, scratch)
    yield sealed_record(engine)
    engine.dispose()


def anywhere(rng: Random) -> int:
    return rng.randint(1, LENGTH)


def within(rng: Random) -> int:
    """Not the last, whose loss is that of the tail."""
    return rng.randint(1, LENGTH - 1)


def two(rng: Random) -> tuple[int, int]:
    first, second = sorted(rng.sample(range(1, LENGTH + 1), 2))
    return first, second


def seal_of(connection: Connection, position: int) -> dict[str, Any]:
    asked = select(AuditSeal.__table__).where(AuditSeal.position == position)
    return dict(connection.execute(asked).mappings().one())


def change_row(connection: Connection, position: int, /, **told: object) -> None:
    connection.execute(update(AuditRow).where(AuditRow.id == position * 10).values(**told))


def change_seal(connection: Connection, position: int, /, **told: object) -> None:
    connection.execute(update(AuditSeal).where(AuditSeal.position == position).values(**told))


def remove_row(connection: Connection, position: int) -> None:
    connection.execute(delete(AuditRow).where(AuditRow.id == position * 10))


def remove_seal(connection: Connection, position: int) -> None:
    connection.execute(delete(AuditSeal).where(AuditSeal.position == position))


def move_seals(connection: Connection, above: int, by: int) -> None:
    """One after another, so that no position is taken twice meanwhile."""
    positions = connection.scalars(select(AuditSeal.position).where(AuditSeal.position > above))
    for position in sorted(positions, reverse=by > 0):
        change_seal(connection, position, position=position + by)


# -------------------------------------------------------------------------------- tamperings


def a_field_changed(connection: Connection, rng: Random) -> Expected:
    position = anywhere(rng)
    told: dict[str, object] = rng.choice(
        [
            {"happened_at": NOW - HOUR},
            {"by_id": 99},
            {"act": "provider:add"},
            {"subject_kind": "service"},
            {"subject_id": 1234},
            {"subject_id": None},
            {"before": {"name": "Never said"}},
            {"before": None},
            {"after": {"name": f"New name {position * 10}", "is_fictional": False}},
            {"after": {}},
        ]
    )
    change_row(connection, position, **told)
    return Fault.CHANGED, position


def a_row_gone(connection: Connection, rng: Random) -> Expected:
    position = anywhere(rng)
    remove_row(connection, position)
    return Fault.MISSING, position


def a_row_renumbered(connection: Connection, rng: Random) -> Expected:
    position = anywhere(rng)
    change_row(connection, position, id=position * 10 + 3)
    return Fault.MISSING, position


def a_seal_gone(connection: Connection, rng: Random) -> Expected:
    position = within(rng)
    remove_seal(connection, position)
    return Fault.MISSING, position


def a_row_gone_with_its_seal(connection: Connection, rng: Random) -> Expected:
    position = within(rng)
    remove_seal(connection, position)
    remove_row(connection, position)
    return Fault.MISSING, position


def a_row_gone_and_the_gap_closed(connection: Connection, rng: Random) -> Expected:
    position = within(rng)
    remove_seal(connection, position)
    remove_row(connection, position)
    move_seals(connection, position, -1)
    return Fault.MISSING, position


def a_row_forged_in_between(connection: Connection, rng: Random) -> Expected:
    """With a seal that looks like one, and room made for it."""
    position = within(rng)
    known = seal_of(connection, position)
    move_seals(connection, position - 1, 1)
    connection.execute(insert(AuditRow).values(**a_row(position * 10 - 5, 1)))
    forged = {
        "position": position,
        "audit_row_id": position * 10 - 5,
        "mac": rng.randbytes(32).hex(),
    }
    connection.execute(insert(AuditSeal).values(**{**known, **forged}))
    return Fault.INSERTED, position


def two_links_exchanged(connection: Connection, rng: Random) -> Expected:
    first, second = two(rng)
    one, other = seal_of(connection, first), seal_of(connection, second)
    remove_seal(connection, first)
    change_seal(connection, second, **{**one, "position": second})
    connection.execute(insert(AuditSeal).values(**{**other, "position": first}))
    return Fault.REORDERED, first


def two_rows_exchanged_under_their_links(connection: Connection, rng: Random) -> Expected:
    first, second = two(rng)
    change_seal(connection, first, audit_row_id=-1)
    change_seal(connection, second, audit_row_id=first * 10)
    change_seal(connection, first, audit_row_id=second * 10)
    return Fault.REORDERED, first


def what_two_rows_say_exchanged(connection: Connection, rng: Random) -> Expected:
    first, second = two(rng)
    one, other = (a_row(position * 10, 1) for position in (first, second))
    del one["id"], other["id"], one["by_id"], other["by_id"]
    change_row(connection, first, **other)
    change_row(connection, second, **one)
    return Fault.CHANGED, first


def a_tail_cut_off(connection: Connection, rng: Random) -> Expected:
    length = rng.randint(1, 12)
    for position in range(LENGTH, LENGTH - length, -1):
        remove_seal(connection, position)
        remove_row(connection, position)
    return Fault.CUT_TAIL, LENGTH - length + 1


def a_seal_changed(connection: Connection, rng: Random) -> Expected:
    position = anywhere(rng)
    name = rng.choice(["mac", "row_mac", "sealed_at"])
    told: object = NOW - HOUR if name == "sealed_at" else rng.randbytes(32).hex()
    change_seal(connection, position, **{name: told})
    return Fault.CHANGED, position


def a_row_put_in_and_sealed_by_the_worker(connection: Connection, rng: Random) -> Expected:
    connection.execute(insert(AuditRow).values(**a_row(anywhere(rng) * 10 - 4, 1)))
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        seal_all(session, at=LATER)
        session.commit()
    return Fault.INSERTED, LENGTH + 1


def a_row_put_in_without_a_seal(connection: Connection, rng: Random) -> Expected:
    position = anywhere(rng)
    connection.execute(insert(AuditRow).values(**a_row(position * 10 - 4, 1)))
    return Fault.INSERTED, position


TAMPERINGS: tuple[Tampering, ...] = (
    a_field_changed,
    a_row_gone,
    a_row_renumbered,
    a_seal_gone,
    a_row_gone_with_its_seal,
    a_row_gone_and_the_gap_closed,
    a_row_forged_in_between,
    two_links_exchanged,
    two_rows_exchanged_under_their_links,
    what_two_rows_say_exchanged,
    a_tail_cut_off,
    a_seal_changed,
    a_row_put_in_and_sealed_by_the_worker,
    a_row_put_in_without_a_seal,
)


@pytest.mark.parametrize("record", KINDS, indirect=True)
def test_every_tampering_is_found_at_the_first_bad_row(record: SealedRecord) -> None:
    is_sqlite = record.engine.dialect.name == "sqlite"
    wrong, tried = [], Counter[str]()
    for seed in range(ON_SQLITE if is_sqlite else ON_POSTGRESQL):
        rng = Random(seed)
        tamper = TAMPERINGS[seed % len(TAMPERINGS)]
        with record.tampered() as connection:
            expected = tamper(connection, rng)
            found = record.verified(connection, at=LATER).fault
        tried[tamper.__name__] += 1
        if found is None or (found.fault, found.position) != expected:
            wrong.append((seed, tamper.__name__, expected, found))
    assert wrong == []
    assert len(tried) == len(TAMPERINGS)


@pytest.mark.parametrize("record", KINDS, indirect=True)
def test_a_link_of_another_history_fits_no_chain(record: SealedRecord) -> None:
    """A copy was put back and other rows were sealed: both histories are of the same key."""
    forked, exchanged = 30, 35
    with record.tampered() as connection:
        link = seal_of(connection, exchanged)
        for position in range(LENGTH, forked, -1):
            remove_seal(connection, position)
            remove_row(connection, position)
        for position in range(forked + 1, LENGTH + 1):
            other = {**a_row(position * 10, 1), "act": "provider:add"}
            connection.execute(insert(AuditRow).values(**other))
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            seal_all(session, at=NOW + HOUR / 2)
            session.commit()
        heads = {LENGTH: seal_of(connection, LENGTH)["mac"]}
        assert record.verified(connection, heads=heads).fault is None
        change_row(connection, exchanged, act="provider:edit")
        change_seal(connection, exchanged, **link)
        found = record.verified(connection, heads=heads).fault
    assert found is not None
    assert found.position == exchanged


# ------------------------------------------------------------------------- what is no tampering


@pytest.mark.parametrize("record", KINDS, indirect=True)
def test_a_record_that_nobody_touched_is_whole(record: SealedRecord) -> None:
    with record.tampered() as connection:
        found = record.verified(connection, at=LATER)
    assert (found.sealed, found.unsealed, found.fault) == (LENGTH, 0, None)


@pytest.mark.parametrize("record", KINDS, indirect=True)
def test_new_rows_are_counted_until_they_are_sealed(record: SealedRecord) -> None:
    with record.tampered() as connection:
        connection.execute(insert(AuditRow).values(**a_row(LENGTH * 10 + 1, 1)))
        found = record.verified(connection, at=LATER)
    assert (found.sealed, found.unsealed, found.fault) == (LENGTH, 1, None)


@pytest.mark.parametrize("record", KINDS, indirect=True)
@pytest.mark.parametrize(("waited", "is_bad"), [(HOUR, False), (HOUR + 41 * SECOND, True)])
def test_a_row_seen_after_one_with_a_higher_number_is_put_in_only_if_hours_passed(
    record: SealedRecord, waited: dt.timedelta, is_bad: bool
) -> None:
    """On PostgreSQL the higher number may be seen first, for as long as a change takes."""
    with record.tampered() as connection:
        connection.execute(insert(AuditRow).values(**a_row(395, 1)))
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            seal_all(session, at=NOW + waited)
            session.commit()
        found = record.verified(connection, at=NOW + waited).fault
    assert (found is not None) is is_bad


@pytest.mark.parametrize("record", KINDS[:1], indirect=True)
def test_without_an_exported_head_nobody_can_say_that_the_tail_is_there(
    record: SealedRecord,
) -> None:
    with record.tampered() as connection:
        found = record.verified(connection, heads={}).fault
    assert found == FirstFault(Fault.NO_HEAD, LENGTH, LENGTH * 10)
    assert found.sentence.startswith("Row 400, position 40 of the chain, cannot be told to be")


@pytest.mark.parametrize("record", KINDS[:1], indirect=True)
def test_another_chain_than_the_one_exported_is_found_at_the_first_head_it_lacks(
    record: SealedRecord,
) -> None:
    heads = {10: "f" * 64, **record.heads}
    with record.tampered() as connection:
        found = record.verified(connection, heads=heads).fault
    assert found == FirstFault(Fault.OTHER_CHAIN, 10, 100)


@pytest.mark.parametrize("record", KINDS[:1], indirect=True)
def test_another_key_is_refused_before_every_row_looks_changed(record: SealedRecord) -> None:
    other = AuditKey(b"the key of another installation")
    with (
        record.tampered() as connection,
        Session(connection, join_transaction_mode="create_savepoint") as session,
        pytest.raises(AnotherAuditKey, match="PORTAL_AUDIT_KEY is not the key"),
    ):
        verify(session, other, heads={}, at=NOW)
