"""What an act leaves behind: never a secret in clear, and nothing that anybody can change."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from directory.acts import Act
from directory.audit.keys import AUDIT_KEY, AnotherAuditKey, AuditKey
from directory.audit.models import AuditFingerprint, AuditRow
from directory.audit.recording import record_act
from directory.audit.sealing import keep_links, links_for_unsealed
from directory.audit.secrets import WITHHELD, is_hidden
from directory.base import Base
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.services.siting import SiteFacts, keep_confidential_address, keep_sites
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.places import make_area

import_module("portal.starting.all_models")  # every table has to be known to make them

ADDRESS = {
    "address": "12 Winckley Square",
    "postcode": "PR1 3JJ",
    "telephone": "01772 555 555",
    "latitude": 53.7567,
    "longitude": -2.7044,
    "access": "Ring the lower bell",
}
KEY = b"a key of these tests, kept nowhere else"


def rows(session: Session) -> list[AuditRow]:
    asked = select(AuditRow).where(AuditRow.subject_kind == "site").order_by(AuditRow.id)
    return list(session.scalars(asked))


def all_that_is_kept(session: Session) -> str:
    return " ".join(f"{row.before} {row.after}" for row in rows(session))


def keep(session: Session, exposure: Exposure, **told: Any) -> None:
    area = session.scalars(select(LocalDeliveryUnit)).first() or make_area(session)
    facts = SiteFacts(name="A house", exposure=exposure, area=area, **told)
    keep_sites(session, {"house": facts}, source="tests", by=actor(session), at=NOW)


def test_a_site_that_becomes_a_refuge_leaves_its_earlier_address_nowhere(session: Session) -> None:
    keep(session, Exposure.OPEN, **ADDRESS)
    keep(session, Exposure.CONFIDENTIAL)
    added, revised = rows(session)
    assert added.after is not None
    assert revised.before is not None
    assert revised.after is not None
    for name, value in ADDRESS.items():
        assert is_hidden(added.after[name])
        assert revised.before[name] == added.after[name]
        assert revised.after[name] is None
        assert str(value) not in all_that_is_kept(session)
    assert revised.after["exposure"] == "confidential"


def test_a_digest_tells_that_a_value_came_back_and_no_two_sites_alike(session: Session) -> None:
    keep(session, Exposure.OPEN, telephone="01772 555 555")
    keep(session, Exposure.OPEN, telephone="01772 555 556")
    keep(session, Exposure.OPEN, telephone="01772 555 555")
    area = session.scalars(select(LocalDeliveryUnit)).one()
    other = SiteFacts("B", Exposure.OPEN, area, telephone="01772 555 555")
    keep_sites(session, {"other": other}, source="tests", by=actor(session), at=NOW)
    first, second, third, of_another = (
        row.after["telephone"] for row in rows(session) if row.after
    )
    assert first == third
    assert len({str(one) for one in (first, second, of_another)}) == 3


def test_a_confidential_address_is_digested_before_and_after(session: Session) -> None:
    keep(session, Exposure.CONFIDENTIAL)
    [site] = session.scalars(select(Site))
    for number in (12, 14):
        keep_confidential_address(
            session,
            site,
            address=f"{number} Winckley Square",
            postcode="PR1 3JJ",
            by=actor(session),
            at=NOW,
        )
    _, first, second = rows(session)
    assert first.before is None
    assert first.after is not None
    assert second.before is not None
    assert second.before["address"] == first.after["address"]
    assert second.after is not None
    assert second.after["address"] != first.after["address"]
    assert "Winckley" not in all_that_is_kept(session)
    assert "PR1 3JJ" not in all_that_is_kept(session)


def session_with(key: bytes | None) -> Session:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    if key is not None:
        engine.update_execution_options(**{AUDIT_KEY: key})
    return Session(engine)


def test_without_a_key_a_secret_is_withheld() -> None:
    with session_with(None) as session:
        by = actor(session)
        told = {"telephone": "01772 555 555", "postcode": None, "name": "A house"}
        record_act(session, Act.SITE_ADD, "site", by=by, at=NOW, after=told)
        session.flush()
        [row] = rows(session)
        assert row.after == {"telephone": dict(WITHHELD), "postcode": None, "name": "A house"}


def test_another_key_is_refused() -> None:
    with session_with(KEY) as session:
        by = actor(session)
        told = {"telephone": "01772 555 555"}
        record_act(session, Act.SITE_ADD, "site", by=by, at=NOW, after=told)
        [kept] = session.scalars(select(AuditFingerprint.fingerprint))
        assert kept == AuditKey(KEY).fingerprint
        assert KEY.decode() not in kept
        session.commit()
        engine = session.get_bind()
        other = engine.execution_options(**{AUDIT_KEY: b"the key of another installation"})
    with Session(other) as session, pytest.raises(AnotherAuditKey):
        record_act(session, Act.SITE_ADD, "site", by=actor(session), at=NOW, after=told)


# ----------------------------------------------------------------------- only ever added to


@pytest.fixture
def recorded(session: Session) -> Session:
    """One row, sealed."""
    record_act(session, Act.PROVIDER_ADD, "provider", by=actor(session), at=NOW)
    session.flush()
    key = AuditKey(KEY)
    keep_links(session, key, links_for_unsealed(session, key, at=NOW), at=NOW)
    return session


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_row SET act = 'provider:edit'",
        "UPDATE audit_row SET happened_at = happened_at",
        "DELETE FROM audit_row",
        "UPDATE audit_seal SET mac = row_mac",
        "DELETE FROM audit_seal",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_row(recorded: Session, statement: str) -> None:
    with pytest.raises(IntegrityError, match="is only ever added to"), recorded.begin_nested():
        recorded.execute(text(statement))
    assert recorded.scalars(select(AuditRow.act)).all() == ["provider:add"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["audit_row", "audit_seal"])
def test_sqlite_refuses_to_replace_a_row(recorded: Session, table: str) -> None:
    """Which would delete it without a trigger of DELETE being asked."""
    with pytest.raises(IntegrityError, match="is only ever added to"), recorded.begin_nested():
        recorded.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_empty_the_table(recorded: Session) -> None:
    with pytest.raises(IntegrityError, match="is only ever added to"), recorded.begin_nested():
        recorded.execute(text("TRUNCATE audit_row CASCADE"))


def test_dates_and_identifiers_are_kept_as_text(session: Session) -> None:
    told = {"from": dt.date(2027, 3, 2), "kind": Exposure.OPEN}
    record_act(session, Act.PROVIDER_ADD, "provider", by=actor(session), at=NOW, after=told)
    session.flush()
    [after] = session.scalars(select(AuditRow.after))
    assert after == {"from": "2027-03-02", "kind": "open"}
