"""Making a sheet: once for each answer, for anybody, with what it speaks by."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.availability.answer import court_answer
from commissioning.availability.question import CourtQuestion
from commissioning.dates.keeping import KEPT_DAYS, thin_history
from commissioning.dates.models import LineForecast
from commissioning.lines.models import LineFigures
from commissioning.sheets import making
from commissioning.sheets.document import SheetQuestion, from_bytes, sha256_of
from commissioning.sheets.errors import SheetTooLarge, TooManySheets
from commissioning.sheets.making import DailyLimit, make_sheet
from commissioning.sheets.models import CourtSheet, SheetForecast
from commissioning.sheets.public_facts import AboutAPerson, in_twentieths, public_facts
from commissioning.timing.chances import in_tenths
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.places.models import Exposure
from directory.services.eligibility import AboutPerson
from directory.services.models import Service
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import Scene, add_line, make_scene
from tests.makers.start_dates import answer_everything

ALL = SheetQuestion()
TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def made(
    session: Session,
    scene: Scene,
    question: SheetQuestion = ALL,
    *,
    at: dt.datetime = NOW,
    limit: DailyLimit = making.LIMIT,
) -> CourtSheet:
    return make_sheet(session, scene.court, question, by=actor(session), at=at, limit=limit)


def test_the_bytes_are_kept_with_their_digest_and_the_act(session: Session, scene: Scene) -> None:
    sheet = made(session, scene)
    assert sha256_of(sheet.document) == sheet.document_sha256
    assert from_bytes(sheet.document).reference == sheet.reference
    acts = session.scalars(select(AuditRow).where(AuditRow.act == "sheet:make")).all()
    assert [act.after for act in acts] == [{"sha256": sheet.document_sha256}]


def test_the_same_answer_on_the_same_day_is_the_same_sheet(session: Session, scene: Scene) -> None:
    first = made(session, scene)
    again = made(session, scene, at=NOW + dt.timedelta(hours=2))
    assert again.id == first.id
    assert made(session, scene, at=TOMORROW).id != first.id
    assert made(session, scene, SheetQuestion(requirement="programme")).id != first.id


def test_another_answer_on_the_same_day_is_another_sheet(session: Session, scene: Scene) -> None:
    first = made(session, scene)
    add_line(session, scene, "A new service", "programme")
    answer_everything(session)
    assert made(session, scene).id != first.id


def test_two_who_ask_at_the_same_moment_get_one_sheet(
    session: Session, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's sheet is there after this one looked: the database decides."""
    first = made(session, scene)
    honest, questions = making._same, []

    def blind_at_first(same_answer: str) -> Select[CourtSheet]:
        questions.append(same_answer)
        return honest("not yet there" if len(questions) == 1 else same_answer)

    monkeypatch.setattr(making, "_same", blind_at_first)
    assert made(session, scene).id == first.id
    assert len(session.execute(select(CourtSheet.id)).all()) == 1


def test_more_than_the_days_share_is_refused_and_the_same_sheet_is_not(
    session: Session, scene: Scene
) -> None:
    limit = DailyLimit(of_a_court=1, in_all=2)
    first = made(session, scene, limit=limit)
    assert made(session, scene, limit=limit).id == first.id
    with pytest.raises(TooManySheets, match=r"1 different sheets .* for this court"):
        made(session, scene, SheetQuestion(requirement="programme"), limit=limit)
    made(session, scene, at=TOMORROW, limit=limit)


def test_the_portal_has_a_share_as_well(session: Session, scene: Scene) -> None:
    made(session, scene)
    with pytest.raises(TooManySheets, match="in this portal"):
        made(session, scene, SheetQuestion(order_days=365), limit=DailyLimit(9, 1))


