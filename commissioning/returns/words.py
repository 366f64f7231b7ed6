"""Reasons and names beside figures tell of no case: whoever reads the return reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from commissioning.referrals.naming_cases import (
    cases_of_lines,
    names_case_or_number,
)
from commissioning.returns.errors import FiguresUnfit
from commissioning.returns.figures import reason_input
from commissioning.returns.parts import LotPart


def refuse_words(session: Session, lots: Collection[LotPart], words: Mapping[str, str]) -> None:
    """`words` by the name of their input. Raises `FiguresUnfit`."""
    such = cases_of_lines(_lines(lots))
    _refuse({name: names_case_or_number(session, told, such) for name, told in words.items()})


def refuse_reasons(session: Session, lots: Collection[LotPart], reasons: Mapping[int, str]) -> None:
    """By lot. Raises `FiguresUnfit`."""
    named = {reason_input(lot): reasons[lot.lot_id] for lot in lots if lot.lot_id in reasons}
    refuse_words(session, lots, named)


def refuse_speaker(session: Session, lots: Collection[LotPart], told_by: str) -> None:
    """Whoever spoke for the provider has a name or a post. Raises `FiguresUnfit`."""
    such = cases_of_lines(_lines(lots))
    _refuse({"told_by": names_case_or_number(session, told_by, such)})


def _lines(lots: Collection[LotPart]) -> set[int]:
    return {lot.line_id for lot in lots if lot.line_id is not None}


def _refuse(found: Mapping[str, str | None]) -> None:
    problems = {
        name: f"Take this out, for nothing here may tell who somebody is: {what}"
        for name, what in found.items()
        if what is not None
    }
    if problems:
        raise FiguresUnfit(problems)
