"""Each region's workbook holds what is known of it, and sent back untouched changes nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from directory.audit.models import AuditRow
from directory.people.queries import SystemActor, system_actor
from directory.places.models import Exposure, Site
from directory.places.queries import all_regions
from directory.services.models import Service
from tests.makers.round_trips import not_unchanged, round_trip, write_known
from tests.portal.demonstration.conftest import SMALL


@pytest.mark.soak
def test_the_whole_demonstration_reads_back_unchanged(looking: Session, tmp_path: Path) -> None:
    by = system_actor(looking, SystemActor.IMPORT)
    before = looking.scalar(select(func.count(AuditRow.id)))
    filled: set[str] = set()
    changes: list[str] = []
    for region in all_regions(looking):
        path = tmp_path / f"{region.slug}.xlsx"
        together = round_trip(looking, region.slug, path, by=by, at=SMALL.at)
        changes += [f"{region.slug}, {told}" for told in not_unchanged(together)]
        filled |= {report.kind.name for report in together.reports}
    assert changes == []
    assert looking.scalar(select(func.count(AuditRow.id))) == before
    assert filled >= {"lines", "agreements", "groups", "closures", "schemes", "provision"}


@pytest.mark.soak
def test_nothing_that_is_hidden_stands_in_any_workbook(looking: Session, tmp_path: Path) -> None:
    hidden = _hidden(looking)
    assert hidden
    for region in all_regions(looking):
        path = tmp_path / f"{region.slug}.xlsx"
        write_known(looking, region.slug, path, on=SMALL.today)
        assert not _texts(path) & hidden, region.slug


def _hidden(session: Session) -> set[str]:
    """Names, codes and addresses of sites, services and lines that are not open to be read."""
    sites = session.scalars(select(Site).where(Site.exposure != Exposure.OPEN))
    told = {
        text for one in sites for text in (one.external_id, one.name, one.address, one.postcode)
    }
    secret = Service.exposure != Exposure.OPEN
    told |= set(session.scalars(select(Service.external_id).where(secret)))
    of_lines = select(Line).join(Service, Service.id == Line.service_id).where(secret)
    for line in session.scalars(of_lines):
        told |= {line.external_id, line.name}
    return {text for text in told if text}


def _texts(path: Path) -> set[str]:
    with closing(load_workbook(path, read_only=True)) as book:
        return {
            str(cell)
            for sheet in book.worksheets
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if cell is not None
        }
