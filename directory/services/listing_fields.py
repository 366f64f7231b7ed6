"""Everything that a listing states, once: form, file, history and comparison read it here.

A new field is a row here, an attribute of `Listing`, a column of `ListingRevision` with its
migration, and docs/imports.md made anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from directory.fields import Field, Holds, Speaker, by_name
from directory.services.freshness import FactKind

_DESIGN: Final = frozenset({Speaker.DESIGN, Speaker.PROVIDER, Speaker.COMMISSIONER})
_COMMISSIONER: Final = frozenset({Speaker.COMMISSIONER})

_TELEPHONE: Final = FactKind.TELEPHONE.value
_REFERRAL_ROUTE: Final = FactKind.REFERRAL_ROUTE.value
_ELIGIBILITY: Final = FactKind.ELIGIBILITY.value
_WORDING: Final = FactKind.WORDING.value

LISTING_FIELDS: Final = (
    Field(
        "title",
        "Name",
        Holds.LINE,
        "What it is called",
        said_by=_DESIGN,
        longest=300,
        is_required=True,
        confirmed_as=_WORDING,
    ),
    Field(
        "summary",
        "What it is",
        Holds.TEXT,
        "What it is, in a few sentences",
        said_by=_DESIGN,
        confirmed_as=_WORDING,
    ),
    Field(
        "setting",
        "Setting",
        Holds.SETTING,
        "Where the person is meanwhile",
        said_by=_COMMISSIONER,
        is_required=True,
    ),
    Field(
        "telephone",
        "Telephone",
        Holds.TELEPHONE,
        "Whom to ring",
        longest=80,
        is_live_at_once=True,
        confirmed_as=_TELEPHONE,
    ),
    Field(
        "email",
        "E-mail",
        Holds.EMAIL,
        "Where to write",
        longest=200,
        is_live_at_once=True,
        confirmed_as=_TELEPHONE,
    ),
    Field(
        "opening_hours",
        "When somebody answers",
        Holds.LINE,
        "When somebody answers, in words",
        longest=200,
        is_live_at_once=True,
        has_own_place=False,
        confirmed_as=_TELEPHONE,
    ),
    Field(
        "referral_route",
        "How to refer",
        Holds.TEXT,
        "How to refer, in words",
        longest=2000,
        confirmed_as=_REFERRAL_ROUTE,
    ),
    Field(
        "referral_hub_id",
        "Referral hub",
        Holds.SERVICE,
        "The service that takes referrals for it",
        is_told=False,
        confirmed_as=_REFERRAL_ROUTE,
    ),
    Field(
        "who_for",
        "Who it is for",
        Holds.LINE,
        "Who it is for",
        said_by=_DESIGN,
        longest=300,
        confirmed_as=_ELIGIBILITY,
    ),
    Field(
        "pathways",
        "Pathways",
        Holds.PATHWAYS,
        "What help it is",
        said_by=_DESIGN,
        confirmed_as=_WORDING,
    ),
    Field(
        "requirements",
        "Requirements it can stand behind",
        Holds.REQUIREMENTS,
        "Requirements it can stand behind",
        said_by=_DESIGN,
        confirmed_as=_WORDING,
    ),
    Field(
        "languages",
        "Languages",
        Holds.LANGUAGES,
        "Languages in which it is delivered",
        confirmed_as=_WORDING,
    ),
    Field(
        "eligibility",
        "Rules about who may come",
        Holds.RULES,
        "Who may come",
        said_by=_DESIGN,
        confirmed_as=_ELIGIBILITY,
    ),
    Field(
        "targeting",
        "Whom it is meant for first",
        Holds.RULES,
        "Whom it is meant for first",
        said_by=_COMMISSIONER,
        is_told=False,
    ),
)
"""In the order of a page."""

LISTING_FIELD: Final = by_name(LISTING_FIELDS)

SERVICE_FIELD: Final = LISTING_FIELD | by_name(
    (
        Field("provider_id", "Provider", Holds.PROVIDER),
        Field("programme_id", "Programme", Holds.PROGRAMME),
    )
)
"""With what stands on the service itself, of which it is remembered who said it too."""

TOLD: Final = tuple(field for field in LISTING_FIELDS if field.is_told)
"""Those of whose changes a reader of the history is told."""

FURTHER: Final = tuple(field for field in TOLD if not field.has_own_place)
"""Those that a page tells one below the other, without a place made for them."""


def facts_stated(fields: Iterable[Field]) -> tuple[FactKind, ...]:
    """What is right from the day on which somebody states these fields: the facts they touch.

    | stated | confirmed |
    |---|---|
    | a telephone number | telephone |
    | an e-mail address or hours alone | nothing: nobody said that the number is right |
    | any other field | the fact by which it is confirmed, if any |

    Start dates, places and where it happens are no fields of a listing, so never those.
    """
    kinds = [field.confirmed_as for field in fields if _says_its_fact(field)]
    return tuple(FactKind(kind) for kind in dict.fromkeys(kinds))


def _says_its_fact(field: Field) -> bool:
    if field.confirmed_as == _TELEPHONE:
        return field.holds is Holds.TELEPHONE
    return bool(field.confirmed_as)
