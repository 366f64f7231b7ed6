"""Who may state what of a requirement in an area: what is recorded before anybody has an account.

Pure. A statement says in which role its author spoke. What it must bring along (a second person,
the notice) is asked of every file; whether the author has the role nobody can check yet.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import Final

from commissioning.availability.statuses import Provision, WhyNot

TREATMENTS: Final = frozenset(
    {"mental_health_treatment", "drug_rehabilitation", "alcohol_treatment"}
)
"""The requirements whose services health and councils commission, not probation."""


class AuthorRole(enum.StrEnum):
    """Court teams speak of their own area, commissioners of what they commission in theirs."""

    COURT_TEAM = "court_team"
    COMMISSIONER = "commissioner"
    TREATMENT_COMMISSIONER = "treatment_commissioner"


MAY_SAY: Final[Mapping[AuthorRole, frozenset[Provision]]] = {
    AuthorRole.COURT_TEAM: frozenset(
        {Provision.PROVIDED, Provision.ARRANGEMENTS_EXIST, Provision.NOT_KNOWN}
    ),
    AuthorRole.COMMISSIONER: frozenset(Provision),
    AuthorRole.TREATMENT_COMMISSIONER: frozenset(Provision),
}


def may_state(role: AuthorRole, said: Provision, requirement: str) -> bool:
    """Whether somebody of this role may say this of the requirement at all."""
    if role is AuthorRole.TREATMENT_COMMISSIONER and requirement not in TREATMENTS:
        return False
    return said in MAY_SAY[role]


def missing_beside(
    said: Provision, why_not: WhyNot | None, *, agreed_by: str | None, notice: str | None
) -> Iterator[tuple[str, str]]:
    """The field that a statement needs beside what it says, with what to do about it."""
    if why_not is WhyNot.NOT_COMMISSIONED and not agreed_by:
        yield "agreed_by", "name the second person who agreed that nothing is commissioned"
    if said is Provision.NOTIFIED and not notice:
        yield "notice", "cite the notice by which the court was told, with its date"
