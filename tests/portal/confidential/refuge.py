"""A refuge with its provider, its commissioner, and the queue to which officers refer."""

from __future__ import annotations

from typing import Final

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.places.models import Exposure, Site
from directory.services.exposing import work_out_exposure
from directory.services.siting import keep_confidential_address
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.portal.listings.keeping import Kept, kept_listing

ADDRESS: Final = "1 Fishergate"
POSTCODE: Final = "PR1 2AB"
NUMBER: Final = "01632 960 321"
THERE: Final = "01632 960 322"
EMAIL: Final = "rosewood@example.org"
SECRETS: Final = (ADDRESS, POSTCODE, NUMBER, THERE, EMAIL)
TITLE: Final = "Rosewood refuge"


def make_refuge(app: Flask, session: Session) -> Kept:
    kept = kept_listing(app, session, title=TITLE, telephone=NUMBER, email=EMAIL)
    site = session.scalars(select(Site)).one()
    site.exposure = Exposure.CONFIDENTIAL
    session.flush()
    keep_confidential_address(
        session, site, address=ADDRESS, postcode=POSTCODE, telephone=THERE,
        by=actor(session), at=NOW,
    )  # fmt: skip
    work_out_exposure(session, [kept.service])
    assert kept.service.exposure is Exposure.CONFIDENTIAL
    return kept
