"""Saying that a kind of fact about lines is still right: who said so, and the lines' clocks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.lines.confirming import (
    CLOCKS,
    NotALinesFact,
    confirm_lines,
    say_whether_by_file_alone,
)
from commissioning.lines.models import Line, LineConfirmation, LineFigures
from directory.acts import Act
from directory.audit.recording import record_act
from directory.keeping import batches
from directory.people.models import Person
from directory.services.confirming import times_by_file
from directory.services.freshness import BY_FILE_ALONE, FactKind
from directory.stating import said


def say_still_right(
    session: Session,
    lines: Collection[Line],
    *,
    kind: FactKind,
    on: dt.date,
    confirmed_by: str,
    by_file: bool = False,
    by_link: bool = False,
    by: Person,
    at: dt.datetime,
) -> int:
    """Of how many lines this is news; said again of the same day it is kept once.

    `by_file`: by sending a file again; `by_link`: by the link of a message. What a file confirmed
    on a day a person may confirm for that day too. Raises `NotALinesFact`, `NotSaid` without a
    speaker, and `ConfirmedAhead`.
    """
    if kind not in CLOCKS:
        raise NotALinesFact(kind)
    who = said(confirmed_by, "who confirmed it")
    saying = _Saying(session, kind, on, who, by_file, by_link, by, at)
    return sum(saying.say(batch) for batch in batches(dict.fromkeys(lines)))


class _Saying:
    """One word about many lines."""

    def __init__(
        self,
        session: Session,
        kind: FactKind,
        on: dt.date,
        confirmed_by: str,
        by_file: bool,
        by_link: bool,
        by: Person,
        at: dt.datetime,
    ) -> None:
        self.session = session
        self.kind = kind
        self.on = on
        self.confirmed_by = confirmed_by
        self.by_file = by_file
        self.by_link = by_link
        self.by = by
        self.at = at

    def say(self, lines: Sequence[Line]) -> int:
        ids = [line.id for line in lines]
        known, clocks = self._known(ids), self._clocks(ids)
        confirm_lines(self.session, ids, kind=self.kind, on=self.on, at=self.at)
        news = [line for line in lines if self.on not in known[line.id]]
        taken_up = [] if self.by_file else [one for one in lines if known[one.id].get(self.on)]
        alone = [line.id for line in news if self._keep(line, known[line.id], clocks.get(line.id))]
        self._take_up(taken_up)
        for line in (*news, *taken_up):
            self._record(line)
        self.session.flush()
        self._tell(alone, is_alone=True)
        self._tell([line.id for line in taken_up], is_alone=False)
        return len(news) + len(taken_up)

    def _known(self, line_ids: Sequence[int]) -> dict[int, dict[dt.date, int]]:
        """How many times running files alone confirmed each line, by day."""
        rows = self.session.execute(
            select(
                LineConfirmation.line_id,
                LineConfirmation.confirmed_on,
                LineConfirmation.times_by_file,
            ).where(
                LineConfirmation.line_id.in_(line_ids),
                LineConfirmation.fact_kind == self.kind.value,
            )
        )
        known: defaultdict[int, dict[dt.date, int]] = defaultdict(dict)
        for line_id, day, times in rows:
            known[line_id][day] = times
        return known

    def _clocks(self, line_ids: Sequence[int]) -> dict[int, dt.date | None]:
        clock = getattr(LineFigures, CLOCKS[self.kind])
        rows = select(LineFigures.line_id, clock).where(LineFigures.line_id.in_(line_ids))
        return dict(self.session.execute(rows).all())

    def _keep(self, line: Line, days: dict[dt.date, int], clock: dt.date | None) -> bool:
        """Whether files alone have now said so several times running."""
        shown_since = bool(days) and clock is not None and clock > max(days)
        # What an event showed in between was more than a file: the count begins anew.
        times = times_by_file({} if shown_since else days, self.on, by_file=self.by_file)
        self.session.add(
            LineConfirmation(
                line_id=line.id,
                fact_kind=self.kind.value,
                confirmed_on=self.on,
                confirmed_by=self.confirmed_by,
                times_by_file=times,
                recorded_by_id=self.by.id,
                recorded_at=self.at,
            )
        )
        return times >= BY_FILE_ALONE

    def _take_up(self, lines: Sequence[Line]) -> None:
        """A person says of the day what a file had said of it."""
        self.session.execute(
            update(LineConfirmation)
            .where(
                LineConfirmation.line_id.in_([line.id for line in lines]),
                LineConfirmation.fact_kind == self.kind.value,
                LineConfirmation.confirmed_on == self.on,
            )
            .values(confirmed_by=self.confirmed_by, times_by_file=0, recorded_at=self.at)
            .execution_options(synchronize_session="fetch")
        )

    def _record(self, line: Line) -> None:
        after: dict[str, object] = {
            "fact_kind": self.kind.value,
            "confirmed_on": self.on,
            "confirmed_by": self.confirmed_by,
            "by_file": self.by_file,
        }
        if self.by_link:
            after["by_link"] = True
        record_act(self.session, Act.LINE_CONFIRM, line, by=self.by, at=self.at, after=after)

    def _tell(self, line_ids: Sequence[int], *, is_alone: bool) -> None:
        say_whether_by_file_alone(
            self.session, line_ids, kind=self.kind, on=self.on, is_alone=is_alone
        )
