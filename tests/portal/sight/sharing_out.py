"""Which cells an ordinary run asks; `make soak` asks them all.

Of what a role may not open whatever its record, one address of each rule: the role is refused
before a record is read, so that one tells as much as five. Of what anybody may open, every page
for nobody in particular and for whoever decides for the region, and for one of those in turn from
whom the same is kept. All that a role opens by its permission is asked by every role.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import Final, TypeVar

from directory.acts import Act
from directory.people.permissions import may
from portal.access import PUBLIC
from portal.problem_documents import is_for_software
from tests.portal.sight.addresses import reads
from tests.portal.sight.expecting import rows
from tests.portal.sight.facts import TELLS_REACH
from tests.portal.sight.forms import SENT
from tests.portal.sight.installations import NOBODY, UNENTITLED, role_of
from tests.thoroughness import THOROUGH, in_share

Case = TypeVar("Case")

WHO: Final = (
    NOBODY, "sentencer", "court officer", "offender manager", "prison officer", "own editor",
    "own provider", "other provider", "own commissioner", "own head", "other commissioner",
    "acting body", "analyst", "administrator",
)  # fmt: skip
"""Every role, with its own records and with another's."""

SAME_AS_ANOTHER: Final = frozenset({"offender manager", "own head"})
"""They see as somebody else does, and are asked about by `make soak`."""

ASKED: Final = tuple(who for who in WHO if THOROUGH or who not in SAME_AS_ANOTHER)
ASKS_ALL_THAT_IS_OPEN: Final = frozenset({NOBODY, "own commissioner"})


def is_compared(who: str, path: str) -> bool:
    """Every address for nobody in particular; for others an ordinary run compares every third."""
    return who == NOBODY or in_share(path, one_in=3)


def is_form_compared(who: str, rule: str, number: int) -> bool:
    """Every form for nobody; for others every second, and those that tell how a refuge is
    reached."""
    return who == NOBODY or rule in TELLS_REACH or in_share(f"{rule} {number}", one_in=2)


def is_read(who: str, rule: str, path: str) -> bool:
    if THOROUGH:
        return True
    if is_public(rule, "GET"):
        is_asked = who in ASKS_ALL_THAT_IS_OPEN or is_compared(who, path)
        return is_asked or who == _in_turn(_alike(who), path)
    return not is_closed(who, rule, "GET") or path == _in_turn(_paths_of(rule), who + rule)


def is_sent(who: str, rule: str, number: int) -> bool:
    """Whether the so-and-so-manieth form of the rule is."""
    if THOROUGH or not is_closed(who, rule, "POST"):
        return True
    return number == _in_turn(range(len(SENT[rule])), who + rule)


def is_public(rule: str, method: str) -> bool:
    return rows(rule)[method] == PUBLIC.value


@cache
def is_closed(who: str, rule: str, method: str) -> bool:
    """To this role, whatever the record. What programs ask is asked by its own rules."""
    role = role_of(who)
    if is_public(rule, method) or is_for_software(rule):
        return False
    return role is None or not may(role, Act(rows(rule)[method]))


@cache
def _paths_of(rule: str) -> tuple[str, ...]:
    return tuple(path for known, path in reads() if known == rule)


@cache
def _alike(who: str) -> tuple[str, ...]:
    """Those asked from whom the same is kept."""
    return tuple(one for one in ASKED if UNENTITLED.get(one) == UNENTITLED.get(who))


def _in_turn(cases: Sequence[Case], of: str) -> Case:
    return cases[zlib.crc32(of.encode()) % len(cases)]
