"""Two merges of the same services at one moment: one is done, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.listings.merging import CannotBeOne, NotMerged, merge_services, part_services
from directory.people.models import Person
from directory.services.models import Service, ServiceMerge
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.listings import make_person
from tests.makers.places import make_area
from tests.makers.services import make_service
from tests.two_persons import TELEPHONES, Edit, at_once, database_of_two


@pytest.fixture
def engine(database: str, scratch: Path, tmp_path: Path) -> Iterator[Engine]:
    with database_of_two(database, tmp_path) as engine:
        with Session(engine) as session, session.begin():
            area = make_area(session)
            for title in ("Debt Advice", "Debt Advise", "Debt Advices"):
                service = make_service(session, title, areas=[area])
                make_line(session, service=service, areas=[area])
        yield engine


def _merge(session: Session, gone: int, kept: int, by: Person, both: Barrier | None) -> None:
    services = session.scalars(select(Service).order_by(Service.id)).all()
    if both is not None:
        both.wait()
    merge_services(session, services[gone], services[kept], reason="One.", by=by, at=NOW)


def crosswise(session: Session, by: Person, both: Barrier | None) -> None:
    gone, kept = (0, 1) if by.code == "jane" else (1, 0)
    _merge(session, gone, kept, by, both)


def the_same_twice(session: Session, by: Person, both: Barrier | None) -> None:
    _merge(session, 0, 1, by, both)


def one_into_two(session: Session, by: Person, both: Barrier | None) -> None:
    _merge(session, 0, 1 if by.code == "jane" else 2, by, both)


@pytest.mark.parametrize("edit", [crosswise, the_same_twice, one_into_two])
def test_one_is_done_and_the_other_is_told(engine: Engine, edit: Edit) -> None:
    done = at_once(engine, edit)
    [winner] = [one for one in done if isinstance(one, str)]
    [refused] = [one for one in done if not isinstance(one, str)]
    assert isinstance(refused, CannotBeOne)
    assert winner in TELEPHONES
    with Session(engine) as session:
        [merge] = session.scalars(select(ServiceMerge))
        gone = session.scalars(select(Service).where(Service.merged_into_id.is_not(None))).all()
        assert [one.id for one in gone] == [merge.gone_id]
        assert [one.merged_into_id for one in gone] == [merge.kept_id]
        lines = session.scalars(select(Line.service_id)).all()
        assert sorted(lines).count(merge.kept_id) == 2
        assert merge.gone_id not in lines


def test_two_part_at_once_and_one_is_told(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        _merge(session, 0, 1, make_person(session, "Mo"), None)

    def part(session: Session, by: Person, both: Barrier | None) -> None:
        merge = session.scalars(select(ServiceMerge).order_by(ServiceMerge.id)).first()
        assert merge is not None
        if both is not None:
            both.wait()
        part_services(session, merge, reason="Two.", by=by, at=NOW)

    done = at_once(engine, part)
    assert [type(one) for one in done if not isinstance(one, str)] == [NotMerged]
    with Session(engine) as session:
        kinds = session.scalars(select(ServiceMerge.kind).order_by(ServiceMerge.id)).all()
        assert [kind.value for kind in kinds] == ["merged", "parted"]
        assert len(set(session.scalars(select(Line.service_id)))) == 3
