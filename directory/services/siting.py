"""Keeping the sites where services happen, and the addresses that only the entitled may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.attribution import SaidBy, may_say, said_by_field
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.errors import DirectoryError
from directory.keeping import Kept, Spoken, batches, found_by, keep_all
from directory.kept_journals import forget_in_journals
from directory.offers import FactOffered, forget_offers
from directory.people.models import Person
from directory.places.models import ConfidentialAddress, Exposure, LocalDeliveryUnit, Site
from directory.places.positions import ground_of
from directory.places.postcodes import read_postcode
from directory.places.site_fields import (
    ADDRESSED,
    HEARD_OF_A_CONFIDENTIAL_SITE,
    HEARD_OF_A_SITE,
    POSITION,
    SITE_FIELD,
)
from directory.providers.models import Provider
from directory.services.exposing import work_out_exposure
from directory.services.models import Service, ServiceSite
from directory.stating_fields import state_fields
from directory.versions import refuse_unfit


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a source says of a site; a confidential one has nothing here but its name and area."""

    name: str
    exposure: Exposure
    area: LocalDeliveryUnit
    provider: Provider | None = None
    address: str | None = None
    postcode: str | None = None
    telephone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    access: str | None = None


class SecretAddress(DirectoryError):
    """Something that leads to a confidential site was to stand where the open sites stand."""

    column = "address"

    def __init__(self) -> None:
        super().__init__(
            "Leave address, postcode, telephone and access empty: those of a confidential site are"
            " kept apart."
        )


def keep_sites(
    session: Session,
    facts: Mapping[str, SiteFacts],
    *,
    source: str,
    by: Person,
    at: dt.datetime,
    unsaid: Collection[str] = (),
    as_of: dt.date | None = None,
) -> Kept[Site]:
    """Add or revise sites by external identifier, in few statements; all from one source.

    What the public may see of the services there is worked out again, in the same change.
    `unsaid` are facts of which the source says nothing: those of a known site stay, as does
    what somebody else said. Of a site that is confidential now no address stays, whoever said
    it. The source speaks of the day `as_of`, or of that of `at`.
    """
    word = SaidBy(source, local_date(at) if as_of is None else as_of)
    secret = _secret(session, facts, word)
    silent = {_COLUMN_OF.get(name, name) for name in unsaid}
    kept: Kept[Site] = Kept()
    for is_secret in (False, True):
        heard_of = HEARD_OF_A_CONFIDENTIAL_SITE if is_secret else HEARD_OF_A_SITE
        some: Kept[Site] = keep_all(
            session,
            Site.external_id,
            {
                key: _columns(one, is_secret=is_secret)
                for key, one in facts.items()
                if (key in secret) is is_secret
            },
            when_added={},
            by=by,
            at=at,
            unsaid=silent - (_WITHHELD if is_secret else frozenset()),
            spoken=Spoken(word, heard_of),
        )
        kept.add(some)
    _forget_addresses(session, [kept.things[key] for key in secret])
    _tell_services(session, kept.changed)
    return kept


def edit_site(
    session: Session,
    site: Site,
    changes: Mapping[str, object],
    *,
    based_on: int,
    by: Person,
    at: dt.datetime,
) -> Site:
    """A person states fields of a site as seen at version `based_on`; its postcode places it.

    Raises `NoSuchField`, `FieldRefused`, `SecretAddress`, what an unknown postcode raises and,
    where somebody else changed it meanwhile, `ChangedMeanwhile` with both values.
    """
    refuse_unfit(SITE_FIELD, changes)
    told = dict(changes)
    if "postcode" in changes:
        told |= _placed(changes["postcode"])
    if changes.get("exposure", site.exposure) is Exposure.CONFIDENTIAL:
        if any(told.get(name) for name in ADDRESSED):
            raise SecretAddress
        told |= dict.fromkeys(_WITHHELD)
    changed = state_fields(session, site, HEARD_OF_A_SITE, told, based_on=based_on, by=by, at=at)
    if site.exposure is Exposure.CONFIDENTIAL:
        _forget_addresses(session, [site])
    if changed:
        facts = _fit_to_record(site, changed.before), _fit_to_record(site, changed.after)
        record_act(session, Act.SITE_EDIT, site, by=by, at=at, before=facts[0], after=facts[1])
        _tell_services(session, [site])
    session.flush()
    return site


