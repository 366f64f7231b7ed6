"""What a report says of taking its file back is true at once."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.models import Person
from tests.makers.days import NOW
from tests.makers.places import make_england
from tests.portal.exchange.test_commands import command

FILES = {
    "providers": "external_id,name\nACT,Action Trust\n",
    "programmes": "external_id,name,kind\nTSP,Thinking,accredited_programme\n",
    "availability": "programme,area,provider,external_id,delivery_kind\n"
    "TSP,central-lancashire,ACT,L1,one_to_one\n",
}
CASES = "reference,line,basis,received_on,home_area,{}\nR1,L1,community_order,2026-09-01,{}\n"


def test_a_report_that_moves_known_cases_on_says_that_nothing_takes_it_back(
    app: Flask, client: FlaskClient, session: Session, importer: Person, tmp_path: Path
) -> None:
    make_england(session, by=importer, at=NOW)
    session.commit()

    def take_in(kind: str, text: str) -> str:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        status, told, complaint = command(app, "import", kind, str(path))
        assert (status, complaint) == (0, ""), complaint
        return told

    for kind, text in FILES.items():
        take_in(kind, text)
    known = "central-lancashire,2026-09-02"
    first = take_in("referrals", CASES.format("accepted_on", known))
    assert "takes it back, until something stands on it." in first
    row = "accepted_on,ready_on"
    second = take_in("referrals", CASES.format(row, f"{known},2026-09-03"))
    assert "1 revised" in second
    assert "It cannot be taken back as one: it changed referral rows that were there" in second
    assert "undo-import" not in second
