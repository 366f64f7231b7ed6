"""Quarters, groups, shares and differences in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext, lazy_gettext

from commissioning.monitoring.fairness import PeopleShare, ShareDifference
from commissioning.statistics.figures import NEVER_COMPARED, ShareTold
from commissioning.statistics.quarters import Quarter

_ = lazy_gettext

CHARACTERISTICS: Final[Mapping[str, object]] = {
    "sex": _("Sex"),
    "age_band": _("Age"),
    "ethnicity": _("Ethnicity"),
    "disability": _("Disability"),
}
ANSWERS: Final[Mapping[tuple[str, str], object]] = {
    ("sex", "female"): _("Women"),
    ("sex", "male"): _("Men"),
    ("sex", "another"): _("Another answer"),
    ("age_band", "18_to_20"): _("18 to 20"),
    ("age_band", "21_to_24"): _("21 to 24"),
    ("age_band", "25_to_29"): _("25 to 29"),
    ("age_band", "30_to_39"): _("30 to 39"),
    ("age_band", "40_to_49"): _("40 to 49"),
    ("age_band", "50_to_59"): _("50 to 59"),
    ("age_band", "60_or_more"): _("60 or more"),
    ("ethnicity", "asian"): _("Asian"),
    ("ethnicity", "black"): _("Black"),
    ("ethnicity", "mixed"): _("Mixed"),
    ("ethnicity", "white"): _("White"),
    ("ethnicity", "other"): _("Other"),
    ("disability", "yes"): _("Disabled"),
    ("disability", "no"): _("Not disabled"),
}
NO_GROUP: Final[Mapping[str, object]] = {
    "prefer_not_to_say": _("Preferred not to say"),
    "not_asked": _("Not asked, or not recorded"),
    "no_longer_held": _("Answer no longer held"),
}
REASONS_FOR_DECLINING: Final[Mapping[str, object]] = {
    "no_place": _("No place or no staff"),
    "unsuitable": _("Unsuitable"),
    "out_of_area": _("Lives outside the area"),
    "other": _("Another reason, or none given"),
}
TOO_FEW: Final = _("too few to tell")
TOO_FEW_TO_COMPARE: Final = _("too few to compare")
_MONTHS: Final = (
    _("January to March"),
    _("April to June"),
    _("July to September"),
    _("October to December"),
)


def quarter_in_words(quarter: Quarter) -> str:
    return f"{_MONTHS[quarter.number - 1]} {quarter.year}"


def group_in_words(characteristic: str, code: str) -> str:
    return str(NO_GROUP.get(code) or ANSWERS[characteristic, code])


def share_in_words(told: ShareTold | None) -> str:
    return str(TOO_FEW) if told is None else _share(told.share)


def _share(share: PeopleShare) -> str:
    return str(
        gettext(
            "%(hundred)s in 100 (%(part)s of %(whole)s)",
            hundred=int(share.in_100 + 0.5),
            part=f"{share.part:,}",
            whole=f"{share.whole:,}",
        )
    )


def difference_in_words(code: str, told: ShareTold | None) -> str:
    """Beside everybody else; "" for what is no group."""
    if code in NEVER_COMPARED:
        return ""
    if told is None or told.of_others is None or told.differs is None:
        return str(TOO_FEW_TO_COMPARE)
    return str(
        gettext(
            "others %(others)s; %(more)s, between %(low)s and %(high)s",
            others=_share(told.of_others),
            more=_more(told.differs.more),
            low=_more(told.differs.low),
            high=_more(told.differs.high),
        )
    )


def _more(points: float) -> str:
    """ "12 more", "3 fewer", "as many": in people of a hundred."""
    people = int(abs(points) + 0.5)
    if not people:
        return str(gettext("as many"))
    if points > 0:
        return str(gettext("%(people)s more", people=people))
    return str(gettext("%(people)s fewer", people=people))


def interval(differs: ShareDifference) -> tuple[float, float, float]:
    """For a spreadsheet, in people of a hundred."""
    return round(differs.more, 1), round(differs.low, 1), round(differs.high, 1)
