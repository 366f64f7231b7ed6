"""How an agreement stands and whose signature it lacks, in the words of every place that tells it.

Pages, the list, the file of the list, a referral, a file of referrals and what programs are told
all take their words from here.

| it stands | all signed | somebody has not |
|---|---|---|
| in force | is in force | is in force from …, not signed by … |
| review due | is in force and due for review | is in force from … and due for review, not … |
| past review | is past review since … | the same, not signed by … |
| not yet | is in force only from … | the same, not signed by … |
| ended | ended on … | the same: nobody relies on it any more |

A signature by a body whose work another took over is said beside it, in a sentence of its own.
Where an Act or an order moves functions to a successor, what was done by the one before it is
usually treated as done by it, so the agreement goes on to cover it; a merger by contract carries
nothing over that the parties did not agree. The portal does not know which it was: it covers, names
who signed, and asks for a look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commissioning.partnership.protocols.kinds import SharingStanding
from directory.clock import day_in_words


@dataclass(frozen=True, slots=True, order=True)
class TakenOver:
    """`signer` signed, and `by` does its work from `since` on; both by name."""

    signer: str
    by: str
    since: dt.date

    @property
    def words(self) -> str:
        return (
            f"signed by {self.signer}, whose work {self.by} took over on"
            f" {day_in_words(self.since)}: check that it still holds"
        )


def standing_said(
    standing: SharingStanding,
    unsigned: Sequence[str],
    *,
    in_force_from: dt.date,
    review_on: dt.date,
    ended_on: dt.date | None,
) -> str:
    """As it follows the agreement's name in a sentence; "" of none at all (MISSING)."""
    since = f" from {day_in_words(in_force_from)}" if unsigned else ""
    lacks = f", not signed by {listed(unsigned)}" if unsigned else ""
    match standing:
        case SharingStanding.IN_FORCE:
            return f"is in force{since}{lacks}"
        case SharingStanding.REVIEW_DUE:
            return f"is in force{since} and due for review{lacks}"
        case SharingStanding.PAST_REVIEW:
            return f"is past review since {day_in_words(review_on)}{lacks}"
        case SharingStanding.NOT_YET:
            return f"is in force only from {day_in_words(in_force_from)}{lacks}"
        case SharingStanding.ENDED if ended_on is not None:
            return f"ended on {day_in_words(ended_on)}"
        case _:
            return ""


def signatures_asked(standing: SharingStanding) -> bool:
    """Whether signatures are asked after: of any that has not ended."""
    return standing is not SharingStanding.ENDED


def taken_over_said(standing: SharingStanding, taken: Iterable[TakenOver]) -> str:
    """A sentence without its stop; "" where there is nothing to check."""
    found = sorted(set(taken))
    if not found or not signatures_asked(standing):
        return ""
    return f"It was {'; and '.join(one.words for one in found)}"


def listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
