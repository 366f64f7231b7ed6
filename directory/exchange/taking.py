"""How a file is taken in: the day of which it speaks, and what its sender answers for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ConfirmedAsOf:
    """Somebody says that rows found unchanged were still right on this day."""

    on: dt.date
    by: str


@dataclass(frozen=True, slots=True)
class Taking:
    """What holds for the whole of a file.

    `as_of` is the day of which the file speaks. `accepts_unusual`: what is odd but possible
    was looked at and is meant. `sets_aside`: sound rows are taken although others are refused,
    for kinds that allow it. `confirmed`: None where nobody confirms anything by the file.
    `reference_key`: the secret with which numbers of people become digests, None where none is
    set.
    `source`: whose file it is; None: as its layout says.
    `refused`: of tables taken in together, what the refused rows before would have been called,
    each with its sort: a row that names one waits for it and is no mistake of its own. `unread`
    are the sorts of tables of which not even the names could be read: whatever a row names of
    them may have stood there.
    `saved_on`: when the file was last saved, as it says itself or else its sender; None: nobody
    says. `asks_of_the_day`: what was said on that very day is asked about too.
    `is_one_by_one`: a program tells each record by itself, so that it is no file.
    """

    as_of: dt.date
    accepts_unusual: bool = False
    sets_aside: bool = False
    confirmed: ConfirmedAsOf | None = None
    reference_key: bytes | None = field(default=None, repr=False)
    source: str | None = None
    refused: frozenset[tuple[str, str]] = frozenset()
    unread: frozenset[str] = frozenset()
    saved_on: dt.date | None = None
    asks_of_the_day: bool = False
    is_one_by_one: bool = False

    def waits_for(self, what: str, code: str) -> bool:
        """Whether something of this sort and name may have stood in a row that was refused."""
        return what in self.unread or (what, code) in self.refused
