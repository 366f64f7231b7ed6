"""Who looks, as one value that every question carries; what they may see is asked elsewhere.

The conditions in SQL and what is blanked stand in `directory.services.sight`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final


class Looker(enum.StrEnum):
    ANYBODY = "anybody"
    SENTENCER = "sentencer"
    COURT_OFFICER = "court_officer"
    OFFENDER_MANAGER = "offender_manager"
    PRISON_OFFICER = "prison_officer"
    PROVIDER = "provider"
    PRIME = "prime"
    COMMISSIONER = "commissioner"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


OFFICERS: Final = frozenset({Looker.COURT_OFFICER, Looker.OFFENDER_MANAGER, Looker.PRISON_OFFICER})
"""Those who refer people, and must tell them where to go."""

_KNOW_OF_CONFIDENTIAL: Final = OFFICERS | {
    Looker.SENTENCER,
    Looker.COMMISSIONER,
    Looker.ANALYST,
    Looker.ADMINISTRATOR,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """`looker` with what is theirs: its own providers, areas, or services it has an agreement for.

    Copies and caches are kept by this value, so two people with equal sights are shown the same.
    A prime reads sums of its subcontractors, nothing that is theirs.
    A commissioner of probation has `area_ids`; one of health or of a council has `service_ids`, and
    `agreement_ids`: those that it pays for in its own areas.
    """

    looker: Looker = Looker.ANYBODY
    area_ids: frozenset[int] = frozenset()
    provider_ids: frozenset[int] = frozenset()
    subcontractor_ids: frozenset[int] = frozenset()
    service_ids: frozenset[int] = frozenset()
    agreement_ids: frozenset[int] = frozenset()
    prison_id: int | None = None

    @property
    def is_anybody(self) -> bool:
        return self.looker is Looker.ANYBODY

    @property
    def knows_of_confidential(self) -> bool:
        """That there is a confidential service, and in which area; nothing more of it."""
        return self.looker in _KNOW_OF_CONFIDENTIAL

    @property
    def reads_restricted(self) -> bool:
        """Venue, weekday and time of every restricted group."""
        return self.looker in OFFICERS


ANYBODY: Final = Sight()
