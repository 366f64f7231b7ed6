"""What is said of a referral beside its events: particulars that may change, groups asked once."""

from __future__ import annotations

import datetime as dt
import enum
from functools import cache
from typing import Final, NamedTuple

from directory.rules.tables import rows_of


class Sex(enum.StrEnum):
    FEMALE = "female"
    MALE = "male"
    ANOTHER = "another"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


class AgeBand(enum.StrEnum):
    """Years of age when the referral was received, both bounds included."""

    AGED_18_TO_20 = "18_to_20"
    AGED_21_TO_24 = "21_to_24"
    AGED_25_TO_29 = "25_to_29"
    AGED_30_TO_39 = "30_to_39"
    AGED_40_TO_49 = "40_to_49"
    AGED_50_TO_59 = "50_to_59"
    AGED_60_OR_MORE = "60_or_more"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


class Ethnicity(enum.StrEnum):
    """The five broad groups of the census of England and Wales (2021)."""

    ASIAN = "asian"
    BLACK = "black"
    MIXED = "mixed"
    WHITE = "white"
    OTHER = "other"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


class Disability(enum.StrEnum):
    YES = "yes"
    NO = "no"
    PREFER_NOT_TO_SAY = "prefer_not_to_say"


class Particulars(NamedTuple):
    """None: the source does not say. `needs` are codes of `need_codes`, joined by a bar."""

    order_ends_on: dt.date | None = None
    released_on: dt.date | None = None
    complete_by: dt.date | None = None
    assessment_scheduled_for: dt.date | None = None
    needs: str | None = None
    sessions_expected: int | None = None
    sessions_told: int | None = None

    def over(self, known: Particulars) -> Particulars:
        """These, and where they are silent what was known before."""
        pairs = zip(self, known, strict=True)
        return Particulars._make(before if told is None else told for told, before in pairs)


class Characteristics(NamedTuple):
    """None: not asked, which is not the same as preferring not to say."""

    sex: Sex | None = None
    age_band: AgeBand | None = None
    ethnicity: Ethnicity | None = None
    disability: Disability | None = None


class Beside(NamedTuple):
    """All that a source says of one referral beside its facts and events."""

    particulars: Particulars = Particulars()
    characteristics: Characteristics = Characteristics()
    digest: str | None = None


NOTHING_BESIDE: Final = Beside()


@cache
def need_codes() -> tuple[str, ...]:
    """The needs of the field's own list, in small letters with underscores."""
    return tuple(_code(row["need"]) for row in rows_of("need_pathways.csv"))


def _code(need: str) -> str:
    return "_".join(need.casefold().replace(",", "").split())
