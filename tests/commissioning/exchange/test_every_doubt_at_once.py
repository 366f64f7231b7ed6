"""One run names every doubt: a wrong cell keeps nothing else of its row or file from being checked,
and what leans on it is no false alarm. File in, sentences out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import KINDS
from directory.clock import local_date
from directory.exchange.several import run_together
from directory.exchange.tables import Together, tables_in
from directory.exchange.taking import Taking
from directory.people.models import Person
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW

Table = tuple[str, str, list[str]]

WRONG: list[Table] = [
    (
        "lines",
        ("external_id,service,areas,session_weekday,places,places_stated_by,opened_on,closed_on\n"
        "L9,TSP/ACT,prestn,Blursday,-3,,2026-02-01,2026-01-01\n"),
        [
            "row 2, areas: there is no area prestn; did you mean preston?",
            "row 2, closed_on: 2026-01-01 is before opened on 2026-02-01",
            "row 2, places: -3 is not between 0 and 1,000,000",
            "row 2, session_weekday: Blursday is not a day of the week such as Tuesday",
        ],
    ),
    (  # the weekday cannot be read: that it is there at all is not doubted
        "lines",
        "external_id,service,areas,session_weekday\nL9,NO/ACT,preston,Blursday\n",
        [
            "row 2, service: there is no service NO/ACT",
            "row 2, session_weekday: Blursday is not a day of the week such as Tuesday",
        ],
    ),
    (  # neither does a day that cannot be read come before another
        "lines",
        "external_id,service,areas,opened_on,closed_on\nL9,TSP/ACT,preston,soon,2026-01-01\n",
        ["row 2, opened_on: soon is not a date such as 2027-03-16 or 16/03/2027"],
    ),
    (
        "groups",
        ("external_id,line,planned_start,places,status,started\n"
        "G1,L2,2026-13-01,8,planned,3\nG2,L1,2027-12-01,many,ran,3\nG1,L1,2027-01-05,8,,\n"),
        [
            "row 2, line: there is no line L2",
            "row 2, planned_start: 2026-13-01 is not a day of the calendar",
            "row 3, places: many is not a whole number",
            "row 3, status: a group that starts on 2027-12-01 cannot have run yet",
            "row 4, external_id: stands in this file already, in row 2",
        ],
    ),
    (
        "provision",
        ("area,requirement,strand,says,stated_by,stated_on,review_on,agreed_by\n"
        "prestn,rar,,perhaps,Team,2031-01-01,2030-01-01,\n"),
        [
            "row 2, area: there is no area prestn; did you mean preston?",
            "row 2, requirement: there is no requirement rar",
            "row 2, review_on: 2030-01-01 is before stated on 2031-01-01",
            ("row 2, says: perhaps is none of provided, arrangements_exist, notified,"
            " not_commissioned, not_known"),
            "row 2, stated_on: 2031-01-01 has not come yet",
        ],
    ),
    (
        "agreements",
        ("external_id,kind,title,provider,starts_on,ends_on,unit,volume_from,volume_to,quantity\n"
        "A1,bargain,Thinking,ACTT,2026-05-01,2026-04-01,start,2026-05-01,,many\n"),
        [
            "row 2, ends_on: 2026-04-01 is before starts on 2026-05-01",
            "row 2, kind: bargain is none of contract, sla, grant, p",
            "row 2, provider: there is no provider ACTT; did you mean ACT?",
            "row 2, quantity: many is not a number",
        ],
    ),
    (  # the period does not wait for how much was bought to be read
        "agreements",
        ("external_id,kind,title,provider,unit,volume_from,volume_to,quantity\n"
        "A1,grant,Thinking,ACT,start,2026-05-01,2026-04-01,lots\n"),
        [
            "row 2, quantity: lots is not a number",
            "row 2, volume_to: 2026-04-01 is before volume from 2026-05-01",
        ],
    ),
    (  # what cannot be read twice is not the same twice
        "providers",
        "external_id,name,telephone\n,A,\n,B,\n",
        ["row 2, external_id: is missing", "row 3, external_id: is missing"],
    ),
    (  # a bar is meant; a code of which only the beginning was written
        "lines",
        "external_id,service,areas\nL9,TSP,preston; lancaster\n",
        [
            ("row 2, areas: there is no area preston; lancaster: join several by a bar, as"
            " preston|lancaster"),
            "row 2, service: there is no service TSP; did you mean TSP/ACT?",
        ],
    ),
    (  # of a cell everything that gives a person away is told, and repeated nothing
        "services",
        ("external_id,provider,delivery_kind,title,summary\n"
        "S1,ACT,drop_in,Tea,For X123456 John Smith born 03/04/1988\n"),
        [
            "row 2, summary: holds a case reference number (CRN) and a name with a date of birth",
        ],
    ),
    (
        "lines",
        "external_id,service,areas,places,places_stated_by\nL9,TSP/ACT,preston,2000000,Us\n",
        [
            "row 2, places: 2000000 is not between 0 and 1,000,000",
        ],
    ),
    (
        "services",
        ("external_id,provider,delivery_kind,title,summary,areas,minimum_age,maximum_age,hub\n"
        "S1,ACTT,sometimes,Tea,Every Monday.,prestn,30,20,S1\n"),
        [
            "row 2, areas: there is no area prestn; did you mean preston?",
            ("row 2, delivery_kind: sometimes is none of closed_group, rolling_group, one_to_one,"
            " unpaid_work, immediate, bed, drop_in"),
            "row 2, hub: a service does not refer to itself",
            "row 2, hub: there is no hub S1",
            "row 2, maximum_age: 20 is less than the minimum age 30",
            "row 2, provider: there is no provider ACTT; did you mean ACT?",
        ],
    ),
    (
        "confirmations",
        "service,line,fact,confirmed_on,confirmed_by\nTSP/AC,L1,mood,2031-01-01,Team\n",
        [
            "row 2, confirmed_on: 2031-01-01 has not come yet",
            "row 2, fact: mood",
            "row 2, service: name either the service or the line that it is said of",
            "row 2, service: there is no service TSP/AC; did you mean TSP/ACT?",
        ],
    ),
    (
        "court-teams",
        ("court,name,telephone,stated_by,stated_on\n"
        "preston-crown-cort,Team,ring us,Board,2031-01-01\npreston-crown-court,Team,,Board,soon\n"),
        [
            "row 2, court: there is no court preston-crown-cort; did you mean preston-crown-court?",
            "row 2, stated_on: 2031-01-01 has not come yet",
            "row 2, telephone: holds no number that can be rung",
            "row 3, stated_on: soon is not a date such as 2027-03-16 or 16/03/2027",
        ],
    ),
    (  # the second row names nobody to ring, which only the verb can tell
        "prison-contacts",
        ("prison,role,telephone,email,stated_by,stated_on\n"
        "XXI,Resettlement,01632 960101,,Board,2031-01-01\nPNI,Visits,,,Board,2026-01-01\n"),
        [
            "row 2, prison: there is no prison XXI",
            "row 2, stated_on: 2031-01-01 has not come yet",
            "row 3: Enter a telephone number or an e-mail address.",
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "file", "sentences"), WRONG)
def test_one_wrong_cell_keeps_nothing_else_from_being_checked(
    take_in: Import, one_line: str, kind: str, file: str, sentences: list[str]
) -> None:
    report = take_in(kind, file)
    assert report.is_refused
    told = sorted(map(str, report.errors))
    assert len(told) == len(sentences), told
    for one, sentence in zip(told, sentences, strict=True):
        assert one.startswith(sentence)


def test_what_a_verb_refuses_is_told_beside_what_is_wrong_already(
    take_in: Import, one_line: str
) -> None:
    heads = "external_id,kind,title,provider\n"
    take_in("agreements", heads + "A1,grant,Thinking,ACT\nA2,grant,Tea,ACT\n")
    report = take_in("agreements", heads + "A1,grant,Another,ACT\nA2,grant,Tea,NO\nA3,grant,,ACT\n")
    assert sorted(map(str, report.errors)) == [
        "row 2, title: the agreement A1 is recorded with another one",
        "row 3, provider: there is no provider NO",
        "row 4, title: is missing",
    ]
    assert (report.is_refused, report.run_id) == (True, None)
    assert take_in("agreements", heads + "A3,grant,New,ACT\n").outcomes["added"] == 1


HIDDEN = [
    ("sites", "HOUSE,The refuge,preston,confidential,,1 Hidden Lane,prxx,ring us\n"),
]


@pytest.mark.parametrize(("kind", "row"), HIDDEN)
def test_of_a_hidden_place_every_cell_is_refused_and_none_repeated(
    take_in: Import, kind: str, row: str
) -> None:
    heads = "external_id,name,area,exposure,provider,address,postcode,telephone\n"
    report = take_in(kind, heads + row)
    assert sorted({error.column for error in report.errors}) == ["address", "postcode", "telephone"]
    assert not [error for error in report.errors if "Hidden" in str(error) or "prxx" in str(error)]


def take_together(
    session: Session, by: Person, folder: Path, files: Mapping[str, Sequence[str]]
) -> Together:
    for kind, rows in files.items():
        (folder / f"{kind}.csv").write_text("\n".join(rows) + "\n")
    together = Together()
    sheets = tuple(kind for kind in KINDS if not kind.layout)
    tables = tables_in(folder, sheets, together)
    taking = Taking(local_date(NOW))
    run_together(session, tables, together, by=by, at=NOW, taking=taking)
    return together


PROVIDERS = ["external_id,name,telephone", "ACT,Action Trust,", "BEE,Bee,ring us"]
SERVICES = [
    "external_id,provider,delivery_kind,title,summary",
    "TEA,BEE,drop_in,Tea,Every Monday.",
    "DEBT,ACT,one_to_one,Debt,Advice on debt.",
    "HOME,ACT,sometimes,Homes,Advice on homes.",
]
LINES = [
    "external_id,service,areas",
    "L1,TEA,preston",
    "L2,DEBT,preston",
    "L3,HOME,preston",
    "L4,NO,prestn",
]
GROUPS = ["external_id,line,planned_start,places", "G1,L3,2027-01-05,8", "G2,L9,2027-01-05,8"]


def test_a_row_that_names_a_refused_one_waits_and_is_no_mistake(
    session: Session, importer: Person, places: None, tmp_path: Path
) -> None:
    files = {"providers": PROVIDERS, "services": SERVICES, "lines": LINES, "groups": GROUPS}
    together = take_together(session, importer, tmp_path, files)
    told = {report.kind.name: report for report in together.reports}
    assert {name: [str(error) for error in one.errors] for name, one in told.items()} == {
        "providers": [
            (
                "row 3, telephone: holds no number that can be rung: write it with its"
                " code, such as 01632 960123"
            )
        ],
        "services": [
            (
                "row 4, delivery_kind: sometimes is none of closed_group, rolling_group,"
                " one_to_one, unpaid_work, immediate, bed, drop_in"
            )
        ],
        "lines": [
            "row 5, service: there is no service NO",
            "row 5, areas: there is no area prestn; did you mean preston?",
        ],
        "groups": ["row 3, line: there is no line L9"],
    }
    assert {name: [error.row for error in one.waiting] for name, one in told.items()} == {
        "providers": [],
        "services": [2],
        "lines": [2, 4],
        "groups": [2],
    }
    assert together.is_refused
    assert together.unchecked == []


def test_a_likely_second_provider_is_told_whichever_of_the_two_is_refused(
    take_in: Import,
) -> None:
    heads = "external_id,name,telephone\n"
    larch, second = "LARCH,Larch Street Project,{}\n", "L2,Larch St. Project,{}\n"
    says = "is the name of {} in another spelling: is it the same organisation?"
    first_refused = take_in("providers", heads + larch.format("ring us") + second.format(""))
    assert [str(one) for one in first_refused.unusual] == ["row 2, name: " + says.format("L2")]
    second_refused = take_in("providers", heads + larch.format("") + second.format("ring us"))
    assert [str(one) for one in second_refused.unusual] == ["row 3, name: " + says.format("LARCH")]
