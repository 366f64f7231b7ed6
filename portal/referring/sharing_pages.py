"""What covers the sharing of one referral, as its form and the page after it say it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from flask_babel import gettext
from sqlalchemy.orm import Session

from commissioning.partnership.protocols.bodies import SharingBody, body_of, names_of
from commissioning.partnership.protocols.models import ReferralSharing
from commissioning.partnership.protocols.relying import Relied, cover_of
from commissioning.partnership.protocols.saying import cover_in_words
from commissioning.referrals.models import Referral
from commissioning.referrals.open_lines import OpenLine
from directory.accounts.models import Organisation
from directory.providers.models import Provider
from directory.services.looking import hidden_providers
from directory.sight import Sight

UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class SharingPage:
    """`asks`: nothing in force covers it. `is_sent`: straight after sending."""

    public_id: str
    says: tuple[str, ...]
    asks: bool
    is_stated: bool
    is_sent: bool
    done: bool


def sender_of(session: Session, organisation: Organisation) -> SharingBody:
    return body_of(session, organisation)


def before_sending(
    session: Session, line: OpenLine, sender: SharingBody, *, today: dt.date
) -> tuple[str, ...]:
    """Nothing is named yet; empty where nobody else is shared with."""
    relied = cover_of(session, line.id, sender=sender, home_area_id=None, on=today)
    if relied is None:
        return ()
    told = in_words_of(session, relied, provider=_provider(line), today=today)
    if relied.asks_ground:
        told = (*told, gettext("Refer all the same: nobody is refused for it. Once it is sent you"
                               " are asked on what ground you share."),
                _told_to(relied))  # fmt: skip
    return told


def _told_to(relied: Relied) -> str:
    """The members of the region that keeps the agreement; where there is none, of the region from
    which it is shared."""
    if relied.cover.protocol is not None:
        return str(
            gettext(
                "Those who keep this agreement in its region are told by a message, once a week."
            )
        )
    return str(
        gettext(
            "No agreement is there to answer for: those who keep agreements in the"
            " region where the person lives are told by a message, once a week."
        )
    )


def in_words_of(
    session: Session, relied: Relied, *, provider: str, today: dt.date
) -> tuple[str, ...]:
    sender = names_of(session, [relied.sender])[relied.sender]
    return tuple(cover_in_words(relied.cover, sender=sender, provider=provider, on=today))


def named_as(relied: Relied) -> str:
    """For an address: the reference of one known here, never what was typed."""
    given_way = relied.cover.instead_of
    return UNKNOWN if given_way is None else quote(given_way.reference, safe="")


def sharing_page(
    session: Session,
    referral: Referral,
    kept: ReferralSharing | None,
    *,
    sender: SharingBody,
    sight: Sight,
    today: dt.date,
    named: str,
    done: str,
) -> SharingPage:
    """As it was when it was sent, None of one that came by a file; the words are of today.

    The provider is named to those who may know of it: it may be one that hides a refuge.
    """
    relied = cover_of(
        session, referral.line_id, sender=sender,
        home_area_id=referral.home_local_delivery_unit_id, on=today,
        named="" if named == UNKNOWN else named,
    )  # fmt: skip
    says = () if relied is None else in_words_of(
        session, relied, provider=_known(session, relied.provider, sight), today=today
    )  # fmt: skip
    if named == UNKNOWN:
        says = (gettext("No agreement between these two has the reference that was named."), *says)
    if kept is None:
        says = (gettext("This referral was not sent by the form here: nothing of sharing was told"
                        " with it, and nothing is asked of it."), *says)  # fmt: skip
        return SharingPage(str(referral.public_id), says, False, False, False, False)
    return SharingPage(
        str(referral.public_id), says, not kept.standing.can_be_relied_on,
        kept.ground is not None, done == "sent", done == "stated",
    )  # fmt: skip


def _known(session: Session, provider_id: int, sight: Sight) -> str:
    provider = session.get_one(Provider, provider_id)
    is_hidden = hidden_providers(session, [provider], sight=sight)
    return gettext("the provider") if is_hidden else provider.name


def _provider(line: OpenLine) -> str:
    return line.provider if line.is_read and line.provider else gettext("the provider")
