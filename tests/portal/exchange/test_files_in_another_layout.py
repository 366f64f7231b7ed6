"""A file that came as something else is recognised by its headings, and taken for nothing else:
file in, sentence out, with the command that takes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.referrals.models import Referral
from directory.providers.models import Provider
from tests.portal.exchange.test_workbook_commands import run

REPORT = (
    Path(__file__).parents[2] / "examples" / "pilot-reports" / "performance-report.csv"
).read_text()
OPEN = {
    "organizations.csv": "id,name,description\nO1,Larch,Advice\n",
    "services.csv": "id,organization_id,name,status,description\nS1,O1,Debt advice,active,Help\n",
}
THE_REPORT = "It looks like the performance report of 27 columns:"
TAKES = "`import referrals {} --layout rm-performance` takes that."


@pytest.mark.parametrize(
    ("kind", "name", "content", "sentences"),
    [
        ("referrals", "june.csv", REPORT, [THE_REPORT, TAKES.format("FILE")]),
        ("weekly-totals", "june.csv", REPORT, [THE_REPORT, TAKES.format("FILE")]),
        (  # with a column that is lost it is the same report still
            "referrals",
            "june.csv",
            REPORT.replace("contract_ref", "contract", 1),
            [THE_REPORT],
        ),
        (
            "services",
            "services.csv",
            OPEN["services.csv"],
            ["a file of Open Referral: `import services FILE --layout open-referral`"],
        ),
        (
            "providers",
            "lines.csv",
            "external_id,service,areas,name,places,places_stated_by\nL1,S,preston,,3,Us\n",
            ["a file of lines: `import lines FILE` takes that."],
        ),
        ("referrals", "x.csv", "colour,shape\nred,round\n", ["the column colour is not known"]),
    ],
)
def test_what_it_looks_like_is_said_with_the_command(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path, kind: str, name: str,
    content: str, sentences: list[str],
) -> None:  # fmt: skip
    path = tmp_path / name
    path.write_text(content)
    status, _, complaints = run(app, "import", kind, path)
    assert status == 1
    sentences = [sentence.replace("FILE", str(path)) for sentence in sentences]
    assert [sentence for sentence in sentences if sentence not in complaints] == [], complaints
    assert ("It looks like" in complaints) is ("colour" not in content)
    assert not [number for number in crns() if number in complaints]
    assert session.scalar(select(func.count(Referral.id))) == 0


@pytest.mark.parametrize(
    ("files", "given", "sentence"),
    [
        (OPEN, "", "looks like a folder of Open Referral (HSDS): `import-workbook"),
        ({"june.csv": REPORT}, "june.csv", "june.csv is one table, and no workbook or folder. "),
        ({"june.csv": REPORT}, "june.csv", "june.csv --layout rm-performance` takes that."),
        (
            {"june.csv": REPORT, "providers.csv": "external_id,name\nA,Anawim\n"},
            "",
            "june.csv is called by no kind. " + THE_REPORT,
        ),
    ],
)
def test_so_is_what_was_given_for_a_workbook(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path, files: dict[str, str],
    given: str, sentence: str,
) -> None:  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    status, _, complaints = run(app, "import-workbook", tmp_path / given)
    assert status == 1
    assert sentence in complaints
    assert session.scalar(select(func.count(Provider.id))) == 0


def test_a_file_of_ours_under_another_name_is_left_out_and_named(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "providers.csv").write_text("external_id,name\nA,Anawim\n")
    (tmp_path / "providers.errors.csv").write_text("external_id,name,reasons\nA,,is missing\n")
    (tmp_path / "old list.csv").write_text("external_id,name\nB,Bee\n")
    status, told, complaints = run(app, "import-workbook", tmp_path)
    assert (status, complaints) == (0, "")
    assert "Not known, and left out: old list." in told


def crns() -> list[str]:
    heads, *rows = [line.split(",") for line in REPORT.splitlines()]
    numbers = [row[heads.index("service_user_crn")] for row in rows]
    assert any(numbers)
    return [number for number in numbers if number]
