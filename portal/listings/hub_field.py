"""The referral hub of a service as a choice of a form: hubs known for its areas, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy.orm import Session
from wtforms import Field as Control

from directory.clock import local_date
from directory.listings.offering import areas_asked
from directory.listings.wording import NO_SERVICE
from directory.services.looking import hubs_serving, service_kept
from directory.services.models import Service
from directory.sight import ANYBODY
from portal.finding.field_words import NOT_SHOWN
from portal.looking import moment

NONE: Final = "No hub: people are referred to this service itself"
AS_IT_IS: Final = "as-it-is"


class HubField(Control):
    """A hub is chosen by its public identifier; `data` is its key, as the listing keeps it."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.known = data if isinstance(data, int) else None
        self.data: int | None = self.known
        self.typed: str | None = formdata.get(self.name) if formdata else None
        self.hubs: list[tuple[str, str, int]] = []

    def offer(self, hubs: Iterable[Service], known: Service | None) -> None:
        """What was typed becomes a key; what stands now can always stay."""
        named = [(str(hub.public_id), hub.published.title, hub.id) for hub in hubs if hub.published]
        if self.known is not None and self.known not in {key for *_, key in named}:
            is_named = known is not None and known.published is not None
            title = known.published.title if is_named else NOT_SHOWN  # type: ignore[union-attr]  # by is_named
            named.append((AS_IT_IS, title, self.known))
        self.hubs = named
        if self.typed is not None:
            keys = {"": None} | {name: key for name, _, key in named}
            self.data = keys.get(self.typed, NO_SERVICE)

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        yield "", NONE, self.data is None, {}
        for name, title, key in self.hubs:
            yield name, title, key == self.data, {}

    @property
    def in_words(self) -> str:
        return next((title for _, title, key in self.hubs if key == self.data), NONE)


def offer_hubs(session: Session, service: Service, form: Iterable[Control]) -> None:
    """Those that anybody may read and that take referrals for some service of these areas, where
    the form asks for one."""
    for control in form:
        if isinstance(control, HubField):
            _offer(session, service, control)


def _offer(session: Session, service: Service, control: HubField) -> None:
    areas = areas_asked(session, service, on=local_date(moment()))
    found = hubs_serving(session, areas, on=local_date(moment()), sight=ANYBODY)
    known = None if control.known is None else service_kept(session, control.known, sight=ANYBODY)
    control.offer([hub for hub in found if hub.id != service.id], known)
