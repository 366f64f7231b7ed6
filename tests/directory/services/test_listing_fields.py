"""One table of a listing's fields: what is stored, worded, told and compared follows it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from directory.fields import Field, Holds
from directory.providers.editing import ProviderFacts
from directory.providers.models import Provider
from directory.providers.provider_fields import PROVIDER_FIELDS
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.listing_fields import (
    FURTHER,
    LISTING_FIELD,
    LISTING_FIELDS,
    facts_stated,
)
from directory.services.models import ListingRevision
from tests.house.sources import PACKAGES, ROOT, modules, name_of, text_of

BOOKKEEPING = {"id", "public_id", "service_id", "number", "state", "created_by_id", "created_at"}


def test_what_a_revision_stores_is_what_the_table_says() -> None:
    stored = set(ListingRevision.__table__.columns.keys()) - BOOKKEEPING
    assert [one.name for one in fields(Listing)] == [field.name for field in LISTING_FIELDS]
    assert stored == {field.name for field in LISTING_FIELDS}


def test_what_a_provider_states_is_what_the_table_says() -> None:
    stated = {one.name for one in fields(ProviderFacts)} - {"source"}
    assert stated == {field.name for field in PROVIDER_FIELDS}
    assert stated <= set(Provider.__table__.columns.keys())


@pytest.mark.parametrize(
    "field", [*LISTING_FIELDS, *PROVIDER_FIELDS], ids=lambda field: f"{field.label}"
)
def test_a_length_is_that_of_the_column(field: Field) -> None:
    model = ListingRevision if field in LISTING_FIELDS else Provider
    length = getattr(model.__table__.columns[field.name].type, "length", None)
    if field.holds not in {Holds.SETTING, Holds.SECTOR} and length is not None:
        assert field.longest == length


def test_a_new_field_touches_no_more_than_five_files() -> None:
    """The row, the attribute, the column, its migration; the fifth is docs/imports.md.

    Form, draft, difference, history, confirming and every page follow from the row.

    A hub is a service of which a file says little: its columns are chosen by name.
    """
    [hours] = FURTHER
    templates = (ROOT / "portal" / "templates").rglob("*.html")
    assert [path for path in templates if hours.name in path.read_text("utf-8")] == []
    named = [name_of(path) for path in modules(*PACKAGES) if f"{hours.name}" in text_of(path)]
    assert [name for name in named if name != "directory/exchange/hubs.py"] == [
        "directory/services/listing.py",
        "directory/services/listing_fields.py",
        "directory/services/models.py",
    ]


@pytest.mark.parametrize(
    ("holds", "one", "other", "is_same"),
    [
        (Holds.TELEPHONE, "01632 960101", "01632 960 101", True),
        (Holds.TELEPHONE, "+44 1632 960101", "01632960101", True),
        (Holds.TELEPHONE, "01632 960101", "01632 960102", False),
        (Holds.TELEPHONE, "ask the office", "ask the desk", False),
        (Holds.TELEPHONE, None, "", True),
        (Holds.EMAIL, "Help@Example.org", "help@example.org ", True),
        (Holds.LINE, "Monday  to Friday", "Monday to Friday", True),
        (Holds.LINE, "Monday to Friday", "monday to friday", False),
        (Holds.LANGUAGES, ["en", "cy"], ("cy", "en"), True),
        (Holds.LANGUAGES, ["en"], ["cy"], False),
        (Holds.LANGUAGES, [], None, True),
        (Holds.RULES, [{"a": 1, "b": 2}], [{"b": 2, "a": 1}], True),
        (Holds.CLAIM, False, None, False),
        (Holds.SERVICE, 7, 8, False),
    ],
)
def test_what_is_the_same_in_another_spelling(
    holds: Holds, one: object, other: object, is_same: bool
) -> None:
    assert Field("it", "It", holds).means_the_same(one, other) is is_same


def test_trouble_says_what_to_do() -> None:
    field = Field("it", "It", Holds.LINE, longest=3, is_required=True)
    assert field.trouble_with("") == "cannot be empty"
    assert field.trouble_with("four") == "is 4 characters long; at most 3 can be kept"
    assert field.trouble_with("abc") is None


@pytest.mark.parametrize(
    ("stated", "confirmed"),
    [
        ("title", {FactKind.WORDING}),
        ("summary languages pathways", {FactKind.WORDING}),
        ("who_for", {FactKind.ELIGIBILITY}),
        ("eligibility", {FactKind.ELIGIBILITY}),
        ("referral_route", {FactKind.REFERRAL_ROUTE}),
        ("referral_hub_id", {FactKind.REFERRAL_ROUTE}),
        ("telephone", {FactKind.TELEPHONE}),
        ("email", set()),  # nobody said that the number is right
        ("opening_hours email", set()),
        ("setting targeting", set()),
        ("title telephone who_for", {FactKind.WORDING, FactKind.TELEPHONE, FactKind.ELIGIBILITY}),
    ],
)
def test_what_is_stated_is_right_and_nothing_besides(stated: str, confirmed: set[FactKind]) -> None:
    assert set(facts_stated(LISTING_FIELD[name] for name in stated.split())) == confirmed


def test_no_listing_states_a_start_date_or_a_place() -> None:
    never = {FactKind.START_DATES, FactKind.PLACES, FactKind.VACANCIES, FactKind.SITES}
    assert never.isdisjoint(facts_stated(LISTING_FIELDS))
