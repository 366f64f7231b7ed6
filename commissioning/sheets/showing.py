"""A sheet as it may be shown today: the facts that were known then, less what has become secret."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.answer_types import CourtAnswer
from commissioning.sheets.document import SheetQuestion, from_bytes
from commissioning.sheets.errors import NoSuchSheet
from commissioning.sheets.models import CourtSheet
from commissioning.sheets.reference import in_groups, read_reference
from commissioning.sheets.withholding import services_in, without_services
from directory.places.models import Court
from directory.services.still_open import no_longer_open


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet for anybody to see. `court_slug` is where the court's page is now.

    `form` says by which words it speaks.

    `document` holds the stored bytes, or None while the sheet `is_partly_withheld`: they
    still name a service that has since become confidential or restricted, so that
    they are kept and not given out.
    """

    reference: str
    question: SheetQuestion
    answer: CourtAnswer
    court_slug: str
    document: bytes | None
    document_sha256: str
    form: int

    @property
    def is_partly_withheld(self) -> bool:
        return self.document is None


def open_sheet(session: Session, reference: str) -> OpenSheet:
    """By its reference in any spelling; raises `NotAReference` and `NoSuchSheet`."""
    sheet = _sheet(session, read_reference(reference))
    written = from_bytes(sheet.document)
    hidden = no_longer_open(session, services_in(written.answer))
    return OpenSheet(
        reference=in_groups(sheet.reference),
        question=written.question,
        answer=without_services(written.answer, hidden) if hidden else written.answer,
        court_slug=session.get_one(Court, sheet.court_id).slug,
        document=None if hidden else sheet.document,
        document_sha256=sheet.document_sha256,
        form=written.form,
    )


def _sheet(session: Session, reference: str) -> CourtSheet:
    found = session.scalars(
        select(CourtSheet).where(CourtSheet.reference == reference)
    ).one_or_none()
    if found is None:
        raise NoSuchSheet(in_groups(reference))
    return found
