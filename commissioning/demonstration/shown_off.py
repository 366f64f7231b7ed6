"""The lines that a visitor is shown: each stands for something that happens in the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from commissioning.availability.statuses import WhyNot
from commissioning.demonstration.catalogue import EVERYWHERE, Design, Reach
from commissioning.demonstration.local_catalogue import LOCAL
from commissioning.demonstration.plans import (
    LineStory,
    PlannedArea,
    ServicePlan,
    key_of_service,
    provider_for,
    service_of,
)
from commissioning.demonstration.wish import Wish
from directory.places.models import Exposure

PRESTON: Final = "central-lancashire"
HERTFORDSHIRE: Final = "hertfordshire"

TWELVE_MILES_ON: Final = "wigan"
"""The nearest area to Preston with drug testing: about 12 miles from middle to middle."""

NEARER: Final = "blackburn"
"""The one area that is nearer: nobody offers drug testing there."""

OTHER_HOME: Final = "blackburn"
WAITED_FOR: Final = "mental-health-treatment"
"""Long waited for in Preston and not in the other home, one court answering for both."""

DESIGNS: Final[Mapping[str, Design]] = {design.code: design for design in (*EVERYWHERE, *LOCAL)}

AROUND_PRESTON: Final = (
    ("housing-advice", "Help to find and keep a home in Preston", "Preston", "PR1 2"),
    ("debt-advice", "Debt and benefits advice in Leyland", "Leyland", "PR25 2"),
    ("womens-centre", "Preston women’s centre", "Preston", "PR1 3"),
    ("recovery-group", "Recovery group in Leyland", "Leyland", "PR25 3"),
    ("work-club", "Work club in Preston", "Preston", "PR1 1"),
    ("chapel-meals", "Meals and company in Preston", "Preston", "PR1 5"),
    ("refuge", "Refuge for women", None, None),
)

LAPSED: Final = "work-club"
"""Of those around Preston the one whose agreement is past its end, not extended by anybody."""

SPECIAL: Final = (
    (
        "unpaid-work",
        HERTFORDSHIRE,
        LineStory.OVER_DELIVERED,
        "Unpaid work: the Hertfordshire example",
    ),
    ("managing-emotions", PRESTON, LineStory.FULL_PAST_ANY_ORDER, "Counselling after trauma"),
    ("work-club", PRESTON, LineStory.BRAND_NEW, "Kitchen garden work club"),
    ("peer-mentor", "blackburn", LineStory.CLOSED, "Peer mentors of the old mill"),
    ("housing-advice", HERTFORDSHIRE, LineStory.STALE, "Housing advice, not heard from lately"),
    ("structured-sessions", "north-west-lancashire", LineStory.NO_STAFF, "Sessions by the sea"),
    ("peer-mentor", "bolton", LineStory.INCOMPLETE, "Peer mentors whose records stop at the start"),
    ("drug-testing", TWELVE_MILES_ON, LineStory.ROOM_TO_SPARE, "Drug testing in Wigan"),
    (
        WAITED_FOR,
        OTHER_HOME,
        LineStory.ROOM_TO_SPARE,
        "Mental health treatment: the Blackburn clinic",
    ),
)

REFERRALS: Final[Mapping[LineStory, int]] = {
    LineStory.FULL_PAST_ANY_ORDER: 150,
    LineStory.BRAND_NEW: 0,
    LineStory.CLOSED: 40,
    LineStory.STALE: 40,
    LineStory.NO_STAFF: 40,
    LineStory.LAPSED: 40,
    LineStory.ROOM_TO_SPARE: 60,
}

SAID_OF: Final = "drug_testing"
PROVISION: Final = (
    (PRESTON, SAID_OF, WhyNot.NOT_ACCREDITED_HERE),
    ("cornwall-and-isles-of-scilly", SAID_OF, WhyNot.NOT_COMMISSIONED),
    ("barnsley-and-rotherham", SAID_OF, WhyNot.NOT_COMMISSIONED),
    ("bolton", SAID_OF, WhyNot.NOT_COMMISSIONED),
    ("north-wales", SAID_OF, WhyNot.NO_STAFF),
)
"""Areas where somebody has said why nothing stands behind a requirement."""

DIFFERENTLY_SAID: Final = "bedfordshire"
"""Two authorities say different things of the same requirement there."""

LONG_AGO_SAID: Final = "bath-and-north-somerset"
"""What was said there is past its review."""


def shown_off(
    places: Sequence[PlannedArea], wish: Wish, first_number: int
) -> Iterator[ServicePlan]:
    """Preston's own services, then the lines with a story."""
    by_slug = {place.slug: place for place in places}
    number = first_number
    for code, title, town, sector in AROUND_PRESTON:
        number += 1
        yield service_of(
            DESIGNS[code],
            number,
            [(by_slug[PRESTON],)],
            provider_for(DESIGNS[code].sector, number, wish.services),
            title=title,
            town=town,
            postcode_sector=sector,
            standing=LineStory.LAPSED if code == LAPSED else LineStory.ORDINARY,
        )
    for code, slug, standing, title in SPECIAL:
        number += 1
        yield service_of(
            _design_of(code, standing),
            number,
            [(by_slug[slug],)],
            provider_for(DESIGNS[code].sector, number, wish.services),
            title=title,
            standing=standing,
        )


def key_of(story: LineStory) -> str:
    """The external identifier of the first service that is shown off for the story."""
    stories = [standing for _, _, standing, _ in SPECIAL]
    turn = stories.index(story)
    code = _design_of(SPECIAL[turn][0], story).code
    return key_of_service(len(AROUND_PRESTON) + turn + 1, code)


def _design_of(code: str, standing: LineStory) -> Design:
    design = replace(DESIGNS[code], reach=Reach.AREA, site=Exposure.OPEN)
    if standing is LineStory.FULL_PAST_ANY_ORDER:
        one_to_one = DESIGNS["peer-mentor"]
        return replace(
            one_to_one,
            code="counselling",
            summary="Weekly one-to-one counselling with one of two counsellors.",
            pathways=("health",),
            stay_days=200,
        )
    return design


def in_short_supply(service: ServicePlan) -> ServicePlan:
    """What is long waited for in Preston has too few places there, whatever chance says."""
    if service.design.code != WAITED_FOR:
        return service
    lines = tuple(
        replace(line, standing=LineStory.TOO_FEW_PLACES)
        if PRESTON in {place.slug for place in line.places} and line.standing is LineStory.ORDINARY
        else line
        for line in service.lines
    )
    return replace(service, lines=lines)


def states_nothing_here(service: ServicePlan) -> bool:
    """Whether the service would give the lie to a statement, or settle what it leaves open."""
    said_of = {NEARER, DIFFERENTLY_SAID, LONG_AGO_SAID, *(slug for slug, _, _ in PROVISION)}
    return SAID_OF in service.design.requirements and any(
        place.slug in said_of for place in service.places
    )
