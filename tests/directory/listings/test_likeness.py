"""Candidates for one and the same, as a table; the rule is that of the docstring."""

from __future__ import annotations

from typing import Any

import pytest

from directory.listings.likeness import Described, InCommon, likely_twice

NUMBER, OTHER = "01632 960101", "01632 960202"
NAME, TEL, POST, SITE = InCommon.NAME, InCommon.TELEPHONE, InCommon.POSTCODE, InCommon.SITE


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ({"name": "Debt Advice Preston"}, {"name": "debt advice: Preston"}, [NAME]),
        ({"name": "St Anne’s Hub"}, {"name": "Saint Annes Hub"}, [NAME]),
        ({"name": "Preston Debt Advice"}, {"name": "Debt Advice Preston"}, [NAME]),
        ({"name": "Debt Advice Preston"}, {"name": "Debt Advise Preston"}, [NAME]),  # a slip
        ({"name": "Debt Advice Preston"}, {"name": "Debt Advice Preston Town"}, None),
        ({"name": "Debt Advice Preston", "telephone": NUMBER},
         {"name": "Debt Advice Preston Town", "telephone": "+44 1632 960101"}, [TEL]),
        ({"name": "Debt Advice Preston", "telephone": NUMBER},
         {"name": "Debt Advice Preston Town", "telephone": OTHER}, None),
        ({"name": "Debt Advice Preston", "postcodes": {"PR1 2AA"}},
         {"name": "Debt Advice Preston Town", "postcodes": {"pr12aa"}}, [POST]),
        ({"name": "Debt Advice Preston", "sites": {7}},
         {"name": "Debt Advice Preston Town", "sites": {7, 8}}, [SITE]),
        ({"name": "Debt Advice", "telephone": NUMBER, "sites": {7}},
         {"name": "Boxing for Women", "telephone": NUMBER, "sites": {7}}, None),
        # Nothing is in common that is empty once tidied.
        ({"name": "???"}, {"name": "!!!"}, None),
        ({"name": ""}, {"name": ""}, None),
        ({"name": "Debt Advice Preston", "telephone": " "},
         {"name": "Debt Advice Preston Town", "telephone": " "}, None),
        ({"name": "Debt Advice Preston", "telephone": "ask"},
         {"name": "Debt Advice Preston Town", "telephone": "-"}, None),
        ({"name": "Debt Advice Preston", "postcodes": {" "}},
         {"name": "Debt Advice Preston Town", "postcodes": {""}}, None),
        # Two services besides: an area in common, and delivered alike.
        ({"name": "Debt Advice", "places": {1, 2}}, {"name": "Debt Advice", "places": {2}}, [NAME]),
        ({"name": "Debt Advice", "places": {1}}, {"name": "Debt Advice", "places": {2}}, None),
        ({"name": "Debt Advice", "places": {1}}, {"name": "Debt Advice"}, None),
        ({"name": "Debt Advice", "kind": "group"}, {"name": "Debt Advice", "kind": "bed"}, None),
    ],
)  # fmt: skip
def test_who_may_be_whom(
    one: dict[str, Any], other: dict[str, Any], shared: list[InCommon] | None
) -> None:
    both = [Described(key, **_frozen(told)) for key, told in enumerate((one, other))]
    found = [list(two.shared) for two in likely_twice(both)]
    assert found == ([] if shared is None else [shared])


def _frozen(told: dict[str, Any]) -> dict[str, Any]:
    return {name: frozenset(v) if isinstance(v, set) else v for name, v in told.items()}


def test_each_pair_once_and_the_likeliest_first() -> None:
    names = ["Debt Advice Preston", "Debt Advise Preston", "Debt Advice: Preston", "Boxing"]
    found = likely_twice([Described(key, name) for key, name in enumerate(names)])
    assert [(two.one, two.other) for two in found] == [(0, 2), (0, 1), (1, 2)]
    assert found[0].alike == 100
