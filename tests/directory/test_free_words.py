"""Free words about a case or a stay: what of them would tell who is meant."""

from __future__ import annotations

import pytest

from directory.free_words import is_dialled, number_or_place_in, tells_who_is_meant

TOLD = {
    "John Smith 07700900123": "a telephone number",
    "The flat of Jane at 4 Hope St, PR1 2AB": "a whole postcode",
    "LINNET-5302 is late": "what reads as the reference of a case",
    "linnet/5302": "what reads as the reference of a case",
    "call +44 7700 900123": "a telephone number",
    "Goes to 4 hope st": "the address of a house",
    "write to a@example.org": "an e-mail address",
    "For A1234BC": "a NOMIS number",
}
TAKEN = (
    "Next address not ready.", "Two mentors were ill; look again on 2 March 2027.",
    "Spoke to 2 officers at the court", "Room 3 is painted", "plan-2027 is late", "covid-19",
)  # fmt: skip


@pytest.mark.parametrize(("text", "what"), TOLD.items())
def test_what_leads_to_somebody_is_named_and_never_repeated(text: str, what: str) -> None:
    assert tells_who_is_meant(text) == what


@pytest.mark.parametrize("text", TAKEN)
def test_what_leads_to_nobody_is_taken(text: str) -> None:
    assert tells_who_is_meant(text) is None


def test_a_bare_name_belongs_only_where_a_body_or_its_speaker_is_named() -> None:
    assert "a name" in (tells_who_is_meant("Waits for Jane") or "")
    assert number_or_place_in("Mo Khan, Linnet House") is None
    assert number_or_place_in("LINNET-5302 not right") == TOLD["LINNET-5302 is late"]


def test_a_number_without_its_first_zero_is_a_reference() -> None:
    assert [is_dialled(one) for one in ("07700900123", "7700900123", "0001234567", "C-71")] == [
        True, False, False, False,
    ]  # fmt: skip
