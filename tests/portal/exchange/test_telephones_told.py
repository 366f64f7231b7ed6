"""A telephone that a file changes is told, as one that somebody types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from directory.people.roles import Role
from directory.providers.models import Provider
from tests.makers.days import NOW
from tests.makers.listings import OLD_NUMBER
from tests.portal.confidential.refuge import EMAIL, NUMBER, SECRETS, make_refuge
from tests.portal.exchange.test_commands import command, run
from tests.portal.listings.keeping import Kept, kept_listing

pytestmark = pytest.mark.usefixtures("three_days_on", "client")

NEW = "01632 960 777"
SAYS = ("--source", "tests")
HEADS = "external_id,provider,delivery_kind,title,summary,setting,telephone,areas,publish\n"


@pytest.fixture
def three_days_on() -> Iterator[None]:
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        yield


def take_in(kept: Kept, folder: Path, telephone: str, *more: str, row: str = "") -> str:
    file = folder / "services.csv"
    told = row or (
        f"{kept.service.external_id},EXAMPLE_FORGE_TRUST,closed_group,Thinking Ahead,What it is.,"
        f"community,{telephone},preston,yes\n"
    )
    file.write_text(HEADS + told)
    status, said, complaints = run(kept.app, "services", file, *SAYS, *more)
    assert (status, complaints) == (0, ""), complaints
    kept.session.expire_all()
    return said


def test_the_old_address_and_all_members_are_told(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    kept = kept_listing(app, session)
    kept.somebody(Role.LISTING_EDITOR, "Eddi Editor")
    take_in(kept, tmp_path, NEW, "--dry-run")
    assert kept.told == []
    take_in(kept, tmp_path, NEW)
    assert {one.to_address for one in kept.told} == {"old@example.org", "eddi.editor@example.org"}
    for message in kept.told:
        assert "“Thinking Ahead”" in message.body
        assert f"Telephone: {OLD_NUMBER} → {NEW}" in message.body
        assert "a file that was taken in changed" in message.body
    take_in(kept, tmp_path, NEW)
    assert len(kept.told) == 2  # the same again tells nobody


def test_of_a_confidential_one_only_that_it_was_changed(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    kept = make_refuge(app, session)
    kept.somebody(Role.LISTING_EDITOR, "Eddi Editor")
    row = (
        f"{kept.service.external_id},EXAMPLE_FORGE_TRUST,closed_group,Rosewood refuge,What it is.,"
        f"community,{NEW},preston,yes\n"
    )
    take_in(kept, tmp_path, NEW, row=row)
    assert {one.to_address for one in kept.told} == {EMAIL, "eddi.editor@example.org"}
    for message in kept.told:
        assert "A confidential service of yours\nTelephone\n" in message.body
        assert [word for word in (*SECRETS, NEW, "Rosewood") if word in message.body] == []
    assert NUMBER not in str([one.subject for one in kept.told])


def test_the_providers_own_number_is_told_too(app: Flask, session: Session, tmp_path: Path) -> None:
    """It is the number that is rung back before anything is believed by telephone."""
    kept = kept_listing(app, session)
    kept.somebody(Role.LISTING_EDITOR, "Eddi Editor")
    provider = session.get_one(Provider, kept.service.provider_id)
    provider.email = "trust@example.org"
    session.flush()
    file = tmp_path / "providers.csv"
    file.write_text(f"external_id,name,telephone\n{provider.external_id},{provider.name},{NEW}\n")
    assert run(app, "providers", file, *SAYS)[0] == 0
    assert {one.to_address for one in kept.told} == {
        "trust@example.org", "eddi.editor@example.org"
    }  # fmt: skip
    assert all(f"{provider.name} itself\nTelephone: " in one.body for one in kept.told)


def test_a_folder_tells_each_address_once(app: Flask, session: Session, tmp_path: Path) -> None:
    kept = kept_listing(app, session)
    kept.somebody(Role.LISTING_EDITOR, "Eddi Editor")
    provider = session.get_one(Provider, kept.service.provider_id)
    provider.said, kept.service.said = {}, {}
    session.flush()
    folder = tmp_path / "both"
    folder.mkdir()
    (folder / "providers.csv").write_text(
        f"external_id,name,telephone\n{provider.external_id},{provider.name},{NEW}\n"
    )
    (folder / "services.csv").write_text(
        f"{HEADS}{kept.service.external_id},EXAMPLE_FORGE_TRUST,closed_group,Thinking Ahead,"
        f"What it is.,community,{NEW},preston,yes\n"
    )
    status, told, complaints = command(app, "import-workbook", str(folder))
    assert (status, complaints) == (0, ""), told
    assert "revised" in told, told
    [editor] = [one for one in kept.told if one.to_address == "eddi.editor@example.org"]
    assert "“Thinking Ahead”" in editor.body
    assert "itself\nTelephone: " in editor.body
