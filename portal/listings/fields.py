"""A listing's fields as controls of a form: what stands in each decides how it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from wtforms import (
    EmailField,
    Form,
    HiddenField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms import Field as Control

from directory.fields import Field, Holds
from directory.pathways import pathways
from directory.requirements import requirement_codes, requirement_name
from directory.starts import codes_with_a_start
from portal.finding.listing_words import language_name
from portal.listings.hub_field import HubField
from portal.listings.rules_field import RulesField

LANGUAGES_OFFERED: Final = (
    "en", "cy", "bfi", "ar", "bn", "fa", "gu", "lt", "pa", "pl", "pt", "ro", "so", "ur", "vi",
)  # fmt: skip
"""Those most asked for in England and Wales; what a listing has besides stays and is offered."""

ON_A_PAGE: Final = frozenset(
    {
        Holds.LINE, Holds.TEXT, Holds.TELEPHONE, Holds.EMAIL,
        Holds.PATHWAYS, Holds.REQUIREMENTS, Holds.LANGUAGES, Holds.RULES, Holds.SERVICE,
    }
)  # fmt: skip
"""What can be asked on a page."""

SEVERAL_ASKED: Final = frozenset({Holds.PATHWAYS, Holds.REQUIREMENTS, Holds.LANGUAGES})


ASKED: Final = "asked"
"""The hidden control that names each group of boxes on the page."""


def askable(fields: Iterable[Field]) -> tuple[Field, ...]:
    return tuple(field for field in fields if field.holds in ON_A_PAGE)


class ListingForm(Form):
    """`based_on`: the number of the wording that was seen; `draft_version`: of one's draft."""

    based_on = HiddenField()
    draft_version = HiddenField(default="0")


@lru_cache(maxsize=64)
def form_of(fields: tuple[Field, ...]) -> type[ListingForm]:
    """A form with a control for each of the fields."""
    return type("ListingFormHere", (ListingForm,), {f.name: _control(f) for f in fields})


def filled(fields: tuple[Field, ...], says: Mapping[str, Any], **hidden: object) -> ListingForm:
    """As the listing would say it now."""
    return _with_choices(form_of(fields)(data={**says, **hidden}), fields, says)


def sent(fields: tuple[Field, ...], typed: Any, says: Mapping[str, Any]) -> ListingForm:
    """As it was typed."""
    return _with_choices(form_of(fields)(typed, data=dict(says)), fields, says)


def told_by(form: ListingForm, fields: Iterable[Field], typed: Any) -> dict[str, Any]:
    """By column what was sent; a field that was not on the page says nothing.

    Of boxes with none ticked nothing is sent, so they are named as asked.
    """
    asked = {*typed, *typed.getlist(ASKED)}
    return {field.name: form[field.name].data for field in fields if field.name in asked}


def number_in(control: Control) -> int:
    """A hidden number; 0 where somebody altered it to something else."""
    return number_of(str(control.data or ""))


def number_of(typed: str) -> int:
    """The same of what stands in no form of ours."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _control(field: Field) -> Any:
    words: dict[str, Any] = {"label": field.label, "description": _hint(field)}
    if field.holds in SEVERAL_ASKED:
        return SelectMultipleField(validate_choice=False, **words)
    return CONTROLS.get(field.holds, StringField)(**words)


CONTROLS: Final[Mapping[Holds, Any]] = {
    Holds.TELEPHONE: TelField,
    Holds.EMAIL: EmailField,
    Holds.TEXT: TextAreaField,
    Holds.RULES: RulesField,
    Holds.SERVICE: HubField,
}
"""Of anything else a line."""


def _hint(field: Field) -> str:
    """What the label does not say already."""
    if field.holds in SEVERAL_ASKED or field.holds is Holds.RULES:
        return ""
    asked = field.asked.removeprefix(field.label).strip(" ,")
    return HINTS.get(field.holds, asked[:1].upper() + asked[1:])


HINTS: Final[Mapping[Holds, str]] = {
    Holds.TELEPHONE: "With its code, such as 01632 960123",
    Holds.EMAIL: "Such as help@example.org",
}


def _with_choices(
    form: ListingForm, fields: Sequence[Field], says: Mapping[str, Any]
) -> ListingForm:
    for field in fields:
        control: Any = form[field.name]  # by what the field holds
        if field.holds in SEVERAL_ASKED:
            control.choices = _choices(field, says.get(field.name) or ())
        elif field.holds is Holds.RULES:
            control.beside(says.get(field.name) or ())
    return form


def _choices(field: Field, chosen: Iterable[str]) -> list[tuple[str, str]]:
    """All that may be chosen, and whatever is chosen besides."""
    match field.holds:
        case Holds.PATHWAYS:
            return [(one.code, one.name) for one in pathways()]
        case Holds.REQUIREMENTS:
            known = set(requirement_codes())
            return [(c, requirement_name(c)) for c in codes_with_a_start() if c in known]
        case _:
            codes = dict.fromkeys((*LANGUAGES_OFFERED, *chosen))
            return [(code, language_name(code)) for code in codes]


def chosen_in(form: ListingForm, field: Field) -> str:
    """The boxes that are ticked, in words."""
    control: Any = form[field.name]
    ticked = set(control.data or ())
    return ", ".join(words for code, words in control.choices if code in ticked)
