"""What a service would lose, where nobody stated an amount, is not known: never none."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from flask_babel import Babel

from commissioning.agreements.models import Agreement
from commissioning.partnership.partners.money import FundedTold, NamedService
from portal.partners.pages import LostService, _loses
from tests.makers.days import TODAY


@pytest.mark.parametrize(
    ("share", "says"), [(None, "not stated"), (0.15, "not stated; its share is 15%")]
)
def test_an_amount_that_nobody_stated_is_not_none(share: float | None, says: str) -> None:
    app = Flask(__name__)
    Babel(app)
    service = NamedService("Debt advice", uuid.UUID(int=7))
    mill = Agreement(title="Mill", public_id=uuid.UUID(int=8))
    told = FundedTold(mill, share, (), (service,), 0)
    ours = FundedTold(mill, share, (), (), 0, is_commissioned=True)
    with app.test_request_context():
        assert list(_loses([told, ours], TODAY)) == [
            LostService("Debt advice", f"/services/{service.public_id}", "Mill", "", says),
            LostService(
                "No service known here", "", "Mill", f"/desk/agreements/{mill.public_id}", says
            ),
        ]
