"""Kinds, units, shares and money of agreements as a commissioner says them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from commissioning.agreements.expiry import Expiring
from commissioning.agreements.models import (
    AgreementKind,
    ContributionKind,
    ContributionMistake,
    FunderContribution,
)
from commissioning.agreements.notice import TermStanding
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price
from portal.formatting import NOT_KNOWN, counted, in_words, joined

KINDS: Final[Mapping[AgreementKind, str]] = MappingProxyType(
    {
        AgreementKind.CONTRACT: "Contract",
        AgreementKind.SLA: "Service level agreement",
        AgreementKind.GRANT: "Grant",
        AgreementKind.PAYMENT_BY_RESULTS: "Payment by results",
    }
)
UNITS: Final[Mapping[VolumeUnit, str]] = MappingProxyType(
    {
        VolumeUnit.ORDER: "orders",
        VolumeUnit.REFERRAL: "referrals",
        VolumeUnit.START: "starts",
        VolumeUnit.COMPLETION: "completions",
        VolumeUnit.HOUR: "hours",
    }
)
STANDINGS: Final[Mapping[TermStanding, str]] = MappingProxyType(
    {
        TermStanding.NOTICE_PASSED: "Notice day passed",
        TermStanding.TO_END: "To end",
        TermStanding.END_NOT_KNOWN: "End not known",
        TermStanding.ENDED: "Ended",
    }
)


def pounds(pence: int) -> str:
    """ "£1,234.50"; a sum to take off as "−£50.00"."""
    sign = "−" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def more_or_less(pence: int) -> str:
    return f"+{pounds(pence)}" if pence > 0 else pounds(pence)


def plain_pounds(pence: int) -> Decimal:
    """For a file that people calculate on."""
    return Decimal(pence).scaleb(-2)


def percent(share: float) -> str:
    return f"{share * 100:.6g} %"


def months(number: int | None) -> str:
    return NOT_KNOWN if number is None else counted(number, "month")


def options(lengths: list[int] | tuple[int, ...] | None) -> str:
    """ "12 months, then 12 months"."""
    if lengths is None:
        return NOT_KNOWN
    return ", then ".join(months(one) for one in lengths) or "none"


def options_left(one: Expiring) -> str:
    """How far it can be extended."""
    if one.extensions is None:
        return "Whether it can be extended is not known here."
    if not one.extensions:
        return "It has no option to extend."
    if one.is_used_up:
        return f"Its options to extend are used up: {options(one.extensions)}."
    return f"Options to extend: {options(one.extensions)}, at most to {in_words(one.latest_end)}."


MISTAKES: Final[Mapping[ContributionMistake, str]] = MappingProxyType(
    {
        ContributionMistake.STATED_TWICE: "It was stated twice",
        ContributionMistake.WRONG_AMOUNT: "The amount is wrong",
        ContributionMistake.WRONG_DAYS: "The days are wrong",
        ContributionMistake.WRONG_FUNDER: "Another puts it in",
        ContributionMistake.NOT_AGREED: "It was never agreed",
    }
)


def contribution(one: FunderContribution) -> str:
    until = f" to {in_words(one.ends_on)}" if one.ends_on else ", end not known"
    amount = (
        pounds(one.pence or 0)
        if one.kind is ContributionKind.MONEY
        else f"{one.posts or 0:g} full-time {'post' if one.posts == 1 else 'posts'}"
    )
    return f"{amount}, from {in_words(one.starts_on)}{until}"


def price(one: Price) -> str:
    """ "£120.00; above 100 % of the volume £60.00; nothing above 115 %"."""
    parts = [pounds(one.pence)]
    parts += [
        f"above {percent(band.above)} of the volume {pounds(band.pence)}" for band in one.bands
    ]
    if one.cap is not None:
        parts.append(f"nothing above {percent(one.cap)} of the volume")
    return "; ".join(parts)


def places(names: tuple[str, ...]) -> str:
    return str(joined(names)) if names else NOT_KNOWN
