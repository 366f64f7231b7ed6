"""What covers a sharing of information, in sentences for whoever shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from commissioning.partnership.protocols.between import Body, SharingCover
from commissioning.partnership.protocols.standing_said import taken_over_said
from directory.clock import day_in_words

NO_CONSENT_IN_COURT = "Willingness stated in court is not consent to sharing."


def cover_in_words(
    cover: SharingCover[Body], *, sender: str, provider: str, on: dt.date
) -> Iterator[str]:
    """Which agreement covers it, or which is missing or past review, and who answers for it."""
    if cover.named_unknown:
        yield "No agreement known to this portal has the reference that was named."
    if cover.named_elsewhere:
        yield f"Agreement {cover.named_elsewhere} is not between {sender} and {provider}."
    protocol = cover.protocol
    if cover.instead_of is not None and protocol is not None:
        yield (
            f"Agreement {cover.instead_of.reference} {cover.instead_of.said(on)};"
            f" {protocol.reference} covers it."
        )
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
    said = protocol.said(on, unsigned_names(cover, sender, provider))
    taken = taken_over_said(cover.standing, cover.taken_over)
    if cover.standing.can_be_relied_on:
        clause = (
            f" It covers {provider} by its clause on subcontractors." if cover.by_clause else ""
        )
        yield (
            f"Agreement {protocol.reference} between {sender} and {provider} {said}. Its"
            f" review day is {day_in_words(protocol.review_on)}.{clause}"
        )
    else:
        yield (
            f"Agreement {protocol.reference} {said}, and no other between {sender} and {provider}"
            f" is in force. For it answers: {protocol.owner_post}."
        )
    if taken:
        yield f"{taken}."


def unsigned_names(cover: SharingCover[Body], sender: str, provider: str) -> list[str]:
    """Of the two that were asked about, those of which no signature is recorded."""
    found = ((cover.missing.one, sender), (cover.missing.other, provider))
    return [name for is_missing, name in found if is_missing]
