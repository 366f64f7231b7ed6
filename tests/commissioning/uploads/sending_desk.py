"""Two providers, two regions, a line of each; somebody of one of them sends files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.uploads.models import Upload
from commissioning.uploads.sending import SaidOfFile, Secrets, apply_upload, send, told_about
from commissioning.uploads.telling import UploadTold
from commissioning.uploads.uploaders import Uploader, uploader_of
from directory.accounts.models import Membership
from directory.delivery import DeliveryKind
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit
from directory.services.editing import offer_service
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import serve_areas
from tests.makers.accounts import KIND_OF, make_member, make_organisation
from tests.makers.days import NOW, OPENED, TODAY
from tests.makers.lines import make_line, make_terms
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.services import make_provider

OURS, THEIRS = "Example Forge Trust", "Fictional Weir"
KEY = b"a key of this installation, kept apart"


def backwards(content: bytes) -> bytes:
    """A seal that one can see through in a test."""
    return content[::-1]


SECRETS = Secrets(backwards, backwards, KEY)


@dataclass
class SendingDesk:
    """`ours` and `theirs` are lines of two providers, in Preston and in Carlisle."""

    session: Session
    folder: Path
    ours: Line = field(init=False)
    theirs: Line = field(init=False)

    def __post_init__(self) -> None:
        self.here = make_area(self.session, "preston")
        other = make_region(self.session, "north-east", code="A")
        self.there = make_area(self.session, "carlisle", region=other)
        self.ours = self._line(OURS, "ours", self.here)
        self.theirs = self._line(THEIRS, "theirs", self.there)

    def _line(self, provider: str, code: str, area: LocalDeliveryUnit) -> Line:
        by = actor(self.session)
        service = offer_service(
            self.session,
            external_id=f"service-{code}",
            provider=make_provider(self.session, provider),
            programme=None,
            delivery_kind=DeliveryKind.CLOSED_GROUP,
            listing=Listing(
                title=f"Thinking {code}", summary="What it is.", telephone="01632 960 111",
                requirements=("rehabilitation_activity",),
            ),
            source="tests",
            by=by,
            at=NOW,
        )  # fmt: skip
        serve_areas(self.session, service, [area], from_date=OPENED, by=by, at=NOW)
        line = make_line(
            self.session, areas=[area], service=service, terms=make_terms(), places=None
        )
        line.external_id = f"line-{code}"
        self.session.flush()
        return line

    def service(self, code: str) -> Service:
        return self.session.query(Service).filter_by(external_id=f"service-{code}").one()

    def member(self, role: Role, name: str = "") -> Membership:
        if role is Role.PROVIDER_ADMINISTRATOR:
            where = make_organisation(
                self.session, OrganisationKind.PROVIDER, OURS,
                provider_id=make_provider(self.session, OURS).id,
            )  # fmt: skip
        else:
            where = make_organisation(self.session, KIND_OF[role])
        return make_member(self.session, role, organisation=where, name=name)

    def uploader(self, member: Membership) -> Uploader:
        found = uploader_of(self.session, member, on=TODAY)
        assert found is not None
        return found

    def send(
        self,
        member: Membership,
        kind: str,
        content: str | Path,
        *,
        layout: str = "",
        said: SaidOfFile | None = None,
    ) -> Upload:
        if isinstance(content, Path):
            path = content
        else:
            path = self.folder / f"{kind}.csv"
            path.write_text(content)
        return send(
            self.session, path, kind, layout, member=member, uploader=self.uploader(member),
            said=said or SaidOfFile(TODAY), secrets=SECRETS, at=NOW,
        )  # fmt: skip

    def told(self, upload: Upload) -> UploadTold:
        found = told_about(upload, SECRETS)
        assert found is not None
        return found

    def apply(
        self,
        member: Membership,
        upload: Upload,
        digest: str | None = None,
        *,
        at: dt.datetime = NOW,
    ) -> None:
        apply_upload(
            self.session, upload, shown_digest=digest or upload.shown_digest or "",
            uploader=self.uploader(member), secrets=SECRETS, at=at,
        )  # fmt: skip

    def reasons(self, upload: Upload) -> list[tuple[int, str, str]]:
        """Row, column and how the reason begins."""
        return [
            (one.row, one.column, one.reason)
            for table in self.told(upload).tables
            for one in table.errors
        ]
