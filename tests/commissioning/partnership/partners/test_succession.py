"""Who does a partner's work on a day, through one and several that came in its place."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.partnership.partners.succession import PartnerSpan, ended_in_words, partner_on


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


SPANS = {
    1: PartnerSpan("Old board", d("2026-03-31"), 2),
    2: PartnerSpan("Next board", d("2027-03-31"), 3),
    3: PartnerSpan("Board of today"),
    4: PartnerSpan("Gone", d("2026-03-31")),
    5: PartnerSpan("Going round", d("2026-03-31"), 6),
    6: PartnerSpan("Going round too", d("2026-04-30"), 5),
}


def test_one_that_ended_is_told_with_whom_to_name_instead() -> None:
    says = [ended_in_words(SPANS, key, d("2027-05-01")) for key in (1, 4)]
    assert says == [
        f"{SPANS[1].name} ended on 31 March 2026. Name {SPANS[3].name}, which does its work.",
        "Gone ended on 31 March 2026, and nobody is recorded in its place.",
    ]


@pytest.mark.parametrize(
    ("key", "day", "by", "since", "ended"),
    [
        (1, "2026-03-31", 1, None, None),  # on its last day
        (1, "2026-04-01", 2, "2026-04-01", None),
        (1, "2027-03-31", 2, "2026-04-01", None),
        (1, "2027-04-01", 3, "2027-04-01", None),  # since when the last of them did
        (3, "2030-01-01", 3, None, None),
        (4, "2026-03-31", 4, None, None),
        (4, "2026-04-01", 4, None, "2026-03-31"),  # nobody is in its place
        (5, "2027-01-01", 6, "2026-04-01", "2026-04-30"),  # no way round again
    ],
)
def test_whoever_is_in_its_place_after_its_last_day(
    key: int, day: str, by: int, since: str | None, ended: str | None
) -> None:
    found = partner_on(SPANS, key, d(day))
    days = [one and one.isoformat() for one in (found.since, found.ended_on)]
    assert (found.key, *days) == (by, since, ended)
