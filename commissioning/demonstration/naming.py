"""Names, numbers and addresses that belong to nobody.

Telephone numbers lie in the ranges that Ofcom keeps for drama
(https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama/), e-mail
addresses in example.org, which nobody can own (RFC 2606). The unit of a postcode is ZZ.
"""

from __future__ import annotations

from typing import Final

from directory.providers.models import Sector

SOURCE: Final = "Demonstration: generated"
FICTIONAL: Final = "(fictional)"

FIRST_WORDS: Final = (
    "Forge", "Harbour", "Larch", "Lantern", "Millrace", "Kestrel", "Orchard", "Bridgeway",
    "Tidewater", "Foxglove", "Anvil", "Beacon", "Cobble", "Dovetail", "Ember", "Fellside",
    "Gorse", "Hearth", "Ironbark", "Juniper", "Keystone", "Limewood", "Moorhen", "Northlight",
    "Oakapple", "Plumbline", "Quayside", "Rowan", "Skylark", "Thornfield", "Ashlar", "Bellwether",
    "Causeway", "Drystone", "Elderflower", "Fairweather", "Greenlane", "Hollin", "Ironstone",
    "Jackdaw", "Kiln Lane", "Lodestar", "Marram", "Nettlebed", "Old Mill", "Packhorse", "Quarry",
    "Ropewalk", "Sandpiper", "Turnstone", "Underhill", "Viaduct", "Wayfarer", "Yarrow", "Barley",
    "Crossways", "Dunlin", "Ferryman", "Heron", "Inkwell",
)  # fmt: skip
ENDINGS: Final = {
    Sector.VOLUNTARY: (
        "Trust", "Project", "Foundation", "Support", "Association", "Housing and Advice",
        "Women and Families", "Mentoring",
    ),
    Sector.STATUTORY: (
        "Partnership Board", "Joint Unit", "Public Services Board", "Delivery Unit",
        "Community Board", "Joint Service",
    ),
    Sector.SOCIAL_ENTERPRISE: (
        "Community Interest Company", "Co-operative", "Works", "Kitchens", "Builders", "Training",
    ),
    Sector.FAITH: (
        "Chapel Fellowship", "Interfaith Project", "Mission", "Parish Kitchen", "Mosque Welfare",
        "Meeting House",
    ),
    Sector.PRIVATE: (
        "Services Limited", "Interventions Limited", "Care Limited", "Monitoring Limited",
        "Homes Limited",
    ),
}  # fmt: skip
"""Neither a list's length nor one more than a multiple of it divides 61: no pair comes twice."""

DRAMA_RANGES: Final = (
    "01632 960{:03d}", "0113 496 0{:03d}", "0114 496 0{:03d}", "0115 496 0{:03d}",
    "0116 496 0{:03d}", "0117 496 0{:03d}", "0118 496 0{:03d}", "0121 496 0{:03d}",
    "0151 496 0{:03d}", "0161 496 0{:03d}", "020 7946 0{:03d}", "0191 498 0{:03d}",
    "029 2018 0{:03d}", "03069 990{:03d}",
)  # fmt: skip
CONFIDENTIAL_TELEPHONE: Final = "08081 570{:03d}"


def provider_name(number: int, sector: Sector) -> str:
    """A name of its own for each number, marked as fictional; neighbours differ in both words."""
    endings = ENDINGS[sector]
    first, round_of = number % len(FIRST_WORDS), number // len(FIRST_WORDS)
    ending = endings[(number + round_of) % len(endings)]
    other = round_of // len(endings)
    middle = f" and {FIRST_WORDS[(number + other) % len(FIRST_WORDS)]}" if other else ""
    return f"Example {FIRST_WORDS[first]}{middle} {ending} {FICTIONAL}"


def health_trust(region: str) -> str:
    """Who confirms treatment arrangements in a region."""
    return f"Example {region} Health Trust {FICTIONAL}"


def telephone(number: int) -> str:
    """Rings nowhere; after 14,000 numbers they come round again."""
    place, line = divmod(number, 1000)
    return DRAMA_RANGES[place % len(DRAMA_RANGES)].format(line)


def email(provider_number: int) -> str:
    return f"referrals@provider-{provider_number}.example.org"


def invented_postcode(sector: str) -> str:
    """Within a real sector such as “PR25 1”, with a unit that no letter is sent to."""
    return f"{sector}ZZ"
