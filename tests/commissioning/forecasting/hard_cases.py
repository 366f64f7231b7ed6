"""The cases of the contract for start dates that go wrong, or only look as if they did.

Each is asked of every engine and of the command; `a_document` is the sound one that they spoil.
"""

import math
from typing import Any

from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_document,
    make_group,
    make_question,
    make_referral,
    make_service,
    make_started,
)

NOT_JSON: list[bytes] = [
    b"",
    b"   ",
    b"{",
    b"{'as_of': 1}",
    b'{"as_of": NaN}',
    b'{"as_of": -Infinity}',
    b"[Infinity]",
    b"\xff\xfe{}",
    b'{"a": "\xe9"}',
    "{}".encode("utf-16"),
    b'{"a": "\x00"}',
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b"1" * 5000,
    b'{"schema_version": "1.0"} {}',
]

REFUSED: list[tuple[str, str, object]] = [
    ("invalid_value", "the document", []),
    ("invalid_value", "the document", None),
    ("invalid_value", "the document", "1.0"),
    ("unsupported_version", "schema_version", make_document(schema_version="1.1")),
    ("unsupported_version", "schema_version", make_document(schema_version=1.0)),
    ("missing_field", "schema_version", {}),
    ("missing_field", "as_of", make_document(as_of=None)),
    ("missing_field", "services", make_document(services=None)),
    ("missing_field", "referrals", make_document(referrals=None) | {"referrals": None}),
    ("missing_field", "questions", make_document() | {"questions": None}),
    ("missing_field", "services[0].id", make_document(services=[{"kind": "one_to_one"}])),
    ("missing_field", "services[0].opened_on", make_document(make_service(opened_on=None))),
    ("missing_field", "services[0].capacity[0].from", make_document(make_service(capacity=[{}]))),
    ("missing_field", "services[0].closures[0].to", make_document(
        make_service(closures=[{"from": day(1)}]))),
    ("missing_field", "services[0].cohorts[0].current_start", make_document(
        make_service("closed_group", cohorts=[{"status": "planned", "places": 3}]))),
    ("missing_field", "questions[0].priority", make_document(
        questions=[make_question(priority=None)])),
    ("invalid_value", "as_of", make_document(as_of="2026-02-29")),
    ("invalid_value", "as_of", make_document(as_of="2026-03-02T00:00:00")),
    ("invalid_value", "as_of", make_document(as_of=20260302)),
    ("invalid_value", "bank_holidays", make_document(bank_holidays="2026-04-03")),
    ("invalid_value", "bank_holidays[1]", make_document(bank_holidays=[day(1), None])),
    ("invalid_value", "services", make_document(services={})),
    ("invalid_value", "services[0]", make_document(services=[7])),
    ("invalid_value", "services[0].kind", make_document(make_service() | {"kind": "drop_in"})),
    ("invalid_value", "services[1].opened_on", make_document(
        services=[make_service(id="A"), make_service(id="B", opened_on="soon")])),
    ("invalid_value", "services[0].closed_on", make_document(make_service(closed_on=False))),
    ("invalid_value", "services[0].capacity[1].value", make_document(
        make_service(capacity=[{"from": day(0), "value": 8}, {"from": day(9), "value": "8"}]))),
    ("invalid_value", "services[0].capacity[0].value", make_document(
        make_service(capacity=[{"from": day(0), "value": 10**400}]))),
    ("invalid_value", "services[0].capacity[0].value", make_document(
        make_service(capacity=[{"from": day(0), "value": math.inf}]))),
    ("invalid_value", "services[0].session_weekday", make_document(
        make_service("rolling_group", session_weekday=0))),
    ("invalid_value", "services[0].cohorts[0].status", make_document(
        make_service("closed_group", cohorts=[make_group(9, status="postponed")]))),
    ("invalid_value", "referrals", make_document() | {"referrals": {"R1": {}}}),
    ("invalid_value", "questions", make_document() | {"questions": []}),
    ("invalid_value", "questions", make_document(
        questions=[make_question(n) for n in range(201)])),
    ("invalid_value", "questions[0].order_days", make_document(
        questions=[make_question(order_days=0)])),
    ("invalid_value", "questions[0].target_days", make_document(
        questions=[make_question(target_days=1.5)])),
    ("invalid_value", "questions[0].hours", make_document(
        questions=[make_question(hours=[80])])),
    ("duplicate_id", "services[1].id", make_document(services=[make_service(), make_service()])),
    ("duplicate_id", "questions[1].id", make_document(
        questions=[make_question(), make_question()])),
]  # fmt: skip

