"""The listing of a programme where nobody local has worded one: what the design itself says."""

from __future__ import annotations

import re

from directory.services.eligibility import Attribute, Operator, Rule, Span
from directory.services.eligibility_records import DESIGN_OWNER, as_record
from directory.services.listing import Listing
from directory.services.models import Programme, ProgrammeKind
from directory.services.programme_rules import (
    format_code,
    pathways_of_needs,
    programme_delivery,
)

KIND_WORDS = {
    ProgrammeKind.ACCREDITED: "Accredited programme",
    ProgrammeKind.STRUCTURED: "Structured intervention",
    ProgrammeKind.TOOLKIT: "Toolkit used in supervision",
    ProgrammeKind.REHABILITATIVE: "Commissioned rehabilitative service",
}

FORMAT_WORDS = {
    "group": "Group",
    "one_to_one": "One-to-one",
    "group_and_one_to_one": "Group and one-to-one",
    "group_or_one_to_one": "Group or one-to-one",
}
"""By the code of the format in `rules/programme_delivery.csv`."""


def listing_of_programme(programme: Programme) -> Listing:
    """Wording and rules that follow from the national design alone."""
    delivery = programme_delivery(programme.kind, programme.delivery_format)
    return Listing(
        title=programme.name,
        summary=_summary(programme),
        who_for=_who_for(programme),
        pathways=pathways_of_needs(programme.needs),
        requirements=(delivery.requirement,),
        eligibility=tuple(as_record(rule) for rule in eligibility_of(programme)),
    )


def eligibility_of(programme: Programme) -> list[Rule]:
    """Sex and age as the design states them; what it does not state is not ruled."""
    owner = DESIGN_OWNER.format(programme.name)
    rules = []
    if _is_for_one_sex(programme):
        sex = "female" if programme.for_women else "male"
        rules.append(Rule(Attribute.SEX, Operator.ONE_OF, owner, values=frozenset({sex})))
    low, high = programme.minimum_age, programme.maximum_age
    if low is not None and high is not None:
        rules.append(Rule(Attribute.AGE, Operator.BETWEEN, owner, span=Span(low, high + 1)))
    elif low is not None:
        rules.append(Rule(Attribute.AGE, Operator.AT_LEAST, owner, span=Span(low, None)))
    elif high is not None:
        rules.append(Rule(Attribute.AGE, Operator.BELOW, owner, span=Span(None, high + 1)))
    return rules


def _is_for_one_sex(programme: Programme) -> bool:
    return (programme.for_men is False) != (programme.for_women is False)


def _summary(programme: Programme) -> str:
    sentences = [KIND_WORDS[programme.kind]]
    if programme.delivery_format:
        sentences.append(_format_in_words(programme.delivery_format))
    counts = [
        f"{count} {words}{'' if count == 1 else 's'}"
        for count, words in (
            (programme.group_sessions, "group session"),
            (programme.one_to_one_sessions, "one-to-one session"),
        )
        if count
    ]
    if counts:
        sentences.append(" and ".join(counts))
    return ". ".join(sentence.rstrip(".") for sentence in sentences) + "."


def _format_in_words(delivery_format: str) -> str:
    """A list or a code becomes words; what the source words itself stays as it is."""
    if not set("|;_") & set(delivery_format):
        return delivery_format
    known = FORMAT_WORDS.get(format_code(delivery_format))
    return known or " or ".join(part.strip() for part in re.split("[|;]", delivery_format))


def _who_for(programme: Programme) -> str | None:
    """ "Men aged 18 or over"; None where the design states neither sex nor age."""
    people = "People"
    if _is_for_one_sex(programme):
        people = "Women" if programme.for_women else "Men"
    low, high = programme.minimum_age, programme.maximum_age
    if low is not None and high is not None:
        return f"{people} aged {low} to {high}"
    if low is not None:
        return f"{people} aged {low} or over"
    if high is not None:
        return f"{people} aged up to {high}"
    return None if people == "People" else people
