"""Where nothing was ever sent, planned or told, a page says so and where to begin."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.roles import Role
from tests.makers.accounts import logged_in
from tests.portal.finding.conftest import text_of

EMPTY = [
    (
        Role.PROVIDER_ADMINISTRATOR,
        {
            "/inbox": "Nothing has been sent to you yet",
            "/groups": "None of your services runs in groups with a first day. A service is begun",
            "/groups/new": "None of your services runs in groups with a first day.",
            "/registers": "No session is held today.",
            "/beds": "None of your services has beds. A service is begun",
            "/waiting-on": "No case is open.",
        },
    ),
    (
        Role.OFFENDER_MANAGER,
        {
            "/waiting-on": "No case of yours is open.",
            "/cases": "No referral stands on this list.",
            "/sent": "0 referrals. You have sent nobody yet by the portal.",
            "/offers": "No offer waits for an answer.",
            "/registers/cases": "No register says anything of them.",
        },
    ),
]


@pytest.mark.parametrize(("role", "pages"), EMPTY)
def test_an_empty_page_says_so_and_asks_for_nothing(
    client: FlaskClient, session: Session, role: Role, pages: dict[str, str]
) -> None:
    browser = logged_in(client, session, role)
    session.commit()
    told = {path: text_of(browser.get(path).text) for path in pages}
    assert [path for path, words in pages.items() if words not in told[path]] == []
    assert [path for path, text in told.items() if "Your reference for the group" in text] == []