PUT_ASIDE: list[tuple[str, Document]] = [
    ("future_dated", make_referral(received=day(1))),
    ("future_dated", make_referral(inducted=day(1))),
    ("future_dated", make_started(1, started=1)),
    ("future_dated", make_started(1, started=-9) | {"status": "completed", "ended": day(1)}),
    ("future_dated", make_referral(status="withdrawn", withdrawn=day(1))),
    ("inconsistent_dates", make_started(1, started=-5) | {"received": day(-4)}),
    ("inconsistent_dates", make_referral(status="withdrawn", withdrawn=day(-30))),
    ("inconsistent_dates", make_started(1, started=-5) | {"ended": day(-6), "status": "completed"}),
    ("inconsistent_dates", make_started(1, started=-5) | {"withdrawn": day(-1)}),
    ("status_mismatch", make_started(1, started=-5) | {"status": "waiting"}),
    ("status_mismatch", make_referral(status="in_progress")),
    ("status_mismatch", make_referral(status="completed")),
    ("status_mismatch", make_started(1, started=-5) | {"status": "dropped_out"}),
    ("status_mismatch", make_referral(status="withdrawn")),
    ("status_mismatch", make_referral(status="breached")),
    ("status_mismatch", make_referral(ended=day(-1))),
    ("unknown_service", make_referral(service_id="ghost")),
    ("duplicate_referral", make_referral("sound", received=day(-9))),
    ("invalid_record", make_referral(received="yesterday")),
    ("invalid_record", make_referral(received=None)),
    ("invalid_record", make_referral(service_id=None)),
    ("invalid_record", make_referral(priority="urgent")),
    ("invalid_record", make_referral(status="paused")),
    ("invalid_record", make_referral(missed_starts=True)),
    ("invalid_record", make_referral(missed_starts=-1)),
    ("invalid_record", make_referral(hours_ordered=math.inf)),
    ("invalid_record", make_referral(started=[day(-3)])),
]

UNAVAILABLE: list[tuple[str, dict[str, Any]]] = [
    ("service_closed", {"closed_on": day(0)}),
    ("service_closed", {"closed_on": day(-400)}),
    ("contract_ended", {"contract_end": day(-1)}),
    ("no_capacity", {"capacity": []}),
    ("no_capacity", {"capacity": [{"from": "2025-01-06", "value": 0}]}),
    ("no_capacity", {"capacity": [{"from": day(-9), "value": 8}, {"from": day(0), "value": 0}]}),
    ("no_capacity", {"capacity": [{"from": day(366), "value": 8}]}),
]  # fmt: skip
"""What the service says so that nobody can start within a year's order."""

NOT_ERRORS: list[tuple[str, dict[str, Any]]] = [
    ("no history at all", {}),
    ("the contract ends today", {"contract_end": day(0)}),
    ("the contract ends inside the order", {"contract_end": day(60)}),
    ("it closes inside the order", {"closed_on": day(60)}),
    ("it closes tomorrow", {"closed_on": day(1)}),
    ("it opens within the order", {"opened_on": day(100)}),
    ("it opens after the order", {"opened_on": day(400)}),
    ("an empty calendar of groups", {"cohorts": []}),
    ("no calendar of groups", {"cohorts": None}),
    ("only groups that ran", {"cohorts": [make_group(-70, status="ran")]}),
    ("only groups that were cancelled", {"cohorts": [make_group(-70, status="cancelled")]}),
    ("a planned group whose day has passed", {"cohorts": [make_group(-10)]}),
    ("a planned group on the day of sentence", {"cohorts": [make_group(0)]}),
    ("groups without a place", {"cohorts": [make_group(14, places=0)]}),
    ("places from the last day of the order", {"capacity": [{"from": day(365), "value": 8}]}),
    ("a thousandth of a place", {"capacity": [{"from": "2025-01-06", "value": 0.001}]}),
    ("more places than people", {"capacity": [{"from": "2025-01-06", "value": 10**12}]}),
    ("closed for the whole order", {"closures": [{"from": day(-5), "to": day(400)}]}),
    ("closed since ever", {"closures": [{"from": "0001-01-01", "to": "9999-12-31"}]}),
    ("a minimum that nobody reaches", {"min_to_run": 10**9}),
    ("programmes of a thousand years", {"programme_weeks": 52_000, "sessions_required": 10**9}),
    ("sessions of an enormous length", {"hours_per_session": 1e300}),
    ("sessions of a second", {"hours_per_session": 0.0003}),
]
"""What the service says, and a forecast is due all the same."""
