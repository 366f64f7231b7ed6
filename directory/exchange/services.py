"""Services with their own wording from a file: drafts, unless the row says `publish`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import select

from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.forms import (
    CODE,
    REFERENCE,
    YES_NO,
    Form,
    Unreadable,
    one_of,
    one_word_of,
    several,
    shown,
    text,
    whole_number,
)
from directory.exchange.found_unchanged import ConfirmingWork
from directory.exchange.names import Names, open_to_all
from directory.exchange.service_wording import STATED, columns_told, fields_told, listing_told
from directory.exchange.working import ADDED, REVISED, UNCHANGED, Doubts, Row
from directory.keeping import found_by
from directory.naming import is_one_name
from directory.pathways import pathways
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.places.queries import all_areas
from directory.providers.merged import providers_by_code
from directory.providers.models import Provider
from directory.services.drafting import draft_services, newest_wordings
from directory.services.editing import Offered, ServiceOffered, offer_services
from directory.services.freshness import FactKind
from directory.services.listing import Listing, Setting
from directory.services.models import Programme, Service, ServiceState
from directory.services.programme_rules import is_restricted
from directory.services.queries import all_programmes, published_listings
from directory.services.serving import place_many_at_sites, serve_areas_of_many
from directory.services.sight import has_a_wording
from directory.starts import codes_with_a_start

ID: Final = text(longest=200)
AGE: Final = whole_number(0, 120)
_WORD = re.compile(r"[a-z0-9_]{1,60}")


def _read_word(cell: str) -> str:
    word = re.sub(r"[\s-]+", "_", cell.casefold())
    if not _WORD.fullmatch(word):
        raise Unreadable(f"{shown(cell)} is not a word such as drink_driving")
    return word


WORD: Final = Form("word: drink_driving", _read_word)

TELLS: Final[Mapping[str, FactKind]] = {
    "summary": FactKind.WORDING,
    "telephone": FactKind.TELEPHONE,
    "referral_route": FactKind.REFERRAL_ROUTE,
    "who_for": FactKind.ELIGIBILITY,
}
"""The kinds of fact that columns tell; areas are told where all of them are named."""


@dataclass(frozen=True, slots=True)
class KnownService:
    """A service as it was before the file, with the wording that the file goes on from."""

    service: Service
    listing: Listing


class ServiceWork(ConfirmingWork):
    """A service for each row. What a draft says of areas and sites is nobody's to read yet; of a
    published service a row without `publish` brings a wording only, to be looked at."""

    remembers_who = True

    @cached_property
    def known(self) -> dict[str, KnownService]:
        return {}

    @cached_property
    def providers(self) -> dict[str, Provider]:
        return providers_by_code(self.session)

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        return {one.external_id: one for one in all_programmes(self.session)}

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def exposures(self) -> dict[str, Exposure]:
        """Of every site, by its identifier."""
        return {one.external_id: one.exposure for one in self.session.scalars(select(Site))}

    @cached_property
    def services_known(self) -> dict[str, Exposure]:
        """Of every service as it was before the file, by its identifier."""
        known = self.session.scalars(select(Service).where(has_a_wording()))
        return {one.code: one.exposure for one in known}

    @cached_property
    def named(self) -> dict[str, Names]:
        return {
            "provider": Names("provider", self.providers),
            "programme": Names("programme", self.programmes),
            "areas": AreaNames(self.areas),
            "pathways": Names("pathway", {one.code for one in pathways()}),
            "requirements": Names("requirement", codes_with_a_start()),
            "sites": Names("site", self.exposures, open_to_all(self.exposures)),
            "hub": Names("hub", self.services_known, open_to_all(self.services_known)),
        }

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        return _check_ages, _check_hub, self.check_restricted

    def check_restricted(self, row: Row) -> Doubts:
        """What the rules keep restricted must hang on something that keeps it so."""
        programme = self.programmes.get(row.get("programme") or "")
        hidden = [
            programme is not None and programme.is_restricted,
            row.get("setting") is Setting.APPROVED_PREMISES,
            any(
                self.exposures.get(name, Exposure.OPEN) is not Exposure.OPEN
                for name in row.get("sites") or ()
            ),
        ]
        offences = " ".join(row.get("offences") or ()).replace("_", " ")
        if not any(hidden) and is_restricted(row["title"], offences):
            yield (
                "title",
                "the rules keep such a service restricted: name its programme or a restricted site",
            )

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        rows = {row["external_id"]: row for _, row in chunk.rows()}
        self._look_up(rows)
        hubs = {key: one.id for key, one in self._named(chunk, "hub").items()}
        offers = {key: self._offer(row, hubs) for key, row in rows.items()}
        published = [key for key, row in rows.items() if row.get("publish")]
        drafted = [key for key in rows if key not in set(published)]
        to_publish, to_draft = _of(offers, published), _of(offers, drafted)
        offered = offer_services(
            self.session, to_publish, by=self.by, at=self.at, as_of=self.taking.as_of
        )
        self.put_aside(offered)
        kept = draft_services(self.session, to_draft, by=self.by, at=self.at)
        done = _by_key(published, offered) | _by_key(drafted, kept)
        versions = {key: service.search_version for key, (service, _) in done.items()}
        self._serve(chunk, rows, {key: service for key, (service, _) in done.items()})
        for key, (service, is_revised) in done.items():
            moved = service.search_version != versions[key]
            is_new = key not in self.known
            self.outcomes[ADDED if is_new else REVISED if is_revised or moved else UNCHANGED] += 1
            if not is_new and not is_revised and not moved:
                self._found(rows[key], service)
        self.notes["kept as drafts: nobody finds them until a row says publish"] += len(drafted)
        return ()

    def _found(self, row: Row, service: Service) -> None:
        """Of a published service that this source told of: what the row says of it."""
        if not row.get("publish") or not is_one_name(service.source, self.source):
            return
        told = {kind for column, kind in TELLS.items() if row.get(column)}
        self.found_unchanged.service(sorted(told), service)
        self.found_unchanged.served(
            service, [self.areas[slug].id for slug in row.get("areas") or ()]
        )

    def _look_up(self, external_ids: Collection[str]) -> None:
        """Remember how the services that are known were before."""
        found = found_by(self.session, Service.external_id, external_ids)
        wordings = newest_wordings(self.session, found.values())
        public = published_listings(self.session, found.values())
        for key, service in found.items():
            listing = public.get(service.id) or next(iter(wordings.get(service.id, ())), None)
            if listing is not None:
                self.known[key] = KnownService(service, listing)

    def _offer(self, row: Row, hubs: Mapping[str, int]) -> ServiceOffered:
        known = self.known.get(row["external_id"])
        service = None if known is None else known.service
        provider = self._kept(row, "provider", self.providers, service)
        programme = self._kept(row, "programme", self.programmes, service)
        wording = None if known is None else known.listing
        listing = listing_told(row, wording, provider, programme, hubs)
        return ServiceOffered(
            row["external_id"],
            provider,
            programme,
            self.kind_of(row),
            listing,
            self.whose,
            says=fields_told(row),
        )

    def kind_of(self, row: Row) -> DeliveryKind:
        kind: DeliveryKind = row["delivery_kind"]
        return kind

    def _kept(
        self, row: Row, column: str, things: Mapping[str, Any], service: Service | None
    ) -> Any:
        """The one that the row names; in a file without the column the one that is known."""
        if column in row:
            return None if row[column] is None else things[row[column]]
        key = None if service is None else getattr(service, f"{column}_id")
        return next((one for one in things.values() if one.id == key), None)

    def _serve(
        self, chunk: Chunk, rows: Mapping[str, Row], services: Mapping[str, Service]
    ) -> None:
        """Areas and sites are added; none is taken away because a file does not name it."""
        sites = self._sites(chunk)
        open_to = {
            key: service
            for key, service in services.items()
            if rows[key].get("publish") or service.state is ServiceState.DRAFT
        }
        areas_of = {
            s: [self.areas[a] for a in rows[k].get("areas") or ()] for k, s in open_to.items()
        }
        sites_of = {s: [sites[n] for n in rows[k].get("sites") or ()] for k, s in open_to.items()}
        day: dt.date = self.taking.as_of
        serve_areas_of_many(self.session, areas_of, from_date=day, by=self.by, at=self.at)
        place_many_at_sites(self.session, sites_of, by=self.by, at=self.at)

    def _sites(self, chunk: Chunk) -> dict[str, Site]:
        named = {name for cell in chunk.columns.get("sites", ()) for name in cell or ()}
        return found_by(self.session, Site.external_id, named)

    def _named(self, chunk: Chunk, column: str) -> dict[str, Service]:
        named = {cell for cell in chunk.columns.get(column, ()) if cell is not None}
        return found_by(self.session, Service.external_id, named)


def _of(offers: Mapping[str, ServiceOffered], keys: Iterable[str]) -> list[ServiceOffered]:
    return [offers[key] for key in keys]


def _by_key(keys: Iterable[str], done: Offered) -> dict[str, tuple[Service, bool]]:
    """Each service with whether it says something else than before."""
    return {
        key: (service, service.id in done.revised_ids)
        for key, service in zip(keys, done.services, strict=True)
    }


def _check_ages(row: Row) -> Doubts:
    low, high = row.get("minimum_age"), row.get("maximum_age")
    if low is not None and high is not None and high < low:
        yield "maximum_age", f"{high} is less than the minimum age {low}"


def _check_hub(row: Row) -> Doubts:
    if row.get("hub") is not None and row["hub"] == row["external_id"]:
        yield "hub", "a service does not refer to itself"


PUBLISH: Final = Column("publish", YES_NO, "`yes` publishes the row as it stands; else a draft")

SERVICES: Final = Kind(
    name="services",
    says=(
        "One row for each service with its own wording. It is a draft, which nobody finds, unless"
        " the row says `publish`; of a service that is published already, a row that does not"
        " brings a wording to be looked at and nothing else. Areas and sites are added; none is"
        " taken away because a file does not name it."
    ),
    columns=(
        Column("external_id", ID, "The service's identifier in the source", required=True),
        Column("provider", CODE, "The provider's identifier; empty is “not known”"),
        Column("programme", CODE, "The programme that it follows, if it follows one"),
        Column("delivery_kind", one_of(DeliveryKind), "How people start", required=True),
        *columns_told(STATED),
        Column("sex", one_word_of({word: word for word in ("female", "male")}), "Empty: everybody"),
        Column("minimum_age", AGE, "Youngest age taken"),
        Column("maximum_age", AGE, "Oldest age taken, in whole years"),
        Column("offences", several(WORD), "Only for people with one of these"),
        Column("excluded_offences", several(WORD), "Not for people with one of these"),
        Column("needs", several(WORD), "Only for people with one of these needs"),
        Column("hub", ID, "The hub that takes referrals for it"),
        Column("areas", several(CODE), "Areas that it serves, as in their pages' addresses"),
        Column("sites", several(REFERENCE), "Where it happens: identifiers of sites"),
        PUBLISH,
    ),
    key=("external_id",),
    begin=ServiceWork,
    confirms=True,
)
