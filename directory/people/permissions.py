"""Who may do what: the table of permissions, asked by role and act."""

from __future__ import annotations

import enum
from functools import cache
from typing import Final

from directory.acts import Act
from directory.people.roles import Role
from directory.rules.tables import RuleTableBroken, rows_of

FILE: Final = "permissions.csv"
PUBLIC: Final = "public"
"""The column of somebody without an account."""


class Extent(enum.StrEnum):
    """How far an act may go; what is within reach is asked in the query of the record."""

    NOTHING = "–"
    OWN = "own"
    HOME_AREAS = "home_areas"
    OWN_REGION = "own_region"
    ANY = "any"


def farther(one: Extent, other: Extent) -> Extent:
    """In the order in which they are written."""
    return max(one, other, key=list(Extent).index)


def reach_of(role: Role | None, act: Act) -> Extent:
    """None asks for somebody without an account. What has no row may nobody do."""
    return _table().get((PUBLIC if role is None else role.value, act), Extent.NOTHING)


def may(role: Role | None, act: Act) -> bool:
    """Whether there is anything at all that the role may do it to."""
    return reach_of(role, act) is not Extent.NOTHING


def roles_that_may(act: Act) -> tuple[Role, ...]:
    return tuple(role for role in Role if may(role, act))


@cache
def acts_permitted() -> frozenset[Act]:
    """Every act that has a row."""
    return frozenset(act for _, act in _table())


@cache
def _table() -> dict[tuple[str, Act], Extent]:
    rows = rows_of(FILE)
    acts = [row["act"] for row in rows]
    if len(acts) != len(set(acts)):
        raise RuleTableBroken(f"{FILE} has two rows of one act")
    try:
        return {
            (who, Act(row["act"])): Extent(row[who])
            for row in rows
            for who in (PUBLIC, *(role.value for role in Role))
        }
    except (KeyError, ValueError) as error:
        raise RuleTableBroken(f"{FILE} does not say who may do what: {error}") from error
