"""How groups of people of one region fared in a quarter: from its records to what is told."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.orm import Session

from commissioning.statistics.figures import AreaTold, FiguresFor, area_told
from commissioning.statistics.quarters import Quarter, latest_ended
from commissioning.statistics.queries import IN_OPEN, people_of_quarter
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_regions
from portal.running.transactions import in_reading
from tests.bench.databases import Databases, now, portal_on
from tests.bench.measuring import Measured, seconds, timed
from tests.bench.records import Size

GOAL_SECONDS = 1.0


def fairness_quarter(databases: Databases, size: Size, *, times: int) -> Measured:
    file = databases.copy_of(size, "fairness")
    _ask_everybody(file)
    app, quarter = portal_on(file), latest_ended(now().date())
    with app.app_context():
        region_id = in_reading(lambda session: all_regions(session)[0].id)
        told = in_reading(lambda session: _told(session, region_id, quarter))
        if told.figures.referred == "0":
            raise AssertionError("nobody was referred in the quarter")
        taken = timed(
            lambda: in_reading(lambda session: _told(session, region_id, quarter)), times=times
        )
    return Measured(
        "Fairness of one region's quarter",
        str(size),
        seconds(taken.cpu),
        wall=f"{seconds(taken.wall)}, {told.figures.referred} referred",
        goal=f"≤ {seconds(GOAL_SECONDS)}",
        is_met=taken.cpu <= GOAL_SECONDS,
    )


def _told(session: Session, region_id: int, quarter: Quarter) -> AreaTold:
    of = (IN_OPEN, LocalDeliveryUnit.region_id == region_id)
    return area_told(FiguresFor(), "", "", people_of_quarter(session, quarter, of=of), quarter)


def _ask_everybody(file: Path) -> None:
    """Homes in all areas, and an answer of each to all that may be asked."""
    with sqlite3.connect(file) as records:
        areas = records.execute("SELECT id FROM local_delivery_unit ORDER BY id").fetchall()
        records.executemany(
            "UPDATE referral SET home_local_delivery_unit_id = ? WHERE id % ? = ?",
            [(area, len(areas), number) for number, (area,) in enumerate(areas)],
        )
        records.execute(
            "INSERT INTO referral_characteristics"
            " (referral_id, sex, age_band, ethnicity, disability)"
            " SELECT id, CASE id % 5 WHEN 0 THEN 'female' ELSE 'male' END,"
            " CASE id % 3 WHEN 0 THEN '25_to_29' WHEN 1 THEN '30_to_39' ELSE '50_to_59' END,"
            " CASE id % 7 WHEN 0 THEN 'asian' WHEN 1 THEN 'black' ELSE 'white' END,"
            " CASE id % 4 WHEN 0 THEN 'yes' ELSE 'no' END FROM referral"
        )
