"""What a service would lose, where nobody stated an amount, is not known: never none."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import Babel

from commissioning.agreements.models import Agreement
from commissioning.partnership.partners.money import FundedTold
from portal.partners.pages import _loses
from tests.makers.days import TODAY


@pytest.mark.parametrize(
    ("share", "says"), [(None, "not stated"), (0.15, "not stated; its share is 15%")]
)
def test_an_amount_that_nobody_stated_is_not_none(share: float | None, says: str) -> None:
    app = Flask(__name__)
    Babel(app)
    told = FundedTold(Agreement(title="Mill"), share, (), ("Debt advice",), 0)
    with app.test_request_context():
        assert list(_loses([told], TODAY)) == [("Debt advice", "Mill", says)]
