"""The court page as a browser asks for it: whole requests, gzip included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from directory.places.models import Court
from portal.extensions import db
from tests.bench.databases import Databases, portal_on
from tests.bench.measuring import Measured, Timing, agree, milliseconds, timed
from tests.bench.records import Size

GOAL_SECONDS = 0.025
FLAT_WITHIN = 0.2
FIRST_VISIT_BYTES = 60 * 1024
LATER_BYTES = 15 * 1024
AS_A_BROWSER = {"Accept-Encoding": "gzip", "Accept-Language": "en-GB"}


def every_court(app: Flask) -> Sequence[str]:
    with app.app_context():
        return db.session().scalars(select(Court.slug).order_by(Court.slug)).all()


def page_of(client: FlaskClient, path: str) -> bytes:
    """The body as it goes over the wire; raises for anything but 200."""
    with client.get(path, headers=AS_A_BROWSER, base_url="https://localhost") as answer:
        if answer.status_code != 200:
            raise AssertionError(f"{path} answered {answer.status_code}")
        return answer.get_data()


def ask_all(client: FlaskClient, slugs: Sequence[str]) -> Callable[[], object]:
    return lambda: [page_of(client, f"/courts/{slug}") for slug in slugs]


def court_page(databases: Databases, large: Size, small: Size, *, courts: int) -> list[Measured]:
    """Every n-th court in turn, several rounds; the figure is the mean of a page in one round."""
    apps = {size: portal_on(databases.of(size)) for size in (large, small)}
    slugs = {size: _some(every_court(app), courts) for size, app in apps.items()}
    agree("courts", slugs[large], slugs[small])
    taken = {
        size: _a_page(timed(ask_all(app.test_client(), slugs[size]), times=5, warm_up=2), slugs)
        for size, app in apps.items()
    }
    ratio = taken[large].cpu / taken[small].cpu
    return [
        Measured(
            "Court page",
            str(large),
            milliseconds(taken[large].cpu),
            wall=milliseconds(taken[large].wall),
            goal=f"≤ {milliseconds(GOAL_SECONDS)}",
            is_met=taken[large].cpu <= GOAL_SECONDS,
        ),
        Measured(
            "Court page, beside fewer referrals",
            f"{large.referrals:,} to {small.referrals:,}",
            milliseconds(taken[large].cpu),
            milliseconds(taken[small].cpu),
            ratio,
            milliseconds(taken[small].wall),
            goal=f"within {FLAT_WITHIN:.0%}",
            is_met=abs(ratio - 1) <= FLAT_WITHIN,
        ),
    ]


def page_weights(file: Path, size: Size) -> list[Measured]:
    """The heaviest court page with all that it asks for, then alone: styles and script are kept."""
    app = portal_on(file)
    client = app.test_client()
    weights = [len(page_of(client, f"/courts/{slug}")) for slug in every_court(app)]
    asset = app.jinja_env.globals["asset"]
    assert callable(asset)
    folder = "vendor/govuk-frontend-6.3.0"
    kept = (
        asset(f"{folder}/govuk-frontend.min.css"),
        asset(f"{folder}/govuk-frontend.min.js"),
        asset("portal.css"),
        asset("favicon.svg"),
    )
    first = max(weights) + sum(len(page_of(client, path)) for path in kept)
    return [
        _weight("Heaviest court page, first visit", size, first, FIRST_VISIT_BYTES),
        _weight("Heaviest court page, later", size, max(weights), LATER_BYTES),
    ]


def _weight(what: str, size: Size, weight: int, goal: int) -> Measured:
    return Measured(
        what,
        str(size),
        f"{weight / 1024:.1f} KB",
        goal=f"≤ {goal / 1024:.0f} KB",
        is_met=weight <= goal,
    )


def _some(slugs: Sequence[str], courts: int) -> Sequence[str]:
    return slugs[:: max(1, len(slugs) // courts)][:courts]


def _a_page(round_: Timing, slugs: dict[Size, Sequence[str]]) -> Timing:
    pages = len(next(iter(slugs.values())))
    return Timing(round_.cpu / pages, round_.wall / pages)
