"""The wording of a service and the facts beside it, before and after they are stored."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directory.delivery import DeliveryKind
from directory.errors import DirectoryError
from directory.pathways import pathways
from directory.places.models import Exposure
from directory.services.listing_fields import LISTING_FIELDS
from directory.starts import codes_with_a_start


class Setting(enum.StrEnum):
    """Where the person is while the service is delivered."""

    COMMUNITY = "community"
    CUSTODY = "custody"
    THROUGH_THE_GATE = "through_the_gate"
    APPROVED_PREMISES = "approved_premises"


class ListingRefused(DirectoryError):
    """The listing says something the field does not know; `column` names where."""

    def __init__(self, column: str, value: str) -> None:
        self.column = column
        self.value = value
        super().__init__(f"{column.replace('_', ' ')}: “{value}” is not known here.")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a revision says; lists hold codes, rules hold plain JSON values.

    `eligibility` holds the rules as `eligibility` reads them, `targeting` criteria
    with owner and date, `referral_hub_id` the service that takes referrals for this one.
    """

    title: str
    summary: str
    setting: Setting = Setting.COMMUNITY
    telephone: str | None = None
    email: str | None = None
    opening_hours: str | None = None
    referral_route: str | None = None
    referral_hub_id: int | None = None
    who_for: str | None = None
    pathways: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    eligibility: tuple[Mapping[str, Any], ...] = ()
    targeting: tuple[Mapping[str, Any], ...] = ()

    @property
    def is_restricted(self) -> bool:
        """Approved premises: the public sees programme, area and month only."""
        return self.setting is Setting.APPROVED_PREMISES

    def check(self) -> None:
        """Raise `ListingRefused` for a pathway or requirement that does not exist."""
        known = {
            "pathways": {one.code for one in pathways()},
            "requirements": set(codes_with_a_start()),
        }
        for column, codes in known.items():
            for code in getattr(self, column):
                if code not in codes:
                    raise ListingRefused(column, code)

    @classmethod
    def of_columns(cls, revision: object) -> Listing:
        """The listing whose `as_columns` a stored revision holds."""
        return cls.of_record(
            {field.name: getattr(revision, field.name) for field in LISTING_FIELDS}
        )

    @classmethod
    def of_record(cls, told: Mapping[str, Any]) -> Listing:
        """The same from columns by name."""
        lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
        return cls(**({**told} | lists | {"setting": Setting(told["setting"])}))

    def as_columns(self) -> dict[str, Any]:
        """The columns of a revision, lists as JSON keeps them."""
        return {field.name: _stored(getattr(self, field.name)) for field in LISTING_FIELDS}


def _stored(value: Any) -> Any:
    """As JSON and a text column keep it."""
    if isinstance(value, tuple):
        return [dict(one) if isinstance(one, Mapping) else one for one in value]
    return value.value if isinstance(value, enum.Enum) else value


def exposure_of(
    *, listing_is_restricted: bool, programme_is_restricted: bool, sites: Sequence[Exposure]
) -> Exposure:
    """Confidential when every site is (and there is one); restricted when anything says so."""
    if sites and all(site is Exposure.CONFIDENTIAL for site in sites):
        return Exposure.CONFIDENTIAL
    if listing_is_restricted or programme_is_restricted or Exposure.RESTRICTED in sites:
        return Exposure.RESTRICTED
    return Exposure.OPEN


def restricted_title(programme: str | None, kind: DeliveryKind) -> str:
    """What a restricted service is called in public: a listing's own title may name its venue."""
    if programme is not None:
        return programme
    return "Approved premises" if kind is DeliveryKind.BED else "A restricted programme"


def blanked_title(programme: str | None, kind: DeliveryKind, exposure: Exposure) -> str:
    """What a service is called where its text is not read; a confidential one by nothing else."""
    if exposure is Exposure.CONFIDENTIAL:
        return "A confidential service"
    return restricted_title(programme, kind)
