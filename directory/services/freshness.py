"""How long a fact stays confirmed; past that it is shown with its date, never as current."""

from __future__ import annotations

import enum
from datetime import date, timedelta
from functools import cache
from typing import Final

from directory.rules.tables import rows_of


class FactKind(enum.StrEnum):
    START_DATES = "start_dates"
    PLACES = "places"
    VACANCIES = "vacancies"
    STAFFING = "staffing"
    TELEPHONE = "telephone"
    REFERRAL_ROUTE = "referral_route"
    TREATMENT_ARRANGEMENTS = "treatment_arrangements"
    ELIGIBILITY = "eligibility"
    AREAS = "areas"
    SITES = "sites"
    WORDING = "wording"


BY_FILE_ALONE: Final = 3
"""From so many times running on, it is told of a fact that files alone confirmed it."""


@cache
def shelf_lives_days() -> dict[FactKind, int]:
    """Days after the day of confirming, from `rules/shelf_lives.csv`."""
    return {FactKind(row["fact_kind"]): int(row["days"]) for row in rows_of("shelf_lives.csv")}


def expires_on(fact_kind: FactKind, confirmed_on: date) -> date:
    """The last day on which the fact may be shown as current."""
    return confirmed_on + timedelta(days=shelf_lives_days()[fact_kind])


def is_confirmed(fact_kind: FactKind, confirmed_on: date | None, today: date) -> bool:
    """Never confirmed, or confirmed only after `today`, is not confirmed."""
    if confirmed_on is None:
        return False
    return confirmed_on <= today <= expires_on(fact_kind, confirmed_on)


@cache
def grace_days() -> dict[FactKind, int]:
    """Days after the shelf life in which somebody may still confirm before it costs something."""
    rows = rows_of("shelf_lives.csv")
    return {FactKind(row["fact_kind"]): int(row["grace_days"]) for row in rows}


def ring_first_from(fact_kind: FactKind, confirmed_on: date) -> date:
    """The first day after the grace: from it on readers ring before they rely on the fact."""
    return expires_on(fact_kind, confirmed_on) + timedelta(days=grace_days()[fact_kind] + 1)


def is_ring_first(fact_kind: FactKind, confirmed_on: date | None, today: date) -> bool:
    """Confirmed once, and not since its grace was over; what nobody ever confirmed is not known."""
    return confirmed_on is not None and today >= ring_first_from(fact_kind, confirmed_on)


def weeks_overdue(fact_kind: FactKind, confirmed_on: date, today: date) -> int:
    """Whole weeks since it expired, none while it is confirmed; each is due a reminder."""
    return max(0, (today - expires_on(fact_kind, confirmed_on)).days // 7)
