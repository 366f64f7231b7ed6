"""Whose turn the open cases of a line are, in one sentence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from commissioning.moves.case_rows import OpenMove
from commissioning.moves.stages import DueParty
from portal.formatting import counted, joined

WHOSE: Final = {
    DueParty.PROVIDER: "the provider’s",
    DueParty.OFFICER: "their officers’",
    DueParty.COMMISSIONER: "the commissioner’s",
    DueParty.COURT: "a court’s",
    DueParty.PERSON: "the person’s own",
}


def turns_sentence(moves: Sequence[OpenMove], today: dt.date) -> str:
    """Of counts alone; "" where nobody is open."""
    if not moves:
        return ""
    by_party = Counter(one.party for one in moves)
    past = sum(one.due_on is not None and one.due_on < today for one in moves)
    turns = joined(
        f"{by_party[party]:,} {words}" for party, words in WHOSE.items() if by_party[party]
    )
    return (
        f"Whose turn it is: of {counted(len(moves), 'open case')} {turns};"
        f" {past:,} past the last day to act."
    )
