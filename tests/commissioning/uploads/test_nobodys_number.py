"""What is kept of a file for a day holds nobody's number, and no page of it tells a secret."""

from __future__ import annotations

import zlib

from flask import Flask
from sqlalchemy import select

from commissioning.referrals.digests import PersonKey, referrals_of_person
from commissioning.referrals.models import Referral
from commissioning.uploads.models import UploadState
from commissioning.uploads.watching import NOT_SHOWN
from directory.people.roles import Role
from tests.commissioning.uploads.sending_desk import KEY, SendingDesk, backwards
from tests.makers.agreements import make_lot

NUMBER = "X001001"
HEADS = "referral_ref,contract_ref,service_user_crn,date_referral_received,somebody\n"
SITES = "external_id,name,area,exposure,provider,address,postcode,telephone\n"


def report(contract: str) -> str:
    return HEADS + f"AB1001,{contract},{NUMBER},2027-01-04T10:11:12Z,Jo Bloggs\n"


def test_a_report_is_kept_with_digests_and_applied_from_them(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.COMMISSIONER)
    lot = make_lot(desk.session, desk.ours)
    upload = desk.send(member, "referrals", report(lot.external_id), layout="rm-performance")
    assert desk.reasons(upload) == []
    kept = zlib.decompress(backwards(upload.kept_rows or b"")).decode()
    assert NUMBER not in kept
    assert "Bloggs" not in kept
    assert PersonKey(KEY).digest_of(NUMBER) in kept
    assert NUMBER.encode() not in backwards(upload.told or b"")
    desk.apply(member, upload)
    assert upload.state is UploadState.APPLIED
    found = referrals_of_person(desk.session, NUMBER, secret=KEY)
    assert [one.reference for one in found] == ["AB1001"]


def test_a_page_of_a_report_names_no_case(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.COMMISSIONER)
    lot = make_lot(desk.session, desk.ours)
    upload = desk.send(member, "referrals", report(lot.external_id), layout="rm-performance")
    assert b"AB1001" not in backwards(upload.told or b"")
    assert desk.session.scalars(select(Referral)).all() == []


def test_another_providers_case_is_not_told_by_a_report(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        region, provider = desk.member(Role.COMMISSIONER), desk.member(Role.PROVIDER_ADMINISTRATOR)
    lot, theirs = make_lot(desk.session, desk.ours), make_lot(desk.session, desk.theirs)
    first = desk.send(region, "referrals", report(lot.external_id), layout="rm-performance")
    desk.apply(region, first)
    refused = desk.send(provider, "referrals", report(theirs.external_id), layout="rm-performance")
    assert [(row, column) for row, column, _ in desk.reasons(refused)] == [(2, "contract_ref")]


def test_where_a_confidential_place_is_stands_nowhere(app: Flask, desk: SendingDesk) -> None:
    with app.app_context():
        member = desk.member(Role.PROVIDER_ADMINISTRATOR)
    told = "The house,preston,confidential,EXAMPLE_FORGE_TRUST"
    refused = desk.send(member, "sites", SITES + f"r1,{told},12 Hidden Lane,PR1 2AB,\n")
    assert {column for _, column, _ in desk.reasons(refused)} == {"address", "postcode"}
    kept = zlib.decompress(backwards(refused.kept_rows or b""))
    assert b"confidential" in kept
    assert b"Hidden" not in kept
    assert b"PR1 2AB" not in kept
    for sealed in (refused.told, refused.error_file):
        assert b"Hidden" not in backwards(sealed or b"")
        assert b"PR1 2AB" not in backwards(sealed or b"")
    named = desk.send(member, "sites", SITES + f"r1,{told},,,\n")
    differences = desk.told(named).tables[0].differences
    assert {one.after for one in differences} == {NOT_SHOWN}
