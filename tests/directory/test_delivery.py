import pytest

from directory.delivery import DeliveryKind, delivery_rules


@pytest.mark.parametrize(
    ("kind", "is_queued", "at_once"),
    [
        ("closed_group", True, False),
        ("rolling_group", True, False),
        ("one_to_one", True, False),
        ("unpaid_work", True, False),
        ("immediate", False, True),
        ("bed", False, False),
        ("drop_in", False, False),
    ],
)
def test_only_four_kinds_queue_and_one_takes_effect_at_once(
    kind: str, is_queued: bool, at_once: bool
) -> None:
    assert DeliveryKind(kind).is_queued is is_queued
    assert DeliveryKind(kind).takes_effect_at_once is at_once


def test_every_kind_has_its_rule() -> None:
    assert set(delivery_rules()) == set(DeliveryKind)
