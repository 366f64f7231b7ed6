"""Everything that is stated of a provider, once: form, file and comparison read it here."""

from __future__ import annotations

from typing import Final

from directory.fields import Field, Holds, by_name

PROVIDER_FIELDS: Final = (
    Field("name", "Name", Holds.LINE, "Its name", longest=300, is_required=True),
    Field("sector", "Sector", Holds.SECTOR, "Its sector; empty is “not known”"),
    Field(
        "charity_number",
        "Charity number",
        Holds.LINE,
        "Number with the Charity Commission",
        longest=20,
    ),
    Field(
        "company_number",
        "Company number",
        Holds.LINE,
        "Number with Companies House",
        longest=20,
    ),
    Field(
        "telephone",
        "Telephone",
        Holds.TELEPHONE,
        "Telephone for referrals",
        longest=80,
        is_live_at_once=True,
    ),
    Field(
        "email", "E-mail", Holds.EMAIL, "E-mail for referrals", longest=200, is_live_at_once=True
    ),
    Field("website", "Website", Holds.WEB_ADDRESS, "Its public page", longest=300),
    Field("is_fictional", "Fictional", Holds.CLAIM, "Made up for a demonstration", is_told=False),
)

PROVIDER_FIELD: Final = by_name(PROVIDER_FIELDS)
