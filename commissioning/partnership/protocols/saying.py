"""What covers a sharing of information, in sentences for whoever shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from commissioning.partnership.protocols.between import Body, SharingCover, SignaturesMissing
from commissioning.partnership.protocols.kinds import SharingStanding
from directory.clock import day_in_words

NO_CONSENT_IN_COURT = "Willingness stated in court is not consent to sharing."


def signed_in_words(standing: str, in_force_from: dt.date, unsigned: Sequence[str]) -> str:
    """A standing of an agreement that may be relied on; it is in force by its dates, and whose
    signature is missing is said wherever that is told."""
    if not unsigned:
        return standing
    *most, last = unsigned
    names = f"{', '.join(most)} and {last}" if most else last
    return f"{standing} from {day_in_words(in_force_from)}, not signed by {names}"


def cover_in_words(
    cover: SharingCover[Body], *, sender: str, provider: str, on: dt.date
) -> Iterator[str]:
    """Which agreement covers it, or which is missing or past review, and who answers for it."""
    if cover.named_unknown:
        yield "No agreement known to this portal has the reference that was named."
    if cover.named_elsewhere:
        yield f"Agreement {cover.named_elsewhere} is not between {sender} and {provider}."
    protocol = cover.protocol
    if cover.without_clause:
        yield (
            f"Agreement {cover.without_clause} is in force with a prime that passes work to"
            f" {provider}: it does not name them, and has no clause on subcontractors."
        )
    if protocol is None:
        yield (
            f"No agreement on sharing information between {sender} and {provider} is known to"
            " this portal."
        )
        return
    if cover.standing.can_be_relied_on:
        clause = (
            f" It covers {provider} by its clause on subcontractors." if cover.by_clause else ""
        )
        due = "; it is due for review" if cover.standing is SharingStanding.REVIEW_DUE else ""
        since = signed_in_words(
            "is in force", protocol.in_force_from, _unsigned(cover.missing, sender, provider)
        )
        yield (
            f"Agreement {protocol.reference} between {sender} and {provider} {since}. Its"
            f" review day is {day_in_words(protocol.review_on)}{due}.{clause}"
        )
        return
    why = protocol.why_not(on)
    yield (
        f"{why[0].upper()}{why[1:]}, and no other between {sender} and {provider} is in force."
        f" For it answers: {protocol.owner_post}."
    )


def _unsigned(missing: SignaturesMissing, sender: str, provider: str) -> list[str]:
    found = (
        (missing.one, sender),
        (missing.other, provider),
    )
    return [name for is_missing, name in found if is_missing]
