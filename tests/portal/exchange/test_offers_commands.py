"""What a file said otherwise is listed with a number, and taken as somebody's word."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.places.models import CourtTeam, Site
from directory.providers.models import Provider
from tests.makers.days import NOW
from tests.makers.places import make_england
from tests.portal.exchange.test_commands import command

TakeIn = Callable[..., str]

KNOWN, NEWER = "01632 960350", "01632 960377"
TEAM = "court,name,telephone,stated_by,stated_on\npreston-magistrates-court,Team,{},Board,{}\n"


@pytest.fixture
def take_in(
    app: Flask, client: FlaskClient, session: Session, importer: Person, tmp_path: Path
) -> TakeIn:
    make_england(session, by=importer, at=NOW)
    session.commit()

    def run(kind: str, text: str, *options: str) -> str:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        status, told, complaint = command(app, "import", kind, str(path), *options)
        assert (status, complaint) == (0, ""), complaint
        return told

    return run


def numbers(app: Flask, *options: str) -> list[str]:
    status, told, complaint = command(app, "offers", *options)
    assert (status, complaint) == (0, ""), complaint
    return re.findall(r"^ +(\d+)  ", told, re.MULTILINE)


def test_a_teams_newer_number_is_offered_and_taken(
    app: Flask, session: Session, take_in: TakeIn
) -> None:
    take_in("court-teams", TEAM.format(KNOWN, "2026-09-20"), "--source", "court register")
    told = take_in("court-teams", TEAM.format(NEWER, "2026-09-30"))
    assert "kept Telephone 01632 960350" in told
    assert "`take-offer NUMBER --by NAME`" in told
    listed = command(app, "offers", "--of", "Preston magistrates court")[1]
    assert f"stands {KNOWN} (from court register on 20 September 2026)" in listed
    assert f"import of 30 September 2026: {NEWER}" in listed
    [number] = numbers(app)
    assert command(app, "offers", "--of", "elsewhere")[1] == "Nothing is offered.\n"
    status, taken, _ = command(app, "take-offer", number, "--by", "Region’s contract team")
    assert (status, NEWER in taken) == (0, True)
    newest = session.scalars(select(CourtTeam).order_by(CourtTeam.id.desc())).first()
    assert newest is not None
    assert (newest.telephone, newest.stated_by) == (NEWER, "Region’s contract team")
    assert newest.said["telephone"]["is_person"] is True
    assert numbers(app) == []
    again = command(app, "take-offer", number, "--by", "Region’s contract team")
    assert again[0] == 1
    assert "is settled" in again[2]


def test_a_number_without_an_offer_and_nobodys_word_are_refused(
    app: Flask, take_in: TakeIn
) -> None:
    take_in("court-teams", TEAM.format(KNOWN, "2026-09-20"), "--source", "court register")
    take_in("court-teams", TEAM.format(NEWER, "2026-09-30"))
    [number] = numbers(app)
    assert "no offer called “4711”" in command(app, "take-offer", "4711", "--by", "Team")[2]
    assert "Enter who says" in command(app, "take-offer", number, "--by", "  ")[2]
    assert numbers(app) == [number]


PROVIDER = "external_id,name,telephone\nONE,One Trust,{}\n"
PROGRAMME = "external_id,name,kind,delivery_format\nTSP,Thinking,accredited_programme,{}\n"
SITE = "external_id,name,area,exposure,telephone\nHALL,Hall,central-lancashire,{},{}\n"
SERVICE = (
    "external_id,provider,title,summary,delivery_kind,areas,telephone,publish\n"
    "S1,ONE,Help,Help with debt,one_to_one,central-lancashire,{},yes\n"
)
OTHERWISE = [("providers", PROVIDER), ("services", SERVICE), ("programmes", PROGRAMME)]


@pytest.mark.parametrize(("kind", "text"), OTHERWISE)
def test_whatever_remembers_who_said_it_can_be_taken(
    app: Flask,
    take_in: TakeIn,
    kind: str,
    text: str,
) -> None:
    if kind == "services":
        take_in("providers", PROVIDER.format(KNOWN))
    take_in(kind, text.format(KNOWN), "--source", "register")
    take_in(kind, text.format(NEWER))
    [number] = numbers(app)
    assert command(app, "take-offer", number, "--by", "Contract team")[0] == 0
    assert numbers(app) == []
    told = take_in(kind, text.format(KNOWN), "--source", "register")
    assert "kept" in told
    assert "stated by Contract team" in told


def test_of_a_site_that_is_not_open_no_value_is_shown(
    app: Flask, take_in: TakeIn, session: Session
) -> None:
    take_in("sites", SITE.format("restricted", KNOWN), "--source", "register")
    take_in("sites", SITE.format("restricted", NEWER))
    listed = command(app, "offers")[1]
    assert KNOWN not in listed
    assert NEWER not in listed
    [number] = numbers(app)
    taken = command(app, "take-offer", number, "--by", "Contract team")
    assert (taken[0], NEWER in taken[1]) == (0, False)
    assert session.scalars(select(Site.telephone)).one() == NEWER


def test_another_spelling_of_the_source_is_the_same_source(
    app: Flask,
    session: Session,
    take_in: TakeIn,
) -> None:
    take_in("providers", PROVIDER.format(KNOWN), "--source", "court register")
    take_in("providers", PROVIDER.format(NEWER), "--source", "Court-Register")
    assert session.scalars(select(Provider.telephone)).one() == NEWER
    take_in("providers", PROVIDER.format("01632 960401"), "--source", "Another")
    take_in("providers", PROVIDER.format("01632 960402"), "--source", "another")
    assert len(numbers(app)) == 1
    assert "Another of" in command(app, "offers")[1]
