"""Why a referral ends before it starts: what is nobody's failing has a reason of its own."""

import pytest

from commissioning.referrals.kinds import EventKind
from commissioning.referrals.states import FOLDER, reasons
from directory.rules.tables import rows_of


@pytest.mark.parametrize(
    "reason",
    [
        "did_not_engage", "consent_withdrawn", "no_place_in_time", "order_terminated",
        "duplicate", "resentenced", "recalled",
    ],
)  # fmt: skip
def test_a_withdrawal_may_say_so_and_the_table_what_it_means(reason: str) -> None:
    assert reason in reasons()[EventKind.WITHDRAWN].allowed
    meant = {row["reason"]: row["meaning"] for row in rows_of("reasons.csv", folder=FOLDER)}
    assert meant[reason]


def test_an_order_that_is_terminated_is_neither_revoked_nor_expired() -> None:
    assert reasons()[EventKind.WITHDRAWN].allowed >= {
        "order_terminated", "order_revoked", "order_expired"
    }  # fmt: skip
    assert not reasons()[EventKind.WITHDRAWN].is_required
