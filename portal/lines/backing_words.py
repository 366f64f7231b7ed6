"""What a fact of a line rests on, in words: for its readers and for those who keep it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_babel import gettext

from commissioning.availability.backing import BackedFact, Backing, Intake
from portal.formatting import counted, in_words, month


def backing_in_words(
    facts: Iterable[Backing], *, for_keepers: bool = False
) -> Iterator[tuple[str, str]]:
    """Label and text of each. `for_keepers`: with who said it and how many, which the public is
    not told."""
    for one in facts:
        said = [*_said(one, for_keepers=for_keepers)]
        observed = _observed(one, for_keepers=for_keepers)
        if observed:
            said.append(str(gettext("observed: %(what)s", what=observed)))
        yield _name(one.fact), "; ".join(said)


def _name(fact: BackedFact) -> str:
    names = {
        BackedFact.START_DATE: gettext("Start date"),
        BackedFact.PLACES: gettext("Places"),
        BackedFact.INTAKE: gettext("Taking referrals"),
    }
    return str(names[fact])


def _said(one: Backing, *, for_keepers: bool) -> Iterator[str]:
    told = [_intake(one)] if one.intake else []
    if one.stated_on is not None:
        stated = _by_telephone(one) if one.by_telephone and one.confirmed_on is None else ""
        stated = stated or str(gettext("stated %(day)s", day=in_words(one.stated_on)))
        if for_keepers and one.stated_by:
            stated = str(gettext("%(stated)s by %(who)s", stated=stated, who=one.stated_by))
        told.append(stated)
    if one.confirmed_on is not None:
        day = in_words(one.confirmed_on)
        told.append(
            _by_telephone(one) if one.by_telephone else str(gettext("confirmed %(day)s", day=day))
        )
    if told:
        yield ", ".join(told)


def _by_telephone(one: Backing) -> str:
    day = in_words(one.confirmed_on or one.stated_on)
    return str(gettext("told by telephone on %(day)s", day=day))


def _intake(one: Backing) -> str:
    if one.intake is Intake.CLOSED:
        return str(gettext("no"))
    if one.intake is Intake.SHUT:
        return str(gettext("shut until %(day)s", day=in_words(one.until)))
    return str(gettext("yes"))


def _observed(one: Backing, *, for_keepers: bool) -> str:
    """Of a referral the month alone: its day is of one person, and nobody plans by it."""
    if one.refused is not None:
        if for_keepers:
            refused = counted(one.refused.refusals, "referral")
            return str(gettext("%(refused)s since then refused as full", refused=refused))
        return str(gettext("people referred since then were refused as full"))
    if one.observed_on is None:
        return ""
    if one.fact is BackedFact.INTAKE:
        return str(gettext("last referral received in %(month)s", month=month(one.observed_on)))
    return str(gettext("last start %(day)s", day=in_words(one.observed_on)))
