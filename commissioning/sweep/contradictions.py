"""What the portal may not say: the kinds of contradiction that a sweep counts, each to be 0."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from commissioning.sweep.told import Told


class ContradictionKind(enum.StrEnum):
    """In the order in which they are counted."""

    RESTRICTED_HEADLINE = "restricted_headline"
    OFFENCE_HEADLINE = "offence_headline"
    BED_OR_DROP_IN_HEADLINE = "bed_or_drop_in_headline"
    PAGE_DIFFERS = "page_differs"
    WORDS_DIFFER = "words_differ"
    MAP_DIFFERS = "map_differs"
    CARD_DIFFERS = "card_differs"
    SERVICE_PAGE_DIFFERS = "service_page_differs"
    NEAREST_DIFFERS = "nearest_differs"
    SHEET_DIFFERS = "sheet_differs"
    BULLETIN_DIFFERS = "bulletin_differs"
    PACKAGE_DIFFERS = "package_differs"
    JSON_DIFFERS = "json_differs"
    AVAILABLE_TOO_LATE = "available_too_late"
    SAID_FROM_SILENCE = "said_from_silence"
    DATE_OF_ANOTHER_DAY = "date_of_another_day"
    UNVERIFIED_LAW = "unverified_law"
    NO_TELEPHONE = "no_telephone"
    NO_ANSWER = "no_answer"


SAYS: Final[Mapping[ContradictionKind, str]] = {
    ContradictionKind.RESTRICTED_HEADLINE: "headline by a restricted service",
    ContradictionKind.OFFENCE_HEADLINE: "headline by a programme for one kind of offending",
    ContradictionKind.BED_OR_DROP_IN_HEADLINE: "headline by a bed or a drop-in",
    ContradictionKind.PAGE_DIFFERS: "page of a court or an area that differs from rows or records",
    ContradictionKind.WORDS_DIFFER: "words on a page that differ from its answer",
    ContradictionKind.MAP_DIFFERS: "map that differs from the area’s page",
    ContradictionKind.CARD_DIFFERS: "search card that differs from the area’s page",
    ContradictionKind.SERVICE_PAGE_DIFFERS: "service’s page that differs from the area’s page",
    ContradictionKind.NEAREST_DIFFERS: "“nearest” that differs from the page of the area named",
    ContradictionKind.SHEET_DIFFERS: "court sheet that differs from the area’s page",
    ContradictionKind.BULLETIN_DIFFERS: "bulletin that differs from the area’s page",
    ContradictionKind.PACKAGE_DIFFERS: "package that differs from the area’s page",
    ContradictionKind.JSON_DIFFERS: "JSON that differs from the area’s page",
    ContradictionKind.AVAILABLE_TOO_LATE: "“available” where half start after the strand’s days",
    ContradictionKind.SAID_FROM_SILENCE: "“not commissioned”, “none” or a zero that nobody stated",
    ContradictionKind.DATE_OF_ANOTHER_DAY: "date worked out over 3 days ago, or later than today",
    ContradictionKind.UNVERIFIED_LAW: "unverified law among “takes effect at once”",
    ContradictionKind.NO_TELEPHONE: "row without a telephone",
    ContradictionKind.NO_ANSWER: "page that fails",
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`addresses` are paths of the pages that show it, the one that is taken at its word first."""

    kind: ContradictionKind
    what: str
    addresses: tuple[str, ...]


@dataclass(slots=True)
class Swept:
    """What a sweep looked at and found; `incomplete` are lines whose records contradict
    each other, which is for the desk to mend and no fault of an answer; `told` what each area
    is told of each requirement."""

    areas: int = 0
    courts: int = 0
    lines: int = 0
    contradictions: list[Contradiction] = field(default_factory=list)
    incomplete: set[uuid.UUID] = field(default_factory=set)
    told: list[Told] = field(default_factory=list)

    def count(self, kind: ContradictionKind) -> int:
        return sum(found.kind is kind for found in self.contradictions)
