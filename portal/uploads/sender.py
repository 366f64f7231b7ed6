"""Who sends files in this request, and what seals them."""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import current_app

from commissioning.uploads.sending import Secrets
from commissioning.uploads.uploaders import Uploader, uploader_of
from directory.accounts.errors import LogInNeeded, NotAllowed
from directory.accounts.models import Membership
from directory.clock import local_date
from portal.extensions import db
from portal.looking import looking, moment
from portal.secrecy import opened_bytes, sealed_bytes

PURPOSE: Final = "files sent"


def member_here() -> Membership:
    """Raises `LogInNeeded`."""
    member = looking().membership
    if member is None:
        raise LogInNeeded("Log in to see this page.")
    return member


def uploader_here() -> Uploader:
    """Raises `NotAllowed` for whoever's organisation sends no files here."""
    found = uploader_of(db.session(), member_here(), on=local_date(moment()))
    if found is None:
        raise NotAllowed(
            "Your organisation sends no files here. What is provided in your areas is stated on"
            " the page “What is provided”."
        )
    return found


def own_secrets() -> Secrets:
    key: str | None = current_app.config["REFERENCE_KEY"]
    return Secrets(
        partial(sealed_bytes, PURPOSE),
        partial(opened_bytes, PURPOSE),
        None if key is None else key.encode(),
    )
