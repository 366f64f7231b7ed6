"""Each change in words, whether or not there is a day to name."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask

from commissioning.availability.statuses import WhyNot
from commissioning.bulletins.comparing import ChangeKind, LineChange
from commissioning.bulletins.reading import Bulletin
from directory.places.models import Court
from portal.bulletins.pages import HEADINGS, SAYS, shown_bulletin

WAS, NOW = dt.date(2027, 3, 16), dt.date(2027, 5, 26)
COURT = Court(slug="preston", name="Preston")


def said(shell: Flask, kind: ChangeKind, **facts: object) -> str:
    change = LineChange(
        kind, uuid.UUID(int=1), "A service", facts.pop("is_restricted", False) is True, False,
        areas=("Preston",), **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    bulletin = Bulletin(WAS, WAS, (change,), dt.datetime(2027, 3, 16, tzinfo=dt.UTC), False)
    with shell.test_request_context("/"):
        [section] = shown_bulletin(COURT, bulletin).sections
        return section.changes[0].says


@pytest.mark.parametrize(
    ("kind", "facts", "says"),
    [
        ("opened", {"now": NOW}, "Half start by Wednesday 26 May 2027."),
        ("opened", {}, "Open now."),
        ("closed", {}, "It is no longer listed."),
        ("closed", {"reason": WhyNot.NO_STAFF}, "There are no staff to run it."),
        (
            "slower",
            {"was": WAS, "now": NOW},
            "Half start by Wednesday 26 May 2027; it was Tuesday 16 March 2027.",
        ),
        (
            "slower",
            {"was": WAS},
            "Half would now start only after three years, so not within any order; it was by",
        ),
        ("slower", {}, "Half would now start only after three years, so not within any order."),
        ("quicker", {}, "Half would now start within three years."),
        (
            "quicker",
            {"was": NOW, "now": WAS, "is_restricted": True},
            "Half start by the end of March 2027; it was the end of May 2027.",
        ),
        (
            "quicker",
            {"now": WAS},
            "Half start by Tuesday 16 March 2027; before, half would have started only after three",
        ),
        (
            "group_moved",
            {"was": WAS, "now": NOW},
            "The group of Tuesday 16 March 2027 now starts on Wednesday 26 May 2027.",
        ),
        ("group_cancelled", {"was": WAS}, "The group of Tuesday 16 March 2027 will not run."),
        ("group_added", {"now": NOW}, "A new group is planned for Wednesday 26 May 2027."),
        ("used_up", {}, "All that was bought for this period is used. Referrals are still taken."),
        ("not_confirmed", {}, "Nobody has confirmed it lately: ring to check."),
        ("confirmed_again", {}, "Somebody has confirmed it again."),
        ("confirmed_again", {"now": NOW}, "Half start by Wednesday 26 May 2027."),
    ],
)
def test_sentences(shell: Flask, kind: str, facts: dict[str, object], says: str) -> None:
    assert said(shell, ChangeKind(kind), **facts).startswith(says)


def test_every_kind_has_its_words() -> None:
    assert set(HEADINGS) == set(SAYS) == set(ChangeKind)