def test_a_sheet_is_of_bounded_size(
    session: Session, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_BYTES", 1000)
    with pytest.raises(SheetTooLarge, match="one area or one requirement"):
        made(session, scene)
    monkeypatch.undo()
    whole = json.loads(made(session, scene).document)["answer"]["requirements"]
    assert max(len(found["rows"]) for found in whole) == making.ROWS_EACH
    one = made(session, scene, SheetQuestion(requirement="rehabilitation_activity"))
    assert len(json.loads(one.document)["answer"]["requirements"][0]["rows"]) == 11


def test_a_confidential_service_makes_no_other_sheet(session: Session, scene: Scene) -> None:
    """The same digest: no byte of the answer knows of it."""
    first = made(session, scene)
    line = add_line(session, scene, "Rosewood refuge", "residence", kind=DeliveryKind.BED)
    session.get_one(Service, line.service_id).exposure = Exposure.CONFIDENTIAL
    answer_everything(session)
    assert made(session, scene).id == first.id
    assert len(session.scalars(select(CourtSheet.id)).all()) == 1


def test_an_area_that_does_not_exist_is_refused(session: Session, scene: Scene) -> None:
    with pytest.raises(NotKnown):
        made(session, scene, SheetQuestion(areas=("atlantis",)))


def test_nothing_matched_to_a_person_can_be_kept(session: Session, scene: Scene) -> None:
    """The question of a sheet has no place for a person, and an answer about one is refused."""
    names = {field.name for field in dataclasses.fields(SheetQuestion)}
    assert names == {"areas", "requirement", "order_kind", "order_days", "unpaid_hours"}
    about = CourtQuestion(about=AboutPerson(sex="female"))
    with pytest.raises(AboutAPerson):
        public_facts(court_answer(session, scene.court, about, NOW))
    text = made(session, scene).document.decode()
    assert '"fit":null' in text
    assert all(f'"{word}"' not in text for word in ("sex", "age", "postcode"))


def test_a_strand_names_only_lines_that_are_on_the_sheet(session: Session, scene: Scene) -> None:
    """How many more there are is counted; which they are would be a fact of no row."""
    found = json.loads(made(session, scene).document)["answer"]["requirements"]
    [activity] = [one for one in found if one["code"] == "rehabilitation_activity"]
    named = {line for strand in activity["strands"] for line in strand["lines"]}
    assert named == {row["line"] for row in activity["rows"]}
    assert sum(strand["row_count"] for strand in activity["strands"]) == activity["row_count"] > 3
    assert not activity["ruled_out"]


def test_a_chance_is_kept_no_finer_than_its_words(session: Session, scene: Scene) -> None:
    """A page says chances in tenths: the document beside it must not say more of few people."""
    question = SheetQuestion(requirement="unpaid_work", order_days=365, unpaid_hours=80)
    sheet = made(session, scene, question)
    rows = json.loads(sheet.document)["answer"]["requirements"][0]["rows"]
    [in_order] = [row["beside"]["in_order"] for row in rows if row["beside"]]
    chance = in_order["chance_of_finishing"]
    assert 0 < chance < 1
    assert chance == round(chance * 20) / 20


@given(chance=st.floats(0, 1))
def test_a_coarser_chance_has_the_same_words(chance: float) -> None:
    assert in_tenths(in_twentieths(chance)) == in_tenths(chance)


def test_of_a_restricted_service_only_programme_area_and_month_are_kept(
    session: Session, scene: Scene
) -> None:
    sheet = made(session, scene, SheetQuestion(requirement="programme"))
    [found] = json.loads(sheet.document)["answer"]["requirements"]
    [row] = [row for row in found["rows"] if row["is_restricted"]]
    said = {name: value for name, value in row.items() if value not in (None, False, [])}
    assert said.keys() == {
        "line", "service", "title", "kind", "areas", "standing", "contact", "is_restricted",
    }  # fmt: skip
    assert said["title"] == "Horizon"
    assert said["contact"]["name"] == "Preston Probation Office"
    standing = {name: value for name, value in row["standing"].items() if value is not None}
    assert standing.keys() == {"status", "likely_start"}
    assert standing["likely_start"].endswith("-01")
    assert "2027-05-11" not in sheet.document.decode()


def test_the_forecasts_it_speaks_by_outlive_the_thinning(session: Session, scene: Scene) -> None:
    sheet = made(session, scene)
    pinned = set(session.scalars(select(SheetForecast.forecast_id)))
    assert pinned
    later = NOW + dt.timedelta(days=5)  # in the same month, so that only the pin keeps the first
    for line in scene.lines.values():
        line_figures_move(session, line.id)
    answer_everything(session, at=later)
    thin_history(session, NOW + dt.timedelta(days=KEPT_DAYS + 30))
    left = set(session.scalars(select(LineForecast.id)))
    assert pinned <= left
    session.execute(delete(SheetForecast))
    thin_history(session, NOW + dt.timedelta(days=KEPT_DAYS + 30))
    assert not pinned <= set(session.scalars(select(LineForecast.id)))
    assert sheet.document


def line_figures_move(session: Session, line_id: int) -> None:
    session.get_one(LineFigures, line_id).facts_version += 1
    session.flush()


def test_the_database_keeps_references_apart(session: Session, scene: Scene) -> None:
    sheet = made(session, scene)
    facts = {
        column.name: getattr(sheet, column.name)
        for column in CourtSheet.__table__.columns
        if column.name != "id"
    }
    session.add(CourtSheet(**(facts | {"same_answer": "another"})))
    with pytest.raises(IntegrityError):
        session.flush()
