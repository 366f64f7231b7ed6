"""The command that accounts for lots without a line, as a person runs it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import make_scene


@pytest.fixture
def lots(session: Session) -> None:
    """One ended, one without a known end whose reference looks like a formula."""
    make_scene(session)
    by = actor(session)
    for reference, ends_on in (("A1", dt.date(2020, 3, 31)), ("=A2", None)):
        agreement = sign_agreement(
            session, external_id=reference, kind=AgreementKind.CONTRACT, title="Debt advice",
            provider=None, starts_on=None, ends_on=ends_on, source="tests", by=by, at=NOW,
        )  # fmt: skip
        add_lot(session, agreement, external_id=reference, by=by, at=NOW)
    session.commit()


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["agreement-lines", *map(str, arguments)])


@pytest.mark.usefixtures("lots")
def test_each_lot_is_accounted_for_and_written_to_be_settled(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    path = tmp_path / "lots.csv"
    done = run(app, "--to", path)
    assert done.exit_code == 0
    assert "2 lots that join no line:" in done.stdout
    for said in ("1 ended", "1 end not known"):
        assert said in done.stdout
    rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("lot,line,buys,why,")
    assert {row.partition(",")[0] for row in rows[1:]} == {"A1", "'=A2"}


@pytest.mark.usefixtures("lots")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--region", "atlantis"), "Refused: "),
        (("--to", "/nowhere/lots.csv"), "/nowhere/lots.csv cannot be written: "),
    ],
)
def test_what_cannot_be_told_or_written_is_said(
    app: Flask, client: FlaskClient, arguments: tuple[str, ...], said: str
) -> None:
    done = run(app, *arguments)
    assert (done.exit_code, done.stderr.startswith(said)) == (1, True)
