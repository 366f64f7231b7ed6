"""What may be given as a month's figures: shape, what recorded cases prove, and reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from commissioning.returns.derived import FigureKey, RecordedFigure
from commissioning.returns.errors import FiguresUnfit
from commissioning.returns.models import FigureBasis, ReturnCounter, ReturnFigure
from commissioning.returns.moving import Given
from commissioning.returns.parts import LotPart

MOST_PEOPLE: Final = 100_000
MOST_HOURS: Final = 1_000_000
LONGEST_FIGURE: Final = 12

Recordings = Mapping[FigureKey, RecordedFigure]
NONE_PARTLY: Final[Recordings] = MappingProxyType({})


def input_of(lot: LotPart, counter: ReturnCounter) -> str:
    """What its input on a page, and its mistake, is called."""
    return f"{counter.value}-{lot.public_id}"


def reason_input(lot: LotPart) -> str:
    return f"reason-{lot.public_id}"


def number_typed(typed: str, counter: ReturnCounter) -> float | None:
    """A figure as people type it, with commas between thousands; None where it is none."""
    plain = typed.replace(",", "")
    parts = plain.split(".") if counter is ReturnCounter.HOURS else [plain]
    is_figure = plain.isascii() and len(plain) <= LONGEST_FIGURE and len(parts) <= 2
    if not is_figure or not all(part.isdigit() for part in parts):
        return None
    return float(plain)


def keys_of(lots: Iterable[LotPart]) -> list[FigureKey]:
    return [(lot.lot_id, counter) for lot in lots for counter in lot.counters]


def as_recorded(lots: Iterable[LotPart], recorded: Recordings) -> dict[FigureKey, Given]:
    """Each figure that stands there by itself."""
    return {
        key: Given(recorded[key].value, recorded[key].basis, recorded[key].value)
        for key in keys_of(lots)
        if key in recorded
    }


class UntoldLots(NamedTuple):
    """Lots of which something must still be told before the month can be sent.

    `quiet`: not one figure of the month is recorded or said, so one word answers it. `begun`: some
    of it is known, so that nobody may say that nothing happened, or it shares another lot's line.
    """

    quiet: tuple[LotPart, ...]
    begun: tuple[LotPart, ...]


def untold_lots(
    lots: Iterable[LotPart], *known: Collection[FigureKey], partly: Collection[FigureKey] = ()
) -> UntoldLots:
    """`known` of each lot and counter: what is recorded whole, and what was said."""
    untold = [
        lot
        for lot in lots
        if any(not _has((lot.lot_id, counter), known) for counter in lot.must_be_told)
    ]
    quiet = [
        lot
        for lot in untold
        if not lot.shares_line
        and not any(_has((lot.lot_id, counter), (*known, partly)) for counter in lot.counters)
    ]
    return UntoldLots(tuple(quiet), tuple(lot for lot in untold if lot not in quiet))


def _has(key: FigureKey, known: Iterable[Collection[FigureKey]]) -> bool:
    return any(key in some for some in known)


def nothing_happened(lots: Iterable[LotPart], recorded: Recordings) -> dict[FigureKey, Given]:
    """No events: who waits goes on waiting. Raises `FiguresUnfit` where cases say otherwise."""
    lots = list(lots)
    problems = {
        input_of(lot, counter): _something_happened(lot, counter, recorded[lot.lot_id, counter])
        for lot in lots
        for counter in lot.counters
        if (lot.lot_id, counter) in recorded and recorded[lot.lot_id, counter].value > 0
    }
    if problems:
        raise FiguresUnfit(problems)
    return {
        key: Given(
            0.0, FigureBasis.NOTHING_HAPPENED, recorded[key].value if key in recorded else None
        )
        for key in keys_of(lots)
    }


def told_figures(
    lots: Iterable[LotPart],
    told: Mapping[FigureKey, float],
    recorded: Recordings,
    *,
    reasons: Mapping[int, str],
    basis: FigureBasis = FigureBasis.TYPED,
    at_least: Recordings = NONE_PARTLY,
) -> dict[FigureKey, Given]:
    """A figure that says what is recorded was typed by nobody; any other has its lot's reason.

    `at_least`: recorded of a part of the month; below it there is a reason too.

    Raises `FiguresUnfit`: below what recorded cases prove, too large, no reason.
    """
    lots = list(lots)
    problems = dict(_problems(lots, told, recorded, reasons, at_least))
    if problems:
        raise FiguresUnfit(problems)
    return {key: _given(key, told[key], recorded, reasons, basis) for key in told}


def without_repeated(
    given: Mapping[FigureKey, Given],
    standing: Mapping[FigureKey, ReturnFigure],
    recorded: Recordings,
    at_least: Recordings = NONE_PARTLY,
) -> dict[FigureKey, Given]:
    """Without what came back as it stood: nobody typed it again, and it keeps its basis.

    What differs from what is recorded is said anew where its reason is another.
    """
    return {
        key: one
        for key, one in given.items()
        if key not in standing
        or standing[key].value != one.value
        or (
            _differs(one.value, recorded.get(key), at_least.get(key))
            and one.reason != standing[key].reason
        )
    }


def _given(
    key: FigureKey,
    value: float,
    recorded: Recordings,
    reasons: Mapping[int, str],
    basis: FigureBasis,
) -> Given:
    known = recorded.get(key)
    if known is not None and known.value == value:
        return Given(value, known.basis, known.value)
    reason = reasons.get(key[0]) or None
    return Given(value, basis, None if known is None else known.value, reason)


def _problems(
    lots: Iterable[LotPart],
    told: Mapping[FigureKey, float],
    recorded: Recordings,
    reasons: Mapping[int, str],
    at_least: Recordings,
) -> Iterator[tuple[str, str]]:
    for lot in lots:
        differs = []
        for counter in lot.counters:
            key = lot.lot_id, counter
            if key not in told:
                continue
            wrong = _wrong_with(lot, counter, told[key], recorded.get(key))
            if wrong:
                yield input_of(lot, counter), wrong
            elif _differs(told[key], recorded.get(key), at_least.get(key)):
                differs.append(counter)
        if differs and not reasons.get(lot.lot_id):
            yield reason_input(lot), f"Say why {lot.name} differs from what is recorded"


def _differs(value: float, known: RecordedFigure | None, at_least: RecordedFigure | None) -> bool:
    if known is not None:
        return known.value != value
    return at_least is not None and value < at_least.value


def _wrong_with(
    lot: LotPart, counter: ReturnCounter, value: float, known: RecordedFigure | None
) -> str | None:
    is_hours = counter is ReturnCounter.HOURS
    most = MOST_HOURS if is_hours else MOST_PEOPLE
    if not 0 <= value <= most or (not is_hours and value != int(value)):
        return f"Enter a whole number from 0 to {most:,}" if not is_hours else _hours(most)
    if known is not None and known.basis is FigureBasis.CASES and value < known.value:
        return (
            f"Recorded cases of {lot.name} prove {known.value:g} {counter.value}: enter at least"
            " that, or put the cases right first"
        )
    return None


def _hours(most: int) -> str:
    return f"Enter hours from 0 to {most:,}"


def _something_happened(lot: LotPart, counter: ReturnCounter, known: RecordedFigure) -> str:
    return (
        f"{lot.name}: {known.value:g} {counter.value} are recorded in the month. Say that the"
        " figures are right, or state a difference"
    )
