"""A provider's beds on pages: added, let, and what is refused on its field."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.beds.models import Bed, BedStay
from directory.delivery import DeliveryKind
from directory.services.models import Service
from tests.makers.accounts import LoggedIn
from tests.makers.lines import make_line, make_terms
from tests.makers.scene import Scene
from tests.portal.finding.conftest import text_of

HOUSE = "Supported housing in Leyland"


def day_of(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def test_a_bed_is_added_let_and_left(provider: LoggedIn, session: Session, scene: Scene) -> None:
    told = {"line": str(scene.lines[HOUSE].public_id), "name": "Room 3", "turnaround_days": "1"}
    session.commit()
    assert provider.post("/beds", told).location == "/beds?done=1"
    assert "1 bed free tonight" in text_of(provider.get("/beds").text)
    assert provider.post("/beds", told).status_code == 303  # pressed twice: one bed
    again = provider.post("/beds", told | {"turnaround_days": "2"})
    assert (again.status_code, "that no other bed" in again.text) == (422, True)
    path = f"/beds/{session.scalars(select(Bed.public_id)).one()}"
    session.commit()
    stay = day_of("let-from_date", dt.date(2027, 3, 2)) | day_of(
        "let-leaves_on", dt.date(2027, 3, 10)
    )
    assert provider.post(f"{path}/let", stay).location == f"{path}?done=1"
    assert provider.post(f"{path}/let", stay).status_code == 303
    assert session.scalar(select(func.count()).select_from(BedStay)) == 1
    session.commit()
    clashes = stay | day_of("let-leaves_on", dt.date(2027, 3, 9))
    twice = provider.post(f"{path}/let", clashes)
    assert twice.status_code == 422
    assert "the bed is not free" in twice.text
    assert "Tonight: taken" in text_of(provider.get(path).text)
    listed = text_of(provider.get("/beds").text)
    assert "0 beds free tonight" in listed
    assert "1 bed from 11 March 2027" in listed
    assert provider.post(f"{path}/stay-on", {}).status_code == 422
    gone = provider.post(f"{path}/leave", day_of("leave-left_on", dt.date(2027, 3, 2)))
    assert gone.status_code == 303


def test_a_house_of_another_is_not_found(provider: LoggedIn, scene: Scene) -> None:
    form = {"line": str(scene.lines["Building Choices"].public_id), "name": "1"}
    assert provider.post("/beds", form).status_code == 404


def test_a_house_of_several_lists_is_named_once(
    provider: LoggedIn, session: Session, scene: Scene
) -> None:
    line = scene.lines[HOUSE]
    service = session.get_one(Service, line.service_id)
    beside = make_line(
        session, areas=[scene.home], service=service, terms=make_terms(DeliveryKind.BED)
    )
    beside.name = f"{HOUSE}: women"
    session.commit()
    page = text_of(provider.get("/beds").text)
    assert f"{HOUSE}: women" in page
    assert f"{HOUSE}: {HOUSE}" not in page