def take_site_offer(
    session: Session, site: Site, offer: FactOffered, *, based_on: int, by: Person, at: dt.datetime
) -> Site:
    """The owner states what a file offered; from then on it is the owner's word."""
    value = Exposure(offer.value) if offer.field == "exposure" else offer.value
    return edit_site(session, site, {offer.field: value}, based_on=based_on, by=by, at=at)


_COLUMN_OF = {"area": "local_delivery_unit_id", "provider": "provider_id"}
_WITHHELD = ADDRESSED | POSITION


def _secret(session: Session, facts: Mapping[str, SiteFacts], word: SaidBy) -> set[str]:
    """Sites that the source says are confidential, or that are and stay so whatever it says."""
    secret = {key for key, one in facts.items() if one.exposure is Exposure.CONFIDENTIAL}
    for key, site in found_by(session, Site.external_id, facts.keys() - secret).items():
        is_secret = site.exposure is Exposure.CONFIDENTIAL
        if is_secret and not may_say(said_by_field(site.said).get("exposure"), word):
            secret.add(key)
    return secret


def _fit_to_record(site: Site, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without what leads to a site that is confidential now."""
    is_secret = site.exposure is Exposure.CONFIDENTIAL
    return {name: one for name, one in facts.items() if not (is_secret and name in _WITHHELD)}


def _placed(postcode: object) -> dict[str, float | None]:
    if not postcode:
        return dict.fromkeys(POSITION)
    code = read_postcode(str(postcode)).code
    ground = ground_of(code)
    return {"latitude": ground.latitude, "longitude": ground.longitude}


def _forget_addresses(session: Session, sites: Iterable[Site]) -> None:
    """Neither who said where a confidential site is, nor what a file offered, nor what the journal
    of an earlier file says that it was, stays."""
    sites = list(sites)
    forget_in_journals(session, Site.__tablename__, [one.id for one in sites], _WITHHELD)
    for site in sites:
        if not site.said.keys().isdisjoint(_WITHHELD):
            site.said = {name: one for name, one in site.said.items() if name not in _WITHHELD}
        forget_offers(session, site, _WITHHELD)
    session.flush()


def _tell_services(session: Session, sites: Sequence[Site]) -> None:
    for batch in batches(site.id for site in sites):
        there = select(ServiceSite.service_id).where(ServiceSite.site_id.in_(batch))
        services = session.scalars(
            select(Service).where(Service.id.in_(there)).order_by(Service.id)
        ).all()
        for service in services:
            service.search_version += 1
        work_out_exposure(session, services)


def _columns(facts: SiteFacts, *, is_secret: bool) -> dict[str, object]:
    told = asdict(facts) | {
        "local_delivery_unit_id": facts.area.id,
        "provider_id": None if facts.provider is None else facts.provider.id,
    }
    del told["area"], told["provider"]
    return told | dict.fromkeys(_WITHHELD) if is_secret else told


def keep_confidential_address(
    session: Session,
    site: Site,
    *,
    address: str,
    postcode: str,
    telephone: str | None = None,
    by: Person,
    at: dt.datetime,
) -> None:
    """Put the address of a confidential site where nothing public joins.

    The audit holds digests of it.
    """
    kept = session.get(ConfidentialAddress, site.id)
    told = {"address": address, "postcode": postcode, "telephone": telephone}
    before = None if kept is None else {name: getattr(kept, name) for name in told}
    if told == before:
        return
    if kept is None:
        session.add(ConfidentialAddress(site_id=site.id, **told))
    else:
        for name, value in told.items():
            setattr(kept, name, value)
    record_act(session, Act.ADDRESS_KEEP, site, by=by, at=at, before=before, after=told)
    session.flush()
