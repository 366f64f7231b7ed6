"""Five stories that the demonstration tells, with the addresses that show each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commissioning.demonstration.plans import LineStory
from commissioning.demonstration.stories import service_of_story
from directory.errors import DatabaseBusy
from portal.extensions import db

PRESTON: Final = "/courts/preston-magistrates-court"
YEARS: Final = "/demonstration/932-of-800"


@dataclass(frozen=True, slots=True)
class StoryLink:
    words: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """For a terminal; pages add what their reader carries along."""
        return self.path + (f"?{urlencode(self.query)}" if self.query else "")


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    says: str
    links: tuple[StoryLink, ...]


def register(app: Flask) -> None:
    app.add_template_global(stories_to_tell)


def stories_to_tell() -> list[Story]:
    """For the front page; none on a portal that is no demonstration."""
    if not current_app.config["DEMONSTRATION"]:
        return []
    try:
        return stories(db.session())
    except (SQLAlchemyError, DatabaseBusy):  # the front page stands without them
        return []


def stories(session: Session) -> list[Story]:
    """In the order of their numbers."""
    return [
        _drug_testing(),
        _more_than_bought(),
        _past_any_order(session),
        _not_to_be_found(),
        _two_homes(),
    ]


def _drug_testing() -> Story:
    return Story(
        _("Drug testing: not here, but twelve miles on"),
        _(
            "At Preston drug testing is not available, and the row says why and who said so. It "
            "names the nearest area where somebody could start: Wigan, about 12 miles."
        ),
        (
            StoryLink(
                _("Drug testing at Preston Magistrates’ Court"),
                PRESTON,
                {"requirement": "drug_testing"},
            ),
            StoryLink(
                _("Drug testing in Wigan"),
                "/areas/greater-manchester/wigan",
                {"requirement": "drug_testing"},
            ),
        ),
    )


def _more_than_bought() -> Story:
    return Story(
        _("932 of 800"),
        _(
            "800 unpaid work orders were bought for the year; the courts made 932 that were "
            "completed, and 800 were bought again. Demand is set by courts, capacity by contracts."
        ),
        (
            StoryLink(_("What was bought and what was completed"), YEARS),
            StoryLink(
                _("Unpaid work in Hertfordshire today"),
                "/areas/east-of-england/hertfordshire",
                {"requirement": "unpaid_work"},
            ),
        ),
    )


def _past_any_order(session: Session) -> Story:
    """Until its service is made there is only its area to look at."""
    service = service_of_story(session, LineStory.FULL_PAST_ANY_ORDER)
    return Story(
        _("A queue past any order"),
        _(
            "Two counsellors, more than a hundred people waiting: half of those referred today "
            "would start only after three years, so the portal names no date."
        ),
        (
            StoryLink(
                _("Counselling after trauma, Preston"),
                f"/services/{service}" if service else "/areas/north-west/central-lancashire",
            ),
        ),
    )


def _not_to_be_found() -> Story:
    return Story(
        _("A refuge that cannot be found"),
        _(
            "There is a refuge in the records of Preston. Searched for by name, by place and by "
            "miles it is not there: no name, no address, no number of hits betrays it."
        ),
        (
            StoryLink(
                _("Search for a refuge near Preston"),
                "/services",
                {"q": "refuge", "place": "Preston"},
            ),
            StoryLink(_("Everything in the Preston area"), "/areas/north-west/central-lancashire"),
        ),
    )


def _two_homes() -> Story:
    asked = {"requirement": "mental_health_treatment"}
    return Story(
        _("One court, two homes"),
        _(
            "Two people are sentenced at Preston on the same day to mental health treatment. "
            "One will live in Preston and waits; the other will live in Blackburn, where a clinic "
            "has room. The home decides, not the court."
        ),
        (
            StoryLink(_("For a home in Preston"), PRESTON, {"area": "central-lancashire", **asked}),
            StoryLink(_("For a home in Blackburn"), PRESTON, {"area": "blackburn", **asked}),
        ),
    )
