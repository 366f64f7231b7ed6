"""Which lines a lot may have bought: a table that a contract manager could check."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commissioning.agreements.matching import (
    MOST_OF_OTHERS,
    Ground,
    LineOffered,
    LotSought,
    ProviderLikeness,
    candidates,
)

PRESTON = Ground("Central Lancashire", 2, frozenset({"lancashire"}))
EXETER = Ground("Devon and Torbay", 7, frozenset({"devon-and-cornwall"}))
LOT = LotSought(
    "A1", "A1", "Personal Wellbeing Services in Lancashire", "PWB", 2, None,
    {1: "Example Forge Trust", 2: "Example Anchor CIC"},
)  # fmt: skip
LINE = LineOffered("L1", "Personal wellbeing services", 1, "Example Forge Trust", (PRESTON,))


@pytest.mark.parametrize(
    ("lot", "line", "likeness"),
    [
        (LOT, LINE, ProviderLikeness.SAME),
        (LOT, replace(LINE, provider_id=2, provider="Example Anchor CIC"), 2),
        (LOT, replace(LINE, provider_id=9, provider="The Example Forge Ltd"), 3),
        (LOT, replace(LINE, provider_id=None, provider=None), ProviderLikeness.NOT_KNOWN),
        (LOT, replace(LINE, provider_id=9, provider="Harbour Hands"), ProviderLikeness.OTHER),
        # another type, another region
        (LOT, replace(LINE, title="Accommodation services"), None),
        (LOT, replace(LINE, areas=(EXETER,)), None),
        # a type of one region is that type
        (replace(LOT, contract_type="DNR-K"), replace(LINE, title="Dependency and Recovery"), 1),
        (replace(LOT, contract_type="WSM"), replace(LINE, title="Women’s services"), 1),
        # a type that the table does not have: by the lot's own title
        (replace(LOT, contract_type="XYZ"), LINE, ProviderLikeness.SAME),
        (replace(LOT, contract_type=None, title="Mentoring"), LINE, None),
        # ground known by police area alone
        (replace(LOT, region_id=None, police_area="Lancashire"), LINE, 1),
        (replace(LOT, region_id=None, police_area="Devon & Cornwall"), LINE, None),
        (
            replace(LOT, region_id=None, police_area="Devon & Cornwall"),
            replace(LINE, areas=(EXETER,)),
            ProviderLikeness.SAME,
        ),
        (replace(LOT, region_id=None), replace(LINE, areas=(EXETER,)), ProviderLikeness.SAME),
    ],
)
def test_a_candidate_is_of_the_type_and_on_the_ground(
    lot: LotSought, line: LineOffered, likeness: int | None
) -> None:
    found = candidates(lot, [line])
    assert (found[0].provider if found else None) == likeness


def test_the_lots_own_providers_come_alone_and_the_area_that_the_title_names_first() -> None:
    other = replace(LINE, line="L0", provider_id=9, provider="Harbour Hands")
    bolton = replace(LINE, line="L2", areas=(replace(PRESTON, name="Bolton"),))
    lot = replace(LOT, title="Personal Wellbeing Services in Bolton")
    found = candidates(lot, [other, LINE, bolton])
    assert [(one.offered.line, one.names_area) for one in found] == [("L2", True), ("L1", False)]


def test_of_other_providers_a_few_are_named_where_there_is_none_of_its_own() -> None:
    others = [
        replace(LINE, line=f"L{number}", provider_id=9, provider="Harbour Hands")
        for number in range(MOST_OF_OTHERS + 2)
    ]
    assert len(candidates(LOT, others)) == MOST_OF_OTHERS
