"""What was likely meant is said: a name that is nearly one, an organisation that is known already,
a group on a day on which its line is shut. File in, sentences out."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from directory.clock import local_date
from directory.exchange import names
from directory.exchange.names import Names
from directory.exchange.taking import Taking
from directory.places.models import Exposure
from directory.services.models import Service
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW

TODAY = local_date(NOW)
SITES = """\
external_id,name,area,exposure
HALL-1,The Hall,preston,open
REFUGE-1,Ours,preston,confidential
"""
SERVICE = "external_id,delivery_kind,title,summary,sites,hub\nS1,drop_in,Tea,Every Monday.,{},\n"
CAPACITY = """\
external_id,line,measure,from_date,value,stated_by,stated_on
C1,{},places,2026-01-01,3,Us,2026-01-01
"""
LINE = "external_id,service,areas\nL7,{},preston\n"
CONFIRMATION = "service,fact,confirmed_on,confirmed_by\n{},telephone,2026-01-01,Us\n"


@pytest.mark.parametrize(
    ("kind", "file", "sentence"),
    [
        ("capacity", CAPACITY.format("l-1"), "there is no line l-1; did you mean L1?"),
        ("closures", "external_id,line,from_date,to_date\nX,LL1,2027-01-01,2027-01-02\n",
         "there is no line LL1; did you mean L1?"),
        ("lines", LINE.format("TSP-ACT"), "there is no service TSP-ACT; did you mean TSP/ACT?"),
        ("confirmations", CONFIRMATION.format("tsp act"),
         "there is no service tsp act; did you mean TSP/ACT?"),
        ("services", SERVICE.format("HALL 2"), "there is no site HALL 2; did you mean HALL-1?"),
        ("services", SERVICE.format("REFUGE-2"), "there is no site REFUGE-2"),
        ("capacity", CAPACITY.format("another"), "there is no line another"),
    ],
)  # fmt: skip
def test_a_name_that_is_nearly_one_is_guessed_and_a_hidden_one_never(
    take_in: Import, one_line: str, kind: str, file: str, sentence: str
) -> None:
    take_in("sites", SITES)
    (error,) = take_in(kind, file).errors
    assert error.reason == sentence


def test_a_line_of_a_hidden_service_is_not_offered(
    take_in: Import, session: Session, one_line: str
) -> None:
    line = session.scalars(select(Line)).one()
    session.get_one(Service, line.service_id).exposure = Exposure.RESTRICTED
    session.flush()
    for kind, file in [("capacity", CAPACITY.format("L-1")), ("lines", LINE.format("TSP-ACT"))]:
        (error,) = take_in(kind, file).errors
        assert "did you mean" not in error.reason


def test_of_a_file_wrong_throughout_only_so_many_are_guessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(names, "MOST_GUESSED", 1)
    lines = Names("line", ["L-100"])
    assert lines.not_kept("L-10").endswith("did you mean L-100?")
    assert lines.not_kept("L-00") == "there is no line L-00"
    assert lines.not_kept("L-10").endswith("did you mean L-100?")


PROVIDERS = "external_id,name,telephone\n"


@pytest.mark.parametrize(
    ("rows", "oddities"),
    [
        ("ACT2,The Action Trust Ltd,\n",
         ["row 2, name: is the name of ACT in another spelling: is it the same organisation?"]),
        ("B,Bee,01632 960 555\nC,Sea,+44 1632 960555\n",
         ["row 3, telephone: is the telephone of B: is it the same organisation?"]),
        ("B,The Ltd,\nC,Limited,\n", []),
        ("B,Bee,101\nC,Sea,101\n", []),
        ("ACT,The Action Trust Ltd,\n", []),
    ],
)  # fmt: skip
def test_a_likely_second_record_of_an_organisation_is_asked_about(
    take_in: Import, one_line: str, rows: str, oddities: list[str]
) -> None:
    report = take_in("providers", PROVIDERS + rows)
    assert list(map(str, report.unusual)) == oddities
    assert report.is_refused is bool(oddities)
    if oddities:
        taken = take_in("providers", PROVIDERS + rows, taking=Taking(TODAY, accepts_unusual=True))
        assert not taken.is_refused
        assert take_in("providers", PROVIDERS + rows).unusual == []


START = TODAY + dt.timedelta(days=40)
GROUP = f"external_id,line,planned_start,places\nG1,L1,{START},8\n"
SHUT = (
    "external_id,line,from_date,to_date\n"
    f"X1,L1,{START - dt.timedelta(days=3)},{{}}\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("last", "is_within"),
    [(START, True), (START + dt.timedelta(days=3), True), (START - dt.timedelta(days=1), False)],
)
def test_a_group_within_a_closure_is_asked_about_from_either_side(
    take_in: Import, one_line: str, last: dt.date, is_within: bool
) -> None:
    meant = Taking(TODAY, accepts_unusual=True)
    closures = SHUT.format(last)
    take_in("closures", closures)
    of_the_group = take_in("groups", GROUP)
    within = f"{START} lies within the closure X1, from {START - dt.timedelta(days=3)} to {last}"
    told = [("planned_start", within)] if is_within else []
    assert [(one.column, one.reason) for one in of_the_group.unusual] == told
    assert of_the_group.is_refused is is_within
    take_in("groups", GROUP, taking=meant)
    assert take_in("groups", GROUP).unusual == []
    assert take_in("closures", closures).unusual == []
    other = take_in("closures", closures.replace("X1", "X2"), taking=meant)
    starts = f"the group G1 is to start on {START}, within it"
    assert [one.reason for one in other.unusual] == ([starts] if is_within else [])
