"""An agreement of a region with one lot, and those who read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.funding import state_funder
from commissioning.agreements.models import Agreement, AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.agreements.stating import state_price
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeMonth, VolumeUnit
from commissioning.volumes.money import Price, PriceBand
from directory.accounts.models import Organisation, OrganisationArea
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import Service
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area, make_region
from tests.makers.services import make_provider

APRIL = dt.date(2026, 4, 1)
COUNCIL = "Council of the Ribble"
PRICE = "£123.45"


@dataclass
class Bought:
    app: Flask
    session: Session
    agreement: Agreement
    lot: Lot
    volume: CommissionedVolume
    area: LocalDeliveryUnit
    provider: Provider

    @property
    def path(self) -> str:
        return f"/desk/agreements/{self.agreement.public_id}"

    def _in(self, role: Role, organisation: Organisation | None, name: str) -> LoggedIn:
        browser = self.app.test_client()
        return logged_in(browser, self.session, role, organisation=organisation, name=name)

    def commissioner(self) -> LoggedIn:
        return self._in(Role.COMMISSIONER, None, "Carla Own")

    def head(self) -> LoggedIn:
        return self._in(Role.REGION_HEAD, None, "Hilda Head")

    def other_commissioner(self) -> LoggedIn:
        region = make_region(self.session, "yorkshire")
        make_area(self.session, "leeds", region=region)
        there = make_organisation(
            self.session, OrganisationKind.PROBATION_REGION, "Yorkshire", region_id=region.id
        )
        return self._in(Role.COMMISSIONER, there, "Oona Other")

    def council(self, name: str = COUNCIL) -> LoggedIn:
        council = make_organisation(self.session, OrganisationKind.HEALTH_OR_COUNCIL, name)
        self.session.add(
            OrganisationArea(organisation_id=council.id, local_delivery_unit_id=self.area.id)
        )
        return self._in(Role.COMMISSIONER, council, f"Cora {name}")

    def own_provider(self, role: Role = Role.PROVIDER_ADMINISTRATOR) -> LoggedIn:
        own = make_organisation(
            self.session, OrganisationKind.PROVIDER, "The forge", provider_id=self.provider.id
        )
        return self._in(role, own, "Pia Provider")

    def other_provider(self) -> LoggedIn:
        other = make_provider(self.session, "Another trust")
        there = make_organisation(
            self.session, OrganisationKind.PROVIDER, "Another trust", provider_id=other.id
        )
        return self._in(Role.PROVIDER_ADMINISTRATOR, there, "Otto Other")

    def deliver(self, *counts: float) -> None:
        self.session.add_all(
            VolumeMonth(
                volume_id=self.volume.id, month=APRIL.replace(month=4 + place), delivered=count
            )
            for place, count in enumerate(counts)
        )
        self.session.flush()


def bought(
    app: Flask,
    session: Session,
    kind: AgreementKind = AgreementKind.CONTRACT,
    *,
    priced: bool = True,
) -> Bought:
    by, area, provider = actor(session), make_area(session), make_provider(session)
    agreement = sign_agreement(
        session, external_id="A-2026", kind=kind, title="Mentoring in Preston", provider=provider,
        starts_on=APRIL, ends_on=dt.date(2028, 3, 31), source="tests", by=by, at=NOW,
    )  # fmt: skip
    line = make_line(session, areas=[area])
    session.get_one(Service, line.service_id).provider_id = provider.id
    lot = add_lot(session, agreement, external_id="LOT-1", line=line, by=by, at=NOW)
    volume = commission_volume(
        session, lot, unit=VolumeUnit.START, starts_on=APRIL, ends_on=dt.date(2027, 3, 31),
        quantity=100, by=by, at=NOW,
    )  # fmt: skip
    state_funder(session, agreement, funder=COUNCIL, share=0.6, by=by, at=NOW)
    if priced:
        price = Price("start", APRIL, 123_45, (PriceBand(1.0, 60_00),), 1.15)
        state_price(session, agreement, price, by=by, at=NOW)
    session.flush()
    return Bought(app, session, agreement, lot, volume, area, provider)
