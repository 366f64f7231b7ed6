"""Programmes that exist nowhere, so that something may be said of how well they work.

Nothing invented is ever said of a real programme.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.demonstration.naming import FICTIONAL, SOURCE
from directory.clock import local_date
from directory.people.models import Person
from directory.services.evidence import state_evidence
from directory.services.models import ProgrammeKind
from directory.services.programmes import ProgrammeFacts, keep_programmes

FIRST_RUNG: Final = f"Example First Rung {FICTIONAL}"
STEADY_GROUND: Final = f"Example Steady Ground {FICTIONAL}"
SIDE_BY_SIDE: Final = f"Example Side by Side {FICTIONAL}"

INVENTED: Final = {
    "demo-programme-1": ProgrammeFacts(
        FIRST_RUNG, ProgrammeKind.STRUCTURED, SOURCE, settings=("community",)
    ),
    "demo-programme-2": ProgrammeFacts(
        STEADY_GROUND, ProgrammeKind.STRUCTURED, SOURCE, settings=("community",)
    ),
    "demo-programme-3": ProgrammeFacts(
        SIDE_BY_SIDE, ProgrammeKind.TOOLKIT, SOURCE, settings=("community",)
    ),
}
EVIDENCE: Final = {
    "demo-programme-1": "Of 410 who finished, 31 in 100 were in work after six months; of 390 "
    "alike who did not come, 24 in 100. Invented figures.",
    "demo-programme-2": "Reviewed: promising, but nobody has yet compared those who came with "
    "others like them. An invented review.",
}
"""Of the third nobody has said anything: that is shown too."""

EVALUATOR: Final = f"Example Evaluation Unit {FICTIONAL}"
FOUND_BEFORE: Final = dt.timedelta(days=300)


def add_invented_programmes(session: Session, *, by: Person, at: dt.datetime) -> None:
    kept = keep_programmes(session, INVENTED, by=by, at=at).things
    for key, statement in EVIDENCE.items():
        state_evidence(
            session,
            kept[key],
            statement=statement,
            source=EVALUATOR,
            source_date=local_date(at) - FOUND_BEFORE,
            by=by,
            at=at,
        )
