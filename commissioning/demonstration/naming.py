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
    "Oakapple", "Plumbline", "Quayside", "Rowan", "Skylark", "Thornfield",
)  # fmt: skip
ENDINGS: Final = {
    Sector.VOLUNTARY: ("Trust", "Foundation", "Support"),
    Sector.STATUTORY: ("Partnership Board", "Health Trust", "Joint Unit"),
    Sector.SOCIAL_ENTERPRISE: ("Community Interest Company", "Co-operative", "Works"),
    Sector.FAITH: ("Chapel Fellowship", "Interfaith Project", "Mission"),
    Sector.PRIVATE: ("Services Limited", "Interventions Limited", "Care Limited"),
}
DRAMA_RANGES: Final = (
    "01632 960{:03d}", "0113 496 0{:03d}", "0114 496 0{:03d}", "0115 496 0{:03d}",
    "0116 496 0{:03d}", "0117 496 0{:03d}", "0118 496 0{:03d}", "0121 496 0{:03d}",
    "0151 496 0{:03d}", "0161 496 0{:03d}", "020 7946 0{:03d}", "0191 498 0{:03d}",
    "029 2018 0{:03d}", "03069 990{:03d}",
)  # fmt: skip
CONFIDENTIAL_TELEPHONE: Final = "08081 570{:03d}"


def provider_name(number: int, sector: Sector) -> str:
    """A name of its own for each number, marked as fictional."""
    count = len(FIRST_WORDS)
    endings = ENDINGS[sector]
    first = FIRST_WORDS[number % count]
    round_of = number // count
    ending = endings[round_of % len(endings)]
    other = round_of // len(endings)
    middle = "" if other == 0 else f" and {FIRST_WORDS[(number + other) % count]}"
    again = "" if other < count else f" {other // count + 1}"
    return f"Example {first}{middle} {ending}{again} {FICTIONAL}"


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
